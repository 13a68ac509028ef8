"""Read a question together with sentences, and say how likely each of them answers it."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from typing import Protocol

from knowledge.reranker.network import Network
from knowledge.reranker.pieces import Pieces
from knowledge.reranker.weights import load


class Reader(Protocol):
    """What reads questions beside sentences."""

    def odds(self, question: str, sentences: Sequence[str]) -> list[float]:
        """The log-odds, for each sentence, that it answers the question; NaN where nothing can be said."""


class CrossEncoder:
    """The shipped reader; safe from several threads. Opened at the first question: half of those who open a library ask nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: tuple[Pieces, Network] | None = None

    def odds(self, question: str, sentences: Sequence[str]) -> list[float]:
        """See ``Reader.odds``.

        Raises:
            EncoderError: The weights cannot be read.
        """
        if not sentences:
            return []
        pieces, network = self._open()
        asked, *said = network.apart([pieces.question(question), *map(pieces.sentence, sentences)])
        odds: list[float] = network.together(asked, said).tolist()
        return odds

    def _open(self) -> tuple[Pieces, Network]:
        with self._lock:
            if self._opened is None:
                weights = load()
                self._opened = (
                    Pieces(weights.pieces, weights.scores),
                    Network(weights.tensors, weights.layers, weights.apart),
                )
            return self._opened
