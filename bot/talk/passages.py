"""Open a passage: its text with the quotation marked, the same in the other language below, and the way to what
stands before and after it.
"""

from __future__ import annotations

from contextlib import suppress

from bot.bureau import Bureau
from bot.labels import locator, plain_reference, references_told, source_line
from bot.presses import TurnTo, write
from bot.text import Text, bold, italic, join, quote
from bot.view import COPY_CHARS, Button, View
from bot.wording import WORDING
from knowledge.errors import NotFoundError
from knowledge.types import Citation, Language, Passage, Source, Span


def passage_view(bureau: Bureau, language: Language, passage_id: str, quoted: Span | None) -> View:
    """Show one passage with its place in the library. Blocks; call it from a thread.

    Args:
        quoted: The quotation to mark (code points of the source); None or outside the passage: nothing is marked.

    Raises:
        NotFoundError: The passage, or its source, is gone.
        LibraryError: The library cannot be read.
    """
    words, knowledge = WORDING[language], bureau.knowledge
    passage = knowledge.passage(passage_id)
    source = knowledge.source(passage.source_id)
    before, after = knowledge.neighbours(passage_id)
    twin = knowledge.twin(passage_id)
    span = quoted or Span(passage.start, passage.end)
    parts: list[Text] = [
        join("\n", [source_line(source, language), locator(passage, words)]),
        quote(_marked(passage, quoted)),
    ]
    same = counterpart(passage, twin, quoted) if twin is not None and quoted else None
    if twin is not None:
        parts.append(join("\n", [italic(words.talk.same_in[twin.language]), quote(_marked(twin, same), folded=True)]))
    references = knowledge.references(source.id, span.start, span.end) if span.start < span.end else ()
    if references:
        heading, lines = references_told(references, language)
        parts.append(join("\n", [heading, *(("• ", line) for line in lines)]))
    turns = [
        Button(label, data=write(TurnTo(language, other.id)))
        for label, other in ((words.passage_before, before), (words.passage_after, after))
        if other is not None
    ]
    others = []
    if twin is not None:
        others.append(Button(words.twin[twin.language], data=write(TurnTo(language, twin.id, same))))
    others.append(_copy(source, passage, language))
    return View(join("\n\n", parts), tuple(tuple(row) for row in (turns, others) if row))


def citation_view(bureau: Bureau, language: Language, citation: Citation) -> View:
    """Show what stands behind a stored citation: where the library still has it, there; else as it was quoted. Blocks.

    Raises:
        LibraryError: The library cannot be read.
    """
    found = standing(bureau, citation)
    if found is not None:
        with suppress(NotFoundError):  # it went in this very moment
            return passage_view(bureau, language, *found)
    words = WORDING[language].talk
    note = words.source_changed if _is_known(bureau, citation.source) else words.source_gone
    return quoted_view(language, citation, note)


def standing(bureau: Bureau, citation: Citation) -> tuple[str, Span] | None:
    """The passage that holds a stored quotation today, and where; None where no passage of its source does. Blocks."""
    knowledge, here = bureau.knowledge, Span(citation.start, citation.end)
    try:
        passage = knowledge.passage(citation.passage.id)
        source = knowledge.source(passage.source_id)
        if source.text[here.start : here.end] == citation.quote:
            return passage.id, here
        passages = knowledge.library.catalogue.passages_of(source.id)
    except NotFoundError:
        try:
            source = knowledge.source(citation.source.id)
            passages = knowledge.library.catalogue.passages_of(source.id)
        except NotFoundError:
            return None
    for passage in passages:  # it was split otherwise, or has moved within its source
        at = passage.text.find(citation.quote)
        if at >= 0:
            start = passage.start + at
            return passage.id, Span(start, start + len(citation.quote))
    return None


def _is_known(bureau: Bureau, source: Source) -> bool:
    """Whether the library holds this source in some version."""
    return any(
        one.id == source.id or (one.origin is not None and one.origin == source.origin)
        for one in bureau.knowledge.sources()
    )


def quoted_view(language: Language, citation: Citation, note: str) -> View:
    """A citation from what was stored of it, with a note that says why."""
    words, passage = WORDING[language], citation.passage
    parts: list[Text] = [
        join("\n", [source_line(citation.source, language), locator(passage, words)]),
        quote(_marked(passage, Span(citation.start, citation.end))),
        italic(note),
    ]
    if citation.references:
        heading, lines = references_told(citation.references, language)
        parts.append(join("\n", [heading, *(("• ", line) for line in lines)]))
    return View(join("\n\n", parts), ((_copy(citation.source, passage, language),),))


def counterpart(passage: Passage, twin: Passage, quoted: Span) -> Span | None:
    """The span of ``twin`` that says what ``quoted`` says in ``passage``: their sentences correspond one to one."""
    touched = [i for i, one in enumerate(passage.sentences) if one.start < quoted.end and quoted.start < one.end]
    if not touched or len(passage.sentences) != len(twin.sentences):
        return None
    return Span(twin.sentences[touched[0]].start, twin.sentences[touched[-1]].end)


def _copy(source: Source, passage: Passage, language: Language) -> Button:
    return Button(WORDING[language].copy_reference, copy=plain_reference(source, passage, language, COPY_CHARS))


def _marked(passage: Passage, quoted: Span | None) -> Text:
    if quoted is None or not (passage.start <= quoted.start < quoted.end <= passage.end):
        return passage.text
    first, last = quoted.start - passage.start, quoted.end - passage.start
    return (passage.text[:first], bold(passage.text[first:last]), passage.text[last:])
