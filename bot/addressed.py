"""Whether a message speaks to the bot, and what it says to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telegram import Message, User


def words_to(message: Message, bot: User) -> str | None:
    """What ``message`` says to ``bot``, without the mention.

    Returns:
        Private chats: the text. Groups: the text where it mentions the bot or replies to it; None where it does not.
    """
    text = message.text or ""
    if message.chat.type == "private":
        return text.strip()
    mentions = message.parse_entities(["mention", "text_mention"])
    ours = [
        entity
        for entity, name in mentions.items()
        if (entity.type == "mention" and bot.username and name.lower() == f"@{bot.username.lower()}")
        or (entity.type == "text_mention" and entity.user is not None and entity.user.id == bot.id)
    ]
    replied = message.reply_to_message
    to_us = replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
    if not ours and not to_us:
        return None
    units = text.encode("utf-16-le")
    for entity in sorted(ours, key=lambda e: e.offset, reverse=True):
        units = units[: 2 * entity.offset] + units[2 * (entity.offset + entity.length) :]
    return " ".join(units.decode("utf-16-le").split())
