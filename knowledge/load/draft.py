"""What every reader hands on: blocks with their roles, and what was said about the document; and the last step.

A block is one paragraph of the stored text. ``assemble`` joins the blocks with one empty line between them and
counts as it goes, so the spans of headings, title and furniture are exact by construction.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from knowledge.errors import EmptyError, LanguageError, TooLargeError
from knowledge.language import detect_language
from knowledge.load.normalise import normalise, one_line
from knowledge.settings import LoadSettings
from knowledge.types import Document, Language, SourceKind, Span, Stance

Role = Literal["title", "heading", "prose", "furniture"]
LONGEST_TITLE = 120  # characters; a longer first line is prose


@dataclass(frozen=True, slots=True)
class Block:
    """One paragraph, heading or line of furniture, before the offsets are known."""

    text: str
    role: Role = "prose"


@dataclass(frozen=True, slots=True)
class Draft:
    """A document that was read but not yet normalised.

    Attributes:
        title: Said by the format (front matter, metadata); the title in the text is a block of that role.
        published: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``.
        kind: Said by the document itself; None: decided by format and length.
        paged: Whether it comes from a format for print (PDF, DOCX), where long texts are reports.
    """

    blocks: tuple[Block, ...] = field(repr=False)
    title: str | None = None
    language: Language | None = None
    kind: SourceKind | None = None
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    stance: Stance | None = None
    paged: bool = False


_REPORT_CHARS = 20_000
_SHOWN_CHARS = 20_000  # as much as the language rule looks at


def assemble(draft: Draft, name: str, settings: LoadSettings, origin: str | None, url: str | None) -> Document:
    """Make the document of a draft.

    Args:
        draft: What the reader of the format found.
        name: File name, path or address, for messages and as the last resort for a title.
        settings: The cap on the text.
        origin: Absolute path or final address.
        url: The address it was fetched from; the document's own one is the second choice.

    Raises:
        EmptyError: No text.
        TooLargeError: The text is over the cap.
        LanguageError: Neither Japanese nor English.
    """
    pieces, spans = _lay_out(draft)
    text = "\n\n".join(pieces)
    if not text or not any(char.isalnum() for char in text):
        raise EmptyError(f"{name}: no text in it; give a document with text")
    if len(text) > settings.max_text_chars:
        raise TooLargeError(
            f"{name}: {len(text):,} characters of text, more than the cap of {settings.max_text_chars:,}; "
            "divide it, or raise STEPPE_LOAD__MAX_TEXT_CHARS"
        )
    language = draft.language or detect_language(_prose(pieces, spans))
    if language is None:
        raise LanguageError(
            f"{name}: the text is neither Japanese nor English; give one in these languages, "
            "or a Markdown file whose front matter names the language"
        )
    headings = tuple(span for role, span in spans if role == "heading")
    title_span = next((span for role, span in spans if role == "title"), None)
    long = draft.paged and len(text) > _REPORT_CHARS
    return Document(
        title=_title(draft, text, title_span, headings, name),
        language=language,
        text=text,
        kind=draft.kind or ("report" if long else "article"),
        publisher=_said(draft.publisher),
        author=_said(draft.author),
        published=draft.published,
        url=url or draft.url,
        stance=draft.stance,
        origin=origin,
        headings=headings,
        title_span=title_span,
        furniture=tuple(span for role, span in spans if role == "furniture"),
    )


def _lay_out(draft: Draft) -> tuple[list[str], list[tuple[Role, Span]]]:
    """Normalise the blocks and count their places; a block with empty lines in it becomes several."""
    pieces: list[str] = []
    spans: list[tuple[Role, Span]] = []
    at = 0
    titled = False
    for block in draft.blocks:
        for piece in normalise(block.text).split("\n\n"):
            piece = piece.strip()
            if not piece:
                continue
            role = block.role
            if role == "title":
                role = "heading" if titled else "title"
                titled = True
            if role == "heading":
                piece = piece.replace("\n", " ")
            pieces.append(piece)
            spans.append((role, Span(at, at + len(piece))))
            at += len(piece) + 2
    return pieces, spans


def _prose(pieces: list[str], spans: list[tuple[Role, Span]]) -> str:
    """Enough of the prose to tell its language; everything where there is none."""
    shown: list[str] = []
    size = 0
    for piece, (role, _) in zip(pieces, spans, strict=True):
        if role == "prose":
            shown.append(piece)
            size += len(piece)
            if size > _SHOWN_CHARS:
                break
    return "\n".join(shown or pieces)


def _title(draft: Draft, text: str, title_span: Span | None, headings: tuple[Span, ...], name: str) -> str:
    said = _said(draft.title)
    if said:
        return said
    for span in (title_span, *headings[:1]):
        if span is not None:
            found = one_line(text[span.start : span.end])
            if found:
                return found
    first = one_line(text.split("\n", 1)[0])
    if len(first) <= LONGEST_TITLE:
        return first
    last = name.replace("\\", "/").rstrip("/").rsplit("/", 1)[-1]
    stem = last.rsplit(".", 1)[0] if "." in last.lstrip(".") else last
    return one_line(stem) or first[:LONGEST_TITLE]


def _said(value: str | None) -> str | None:
    return (one_line(value) or None) if value else None
