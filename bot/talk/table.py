"""The room's rows of the handler table: its commands, what people write, its buttons, inline and guest questions."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from datetime import timedelta
from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.ext import (
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.addressed import words_to
from bot.bureau import Bureau
from bot.speech import language_in
from bot.start import explain, say
from bot.state.moving import move_chat
from bot.talk import commands, presses
from bot.talk.cards import Typing, answer_guest, offer_cards
from bot.talk.pressed import pressed
from bot.talk.reply import respond
from bot.wording import WORDING

Context = CallbackContext[Any, Any, Any, Any]
Handler = BaseHandler[Any, Context, None]
Verb = Callable[[Bureau, Message], Coroutine[Any, Any, None]]

EDITED_WITHIN = timedelta(minutes=10)  # a message changed later is history, not a question


def rows(bureau: Bureau) -> list[Handler]:
    """Commands, buttons, inline queries and guest messages; what people write comes last, see ``written``."""
    new = filters.UpdateType.MESSAGE
    verbs: dict[str, Verb] = {
        "ask": _ask,
        "reset": commands.reset,
        "lang": commands.lang,
        "gaps": commands.gaps,
        "privacy": commands.privacy,
        "deleteme": commands.delete_me,
        "export": commands.export,
    }
    return [
        *(CommandHandler(name, partial(_with_message, bureau, verb), filters=new) for name, verb in verbs.items()),
        CallbackQueryHandler(partial(pressed, bureau), pattern=presses.PATTERN),
        InlineQueryHandler(partial(_inline, bureau, Typing())),
        MessageHandler(filters.UpdateType.GUEST_MESSAGE, partial(_guest, bureau)),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE, partial(_edited, bureau)),
        MessageHandler(new & filters.StatusUpdate.MIGRATE, partial(_with_message, bureau, _moved)),
    ]


def written(bureau: Bureau) -> list[Handler]:
    """What is written without a command: everything in private, in groups what speaks to the bot."""
    new = filters.UpdateType.MESSAGE
    words = (filters.TEXT & ~filters.COMMAND) | (filters.CAPTION & ~filters.Document.ALL)
    here = filters.ChatType.PRIVATE | filters.ChatType.GROUPS
    return [MessageHandler(new & here & words, partial(_with_message, bureau, _write))]


async def _with_message(bureau: Bureau, verb: Verb, update: Update, _: Context) -> None:
    if update.message is not None:
        await verb(bureau, update.message)


async def _ask(bureau: Bureau, message: Message, *, edited: bool = False) -> None:
    _command, *rest = (message.text or "").split(maxsplit=1)
    if not await respond(bureau, message, rest[0] if rest else "", edited=edited):
        words = WORDING[await language_in(bureau, message.chat_id, message.from_user)]
        await say(message, words.ask_usage.format(example=words.examples[0]))


async def _write(bureau: Bureau, message: Message, *, edited: bool = False) -> None:
    bot = message.get_bot()
    if message.via_bot is not None and message.via_bot.id == bot.id:
        return  # a card of ours that someone posted
    words = words_to(message, bot.bot)
    if words is not None and not await respond(bureau, message, words, edited=edited):
        await explain(bureau, message)


async def _edited(bureau: Bureau, update: Update, context: Context) -> None:
    """A changed message is answered if it has not been, and was written a short while ago."""
    message = update.edited_message
    if message is None or message.edit_date is None or message.edit_date - message.date > EDITED_WITHIN:
        return
    text = message.text or ("" if message.document else message.caption) or ""
    if message.chat.type not in ("private", "group", "supergroup") or not text:
        return
    if not text.startswith("/"):
        await _write(bureau, message, edited=True)
    elif text.split()[0].lower() in ("/ask", f"/ask@{context.bot.username}".lower()):
        await _ask(bureau, message, edited=True)


async def _moved(bureau: Bureau, message: Message) -> None:
    """A group became a supergroup: Telegram says so in both, and here it is enough to hear it in one."""
    if message.migrate_to_chat_id is not None:
        await move_chat(bureau.state, message.chat_id, message.migrate_to_chat_id)
        await bureau.subscriptions.follow(message.chat_id, message.migrate_to_chat_id)


async def _inline(bureau: Bureau, typing: Typing, update: Update, _: Context) -> None:
    if update.inline_query is not None:
        await offer_cards(bureau, update.inline_query, typing)


async def _guest(bureau: Bureau, update: Update, context: Context) -> None:
    message = update.guest_message
    words = words_to(message, context.bot.bot) if message is not None else None
    if message is not None and words:
        await answer_guest(bureau, context.bot, message, words)
