"""Every table of the state: importing this draws them all on one ``METADATA``."""

from __future__ import annotations

from bot.state import answers, broadcasts, chats, feedback, gaps, metrics, pairings, people, turns
from bot.state.metadata import METADATA

__all__ = ["METADATA", "answers", "broadcasts", "chats", "feedback", "gaps", "metrics", "pairings", "people", "turns"]
