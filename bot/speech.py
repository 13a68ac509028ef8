"""Which of the two languages to speak with someone when their words do not say."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.types import Language

if TYPE_CHECKING:
    from telegram import User


def language_of(user: User | None) -> Language:
    """The language of a person's Telegram app: Japanese or, for all others, English."""
    code = (user.language_code or "") if user else ""
    return "ja" if code.lower().split("-")[0] == "ja" else "en"
