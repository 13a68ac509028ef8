"""What the bot offers where it is no member: cards for an inline question, and one message as a guest.

Nothing said elsewhere is used, and nothing is kept: there is no chat to keep it for.
"""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import replace
from typing import TYPE_CHECKING

from telegram import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
    LinkPreviewOptions,
    MessageEntity,
)
from telegram.error import BadRequest, NetworkError

from bot.bureau import Bureau
from bot.labels import date_label, kind_label
from bot.speech import language_of
from bot.split import MESSAGE_ENTITIES, MESSAGE_UNITS
from bot.talk.render import answer_text, cited, numbered, without_commands
from bot.text import Rendered, Text, italic, join, quote, render
from bot.wording import WORDING
from knowledge.errors import QuestionError
from knowledge.language import question_language
from knowledge.types import Answer, Statement

if TYPE_CHECKING:
    from telegram import Bot, InlineQuery, Message, User

LEAST_CHARS = 3  # a shorter inline question is still being typed
PAUSE_S = 0.4  # each letter is a query; the last one is answered
CACHE_S = 10
_START = "inline"  # what /start is given by the button above the cards; it means nothing


class Typing:
    """Which inline query of a person is the newest: the older ones are not worth an answer."""

    def __init__(self) -> None:
        self._newest: dict[int, str] = {}

    async def settled(self, user_id: int, query_id: str) -> bool:
        """Wait a moment, and say whether nothing newer has come."""
        self._newest[user_id] = query_id
        await asyncio.sleep(PAUSE_S)
        if self._newest.get(user_id) != query_id:
            return False
        del self._newest[user_id]
        return True


async def offer_cards(bureau: Bureau, query: InlineQuery, typing: Typing) -> None:
    """Answer an inline query with a card for each statement. Raises StateError, LibraryError."""
    question = query.query.strip()
    if len(question) < LEAST_CHARS or not await typing.settled(query.from_user.id, query.id):
        await _offer(query, [], None)
        return
    found = await _asked(bureau, question, query.from_user)
    cards = [_card(found, statement) for statement in found.statements] if found else []
    language = found.language if found else language_of(query.from_user)
    nothing = InlineQueryResultsButton(WORDING[language].talk.inline_none, start_parameter=_START)
    await _offer(query, [card for card in cards if card is not None], None if cards else nothing)


async def answer_guest(bureau: Bureau, bot: Bot, message: Message, question: str) -> None:
    """Answer in a chat where the bot is a guest: once, in one message. Raises StateError, LibraryError."""
    found = await _asked(bureau, question, message.from_user)
    if found is None or message.guest_query_id is None:
        return
    title = (question or found.text)[:64]
    result = InlineQueryResultArticle(_name(found, 0), title, _content(one_message(found)))
    await bot.answer_guest_query(message.guest_query_id, result)


async def _asked(bureau: Bureau, question: str, user: User | None) -> Answer | None:
    """An answer that leans on nothing said before; the chat model stays out: it would be asked at every letter."""
    fixed = await bureau.chats.language(user.id) if user else None
    written = question_language(question, default=fixed or language_of(user)) if question else None
    try:
        return await asyncio.to_thread(
            bureau.knowledge.ask, question, language=written and (fixed or written), extractive=True
        )
    except QuestionError:
        return None


async def _offer(
    query: InlineQuery, cards: list[InlineQueryResultArticle], button: InlineQueryResultsButton | None
) -> None:
    try:
        await query.answer(cards, cache_time=CACHE_S if cards else 0, is_personal=True, button=button)
    except (BadRequest, NetworkError):  # the person typed on, or the network is slow: nobody waits for it any more
        return


def one_message(answer: Answer) -> Rendered:
    """An answer as one message, its sources unfolded as far as they fit; what is left out is counted.

    First the evidence notes give way, then the list of sources, then the last statements.
    """
    if answer.abstention is not None:
        return render(without_commands(answer.abstention.text))
    shown: Text
    for sources, evidence in ((True, True), (True, False), (False, False)):
        shown = answer_text(answer, sources=sources, evidence=evidence)
        if _fits(render(shown)):
            return render(shown)
    for count in range(len(answer.statements) - 1, 0, -1):
        rest = WORDING[answer.language].talk.guest_rest.format(count=len(answer.statements) - count)
        fewer = replace(answer, statements=answer.statements[:count])
        shown = join("\n\n", [answer_text(fewer, sources=False, evidence=False), italic(rest)])
        if _fits(render(shown)):
            return render(shown)
    return render(WORDING[answer.language].talk.guest_rest.format(count=len(answer.statements)))


def _card(answer: Answer, statement: Statement) -> InlineQueryResultArticle | None:
    """One statement with what it rests on; None where that does not fit into a message."""
    citations = [c for c in answer.citations if c.n in statement.citations]
    renumbered = {c.n: number for number, c in enumerate(citations, 1)}
    alone = replace(statement, citations=tuple(renumbered[n] for n in statement.citations if n in renumbered))
    listed = [cited(replace(c, n=renumbered[c.n]), answer.language) for c in citations]
    shown = render(join("\n\n", [numbered(alone, answer.language), quote(join("\n", listed), folded=True)]))
    if not _fits(shown):
        return None
    words, source = WORDING[answer.language], citations[0].source
    told = [source.title, kind_label(source, words), date_label(source.published, words)]
    return InlineQueryResultArticle(
        _name(answer, statement.citations[0]),
        statement.text,
        _content(shown),
        description=" · ".join(filter(None, told)),
    )


def _fits(shown: Rendered) -> bool:
    return shown.units <= MESSAGE_UNITS and len(shown.entities) <= MESSAGE_ENTITIES


def _content(shown: Rendered) -> InputTextMessageContent:
    entities = [MessageEntity(e.style, e.offset, e.length, url=e.url) for e in shown.entities]
    return InputTextMessageContent(
        shown.text, entities=entities, link_preview_options=LinkPreviewOptions(is_disabled=True)
    )


def _name(answer: Answer, n: int) -> str:
    """The same for the same question, so that Telegram's cache is of use; it says nothing of the question."""
    told = f"{answer.question}\0{answer.language}\0{n}"
    return hashlib.sha256(told.encode("utf-8", "replace")).hexdigest()[:32]
