"""Judge how well a sentence answers a question, from some seventy signals that each can be read off the two.

Every word of the question is held against the words of the sentence, of its passage and heading, and of its twin in the
other language: equal, the same name, or near in the encoder's space. To that come the unit, year and kind of name that
the question wants (``knowledge.wanting``). What the signals weigh together was fitted, see ``knowledge.abstain``.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from typing import get_args

import numpy as np
from numpy.typing import NDArray

from knowledge.column import names_column
from knowledge.encoder import SentenceEncoder
from knowledge.encoder.tokens import Lexeme, analyse
from knowledge.general import general_words
from knowledge.glossary import Entry, Glossary, Occurrence
from knowledge.lexical import plain_word, sentence_words
from knowledge.lexicon import kin
from knowledge.library import Library
from knowledge.reading.quantities import Quantity
from knowledge.retrieve import Retrieval
from knowledge.scoring import SUBJECT, Candidate, quantities_in
from knowledge.types import Passage, Question, Source
from knowledge.wanting import UnitClass, Wanted, tells, wanted, years_in

# Sentences that are judged, the best by score; a broad question shares fewer words with those that answer it.
_JUDGED, _JUDGED_BROAD = 6, 12

_SMALLEST_LENGTH = 1e-6
_SILENT = {"symbol", "particle"}
_UNWEIGHED = 0.6  # of a word where the library has no passage in the question's language, so that nothing is counted
_KIN = 0.9  # what a word counts for that may stand for the one asked with
_TWIN = 0.95  # what a match in the twin sentence is worth: the twin may be worded otherwise
_BESIDE = {"ja": (8, 9), "en": (14, 32)}  # characters before and after a number where the thing counted stands
_CAPITAL = re.compile(r"(?<![.!?] )(?<!^)(?<![“‘\"(])\b[A-Z][\w'-]+(?: [A-Z][\w'-]+)*")
_CALENDAR = re.compile(
    r"\b(?:January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Monday|Tuesday|Wednesday|Thursday|Friday|Saturday|Sunday)\b"
)
_UNITS: tuple[UnitClass, ...] = get_args(UnitClass)
_KINDS = ("number", "date", "person", "place", "reason", "manner", "list", "comparison", "polar", "fact", "broad")
_NEVER = 0.999  # of the weight of a word that no passage holds
_KATAKANA = re.compile(r"[ァ-ヶー・]{3,}")
_MOST_NAMES = 2  # names in a question that are not met; more say no more
_NAMING_WORDS = {"noun", "name", "word"}
_MOST_UNHEARD = 3
_BEFORE_VERB = re.compile(r"\b(?:who|to) $", re.IGNORECASE)
_NAMING = ("no-person", "no-listed-person", "no-company", "no-place", "no-country", "wants-name", "no-new-name")
_PLACES = {"place", "country"}
_COMPANIES = {"company", "organisation"}


@dataclass(frozen=True, slots=True)
class _Asked:
    """A question's words, each with its weight, and how to find them."""

    question: Question
    wants: Wanted
    words: tuple[Lexeme, ...]
    plain: tuple[str, ...]
    entries: tuple[Entry | None, ...]
    units: NDArray[np.float32]
    weights: NDArray[np.float64]
    known: NDArray[np.bool_]
    proper: NDArray[np.bool_]
    predicate: int | None
    focus: NDArray[np.float32]
    vector: NDArray[np.float32]

    def mask(self, kinds: set[str]) -> NDArray[np.bool_]:
        """Which words are of one of these kinds and no names."""
        return np.array(
            [word.kind in kinds and entry is None for word, entry in zip(self.words, self.entries, strict=True)], bool
        )


@dataclass(frozen=True, slots=True)
class _Held:
    """How well each word of a question, and each word of its focus, is met somewhere; in [0, 1]."""

    words: NDArray[np.float64]
    focus: NDArray[np.float64]

    def or_(self, other: _Held, worth: float = 1.0) -> _Held:
        """The better of two places."""
        return _Held(np.maximum(self.words, worth * other.words), np.maximum(self.focus, worth * other.focus))


