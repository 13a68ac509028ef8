"""The briefing in the chat: rendered, opened, and the scoreboard by partner."""
