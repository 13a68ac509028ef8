"""Keep what a chat model wrote only where the passages carry it. Pure: values in, values out.

A statement passes when every quotation stands verbatim in a passage that was shown, every number, date and name is
borne out by what it cites, no cue of sense is contradicted (``knowledge.reading.cues``), nobody changed places
(``knowledge.reading.roles``) and its words are the quotation's (``knowledge.reading.overlap``). When in doubt the statement is dropped:
the reader then gets a sentence of the passage itself.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import Literal

from knowledge.folding import fold_spaces
from knowledge.glossary import Entry, Glossary
from knowledge.reading.cues import altered, contradiction
from knowledge.reading.mentions import mentions, named, only_names
from knowledge.reading.overlap import CAUSE, clauses, content_words, coverage
from knowledge.reading.quantities import Quantity, quantities, supports
from knowledge.reading.quote import check_quoted, clean, in_language, sentence_around, split_spans, unsafe
from knowledge.reading.roles import mispaired, reordered, swapped
from knowledge.types import (
    DraftAnswer,
    DraftStatement,
    Language,
    Passage,
    QuotedSpan,
    Rejected,
    Span,
    VerifiedStatement,
    VerifiedStatements,
)

__all__ = ["check_quoted", "verify"]

Similarity = Callable[[str, str], float]
Reason = Literal[
    "no-quote", "unknown-passage", "quote-not-found", "number", "date", "name", "polarity", "language", "empty"
]

LEAST_QUOTE_CHARS = {"ja": 8, "en": 15}
"""A shorter quotation could stand behind anything; a whole sentence may be shorter."""

COVERAGE_FLOOR = 0.5
"""Least share of a statement's content words in its quotations, in one language: paraphrases in the test table have 0.55
and more, statements about something else under 0.4."""

CLAUSE_FLOOR = 0.34
"""Least share for a single clause of three content words or more: an invented clause has none or one of them."""

CAUSE_FLOOR = 0.5
"""Least share for a short clause that gives a cause."""

COPY_FLOOR = 0.85
"""From this share of common content words, both ways, a statement counts as a copy: no cue and no order may differ."""

SIMILARITY_FLOOR = 0.3
"""Least cosine across languages, for the similarity that the caller passes. With the built-in encoder, 99 % of the
dossier's twin sentences have 0.33 and more, 95 % of unrelated ones 0.31 and less: it stops other subjects, not added words."""

_DATES = frozenset({"date", "decade", "century", "half-year", "quarter"})
_ALIKE = {"place": "country", "organisation": "company"}
_REPLACED = frozenset({"country", "company", "person"})
_CLAUSE_END = re.compile(r"[、。，．,;.!?！？\n]")


@dataclass(frozen=True, slots=True)
class _Found:
    """A quotation in its passage; spans are in ``passage.text``."""

    passage: Passage
    span: Span
    sentence: Span

    @property
    def quote(self) -> str:
        return self.passage.text[self.span.start : self.span.end]

    @property
    def to_clause_end(self) -> str:
        """The quotation and the rest of its clause, where a negation may stand that was left off."""
        end = _CLAUSE_END.search(self.passage.text, max(self.span.end - 1, self.span.start))
        stop = min(end.start() if end else self.sentence.end, self.sentence.end)
        return self.passage.text[self.span.start : max(stop, self.span.end)]

    @property
    def around(self) -> str:
        return self.passage.text[self.sentence.start : self.sentence.end]


def verify(
    draft: DraftAnswer,
    passages: Sequence[Passage],
    *,
    language: Language,
    glossary: Glossary,
    titles: Mapping[str, str] | None = None,
    twins: Mapping[str, Passage] | None = None,
    similarity: Similarity | None = None,
) -> VerifiedStatements:
    """Keep the statements whose quotations, numbers, dates and names occur in the passages they cite.

    Quotations are compared by NFKC and runs of white space; nothing else. A quotation that stands in exactly one other
    shown passage is cited from there. Does no I/O.

    Args:
        draft: What the model returned, unchanged.
        passages: The passages shown to the model as P1, P2, ..., in that order.
        language: The language asked for; statements in another are rejected.
        glossary: Names across languages.
        titles: Source id to title: a name may also stand in the title of the cited source.
        twins: Twins that were not shown, each by its own id: a statement whose quotation is in the other language
            is then also held against the same sentence in its own.
        similarity: Cosine of two texts, used where statement and quotation differ in language; None: not checked.

    Returns:
        Statements in draft order, each with at least one quotation; spans are half-open, in code points of the source.
        ``rejected`` holds the others, each with its reason.
    """
    kept: list[VerifiedStatement] = []
    rejected: list[Rejected] = []
    by_id = dict(twins or {}) | {passage.id: passage for passage in passages}
    for statement in draft.statements:
        outcome = _check(statement, passages, language, glossary, titles or {}, by_id, similarity)
        if isinstance(outcome, str):
            rejected.append(Rejected(statement, outcome))
        elif all(outcome.text != one.text for one in kept):
            kept.append(outcome)
    return VerifiedStatements(tuple(kept), tuple(rejected))


