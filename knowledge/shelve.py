"""Take in one document that somebody hands over: its bytes or its address, with what they say of it.

Reading and encoding happen before the write lock is taken, so a slow document keeps nobody from anything.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import Literal

from knowledge.errors import EmptyError
from knowledge.library import Library, prepare, store
from knowledge.load.normalise import one_line
from knowledge.prepare import layout_of, text_hash, to_source
from knowledge.split import split_document
from knowledge.types import Document, Outcome, Source, Stance

Stage = Literal["reading", "indexing"]


@dataclass(frozen=True, slots=True)
class Order:
    """A document handed over.

    Attributes:
        name: File name or address, as it came: it is shown and helps to tell the format, and names no file here.
        data: The file; None: ``name`` is an address to be fetched.
        title: Said by whoever hands it over, in place of the document's own.
        stance: Likewise.
    """

    name: str
    data: bytes | None = field(default=None, repr=False)
    title: str | None = None
    stance: Stance | None = None


def shelve(library: Library, order: Order, progress: Callable[[Stage], None] | None = None) -> Outcome:
    """Load and store one document.

    A file of the same name and title replaces the older one, as does a page of the same address. A text that is there
    already stays as it is, unless a new title or stance is given for it.

    Args:
        progress: Told which stage begins, in the thread of the call.

    Raises:
        SourceError: It cannot be taken; the class says why.
        LockedError: Another process writes.
        DiskError: Disk full; what was stored before stays.
    """
    tell = progress or (lambda stage: None)
    tell("reading")
    document = _load(library, order)
    tell("indexing")
    source = to_source(document, text_hash(document.text))
    passages = split_document(document, source.id, library.settings.split)
    if not passages:
        raise EmptyError(f"{one_line(order.name)}: nothing but headings in it; give a document with text")
    prepared = prepare(library.encoder, source, passages, layout_of(document))
    with library.writing():
        known = library.catalogue.find(sha256=source.sha256)
        if known is not None and not _relabels(known, order):
            count = len(library.catalogue.passages_of(known.id))
            return Outcome(one_line(order.name), "unchanged", known.id, known.title, count)
        older = library.catalogue.find(origin=source.origin) if source.origin else None
        replaced = list(dict.fromkeys(one.id for one in (known, older) if one is not None))
        store(library, [prepared], replacing=replaced)
    return Outcome(one_line(order.name), "replaced" if replaced else "added", source.id, source.title, len(passages))


def _load(library: Library, order: Order) -> Document:
    from knowledge.load import load_bytes, load_url

    settings = library.settings.load
    if order.data is None:
        document = load_url(order.name, settings)
    else:
        found = load_bytes(order.data, order.name, settings)
        name = one_line(order.name.replace("\\", "/").rsplit("/", 1)[-1])
        document = replace(found, kind="upload", origin=f"upload:{name}:{found.title}")
    title = one_line(order.title) if order.title else ""
    return replace(document, title=title or document.title, stance=order.stance or document.stance)


def _relabels(known: Source, order: Order) -> bool:
    """Whether the same text is handed over with another title or stance. The dossier's labels are its own."""
    if known.kind == "dossier":
        return False
    other_title = order.title is not None and one_line(order.title) not in ("", known.title)
    return other_title or (order.stance is not None and order.stance != known.stance)
