"""A call that Telegram refuses, and how it counts."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

Json = dict[str, Any]


@dataclass(slots=True)
class Refusal(Exception):  # noqa: N818 - it is Telegram's answer, not an error of ours
    """A call that Telegram refuses."""

    code: int
    description: str
    parameters: Json = field(default_factory=dict)


def bad_request(description: str) -> Refusal:
    """400, with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {description}")


def units(text: str) -> int:
    """The length of ``text`` in UTF-16 units."""
    return len(text) + sum(ch > "\uffff" for ch in text)
