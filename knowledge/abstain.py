"""Decide whether the passages carry what is asked, before anything is composed and before any model is called."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping, Sequence
from functools import lru_cache
from importlib import resources

from knowledge.scoring import Candidate
from knowledge.types import Question


def signals(question: Question, found: Sequence[Candidate]) -> dict[str, float]:
    """What the decision rests on, each in about [0, 1].

    ``nearness`` and ``coverage`` of the best sentence, ``surround`` of its passage, ``named`` (are the question's
    names there), ``typed`` (does a sentence hold the kind of thing asked for), ``agree`` (did both legs find the best
    passage), ``margin`` (how far the best sentence stands above the middle of the field), ``across`` (is it in the
    other language), ``named_any`` (does the question name anything known here).
    """
    if not found:
        return dict.fromkeys(NAMES, 0.0)
    best = found[0]
    middle = found[len(found) // 2]
    return {
        "nearness": best.nearness,
        "coverage": best.coverage,
        "surround": best.surround,
        "named": best.named,
        "named_any": float(bool(question.names)),
        "typed": float(best.typed),
        "agree": float(best.hit.similarity is not None and best.hit.lexical is not None),
        "hit": best.hit.score,
        "margin": best.score - middle.score,
        "across": float(best.passage.language != question.written),
    }


NAMES = ("nearness", "coverage", "surround", "named", "named_any", "typed", "agree", "hit", "margin", "across")


@lru_cache(maxsize=1)
def calibration() -> Mapping[str, Mapping[str, float]]:
    """The fitted weights for an answer in the question's language (``same``) and in the other one (``across``).

    Each has ``bias``, ``threshold`` (a probability) and one weight a signal.
    """
    text = resources.files("knowledge").joinpath("calibration.json").read_text(encoding="utf-8")
    weights: dict[str, dict[str, float]] = json.loads(text)
    return weights


def confidence(measured: Mapping[str, float]) -> float:
    """The probability, as fitted, that the best sentence answers the question."""
    fitted = _fitted(measured)
    total = fitted["bias"] + sum(fitted.get(name, 0.0) * value for name, value in measured.items())
    return 1 / (1 + math.exp(-max(-30.0, min(30.0, total))))


def carries(measured: Mapping[str, float]) -> bool:
    """Whether to answer."""
    return confidence(measured) >= _fitted(measured)["threshold"]


def _fitted(measured: Mapping[str, float]) -> Mapping[str, float]:
    return calibration()["across" if measured["across"] else "same"]