class Words:
    """A text's words, unpacked once, whatever is asked."""

    def __init__(self, text: str, encoder: SentenceEncoder, glossary: Glossary) -> None:
        lexemes: list[Lexeme] = []
        for lexeme in analyse(text).lexemes:
            if lexeme.kind in _SILENT:
                continue
            lexemes.append(lexeme)
            lexemes.extend(lexeme._replace(norm=part, surface=part, parts=()) for part in lexeme.parts)
        self.lexemes = lexemes
        self.starts = np.fromiter((one.start for one in lexemes), np.intp, len(lexemes))
        place: dict[tuple[str, str, str], int] = {}  # a word's vector is its norm's, kind's and reading's
        self.columns = [place.setdefault((one.norm, one.kind, one.reading), len(place)) for one in lexemes]
        first = {column: one for one, column in zip(reversed(lexemes), reversed(self.columns), strict=True)}
        # Half as precise and half as large: twice as many texts are kept at hand.
        self.units = unit_vectors(encoder, [first[column] for column in range(len(place))]).astype(np.float16)
        self._text, self._glossary = text, glossary
        self._stretches: dict[tuple[int, int], tuple[frozenset[str], frozenset[str]]] = {}

    @cached_property
    def occurrences(self) -> tuple[Occurrence, ...]:
        """The names in the text; looked for only where a question asks for one."""
        return self._glossary.occurrences(self._text)

    def stretch(self, first: int, last: int) -> tuple[frozenset[str], frozenset[str]]:
        """The plain words and the norms between two lexemes; those of a sentence and of the whole are asked for over and over."""
        found = self._stretches.get((first, last))
        if found is None:
            there = self.lexemes[first:last]
            found = sentence_words(there), frozenset(one.norm for one in there)
            self._stretches[first, last] = found
        return found


@lru_cache(maxsize=256)  # texts; a long one takes 80 kB
def words_of(text: str, encoder: SentenceEncoder, glossary: Glossary) -> Words:
    """A text's words with their vectors, kept at hand."""
    return Words(text, encoder, glossary)


class _Text:
    """A text's words held against those of one question, so that any stretch of it can be compared."""

    def __init__(self, text: str, asked: _Asked, encoder: SentenceEncoder, glossary: Glossary) -> None:
        self.text = text
        words = words_of(text, encoder, glossary)
        self._words, units = words, words.units.astype(np.float32).T
        self._near = np.maximum(asked.units @ units, 0.0)[:, words.columns]
        self._near_focus = np.maximum(asked.focus @ units, 0.0)[:, words.columns]
        self._all: _Held | None = None

    def names(self, start: int, end: int) -> frozenset[tuple[str, str]]:
        """Id and kind of the names within a stretch."""
        return frozenset((o.entry.id, o.entry.kind) for o in self._words.occurrences if start <= o.start < end)

    def held_anywhere(self, asked: _Asked) -> _Held:
        """How well the question's words are met in the whole text; reckoned once."""
        if self._all is None:
            self._all = self.held(asked, 0, len(self.text))
        return self._all

    def held(self, asked: _Asked, start: int, end: int) -> _Held:
        """How well the question's words are met between two offsets."""
        first, last = map(int, np.searchsorted(self._words.starts, (start, end)))
        words = np.zeros(len(asked.words))
        focus = np.zeros(len(asked.wants.focus))
        if first == last:
            return _Held(words, focus)
        near, (plain, norms) = self._near[:, first:last].max(axis=1), self._words.stretch(first, last)
        names = {identity for identity, _ in self.names(start, end)} if any(asked.entries) else set()
        for index, (word, form, entry) in enumerate(zip(asked.words, asked.plain, asked.entries, strict=True)):
            if word.kind == "number":
                words[index] = word.norm in norms
            elif form in plain or (entry is not None and entry.id in names):
                words[index] = 1.0
            elif entry is None and not plain.isdisjoint(kin(form)):
                words[index] = max(_KIN, near[index])
            else:
                words[index] = near[index]
        if len(focus):
            focus[:] = self._near_focus[:, first:last].max(axis=1)
            for index, word in enumerate(asked.wants.focus):
                form = plain_word(word)
                if form in plain:
                    focus[index] = 1.0
                elif not plain.isdisjoint(kin(form)):
                    focus[index] = max(_KIN, focus[index])
        return _Held(words, focus)


