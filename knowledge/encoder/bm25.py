"""BM25 in memory, for measuring: the lexical leg that the vectors are fused with."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.tokens import Analysis

_SILENT = {"symbol", "particle"}


def terms(analysis: Analysis) -> list[str]:
    """Return a text's search terms: normalised words and the parts of compounds, without particles and symbols."""
    found: list[str] = []
    for lexeme in analysis.lexemes:
        if lexeme.kind not in _SILENT:
            found.append(lexeme.norm)
            found.extend(lexeme.parts)
    return found


class Bm25:
    """Okapi BM25 (Robertson and Zaragoza 2009) over analysed texts."""

    def __init__(self, texts: Sequence[Analysis], k1: float = 1.2, b: float = 0.75) -> None:
        counts = [Counter(terms(text)) for text in texts]
        lengths = np.array([sum(count.values()) for count in counts], np.float64)
        norms = k1 * (1 - b + b * lengths / max(float(lengths.mean()), 1.0))
        postings: dict[str, list[tuple[int, int]]] = defaultdict(list)
        for index, count in enumerate(counts):
            for term, times in count.items():
                postings[term].append((index, times))
        self._size = len(texts)
        self._postings: dict[str, tuple[NDArray[np.intp], NDArray[np.float32]]] = {}
        for term, found in postings.items():
            ids = np.array([index for index, _ in found], np.intp)
            times_in = np.array([times for _, times in found], np.float64)
            idf = np.log(1 + (self._size - len(found) + 0.5) / (len(found) + 0.5))
            weights = idf * times_in * (k1 + 1) / (times_in + norms[ids])
            self._postings[term] = (ids, weights.astype(np.float32))

    def scores(self, query: Analysis) -> NDArray[np.float32]:
        """Return float32 (texts,): zero where nothing of the query occurs."""
        scores = np.zeros(self._size, np.float32)
        for term in dict.fromkeys(terms(query)):
            if term in self._postings:
                ids, weights = self._postings[term]
                scores[ids] += weights
        return scores
