"""The daily briefing: what is new, what changed, what stands behind it, what is ahead; each line a checked passage."""
