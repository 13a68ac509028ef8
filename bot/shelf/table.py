"""The handlers of the library in the chat: files, addresses, /add, /forget, and the buttons of cards."""

from __future__ import annotations

import asyncio
import re
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CallbackContext, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot.bureau import Bureau
from bot.send import acknowledge, edit, place_of, send
from bot.shelf.cards import card_view, first_passage_view, forget_view
from bot.shelf.note import Note, read_note
from bot.shelf.presses import Forget, OpenCard, Press, ReadSource, read
from bot.shelf.receipts import Desk
from bot.speech import language_in, language_of
from bot.start import say
from bot.text import bold
from bot.view import View
from bot.wording import WORDING
from knowledge.errors import DiskError, LockedError, NotFoundError
from knowledge.types import Language

Context = CallbackContext[Any, Any, Any, Any]
Handler = BaseHandler[Any, Context, None]
Verb = Callable[[Desk, Message, Language], Coroutine[Any, Any, None]]
_ADDRESS = re.compile(r"https?://\S{4,2000}", re.IGNORECASE)
_ALONE = re.compile(r"^\s*https?://\S{4,2000}\s*$", re.IGNORECASE)


def rows(bureau: Bureau) -> list[Handler]:
    """The handlers; they stand before those that take any text, any file, any unknown command or press."""
    desk = Desk(bureau)
    alone = filters.UpdateType.MESSAGE & filters.ChatType.PRIVATE
    librarians = alone & filters.User({*bureau.settings.admin_ids, *bureau.settings.librarian_ids})

    def on(verb: Verb) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        return partial(_with_message, desk, verb)

    return [
        CommandHandler("add", on(_add), filters=librarians),
        CommandHandler("forget", on(_forget), filters=librarians),
        MessageHandler(alone & filters.Document.ALL, on(_file)),
        MessageHandler(librarians & filters.Regex(_ALONE), on(_address)),
        CallbackQueryHandler(partial(_press, bureau), pattern="^[wz]:"),
    ]


async def _with_message(desk: Desk, verb: Verb, update: Update, _: Context) -> None:
    if update.message is not None:
        await verb(
            desk, update.message, await language_in(desk.bureau, update.message.chat_id, update.message.from_user)
        )


async def _file(desk: Desk, message: Message, language: Language) -> None:
    """A file: taken in from a librarian, politely declined from anybody else, once for an album."""
    user, document = message.from_user, message.document
    if user is None or document is None:
        return
    if desk.bureau.visitors.access.is_librarian(user.id):
        await desk.take_file(message, document, language)
    elif desk.is_new_album(message):
        await say(message, WORDING[language].shelf.not_librarian)


async def _address(desk: Desk, message: Message, language: Language) -> None:
    await desk.take_address(message, (message.text or "").strip(), Note(), language)


async def _add(desk: Desk, message: Message, language: Language) -> None:
    _command, *rest = (message.text or "").split(maxsplit=2)
    if not rest or not _ADDRESS.fullmatch(rest[0]):
        await say(message, WORDING[language].shelf.add_usage)
        return
    await desk.take_address(message, rest[0], read_note(rest[1]) if len(rest) > 1 else Note(), language)


async def _forget(desk: Desk, message: Message, language: Language) -> None:
    _command, *rest = (message.text or "").split(maxsplit=1)
    if not rest:
        await say(message, WORDING[language].shelf.forget_usage)
        return
    try:
        view = await asyncio.to_thread(forget_view, desk.bureau, language, rest[0].strip())
    except (NotFoundError, ValueError):  # the latter where no source could have such an id
        await say(message, WORDING[language].gone)
        return
    await send(message.get_bot(), place_of(message), view)


async def _press(bureau: Bureau, update: Update, _: Context) -> None:
    """A button of a card. Everyone reads cards; forgetting is for librarians, and for others a button of no meaning."""
    press = update.callback_query
    if press is None:
        return
    message = press.message if isinstance(press.message, Message) else None
    wanted = read(press.data or "")
    librarian = bureau.visitors.access.is_librarian(press.from_user.id)
    if wanted is None or message is None or (isinstance(wanted, Forget) and not librarian):
        await acknowledge(press, WORDING[language_of(press.from_user)].gone)
        return
    words = WORDING[wanted.language].shelf
    said: str | None = None
    try:
        await _act(bureau, message, wanted, librarian=librarian and message.chat.type == "private")
    except NotFoundError:
        said = WORDING[wanted.language].gone
    except LockedError:
        said = words.reasons["locked"]
    except DiskError:
        said = words.reasons["disk"]
    await acknowledge(press, said)


async def _act(bureau: Bureau, message: Message, wanted: Press, *, librarian: bool) -> None:
    bot, place, source_id, language = message.get_bot(), place_of(message), wanted.source_id, wanted.language
    match wanted:
        case OpenCard(back=back):
            view = await asyncio.to_thread(card_view, bureau, language, source_id, librarian=librarian)
            if back:
                await edit(message, view)
            else:
                await send(bot, place, view, reply_to=message.message_id)
        case ReadSource():
            view = await asyncio.to_thread(first_passage_view, bureau, language, source_id)
            await send(bot, place, view, reply_to=message.message_id)
        case Forget(sure=False):
            view = await asyncio.to_thread(forget_view, bureau, language, source_id)
            await send(bot, place, view, reply_to=message.message_id)
        case Forget():
            source = await asyncio.to_thread(bureau.knowledge.forget, source_id)
            await edit(message, View((WORDING[language].shelf.forgotten, " ", bold(source.title))))
