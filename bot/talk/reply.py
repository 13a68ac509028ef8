"""Replies: to one of the bot's messages, or to a sentence quoted from anywhere.

A reply that asks only for the source gets it; any other is a question, asked in the light of what it replies to.
"""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from typing import TYPE_CHECKING

from bot.bureau import Bureau
from bot.send import place_of, send
from bot.speech import language_in
from bot.state.answers import Kept
from bot.talk.ask import Asking, answer_now
from bot.talk.passages import citation_view, passage_view
from bot.talk.quoted import asks_where, cited_by, plainly
from bot.talk.render import cited, number_rows
from bot.text import bold, join
from bot.view import View
from bot.wording import WORDING
from knowledge.errors import QuestionError
from knowledge.types import Answer, Language, Span, Turn

if TYPE_CHECKING:
    from telegram import Message

_LOOKED_THROUGH = 8  # passages in which quoted words are looked for
_WORDS_LOOKED_UP = 300  # characters of a quotation that are searched with
_LEAST_QUOTED = 8  # characters, without spaces: fewer stand everywhere


@dataclass(frozen=True, slots=True)
class Leaning:
    """What a reply leans on.

    Attributes:
        kept: The answer it replies to; None: words that are no answer's.
        citations: Behind the quoted words, or opened in the message replied to; empty: the whole answer is meant.
        quoted: The words that were quoted; empty where none were.
    """

    kept: Kept | None
    citations: tuple[int, ...]
    quoted: str

    @property
    def turns(self) -> tuple[Turn, ...]:
        """The conversation as the reply sees it: the answer's question, then the sentence that was picked out."""
        turns = []
        if self.kept is not None and not self.kept.answer.abstained:
            turns.append(Turn(self.kept.answer.question, self.kept.answer.text))
        if self.quoted:
            turns.append(Turn(self.quoted, self.quoted))
        elif self.kept is not None and self.citations:
            quotes = [c.quote for c in self.kept.answer.citations if c.n in self.citations]
            turns.extend(Turn(one, one) for one in quotes)
        return tuple(turns)


async def respond(bureau: Bureau, message: Message, words: str, *, edited: bool = False) -> bool:
    """Answer what a person wrote, in the light of what it replies to.

    Args:
        words: What was said to the bot; empty is an answer's cue only in a reply.
        edited: The message was changed; it is answered only where it has not been before.

    Returns:
        False where there was nothing to answer.

    Raises:
        StateError, LibraryError: The state or the library cannot be used.
    """
    async with bureau.turn(place_of(message)):  # what it replies to is on record once its own turn is over
        leaning = await leaning_of(bureau, message)
        if leaning is not None and _wants_source(words, leaning):
            if not edited:
                await _show_where(bureau, message, leaning)
        elif words:
            turns = leaning.turns if leaning else None
            asking = Asking(message, words, message.from_user, message.message_id, edited, turns or None)
            await answer_now(bureau, asking)
        else:
            return False
    return True


async def leaning_of(bureau: Bureau, message: Message) -> Leaning | None:
    """What a message replies to; None where it replies to nothing that an answer could lean on.

    An answer of another chat is never found, whatever the message claims to reply to. Raises StateError.
    """
    picked = message.quote if message.quote is not None and message.quote.is_manual else None  # else Telegram's own
    quoted = picked.text.strip() if picked is not None else ""
    replied = message.reply_to_message
    kept: Kept | None = None
    opened: int | None = None
    if replied is not None and replied.chat.id == message.chat.id:
        found = await bureau.answers.under(message.chat.id, replied.message_id)
        if found is not None:
            kept, opened = found
        else:
            kept = await bureau.answers.to(message.chat.id, replied.message_id)
    if kept is None:
        return Leaning(None, (), quoted) if quoted else None
    numbers = cited_by(kept.answer, quoted) if quoted else ()
    return Leaning(kept, numbers or ((opened,) if opened is not None else ()), quoted)


def leaning_on(kept: Kept) -> tuple[Turn, ...]:
    """What a question leans on that is asked from an answer's own button."""
    return Leaning(kept, (), "").turns


async def _show_where(bureau: Bureau, message: Message, leaning: Leaning) -> None:
    """Show what stands behind what a reply leans on: the passage of a sentence, or all the sources of an answer."""
    place, bot = place_of(message), message.get_bot()
    reply_to = None if message.chat.type == "private" else message.message_id
    kept = leaning.kept
    language = (
        kept.answer.language if kept else await language_in(bureau, place.chat_id, message.from_user, leaning.quoted)
    )
    citations = {c.n: c for c in kept.answer.citations} if kept else {}
    numbers = [n for n in leaning.citations if n in citations]
    if kept is not None and not numbers and not leaning.quoted and citations:
        numbers = list(citations) if len(citations) == 1 else []
        if not numbers:
            await send(bot, place, _all_of(kept.answer, kept.id), reply_to=reply_to)
            return
    if kept is not None and numbers:
        for n in numbers:
            view = await asyncio.to_thread(citation_view, bureau, language, citations[n])
            sent = await send(bot, place, view, reply_to=reply_to)
            bureau.answers.shown(kept.id, place.chat_id, [one.message_id for one in sent], citation=n)
        return
    view = await asyncio.to_thread(_looked_up, bureau, language, leaning.quoted)
    await send(bot, place, view, reply_to=reply_to)


def _all_of(answer: Answer, answer_id: str) -> View:
    listed = [cited(citation, answer.language) for citation in answer.citations]
    title = bold(WORDING[answer.language].talk.rests_on)
    return View(join("\n\n", [title, *listed]), number_rows(answer, answer_id))


def _looked_up(bureau: Bureau, language: Language, quoted: str) -> View:
    """The passage that says these words, wherever the reader has them from. Blocks."""
    nowhere = View(WORDING[language].talk.nowhere)
    wanted = plainly(quoted)
    if len(wanted) < _LEAST_QUOTED:
        return nowhere
    try:
        hits = bureau.knowledge.search(quoted[:_WORDS_LOOKED_UP], top=_LOOKED_THROUGH)
    except QuestionError:
        return nowhere
    for hit in hits:
        passage = hit.passage
        touched = [
            one
            for one in passage.sentences
            if plainly(passage.text[one.start - passage.start : one.end - passage.start]) in wanted
            or wanted in plainly(passage.text[one.start - passage.start : one.end - passage.start])
        ]
        if touched and wanted in plainly(passage.text):
            found = passage_view(bureau, language, passage.id, Span(touched[0].start, touched[-1].end))
            return View((bold(WORDING[language].talk.comes_from), "\n\n", found.text), found.rows)
    return nowhere


def _wants_source(words: str, leaning: Leaning) -> bool:
    """Whether a reply asks only where something comes from."""
    has_source = bool(leaning.quoted) or (leaning.kept is not None and bool(leaning.kept.answer.citations))
    return has_source and asks_where(words)
