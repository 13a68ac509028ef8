"""Score the sentences of the passages found by how well each one answers the question.

A sentence is measured by its vector's nearness to the question's, by how much of the question's words (weighed by
rarity) and names it carries, by whether it holds the kind of thing asked for, and by its passage's own score. Across
languages, where words do not meet, names and numbers stand in for them.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.column import names_column
from knowledge.encoder import SentenceEncoder
from knowledge.encoder.tokens import Lexeme, analyse
from knowledge.glossary import Entry, Glossary
from knowledge.lexical import sentence_words
from knowledge.reading.quantities import Quantity, quantities
from knowledge.retrieve import Retrieval, Weighed
from knowledge.types import Asked, Hit, Passage, Question, Source, Span

_REASON = re.compile(
    r"ため|から(?:だ|で|、)|ので|理由|原因|背景|により|によって|受けて|なか|because|since|due to|owing|after|as a result|reason|so that"
    r"|\bto (?:avoid|reduce|keep|protect|cut|limit)\b|in order|following|caused|over\b|amid",
    re.IGNORECASE,
)
_MANNER = re.compile(
    r"によって|により|通じ|として|経由|使い|\bby\b|\bthrough\b|\bvia\b|\busing\b|\bwith\b", re.IGNORECASE
)
_DATES = {"date", "year", "month", "day", "decade", "century", "half-year", "quarter"}
_NOT_AMOUNTS = _DATES | {"label", "clock"}


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence that may be quoted.

    Attributes:
        span: Its place in the source.
        score: The weighted mean of the signals below and of the passage's own score, in about [0, 1].
        nearness: Cosine of sentence and question in the built-in encoder.
        coverage: Share of the question's weighed words that the sentence holds, in [0, 1].
        surround: The same for the sentence with its passage and headings around it.
        typed: Whether it holds the kind of thing asked for.
        named: Share of the question's names in the sentence's passage or heading; 1 when the question names nothing.
        spoken: The same for the sentence alone.
        odds: Log-odds that it answers the question, as judged; None where it was not among those judged.
    """

    passage: Passage
    span: Span
    score: float
    nearness: float
    coverage: float
    surround: float
    typed: bool
    named: float
    spoken: float
    words: frozenset[str]
    vector: NDArray[np.float32]
    hit: Hit
    odds: float | None = None

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.passage.text[self.span.start - self.passage.start : self.span.end - self.passage.start]


WEIGHTS: Mapping[str, float] = {
    "nearness": 1.0,
    "coverage": 0.55,
    "surround": 0.35,
    "typed": 0.12,
    "hit": 0.6,
    "named": 0.25,
    "spoken": 0.25,
}
SUBJECT = "kazakhstan"  # what every question and passage here is about: its name tells nothing
_TOTAL = sum(WEIGHTS.values())
# An opinion stands behind a sourced fact of the same strength, unless it is asked for: the column's figure must not be
# the first thing a reader sees where other sources contradict it.
_OPINION = 0.04
_RESERVED = 3  # one of so many first places is kept for the other language
_NEAR = 0.6  # ... if its best sentence scores at least this share of the best one
_RELEVANCE = 0.85  # share of relevance in MMR; the rest is difference from what was taken already


def candidates(
    retrieval: Retrieval,
    question: Question,
    glossary: Glossary,
    encoder: SentenceEncoder,
    cards: Mapping[str, Source],
) -> list[Candidate]:
    """Score every sentence of the passages found.

    Args:
        retrieval: What ``retrieve`` found.
        cards: The sources of the passages, by id.

    Returns:
        Best first. Empty when nothing was found.
    """
    asked_vector = encoder.encode([analyse(question.standalone)])[0]
    wanted = [spotter(glossary, name) for name in question.names if name != SUBJECT]
    about_column = names_column(question.standalone)
    found: list[Candidate] = []
    for hit in retrieval.hits:
        passage = hit.passage
        weighed = retrieval.weighed[passage.language]
        card = cards[passage.source_id]
        heading = f"{card.title} {passage.section}"
        parts = _parts(passage.text, heading, passage.start, passage.sentences, encoder)
        held_back = _OPINION if card.stance == "opinion" and not about_column else 0.0
        surround = covered(weighed, parts.around)
        named = _share(wanted, f"{passage.text} {heading}")
        for span, vector, words in zip(passage.sentences, parts.vectors, parts.words, strict=True):
            text = passage.text[span.start - passage.start : span.end - passage.start]
            nearness, coverage = float(vector @ asked_vector), covered(weighed, words)
            typed = holds(text, question.asked, glossary)
            spoken = _share(wanted, text) if named else named
            measured = {
                "nearness": nearness, "coverage": coverage, "surround": surround, "typed": typed, "hit": hit.score,
                "named": named, "spoken": spoken,
            }  # fmt: skip
            score = sum(WEIGHTS[name] * value for name, value in measured.items()) / _TOTAL - held_back
            found.append(
                Candidate(passage, span, score, nearness, coverage, surround, typed, named, spoken, words, vector, hit)
            )
    found.sort(key=lambda one: (-one.score, one.passage.id, one.span))
    return found


@dataclass(frozen=True, slots=True)
class _Parts:
    """What a passage is made of, whatever is asked.

    Attributes:
        vectors: (sentences, dimension), of unit length.
        words: Of each sentence.
        around: Of the passage with its heading.
    """

    vectors: NDArray[np.float32]
    words: tuple[frozenset[str], ...]
    around: frozenset[str]