def judged(
    retrieval: Retrieval,
    question: Question,
    found: Sequence[Candidate],
    glossary: Glossary,
    encoder: SentenceEncoder,
    cards: Mapping[str, Source],
    twins: Mapping[str, Passage],
) -> list[dict[str, float]]:
    """The signals of the best ``judged_of`` sentences, in their order; each signal in about [0, 1].

    Args:
        cards: The sources of the passages, by id.
        twins: Twin passages, by their own ids; a sentence without one is judged by itself.
    """
    asked = _asked(retrieval, question, glossary, encoder)
    texts: dict[str, _Text] = {}

    def read(text: str) -> _Text:
        if text not in texts:
            texts[text] = _Text(text, asked, encoder, glossary)
        return texts[text]

    best = max((one.score for one in found), default=0.0)
    about_column = names_column(question.standalone)
    measured = []
    for one in found[: judged_of(question)]:
        card = cards[one.passage.source_id]
        heading = read(f"{card.title} {one.passage.section}")
        signals = _signals(asked, one, best, read, heading, twins.get(one.passage.twin_id or ""), encoder)
        # A claim of the column stands behind a sourced fact of the same strength, unless the column is asked about.
        signals["opinion"] = float(card.stance == "opinion" and not about_column)
        measured.append(signals)
    return measured


def judged_of(question: Question) -> int:
    """How many of the sentences found are judged."""
    return _JUDGED_BROAD if question.asked == "broad" else _JUDGED


def unheard(question: Question, retrieval: Retrieval, library: Library) -> tuple[str, ...]:
    """The words of a question, at most three and as written, that no passage in its language holds; names count as held."""
    weighed = retrieval.weighed.get(question.written)
    if weighed is None or not weighed.passages:
        return ()
    most = math.log(1 + (weighed.passages + 0.5) / 0.5)
    seen = library.catalogue.frequencies(question.written, tuple(weighed.aliases)) if weighed.aliases else {}
    elsewhere = {word for alias, word in weighed.aliases.items() if seen.get(alias)}  # the passages spell it otherwise
    predicate = wanted(question).predicate  # what is said to be done is nothing that a document could be on
    found = dict.fromkeys(
        lexeme.surface
        for lexeme in analyse(question.standalone).lexemes
        if lexeme.kind in _NAMING_WORDS
        and weighed.weights.get(plain_word(lexeme), 0.0) >= most * _NEVER
        and plain_word(lexeme) not in elsewhere
        and plain_word(lexeme) not in general_words()
        and lexeme != predicate
        and not _BEFORE_VERB.search(question.standalone[: lexeme.start])
    )
    return tuple(found)[:_MOST_UNHEARD]


def _asked(retrieval: Retrieval, question: Question, glossary: Glossary, encoder: SentenceEncoder) -> _Asked:
    analysis = analyse(question.standalone)
    named = [o for o in glossary.occurrences(question.standalone) if o.entry.id != SUBJECT]
    subject = [o for o in glossary.occurrences(question.standalone) if o.entry.id == SUBJECT]
    weighed = retrieval.weighed.get(question.written)
    most = math.log(1 + (weighed.passages + 0.5) / 0.5) if weighed and weighed.passages else 0.0
    words, plain, entries, weights, known, proper = [], [], [], [], [], []
    for lexeme in analysis.lexemes:
        form = plain_word(lexeme)
        if not form or any(o.start <= lexeme.start < o.end for o in subject):
            continue
        if lexeme.kind == "number" and not any(map(str.isdigit, lexeme.norm)):
            continue  # 何億: a question word
        entry = next((o.entry for o in named if o.start <= lexeme.start < o.end), None)
        weight = weighed.weights.get(form, most) / most if weighed and most else _UNWEIGHED
        words.append(lexeme)
        plain.append(form)
        entries.append(entry)
        weights.append(weight)
        known.append(not most or weight < _NEVER or entry is not None)
        proper.append(entry is None and _is_proper(lexeme, question.standalone))
    wants = wanted(question)
    starts = [word.start for word in words]
    predicate = starts.index(wants.predicate.start) if wants.predicate and wants.predicate.start in starts else None
    return _Asked(
        question, wants, tuple(words), tuple(plain), tuple(entries), unit_vectors(encoder, words),
        np.array(weights), np.array(known, bool), np.array(proper, bool), predicate,
        unit_vectors(encoder, wants.focus), encoder.encode([analysis])[0],
    )  # fmt: skip


