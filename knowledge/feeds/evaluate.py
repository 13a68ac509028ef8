"""Measure the decision on the topic, and fit it: ``python -m knowledge.feeds.evaluate [--fit]``.

The set (``tests/evals/topic.jsonl``) holds headlines and summaries written for it, each in Japanese and English: half
on the topic, half not, most of the latter hard (sport and crime in Kazakhstan; Russia and China without it; its
neighbours' own affairs; words that mislead). An item bears on the topic when it is about Kazakhstan's course between
the powers, or about its region as a whole with them, whether its name falls or not. A pair of languages stays on one
side of the split.
"""

from __future__ import annotations

import argparse
import json
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import SentenceEncoder
from knowledge.feeds.topic import SIGNALS, Topic
from knowledge.feeds.values import Item
from knowledge.glossary import load_glossary
from knowledge.logistic import logistic
from knowledge.types import LANGUAGES

LABELLED = Path("tests/evals/topic.jsonl")
WEIGHTS = Path(__file__).with_name("topic.json")
_RIDGE = 1.0
_THRESHOLD = 0.5  # fitted with both classes at one weight; nothing was tuned on it


@dataclass(frozen=True, slots=True)
class Labelled:
    """One row of the set."""

    id: str
    language: str
    kind: str
    on_topic: bool
    item: Item

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the half that nothing is fitted on."""
        return zlib.crc32(self.id.rsplit("-", 1)[0].encode()) % 2 == 1


def read_labelled(path: Path) -> tuple[Labelled, ...]:
    """The labelled set."""
    rows = map(json.loads, path.read_text(encoding="utf-8").splitlines())
    return tuple(
        Labelled(r["id"], r["language"], r["kind"], r["on_topic"], Item(r["title"], summary=r["summary"])) for r in rows
    )


def fit(signals: NDArray[np.float64], rows: Sequence[Labelled]) -> dict[str, float]:
    """Weights from rows and their signals; each signal is brought to one scale for fitting, and back again."""
    mean, spread = signals.mean(axis=0), signals.std(axis=0) + 1e-9
    inputs = np.hstack([(signals - mean) / spread, np.ones((len(rows), 1))])
    weights = logistic(inputs, np.array([row.on_topic for row in rows], dtype=float), _RIDGE)
    plain = weights[:-1] / spread
    named = dict(zip(SIGNALS, plain, strict=True)) | {"bias": weights[-1] - plain @ mean}
    return {name: round(float(value), 4) for name, value in named.items()} | {"threshold": _THRESHOLD}


@dataclass(frozen=True, slots=True)
class Score:
    """How a decision did on some rows."""

    rows: int
    on_topic: int
    precision: float
    recall: float

    @property
    def f1(self) -> float:
        """The harmonic mean of precision and recall."""
        total = self.precision + self.recall
        return 2 * self.precision * self.recall / total if total else 0.0


def score(rows: Sequence[Labelled], decided: Sequence[bool]) -> Score:
    """Precision and recall of ``decided``, one for each row; 1 where there is nothing to be right about."""
    right = sum(row.on_topic and taken for row, taken in zip(rows, decided, strict=True))
    wanted, taken = sum(row.on_topic for row in rows), sum(decided)
    return Score(len(rows), wanted, right / taken if taken else 1.0, right / wanted if wanted else 1.0)


def table(rows: Sequence[Labelled], decided: Sequence[bool]) -> list[str]:
    """The figures of the rows given, as Markdown: by language, then how many of each kind were taken."""
    lines = ["| items | n | on the topic | precision | recall | F1 |", "|---|---|---|---|---|---|"]
    taken = dict(zip((row.id for row in rows), decided, strict=True))
    for name in (*LANGUAGES, "all"):
        mine = [row for row in rows if name in (row.language, "all")]
        s = score(mine, [taken[row.id] for row in mine])
        lines.append(f"| {name} | {s.rows} | {s.on_topic} | {s.precision:.3f} | {s.recall:.3f} | {s.f1:.3f} |")
    lines += ["", "| kind | n | on the topic | taken |", "|---|---|---|---|"]
    for kind in dict.fromkeys(row.kind for row in rows):
        mine = [row for row in rows if row.kind == kind]
        count = sum(taken[row.id] for row in mine)
        lines.append(f"| {kind} | {len(mine)} | {'yes' if mine[0].on_topic else 'no'} | {count} |")
    return lines


def main() -> None:
    """Print the figures of the held-out half; with ``--fit``, fit on the other half first."""
    options = argparse.ArgumentParser(description="Measure which items of feeds are found to be on the topic.")
    options.add_argument("--set", type=Path, default=LABELLED, help="the labelled set")
    options.add_argument("--fit", action="store_true", help="fit the weights again and write them")
    given = options.parse_args()
    rows = read_labelled(given.set)
    topic = Topic(load_glossary(), SentenceEncoder())
    if given.fit:
        training = [row for row in rows if not row.held_out]
        fitted = fit(topic.signals([row.item for row in training]), training)
        WEIGHTS.write_text(json.dumps(fitted, indent=2) + "\n", encoding="utf-8")
        print(f"written: {WEIGHTS}\n")
        topic = Topic(load_glossary(), SentenceEncoder())
    held = [row for row in rows if row.held_out]
    print(*table(held, topic.on_topic([row.item for row in held])), sep="\n")


if __name__ == "__main__":
    main()
