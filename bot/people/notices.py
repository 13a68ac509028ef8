"""What goes to others than the one who wrote: operators learn who asks to be let in, and strangers what was decided."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.bureau import Bureau
from bot.people.presses import Decide, write
from bot.place import Place
from bot.send import send
from bot.start import welcome_view
from bot.state.pairings import Request
from bot.state.people import Seen
from bot.text import Text, bold
from bot.view import Button, View
from bot.wording import WORDING
from knowledge.types import Language

if TYPE_CHECKING:
    from telegram import Bot

log = logging.getLogger(__name__)


def request_text(chat_id: int, user_id: int, name: str, language: Language) -> Text:
    """One line on who asks to be let in."""
    words = WORDING[language].people
    if chat_id < 0:
        return (words.group_asks.format(id=chat_id, asker=user_id), " ", bold(name))
    return (words.person_asks.format(id=user_id), " ", bold(name))


def decision_buttons(chat_id: int, language: Language) -> tuple[Button, ...]:
    """Let in, turn away."""
    words = WORDING[language].people
    return (
        Button(words.let_in, data=write(Decide(chat_id, admit=True))),
        Button(words.turn_away, data=write(Decide(chat_id, admit=False))),
    )


async def tell_admins(bureau: Bureau, bot: Bot, person: Seen, chat_id: int, name: str) -> None:
    """Show every operator whom the bot can write to that somebody waits, with buttons to decide."""
    for admin_id in bureau.settings.admin_ids:
        language = await bureau.visitors.people.language_of(admin_id) or "en"
        words = WORDING[language].people
        text = (request_text(chat_id, person.user_id, name, language), "\n\n", words.notice_how)
        try:
            await send(bot, Place(admin_id), View(text, (decision_buttons(chat_id, language),)))
        except TelegramError as error:  # an operator who never wrote to the bot cannot be written to
            log.info("operator %s could not be told of a request: %s", admin_id, type(error).__name__)


async def tell_decision(bot: Bot, request: Request, *, admitted: bool) -> None:
    """Tell whoever asked what was decided; a group is told only that it is let in."""
    words = WORDING[request.language].people
    try:
        if not admitted:
            if not request.is_group:
                await send(bot, Place(request.chat_id), View(words.turned_away))
        elif request.is_group:
            await send(bot, Place(request.chat_id), View(words.group_is_in))
        else:
            welcome = welcome_view(request.language)
            await send(bot, Place(request.chat_id), View((words.you_are_in, "\n\n", welcome.text), welcome.rows))
    except TelegramError as error:
        log.info("chat %s could not be told of its admission: %s", request.chat_id, type(error).__name__)
