"""From a text's features to rows of the weight table: the vocabulary, hashing, and how much each row counts."""

from __future__ import annotations

import zlib
from array import array
from bisect import bisect_left
from collections.abc import Sequence
from math import sqrt

import numpy as np

from knowledge.encoder.features import characters, number_features, word_features
from knowledge.encoder.tokens import Analysis, Lexeme

_PART_WEIGHT = 0.7


class Rows:
    """Looks up the rows of a text; safe from several threads.

    Of the vocabulary only the 64-bit hashes are kept, a tenth of what its strings would take: that any of a hundred thousand is
    that of another word is as likely as one in 10^14.

    Rows 0 … len(vocabulary) - 1 belong to the vocabulary; ``buckets`` more follow, shared by hash.
    """

    def __init__(self, vocabulary: Sequence[str], buckets: int) -> None:
        hashes = np.fromiter(map(_hashed, vocabulary), np.int64, len(vocabulary))
        order = np.argsort(hashes)
        self._hashes, self._order = array("q", hashes[order].tobytes()), array("i", order.astype(np.int32).tobytes())
        self._first_bucket = len(vocabulary)
        self._buckets = buckets

    def __len__(self) -> int:
        return self._first_bucket + self._buckets

    def bucket(self, feature: str) -> int:
        """Return the shared row of a feature outside the vocabulary."""
        return self._first_bucket + zlib.crc32(feature.encode("utf-8", "surrogatepass")) % self._buckets

    def row(self, feature: str) -> int:
        """Return a feature's own row, or its bucket."""
        known = self._own(feature)
        return self.bucket(feature) if known is None else known

    def word(self, lexeme: Lexeme) -> list[tuple[int, float]]:
        """Return (row, weight) pairs for a lexeme, its neighbours aside."""
        words, letters = word_features(lexeme)
        pairs: list[tuple[int, float]] = []
        for position, feature in enumerate(words):
            row = self._own(feature)
            if row is not None:
                pairs.append((row, _PART_WEIGHT if position else 1.0))
            elif feature[0] == "#":
                pairs.append((self.bucket(feature), 1.0))
        if words and not pairs and (pieces := characters(lexeme)):
            weight = 1 / sqrt(len(pieces))
            pairs.extend((self.row(piece), weight) for piece in pieces)
        if letters:
            weight = 1 / sqrt(len(letters))
            pairs.extend((self.row(letter), weight) for letter in letters)
        return pairs

    def text(self, analysis: Analysis) -> list[tuple[int, float]]:
        """Return (row, weight) pairs for a text, in order; empty where nothing in it is known."""
        pairs: list[tuple[int, float]] = []
        for lexeme in analysis.lexemes:
            if lexeme.kind != "number":
                pairs.extend(self.word(lexeme))
        pairs.extend((self.row(feature), 1.0) for _, feature in number_features(analysis.lexemes))
        return pairs

    def _own(self, feature: str) -> int | None:
        """A feature's own row, where it has one."""
        value = _hashed(feature)
        place = bisect_left(self._hashes, value)
        return self._order[place] if place < len(self._hashes) and self._hashes[place] == value else None


def _hashed(feature: str) -> int:
    # Of its bytes in UTF-8: Python hashes a string's own memory, where "we" and 敷 are the same two bytes.
    return hash(feature.encode("utf-8", "surrogatepass"))
