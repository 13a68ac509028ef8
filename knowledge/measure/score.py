"""Figures of asked questions: where the right passage stands, whether citations are right, and who was refused."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.measure.sets import Asked
from knowledge.scoring import best_passages

_Z = 1.96  # of a 95 % interval
_DRAWS = 1_000  # of the bootstrap
_DEEP = 8  # passages looked at for the rank


@dataclass(frozen=True, slots=True)
class Share:
    """So many of so many."""

    part: int
    of: int

    @property
    def value(self) -> float:
        """The share; not a number where there is nothing to share."""
        return self.part / self.of if self.of else math.nan

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval (1927), which holds for shares near none and all as well."""
        if not self.of:
            return math.nan, math.nan
        middle = self.value + _Z**2 / (2 * self.of)
        half = _Z * math.sqrt(self.value * (1 - self.value) / self.of + _Z**2 / (4 * self.of**2))
        scale = 1 + _Z**2 / self.of
        return max(0.0, (middle - half) / scale), min(1.0, (middle + half) / scale)


@dataclass(frozen=True, slots=True)
class Retrieved:
    """How often the right passage came first, and among three; and the mean reciprocal rank."""

    first: Share
    three: Share
    mrr: float


@dataclass(frozen=True, slots=True)
class Cited:
    """Of the answered questions: first sentences that are right, citations that are right, needs that are met.

    Attributes:
        precision: Right citations among all.
        recall: Needs met among all needs of the answered questions.
        precision_interval: 95 %, by bootstrap over questions, since the citations of one question stand together.
        recall_interval: The same for the needs.
        sentences: Sentences an answer has, on average.
    """

    first: Share
    precision: Share
    recall: Share
    precision_interval: tuple[float, float]
    recall_interval: tuple[float, float]
    sentences: float


def retrieved(asked: Sequence[Asked]) -> Retrieved:
    """Rank the passages of answerable questions, whether they are answered or not."""
    ranks = [rank(one) for one in asked if one.answerable]
    n = len(ranks)
    return Retrieved(
        Share(sum(r == 1 for r in ranks), n),
        Share(sum(0 < r <= 3 for r in ranks), n),
        sum(1 / r for r in ranks if r) / n if n else math.nan,
    )


def rank(one: Asked) -> int:
    """The place of the first passage that holds a gold sentence, from 1; 0 where none is among the first eight."""
    right = frozenset().union(*one.gold)
    for place, hit in enumerate(best_passages(one.found or (), _DEEP), 1):
        passage = hit.passage
        if any(source == passage.source_id and passage.start <= span.start < passage.end for source, span in right):
            return place
    return 0


def cited(asked: Sequence[Asked]) -> Cited:
    """Hold the sentences that answers quote against the gold; refused questions are counted elsewhere."""
    rows = []
    for one in asked:
        if not (one.answerable and one.answered and one.question and one.found):
            continue
        chosen = [(c.passage.source_id, c.span) for c in one.chosen]
        right = frozenset().union(*one.gold)
        met = sum(any(place in need for place in chosen) for need in one.gold)
        rows.append((len(chosen), sum(place in right for place in chosen), len(one.gold), met, chosen[0] in right))
    return _summed(rows)


def _summed(rows: Sequence[tuple[int, int, int, int, bool]]) -> Cited:
    table = np.array(rows, float).reshape(-1, 5)
    quotes, right, needs, met, first = (int(value) for value in table.sum(axis=0))
    return Cited(
        Share(first, len(rows)),
        Share(right, quotes),
        Share(met, needs),
        _bootstrap(table[:, 1], table[:, 0]),
        _bootstrap(table[:, 3], table[:, 2]),
        quotes / len(rows) if rows else math.nan,
    )


def _bootstrap(
    parts: np.ndarray[tuple[int], np.dtype[np.float64]], of: np.ndarray[tuple[int], np.dtype[np.float64]]
) -> tuple[float, float]:
    """The 95 % interval of a ratio of sums, by drawing questions with replacement; seeded."""
    if not len(parts):
        return math.nan, math.nan
    draws = np.random.default_rng(20_251_215).integers(0, len(parts), (_DRAWS, len(parts)))
    ratios = parts[draws].sum(axis=1) / of[draws].sum(axis=1)
    low, high = np.quantile(ratios, (0.025, 0.975))
    return float(low), float(high)


def refused(asked: Sequence[Asked]) -> Share:
    """Answerable questions that get no answer."""
    mine = [one for one in asked if one.answerable]
    return Share(sum(not one.answered for one in mine), len(mine))


def wrongly_answered(asked: Sequence[Asked], kind: str | None = None) -> Share:
    """Unanswerable questions, of one kind or of all, that get an answer all the same."""
    mine = [one for one in asked if not one.answerable and kind in (None, one.kind)]
    return Share(sum(one.answered for one in mine), len(mine))


def risk_coverage(asked: Sequence[Asked]) -> list[tuple[float, float]]:
    """For each threshold: the share of all questions that is answered, and the share of those answers that is wrong.

    An answer is wrong when the question has none, or when its first sentence is not a gold one.
    """
    rows = []
    for one in asked:
        if one.question is None or not one.found:
            continue
        top = one.found[0]
        right = one.answerable and (top.passage.source_id, top.span) in frozenset().union(*one.gold)
        rows.append((one.decision.chance, right))
    rows.sort(key=lambda row: -row[0])
    wrong = np.cumsum([not right for _, right in rows])
    return [((n + 1) / len(rows), float(wrong[n]) / (n + 1)) for n in range(len(rows))]
