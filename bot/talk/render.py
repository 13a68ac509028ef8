"""From an answer to what the reader sees: sentences with numbers, the verified line, evidence, sources, buttons."""

from __future__ import annotations

import re
from collections.abc import Callable

from bot.labels import BUTTON_CHARS, locator, marked_quote, passage_label, references_told, source_line, verdict_line
from bot.talk.presses import AskNext, Judge, OpenCitation, OpenNearest, OtherLanguage, write
from bot.text import Text, bold, code, italic, join, quote
from bot.view import Button, View, rows_of
from bot.wording import WORDING, Wording
from knowledge.phrases import phrase
from knowledge.types import Answer, Citation, EvidenceNote, Language, Passage, Source, Statement

FOLLOW_UPS = 3
OTHER: dict[Language, Language] = {"ja": "en", "en": "ja"}
_GOOD, _BAD = "👍", "👎"
_SENTENCE = re.compile(r"[^。]*?(?:[.!?](?=\s|$)|。|$)\s*")


def render_answer(answer: Answer, answer_id: str, source_of: Callable[[str], Source] | None = None) -> View:
    """Show an answer or an abstention with its buttons.

    Args:
        answer_id: The name under which it is stored.
        source_of: Looks up the source of a passage near an abstention (it may block); None: there are no such buttons.
    """
    if answer.abstention is not None:
        return _abstained(answer, answer_id, source_of)
    return View(answer_text(answer), answer_rows(answer, answer_id))


def answer_text(answer: Answer, *, sources: bool = True, evidence: bool = True) -> Text:
    """An answer without its buttons; ``sources`` and ``evidence`` leave these out where there is no room."""
    words = WORDING[answer.language]
    parts: list[Text] = [_statements(answer)]
    if answer.notice:
        parts.append(italic(answer.notice))
    parts.append(italic(verified_line(answer, words)))
    if evidence:
        parts.extend(_evidence(note, answer.language) for note in answer.evidence)
    if answer.citations and sources:
        listed = [bold(words.sources_of_answer), *(cited(citation, answer.language) for citation in answer.citations)]
        parts.append(quote(join("\n", listed), folded=True))
    return join("\n\n", parts)


def answer_rows(answer: Answer, answer_id: str) -> tuple[tuple[Button, ...], ...]:
    """The buttons under an answer: its citations, its other language and votes, and what may be asked next."""
    other = Button(WORDING[OTHER[answer.language]].talk.in_this_language, data=write(OtherLanguage(answer_id)))
    votes = [
        Button(_GOOD, data=write(Judge(answer_id, "good"))),
        Button(_BAD, data=write(Judge(answer_id, "bad"))),
    ]
    return (*number_rows(answer, answer_id), (other, *votes), *_follow_rows(answer, answer_id))


def _follow_rows(answer: Answer, answer_id: str) -> tuple[tuple[Button, ...], ...]:
    """A button for each question that may be asked next."""
    return tuple(
        (Button(shortened(question), data=write(AskNext(answer_id, index))),)
        for index, question in enumerate(answer.followups[:FOLLOW_UPS])
    )


def number_rows(answer: Answer, answer_id: str) -> tuple[tuple[Button, ...], ...]:
    """A button for each citation."""
    return rows_of([Button(str(c.n), data=write(OpenCitation(answer_id, c.n))) for c in answer.citations])


def shortened(label: str) -> str:
    """A label cut, visibly, where a button ends; what it stands for is stored whole."""
    return label if len(label) <= BUTTON_CHARS else label[: BUTTON_CHARS - 1] + "…"


def _abstained(answer: Answer, answer_id: str, source_of: Callable[[str], Source] | None) -> View:
    abstention, words = answer.abstention, WORDING[answer.language]
    assert abstention is not None  # noqa: S101 - the caller looked
    parts: list[Text] = [with_code(abstention.text)]
    if abstention.reason in ("not-covered", "no-sources"):
        parts = [without_commands(abstention.text), words.talk.what_to_add]
    rows: tuple[tuple[Button, ...], ...] = ()
    if abstention.nearest and source_of is not None:
        parts.append(italic(words.nearest))
        told = abstention.told
        if told:
            opening, closing = words.quote_marks
            lines = [f"{n}. {opening}{sentence}{closing}" for n, (_, sentence) in enumerate(told, 1)]
            parts.append(quote(join("\n", lines)))
        rows = tuple(
            (_nearest_button(answer_id, index, passage, source_of(passage.source_id), words, numbered=bool(told)),)
            for index, passage in enumerate(abstention.nearest)
        )
    if answer.followups:
        parts.append(italic(words.talk.answered_instead))
        rows += _follow_rows(answer, answer_id)
    return View(join("\n\n", parts), rows)


def with_code(text: str) -> Text:
    """The core names commands between backticks, for a terminal; here they are shown as code."""
    parts = text.split("`")
    if len(parts) % 2 == 0:  # one without its partner is an ordinary character
        return text
    return tuple(code(part) if number % 2 else part for number, part in enumerate(parts) if part)


def without_commands(text: str) -> str:
    """What the core says, without the sentences that name a terminal's command: a chat has other ways."""
    kept = "".join(one for one in _SENTENCE.findall(text) if "`" not in one).strip()
    return kept or text.replace("`", "")


def _statements(answer: Answer) -> Text:
    """Quoted sentences stand alone, as they come from different places; composed ones run on as prose."""
    out: list[Text] = []
    before: Statement | None = None
    for statement in answer.statements:
        if before is not None:
            flows = before.kind == statement.kind == "composed"
            out.append(("" if answer.language == "ja" else " ") if flows else "\n\n")
        out.append(numbered(statement, answer.language))
        before = statement
    return tuple(out)


def numbered(statement: Statement, language: Language) -> Text:
    """A statement with the numbers of its citations behind it."""
    numbers = "".join(f"[{n}]" for n in statement.citations)
    return (statement.text, "" if language == "ja" else " ", numbers)


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


def cited(citation: Citation, language: Language) -> Text:
    """A citation as it stands in the list of sources: number, card, place, quotation, published sources."""
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


def _nearest_button(
    answer_id: str, index: int, passage: Passage, source: Source, words: Wording, *, numbered: bool
) -> Button:
    number = f"{index + 1} · " if numbered else ""
    return Button(shortened(number + passage_label(passage, source, words)), data=write(OpenNearest(answer_id, index)))
