"""How sources, dates and places are named to the reader, in one line each."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Final

from bot.text import Text, bold, link
from bot.wording import WORDING, Wording
from knowledge.types import Citation, Language, Passage, Reference, Source, Verdict

VERDICT_MARKS: Final[dict[Verdict, str]] = {"contradicted": "⚠", "partly": "◐", "unverified": "❓", "corroborated": "✓"}
BUTTON_CHARS = 60  # a longer label on a button is cut by the reader's app

_DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?")


def date_label(published: str | None, words: Wording) -> str | None:
    """A date as people write it; None where there is none. What is not a date is shown as it stands."""
    if not published:
        return None
    found = _DATE.fullmatch(published)
    if found is None or (found[2] and not 1 <= int(found[2]) <= 12):
        return published
    if not found[2]:
        return words.date_y.format(year=found[1])
    number = int(found[2])
    pattern = words.date_ymd if found[3] else words.date_ym
    return pattern.format(year=found[1], month=words.months[number - 1], number=number, day=int(found[3] or 0))


def kind_label(source: Source, words: Wording) -> str:
    """What the reader should know of a source before trusting it: opinion column, state media, official, dossier."""
    stance = words.stance.get(source.stance or source.kind, source.stance or source.kind)
    if source.kind != "dossier":
        return stance
    dossier = words.stance["dossier"]
    return dossier if source.stance in (None, "reference") else f"{dossier} · {stance}"  # the digest of the column


def locator(passage: Passage, words: Wording) -> str:
    """Where a passage stands in its source."""
    pattern = words.locator if passage.section else words.locator_plain
    return pattern.format(section=passage.section, paragraph=passage.paragraph)


def source_line(source: Source, language: Language) -> Text:
    """Title (linked), kind, publisher, date, and the language where it is not the reader's."""
    words = WORDING[language]
    told = [kind_label(source, words)]
    if source.publisher and source.kind != "dossier":
        told.append(source.publisher)
    if date := date_label(source.published, words):
        told.append(date)
    if source.language != language:
        told.append(words.in_language[source.language])
    return (bold(link(source.url, source.title)), " – ", " · ".join(told))


def references_told(references: Sequence[Reference], language: Language) -> tuple[str, list[Text]]:
    """A heading for the published sources behind a sentence or a claim, and a line for each.

    One that stands alone says so: a second source would be another check, and there is none.
    """
    words = WORDING[language]
    alone = len(references) == 1
    lines = [_reference_line(reference, language, alone=alone) for reference in references]
    return (words.published_in_one if alone else words.published_in), lines


def _reference_line(reference: Reference, language: Language, *, alone: bool) -> Text:
    """Publisher, title (linked), kind and date of a published source behind the dossier."""
    words = WORDING[language]
    kind = words.reference_kind.get(reference.kind, reference.kind)
    told = [kind, date_label(reference.published, words) or words.undated, *([words.single_source] if alone else [])]
    return (f"{reference.publisher}: ", link(reference.url, reference.title), " – ", " · ".join(told))


def as_of_label(as_of: str, words: Wording) -> str:
    """When a finding held: one date, or two with ``/`` between."""
    told = [date_label(part, words) or part for part in as_of.split("/")]
    return words.period.format(first=told[0], last=told[-1]) if len(told) > 1 else told[0]


def verdict_line(verdict: Verdict, words: Wording) -> str:
    """A verdict as a headline."""
    return f"{VERDICT_MARKS[verdict]} {words.verdict_line[verdict]}"


def passage_label(passage: Passage, source: Source, words: Wording) -> str:
    """A passage on a button: title and section, cut where a button ends."""
    label = source.title
    if passage.section:
        label = words.passage_button.format(title=source.title, section=passage.section)
    return label if len(label) <= BUTTON_CHARS else label[: BUTTON_CHARS - 1] + "…"


def plain_reference(citation_source: Source, passage: Passage, language: Language, longest: int) -> str:
    """A reference in one line to be copied, at most ``longest`` characters; the title gives way first."""
    words = WORDING[language]
    tail = [locator(passage, words)]
    if citation_source.publisher:
        tail.append(citation_source.publisher)
    if date := date_label(citation_source.published, words):
        tail.append(date)
    if citation_source.url:
        tail.append(citation_source.url)
    title, rest = citation_source.title, ", ".join(tail)
    while tail and len(rest) > longest - 20:  # a title cut to fewer than 20 characters names nothing
        tail.pop()
        rest = ", ".join(tail)
    room = longest - len(rest) - 2
    if len(title) > room:
        title = title[: room - 1] + "…"
    return f"{title}, {rest}" if rest else title


def marked_quote(citation: Citation, words: Wording) -> str:
    """The quotation between the language's marks."""
    opening, closing = words.quote_marks
    return f"{opening}{citation.quote}{closing}"
