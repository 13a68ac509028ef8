"""What the core asks of a store. The docstrings are the law; SQLite and Chroma keep it, and so do the tests' fakes."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.types import Claim, Language, Passage, Reference, Source, SourceKind

SourceTime = Literal["added", "published"]


@dataclass(frozen=True, slots=True)
class SentenceNote:
    """What stands behind one sentence of the dossier: bibliography keys, claims it reports, claims it answers.

    Attributes:
        speaks: Of the claims it answers, those beside which this sentence is shown.
    """

    start: int
    end: int
    keys: tuple[str, ...]
    claims: tuple[str, ...] = ()
    evidence: tuple[str, ...] = ()
    speaks: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Entry:
    """A source ready to be stored.

    Attributes:
        layout: JSON of the document's spans, so that it can be split again without its file.
        words: One pair per passage: the words of its text and of its headings, cut, normalised, joined by spaces.
        notes: For the dossier, one per sentence.
    """

    source: Source
    layout: str
    passages: tuple[Passage, ...]
    words: tuple[tuple[str, str], ...]
    notes: tuple[SentenceNote, ...] = field(default=())


class Catalogue(Protocol):
    """Sources, passages, words, bibliography and ledger: the source of truth.

    Reading is safe from several threads. Writing needs the library's write lock and happens in one thread at a time.
    Every method raises DamagedError when the catalogue cannot be read, DiskError when it cannot be written.
    """

    def read(self, key: str) -> str | None:
        """A stored remark (fingerprints, versions); None when there is none."""

    def write(self, key: str, value: str) -> None:
        """Store a remark, replacing the one under the same key."""

    def add(self, entries: Sequence[Entry], *, replacing: Sequence[str] = ()) -> None:
        """Store all entries and remove the sources in ``replacing``, or nothing of it."""

    def remove(self, source_ids: Sequence[str]) -> None:
        """Remove sources with all that hangs on them; unknown ids are passed over."""

    def sources(self) -> tuple[Source, ...]:
        """All sources, newest first, **without** their text (``text`` is empty)."""

    def sources_between(
        self, start: datetime, end: datetime, kinds: Sequence[SourceKind] = (), *, by: SourceTime = "added"
    ) -> tuple[Source, ...]:
        """The sources of some kinds (none given: of all) in a window of time, newest first, **without** their text.

        Args:
            start, end: Aware. Of what was taken in, half-open, in whole seconds. Of what was published, the calendar
                days of both are in it, each as its own zone has it; a source without a day of publication is not.
            by: ``added``: when the text was taken in; ``published``: the date that the source gives itself.
        """

    def source(self, source_id: str) -> Source:
        """One source, whole. Raises NotFoundError."""

    def cards(self, source_ids: Iterable[str]) -> dict[str, Source]:
        """The sources that exist among ``source_ids``, without their text."""

    def find(self, *, sha256: str | None = None, origin: str | None = None) -> Source | None:
        """The source with this text, or from this origin, without its text."""

    def passage(self, passage_id: str) -> Passage:
        """One passage. Raises NotFoundError."""

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """The passages that exist among ``ids``; the others are left out."""

    def passages_of(self, source_id: str) -> tuple[Passage, ...]:
        """All passages of a source, in the order of the text."""

    def opening_of(self, source_id: str, limit: int) -> tuple[Passage, ...]:
        """The first ``limit`` passages of a source, in the order of the text."""

    def passage_ids(self, language: Language) -> tuple[str, ...]:
        """The ids of all passages of one language."""

    def count(self, language: Language) -> int:
        """How many passages of one language there are."""

    def search(self, language: Language, match: str, limit: int) -> list[tuple[str, float]]:
        """Full-text search: passage ids with BM25 relevance (higher is better, > 0), best first."""

    def frequencies(self, language: Language, words: Sequence[str]) -> dict[str, int]:
        """How many passages hold each word in their text; words that none holds are left out."""

    def spread(self, language: Language, match: str) -> list[tuple[SourceKind, str | None, int]]:
        """How many passages match in their text, by kind and date of their source."""

    def newest(self, language: Language, match: str, until: str, limit: int) -> list[tuple[Passage, str]]:
        """The matching passages of dated sources other than the dossier, newest first, each with its source's date.

        Args:
            until: ``YYYY-MM-DD``: what is dated later is left out, as is what is dated before 1990.
        """

    def notes(self, source_id: str, start: int, end: int) -> tuple[SentenceNote, ...]:
        """The notes of the dossier's sentences that overlap a span, in order."""

    def notes_for(self, claim_id: str) -> tuple[tuple[str, SentenceNote], ...]:
        """Every (source id, note) that reports or answers a claim."""

    def references(self, keys: Sequence[str]) -> tuple[Reference, ...]:
        """The published sources with these keys, in the order given; unknown keys are left out."""

    def claims(self) -> tuple[Claim, ...]:
        """The evidence ledger, in the order of the column."""

    def set_corpus(self, references: Sequence[Reference], claims: Sequence[Claim]) -> None:
        """Replace bibliography and ledger."""

    def close(self) -> None:
        """Close every connection; may be called twice."""


class VectorIndex(Protocol):
    """One vector collection a language, under the fingerprint of what made the vectors.

    Similarities are cosines in [-1, 1], higher is nearer. Safe from several threads for reading.
    """

    def upsert(
        self, language: Language, ids: Sequence[str], texts: Sequence[str], vectors: NDArray[np.float32]
    ) -> None:
        """Store vectors (n, dimension), unit length, replacing those under the same ids."""

    def delete(self, language: Language, ids: Sequence[str]) -> None:
        """Remove vectors; unknown ids are passed over."""

    def query(self, language: Language, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        """The nearest passage ids with their similarity, nearest first; fewer than ``limit`` when there are fewer."""

    def count(self, language: Language) -> int:
        """How many vectors are stored."""

    def missing(self, language: Language, ids: Sequence[str]) -> tuple[str, ...]:
        """Which of ``ids`` have no vector that can be fetched."""

    def strangers(self, language: Language, known: set[str]) -> tuple[str, ...]:
        """Ids in the index that are not among ``known``."""
