"""Whether an item is on the topic: Kazakhstan between the powers, in Japanese or English.

Names are found by the glossary and sorted into what is Kazakhstan's own, what is its region's, who the powers are and
what the matter is (``topic.yaml``); the encoder says how near the text is to the dossier's sentences, and how near to
subjects that lead away from it. A logistic regression over these (``topic.json``) was fitted on one half of a labelled
set; ``python -m knowledge.feeds.evaluate`` measures it on the other.
"""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from importlib import resources
from pathlib import Path
from typing import Any

import numpy as np
import yaml
from numpy.typing import NDArray

from knowledge.dossier.read import corpus_digest, read_corpus
from knowledge.encoder import SentenceEncoder
from knowledge.feeds.values import Item
from knowledge.glossary import Glossary
from knowledge.settings import SHIPPED_CORPUS

GROUPS = ("kazakh", "region", "powers", "matter")
SIGNALS = ("kazakh", "titled", "region", "powers", "matter", "between", "near", "far")
_COUNTED = {"region": 2, "powers": 2, "matter": 3}  # further names of a group say no more
_NEAREST = 5  # sentences of the dossier whose similarity is averaged: one alone may be near by chance
_READ_CHARS = 1_500  # of an item; what it is about stands at its beginning


@dataclass(frozen=True, slots=True)
class Subject:
    """What ``topic.yaml`` holds: ids of the glossary by group, and texts about other things."""

    groups: dict[str, frozenset[str]]
    away: tuple[str, ...]


def read_subject() -> Subject:
    """The shipped description of the topic."""
    raw: dict[str, Any] = yaml.safe_load(_shipped("topic.yaml"))
    return Subject(
        {name: frozenset(raw[name]) for name in GROUPS},
        tuple(text for pair in raw["away"] for text in (pair["en"], pair["ja"])),
    )


class Topic:
    """The decision. Safe from several threads after construction, which reads and encodes the dossier (2 s).

    Args:
        glossary: Names across languages.
        encoder: The built-in one; the weights were fitted with it.
        corpus: Folder of the dossier; None: the shipped one.
    """

    def __init__(self, glossary: Glossary, encoder: SentenceEncoder, corpus: Path | None = None) -> None:
        self._glossary, self._encoder = glossary, encoder
        self._subject = read_subject()
        self._away = encoder.encode(list(self._subject.away))
        self._dossier = _dossier(corpus or SHIPPED_CORPUS, encoder)
        fitted = json.loads(_shipped("topic.json"))
        self._weights = np.array([*(fitted[name] for name in SIGNALS), fitted["bias"]])
        self._threshold = float(fitted["threshold"])

    def on_topic(self, items: Sequence[Item]) -> list[bool]:
        """Decide about each item, in order."""
        return [bool(chance >= self._threshold) for chance in self.chances(items)]

    def chances(self, items: Sequence[Item]) -> NDArray[np.float64]:
        """How likely each item is on the topic, in [0, 1]; comparable between items."""
        if not items:
            return np.zeros(0)
        signals = self.signals(items)
        ones = np.ones((len(items), 1))
        chances: NDArray[np.float64] = 1 / (1 + np.exp(-np.hstack([signals, ones]) @ self._weights))
        return chances

    def signals(self, items: Sequence[Item]) -> NDArray[np.float64]:
        """What the decision rests on: (n, signals), in the order of ``SIGNALS``."""
        texts = [f"{item.title}\n{item.summary}"[:_READ_CHARS] for item in items]
        vectors = self._encoder.encode(texts)
        return np.array(
            [
                self._of(item, text, vector @ self._dossier.T, vector @ self._away.T)
                for item, text, vector in zip(items, texts, vectors, strict=True)
            ]
        )

    def _of(self, item: Item, text: str, near: NDArray[np.float32], far: NDArray[np.float32]) -> list[float]:
        groups = self._subject.groups
        named = {entry.id for entry in self._glossary.find(text)}
        found = {name: len(named & groups[name]) for name in GROUPS}
        titled = any(entry.id in groups["kazakh"] for entry in self._glossary.find(item.title))
        ours = bool(found["kazakh"] or found["region"])
        counted = [float(min(found[name], most)) for name, most in _COUNTED.items()]
        nearest = np.sort(near)[-_NEAREST:].mean()
        return [
            float(found["kazakh"] > 0), float(titled), *counted, float(ours and found["powers"] > 0),
            float(nearest), float(far.max()),
        ]  # fmt: skip


_encoded: dict[tuple[Path, str, str], NDArray[np.float32]] = {}  # by folder, what is in it, and encoder


def _dossier(corpus: Path, encoder: SentenceEncoder) -> NDArray[np.float32]:
    """Vectors of the dossier's sentences (n, dimension); the shipped one's where a folder holds none."""
    key = (corpus, corpus_digest(corpus), encoder.fingerprint)
    if key not in _encoded:
        _encoded[key] = encoder.encode(_sentences(corpus) or _sentences(SHIPPED_CORPUS))
    return _encoded[key]


def _sentences(corpus: Path) -> list[str]:
    return [
        passage.text[span.start - passage.start : span.end - passage.start]
        for dossier in read_corpus(corpus).dossiers
        for passage in dossier.passages
        for span in passage.sentences
    ]


def _shipped(name: str) -> str:
    return resources.files("knowledge.feeds").joinpath(name).read_text(encoding="utf-8")
