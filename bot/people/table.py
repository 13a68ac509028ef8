"""The operator's handlers: /admin, /users, /pair, /broadcast and their buttons.

For everybody else these commands do not exist: no row takes them, and the answer is the one to any unknown command.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Coroutine
from datetime import UTC, datetime
from functools import partial
from typing import Any

from telegram import Message, Update
from telegram.ext import BaseHandler, CallbackContext, CallbackQueryHandler, CommandHandler, TypeHandler, filters

from bot.bureau import Bureau
from bot.people import broadcast, presses
from bot.people.doors import Doors, key_from
from bot.people.gate import Gate
from bot.people.notices import tell_decision
from bot.people.panel import page_view, rebuild
from bot.people.users import person_view, set_standing, users_view
from bot.send import acknowledge, edit, place_of, send
from bot.speech import language_in
from bot.start import say
from bot.state.pairings import Pairings, Request
from bot.text import bold
from bot.view import Button, View
from bot.wording import WORDING
from knowledge.errors import StateError
from knowledge.types import Language

log = logging.getLogger(__name__)
Context = CallbackContext[Any, Any, Any, Any]
Handler = BaseHandler[Any, Context, None]
Verb = Callable[[Bureau, Doors, Message, Language], Coroutine[Any, Any, None]]


def open_doors(bureau: Bureau) -> Doors:
    """The doors of a bot; its token is the secret behind the codes."""
    token = bureau.settings.telegram_token
    return Doors(Pairings(bureau.state), key_from(token.get_secret_value() if token is not None else ""))


def gate(bureau: Bureau, doors: Doors) -> Handler:
    """What stands before all other handlers, in a group of its own."""
    return TypeHandler(Update, Gate(bureau, doors))


def rows(bureau: Bureau, doors: Doors) -> list[Handler]:
    """The operator's handlers; they stand before the one for unknown commands and before the general one for presses."""
    ours = filters.UpdateType.MESSAGE & filters.User(bureau.settings.admin_ids)
    alone = ours & filters.ChatType.PRIVATE

    def on(verb: Verb) -> Callable[[Update, Context], Coroutine[Any, Any, None]]:
        return partial(_with_message, bureau, doors, verb)

    return [
        CommandHandler("admin", on(_admin), filters=alone),
        CommandHandler("users", on(_users), filters=alone),
        CommandHandler("broadcast", on(_broadcast), filters=alone),
        CommandHandler("pair", on(_pair), filters=ours),
        CallbackQueryHandler(partial(_press, bureau, doors), pattern="^[adb]:"),
    ]


async def _with_message(bureau: Bureau, doors: Doors, verb: Verb, update: Update, _: Context) -> None:
    if update.message is not None:
        await verb(
            bureau, doors, update.message, await language_in(bureau, update.message.chat_id, update.message.from_user)
        )


async def _admin(bureau: Bureau, doors: Doors, message: Message, language: Language) -> None:
    await send(message.get_bot(), place_of(message), await page_view(bureau, "home", language))


async def _users(bureau: Bureau, doors: Doors, message: Message, language: Language) -> None:
    await send(message.get_bot(), place_of(message), await users_view(bureau, doors, language, 0))


async def _broadcast(bureau: Bureau, _: Doors, message: Message, language: Language) -> None:
    _command, *rest = (message.text or "").split(maxsplit=1)
    await broadcast.preview(bureau, message, rest[0].strip() if rest else "", language)


async def _pair(bureau: Bureau, doors: Doors, message: Message, language: Language) -> None:
    """Redeem a code; without one, let in the group this is written in, or show who waits."""
    words = WORDING[language].people
    if bureau.settings.access != "pairing":
        await say(message, words.no_pairing.format(access=bureau.settings.access))
        return
    _command, *rest = (message.text or "").split(maxsplit=1)
    now = datetime.now(UTC)
    if not rest and message.chat.type == "private":
        await _users(bureau, doors, message, language)
    elif not rest:
        await bureau.visitors.people.admit_group(message.chat_id, message.chat.title or "?", language, now)
        await bureau.visitors.read()
        await say(message, words.group_is_in)
    elif message.from_user is not None:
        found = await doors.redeem(message.from_user.id, rest[0], now)
        if isinstance(found, Request):
            await bureau.visitors.read()
            await send(message.get_bot(), place_of(message), View((words.now_in, " ", bold(found.name))))
            await tell_decision(message.get_bot(), found, admitted=True)
        else:
            await say(message, words.code_wait if found == "wait" else words.code_wrong)


async def _press(bureau: Bureau, doors: Doors, update: Update, _: Context) -> None:
    """An operator's button, under a message in their own chat. For anybody else it is a button of no meaning."""
    press = update.callback_query
    if press is None:
        return
    message = press.message if isinstance(press.message, Message) else None
    # A panel lies in its operator's own chat, whose number is theirs.
    language = await language_in(bureau, press.from_user.id, press.from_user)
    wanted = presses.read(press.data or "")
    ours = (
        bureau.visitors.access.is_admin(press.from_user.id) and message is not None and message.chat.type == "private"
    )
    if wanted is None or message is None or not ours:
        await acknowledge(press, WORDING[language].gone)
        return
    said = await _act(bureau, doors, message, wanted, language)
    await acknowledge(press, said)


async def _act(bureau: Bureau, doors: Doors, message: Message, wanted: presses.Press, language: Language) -> str | None:
    """Do what was pressed; returns a line where there is nothing else to see."""
    words = WORDING[language].people
    match wanted:
        case presses.OpenPage("rebuild-now"):
            return await rebuild(bureau, message, language)
        case presses.OpenPage(page):
            await edit(message, await page_view(bureau, page, language))
        case presses.UsersPage(page=number):
            await edit(message, await users_view(bureau, doors, language, number))
        case presses.OpenPerson(id):
            view = await person_view(bureau, language, id)
            if view is None:
                return words.not_known
            await edit(message, view)
        case presses.SetStanding():
            if not await set_standing(bureau, wanted):
                return words.not_known
            view = await person_view(bureau, language, wanted.id)
            await edit(message, view or await users_view(bureau, doors, language, 0))
        case presses.Decide(chat_id, admit):
            now = datetime.now(UTC)
            found = await (doors.pairings.admit if admit else doors.pairings.deny)(chat_id, now)
            if found is None:
                return words.not_waiting
            await bureau.visitors.read()
            told = words.now_in if admit else words.now_denied
            back = Button(words.users_button, data=presses.write(presses.UsersPage(0)))
            await edit(message, View((told, " ", bold(found.name)), ((back,),)))
            await tell_decision(message.get_bot(), found, admitted=admit)
        case presses.DecideBroadcast():
            if not await broadcast.decide(bureau, message, wanted, language):
                return words.broadcast_decided
    return None


async def begin(bureau: Bureau, bot: Any) -> None:
    """What is to be done before the first update comes: know who was let in, go on with what was being sent."""
    await bureau.visitors.begin()
    await broadcast.resume(bureau, bot)


async def end(bureau: Bureau) -> None:
    """What is to be done after the last one: let chores end, write down what is new."""
    await bureau.chores.stop()
    try:
        await bureau.visitors.save()
    except StateError as error:  # the last seconds of counting are lost, and nothing else
        log.warning("people: %s", error)
