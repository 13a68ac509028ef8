"""Where a conversation happens."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Place:
    """A chat, and a topic of it where it has topics."""

    chat_id: int
    topic_id: int | None = None
