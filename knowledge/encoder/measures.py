"""What the encoder is measured by. Every measure takes an ``Encode`` function, so any other encoder fits too."""

from __future__ import annotations

import re
import time
from collections.abc import Callable, Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.bm25 import Bm25
from knowledge.encoder.embeddings import SentenceEncoder
from knowledge.encoder.late import WordMatch
from knowledge.encoder.tokens import Analysis, analyse

Scores = NDArray[np.float32]
"""float32 (queries, texts); higher is nearer."""
Encode = Callable[[Sequence[str]], NDArray[np.float32]]
"""Texts to unit vectors (texts, dimension)."""

RERANKED = 40
"""How many passages, best first by the first two legs, are compared word by word with the question."""


class Weights(NamedTuple):
    """What each leg counts beside BM25 divided by its best score; from a coarse grid on JaQuAD dev, flat around here.

    Moving either by a half changes R@1 by less than 0.006.
    """

    sentence: float = 1.5
    words: float = 2.0


DEFAULT_WEIGHTS = Weights()

_SENTENCE_ENDS = re.compile(r"[。！？\n]+|$")
_SHORTEST_SENTENCE = 4


class BothWays(NamedTuple):
    """Share of sentences whose counterpart is the nearest of all."""

    ja_en: float
    en_ja: float

    @property
    def mean(self) -> float:
        """Mean of both directions."""
        return (self.ja_en + self.en_ja) / 2


def matching(encode: Encode, pairs: Sequence[tuple[str, str]]) -> BothWays:
    """Measure (English, Japanese) sentence matching in both directions."""
    english, japanese = encode([pair[0] for pair in pairs]), encode([pair[1] for pair in pairs])
    cosines, own = english @ japanese.T, np.arange(len(pairs))
    return BothWays(float((cosines.argmax(axis=0) == own).mean()), float((cosines.argmax(axis=1) == own).mean()))


def recall(scores: Scores, wanted: Sequence[int] | NDArray[np.intp], at: int) -> float:
    """Return the share of queries whose wanted text is among the first ``at``; ties count for the wanted text."""
    own = scores[np.arange(len(scores)), np.asarray(wanted, np.intp)]
    return float(((scores > own[:, None]).sum(axis=1) < at).mean())


def rank_correlation(first: NDArray[np.float64], second: NDArray[np.float64]) -> float:
    """Return Spearman's rank correlation, equal values sharing their mean rank."""

    def ranks(values: NDArray[np.float64]) -> NDArray[np.float64]:
        _, inverse, counts = np.unique(values, return_inverse=True, return_counts=True)
        last = np.cumsum(counts)
        return np.asarray((last - (counts - 1) / 2)[inverse], np.float64)

    return float(np.corrcoef(ranks(first), ranks(second))[0, 1])


def similarity(encode: Encode, rows: Sequence[tuple[str, str, float]]) -> float:
    """Return Spearman's correlation of cosines with judged similarities (first text, second text, judgement)."""
    cosines = (encode([row[0] for row in rows]) * encode([row[1] for row in rows])).sum(axis=1)
    return rank_correlation(cosines.astype(np.float64), np.array([row[2] for row in rows]))


def sentence_spans(text: str) -> list[tuple[int, int]]:
    """Return half-open spans of a Japanese text's sentences; never empty."""
    spans: list[tuple[int, int]] = []
    start = 0
    for match in _SENTENCE_ENDS.finditer(text):
        if match.end() - start >= _SHORTEST_SENTENCE:
            spans.append((start, match.end()))
            start = match.end()
    return spans or [(0, len(text))]


class PassageScores(NamedTuple):
    """Scores (questions, passages) of each leg of a search; ``words`` is 0 outside a question's first ``RERANKED``."""

    whole: Scores
    sentence: Scores
    lexical: Scores
    words: Scores

    def first_stage(self, weights: Weights = DEFAULT_WEIGHTS) -> Scores:
        """BM25 as a share of the question's best score, plus the nearest sentence's cosine."""
        return _first_stage(self.lexical, self.sentence, weights)

    def fused(self, weights: Weights = DEFAULT_WEIGHTS) -> Scores:
        """BM25 as a share of the question's best, the nearest sentence's cosine, and the words where compared."""
        fused = self.first_stage(weights)
        fused += np.float32(weights.words) * self.words
        return fused


def passage_scores(encoder: SentenceEncoder, questions: Sequence[str], passages: Sequence[str]) -> PassageScores:
    """Score passages for questions: whole passage, nearest sentence, BM25, and word by word for the first few."""
    asked: list[Analysis] = [analyse(question) for question in questions]
    stored: list[Analysis] = [analyse(passage) for passage in passages]
    vectors = encoder.encode(asked)
    sentences = [encoder.encode_spans(text, sentence_spans(text.text)) for text in stored]
    firsts = np.concatenate([[0], np.cumsum([len(found) for found in sentences])[:-1]])
    nearest = np.maximum.reduceat(vectors @ np.concatenate(sentences).T, firsts, axis=1)
    index = Bm25(stored)
    lexical = np.stack([index.scores(question) for question in asked])
    match = WordMatch(encoder, stored)
    words = np.zeros_like(lexical)
    order = np.argsort(-_first_stage(lexical, nearest, DEFAULT_WEIGHTS), axis=1, kind="stable")[:, :RERANKED]
    for number, question in enumerate(asked):
        words[number, order[number]] = match.scores(question, order[number])
    return PassageScores(vectors @ encoder.encode(stored).T, nearest, lexical, words)


def _first_stage(lexical: Scores, sentence: Scores, weights: Weights) -> Scores:
    best = np.maximum(lexical.max(axis=1, keepdims=True), 1e-9)
    return np.asarray(lexical / best + np.float32(weights.sentence) * sentence, np.float32)


def texts_per_second(encode: Encode, rounds: Iterable[Sequence[str]]) -> float:
    """Return the best rate over the rounds, each a list of texts that is encoded at once."""
    rates: list[float] = []
    for texts in rounds:
        started = time.perf_counter()
        encode(texts)
        rates.append(len(texts) / (time.perf_counter() - started))
    return max(rates)
