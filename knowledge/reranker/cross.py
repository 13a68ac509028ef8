"""Read a question and a sentence together, and say how likely the one is answered by the other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from knowledge.reranker.network import Network
from knowledge.reranker.pieces import Pieces
from knowledge.reranker.weights import load


class Reader(Protocol):
    """What reads questions beside sentences."""

    def odds(self, question: str, sentences: Sequence[str]) -> list[float]:
        """The log-odds, for each sentence, that it answers the question."""


class CrossEncoder:
    """The shipped reader; safe from several threads. Opened at the first question: half of those who open a library ask nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: tuple[Pieces, Network] | None = None
        self._ids = lru_cache(maxsize=512)(self._cut)

    def odds(self, question: str, sentences: Sequence[str]) -> list[float]:
        """See ``Reader.odds``.

        Raises:
            EncoderError: The weights cannot be read.
        """
        if not sentences:
            return []
        pieces, network = self._open()
        asked = pieces.ids(question)
        found: list[float] = network.odds([pieces.pair(asked, self._ids(one)) for one in sentences]).tolist()
        return found

    def _cut(self, sentence: str) -> tuple[int, ...]:
        return tuple(self._open()[0].ids(sentence))

    def _open(self) -> tuple[Pieces, Network]:
        with self._lock:
            if self._opened is None:
                weights = load()
                self._opened = Pieces(weights.pieces, weights.scores), Network(weights.tensors, weights.layers)
            return self._opened