def _signals(
    asked: _Asked,
    one: Candidate,
    best: float,
    read: Callable[[str], _Text],
    heading: _Text,
    twin: Passage | None,
    encoder: SentenceEncoder,
) -> dict[str, float]:
    passage, wants, question = one.passage, asked.wants, asked.question
    whole = read(passage.text)
    start, end = one.span.start - passage.start, one.span.end - passage.start
    sentence = whole.held(asked, start, end)
    around = whole.held_anywhere(asked).or_(heading.held_anywhere(asked))
    nearness = one.nearness
    twinned = twin is not None and len(twin.sentences) == len(passage.sentences)
    if twin is not None and twinned:
        span = twin.sentences[passage.sentences.index(one.span)]
        other = read(twin.text)
        first, last = span.start - twin.start, span.end - twin.start
        sentence = sentence.or_(other.held(asked, first, last), _TWIN)
        around = around.or_(other.held_anywhere(asked), _TWIN)
        nearness = max(nearness, float(asked.vector @ encoder.encode_spans(analyse(twin.text), [(first, last)])[0]))
    around = around.or_(sentence)
    text = one.text
    said = quantities_in(text)
    new = [q for q in said if (q.unit, q.value) not in wants.said]
    missing = _untold(wants, new)
    around_new = [q for q in quantities_in(passage.text) if (q.unit, q.value) not in wants.said] if missing else []
    amounts = {q.unit for q in new} - {"label", "clock", "rank", "date"}
    years, wide_years = years_in(text), years_in(passage.text)
    measured = {
        "nearness": one.nearness,
        "nearest": nearness,
        "coverage": one.coverage,
        "surround": one.surround,
        "named": one.named,
        "spoken": one.spoken,
        "typed": float(one.typed),
        "agree": float(one.hit.similarity is not None and one.hit.lexical is not None),
        "hit": one.hit.score,
        "similarity": one.hit.similarity or 0.0,
        "lexical": one.hit.lexical or 0.0,
        "below": best - one.score,
        "across": float(passage.language != question.written),
        "twin": float(twinned),
        "japanese": float(question.written == "ja"),
        "opens": float(passage.sentences[0] == one.span),
        "length": min(end - start, 240) / 240 * (2 if passage.language == "ja" else 1),
        "numbers": min(len(new), 4) / 4,
        "dated": float(bool(wants.years)),
        "year": float(bool(wants.years and not wants.years & years)),
        "year-around": float(bool(wants.years and not wants.years & wide_years)),
        "other-year": float(bool(wants.years and years and not wants.years & years)),
        "unit": float(bool(wants.units) and missing == wants.units),
        "unit-around": float(bool(wants.units) and missing == wants.units == _untold(wants, around_new)),
        "unit-wanted": float(bool(wants.units)),
        "no-amount": float(question.asked == "number" and not amounts),
        "no-reason": float(question.asked == "reason" and not one.typed),
    }
    measured |= _coverage(asked, sentence, "in") | _coverage(asked, around, "by")
    measured |= _done(asked, sentence, around)
    measured |= _focused(asked, sentence, around, whole, one, new)
    measured |= _naming(asked, whole, one, start, end)
    for unit in _UNITS:
        measured[f"no-{unit}"] = float(unit in missing)
        measured[f"has-{unit}"] = float(unit in wants.units - missing)
    for kind in _KINDS:
        measured[f"asks-{kind}"] = float(question.asked == kind)
    return measured


def _untold(wants: Wanted, said: Sequence[Quantity]) -> frozenset[UnitClass]:
    """The units asked for that none of the quantities is of."""
    return frozenset(unit for unit in wants.units if not any(tells(unit, one) for one in said))


def _is_proper(lexeme: Lexeme, text: str) -> bool:
    """Whether a word looks like a name: a capital within an English sentence, a Japanese proper noun or katakana."""
    if lexeme.kind == "word":
        written = text[lexeme.start : lexeme.start + len(lexeme.surface)]
        return written[:1].isupper() and (lexeme.start > 0 or (len(written) > 1 and written.isupper()))
    return lexeme.kind == "name" or bool(_KATAKANA.fullmatch(lexeme.surface))


def _coverage(asked: _Asked, held: _Held, where: str) -> dict[str, float]:
    """How much of the question is met and, by kind of word, what is missing."""
    names = ("mean", "least", "two", "three", "sum", "unknown", "noun", "verb", "number", "name", "proper", "named")
    more = ("words", "short", "unseen") if where == "in" else ("unseen-most",)
    if not asked.words:  # nothing but names of the subject and what the question is put with
        return {**{f"{where}-{name}": 0.0 for name in names}, **dict.fromkeys(more, 0.0)}
    weights = asked.weights
    missing = weights * (1 - held.words)
    most = np.sort(missing)[::-1]
    is_name = np.array([entry is not None for entry in asked.entries], bool)
    unmet = held.words < 1
    values = (
        float(weights @ held.words / max(float(weights.sum()), _SMALLEST_LENGTH)),
        1 - float(most[0]),
        float(most[:2].sum()),
        float(most[:3].sum()),
        float(most.sum()),
        float(missing[~asked.known].sum()),
        float(missing[asked.mask({"noun", "word", "other"})].sum()),
        float(missing[asked.mask({"verb", "adjective", "adverb"})].sum()),
        float(missing[asked.mask({"number"})].sum()),
        float(missing[is_name].sum()),
        min(float((unmet & asked.proper).sum()), _MOST_NAMES) / _MOST_NAMES,
        min(float((unmet & is_name).sum()), _MOST_NAMES) / _MOST_NAMES,
    )
    few = {f"{where}-{name}": value for name, value in zip(names, values, strict=True)}
    if where == "in":
        few["words"] = min(len(asked.words), 12) / 12
        few["short"] = float(len(asked.words) <= 2)
        few["unseen"] = float(weights[~asked.known].sum())
    return few | ({} if where == "in" else {"unseen-most": float((missing * ~asked.known).max())})


