"""Decide whether the passages carry what is asked, before anything is composed and before any model is called.

Two steps, all logistic and fitted on the training half of the question sets (``knowledge.measure.fit``): how likely each
sentence answers the question, from the signals of ``knowledge.judging``; and whether the best of them does, from the same
signals and from how far it stands out. Where that leaves a doubt, the likeliest sentences are read together with the question by the
cross-encoder (``knowledge.reranker``), and both steps are taken once more, with what it says. Sentences without a twin, and
those in the other language, where words do not meet, have weights of their own.
"""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib import resources
from typing import Literal

Measured = Mapping[str, float]
Step = Literal["sentence", "answer", "read_sentence", "read_answer"]
Side = Literal["twin", "alone", "across"]
SIDES: tuple[Side, ...] = ("twin", "alone", "across")
_LEAD = 3.0  # where one sentence alone was judged
_MOST = 30.0  # log-odds beyond which nothing changes


@dataclass(frozen=True, slots=True)
class Decision:
    """Whether to answer.

    Attributes:
        chance: The probability, as fitted, that the best sentence answers the question.
        threshold: The probability from which an answer is given.
    """

    chance: float
    threshold: float

    @property
    def carries(self) -> bool:
        """Whether the passages carry what is asked."""
        return self.chance >= self.threshold


NOTHING = Decision(0.0, 1.0)  # where nothing was found


@lru_cache(maxsize=1)
def calibration() -> Mapping[str, Mapping[str, Mapping[str, float]]]:
    """The fitted weights: for sentences with a twin (``twin``), for those without one in the question's language
    (``alone``) and in the other one (``across``), the weights
    of the four steps by signal, each with a ``bias``, and of ``answer`` and ``read_answer`` the thresholds for questions in
    Japanese and in English.
    """
    text = resources.files("knowledge").joinpath("calibration.json").read_text(encoding="utf-8")
    read = json.loads(text)
    return {side: read[side] for side in SIDES}


def sentence_odds(measured: Measured) -> float:
    """The log-odds that a sentence answers the question."""
    return _log_odds("sentence", measured, measured)


def standing_out(odds: Sequence[float]) -> dict[str, float]:
    """How the best sentence stands among those judged, from all their log-odds.

    ``odds`` of the best; ``lead`` over the next; ``field``: about how many answer.
    """
    ordered = sorted(odds, reverse=True)
    lead = ordered[0] - ordered[1] if len(ordered) > 1 else _LEAD
    return {"odds": ordered[0], "lead": lead, "field": math.log1p(sum(math.exp(min(one, _MOST)) for one in odds))}


def decide(best: Measured, odds: Sequence[float]) -> Decision:
    """Decide on the signals of the best sentence and the log-odds of all that were judged."""
    return _decided("answer", best, answer_odds(best, odds))


def answer_odds(best: Measured, odds: Sequence[float]) -> float:
    """The log-odds that the best sentence answers, before anything was read."""
    return _log_odds("answer", best, {**best, **standing_out(odds)})


def read_odds(measured: Measured, judged: float, read: float) -> float:
    """The log-odds that a sentence answers the question, once it was read.

    Args:
        measured: Its signals.
        judged: What ``sentence_odds`` gave.
        read: The log-odds that the cross-encoder gave.
    """
    return _log_odds("read_sentence", measured, read_signals(measured, judged, read))


def read_signals(measured: Measured, judged: float, read: float) -> dict[str, float]:
    """The signals of the step ``read_sentence``, see ``read_odds``."""
    return {"judged": judged, "read": read, "japanese": measured["japanese"]}


def decide_read(best: Measured, judged: float, odds: Sequence[float], reads: Sequence[float]) -> Decision:
    """Decide once the likeliest sentences were read.

    Args:
        best: The signals of the one that is likeliest then.
        judged: What ``answer_odds`` gave.
        odds: What ``read_odds`` gave each.
        reads: The log-odds that the cross-encoder gave each, in the same order.
    """
    return _decided("read_answer", best, _log_odds("read_answer", best, reading_signals(best, judged, odds, reads)))


def reading_signals(best: Measured, judged: float, odds: Sequence[float], reads: Sequence[float]) -> dict[str, float]:
    """The signals of the step ``read_answer``, see ``decide_read``."""
    first = max(range(len(odds)), key=lambda index: odds[index])
    return {
        **standing_out(odds),
        "judged": judged,
        "read": reads[first],
        "most": max(reads),
        "several": float(len(odds)),
        "japanese": best["japanese"],
    }


def probability(log_odds: float) -> float:
    """The probability that belongs to log-odds."""
    return 1 / (1 + math.exp(-max(-_MOST, min(_MOST, log_odds))))


def _decided(step: Step, best: Measured, total: float) -> Decision:
    threshold = "threshold-ja" if best["japanese"] else "threshold-en"
    return Decision(probability(total), _side(best)[step][threshold])


def _log_odds(step: Step, sentence: Measured, signals: Measured) -> float:
    weights = _side(sentence)[step]
    return weights["bias"] + sum(weights.get(name, 0.0) * value for name, value in signals.items())


def _side(measured: Measured) -> Mapping[str, Mapping[str, float]]:
    return calibration()["across" if measured["across"] else "twin" if measured["twin"] else "alone"]
