"""The line that a briefing carries when it comes late."""

from __future__ import annotations

from datetime import datetime
from zoneinfo import ZoneInfo

from bot.wording import WORDING
from knowledge.types import Language


def late_line(due_at: datetime, zone: str, language: Language) -> str:
    """When it was due, in the reader's own time."""
    return WORDING[language].delivery.late.format(time=f"{due_at.astimezone(ZoneInfo(zone)):%H:%M}")
