"""The one front door: settings in, a ``Knowledge`` out, which the terminal, the bot and the tests all use."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import UTC, date, datetime, time
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.answer import answer, search
from knowledge.desk import Desk
from knowledge.embed import BuiltinEncoder, Encoder, open_encoder
from knowledge.encoder import SentenceEncoder
from knowledge.glossary import Glossary, load_glossary
from knowledge.ingest import ingest
from knowledge.library import Library, Progress, forget, open_library
from knowledge.mend import hand_over, mend, rebuild, sweep_inbox
from knowledge.reranker import CrossEncoder
from knowledge.settings import Settings
from knowledge.shelve import Order, Stage, shelve
from knowledge.store.protocol import SourceTime
from knowledge.types import (
    Answer,
    Claim,
    Hit,
    IngestReport,
    Language,
    Outcome,
    Passage,
    Reference,
    Source,
    SourceKind,
    Turn,
)

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

    from knowledge.briefing.scoreboard import Standing
    from knowledge.briefing.values import Briefing
    from knowledge.feeds.rounds import Feeds
    from knowledge.feeds.values import FeedHealth, FeedReport

log = logging.getLogger(__name__)


class Knowledge:
    """An open library and the ways to ask it. Calls block and are safe from several threads; writing waits its turn."""

    def __init__(self, library: Library, desk: Desk, remarks: tuple[str, ...]) -> None:
        self.library = library
        self.remarks = remarks
        self.desk = desk
        self._feeds: Feeds | None = None
        self._making = threading.Lock()

    def ask(
        self,
        question: str,
        *,
        language: Language | None = None,
        history: Sequence[Turn] = (),
        id: str | None = None,
        extractive: bool = False,
    ) -> Answer:
        """Answer a question. Raises QuestionError, LibraryError, EncoderError; never because of the chat model.

        Args:
            extractive: Leave the chat model out, where an answer is wanted at once and for nothing.
        """
        desk = replace(self.desk, model=None) if extractive else self.desk
        return answer(desk, question, language=language, history=history, id=id)

    def search(self, query: str, *, top: int = 10) -> list[Hit]:
        """The passages nearest to a query, best first. Raises QuestionError, LibraryError."""
        return search(self.desk, query, top)

    def sources(self) -> list[Source]:
        """All sources, newest first, without their text."""
        return list(self.library.catalogue.sources())

    def sources_between(
        self, start: datetime, end: datetime, kinds: Sequence[SourceKind] = (), *, by: SourceTime = "added"
    ) -> tuple[Source, ...]:
        """Sources taken in (or published) in a window, newest first, without text. See ``Catalogue``."""
        return self.library.catalogue.sources_between(start, end, kinds, by=by)

    def source(self, source_id: str) -> Source:
        """One source, whole. Raises NotFoundError."""
        return self.library.catalogue.source(source_id)

    def passage(self, passage_id: str) -> Passage:
        """One passage. Raises NotFoundError."""
        return self.library.catalogue.passage(passage_id)

    def twin(self, passage_id: str) -> Passage | None:
        """The same passage in the other language; None when there is none. Raises NotFoundError."""
        twin_id = self.passage(passage_id).twin_id
        return self.library.catalogue.passages([twin_id]).get(twin_id) if twin_id else None

    def neighbours(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        """The passages before and after one in its source. Raises NotFoundError."""
        passage = self.passage(passage_id)
        row = self.library.catalogue.passages_of(passage.source_id)
        at = next(i for i, one in enumerate(row) if one.id == passage_id)
        return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)

    def references(self, source_id: str, start: int, end: int) -> tuple[Reference, ...]:
        """The published sources behind a span of the dossier; empty for other sources."""
        notes = self.library.catalogue.notes(source_id, start, end)
        return self.library.catalogue.references(list(dict.fromkeys(key for note in notes for key in note.keys)))

    def claims(self) -> tuple[Claim, ...]:
        """The evidence ledger, in the order of the column."""
        return self.library.catalogue.claims()

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
        """Compose a day's briefing; see ``knowledge.briefing.compose.Wanted`` for what each argument means.

        Raises:
            BriefingError: The day has not come yet in ``zone``, or there is no such zone.
            LibraryError, EncoderError: The library cannot be read. Never because of the chat model.
        """
        from knowledge.briefing.compose import Wanted, compose

        now = now or datetime.now(UTC)
        wanted = Wanted(day, language, zone, now, cut_off, themes, watch_words, gaps, previous)
        return compose(self.desk, wanted)

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
        """What is new and changed since a moment (aware), as a briefing of kind ``since``. Raises as ``brief``."""
        from knowledge.briefing.compose import Wanted, compose_since
        from knowledge.briefing.window import zone_of

        now = now or datetime.now(UTC)
        day = now.astimezone(zone_of(zone)).date()
        return compose_since(self.desk, Wanted(day, language, zone, now, None, themes, previous=previous), since)

    def scoreboard(self, language: Language, *, now: datetime | None = None) -> tuple[Standing, ...]:
        """The multi-vector policy partner by partner; see ``knowledge.briefing.scoreboard``."""
        from knowledge.briefing.scoreboard import scoreboard

        return scoreboard(self.desk, language, now or datetime.now(UTC))

    def ingest(self, targets: Sequence[str | Path], progress: Progress | None = None) -> IngestReport:
        """Take in files, folders and addresses. Raises LockedError while another process writes, DiskError."""
        return ingest(self.library, targets, progress)

    def shelve(self, order: Order, progress: Callable[[Stage], None] | None = None) -> Outcome:
        """Take in one document that is handed over. Raises SourceError, LockedError, DiskError."""
        return shelve(self.library, order, progress)

    def hand_over(self, targets: Sequence[str | Path]) -> int:
        """Give files to the inbox of the process that is writing; returns how many. Raises DiskError."""
        return hand_over(self.library, targets)

    def sweep_inbox(self) -> IngestReport:
        """Take in what is new in the inbox. Raises LockedError, SourceError."""
        return sweep_inbox(self.library)

    @property
    def feeds(self) -> Feeds:
        """The feeds that the settings name; made when first asked for."""
        with self._making:
            if self._feeds is None:
                from knowledge.feeds.rounds import Feeds

                self._feeds = Feeds(self.library, self.desk.glossary, self.desk.encoder)
            return self._feeds

    def fetch_feeds(
        self, now: datetime, *, everything: bool = False, protected: Callable[[str], bool] = lambda source_id: False
    ) -> FeedReport:
        """Ask the feeds that are due (or all) and take in what is on the topic; blocks for as long as servers take.

        Sources for which ``protected`` holds are neither forgotten for their age nor replaced. Raises SettingsError,
        LockedError, DiskError; never for what a feed does.
        """
        return self.feeds.fetch_due(now, everything=everything, protected=protected)

    def stop_feeds(self) -> None:
        """End a round of the feeds that is under way, without waiting for it; there will be no other."""
        if self._feeds is not None:
            self._feeds.stop()

    def feed_health(self) -> tuple[FeedHealth, ...]:
        """How each feed is doing, in the order of the list. Raises SettingsError, DiskError."""
        return self.feeds.health()

    def forget(self, source_id: str) -> Source:
        """Remove a source. Raises NotFoundError, LockedError."""
        return forget(self.library, source_id)

    def rebuild(self, progress: Progress | None = None) -> int:
        """Make the index again from the catalogue; returns the number of passages. Raises LockedError."""
        return rebuild(self.library, progress)

    def hold(self) -> None:
        """Keep the write lock until ``close``: for the bot, which writes at any time. Raises LockedError."""
        self.library.hold()

    def close(self) -> None:
        """Close the library, after the request to a feed that is under way."""
        if self._feeds is not None:
            self._feeds.close()
        self.library.close()


def open_knowledge(
    settings: Settings,
    *,
    chat_model: BaseChatModel | None = None,
    encoder: Encoder | None = None,
    glossary: Glossary | None = None,
    progress: Progress | None = None,
) -> Knowledge:
    """Open the library that the settings name, bring it in step, and be ready to answer.

    Args:
        chat_model: Used instead of the one in the settings.
        encoder: Used instead of the one in the settings.
        glossary: Used instead of the shipped one.
        progress: Told of long work, such as filling a new library.

    Raises:
        LibraryError, CorpusError, EncoderError: The line says what to do.
    """
    encoder = encoder or open_encoder(settings.embeddings)
    library = open_library(settings, encoder)
    try:
        remarks = mend(library, progress)
        for remark in remarks:
            log.warning("%s", remark)
        glossary = glossary or load_glossary()
        # Sentences are always scored with the built-in encoder: it costs nothing, and its scale is the measured one.
        builtin = encoder.embeddings if isinstance(encoder, BuiltinEncoder) else SentenceEncoder()
        if chat_model is None and settings.chat_model:
            from knowledge.models import open_chat_model

            chat_model = open_chat_model(settings)
        reader = CrossEncoder() if settings.reranker == "builtin" else None
        desk = Desk(library, glossary, builtin, reader, model=chat_model)
        return Knowledge(library, desk, remarks)
    except BaseException:
        library.close()
        raise
