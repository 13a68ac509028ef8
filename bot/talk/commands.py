"""The verbs of the room's commands, but /ask. All raise StateError where the state cannot be used."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bureau import Bureau
from bot.send import place_of, send
from bot.speech import language_in, language_of
from bot.start import say
from bot.talk import presses
from bot.talk.gaps import Scope, gaps_view
from bot.talk.person import deletion_view, hand_out, language_view, privacy_view
from bot.wording import WORDING

if TYPE_CHECKING:
    from telegram import Message


async def reset(bureau: Bureau, message: Message) -> None:
    """Answer /reset: begin a new conversation in this place."""
    place = place_of(message)
    async with bureau.turn(place):  # what is being answered belongs to what is forgotten
        await bureau.turns.forget(place)
    await say(message, WORDING[await language_in(bureau, message.chat_id, message.from_user)].talk.reset_done)


async def lang(bureau: Bureau, message: Message) -> None:
    """Answer /lang: set the language of the chat, or offer the choice."""
    _command, *rest = (message.text or "").lower().split()
    choice = presses.read(f"n:l:{_LANG_WORDS.get(rest[0], '')}") if rest else None
    if isinstance(choice, presses.SetLanguage):
        await bureau.chats.speak(message.chat_id, choice.language)
        spoken = await language_in(bureau, message.chat_id, message.from_user)
        await say(message, WORDING[spoken].talk.language_set[choice.language or "auto"])
        return
    fixed = await bureau.chats.language(message.chat_id)
    await send(message.get_bot(), place_of(message), language_view(fixed or language_of(message.from_user), fixed))


_LANG_WORDS = {
    **dict.fromkeys(("ja", "jp", "japanese", "日本語"), "j"),
    **dict.fromkeys(("en", "english", "英語"), "e"),
    **dict.fromkeys(("auto", "automatic", "自動"), "a"),
}


async def gaps(bureau: Bureau, message: Message) -> None:
    """Answer /gaps."""
    if message.from_user is None:
        return
    language = await language_in(bureau, message.chat_id, message.from_user)
    view = await gaps_view(bureau, language, Scope(bureau, message.chat, message.from_user), 0)
    await send(message.get_bot(), place_of(message), view)


async def privacy(bureau: Bureau, message: Message) -> None:
    """Answer /privacy."""
    language = await language_in(bureau, message.chat_id, message.from_user)
    await send(message.get_bot(), place_of(message), privacy_view(bureau, language))


async def delete_me(bureau: Bureau, message: Message) -> None:
    """Answer /deleteme by asking once more; in a private chat alone."""
    language = await language_in(bureau, message.chat_id, message.from_user)
    if message.chat.type != "private":
        await say(message, WORDING[language].talk.only_private)
        return
    await send(message.get_bot(), place_of(message), deletion_view(language))


async def export(bureau: Bureau, message: Message) -> None:
    """Answer /export; in a private chat alone."""
    if message.chat.type != "private":
        language = await language_in(bureau, message.chat_id, message.from_user)
        await say(message, WORDING[language].talk.only_private)
        return
    await hand_out(bureau, message)
