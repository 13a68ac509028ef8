"""The rows of the handler table that belong to briefings: commands, buttons, replies to our questions, locations."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CallbackContext, CallbackQueryHandler, CommandHandler, MessageHandler, filters

from bot import presses
from bot.briefing import operate, reading, subscribe
from bot.briefing.presses import Decide, Wish, read
from bot.bureau import Bureau
from bot.send import acknowledge
from bot.speech import language_of
from bot.wording import WORDING

Context = CallbackContext[Any, Any, Any, Any]
Handler = BaseHandler[Any, Context, None]
Verb = Callable[[Bureau, Message, str], Coroutine[Any, Any, None]]

_COMMANDS: dict[str, Verb] = {
    "briefing": reading.brief,
    "subscribe": subscribe.subscribe,
    "subscription": subscribe.show,
    "unsubscribe": subscribe.unsubscribe,
    "mute": subscribe.mute,
    "vectors": reading.vectors,
}


class _ReplyToQuestion(filters.MessageFilter):
    """A reply to one of the two questions that the bot asks."""

    def filter(self, message: Message) -> bool:
        """See ``telegram.ext.filters.MessageFilter``."""
        asked = message.reply_to_message
        if asked is None or asked.from_user is None or asked.from_user.id != message.get_bot().id:
            return False
        return (asked.text or "").startswith((subscribe.ZONE_MARK, subscribe.WORDS_MARK))


def rows(bureau: Bureau) -> list[Handler]:
    """The rows, in order; they stand before those that take any text."""
    new = filters.UpdateType.MESSAGE
    admins = filters.User(bureau.settings.admin_ids)
    reply = new & _ReplyToQuestion() & (filters.TEXT | filters.LOCATION) & ~filters.COMMAND
    return [
        *(CommandHandler(name, partial(_command, bureau, verb), filters=new) for name, verb in _COMMANDS.items()),
        CommandHandler("deliveries", partial(_command, bureau, operate.deliveries), filters=new & admins),
        MessageHandler(reply, partial(_reply, bureau)),
        MessageHandler(new & filters.ChatType.PRIVATE & filters.LOCATION, partial(_location, bureau)),
        CallbackQueryHandler(partial(_part, bureau), pattern="^i:"),
        CallbackQueryHandler(partial(_form, bureau), pattern="^[jy]:"),
    ]


async def _command(bureau: Bureau, verb: Verb, update: Update, _: Context) -> None:
    if update.message is not None:
        _name, *rest = (update.message.text or "").split(maxsplit=1)
        await verb(bureau, update.message, rest[0] if rest else "")


async def _reply(bureau: Bureau, update: Update, _: Context) -> None:
    if update.message is not None:
        await subscribe.replied(bureau, update.message)


async def _location(bureau: Bureau, update: Update, _: Context) -> None:
    if update.message is not None:
        await subscribe.located(bureau, update.message)


async def _part(bureau: Bureau, update: Update, _: Context) -> None:
    """A button under a briefing."""
    press = update.callback_query
    if press is None:
        return
    wanted = presses.read(press.data or "")
    if not isinstance(wanted, presses.BriefingPart) or not isinstance(press.message, Message):
        await acknowledge(press, WORDING[language_of(press.from_user)].gone)
        return
    await reading.opened(bureau, press, press.message, wanted)


async def _form(bureau: Bureau, update: Update, _: Context) -> None:
    """A button of a form or of the ledger."""
    press = update.callback_query
    if press is None:
        return
    wanted = read(press.data or "")
    if wanted is None or not isinstance(press.message, Message):
        await acknowledge(press, WORDING[language_of(press.from_user)].gone)
        return
    match wanted:
        case Wish():
            await subscribe.pressed(bureau, press, press.message, wanted)
        case Decide():
            await operate.decided(bureau, press, press.message, wanted)
