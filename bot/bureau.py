"""What every handler needs: the library, the settings, what was said before in each chat, and whose turn it is."""

from __future__ import annotations

import asyncio
from collections import OrderedDict, deque
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Protocol
from weakref import WeakValueDictionary

from bot.settings import BotSettings
from knowledge.types import Answer, IngestReport, Language, Passage, Reference, Source, Turn

_CHATS_REMEMBERED = 10_000


class Asked(Protocol):
    """The part of the core's ``Knowledge`` that the bot uses. Every call blocks and is safe from several threads.

    Raises QuestionError for a question that cannot be taken, NotFoundError for an id that is gone, LibraryError and
    EncoderError for what the operator must mend.
    """

    def ask(self, question: str, *, language: Language | None = None, history: Sequence[Turn] = ()) -> Answer:
        """Answer a question."""

    def sources(self) -> list[Source]:
        """All sources, newest first, without their text."""

    def source(self, source_id: str) -> Source:
        """One source, whole."""

    def passage(self, passage_id: str) -> Passage:
        """One passage."""

    def neighbours(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        """The passages before and after one in its source."""

    def twin(self, passage_id: str) -> Passage | None:
        """The same passage in the other language, if there is one."""

    def references(self, source_id: str, start: int, end: int) -> tuple[Reference, ...]:
        """The published sources behind a span of the dossier."""

    def sweep_inbox(self) -> IngestReport:
        """Take in what is new in the inbox folder."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a conversation happens: a chat, and a topic of it where it has topics."""

    chat_id: int
    topic_id: int | None = None


class Turns:
    """The last exchanges of each place, in memory; the places longest unused are forgotten first."""

    def __init__(self, most: int, *, places: int = _CHATS_REMEMBERED) -> None:
        self._most, self._places = most, places
        self._by_place: OrderedDict[Place, deque[Turn]] = OrderedDict()

    def of(self, place: Place) -> tuple[Turn, ...]:
        """What was said there, oldest first."""
        return tuple(self._by_place.get(place, ()))

    def add(self, place: Place, turn: Turn) -> None:
        """Remember an exchange."""
        self._by_place.setdefault(place, deque(maxlen=self._most)).append(turn)
        self._by_place.move_to_end(place)
        while len(self._by_place) > self._places:
            self._by_place.popitem(last=False)


@dataclass(frozen=True, slots=True)
class Bureau:
    """One running bot's parts."""

    knowledge: Asked
    settings: BotSettings
    turns: Turns
    _locks: WeakValueDictionary[Place, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    @asynccontextmanager
    async def turn(self, place: Place) -> AsyncIterator[None]:
        """Wait until everything asked before in this place is answered. Other places go on at once."""
        lock = self._locks.get(place)
        if lock is None:
            lock = self._locks[place] = asyncio.Lock()  # lives as long as someone holds it or waits for it
        async with lock:
            yield


def open_bureau(knowledge: Asked, settings: BotSettings) -> Bureau:
    """A bureau over an open library."""
    return Bureau(knowledge, settings, Turns(settings.history_turns))
