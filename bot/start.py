"""The verbs /start and /help, and the polite lines for what the bot does not take."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.presses import FollowUp, write
from bot.send import place_of, send
from bot.speech import language_in
from bot.text import bold
from bot.view import Button, View
from bot.wording import WORDING, menu
from knowledge.types import Language

if TYPE_CHECKING:
    from telegram import Message

    from bot.bureau import Bureau


def welcome_view(language: Language) -> View:
    """Who the bot is, and questions to begin with as buttons."""
    words = WORDING[language]
    examples = tuple((Button(text, data=write(FollowUp(language, i))),) for i, text in enumerate(words.examples))
    return View((bold(words.welcome_title), "\n\n", words.welcome, "\n\n", words.examples_title), examples)


def help_view(language: Language) -> View:
    """What can be done, in one screen of a phone."""
    words = WORDING[language]
    commands = "\n".join(f"/{command} – {told}" for command, told in menu(language).items())
    return View((bold(words.help_title), "\n\n", words.help, "\n\n", commands))


async def welcome(bureau: Bureau, message: Message) -> None:
    """Answer /start. What a link puts behind it is not looked at."""
    language = await language_in(bureau, message.chat_id, message.from_user)
    await send(message.get_bot(), place_of(message), welcome_view(language))


async def explain(bureau: Bureau, message: Message) -> None:
    """Answer /help."""
    language = await language_in(bureau, message.chat_id, message.from_user)
    await send(message.get_bot(), place_of(message), help_view(language))


async def say(message: Message, line: str) -> None:
    """Say one line where ``message`` stands."""
    await send(message.get_bot(), place_of(message), View(line))
