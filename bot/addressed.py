"""Whether a message speaks to the bot, and what it says to it."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from telegram import Message, User

_MENTIONS: list[str | None] = ["mention", "text_mention"]


def words_to(message: Message, bot: User) -> str | None:
    """What ``message`` says to ``bot``, without the mention.

    Returns:
        Private chats: the text, or what stands under a picture. Groups: the same where it mentions the bot or replies
        to it; None where it does not.
    """
    text = message.text or message.caption or ""
    mentions = message.parse_entities(_MENTIONS) if message.text else message.parse_caption_entities(_MENTIONS)
    ours = [
        entity
        for entity, name in mentions.items()
        if (entity.type == "mention" and bot.username and name.lower() == f"@{bot.username.lower()}")
        or (entity.type == "text_mention" and entity.user is not None and entity.user.id == bot.id)
    ]
    replied = message.reply_to_message
    to_us = replied is not None and replied.from_user is not None and replied.from_user.id == bot.id
    if message.chat.type != "private" and not ours and not to_us:
        return None
    if not ours:
        return text.strip()
    units = text.encode("utf-16-le", "surrogatepass")
    for entity in sorted(ours, key=lambda e: e.offset, reverse=True):
        units = units[: 2 * entity.offset] + units[2 * (entity.offset + entity.length) :]
    return " ".join(units.decode("utf-16-le", "replace").split())
