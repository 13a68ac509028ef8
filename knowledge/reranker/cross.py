"""Read a question and a sentence together, and say how likely the one is answered by the other."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from functools import lru_cache
from typing import Protocol

from knowledge.reranker.network import Network, Said
from knowledge.reranker.pieces import Pieces
from knowledge.reranker.weights import load

_KEPT = 4  # sentences kept as read, half a megabyte each: suggested questions are asked again and again


class Reader(Protocol):
    """What reads questions beside sentences."""

    def odds(self, question: str, sentences: Sequence[str]) -> list[float]:
        """The log-odds, for each sentence, that it answers the question."""


class CrossEncoder:
    """The shipped reader; safe from several threads. Opened at the first question: half of those who open a library ask nothing."""

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._opened: tuple[Pieces, Network] | None = None
        self._said = lru_cache(maxsize=_KEPT)(self._read)

    def odds(self, question: str, sentences: Sequence[str]) -> list[float]:
        """See ``Reader.odds``.

        Raises:
            EncoderError: The weights cannot be read.
        """
        if not sentences:
            return []
        pieces, network = self._open()
        asked = network.asked(pieces.question(question))
        return [float(network.answered(asked, self._said(one))) for one in sentences]

    def _read(self, sentence: str) -> Said:
        pieces, network = self._open()
        return network.said(pieces.sentence(sentence))

    def _open(self) -> tuple[Pieces, Network]:
        with self._lock:
            if self._opened is None:
                weights = load()
                self._opened = (
                    Pieces(weights.pieces, weights.scores),
                    Network(weights.tensors, weights.layers, weights.apart),
                )
            return self._opened
