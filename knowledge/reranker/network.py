"""The cross-encoder's network: a small BERT in which a question looks at itself and at a sentence; in numpy.

A sentence looks at itself alone, so it is read once for all questions put to it. In the first layers a question does, too:
they are those of the model that training began with, as they are.

Matrices lie on disk as bytes with a scale for each row and are spread out to float32 layer by layer, each time: that costs
a fiftieth of multiplying with them, and keeps the whole at a few megabytes of memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]
# For each layer in which a question looks at a sentence: its keys and values, float16 (heads, pieces, width of a head).
Said = tuple[tuple[NDArray[np.float16], NDArray[np.float16]], ...]

_HEADS = 12
_EPSILON = 1e-12
_BLOCK = 32  # values of a word's vector that share a scale
_GELU = np.float32(np.sqrt(2 / np.pi))


class Network:
    """Weights by name, as ``knowledge.reranker.weights`` reads them, and how they are multiplied.

    Args:
        tensors: ``word`` uint8 (words, 192), two values a byte, the first sixteen of a block of 32 in the low halves;
            ``word.scales`` float16 (words, 12); ``position`` float16 (longest, 384); for each layer ``N.qkv``, ``N.out``,
            ``N.up``, ``N.down`` int8 (outputs, inputs) with ``.scales`` and ``.bias`` float16 (outputs,); norms
            ``.gain`` and ``.bias``; at the end ``pool`` and ``head`` likewise; ``said`` float16 (384,), what is added to the
            pieces of a sentence before questions look at it.
        layers: How many there are.
        apart: In how many of them, the first ones, a question looks at itself alone.
    """

    def __init__(self, tensors: Mapping[str, NDArray[Any]], layers: int, apart: int) -> None:
        self._tensors = tensors
        self._layers, self._apart = layers, apart
        self.longest = len(tensors["position"])

    def said(self, sentence: Sequence[int]) -> Said:
        """Read a sentence, given as ids, as far as any question looks at it."""
        x = self._start(sentence)
        kept = []
        for layer in range(self._layers):
            if layer == self._apart:
                x = x + self._tensors["said"].astype(np.float32)
            query, key, value = self._looked(layer, x)
            if layer >= self._apart:
                kept.append((key.astype(np.float16), value.astype(np.float16)))
            if layer < self._layers - 1:  # what becomes of it in the last one is not looked at any more
                x = self._thought(layer, x, _attention(query, key, value))
        return tuple(kept)

    def asked(self, question: Sequence[int]) -> Values:
        """Read a question, given as ids, as far as it looks at itself alone; float32 (pieces, 384)."""
        x = self._start(question)
        for layer in range(self._apart):
            x = self._thought(layer, x, _attention(*self._looked(layer, x)))
        return x

    def answered(self, asked: Values, said: Said) -> np.float32:
        """The log-odds that a sentence answers a question, both read."""
        x = asked
        for layer, (key, value) in enumerate(said, self._apart):
            query, own_key, own_value = self._looked(layer, x)
            keys = np.concatenate([own_key, key.astype(np.float32)], axis=1)
            values = np.concatenate([own_value, value.astype(np.float32)], axis=1)
            x = self._thought(layer, x, _attention(query, keys, values))
        pooled = self._linear("pool", x.mean(axis=0, keepdims=True))
        return np.float32(self._linear("head", np.tanh(pooled))[0, 0])

    def _start(self, ids: Sequence[int]) -> Values:
        places = self._tensors["position"][: len(ids)].astype(np.float32)
        return self._norm("start", self._words(np.array(ids, np.intp)) + places)

    def _looked(self, layer: int, x: Values) -> Values:
        """Queries, keys and values of pieces: (3, heads, pieces, width of a head)."""
        mixed = self._linear(f"{layer}.qkv", x)
        return mixed.reshape(len(x), 3, _HEADS, -1).transpose(1, 2, 0, 3)

    def _thought(self, layer: int, x: Values, seen: Values) -> Values:
        x = self._norm(f"{layer}.seen", x + self._linear(f"{layer}.out", seen))
        return self._norm(f"{layer}.thought", x + self._linear(f"{layer}.down", _gelu(self._linear(f"{layer}.up", x))))

    def _words(self, ids: NDArray[np.intp]) -> Values:
        packed = self._tensors["word"][ids].reshape(len(ids), -1, _BLOCK // 2)
        levels = np.concatenate([packed & 15, packed >> 4], axis=2).astype(np.float32) - 8
        levels *= self._tensors["word.scales"][ids].astype(np.float32)[:, :, None]
        return levels.reshape(len(ids), -1)

    def _linear(self, name: str, x: Values) -> Values:
        made: Values = x @ self._tensors[name].astype(np.float32).T
        made *= self._tensors[f"{name}.scales"].astype(np.float32)
        made += self._tensors[f"{name}.bias"].astype(np.float32)
        return made

    def _norm(self, name: str, x: Values) -> Values:
        x = x - x.mean(axis=1, keepdims=True)
        x *= 1 / np.sqrt(np.square(x).mean(axis=1, keepdims=True) + _EPSILON)
        x *= self._tensors[f"{name}.gain"].astype(np.float32)
        x += self._tensors[f"{name}.bias"].astype(np.float32)
        return x


def _attention(query: Values, key: Values, value: Values) -> Values:
    """What each piece that looks takes from those looked at; (heads, pieces, width of a head) each."""
    weights: Values = query @ key.transpose(0, 2, 1)
    weights *= np.float32(query.shape[2] ** -0.5)
    weights -= weights.max(axis=2, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=2, keepdims=True)
    taken: Values = (weights @ value).transpose(1, 0, 2).reshape(query.shape[1], -1)
    return taken


def _gelu(x: Values) -> Values:
    inner = np.square(x)
    inner *= x
    inner *= np.float32(0.044715)
    inner += x
    inner *= _GELU
    np.tanh(inner, out=inner)
    inner += 1
    inner *= x
    inner *= np.float32(0.5)
    return inner
