"""What every handler needs: the library, the settings, what was said before in each chat, and whose turn it is."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import date, datetime, time
from typing import TYPE_CHECKING, Protocol, TypeVar
from weakref import WeakValueDictionary

from bot.chores import Chores
from bot.failures import Failures
from bot.pictures import Pictures
from bot.place import Place
from bot.settings import BotSettings
from bot.state.answers import Answers
from bot.state.briefings import Briefings
from bot.state.chats import Chats
from bot.state.database import State, address
from bot.state.deliveries import Deliveries
from bot.state.feedback import Feedback
from bot.state.gaps import Gaps
from bot.state.subscriptions import Subscriptions
from bot.state.turns import Turns
from bot.visitors import Visitors
from knowledge.types import Answer, Claim, Hit, IngestReport, Language, Outcome, Passage, Reference, Source, Turn

if TYPE_CHECKING:
    from knowledge.briefing.scoreboard import Standing
    from knowledge.briefing.values import Briefing
    from knowledge.feeds.values import FeedHealth, FeedReport
    from knowledge.library import Progress
    from knowledge.shelve import Order, Stage
    from knowledge.store.protocol import SentenceNote


T = TypeVar("T")
AT_ONCE = 2  # questions answered at the same time: one reads, which leaves the interpreter to the other
AT_ONCE_WITH_MODEL = 16  # ... and where a chat model is waited for


class Shelves(Protocol):
    """The part of the library's catalogue that the bot reads. Raises LibraryError when it cannot be read."""

    def count(self, language: Language) -> int:
        """How many passages there are in a language."""

    def passages_of(self, source_id: str) -> tuple[Passage, ...]:
        """All passages of a source, in the order of the text."""

    def notes_for(self, claim_id: str) -> tuple[tuple[str, SentenceNote], ...]:
        """Every (source id, note) of a sentence that reports or answers a claim, by source and place."""

    def references(self, keys: Sequence[str]) -> tuple[Reference, ...]:
        """The published sources with these keys, in the order given; unknown keys are left out."""


class Shelved(Protocol):
    """What has a catalogue: the open library."""

    @property
    def catalogue(self) -> Shelves:
        """Sources, passages and the ledger."""


class Asked(Protocol):
    """The part of the core's ``Knowledge`` that the bot uses. Every call blocks and is safe from several threads.

    Raises QuestionError for a question that cannot be taken, NotFoundError for an id that is gone, LibraryError and
    EncoderError for what the operator must mend.
    """

    @property
    def library(self) -> Shelved:
        """The open library."""

    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        history: Sequence[Turn] = (),
        extractive: bool = False,
    ) -> Answer:
        """Answer a question; ``extractive`` leaves a chat model out."""

    def search(self, query: str, *, top: int = 10) -> list[Hit]:
        """The passages nearest to a query, best first."""

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

    def claims(self) -> tuple[Claim, ...]:
        """The evidence ledger, in the order of the column."""

    def brief(
        self,
        day: date,
        *,
        language: Language,
        themes: tuple[str, ...] = (),
        zone: str = "Asia/Tokyo",
        cut_off: time | None = None,
        now: datetime | None = None,
        watch_words: tuple[str, ...] = (),
        gaps: tuple[str, ...] = (),
        previous: Briefing | None = None,
    ) -> Briefing:
        """Compose a day's briefing. Raises BriefingError for a day that has not come."""

    def changes_since(
        self,
        since: datetime,
        *,
        language: Language,
        themes: tuple[str, ...] = (),
        zone: str = "Asia/Tokyo",
        now: datetime | None = None,
        previous: Briefing | None = None,
    ) -> Briefing:
        """What is new and changed since a moment."""

    def scoreboard(self, language: Language) -> tuple[Standing, ...]:
        """The multi-vector policy partner by partner."""

    def sweep_inbox(self) -> IngestReport:
        """Take in what is new in the inbox folder."""

    def fetch_feeds(self, now: datetime, *, protected: Callable[[str], bool] = ...) -> FeedReport:
        """Ask the feeds that are due and take in what is on the topic; ``protected`` sources are never forgotten.

        Raises SettingsError for a wrong list.
        """

    def feed_health(self) -> tuple[FeedHealth, ...]:
        """How each feed that is followed has been doing. Raises SettingsError for a wrong list."""

    def stop_feeds(self) -> None:
        """End a round of the feeds that is under way, without waiting for it."""

    def shelve(self, order: Order, progress: Callable[[Stage], None] | None = None) -> Outcome:
        """Take in one document or address. Raises SourceError for what cannot be taken, LockedError, DiskError."""

    def forget(self, source_id: str) -> Source:
        """Remove a source. Raises NotFoundError, LockedError."""

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make the index again; returns how many passages there are. Raises LockedError."""


@dataclass(frozen=True, slots=True)
class Bureau:
    """One running bot's parts."""

    knowledge: Asked
    settings: BotSettings
    state: State
    turns: Turns
    pictures: Pictures
    answers: Answers
    feedback: Feedback
    gaps: Gaps
    chats: Chats
    subscriptions: Subscriptions
    deliveries: Deliveries
    briefings: Briefings
    visitors: Visitors
    failures: Failures = field(default_factory=Failures)
    chores: Chores = field(default_factory=Chores)
    answerers: ThreadPoolExecutor = field(default_factory=lambda: ThreadPoolExecutor(AT_ONCE, "answer"))
    _locks: WeakValueDictionary[Place, asyncio.Lock] = field(default_factory=WeakValueDictionary)

    async def apart(self, work: Callable[..., T], *values: object) -> T:
        """Answer in a thread kept for that: more of them than there are would only take the interpreter from one another."""
        return await asyncio.get_running_loop().run_in_executor(self.answerers, work, *values)

    @asynccontextmanager
    async def turn(self, place: Place) -> AsyncIterator[None]:
        """Wait until everything asked before in this place is answered. Other places go on at once."""
        lock = self._locks.get(place)
        if lock is None:
            lock = self._locks[place] = asyncio.Lock()  # lives as long as someone holds it or waits for it
        async with lock:
            yield


def open_bureau(knowledge: Asked, settings: BotSettings) -> Bureau:
    """A bureau over an open library; its state is not touched yet. Raises SettingsError."""
    state = State(address(settings.database_address))
    return Bureau(
        knowledge,
        settings,
        state,
        Turns(state, settings.history_turns),
        Pictures(settings.corpus),
        Answers(state),
        Feedback(state),
        Gaps(state),
        Chats(state),
        Subscriptions(state),
        Deliveries(state),
        Briefings(state),
        Visitors(state, settings),
        answerers=ThreadPoolExecutor(AT_ONCE_WITH_MODEL if settings.chat_model else AT_ONCE, "answer"),
    )
