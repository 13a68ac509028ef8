"""Which of the two languages to speak: what the chat has set, else what the message is in, else the reader's app."""

from __future__ import annotations

from typing import TYPE_CHECKING

from knowledge.language import question_language
from knowledge.types import Language

if TYPE_CHECKING:
    from telegram import User

    from bot.bureau import Bureau


def language_of(user: User | None) -> Language:
    """The language of a person's Telegram app: Japanese or, for all others, English."""
    code = (user.language_code or "") if user else ""
    return "ja" if code.lower().split("-")[0] == "ja" else "en"


async def language_in(bureau: Bureau, chat_id: int, user: User | None, said: str = "") -> Language:
    """The language to speak to someone in a chat.

    Args:
        said: What they wrote; it decides where the chat has set nothing. Commands and the like say nothing.

    Raises:
        StateError: The state cannot be used.
    """
    fixed = await bureau.chats.language(chat_id)
    if fixed is not None:
        return fixed
    default = language_of(user)
    return (question_language(said, default=default) or default) if said.strip() else default
