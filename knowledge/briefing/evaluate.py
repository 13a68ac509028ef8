"""Measure how well reports of one event are gathered: ``python -m knowledge.briefing.evaluate [--fit]``.

The labelled set (``tests/evals/duplicates.jsonl``) is made up: reports in both languages on two dozen subjects, several
events a subject, so that most pairs of a subject are near and not the same. Subjects are dealt to two halves; weights
and threshold are fitted on the first half alone, and the table is of the second.
"""

from __future__ import annotations

import json
import sys
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date
from itertools import combinations
from pathlib import Path

import numpy as np

from knowledge.briefing.gist import Gist, gist_of
from knowledge.briefing.same import FEATURES, NEAR_ENOUGH, Sameness, apart, features, gather, shipped_sameness
from knowledge.encoder import SentenceEncoder
from knowledge.glossary import load_glossary
from knowledge.types import Language

SET = Path("tests/evals/duplicates.jsonl")
_ROUNDS = 400
_RIDGES = (0.1, 0.3, 1.0, 3.0)
_THRESHOLDS = tuple(round(0.15 + 0.025 * step, 3) for step in range(25))


@dataclass(frozen=True, slots=True)
class Row:
    """One labelled report, measured."""

    family: str
    event: str
    day: date
    language: Language
    gist: Gist


@dataclass(frozen=True, slots=True)
class Scores:
    """Pairs that are of one event, pairs that were gathered, and those that are both."""

    wanted: int
    told: int
    right: int

    @property
    def precision(self) -> float:
        """Of the pairs gathered, the share that is of one event."""
        return self.right / self.told if self.told else 0.0

    @property
    def recall(self) -> float:
        """Of the pairs of one event, the share that was gathered."""
        return self.right / self.wanted if self.wanted else 0.0

    @property
    def f1(self) -> float:
        """The harmonic mean of both."""
        return 2 * self.right / (self.told + self.wanted) if self.told + self.wanted else 0.0


def read_rows(path: Path = SET) -> tuple[list[Row], list[Row]]:
    """The labelled reports in two halves, dealt by subject: to fit on, and to report on."""
    encoder, glossary = SentenceEncoder(), load_glossary()
    halves: dict[str, list[Row]] = {"fit": [], "report": []}
    for line in path.read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        gist = gist_of(f"{row['title']}\n{row['text']}", row["language"], encoder, glossary)
        one = Row(row["family"], row["event"], date.fromisoformat(row["published"]), row["language"], gist)
        halves[row["half"]].append(one)
    return halves["fit"], halves["report"]


def fit(rows: Sequence[Row]) -> Sameness:
    """Fit weights on all ``rows``; ridge and threshold on subjects that the weights they judge were not fitted on."""
    families = sorted({row.family for row in rows})
    found = []
    for ridge in _RIDGES:
        parts = [
            ([row for row in rows if row.family == one], weigh([row for row in rows if row.family != one], ridge))
            for one in families
        ]
        found += [(_held_out(parts, threshold), ridge, threshold) for threshold in _THRESHOLDS]
    best = max(f1 for f1, _, _ in found)
    equal = [(ridge, threshold) for f1, ridge, threshold in found if f1 == best]
    ridge, threshold = equal[len(equal) // 2]  # the middle of those that do equally well
    return replace(weigh(rows, ridge), threshold=threshold)


def _held_out(parts: Sequence[tuple[list[Row], Sameness]], threshold: float) -> float:
    found = [scores(held, replace(model, threshold=threshold)) for held, model in parts]
    right, told, wanted = (sum(getattr(one, name) for one in found) for name in ("right", "told", "wanted"))
    return Scores(wanted, told, right).f1


def weigh(rows: Sequence[Row], strength: float) -> Sameness:
    """Logistic regression over pairs by Newton's method, with ridge."""
    pairs = [(a, b) for a, b in combinations(rows, 2) if float(a.gist.vector @ b.gist.vector) >= NEAR_ENOUGH]
    x = np.array([(*features(a.gist, b.gist, apart(a.day, b.day)), 1.0) for a, b in pairs])
    y = np.array([a.event == b.event for a, b in pairs], dtype=float)
    weights = np.zeros(x.shape[1])
    ridge = strength * np.eye(len(weights))
    ridge[-1, -1] = 1e-6
    for _ in range(_ROUNDS):
        p = 1 / (1 + np.exp(-x @ weights))
        step = np.linalg.solve(x.T @ (x * (p * (1 - p))[:, None]) + ridge, x.T @ (y - p) - ridge @ weights)
        weights += step
        if float(np.abs(step).max()) < 1e-9:
            break
    told = tuple(round(float(w), 4) for w in weights)
    return Sameness(told[:-1], told[-1], 0.5)


def scores(rows: Sequence[Row], model: Sameness, languages: frozenset[str] | None = None) -> Scores:
    """How well ``rows`` are gathered, over all pairs or over those between the languages given."""
    group = {}
    for number, members in enumerate(gather([r.gist for r in rows], [r.day for r in rows], model)):
        group.update(dict.fromkeys(members, number))
    right = told = wanted = 0
    for i, j in combinations(range(len(rows)), 2):
        if languages is not None and {rows[i].language, rows[j].language} != languages:
            continue
        same, together = rows[i].event == rows[j].event, group[i] == group[j]
        right, told, wanted = right + (same and together), told + together, wanted + same
    return Scores(wanted, told, right)


def table(rows: Sequence[Row], model: Sameness) -> list[str]:
    """The figures as a Markdown table."""
    lines = ["| pairs of one event, half not fitted on | n | precision | recall | F1 |", "|---|---|---|---|---|"]
    for name, languages in (
        ("all", None),
        ("Japanese", frozenset({"ja"})),
        ("English", frozenset({"en"})),
        ("across", frozenset({"ja", "en"})),
    ):
        found = scores(rows, model, languages)
        lines.append(f"| {name} | {found.wanted} | {found.precision:.3f} | {found.recall:.3f} | {found.f1:.3f} |")
    return lines


def main() -> None:
    """Print the table; with ``--fit``, fit first and write the model beside the package."""
    first, second = read_rows()
    if "--fit" in sys.argv[1:]:
        model = fit(first)
        place = Path(__file__).with_name("sameness.json")
        told = {"weights": dict(zip(FEATURES, model.weights, strict=True))}
        place.write_text(
            json.dumps({**told, "constant": model.constant, "threshold": model.threshold}, indent=2) + "\n", "utf-8"
        )
        print(f"fitted on {len(first)} reports, F1 there {scores(first, model).f1:.3f}; written: {place.name}\n")
    events = len({row.event for row in second})
    print(f"{len(second)} reports of {events} events on {len({row.family for row in second})} subjects\n")
    print("\n".join(table(second, shipped_sameness())))


if __name__ == "__main__":
    main()
