"""Gather an overview: sentences of several passages that are about the topic, none saying what another says.

Whether a sentence answers cannot be asked here, since nothing particular is asked. What counts is that everything the topic
names stands in the sentence or above it, in the heading of its passage. Fewer than two such sentences are no overview.
Where nothing is named but the column itself, what it argues is gathered from all of it.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np

from knowledge.column import asked_about, besides_column, names_column
from knowledge.compose import repeats
from knowledge.encoder import SentenceEncoder
from knowledge.encoder.tokens import analyse
from knowledge.general import general_words
from knowledge.gist import weights
from knowledge.glossary import Glossary
from knowledge.judging import Words, unit_vectors, words_of
from knowledge.lexical import plain_word, sentence_words
from knowledge.library import Library
from knowledge.retrieve import Retrieval
from knowledge.scoring import SUBJECT, Candidate, spotter
from knowledge.types import Hit, Language, Question, Source

_LEAST, _ENOUGH = 2, 3  # sentences that an overview has at least; central ones that need no others
_SHARED = 0.25  # what likeness to those picked counts for, against a sentence's own score
_SAME = 0.8  # cosine above which a sentence adds nothing to an overview
_IN_SENTENCE, _OPENS, _SUBJECT = 0.1, 0.05, 0.1  # what a sentence gains, on its score of 0 to 1
_NEAR = 0.25  # cosine of two words from which one stands for the other, beside the topic's names
_LONGEST = 60  # passages of a source that are looked through
_SILENT_KINDS = {"verb", "adjective", "adverb", "number"}


@dataclass(frozen=True, slots=True)
class _Rated:
    """A sentence on the topic; ``central``: it stands under a heading on it, or, where it is no name, says it itself."""

    central: bool
    score: float
    one: Candidate


class Topic:
    """What an overview is wanted of: the names and the telling words of a question's ``standalone``."""

    def __init__(self, question: Question, glossary: Glossary, encoder: SentenceEncoder) -> None:
        self.column = names_column(question.standalone)
        text = (
            asked_about(question.standalone) or besides_column(question.standalone)
            if self.column
            else question.standalone
        )
        named = glossary.occurrences(text)
        lexemes = [
            lexeme
            for lexeme in analyse(text).lexemes
            if lexeme.kind not in _SILENT_KINDS
            and plain_word(lexeme)
            and plain_word(lexeme) not in general_words()
            and not any(o.start <= lexeme.start < o.end for o in named)
        ]
        self._names = [spotter(glossary, o.entry.id) for o in named if o.entry.id != SUBJECT]
        self._words = [plain_word(lexeme) for lexeme in lexemes]
        self._units = unit_vectors(encoder, lexemes)
        self._read: Callable[[str], Words] = lambda text: words_of(text, encoder, glossary)
        self.named = bool(self._names)
        self.particular = bool(self._names or self._words)
        self.gist = self.column and not self.particular  # what the column says as a whole

    def above(self, heading: str) -> bool:
        """Whether a heading has all of it."""
        return all(self._named(heading)) and all(word in _heading_words(heading) for word in self._words)

    def held(self, one: Candidate, heading: str, around: Collection[str]) -> tuple[bool, bool] | None:
        """Whether its heading has all of it, and whether the sentence has; None where the sentence is on something else.

        A sentence is on the topic where the names stand in it or in its heading, and the words there, in the passage, or
        beside the names in other words.
        """
        names = list(map(any, zip(self._named(heading), self._named(one.text), strict=True)))
        if not all(names):
            return None
        head = _heading_words(heading)
        spoken = [word in one.words for word in self._words]
        missing = [
            index for index, word in enumerate(self._words) if not (spoken[index] or word in head or word in around)
        ]
        if missing and not (names and self._otherwise(missing, heading, one.text)):
            return None
        return self.above(heading), all(self._named(one.text)) and all(spoken)

    def _named(self, text: str) -> list[bool]:
        return [bool(name.search(text)) for name in self._names]

    def _otherwise(self, missing: Sequence[int], heading: str, text: str) -> bool:
        """Whether words near to the missing ones stand in a sentence or its heading."""
        there = np.concatenate([self._read(heading).units, self._read(text).units])
        near = self._units[missing] @ there.T
        return bool(near.size) and bool((near.max(axis=1) >= _NEAR).all())


def opinions(question: Question, library: Library, languages: Collection[Language]) -> tuple[Source, ...]:
    """Where the column stands in the library: best as it was written, in the question's language before all; else retold.

    Args:
        languages: Of the texts that are looked through.
    """
    found = [one for one in library.catalogue.sources() if one.stance == "opinion" and one.language in languages]
    worth = [(one.language == question.written, one.kind != "dossier") for one in found]
    return tuple(one for one, own in zip(found, worth, strict=True) if own == max(worth))


