"""Take documents into the library: load, split, encode, store, and say of each what became of it.

Idempotent by the hash of the normalised text; atomic per source; a kill at any point leaves whole sources only, and
running the same command again goes on where it stopped.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from knowledge.errors import EmptyError, LibraryError, SourceError, SteppeError
from knowledge.library import Library, Prepared, Progress, prepare, store
from knowledge.split import split_document
from knowledge.types import Document, IngestReport, Outcome, Source, SourceKind, Span

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
    from knowledge.load import load_path, load_url, walk

    def load(target: str | Path) -> Document:
        if isinstance(target, str):
            return load_url(target, library.settings.load)
        return load_path(target, library.settings.load)

    found, failures = _expand(walk, targets)
    with library.writing():
        return ingest_documents(library, ((str(t), _deferred(load, t)) for t in found), len(found), progress, failures)


def _deferred(load: Callable[[str | Path], Document], target: str | Path) -> Callable[[], Document]:
    return lambda: load(target)


def ingest_documents(
    library: Library,
    documents: Iterable[tuple[str, Callable[[], Document]]],
    total: int,
    progress: Progress | None = None,
    failures: Sequence[Outcome] = (),
    kind: SourceKind | None = None,
) -> IngestReport:
    """Store documents given as (origin, load), some hundred passages at a time; the caller holds the write lock."""
    outcomes: list[Outcome] = list(failures)
    seen: dict[str, str] = {}
    batch: list[_Ready] = []
    size = 0
    for done, (origin, load) in enumerate(documents, 1):
        outcome = _prepare_one(library, origin, load, seen, kind)
        if isinstance(outcome, _Ready):
            batch.append(outcome)
            size += len(outcome.prepared.entry.passages)
            outcomes.append(_outcome(outcome))
        else:
            outcomes.append(outcome)
        if size >= BATCH_PASSAGES:
            _store(library, batch)
            batch, size = [], 0
        if progress:
            progress(done, max(total, done), origin)
    if batch:
        _store(library, batch)
    return IngestReport(tuple(outcomes))


def _expand(
    walk: Callable[[Sequence[str | Path]], Iterator[str | Path]], targets: Sequence[str | Path]
) -> tuple[list[str | Path], list[Outcome]]:
    found: list[str | Path] = []
    failures: list[Outcome] = []
    for target in targets:
        try:
            found.extend(walk([target]))
        except SourceError as error:
            failures.append(Outcome(str(target), "failed", reason=str(error)))
    return found, failures


def _prepare_one(
    library: Library, origin: str, load: Callable[[], Document], seen: dict[str, str], kind: SourceKind | None
) -> _Ready | Outcome:
    try:
        document = load()
        if kind is not None:
            document = replace(document, kind=kind)
        sha = text_hash(document.text)
        same = library.catalogue.find(sha256=sha)
        if same is not None or sha in seen:
            title = same.title if same else document.title
            return Outcome(origin, "unchanged", same.id if same else seen[sha], title)
        source = to_source(document, sha)
        passages = split_document(document, source.id, library.settings.split)
        if not passages:
            raise EmptyError(f"{origin}: nothing but headings in it; give a document with text")
        old = library.catalogue.find(origin=document.origin) if document.origin else None
        prepared = prepare(library.encoder, source, passages, layout_of(document))
    except LibraryError:
        raise
    except SteppeError as error:
        return Outcome(origin, "failed", reason=str(error))
    seen[sha] = source.id
    return _Ready(prepared, old.id if old else None)


def _outcome(ready: _Ready) -> Outcome:
    source = ready.prepared.entry.source
    status = "replaced" if ready.replaces else "added"
    return Outcome(source.origin or source.id, status, source.id, source.title, len(ready.prepared.entry.passages))  # type: ignore[arg-type]  # one of two literals


def _store(library: Library, batch: Sequence[_Ready]) -> None:
    store(library, [r.prepared for r in batch], replacing=[r.replaces for r in batch if r.replaces])


def text_hash(text: str) -> str:
    """SHA-256 of a normalised text, lower-case hexadecimal."""
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def to_source(document: Document, sha256: str) -> Source:
    """The source that a document becomes; its id is taken from its text."""
    return Source(
        id=f"s{sha256[:12]}",
        title=document.title,
        language=document.language,
        kind=document.kind,
        text=document.text,
        sha256=sha256,
        publisher=document.publisher,
        author=document.author,
        published=document.published,
        url=document.url,
        stance=document.stance,
        origin=document.origin,
    )


def layout_of(document: Document) -> str:
    """The document's spans as JSON, to split it again without its file."""
    title = asdict(document.title_span) if document.title_span else None
    spans = {"headings": document.headings, "furniture": document.furniture}
    return json.dumps({"title": title} | {name: [[s.start, s.end] for s in some] for name, some in spans.items()})


def from_layout(source: Source, layout: str) -> Document:
    """The document that a stored source came from, as far as splitting needs it."""
    spans = json.loads(layout)
    return Document(
        title=source.title,
        language=source.language,
        text=source.text,
        headings=tuple(Span(*pair) for pair in spans["headings"]),
        furniture=tuple(Span(*pair) for pair in spans["furniture"]),
        title_span=Span(**spans["title"]) if spans["title"] else None,
    )
