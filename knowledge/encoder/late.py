"""Late interaction: how well each word of a question is answered by some word of a passage.

A passage's one vector blurs its words; this keeps them apart, at the price of a product per word. It is meant for
ordering the first few dozen passages that a search has found already (after Khattab and Zaharia, ColBERT, 2020).
"""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.embeddings import SentenceEncoder
from knowledge.encoder.tokens import Analysis, Lexeme

_SILENT = {"symbol", "particle"}
_SMALLEST_LENGTH = 1e-6


class WordMatch:
    """Compares questions with passages word by word; the passages' distinct words are unpacked once.

    Args:
        encoder: Whose word vectors are used.
        passages: The passages to order, analysed.
    """

    def __init__(self, encoder: SentenceEncoder, passages: Sequence[Analysis]) -> None:
        self._encoder = encoder
        column: dict[tuple[str, str, str], int] = {}
        lexemes: list[Sequence[Lexeme]] = []
        self._columns: list[NDArray[np.intp]] = []
        for passage in passages:
            own = set()
            for lexeme in _telling(passage):
                key = (lexeme.norm, lexeme.kind, lexeme.reading)
                if key not in column:
                    column[key] = len(lexemes)
                    lexemes.append([lexeme])
                own.add(column[key])
            self._columns.append(np.array(sorted(own), np.intp))
        self._units, _ = _units(encoder, lexemes)

    def scores(
        self, question: Analysis, passages: Sequence[int] | NDArray[np.intp] | None = None
    ) -> NDArray[np.float32]:
        """Return float32 (passages,), at most 1: the cosine of each question word with its nearest word of the passage.

        The mean over the question's words is weighted by the length of their vectors, which training makes long for
        rare, telling words. A question or passage without a known word scores 0.

        Args:
            question: The question, analysed.
            passages: Indices of the passages to score, all of them where None.
        """
        chosen = [self._columns[index] for index in (range(len(self._columns)) if passages is None else passages)]
        asked, lengths = _units(self._encoder, [[lexeme] for lexeme in _telling(question)])
        scores = np.zeros(len(chosen), np.float32)
        total = float(lengths.sum())
        filled = [index for index, columns in enumerate(chosen) if len(columns)]
        if total < _SMALLEST_LENGTH or not filled:
            return scores
        columns = np.concatenate([chosen[index] for index in filled])
        firsts = np.concatenate([[0], np.cumsum([len(chosen[index]) for index in filled])[:-1]])
        cosines = (
            (asked @ self._units.T)[:, columns] if len(columns) > len(self._units) else asked @ self._units[columns].T
        )
        scores[filled] = (lengths / total) @ np.maximum.reduceat(cosines, firsts, axis=1)
        return scores


def _telling(text: Analysis) -> list[Lexeme]:
    return [lexeme for lexeme in text.lexemes if lexeme.kind not in _SILENT]


def _units(
    encoder: SentenceEncoder, words: Sequence[Sequence[Lexeme]]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return the words' vectors at unit length (words, dimension), zero where unknown, and the lengths they had."""
    sums = encoder.word_sums(words)
    lengths = np.linalg.norm(sums, axis=1)
    return sums / np.maximum(lengths, _SMALLEST_LENGTH)[:, None], lengths
