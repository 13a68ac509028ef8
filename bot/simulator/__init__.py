"""A stand-in for Telegram on this machine: a strict Bot API server and a chat page in the browser."""
