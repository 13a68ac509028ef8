"""The verb behind a citation button: open the passage, turn to the one before or after, or to its twin."""

from __future__ import annotations

from bot.bureau import Bureau
from bot.labels import locator, plain_reference, references_told, source_line
from bot.presses import TurnTo, write
from bot.text import Text, bold, join, quote
from bot.view import COPY_CHARS, Button, View
from bot.wording import WORDING
from knowledge.types import Language, Passage, Span


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
        same = counterpart(passage, twin, quoted) if quoted else None
        others.append(Button(words.twin[twin.language], data=write(TurnTo(language, twin.id, same))))
    others.append(Button(words.copy_reference, copy=plain_reference(source, passage, language, COPY_CHARS)))
    return View(join("\n\n", parts), tuple(tuple(row) for row in (turns, others) if row))


def counterpart(passage: Passage, twin: Passage, quoted: Span) -> Span | None:
    """The span of ``twin`` that says what ``quoted`` says in ``passage``: their sentences correspond one to one."""
    touched = [i for i, one in enumerate(passage.sentences) if one.start < quoted.end and quoted.start < one.end]
    if not touched or len(passage.sentences) != len(twin.sentences):
        return None
    return Span(twin.sentences[touched[0]].start, twin.sentences[touched[-1]].end)


def _marked(passage: Passage, quoted: Span | None) -> Text:
    if quoted is None or not (passage.start <= quoted.start < quoted.end <= passage.end):
        return passage.text
    first, last = quoted.start - passage.start, quoted.end - passage.start
    return (passage.text[:first], bold(passage.text[first:last]), passage.text[last:])
