"""Split a document into passages on its structure: sections, paragraphs, and for long paragraphs runs of sentences.

Offsets are exact by construction: a passage is a slice of the text, never a rewritten piece of it.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator

from knowledge.sentences import sentence_spans
from knowledge.settings import SplitSettings
from knowledge.types import Document, Language, Passage, Span

SPLIT_VERSION = 1  # part of the index fingerprint: raise it when the same text would be split otherwise
_BLOCK = re.compile(r"\S(?:.*?\S)??(?=\s*\n[ \t]*\n|\s*\Z)", re.DOTALL)
_SHORT = {"ja": 40, "en": 80}  # a paragraph shorter than this (characters) is read together with the next one


def split_document(document: Document, source_id: str, settings: SplitSettings) -> tuple[Passage, ...]:
    """Cut a document into passages.

    Args:
        document: Loaded and normalised.
        source_id: The id under which it will be stored.
        settings: The longest passage per language, in characters.

    Returns:
        Passages in the order of the text; empty when it holds nothing but headings and furniture.
    """
    limit = passage_limit(document.language, settings)
    passages: list[Passage] = []
    for section, paragraph, block in _paragraphs(document, limit):
        sentences = sentence_spans(document.text[block.start : block.end], document.language, block.start)
        for run in _runs(document.text, sentences, limit):
            passages.append(make_passage(document.text, document.language, source_id, section, paragraph, run))
    return tuple(passages)


def passage_limit(language: Language, settings: SplitSettings) -> int:
    """The longest passage of a language, in characters."""
    return settings.passage_ja_chars if language == "ja" else settings.passage_en_chars


def make_passage(
    text: str, language: Language, source_id: str, section: str, paragraph: int, sentences: tuple[Span, ...]
) -> Passage:
    """Make the passage that runs from the first of ``sentences`` to the last (at least one, spans of ``text``)."""
    start, end = sentences[0].start, sentences[-1].end
    key = f"{source_id}\x1f{start}\x1f{text[start:end]}".encode("utf-8", "surrogatepass")
    identity = hashlib.sha256(key).hexdigest()[:16]
    return Passage(identity, source_id, language, section, paragraph, start, end, text[start:end], sentences)


def _paragraphs(document: Document, limit: int) -> Iterator[tuple[str, int, Span]]:
    """Yield section, paragraph number and span of each paragraph; short neighbours of one section together."""
    headings = {span.start: span for span in document.headings}
    skipped = {span.start for span in document.furniture}
    if document.title_span is not None:
        skipped.add(document.title_span.start)
    section, number = "", 0
    waiting: tuple[str, int, Span] | None = None
    for block in _blocks(document.text):
        if block.start in headings or block.start in skipped:
            if waiting:
                yield waiting
                waiting = None
            if block.start in headings:
                section, number = document.text[block.start : block.end].lstrip("# ").strip(), 0
            continue
        number += 1
        if waiting and block.end - waiting[2].start <= limit:
            waiting = (section, waiting[1], Span(waiting[2].start, block.end))
        else:
            if waiting:
                yield waiting
            waiting = (section, number, block)
        if waiting[2].end - waiting[2].start >= _SHORT[document.language]:
            yield waiting
            waiting = None
    if waiting:
        yield waiting


def _blocks(text: str) -> Iterator[Span]:
    return (Span(*match.span()) for match in _BLOCK.finditer(text))


def _runs(text: str, sentences: tuple[Span, ...], limit: int) -> Iterator[tuple[Span, ...]]:
    """Group sentences into runs of at most ``limit`` characters, as even as a single pass makes them."""
    pieces = [piece for sentence in sentences for piece in _bounded(text, sentence, limit)]
    if not pieces:
        return
    total = pieces[-1].end - pieces[0].start
    target = total / -(-total // limit)  # even runs: 1.1 limits become two of 0.55, not one and a scrap
    run: list[Span] = []
    for piece in pieces:
        if run and (piece.end - run[0].start > limit or run[-1].end - run[0].start >= target):
            yield tuple(run)
            run = []
        run.append(piece)
    yield tuple(run)


def _bounded(text: str, sentence: Span, limit: int) -> Iterator[Span]:
    """Cut a sentence that is longer than a passage at commas or spaces, or hard where it has none."""
    start = sentence.start
    while sentence.end - start > limit:
        piece = text[start : start + limit]
        cut = max(piece.rfind(mark) for mark in ("、", "，", ", ", "; ", "\n", " "))
        end = start + (cut + 1 if cut > limit // 3 else limit)
        yield Span(start, end - (len(text[start:end]) - len(text[start:end].rstrip())))
        while end < sentence.end and text[end].isspace():
            end += 1
        start = end
    if start < sentence.end:
        yield Span(start, sentence.end)
