"""Chooses which features get a row of their own."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence

from knowledge.encoder.features import number_features, word_features
from knowledge.encoder.tokens import Lexeme


class FeatureCount:
    """Counts words, parts, numbers and months; letters and characters always share hashed rows."""

    def __init__(self) -> None:
        self._counts: defaultdict[str, float] = defaultdict(float)
        self._words: dict[tuple[str, str, str], tuple[str, ...]] = {}

    def add(self, texts: Iterable[Sequence[Lexeme]], weight: float) -> None:
        """Count every feature of the texts ``weight`` times."""
        for lexemes in texts:
            for lexeme in lexemes:
                if lexeme.kind != "number":
                    key = (lexeme.norm, lexeme.kind, lexeme.reading)
                    if key not in self._words:
                        self._words[key] = tuple(f for f in word_features(lexeme)[0] if f[0] != "#")
                    for feature in self._words[key]:
                        self._counts[feature] += weight
            for _, feature in number_features(lexemes):
                self._counts[feature] += weight

    def most_common(self, size: int) -> list[str]:
        """Return at most ``size`` features, the most frequent first; rare numbers are left to the shared rows."""
        # Equal counts are ordered by the feature itself, so that the same data gives the same vocabulary.
        order = sorted(self._counts.items(), key=lambda item: (-item[1], item[0]))
        kept = [f for f, count in order if (count >= 2 or (count >= 1 and f[0] != "#")) and "\n" not in f]
        return kept[:size]
