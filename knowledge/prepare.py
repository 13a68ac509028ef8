"""Prepare documents for storing: load, split, cut into words, encode. Many at once go through a second process.

Chroma holds the interpreter's lock while it stores, so threads would only take turns; a second process prepares the
next documents meanwhile. It reads files and nothing else: the library is written by the first one alone.
"""

from __future__ import annotations

import hashlib
import json
import os
from collections import deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from dataclasses import asdict, dataclass, replace
from pathlib import Path

from knowledge.embed import BuiltinEncoder, Encoder
from knowledge.errors import EmptyError, LibraryError, SteppeError
from knowledge.library import Prepared, prepare
from knowledge.settings import Settings
from knowledge.split import split_document
from knowledge.types import Document, Outcome, Source, SourceKind, Span

SECOND_PROCESS_FROM = 32  # documents; for fewer, starting a process costs more than it saves
# Documents given over at once. While this process stores, it cannot hand over or fetch anything: the work for the other
# one must last about as long as storing a batch does.
_PORTION = 10
_AHEAD = 3  # portions on the way, so that memory stays bounded

Known = Mapping[str, tuple[str, str]]
"""What the library holds already: SHA-256 of the text to source id and title."""


@dataclass(frozen=True, slots=True)
class Preparing:
    """What preparing needs; the encoder is made anew in the second process."""

    settings: Settings
    encoder: Encoder
    known: Known


def prepare_one(
    origin: str, load: Callable[[], Document], given: Preparing, kind: SourceKind | None
) -> Prepared | Outcome:
    """Prepare one document; an outcome instead where it is known already or cannot be taken."""
    try:
        document = load()
        if kind is not None:
            document = replace(document, kind=kind)
        sha = text_hash(document.text)
        if sha in given.known:
            return Outcome(origin, "unchanged", *given.known[sha])
        source = to_source(document, sha)
        passages = split_document(document, source.id, given.settings.split)
        if not passages:
            raise EmptyError(f"{origin}: nothing but headings in it; give a document with text")
        return prepare(given.encoder, source, passages, layout_of(document))
    except LibraryError:
        raise
    except SteppeError as error:
        return Outcome(origin, "failed", reason=str(error))


def prepare_targets(targets: Sequence[str | Path], given: Preparing) -> Iterator[tuple[str, Prepared | Outcome]]:
    """Prepare files and addresses in the order given, in a second process when there are many.

    Raises:
        LibraryError: The second process ended by itself.
    """
    many = len(targets) >= SECOND_PROCESS_FROM and (os.cpu_count() or 1) > 1
    if not many or not isinstance(given.encoder, BuiltinEncoder):
        for target in targets:
            yield str(target), prepare_one(str(target), _loader(target, given.settings), given, None)
        return
    from multiprocessing import get_context

    begin = (given.settings, dict(given.known))
    with ProcessPoolExecutor(1, mp_context=get_context("spawn"), initializer=_begin, initargs=begin) as pool:
        portions = [targets[first : first + _PORTION] for first in range(0, len(targets), _PORTION)]
        ahead: deque[Future[list[Prepared | Outcome]]] = deque()
        for number, portion in enumerate(portions):
            while len(ahead) < _AHEAD and number + len(ahead) < len(portions):
                ahead.append(pool.submit(_work, portions[number + len(ahead)]))
            try:
                yield from zip(map(str, portion), ahead.popleft().result(), strict=True)
            except BrokenProcessPool as error:
                raise LibraryError("the process that reads documents ended; run the same command again") from error


_given: Preparing | None = None  # of the second process


def _begin(settings: Settings, known: Known) -> None:
    import threading
    from multiprocessing import parent_process
    from multiprocessing.connection import wait

    global _given
    _given = Preparing(settings, BuiltinEncoder(), known)
    parent = parent_process()
    if parent is not None:

        def follow() -> None:
            # A parent that was killed closes nothing that this process would notice; it must not wait for ever.
            wait([parent.sentinel])
            os._exit(1)

        threading.Thread(target=follow, daemon=True).start()


def _work(portion: Sequence[str | Path]) -> list[Prepared | Outcome]:
    assert _given is not None  # noqa: S101 - the pool runs _begin first
    return [prepare_one(str(target), _loader(target, _given.settings), _given, None) for target in portion]


def _loader(target: str | Path, settings: Settings) -> Callable[[], Document]:
    from knowledge.load import load_path, load_url

    def load() -> Document:
        return load_url(target, settings.load) if isinstance(target, str) else load_path(target, settings.load)

    return load


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
