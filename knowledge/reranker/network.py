"""The cross-encoder's network: a small BERT in which a question looks at itself and at a sentence; in numpy.

A sentence looks at itself alone, and in the first layers a question does, too: they are those of the model that training
began with, as they are. The pieces of all texts are multiplied together all the same: a matrix costs little more for sixty
pieces than for twenty.

Matrices lie on disk as bytes with a scale for each row and are spread out to float32 layer by layer, each time: that costs
a tenth of multiplying with them, and keeps the whole at a few megabytes of memory.
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
_HIGHEST = np.float32(80)  # its exponential is a float32 still
_ROWS = 16  # pieces that are multiplied in the time of one: 64 take less than 59


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

    def apart(self, texts: Sequence[Sequence[int]]) -> list[Values]:
        """Read texts, given as ids, each for itself, as far as none looks at another; float32 (pieces, 384) of each."""
        x, spans = _joined([self._start(one) for one in texts])
        for layer in range(self._apart):
            looked = self._looked(layer, x)
            seen = np.zeros_like(x)
            for one in spans:
                seen[one] = _attention(looked, one, one)
            x = self._thought(layer, x, seen)
        return [x[one] for one in spans]

    def together(self, question: Values, sentences: Sequence[Values]) -> Values:
        """The log-odds, float32 (sentences,), that each sentence answers a question; all as ``apart`` reads them."""
        said = self._tensors["said"].astype(np.float32)
        # From here on the question is another one beside each sentence.
        x, spans = _joined([part for one in sentences for part in (question, one + said)])
        pairs = list(zip(spans[::2], spans[1::2], strict=True))
        for layer in range(self._apart, self._layers):
            looked = self._looked(layer, x)
            seen = np.zeros_like(x)
            for own, beside in pairs:
                seen[own] = _attention(looked, own, slice(own.start, beside.stop))
                seen[beside] = _attention(looked, beside, beside)
            if layer == self._layers - 1:  # nothing looks at the sentences any more
                seen, _ = _joined([seen[own] for own, _ in pairs])
                x, questions = _joined([x[own] for own, _ in pairs])
            x = self._thought(layer, x, seen)
        pooled = self._linear("pool", np.vstack([x[own].mean(axis=0) for own in questions]))
        return self._linear("head", np.tanh(pooled))[:, 0]

    def _looked(self, layer: int, x: Values) -> Values:
        """Queries, keys and values of pieces: (3, heads, pieces, width of a head)."""
        return self._linear(f"{layer}.qkv", x).reshape(len(x), 3, _HEADS, -1).transpose(1, 2, 0, 3)

    def _thought(self, layer: int, x: Values, seen: Values) -> Values:
        x = self._norm(f"{layer}.seen", x + self._linear(f"{layer}.out", seen))
        return self._norm(f"{layer}.thought", x + self._linear(f"{layer}.down", _gelu(self._linear(f"{layer}.up", x))))

    def _start(self, ids: Sequence[int]) -> Values:
        places = self._tensors["position"][: len(ids)].astype(np.float32)
        return self._norm("start", self._words(np.array(ids, np.intp)) + places)

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


def _joined(parts: Sequence[Values]) -> tuple[Values, list[slice]]:
    """Texts one under the other, with rows of zeros at the end that fill a block, and where each stands."""
    ends = np.cumsum([len(one) for one in parts]).tolist()
    empty = np.zeros((-ends[-1] % _ROWS, parts[0].shape[1]), np.float32)
    return np.vstack([*parts, empty]), list(map(slice, [0, *ends[:-1]], ends))


def _attention(looked: Values, who: slice, at: slice) -> Values:
    """What the pieces ``who`` take from those they look ``at``: (pieces, width); ``looked`` as ``Network._looked`` gives it."""
    query, key, value = looked[0][:, who], looked[1][:, at], looked[2][:, at]
    weights: Values = query @ key.transpose(0, 2, 1)
    weights *= np.float32(query.shape[2] ** -0.5)
    weights -= weights.max(axis=2, keepdims=True)
    np.exp(weights, out=weights)
    weights /= weights.sum(axis=2, keepdims=True)
    taken: Values = (weights @ value).transpose(1, 0, 2).reshape(query.shape[1], -1)
    return taken


def _gelu(x: Values) -> Values:
    """GELU by its tanh form, which is x times the logistic function of twice what the tangent is taken of: one exponential."""
    power = np.square(x)
    power *= -2 * _GELU * np.float32(0.044715)
    power -= 2 * _GELU
    power *= x
    np.exp(np.minimum(power, _HIGHEST, out=power), out=power)
    power += 1
    return np.divide(x, power, out=power)
