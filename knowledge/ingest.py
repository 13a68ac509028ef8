"""Take documents into the library and say of each what became of it.

Idempotent by the hash of the normalised text; atomic per source; a kill at any point leaves whole sources only, and
running the same command again goes on where it stopped.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.errors import SourceError
from knowledge.library import Library, Prepared, Progress, store
from knowledge.paths import named
from knowledge.prepare import Known, Preparing, prepare_one, prepare_targets
from knowledge.types import Document, IngestReport, Outcome, SourceKind

BATCH_PASSAGES = 400  # stored together: large enough to spread the cost of a commit, small enough to be seen moving


@dataclass(frozen=True, slots=True)
class _Ready:
    """A document that is prepared but not stored yet."""

    prepared: Prepared
    replaces: str | None


def ingest(library: Library, targets: Sequence[str | Path], progress: Progress | None = None) -> IngestReport:
    """Load and store files, folders and addresses.

    Args:
        library: Open library.
        targets: Paths or http(s) addresses; folders are read recursively.
        progress: Called after each document with the number done, the number known and its name.

    Raises:
        LockedError: Another process writes to the library.
        DiskError: Disk full; what was stored before stays.
    """
    from knowledge.load import walk

    found, failures = _expand(walk, targets)
    with library.writing():
        return _store_all(library, prepare_targets(found, _preparing(library)), len(found), progress, failures)


def ingest_documents(
    library: Library,
    documents: Iterable[tuple[str, Callable[[], Document]]],
    total: int,
    progress: Progress | None = None,
    kind: SourceKind | None = None,
) -> IngestReport:
    """Store documents given as (origin, load); the caller holds the write lock."""
    given = _preparing(library)
    prepared = ((origin, prepare_one(origin, load, given, kind)) for origin, load in documents)
    return _store_all(library, prepared, total, progress, ())


def _preparing(library: Library) -> Preparing:
    known: Known = {source.sha256: (source.id, source.title) for source in library.catalogue.sources()}
    return Preparing(library.settings, library.encoder, known)


def _store_all(
    library: Library,
    documents: Iterable[tuple[str, Prepared | Outcome]],
    total: int,
    progress: Progress | None,
    failures: Sequence[Outcome],
) -> IngestReport:
    """Store what was prepared, some hundred passages at a time."""
    outcomes: list[Outcome] = list(failures)
    seen: dict[str, str] = {}
    batch: list[_Ready] = []
    size = 0
    for done, (origin, one) in enumerate(documents, 1):
        if isinstance(one, Outcome):
            outcomes.append(one)
        elif (sha := one.entry.source.sha256) in seen:
            outcomes.append(Outcome(origin, "unchanged", seen[sha], one.entry.source.title))
        else:
            seen[sha] = one.entry.source.id
            ready = _Ready(one, _replaced(library, one.entry.source.origin))
            batch.append(ready)
            size += len(one.entry.passages)
            outcomes.append(_outcome(ready))
        if size >= BATCH_PASSAGES:
            _store(library, batch)
            batch, size = [], 0
        if progress:
            progress(done, max(total, done), origin)
    if batch:
        _store(library, batch)
    return IngestReport(tuple(outcomes))


def _replaced(library: Library, origin: str | None) -> str | None:
    old = library.catalogue.find(origin=origin) if origin else None
    return old.id if old else None


def _expand(
    walk: Callable[[Sequence[str | Path]], Iterator[str | Path]], targets: Sequence[str | Path]
) -> tuple[list[str | Path], list[Outcome]]:
    found: list[str | Path] = []
    failures: list[Outcome] = []
    for target in targets:
        try:
            found.extend(walk([target]))
        except SourceError as error:
            failures.append(Outcome(named(target), "failed", reason=str(error)))
    return found, failures


def _outcome(ready: _Ready) -> Outcome:
    source = ready.prepared.entry.source
    status = "replaced" if ready.replaces else "added"
    return Outcome(source.origin or source.id, status, source.id, source.title, len(ready.prepared.entry.passages))  # type: ignore[arg-type]  # one of two literals


def _store(library: Library, batch: Sequence[_Ready]) -> None:
    store(library, [r.prepared for r in batch], replacing=[r.replaces for r in batch if r.replaces])