def whole(retrieval: Retrieval, sources: Sequence[Source], library: Library) -> Retrieval:
    """All passages of some sources in the place of those found."""
    hits = (Hit(passage, 0.0, None, None) for one in sources for passage in library.catalogue.passages_of(one.id))
    return replace(retrieval, hits=tuple(hits))


def widened(retrieval: Retrieval, topic: Topic, cards: Mapping[str, Source], library: Library) -> Retrieval:
    """With the other passages that stand under the same headings as those found: an overview may need them all."""
    there = {hit.passage.id for hit in retrieval.hits}
    least = min((hit.score for hit in retrieval.hits), default=0.0)
    more = []
    for source_id, card in cards.items():
        if card.stance == "opinion" or not topic.particular:
            continue
        if not any(
            topic.above(f"{card.title} {hit.passage.section}")
            for hit in retrieval.hits
            if hit.passage.source_id == source_id
        ):
            continue
        for passage in library.catalogue.passages_of(source_id)[:_LONGEST]:
            if passage.id not in there and topic.above(f"{card.title} {passage.section}"):
                more.append(Hit(passage, least, None, None))
    return replace(retrieval, hits=(*retrieval.hits, *more))


def overview(
    topic: Topic, found: Sequence[Candidate], cards: Mapping[str, Source], glossary: Glossary, most: int
) -> tuple[Candidate, ...]:
    """Pick the sentences of an overview.

    Args:
        found: Scored sentences.
        cards: The sources of their passages, by id.

    Returns:
        At most ``most``, in the order of their sources and texts; empty where the library has too little on the topic.
    """
    subject = spotter(glossary, SUBJECT)
    around: dict[str, set[str]] = defaultdict(set)  # the words of each passage
    for one in found:
        around[one.passage.id] |= one.words
    rated: list[_Rated] = []
    for one in found:
        card = cards[one.passage.source_id]
        if (card.stance == "opinion") != topic.column:  # what the column says, or what is known
            continue
        held = topic.held(one, f"{card.title} {one.passage.section}", around[one.passage.id])
        if held is not None:
            above, within = held
            gain = _IN_SENTENCE * within + _OPENS * (one.passage.sentences[0] == one.span)
            rated.append(
                _Rated(
                    above if topic.named else within, one.score + gain + _SUBJECT * bool(subject.search(one.text)), one
                )
            )
    picked = _different(rated, most, _ENOUGH if topic.named else _LEAST)
    return _in_order(picked) if len(picked) >= _LEAST else ()


def argument(found: Iterable[Candidate], most: int) -> tuple[Candidate, ...]:
    """Pick the sentences that carry what texts argue, given all their sentences; in the order of the texts."""
    texts: dict[str, list[Candidate]] = defaultdict(list)
    for one in sorted(found, key=lambda one: one.span):
        texts[one.passage.source_id].append(one)
    rated = [
        _Rated(True, float(weight), one)
        for sentences in texts.values()
        for weight, one in zip(weights(sentences), sentences, strict=True)
    ]
    return _in_order(_different(rated, most, most))


def _in_order(picked: Sequence[Candidate]) -> tuple[Candidate, ...]:
    sources = list(dict.fromkeys(one.passage.source_id for one in picked))
    return tuple(sorted(picked, key=lambda one: (sources.index(one.passage.source_id), one.span)))


def _different(rated: Sequence[_Rated], most: int, enough: int) -> list[Candidate]:
    """One sentence of each passage, each time the best that is unlike those picked (maximal marginal relevance).

    Sentences that are central come first; what only mentions the topic is left out where ``enough`` are.
    """
    left, picked = list(rated), list[Candidate]()
    central = 0
    while left and len(picked) < most:
        first = [one for one in left if one.central]
        if not first and central >= enough:
            break
        tier = first or left
        worth = [(1 - _SHARED) * r.score - _SHARED * max((_alike(r.one, p) for p in picked), default=0.0) for r in tier]
        best = tier[worth.index(max(worth))].one
        picked.append(best)
        central += bool(first)
        left = [
            r
            for r in left
            if r.one.passage.id != best.passage.id and _alike(r.one, best) < _SAME and not repeats(r.one, best)
        ]
    return picked


def _alike(one: Candidate, other: Candidate) -> float:
    return float(one.vector @ other.vector)


@lru_cache(maxsize=512)
def _heading_words(heading: str) -> frozenset[str]:
    return sentence_words(analyse(heading).lexemes)
