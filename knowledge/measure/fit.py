"""Fit the decision to answer on the training questions: four logistic regressions, each on those before.

The second step is trained on odds that the first gave to questions it had not seen, in five folds, so that it learns what
the first is worth. The threshold is the lowest share of the training questions' chances, in folds as well. The steps after
reading are fitted likewise: on what the reranker and the steps before said of questions that they had not been trained on.
"""

from __future__ import annotations

import hashlib
import json
import zlib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.abstain import Side, probability, read_signals, reading_signals, standing_out
from knowledge.desk import DOUBT
from knowledge.encoder.weights import DEFAULT_PATH
from knowledge.measure.sets import LEARNED, REMOVED, SETS, Asked, held_out, read_sets
from knowledge.reranker.weights import DEFAULT_PATH as RERANKER_PATH
from knowledge.types import LANGUAGES, Language

# Share of the answerable training questions that the threshold refuses, out of fold. A fold has a fifth less to learn from, so
# that the whole fit refuses fewer. From these shares on, refusing more training questions rids of few wrong answers.
# Less where there is no twin: such texts come from a reader's own
# library, which is smaller than the dossier and holds fewer sentences that lie near a question without answering it.
REFUSED: Mapping[Side, Mapping[Language, float]] = {
    "twin": {"ja": 0.065, "en": 0.075},
    "alone": {"ja": 0.01, "en": 0.02},
    "across": {"ja": 0.03, "en": 0.03},
}
_FOLDS = 5
_RIDGE_SENTENCE = 30.0  # on standardised signals: many of them say nearly the same
_RIDGE_ANSWER = 10.0
_REMOVED_WEIGHS = 0.7  # a question whose passages were removed may still be answered by one that nobody marked
# What a question of a set weighs; 1 where nothing stands here. Questions that lie as near as can be teach what sets an answer
# apart, but let at their full number they drown what people ask; broad ones share few words with what answers them, and would teach
# the others to be content with as few.
_SET_WEIGHS: Mapping[str, float] = {"close": 0.25, "elsewhere": 2.0, "everyday": 0.5, "curious": 0.5}
_STEPS = 12  # of Newton's method; it settles within eight
_DIGITS = 5
_READ_NAMES = ("judged", "read", "japanese")
_CERTAIN = 30.0  # log-odds of what is decided without being read

Values = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Weights:
    """A fitted step: one weight for each signal, and a bias."""

    names: tuple[str, ...]
    values: Values
    bias: float

    def odds(self, rows: Values) -> Values:
        """The log-odds of each row."""
        found: Values = rows @ self.values + self.bias
        return found

    def named(self) -> dict[str, float]:
        """The weights by name, as the calibration file has them."""
        return {
            name: float(f"{value:.{_DIGITS}g}")
            for name, value in [*zip(self.names, self.values.tolist(), strict=True), ("bias", self.bias)]
            if value
        }


def fit(asked: Sequence[Asked], side: Side = "twin") -> dict[str, dict[str, float]]:
    """Fit the steps and the thresholds on the training questions among ``asked``, half of which were read.

    Returns:
        The steps, as ``knowledge.abstain`` reads them.
    """
    training = [one for one in asked if not one.held_out and one.signals]
    sentence = fit_sentences(training)
    odds = unseen_odds(training)
    answer = fit_answers(training, odds)
    totals = unseen_totals(training, odds)
    return {
        "sentence": sentence.named(),
        "answer": {**answer.named(), **_thresholds(training, totals, side)},
        **_fit_read(training, odds, totals, side),
    }


@dataclass(frozen=True, slots=True)
class _Reading:
    """A training question whose likeliest sentences were read by a reranker that had not been trained on it.

    Attributes:
        places: Of the sentences that are read, likeliest first as judged unseen.
        judged: What the first step gave each of these.
        total: What the second step gave the question, unseen.
    """

    one: Asked
    places: tuple[int, ...]
    judged: tuple[float, ...]
    total: float

    @property
    def read(self) -> list[float]:
        """What the reranker gave each of the sentences."""
        return [self.one.read[place] for place in self.places]

    @property
    def rows(self) -> Values:
        """The signals of ``read_sentence``, a row for each of the sentences."""
        signals = (
            read_signals(self.one.signals[i], *pair)
            for i, *pair in zip(self.places, self.judged, self.read, strict=True)
        )
        return np.array([list(one.values()) for one in signals])


