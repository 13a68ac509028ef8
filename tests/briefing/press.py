"""Test data: a made-up press. None of these reports is true; they are here so that tests have something to brief on."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime

from knowledge.library import prepare, store
from knowledge.opening import Knowledge
from knowledge.prepare import layout_of, text_hash, to_source
from knowledge.split import split_document
from knowledge.types import Document, Language, SourceKind, Span, Stance


@dataclass(frozen=True, slots=True)
class Piece:
    """One report as a feed would bring it."""

    title: str
    text: str
    published: str | None
    language: Language = "en"
    stance: Stance = "news"
    publisher: str = "Test Wire"
    kind: SourceKind = "feed"
    added: datetime | None = None


def take_in(knowledge: Knowledge, pieces: Iterable[Piece]) -> list[str]:
    """Store the pieces as sources; returns their ids."""
    library = knowledge.library
    ids = []
    with library.writing():
        for piece in pieces:
            whole = f"{piece.title}\n\n{piece.text}"
            document = Document(
                piece.title, piece.language, whole, piece.kind, piece.publisher, None, piece.published,
                f"https://example.org/{text_hash(whole)[:8]}", piece.stance, f"test:{text_hash(whole)[:12]}",
                title_span=Span(0, len(piece.title)),
            )  # fmt: skip
            source = to_source(document, text_hash(whole))
            if piece.added is not None:
                source = replace(source, added=int(piece.added.timestamp()))
            passages = split_document(document, source.id, library.settings.split)
            store(library, [prepare(library.encoder, source, passages, layout_of(document))])
            ids.append(source.id)
    return ids
