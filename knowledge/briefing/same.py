"""Whether two reports tell the same event, and reports gathered by event, across sources and languages.

A small model over what two gists share: nearness of their vectors, names, terms, figures, dates, words and days apart.
Its weights are fitted on one half of ``tests/evals/duplicates.jsonl`` and measured on the other
(``python -m knowledge.briefing.evaluate``).
"""

from __future__ import annotations

import json
import math
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from functools import lru_cache
from importlib.resources import files

import numpy as np
from numpy.typing import NDArray

from knowledge.briefing.gist import Gist
from knowledge.reading.quantities import Quantity, supports

FEATURES = (
    "nearness", "word_match", "deeds", "names", "names_shared", "people_apart", "terms", "figures", "figures_apart", "dates", "dates_apart", "words",
    "words_across", "days",
)  # fmt: skip
NEAR_ENOUGH = 0.3  # cosine below which two reports are not compared further: no pair of the labelled set lies lower
_ROUNDING = Fraction(3, 100)
_FAR_DAYS = 14.0  # reports further apart than this are as far apart as can be


@dataclass(frozen=True, slots=True)
class Sameness:
    """The fitted model: one weight a feature, a constant, and the least probability of being one event."""

    weights: tuple[float, ...]
    constant: float
    threshold: float

    def probability(self, features: Sequence[float]) -> float:
        """That two reports with these features tell one event, in (0, 1)."""
        value = self.constant + sum(w * f for w, f in zip(self.weights, features, strict=True))
        return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, value))))


@lru_cache(maxsize=1)
def shipped_sameness() -> Sameness:
    """The model beside this module."""
    fitted = json.loads((files("knowledge.briefing") / "sameness.json").read_text(encoding="utf-8"))
    return Sameness(tuple(fitted["weights"][name] for name in FEATURES), fitted["constant"], fitted["threshold"])


@lru_cache(maxsize=65_536)
def features(one: Gist, other: Gist, days_apart: float) -> tuple[float, ...]:
    """What two gists have in common, in the order of ``FEATURES``; each about in [0, 1]."""
    names, terms = one.names & other.names, one.terms & other.terms
    figures, apart = _figures(one.figures, other.figures)
    dates, dates_apart = _dates(one.dates, other.dates)
    words = _share(len(one.words & other.words), len(one.words), len(other.words))
    across = one.language != other.language
    return (
        float(one.vector @ other.vector),
        *word_match(one, other),
        _share(len(names), len(one.names), len(other.names)),
        min(len(names), 4) / 4,
        float(bool(one.people - other.people) and bool(other.people - one.people)),
        _share(len(terms), len(one.terms), len(other.terms)),
        figures,
        apart,
        dates,
        dates_apart,
        0.0 if across else words,
        float(across),
        min(abs(days_apart), _FAR_DAYS) / _FAR_DAYS,
    )


def gather(gists: Sequence[Gist], days: Sequence[date | None], model: Sameness) -> tuple[tuple[int, ...], ...]:
    """Reports gathered by event: groups of indices, each in ascending order, groups by their first member.

    Groups are joined while the mean probability between their members is at least the model's threshold, the surest
    pair first, so that a chain of half-likenesses does not bind two events together.
    """
    count = len(gists)
    if count < 2:
        return tuple((i,) for i in range(count))
    sure = _probabilities(gists, days, model)
    groups: dict[int, list[int]] = {i: [i] for i in range(count)}
    sums = sure.copy()  # between groups: the sum over pairs of members
    np.fill_diagonal(sums, 0.0)
    while len(groups) > 1:
        ids = sorted(groups)
        sizes = np.array([len(groups[i]) for i in ids], dtype=np.float64)
        means = sums[np.ix_(ids, ids)] / np.outer(sizes, sizes)
        np.fill_diagonal(means, 0.0)
        a, b = divmod(int(means.argmax()), len(ids))
        if means[a, b] < model.threshold:
            break
        first, second = sorted((ids[a], ids[b]))
        groups[first] = sorted(groups[first] + groups.pop(second))
        sums[first, :] += sums[second, :]
        sums[:, first] += sums[:, second]
        sums[first, first] = 0.0
    return tuple(tuple(groups[i]) for i in sorted(groups, key=lambda i: groups[i][0]))


