"""From an answer to what the reader sees: sentences with numbers, the verified line, evidence, sources, buttons."""

from __future__ import annotations

from collections.abc import Callable

from bot.labels import locator, marked_quote, passage_label, references_told, source_line, verdict_line
from bot.presses import FollowUp, OpenPassage, write
from bot.text import Text, bold, code, italic, join, quote
from bot.view import Button, View, rows_of
from bot.wording import WORDING, Wording
from knowledge.phrases import phrase
from knowledge.types import Answer, Citation, EvidenceNote, Language, Passage, Source, Span, Statement

_FOLLOW_UPS = 4


def render_answer(answer: Answer) -> View:
    """Show an answer or an abstention that has no passages near it."""
    return render_abstention(answer, None) if answer.abstention else _answered(answer)


def render_abstention(answer: Answer, source_of: Callable[[str], Source] | None) -> View:
    """Show that there is no answer, and what stands nearest as buttons.

    Args:
        answer: One with an abstention.
        source_of: Looks up a source by id (it may block); None: no buttons.
    """
    abstention, words = answer.abstention, WORDING[answer.language]
    if abstention is None:
        raise ValueError("render_abstention takes an answer with an abstention")
    if not abstention.nearest or source_of is None:
        return View(with_code(abstention.text))
    rows = tuple((_nearest_button(p, source_of(p.source_id), answer.language),) for p in abstention.nearest)
    return View((with_code(abstention.text), "\n\n", italic(words.nearest)), rows)


def with_code(text: str) -> Text:
    """The core names commands between backticks, for a terminal; here they are shown as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one without its partner is an ordinary character
        return text
    return tuple(code(part) if number % 2 else part for number, part in enumerate(parts) if part)


def _answered(answer: Answer) -> View:
    words = WORDING[answer.language]
    parts: list[Text] = [_statements(answer)]
    if answer.notice:
        parts.append(italic(answer.notice))
    parts.append(italic(verified_line(answer, words)))
    parts.extend(_evidence(note, answer.language) for note in answer.evidence)
    if answer.citations:
        listed = [bold(words.sources_of_answer), *(_listed(citation, answer.language) for citation in answer.citations)]
        parts.append(quote(join("\n", listed), folded=True))
    numbers = [
        Button(str(c.n), data=write(OpenPassage(answer.language, c.passage.id, Span(c.start, c.end))))
        for c in answer.citations
    ]
    follow = tuple(
        (Button(question, data=write(FollowUp(answer.language, index))),)
        for index, question in enumerate(answer.followups[:_FOLLOW_UPS])
    )
    return View(join("\n\n", parts), rows_of(numbers) + follow)


def _statements(answer: Answer) -> Text:
    """Quoted sentences stand alone, as they come from different places; composed ones run on as prose."""
    out: list[Text] = []
    before: Statement | None = None
    for statement in answer.statements:
        if before is not None:
            flows = before.kind == statement.kind == "composed"
            out.append(("" if answer.language == "ja" else " ") if flows else "\n\n")
        numbers = "".join(f"[{n}]" for n in statement.citations)
        out.append((statement.text, "" if answer.language == "ja" else " ", numbers))
        before = statement
    return tuple(out)


def verified_line(answer: Answer, words: Wording) -> str:
    """How many sentences there are and that each of their quotations was found."""
    statements, quotes = len(answer.statements), len({n for s in answer.statements for n in s.citations})
    counted = words.quotes_one if quotes == 1 else words.quotes.format(count=quotes)
    pattern = words.verified_one if statements == 1 else words.verified
    said = pattern.format(statements=statements, quotes=counted)
    if answer.rejected:
        dropped = words.rejected_one if answer.rejected == 1 else words.rejected.format(count=answer.rejected)
        said = words.and_also.format(first=said, second=dropped)
    return said


def _evidence(note: EvidenceNote, language: Language) -> Text:
    """The verdict as a headline; what the column and the other sources say is folded below it."""
    tail = "" if all(f"[{n}]" in note.text for n in note.citations) else "".join(f"[{n}]" for n in note.citations)
    # The core begins with the verdict in a sentence of its own, for a terminal; here the headline says it.
    said = (
        note.text.removeprefix(phrase(note.verdict, language)).strip() if note.verdict != "corroborated" else note.text
    )
    headline = bold(verdict_line(note.verdict, WORDING[language]))
    return join("\n", [headline, quote(said + tail, folded=True)]) if said + tail else headline


def _listed(citation: Citation, language: Language) -> Text:
    words = WORDING[language]
    parts: list[Text] = [
        (f"[{citation.n}] ", source_line(citation.source, language)),
        locator(citation.passage, words),
        marked_quote(citation, words),
    ]
    if citation.references:
        heading, lines = references_told(citation.references, language)
        parts.append((heading, " ", join("; ", lines)))
    return join("\n", parts)


def _nearest_button(passage: Passage, source: Source, language: Language) -> Button:
    label = passage_label(passage, source, WORDING[language])
    return Button(label, data=write(OpenPassage(language, passage.id, Span(passage.start, passage.start))))
