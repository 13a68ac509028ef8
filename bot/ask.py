"""The verb: a question comes in, an answer goes out."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.bureau import Bureau
from bot.render import render_abstention, render_answer
from bot.send import place_of, send, typing
from bot.speech import language_of
from bot.text import italic
from bot.view import View
from bot.wording import WORDING
from knowledge.errors import QuestionError
from knowledge.language import question_language
from knowledge.types import Answer, Language, Turn

if TYPE_CHECKING:
    from telegram import Message, User


async def answer_message(bureau: Bureau, message: Message, question: str) -> None:
    """Answer what a person wrote, as a reply to it in groups and plainly in a private chat."""
    user = message.from_user
    reply_to = None if message.chat.type == "private" else message.message_id
    await answer(bureau, message, question, user, reply_to=reply_to)


async def answer(
    bureau: Bureau, message: Message, question: str, user: User | None, *, reply_to: int | None, echo: bool = False
) -> None:
    """Answer ``question`` where ``message`` stands, after everything asked there before.

    Args:
        echo: Repeat the question above the answer, for one that was pressed and not written.
    """
    place, bot = place_of(message), message.get_bot()
    spoken = question_language(question, default=language_of(user)) if question.strip() else None
    async with bureau.turn(place), typing(bot, place):
        try:
            history = await bureau.turns.of(place)
            found, view = await asyncio.to_thread(_ask, bureau, question, spoken, history)
        except QuestionError:
            words = WORDING[spoken or language_of(user)]
            limit = f"{bureau.settings.ask.max_question_chars:,}"
            await send(bot, place, View(words.question_refused.format(limit=limit)), reply_to=reply_to)
            return
        if echo:
            view = View((italic("▸ ", question), "\n\n", view.text), view.rows)
        await send(bot, place, view, reply_to=reply_to)
        if not found.abstained:
            await bureau.turns.add(place, Turn(question, found.text), datetime.now(UTC))


def _ask(bureau: Bureau, question: str, spoken: Language | None, history: tuple[Turn, ...]) -> tuple[Answer, View]:
    """Ask and render in one go, off the loop: both may take a while, and looking up sources reads the library."""
    found = bureau.knowledge.ask(question, language=spoken, history=history)
    view = render_abstention(found, bureau.knowledge.source) if found.abstained else render_answer(found)
    return found, view