def _fit_read(
    training: Sequence[Asked], odds: Sequence[Values], totals: Sequence[float], side: Side
) -> dict[str, dict[str, float]]:
    """The two steps after reading, and the thresholds of the last."""
    known = list(_readings(training, odds, totals))
    in_doubt = [DOUBT.holds(probability(one.total)) for one in known]
    doubtful = [one for one, holds in zip(known, in_doubt, strict=True) if holds]
    names, rows = _answer_rows_read(doubtful, _unseen_read_odds(known, doubtful))
    answer = logistic(names, rows, *_wanted([one.one for one in doubtful]), _RIDGE_ANSWER)
    # What is not read stays on the side of the threshold where it was.
    ends = [-_CERTAIN if probability(one.total) < DOUBT.low else _CERTAIN for one in known]
    settled = iter(answer.odds(rows).tolist())
    ends = [next(settled) if holds else end for end, holds in zip(ends, in_doubt, strict=True)]
    thresholds = _thresholds([one.one for one in known], ends, side)
    # Where more than the share is below what is read, reading is no reason to answer what is as unlikely.
    least = {name: max(value, DOUBT.low) for name, value in thresholds.items()}
    return {"read_sentence": _fit_read_sentences(known).named(), "read_answer": {**answer.named(), **least}}


def _readings(training: Sequence[Asked], odds: Sequence[Values], totals: Sequence[float]) -> Iterator[_Reading]:
    for one, own, total in zip(training, odds, totals, strict=True):
        places = tuple(place for place in DOUBT.read(own.tolist()) if place in one.read)
        if places:
            yield _Reading(one, places, tuple(float(own[place]) for place in places), total)


def _fit_read_sentences(known: Sequence[_Reading]) -> Weights:
    """How likely a sentence answers that was read: one row for each."""
    right = np.array([one.one.right[place] for one in known for place in one.places], float)
    weights = np.repeat([_weight(one.one) for one in known], [len(one.places) for one in known])
    return logistic(_READ_NAMES, np.vstack([one.rows for one in known]), right, weights, _RIDGE_ANSWER)


def _unseen_read_odds(known: Sequence[_Reading], wanted: Sequence[_Reading]) -> list[list[float]]:
    """What the step ``read_sentence`` gives the sentences of each of ``wanted``, fitted without that question."""
    folds = [_fit_read_sentences([one for one in known if _fold(one.one) != fold]) for fold in range(_FOLDS)]
    return [folds[_fold(one.one)].odds(one.rows).tolist() for one in wanted]


def _answer_rows_read(known: Sequence[_Reading], odds: Sequence[Sequence[float]]) -> tuple[tuple[str, ...], Values]:
    """The signals of the step ``read_answer``, by name and as rows."""
    rows = [
        reading_signals(one.one.signals[one.places[int(np.argmax(own))]], one.total, own, one.read)
        for one, own in zip(known, odds, strict=True)
    ]
    return tuple(rows[0]), np.array([list(row.values()) for row in rows])


def _thresholds(training: Sequence[Asked], totals: Sequence[float], side: Side) -> dict[str, float]:
    """The chance from which an answer is given, by language: words are cut otherwise in each, and so are chances."""
    found = {}
    for language in LANGUAGES:
        natural = [
            probability(total)
            for one, total in zip(training, totals, strict=True)
            if one.answerable and one.language == language and _natural(one)
        ]
        found[f"threshold-{language}"] = float(f"{np.quantile(natural, REFUSED[side][language]):.{_DIGITS}g}")
    return found


def fit_sentences(training: Sequence[Asked]) -> Weights:
    """How likely a sentence answers: one row for each judged sentence."""
    rows = np.vstack([_matrix(one) for one in training])
    right = np.concatenate([np.array(one.right, float) for one in training])
    weights = np.repeat([_weight(one) for one in training], [len(one.signals) for one in training])
    return logistic(tuple(training[0].signals[0]), rows, right, weights, _RIDGE_SENTENCE)


def fit_answers(training: Sequence[Asked], odds: Sequence[Values]) -> Weights:
    """How likely the best sentence of a question answers: one row for each question."""
    names, rows = answer_rows(training, odds)
    return logistic(names, rows, *_wanted(training), _RIDGE_ANSWER)