@lru_cache(maxsize=768)  # passages; some 10 kB each. Questions on one subject come upon the same ones again and again
def _parts(text: str, heading: str, start: int, sentences: tuple[Span, ...], encoder: SentenceEncoder) -> _Parts:
    analysis = analyse(text)
    spans = [(one.start - start, one.end - start) for one in sentences]
    words = tuple(sentence_words(lexemes) for lexemes in _portions(analysis.lexemes, spans))
    around = sentence_words(analysis.lexemes) | sentence_words(analyse(heading).lexemes)
    return _Parts(encoder.encode_spans(analysis, spans), words, around)


def best_passages(found: Sequence[Candidate], top: int) -> list[Hit]:
    """The passages in the order of their best sentences, with a place for each language and little repetition.

    Ordered by maximal marginal relevance (Carbonell and Goldstein 1998); likeness is the share of common words. Of the
    first three places one goes to the best passage of the other language, if its sentence stands near the top at all.

    Returns:
        At most ``top`` hits, each scored as its best sentence.
    """
    best: dict[str, Candidate] = {}
    words: dict[str, set[str]] = {}
    for one in found:
        best.setdefault(one.passage.id, one)
        words.setdefault(one.passage.id, set()).update(one.words)
    rest = list(best.values())
    likeness = dict.fromkeys(best, 0.0)
    taken: list[Candidate] = []
    while rest and len(taken) < top:
        next_best = max(rest, key=lambda one: _RELEVANCE * one.score - (1 - _RELEVANCE) * likeness[one.passage.id])
        if len(taken) == _RESERVED - 1 and len({one.passage.language for one in (*taken, next_best)}) == 1:
            language = next_best.passage.language
            others = [one for one in rest if one.passage.language != language and one.score > _NEAR * taken[0].score]
            next_best = others[0] if others else next_best
        rest.remove(next_best)
        taken.append(next_best)
        for one in rest:
            common = _overlap(words[one.passage.id], words[next_best.passage.id])
            likeness[one.passage.id] = max(likeness[one.passage.id], common)
    return [replace(one.hit, score=one.score) for one in taken]


def _overlap(one: set[str], other: set[str]) -> float:
    return len(one & other) / len(one | other) if one or other else 0.0


def covered(weighed: Weighed, words: frozenset[str]) -> float:
    """The share of the question's words, by weight, that are among ``words``; 0 when the question has none."""
    total = weighed.total
    if not total:
        return 0.0
    aliased = {word for alias, word in weighed.aliases.items() if alias in words}
    return sum(weight for word, weight in weighed.weights.items() if word in words or word in aliased) / total


@lru_cache(maxsize=16_384)
def holds(text: str, asked: Asked, glossary: Glossary) -> bool:
    """Whether a sentence holds the kind of thing asked for; questions without a kind are content with any."""
    if asked in ("number", "date"):
        units = {quantity.unit for quantity in quantities_in(text)}
        return bool(units & _DATES) if asked == "date" else bool(units - _NOT_AMOUNTS)
    if asked == "person":
        return any(entry.kind == "person" for entry in glossary.find(text)) or "氏" in text
    if asked == "place":
        return any(entry.kind in ("place", "country") for entry in glossary.find(text))
    if asked == "reason":
        return bool(_REASON.search(text))
    if asked == "manner":
        return bool(_MANNER.search(text))
    return True


@lru_cache(maxsize=4_096)
def quantities_in(text: str) -> tuple[Quantity, ...]:
    """The quantities of a sentence or passage of the library, kept at hand: it is looked at for many a question."""
    return quantities(text)


def _share(wanted: Sequence[re.Pattern[str]], text: str) -> float:
    return sum(bool(name.search(text)) for name in wanted) / len(wanted) if wanted else 1.0


@lru_cache(maxsize=2_048)
def spotter(glossary: Glossary, name: str) -> re.Pattern[str]:
    """A pattern for the forms of one name: far quicker over many sentences than looking for every name there is."""
    forms = sorted(glossary.variants(name, "en") + glossary.variants(name, "ja"), key=len, reverse=True)
    # Not \b: beside a Latin name, Japanese letters count as letters.
    edged = (
        rf"{_not_within(glossary, name, f)}(?<![A-Za-z0-9]){re.escape(f)}(?![A-Za-z0-9])"
        if f.isascii()
        else re.escape(f)
        for f in forms
    )
    return re.compile("|".join(edged), re.IGNORECASE)


def _not_within(glossary: Glossary, name: str, form: str) -> str:
    """What keeps a form from being found at the end of another organisation: BRICS is not the site TV BRICS."""
    entry = glossary.get(name)
    longer = (
        other[: -len(form)]
        for one, other in _names_by_end(glossary).get(form.split()[-1], ())
        if entry and one.id != name and one.kind == entry.kind == "organisation" and other.endswith(" " + form)
    )
    return "".join(f"(?<!{re.escape(before)})" for before in longer)


@lru_cache(maxsize=8)
def _names_by_end(glossary: Glossary) -> Mapping[str, Sequence[tuple[Entry, str]]]:
    """The names of several words by their last one."""
    found: dict[str, list[tuple[Entry, str]]] = {}
    for entry in glossary.entries:
        for name in entry.names():
            if " " in name:
                found.setdefault(name.split()[-1], []).append((entry, name))
    return found


def _portions(lexemes: Sequence[Lexeme], spans: Sequence[tuple[int, int]]) -> list[list[Lexeme]]:
    portions: list[list[Lexeme]] = [[] for _ in spans]
    place = 0
    for lexeme in lexemes:
        while place < len(spans) - 1 and lexeme.start >= spans[place][1]:
            place += 1
        if spans and spans[place][0] <= lexeme.start < spans[place][1]:
            portions[place].append(lexeme)
    return portions
