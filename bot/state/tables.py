"""Every table of the state: importing this draws them all on one ``METADATA``."""

from __future__ import annotations

from bot.state import (
    answers,
    briefings,
    broadcasts,
    chats,
    deliveries,
    feedback,
    gaps,
    metrics,
    pairings,
    people,
    subscriptions,
    turns,
)
from bot.state.metadata import METADATA

__all__ = [
    "METADATA",
    "answers",
    "briefings",
    "broadcasts",
    "chats",
    "deliveries",
    "feedback",
    "gaps",
    "metrics",
    "pairings",
    "people",
    "subscriptions",
    "turns",
]
