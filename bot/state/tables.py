"""Every table of the state: importing this draws them all on one ``METADATA``."""

from __future__ import annotations

from bot.state import answers, chats, feedback, gaps, turns
from bot.state.metadata import METADATA

__all__ = ["METADATA", "answers", "chats", "feedback", "gaps", "turns"]
