"""The ordered handler table: which update goes to which verb. The first row that takes an update has it."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram import CallbackQuery, Message, Update, User
from telegram.constants import ChatAction
from telegram.ext import (
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    MessageHandler,
    filters,
)

from bot import presses
from bot.briefing import table as briefing
from bot.bureau import Bureau
from bot.evidence import claim_view, ledger_view
from bot.figures import figure_photo, figures_view, numbers_view
from bot.people import table as people
from bot.send import acknowledge, edit, place_of, send, send_photo, typing
from bot.shelf import table as shelf
from bot.sources import sources_view
from bot.speech import language_in, language_of
from bot.start import explain, say, welcome
from bot.talk import table as talk
from bot.talk.ask import Asking, answer
from bot.talk.passages import passage_view
from bot.view import View
from bot.wording import WORDING
from knowledge.errors import CorpusError, NotFoundError

log = logging.getLogger(__name__)
Context = CallbackContext[Any, Any, Any, Any]
Handler = BaseHandler[Any, Context, None]
Opened = presses.OpenPassage | presses.OpenClaim | presses.FigureNumbers  # each in a message of its own
Turned = presses.TurnTo | presses.SourcesPage | presses.LedgerPage  # in place of what is there
Verb = Callable[[Bureau, Message, Context], Coroutine[Any, Any, None]]

ALLOWED_UPDATES = ("message", "edited_message", "callback_query", "inline_query", "guest_message")


def handler_table(bureau: Bureau) -> dict[int, list[Handler]]:
    """All handlers by group: the gate stands before the table, in a group of its own."""
    new = filters.UpdateType.MESSAGE  # an edited message is not asked again; channel posts are not for us
    private = filters.ChatType.PRIVATE

    def on(verb: Verb) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        return partial(_with_message, bureau, verb)

    doors = people.open_doors(bureau)
    return {
        -1: [people.gate(bureau, doors)],
        0: [
            CommandHandler("start", on(_start), filters=new),
            CommandHandler("help", on(_help), filters=new),
            CommandHandler("evidence", on(_evidence), filters=new),
            CommandHandler("figures", on(_figures), filters=new),
            CommandHandler("sources", on(_sources), filters=new),
            *briefing.rows(bureau),
            *talk.rows(bureau),
            *people.rows(bureau, doors),
            *shelf.rows(bureau),
            MessageHandler(new & private & filters.COMMAND, on(_unknown_command)),
            *talk.written(bureau),
            MessageHandler(new & private & ~filters.StatusUpdate.ALL, on(_not_text)),
            CallbackQueryHandler(partial(_press, bureau)),
        ],
    }


async def _with_message(bureau: Bureau, verb: Verb, update: Update, context: Context) -> None:
    if update.message is not None:
        await verb(bureau, update.message, context)


async def _start(bureau: Bureau, message: Message, _: Context) -> None:
    await welcome(bureau, message)


async def _help(bureau: Bureau, message: Message, _: Context) -> None:
    await explain(bureau, message)


async def _evidence(bureau: Bureau, message: Message, _: Context) -> None:
    language = await language_in(bureau, message.chat_id, message.from_user)
    view = await asyncio.to_thread(ledger_view, bureau, language, None, 0)
    await send(message.get_bot(), place_of(message), view)


async def _figures(bureau: Bureau, message: Message, _: Context) -> None:
    language = await language_in(bureau, message.chat_id, message.from_user)
    await send(message.get_bot(), place_of(message), figures_view(language))


async def _sources(bureau: Bureau, message: Message, _: Context) -> None:
    language = await language_in(bureau, message.chat_id, message.from_user)
    view = await asyncio.to_thread(sources_view, bureau, language, 0)
    await send(message.get_bot(), place_of(message), view)


async def _unknown_command(bureau: Bureau, message: Message, _: Context) -> None:
    await say(message, WORDING[await language_in(bureau, message.chat_id, message.from_user)].unknown_command)


async def _not_text(bureau: Bureau, message: Message, _: Context) -> None:
    await say(message, WORDING[await language_in(bureau, message.chat_id, message.from_user)].text_only)


async def _press(bureau: Bureau, update: Update, _: Context) -> None:
    """A button: its data says all there is to know, so an old message's button works as well as a new one's."""
    press = update.callback_query
    if press is None:
        return
    wanted = presses.read(press.data or "")
    message = press.message if isinstance(press.message, Message) else None
    if wanted is None or message is None:  # forged, from another version, or under a message too old to be seen
        await acknowledge(press, WORDING[language_of(press.from_user)].gone)
        return
    if isinstance(wanted, presses.BriefingPart):  # opened where briefings are stored as sent
        await acknowledge(press, WORDING[wanted.language].gone)
        return
    if isinstance(wanted, presses.FollowUp):
        await _follow_up(bureau, press, message, press.from_user)
        return
    try:
        await _show(bureau, press, message, wanted)
    except NotFoundError:
        await acknowledge(press, WORDING[wanted.language].gone)
    except CorpusError as error:
        log.warning("a picture could not be drawn: %s", error)
        await acknowledge(press, WORDING[wanted.language].figures_none)


async def _show(
    bureau: Bureau, press: CallbackQuery, message: Message, wanted: Opened | Turned | presses.ShowFigure
) -> None:
    bot, place = message.get_bot(), place_of(message)
    if isinstance(wanted, presses.ShowFigure):
        async with typing(bot, place, ChatAction.UPLOAD_PHOTO):
            photo = await asyncio.to_thread(figure_photo, bureau, wanted.language, wanted.name)
            await acknowledge(press)
            await send_photo(bot, place, photo)
        return
    view = await asyncio.to_thread(_view, bureau, wanted)
    await acknowledge(press)
    if isinstance(wanted, Opened):
        await send(bot, place, view, reply_to=message.message_id)
    else:
        await edit(message, view)


def _view(bureau: Bureau, wanted: Opened | Turned) -> View:
    match wanted:
        case presses.SourcesPage(language, page):
            return sources_view(bureau, language, page)
        case presses.LedgerPage(language, verdict, page):
            return ledger_view(bureau, language, verdict, page)
        case presses.OpenClaim(language, claim_id):
            return claim_view(bureau, language, claim_id)
        case presses.FigureNumbers(language, name):
            return numbers_view(bureau, language, name)
        case presses.OpenPassage(language, passage_id, quoted) | presses.TurnTo(language, passage_id, quoted):
            return passage_view(bureau, language, passage_id, quoted)


async def _follow_up(bureau: Bureau, press: CallbackQuery, message: Message, user: User) -> None:
    """Ask what stands on the button. Its label is the question, so nothing has to be remembered."""
    rows = message.reply_markup.inline_keyboard if message.reply_markup else ()
    question = next((b.text for row in rows for b in row if b.callback_data == press.data), None)
    if question is None:
        await acknowledge(press, WORDING[language_of(user)].followup_gone)
        return
    await acknowledge(press)
    await answer(bureau, Asking(message, question, user))
