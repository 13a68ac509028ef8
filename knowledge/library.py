"""The library as one object: catalogue, index, encoder and write lock, and how they stay in step.

Two steps make a change: vectors into the index, then one transaction in the catalogue. What the catalogue does not
know does not exist; vectors left over by a kill between the two are swept out by ``mend``.
"""

from __future__ import annotations

import hashlib
import logging
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from knowledge.embed import Encoder
from knowledge.encoder.tokens import Analysis, analyse
from knowledge.errors import DamagedError, DiskError
from knowledge.lexical import LEXICAL_VERSION, passage_words
from knowledge.settings import Settings
from knowledge.split import SPLIT_VERSION
from knowledge.store.catalogue import SqliteCatalogue
from knowledge.store.lock import WriteLock
from knowledge.store.protocol import Entry, SentenceNote
from knowledge.store.vectors import ChromaVectors, set_aside
from knowledge.types import LANGUAGES, Passage, Source

log = logging.getLogger(__name__)
INDEX = "index"  # the remark that points to the generation of vectors in use: <fingerprint>.<number>
Progress = Callable[[int, int, str], None]  # done, of how many, what


@dataclass(slots=True)
class Library:
    """The parts of an open library. Reading is safe from several threads; writing happens under ``writing()``."""

    settings: Settings
    catalogue: SqliteCatalogue
    encoder: Encoder
    lock: WriteLock
    vectors: ChromaVectors
    _holders: int = field(default=0)
    _counting: threading.Lock = field(default_factory=threading.Lock)
    _turn: threading.RLock = field(default_factory=threading.RLock)

    @contextmanager
    def writing(self, *, wait_s: float = 0.0) -> Iterator[None]:
        """Hold the write lock; may be nested. Threads of this process take turns.

        Raises:
            LockedError: Another process writes.
        """
        with self._turn:
            self.hold(wait_s=wait_s)
            try:
                yield
            finally:
                self._let_go()

    def hold(self, *, wait_s: float = 0.0) -> None:
        """Keep other processes from writing until ``close``, without keeping this process's threads from it.

        Raises:
            LockedError: Another process writes.
        """
        with self._counting:
            if self._holders == 0:
                self.lock.acquire(wait_s=wait_s)
            self._holders += 1

    def _let_go(self) -> None:
        with self._counting:
            self._holders -= 1
            if self._holders == 0:
                self.lock.release()

    def close(self) -> None:
        """Close catalogue and index."""
        self.catalogue.close()
        self.vectors.close()
        self.lock.release()


@dataclass(frozen=True, slots=True)
class Prepared:
    """A source with everything that is stored of it, vectors included (n passages, dimension)."""

    entry: Entry
    vectors: NDArray[np.float32]


def open_library(settings: Settings, encoder: Encoder) -> Library:
    """Open the library folder, creating it when absent. Writes nothing else; see ``mend``.

    Raises:
        DiskError: The folder cannot be made or read.
        DamagedError: The catalogue is not readable.
    """
    try:
        settings.data_dir.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(
            f"{settings.data_dir}: cannot be made ({error.strerror}); mend its permissions or set STEPPE_DATA_DIR"
        ) from error
    catalogue = SqliteCatalogue(settings.data_dir / "library.sqlite3")
    current = catalogue.read(INDEX) or f"{fingerprint(settings, encoder)}.1"
    return Library(settings, catalogue, encoder, WriteLock(settings.data_dir), open_vectors(settings, encoder, current))


def open_vectors(settings: Settings, encoder: Encoder, generation: str) -> ChromaVectors:
    """Open one generation of vectors; an index folder that cannot be opened is set aside and a new one begun."""
    if settings.chroma_url:
        return ChromaVectors(settings.chroma_url, generation, encoder.embeddings)
    folder = settings.data_dir / "chroma"
    try:
        vectors = ChromaVectors(folder, generation, encoder.embeddings)
        for language in LANGUAGES:
            vectors.count(language)
        return vectors
    except DamagedError as error:
        aside = set_aside(folder)
        log.warning("%s; set aside as %s, the index is rebuilt from the catalogue", error, aside)
        return ChromaVectors(folder, generation, encoder.embeddings)


def fingerprint(settings: Settings, encoder: Encoder) -> str:
    """What makes passages, words and vectors: a library made otherwise is rebuilt."""
    parts = (encoder.fingerprint, SPLIT_VERSION, LEXICAL_VERSION, settings.split.model_dump_json())
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:12]


def prepare(
    encoder: Encoder, source: Source, passages: Sequence[Passage], layout: str, notes: Sequence[SentenceNote] = ()
) -> Prepared:
    """Cut a source's passages into words once, for both legs, and encode them."""
    analyses: list[Analysis] = [analyse(passage.text) for passage in passages]
    headings: dict[str, str] = {}
    for passage in passages:
        if passage.section not in headings:
            headings[passage.section] = passage_words(analyse(f"{source.title} {passage.section}"))
    words = tuple(
        (passage_words(analysis), headings[passage.section])
        for passage, analysis in zip(passages, analyses, strict=True)
    )
    vectors = encoder.passages(analyses) if analyses else np.zeros((0, 1), dtype=np.float32)
    return Prepared(Entry(source, layout, tuple(passages), words, tuple(notes)), vectors)


def store(library: Library, batch: Sequence[Prepared], *, replacing: Sequence[str] = ()) -> None:
    """Store a batch wholly or not at all; the sources in ``replacing`` go with the same transaction.

    Raises:
        DiskError, DamagedError: Nothing of the batch is visible.
    """
    old = [p for source_id in replacing for p in library.catalogue.passages_of(source_id)]
    index_vectors(library.vectors, batch)
    library.catalogue.add([prepared.entry for prepared in batch], replacing=replacing)
    kept = {p.id for prepared in batch for p in prepared.entry.passages}
    drop_vectors(library, [p for p in old if p.id not in kept])


def index_vectors(vectors: ChromaVectors, batch: Sequence[Prepared]) -> None:
    """Put the vectors of a batch into an index, one call a language."""
    for language in LANGUAGES:
        mine = [prepared for prepared in batch if prepared.entry.source.language == language and len(prepared.vectors)]
        if mine:
            passages = [passage for prepared in mine for passage in prepared.entry.passages]
            rows = np.concatenate([prepared.vectors for prepared in mine])
            vectors.upsert(language, [p.id for p in passages], [p.text for p in passages], rows)


def drop_vectors(library: Library, passages: Sequence[Passage]) -> None:
    """Remove the vectors of passages that the catalogue no longer has."""
    for language in LANGUAGES:
        ids = [passage.id for passage in passages if passage.language == language]
        if ids:
            library.vectors.delete(language, ids)


def forget(library: Library, source_id: str) -> Source:
    """Remove a source from the library.

    Raises:
        NotFoundError: No source has this id.
        LockedError: Another process writes.
    """
    with library.writing():
        source = library.catalogue.source(source_id)
        passages = library.catalogue.passages_of(source_id)
        library.catalogue.remove([source_id])
        drop_vectors(library, passages)
    return source
