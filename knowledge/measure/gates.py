"""The floors that a change may not fall below, on a smaller split, as `make test` holds them.

They lie a little under what was measured (see ``tests/evals/RESULTS.md``), so that a wrong weight or a check left out falls
through and a question more or less does not.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from knowledge.measure.score import Share, cited, refused, retrieved, wrongly_answered
from knowledge.measure.sets import Asked

LEAST_FIRST = 0.88
LEAST_THREE = 0.95
LEAST_PRECISION = 0.85
LEAST_RECALL = 0.80
MOST_REFUSED = 0.08
MOST_WRONG: Mapping[str, float] = {
    "near-miss": 0.30,
    "false-premise-unknown": 0.10,
    "other-topic": 0.08,
    "small-talk": 0.05,
}
LEAST_FAITHFUL = 0.97  # share of faithful replies that stay


def answer_gates(asked: Sequence[Asked]) -> list[str]:
    """What fell below its floor, a line each; empty when all holds."""
    ranks, quotes = retrieved(asked), cited(asked)
    wrong = {kind: wrongly_answered(asked, kind) for kind in MOST_WRONG}
    return [
        *_at_least("right passage first", ranks.first, LEAST_FIRST),
        *_at_least("right passage among three", ranks.three, LEAST_THREE),
        *_at_least("citations right", quotes.precision, LEAST_PRECISION),
        *_at_least("needs met", quotes.recall, LEAST_RECALL),
        *_at_most("wrongly refused", refused(asked), MOST_REFUSED),
        *(line for kind, share in wrong.items() for line in _at_most(f"answered: {kind}", share, MOST_WRONG[kind])),
    ]


def road_gates(road: Mapping[str, Share]) -> list[str]:
    """What a scripted model could tell the reader that its quotation does not; empty when verification holds."""
    faithful = _at_least("faithful replies kept", road["faithful"], LEAST_FAITHFUL)
    return faithful + [
        f"{kind}: {share.part} of {share.of} got through"
        for kind, share in road.items()
        if kind != "faithful" and share.part
    ]


def _at_least(what: str, share: Share, floor: float) -> list[str]:
    return [] if share.value >= floor else [f"{what}: {share.value:.3f}, at least {floor}"]


def _at_most(what: str, share: Share, ceiling: float) -> list[str]:
    return [] if not share.of or share.value <= ceiling else [f"{what}: {share.value:.3f}, at most {ceiling}"]