def _wanted(training: Sequence[Asked]) -> tuple[Values, Values]:
    """Whether each question is answerable, and what it weighs."""
    weights = np.array([_weight(one) * (_REMOVED_WEIGHS if one.kind == REMOVED else 1.0) for one in training])
    return np.array([one.answerable for one in training], float), weights


def answer_rows(asked: Sequence[Asked], odds: Sequence[Values]) -> tuple[tuple[str, ...], Values]:
    """The signals of the second step, by name and as rows."""
    rows: list[dict[str, float]] = []
    for one, own in zip(asked, odds, strict=True):
        rows.append({**one.signals[int(own.argmax())], **standing_out(own.tolist())})
    return tuple(rows[0]), np.array([list(row.values()) for row in rows])


def unseen_odds(training: Sequence[Asked]) -> list[Values]:
    """The first step's odds for each question's sentences, fitted without that question."""
    found: list[Values] = [np.zeros(0)] * len(training)
    for fold in range(_FOLDS):
        weights = fit_sentences([one for one in training if _fold(one) != fold])
        for index, one in enumerate(training):
            if _fold(one) == fold:
                found[index] = weights.odds(_matrix(one))
    return found


def unseen_totals(training: Sequence[Asked], odds: Sequence[Values]) -> list[float]:
    """The second step's log-odds for each question, fitted without it."""
    found = [0.0] * len(training)
    for fold in range(_FOLDS):
        others = [index for index, one in enumerate(training) if _fold(one) != fold]
        own = [index for index, one in enumerate(training) if _fold(one) == fold]
        weights = fit_answers([training[i] for i in others], [odds[i] for i in others])
        _, rows = answer_rows([training[i] for i in own], [odds[i] for i in own])
        for index, value in zip(own, weights.odds(rows).tolist(), strict=True):
            found[index] = value
    return found


def logistic(names: tuple[str, ...], rows: Values, wanted: Values, weights: Values, ridge: float) -> Weights:
    """Logistic regression by Newton's method with a ridge on standardised signals; signals that never vary get zero."""
    middle, spread = rows.mean(axis=0), rows.std(axis=0)
    varies = spread > 1e-9
    scaled = np.column_stack([(rows - middle)[:, varies] / spread[varies], np.ones(len(rows))])
    penalty = ridge * np.eye(scaled.shape[1])
    penalty[-1, -1] = 1e-6
    found = np.zeros(scaled.shape[1])
    for _ in range(_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(scaled @ found, -30, 30)))
        slope = scaled.T @ (weights * (chance - wanted)) + penalty @ found
        curve = (scaled * (weights * chance * (1 - chance))[:, None]).T @ scaled + penalty
        found -= np.linalg.solve(curve, slope)
    values = np.zeros(len(names))
    values[varies] = found[:-1] / spread[varies]
    return Weights(names, values, float(found[-1] - values @ middle))


def _matrix(one: Asked) -> Values:
    return np.array([list(measured.values()) for measured in one.signals])


def _fold(one: Asked) -> int:
    return zlib.crc32(f"fold {one.pair}".encode()) % _FOLDS


def _weight(one: Asked) -> float:
    return _SET_WEIGHS.get(one.set, 1.0)


def _natural(one: Asked) -> bool:
    """Whether a question asks for something definite, and was not written to lie at the boundary.

    Everyday questions are mostly broad, curious ones as far from the library's words as can be: a share of these alone would set the threshold.
    """
    return one.set not in ("boundary", "close", "everyday", *LEARNED)


def fitted(asked: Mapping[Side, Sequence[Asked]], folder: Path) -> dict[str, Any]:
    """The whole calibration file: all sides, and what they were fitted on."""
    return {**{side: fit(found, side) for side, found in asked.items()}, "fitted_on": training_fingerprint(folder)}


def training_fingerprint(folder: Path) -> str:
    """Sixteen digits over the training questions, the encoder and the reranker: other ones want another fit.

    Raises:
        SteppeError: A set is missing or damaged.
    """
    total = hashlib.sha256(DEFAULT_PATH.read_bytes() + RERANKER_PATH.read_bytes())
    for row in read_sets(folder, (*SETS, *LEARNED)):
        if not held_out(row["id"]):
            total.update(json.dumps(row, sort_keys=True).encode())
    return total.hexdigest()[:16]
