"""Texts as bags of weighted rows, stored end to end so that a batch is gathered with a few array operations."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.rows import Rows
from knowledge.encoder.tokens import Analysis, Lexeme

Ids = NDArray[np.int64]


class Bags:
    """Rows and weights of many texts.

    Args:
        ids: Row numbers of all texts, end to end.
        weights: float32, as long as ``ids``.
        offsets: Where each text begins in ``ids``, and at last where the last one ends: (texts + 1,).
    """

    def __init__(self, ids: NDArray[np.int32], weights: NDArray[np.float32], offsets: Ids) -> None:
        self.ids, self.weights, self.offsets = ids, weights, offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    @classmethod
    def of(cls, rows: Rows, texts: Iterable[Sequence[Lexeme]]) -> Bags:
        """Look up the rows of texts given as lexemes."""
        ids: list[int] = []
        weights: list[float] = []
        offsets = [0]
        for lexemes in texts:
            for row, weight in rows.text(Analysis("", tuple(lexemes))):
                ids.append(row)
                weights.append(weight)
            offsets.append(len(ids))
        return cls(np.array(ids, np.int32), np.array(weights, np.float32), np.array(offsets, np.int64))

    def pick(self, chosen: Ids, drop: float = 0.0, random: np.random.Generator | None = None) -> Bags:
        """Return the chosen texts' bags, each row left out with probability ``drop``."""
        starts = self.offsets[chosen]
        lengths = self.offsets[chosen + 1] - starts
        offsets = np.concatenate([[0], np.cumsum(lengths)])
        places = np.arange(offsets[-1]) - np.repeat(offsets[:-1], lengths) + np.repeat(starts, lengths)
        weights = self.weights[places]
        if random is not None and drop > 0:
            weights = weights * (random.random(len(weights)) >= drop)
        return Bags(self.ids[places], weights.astype(np.float32), offsets)


def joined(bags: Sequence[Bags]) -> Bags:
    """Put bags end to end."""
    shifts = np.cumsum([0, *(len(bag.ids) for bag in bags)])
    offsets = [bag.offsets[:-1] + shift for bag, shift in zip(bags, shifts, strict=False)]
    return Bags(
        np.concatenate([bag.ids for bag in bags]),
        np.concatenate([bag.weights for bag in bags]),
        np.concatenate([*offsets, shifts[-1:]]).astype(np.int64),
    )
