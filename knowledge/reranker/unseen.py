"""The reranker's odds for half of the training questions, from a reranker that had not been trained on these.

On its own training questions a reranker is surer than on any others; a decision fitted on that would trust it too much. The
file holds, for each pair of question and sentence, a hash and the odds; ``knowledge.reranker.train`` writes it.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Mapping, Sequence
from pathlib import Path

import numpy as np

from knowledge.errors import SteppeError

FILE = "unseen.npz"  # in the folder of the question sets
_HASHED = 8  # bytes


class Unseen:
    """A reader of the pairs in the file; of any other it says nothing, in the form of a NaN."""

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            SteppeError: It is missing or damaged.
        """
        try:
            with np.load(path, allow_pickle=False) as file:
                self._odds = dict(zip(file["pairs"].tolist(), file["odds"].tolist(), strict=True))
        except (OSError, ValueError, KeyError) as error:
            raise SteppeError(f"{path}: cannot be read; make it again with `make reranker`") from error

    def odds(self, question: str, sentences: Sequence[str]) -> list[float]:
        """See ``Reader.odds``."""
        return [self._odds.get(_key(question, sentence), math.nan) for sentence in sentences]


def save(path: Path, odds: Mapping[tuple[str, str], float]) -> None:
    """Write the odds of pairs of question and sentence."""
    keys = np.array([_key(*pair) for pair in odds], np.uint64)
    np.savez_compressed(path, pairs=keys, odds=np.array(list(odds.values()), np.float16))


def _key(question: str, sentence: str) -> int:
    return int.from_bytes(hashlib.blake2b(f"{question}\n{sentence}".encode(), digest_size=_HASHED).digest(), "little")
