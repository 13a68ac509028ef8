"""From a text's features to rows of the weight table: the vocabulary, hashing, and how much each row counts."""

from __future__ import annotations

import zlib
from collections.abc import Sequence
from math import sqrt

from knowledge.encoder.features import characters, number_features, word_features
from knowledge.encoder.tokens import Analysis, Lexeme

_CACHED_WORDS = 100_000
_PART_WEIGHT = 0.7


class Rows:
    """Looks up the rows of a text. Reading is safe from several threads; the word cache only ever grows, to a bound.

    Rows 0 … len(vocabulary) - 1 belong to the vocabulary; ``buckets`` more follow, shared by hash.
    """

    def __init__(self, vocabulary: Sequence[str], buckets: int) -> None:
        self._row = {feature: row for row, feature in enumerate(vocabulary)}
        self._first_bucket = len(vocabulary)
        self._buckets = buckets
        self._words: dict[tuple[str, str, str], tuple[tuple[int, float], ...]] = {}

    def __len__(self) -> int:
        return self._first_bucket + self._buckets

    def bucket(self, feature: str) -> int:
        """Return the shared row of a feature outside the vocabulary."""
        return self._first_bucket + zlib.crc32(feature.encode("utf-8", "surrogatepass")) % self._buckets

    def row(self, feature: str) -> int:
        """Return a feature's own row, or its bucket."""
        known = self._row.get(feature)
        return self.bucket(feature) if known is None else known

    def word(self, lexeme: Lexeme) -> tuple[tuple[int, float], ...]:
        """Return (row, weight) pairs for a lexeme, its neighbours aside."""
        key = (lexeme.norm, lexeme.kind, lexeme.reading)
        known = self._words.get(key)
        if known is None:
            known = tuple(self._word(lexeme))
            if len(self._words) < _CACHED_WORDS:
                self._words[key] = known
        return known

    def text(self, analysis: Analysis) -> list[tuple[int, float]]:
        """Return (row, weight) pairs for a text, in order; empty where nothing in it is known."""
        pairs: list[tuple[int, float]] = []
        for lexeme in analysis.lexemes:
            if lexeme.kind != "number":
                pairs.extend(self.word(lexeme))
        pairs.extend((self.row(feature), 1.0) for _, feature in number_features(analysis.lexemes))
        return pairs

    def _word(self, lexeme: Lexeme) -> list[tuple[int, float]]:
        words, letters = word_features(lexeme)
        pairs: list[tuple[int, float]] = []
        for position, feature in enumerate(words):
            row = self._row.get(feature)
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
