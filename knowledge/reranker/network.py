"""The cross-encoder's network: a small BERT in each of whose layers a question looks at itself and at a sentence; in numpy.

The sentence looks at itself alone, so that in training it is read once for all questions put to it.

Matrices lie on disk as bytes with a scale for each row and are spread out to float32 layer by layer, each time: that costs
a fiftieth of multiplying with them, and keeps the whole at a few megabytes of memory.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.float32]

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
            ``.gain`` and ``.bias``; at the end ``pool`` and ``head`` likewise.
        layers: How many there are.
    """

    def __init__(self, tensors: Mapping[str, NDArray[Any]], layers: int) -> None:
        self._tensors = tensors
        self._layers = layers
        self.longest = len(tensors["position"])

    def odds(self, pairs: Sequence[tuple[Sequence[int], Sequence[int]]]) -> Values:
        """The log-odds of each pair of question and sentence, given as ids of their pieces; float32 (len(pairs),)."""
        return np.array([self._read(*one) for one in pairs], np.float32)

    def _read(self, question: Sequence[int], sentence: Sequence[int]) -> float:
        asked = len(question)
        places = np.concatenate([np.arange(asked), np.arange(len(sentence))])
        words = self._words(np.array([*question, *sentence], np.intp))
        x = self._norm("start", words + self._tensors["position"][places].astype(np.float32))
        for layer in range(self._layers):
            x = self._layer(layer, x, asked, last=layer == self._layers - 1)
        pooled = x[:asked].mean(axis=0, keepdims=True)
        return float(self._linear("head", np.tanh(self._linear("pool", pooled)))[0, 0])

    def _layer(self, layer: int, x: Values, asked: int, *, last: bool) -> Values:
        mixed = self._linear(f"{layer}.qkv", x)
        query, key, value = mixed.reshape(len(x), 3, _HEADS, -1).transpose(1, 2, 0, 3)
        seen = _attention(query[:, :asked], key, value)
        if last:
            x = x[:asked]  # what becomes of the sentence is not looked at any more
        else:
            seen = np.concatenate([seen, _attention(query[:, asked:], key[:, asked:], value[:, asked:])])
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
