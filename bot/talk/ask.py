"""The verb: a question comes in, an answer goes out, and what is needed to stand by it is kept."""

from __future__ import annotations

import time
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.bureau import Bureau
from bot.place import Place
from bot.send import place_of, send
from bot.speech import language_of
from bot.state.answers import Kept, new_id
from bot.talk.progress import working
from bot.talk.render import render_answer
from bot.text import italic
from bot.view import View
from bot.wording import WORDING
from knowledge.errors import NotFoundError, QuestionError
from knowledge.language import question_language
from knowledge.stages import Watcher, watched
from knowledge.types import Answer, Language, Source, Turn

if TYPE_CHECKING:
    from telegram import Message, User


@dataclass(frozen=True, slots=True)
class Asking:
    """A question and how it is to be answered.

    Attributes:
        message: Where the answer goes.
        user: Who asks.
        asked_id: The message that asks, which the answer replies to in groups; None where a button did.
        edited: The message was changed: it is answered only where it has not been before.
        leaning: What the question leans on, instead of what was said last; None: just that.
    """

    message: Message
    question: str
    user: User | None
    asked_id: int | None = None
    edited: bool = False
    leaning: tuple[Turn, ...] | None = None


async def answer(bureau: Bureau, asking: Asking) -> None:
    """Answer a question where its message stands, after everything asked there before."""
    async with bureau.turn(place_of(asking.message)):
        await answer_now(bureau, asking)


async def answer_now(bureau: Bureau, asking: Asking) -> None:
    """Answer a question whose turn it is: the caller holds the turn of the place."""
    began = time.monotonic()
    message, question, place = asking.message, asking.question, place_of(asking.message)
    if asking.edited and asking.asked_id and await bureau.answers.to(place.chat_id, asking.asked_id):
        return
    bot, private = message.get_bot(), message.chat.type == "private"
    reply_to = None if private else asking.asked_id
    fixed = await bureau.chats.language(place.chat_id)
    default = fixed or language_of(asking.user)
    written = question_language(question, default=default) if question.strip() else None
    async with working(bot, place, written or default, drafts=private) as watcher:
        history = asking.leaning if asking.leaning is not None else await bureau.turns.of(place)
        answer_id = new_id()
        try:
            found, view = await bureau.apart(
                _ask, bureau, question, written and (fixed or written), history, watcher, answer_id
            )
        except QuestionError:
            words = WORDING[written or default]
            limit = f"{bureau.settings.ask.max_question_chars:,}"
            await send(bot, place, View(words.question_refused.format(limit=limit)), reply_to=reply_to)
            return
        await _keep(bureau, place, asking, found)
        if asking.asked_id is None:  # one that was pressed and not written is said above its answer
            view = View((italic("▸ ", question), "\n\n", view.text), view.rows)
        sent = await send(bot, place, view, reply_to=reply_to)
    if not _is_talk(found):
        elapsed_ms = (time.monotonic() - began) * 1_000
        bureau.visitors.tally.question(abstained=found.abstention is not None, elapsed_ms=elapsed_ms)
        bureau.answers.shown(answer_id, place.chat_id, [one.message_id for one in sent])


async def _keep(bureau: Bureau, place: Place, asking: Asking, found: Answer) -> None:
    """Store an answer, with the turn that a follow-up leans on, or the gap; small talk is not worth it."""
    if _is_talk(found):
        return
    user_id, now = asking.user.id if asking.user else None, datetime.now(UTC)
    await bureau.answers.keep(Kept(found.id, place, user_id, asking.asked_id, found, now))
    if found.abstention is None:
        bureau.turns.add(place, Turn(found.question, found.text), now, user_id=user_id)
    elif found.abstention.reason == "not-covered" and user_id is not None:
        bureau.gaps.note(found.question, found.language, place.chat_id, user_id, now)


def source_or_none(bureau: Bureau, source_id: str) -> Source:
    """A source by id, or an empty card where it has gone since the passage was found. Blocks."""
    try:
        return bureau.knowledge.source(source_id)
    except NotFoundError:
        return Source(source_id, "…", "en", "article", "", "")


def _is_talk(found: Answer) -> bool:
    return found.abstention is not None and found.abstention.reason == "small-talk"


def _ask(
    bureau: Bureau,
    question: str,
    spoken: Language | None,
    history: tuple[Turn, ...],
    watcher: Watcher,
    answer_id: str,
) -> tuple[Answer, View]:
    """Ask and render in one go, off the loop: both may take a while. The answer goes by the name it is stored under."""
    with watched(watcher):
        found = replace(bureau.knowledge.ask(question, language=spoken, history=history), id=answer_id)
    return found, render_answer(found, answer_id, lambda source_id: source_or_none(bureau, source_id))