def _check(
    statement: DraftStatement,
    passages: Sequence[Passage],
    language: Language,
    glossary: Glossary,
    titles: Mapping[str, str],
    by_id: Mapping[str, Passage],
    similarity: Similarity | None,
) -> VerifiedStatement | Reason:
    text = clean(statement.text)
    if not text or not any(c.isalnum() for c in text):
        return "empty"
    if not in_language(text, language):
        return "language"
    found = _quotations(statement, passages, glossary)
    if isinstance(found, str):
        return found
    quoted = " ".join(one.quote for one in found)
    if unsafe(statement.text, quoted) or unsafe(text, quoted):
        return "no-quote"  # no passage speaks to the reader or sends them somewhere
    for span in split_spans(text):
        reason = _unborne(text[span.start : span.end].strip(), found, language, glossary, titles, by_id, similarity)
        if reason:
            return reason
    spans = dict.fromkeys(
        QuotedSpan(one.passage, one.passage.start + one.span.start, one.passage.start + one.span.end) for one in found
    )
    return VerifiedStatement(text, tuple(spans))


def _quotations(statement: DraftStatement, passages: Sequence[Passage], glossary: Glossary) -> list[_Found] | Reason:
    """Every quotation in its place, or why one has none."""
    found: list[_Found] = []
    for name, quote in statement.quotes:
        number = re.fullmatch(r"[\[(【]?\s*[Pp]?(\d{1,4})\s*[\])】]?", name.strip())
        at = int(number[1]) - 1 if number else -1
        if not 0 <= at < len(passages):
            return "unknown-passage"
        passage, span = passages[at], check_quoted(passages[at].text, quote)
        if span is None:
            others = [(p, s) for p in passages if p.id != passage.id and (s := check_quoted(p.text, quote)) is not None]
            if len(others) != 1:
                return "quote-not-found"
            passage, span = others[0]
        inside = tuple(Span(s.start - passage.start, s.end - passage.start) for s in passage.sentences)
        one = _Found(passage, span, sentence_around(passage.text, span, inside))
        whole = fold_spaces(one.quote).text == fold_spaces(one.around).text
        if not whole and (len(one.quote) < LEAST_QUOTE_CHARS[passage.language] or only_names(one.quote, glossary)):
            return "no-quote"  # too thin to carry anything
        found.append(one)
    return found or "no-quote"


def _unborne(
    sentence: str,
    found: Sequence[_Found],
    language: Language,
    glossary: Glossary,
    titles: Mapping[str, str],
    by_id: Mapping[str, Passage],
    similarity: Similarity | None,
) -> Reason | None:
    """Why the quotations do not carry one sentence; None when they do."""
    whole = {
        fold_spaces(one.around).text for one in found if fold_spaces(one.quote).text == fold_spaces(one.around).text
    }
    if fold_spaces(sentence).text in whole:
        return None  # the passage's own sentence, to the letter
    evidence = [quantity for one in found for quantity in _quoted_quantities(one)]
    named_spans = [(one.start, one.end) for one in glossary.occurrences(sentence)]
    for quantity in quantities(sentence):
        if any(start <= quantity.start and quantity.end <= end for start, end in named_spans):
            continue  # part of a name: Power of Siberia-2
        if (quantity.firm or _reranked(evidence, quantity)) and not supports(evidence, quantity):
            return "date" if quantity.unit in _DATES else "number"
    around = list(dict.fromkeys(one.around for one in found))
    places = [" ".join(around)]
    for one in found:
        places += (one.passage.text, one.passage.section, titles.get(one.passage.source_id, ""))
    for mention in mentions(sentence, glossary):
        if mention.kind != "term" and not any(named(mention, place, glossary) for place in places if place):
            return "name"
    if swapped(sentence, around, glossary) or _replaces(sentence, " ".join(around), glossary):
        return "name"
    if mispaired(sentence, around, glossary):
        return "number"
    if contradiction(sentence, " ".join(dict.fromkeys(one.to_clause_end for one in found)), " ".join(around)):
        return "polarity"
    own = [_in_language(one, language, by_id) for one in found]
    if all(own):
        return _strays(sentence, [one for one in own if one], glossary)
    if similarity is not None and _unlike(sentence, [one.quote for one in found], similarity):
        return "no-quote"
    return None