def _probabilities(gists: Sequence[Gist], days: Sequence[date | None], model: Sameness) -> NDArray[np.float64]:
    vectors = np.stack([gist.vector for gist in gists])
    nearness = vectors @ vectors.T
    sure = np.zeros((len(gists), len(gists)))
    for i, j in zip(*np.nonzero(np.triu(nearness >= NEAR_ENOUGH, k=1)), strict=True):
        sure[i, j] = sure[j, i] = model.probability(features(gists[i], gists[j], apart(days[i], days[j])))
    return sure


def apart(one: date | None, other: date | None) -> float:
    """Days between two dates; 0 where one is not known, which says nothing against."""
    return float(abs((one - other).days)) if one and other else 0.0


def word_match(one: Gist, other: Gist) -> tuple[float, float]:
    """How well each telling word of one is met by some word of the other, both ways; of all words, and without names."""
    if not len(one.word_vectors) or not len(other.word_vectors):
        return 0.0, 0.0
    cosines = one.word_vectors @ other.word_vectors.T
    best, back = cosines.max(axis=1), cosines.max(axis=0)
    deeds = [
        float(weights @ met) / max(float(weights.sum()), 1e-6)
        for weights, met in (
            (np.where(one.word_names, 0.0, one.word_weights), best),
            (np.where(other.word_names, 0.0, other.word_weights), back),
        )
    ]
    return float(one.word_weights @ best + other.word_weights @ back) / 2, sum(deeds) / 2


def _share(common: int, one: int, other: int) -> float:
    return common / min(one, other) if one and other else 0.0


def _figures(one: Sequence[Quantity], other: Sequence[Quantity]) -> tuple[float, float]:
    """The share of figures that both have, and whether some unit has figures in both and none in common."""
    if not one or not other:
        return 0.0, 0.0
    units = {q.unit for q in one} & {q.unit for q in other}
    met = {q.start for q in one if any(meet(q, p) for p in other)} if units or _borne(one) or _borne(other) else set()
    agreed = {q.unit for q in one if q.start in met}
    smaller = min(len({(q.unit, q.value) for q in one}), len({(q.unit, q.value) for q in other}))
    return min(1.0, len({(q.unit, q.value) for q in one if q.start in met}) / smaller), float(bool(units - agreed))


def _borne(figures: Sequence[Quantity]) -> bool:
    """Whether a figure may be borne out by one of another unit (80 % and four fifths)."""
    return any(q.unit in ("percent", "fraction", "count", "multiple", "times", "person") for q in figures)


def meet(one: Quantity, other: Quantity) -> bool:
    """Whether two figures are one, as sources round it: either bears the other out, or they are within a few percent."""
    if supports([one], other) or supports([other], one):
        return True
    largest = max(abs(one.value), abs(other.value))
    return one.unit == other.unit and bool(largest) and abs(one.value - other.value) <= _ROUNDING * largest


def _dates(one: frozenset[tuple[int, int, int]], other: frozenset[tuple[int, int, int]]) -> tuple[float, float]:
    if not one or not other:
        return 0.0, 0.0
    met = sum(any(_agree(a, b) for b in other) for a in one)
    back = sum(any(_agree(a, b) for a in one) for b in other)
    return max(met / len(one), back / len(other)), float(not met)


def _agree(one: tuple[int, int, int], other: tuple[int, int, int]) -> bool:
    said = [(a, b) for a, b in zip(one, other, strict=True) if a and b]
    return bool(said) and all(a == b for a, b in said)