def _done(asked: _Asked, sentence: _Held, around: _Held) -> dict[str, float]:
    """Whether what the question says was done is said: a false premise names what the passage knows, and does what it does not."""
    if asked.predicate is None:
        return dict.fromkeys(("done", "done-in", "done-by", "grave-in", "grave-by"), 0.0)
    missing, far = (1 - float(held.words[asked.predicate]) for held in (sentence, around))
    grave = asked.wants.grave
    return {
        "done": 1.0, "done-in": missing, "done-by": far,
        "grave-in": missing * grave, "grave-by": far * grave,
    }  # fmt: skip


def _focused(
    asked: _Asked, sentence: _Held, around: _Held, whole: _Text, one: Candidate, new: Sequence[Quantity]
) -> dict[str, float]:
    """Whether what the question turns on is there, and whether a new number stands beside it."""
    if not len(sentence.focus):
        return {"focus": 0.0, "focus-least": 0.0, "focus-around": 0.0, "focused": 0.0, "counted": 0.0, "counts": 0.0}
    before, after = _BESIDE[one.passage.language]
    start = one.span.start - one.passage.start
    beside = 0.0
    counts = asked.question.asked == "number" and bool(new)
    if counts:
        for quantity in new:
            held = whole.held(asked, max(0, start + quantity.start - before), start + quantity.end + after)
            beside = max(beside, float(held.focus.max()))
    return {
        "focus": 1 - float(sentence.focus.mean()),
        "focus-least": 1 - float(sentence.focus.min()),
        "focus-around": 1 - float(around.focus.mean()),
        "focused": 1.0,
        "counted": beside,
        "counts": float(counts),
    }


def _naming(asked: _Asked, whole: _Text, one: Candidate, start: int, end: int) -> dict[str, float]:
    """Whether a name of the kind asked for is there that the question does not name itself."""
    wants, known = asked.wants.names, set(asked.question.names)
    if not wants:
        return dict.fromkeys(_NAMING, 0.0)
    new = {kind for identity, kind in whole.names(start, end) if identity not in known and identity != SUBJECT}
    unlisted = _unlisted(one.text, one.passage.language, asked.question.standalone)
    person = bool("person" in new or unlisted or ("氏" in one.text and "氏" not in asked.question.text))
    values = (
        "person" in wants and not person,
        "person" in wants and "person" not in new,
        "company" in wants and not (new & _COMPANIES or unlisted),
        "place" in wants and not (new & _PLACES or unlisted),
        "country" in wants and "country" not in new,
        True,
        not new and not unlisted,
    )
    return dict(zip(_NAMING, map(float, values), strict=True))


@lru_cache(maxsize=4_096)
def _unlisted(text: str, language: str, question: str) -> bool:
    """Whether a text has a name that the question has not, by its form: capitals, or katakana and names in Japanese."""
    folded = question.lower()
    if language == "en":
        names = _CAPITAL.findall(_CALENDAR.sub(" ", text))
        return any(name.lower() not in folded and not name.startswith(("Kazakh", "The ")) for name in names)
    return any(
        one.kind == "name"
        and len(one.surface) > 1
        and one.surface not in question
        and not one.norm.startswith("カザフ")
        for one in analyse(text).lexemes
    )


def unit_vectors(encoder: SentenceEncoder, words: Sequence[Lexeme]) -> NDArray[np.float32]:
    """The vectors of single words, (words, dimension), of unit length."""
    sums = encoder.word_sums([[word] for word in words])
    vectors: NDArray[np.float32] = sums / np.maximum(np.linalg.norm(sums, axis=1), _SMALLEST_LENGTH)[:, None]
    return vectors