def _reranked(evidence: Sequence[Quantity], claimed: Quantity) -> bool:
    """Whether a "second" or "third", which may count nothing, must be borne out: the quotations do tell a rank."""
    return claimed.unit == "rank" and claimed.value > 1 and any(one.unit == "rank" for one in evidence)


def _replaces(sentence: str, quoted: str, glossary: Glossary) -> bool:
    """Whether a name that the quoted sentences have gave way to one of its kind that only stands around them.

    A name may be taken from the passage or its title where the quoted sentence says "it" or "the country"; not where the
    sentence has a name of its own in that place.
    """
    own = Counter(one.entry for one in glossary.occurrences(sentence))
    there = Counter(one.entry for one in glossary.occurrences(quoted))
    fewer = {_kind(entry) for entry, times in there.items() if own[entry] < times}
    return any(_kind(entry) in fewer & _REPLACED for entry in own if entry not in there)


def _kind(entry: Entry) -> str:
    return _ALIKE.get(entry.kind, entry.kind)


def _in_language(one: _Found, language: Language, by_id: Mapping[str, Passage]) -> tuple[str, str, str] | None:
    """Quotation, its sentences and its passage in the statement's language: its own, or those of the twin."""
    if one.passage.language == language:
        return one.quote, one.around, one.passage.text
    twin = _twin_sentence(one, by_id)
    return None if twin is None else (twin, twin, twin)


def _strays(sentence: str, own: Sequence[tuple[str, str, str]], glossary: Glossary) -> Reason | None:
    """Whether a sentence goes beyond quotations in its own language, or is a copy of one with its sense altered."""
    quoted, near = (" ".join(dict.fromkeys(one[i] for one in own)) for i in (0, 2))
    if coverage(sentence, quoted, near) < COVERAGE_FLOOR:
        return "no-quote"
    for clause in clauses(sentence):
        words = content_words(clause)
        least = CLAUSE_FLOOR if len(words) >= 3 else CAUSE_FLOOR if CAUSE.search(clause) else 0.0
        if words and coverage(clause, quoted, near) < least:
            return "no-quote"
    for source in dict.fromkeys(one[1] for one in own):
        if min(coverage(sentence, source), coverage(source, sentence)) >= COPY_FLOOR:
            if reordered(sentence, source, glossary):
                return "name"
            if altered(sentence, source):
                return "polarity"
    return None


def _unlike(sentence: str, quotes: Sequence[str], similarity: Similarity) -> bool:
    return max(similarity(sentence, quote) for quote in (*quotes, " ".join(quotes))) < SIMILARITY_FLOOR


def _quoted_quantities(one: _Found) -> list[Quantity]:
    """The quantities that lie whole within the quotation, hedged as in the passage.

    They are read in the passage, not in the quotation, so that 約 or "more than" left off still counts and a number cut
    in two does not. A date without its year has the year of the date before it in the passage (同年6月, 19日).
    """
    within: list[Quantity] = []
    year = month = 0
    for quantity in quantities(one.passage.text):
        if quantity.unit == "date":
            said = quantity.ymd
            month = said[1] or (0 if said[0] else month)
            year = said[0] or year
            full = (year, said[1] or (month if said[2] else 0), said[2])
            quantity = replace(quantity, value=Fraction(full[0] * 10_000 + full[1] * 100 + full[2]))
        elif quantity.unit == "day" and year and month and quantity.value < 32 and quantity.value.denominator == 1:
            quantity = replace(quantity, unit="date", value=Fraction(year * 10_000 + month * 100) + quantity.value)
        if one.span.start <= quantity.start and quantity.end <= one.span.end:
            within.append(quantity)
    return within


def _twin_sentence(one: _Found, by_id: Mapping[str, Passage]) -> str | None:
    """The same sentences in the other language, where the twin passage was shown as well."""
    twin = by_id.get(one.passage.twin_id or "")
    if twin is None or len(twin.sentences) != len(one.passage.sentences):
        return None
    start, end = one.passage.start + one.sentence.start, one.passage.start + one.sentence.end
    touched = [i for i, s in enumerate(one.passage.sentences) if s.start < end and start < s.end]
    return " ".join(
        twin.text[twin.sentences[i].start - twin.start : twin.sentences[i].end - twin.start] for i in touched
    )
