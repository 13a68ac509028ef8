"""Sentence vectors from the shipped weights: one space for Japanese and English, no model download, no network."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.features import FEATURES_VERSION
from knowledge.encoder.tokens import Analysis, Lexeme, analyse, tokenizer_version
from knowledge.encoder.weights import DEFAULT_PATH, load
from knowledge.encoder.words import WordVectors

Vectors = NDArray[np.float32]
"""Unit vectors, float32 (texts, dimension)."""

_TEXTS_AT_ONCE = 256
_SMALLEST_LENGTH = 1e-6


class Embedder(Protocol):
    """What a vector store asks of an encoder; LangChain's ``Embeddings`` has it."""

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """The vectors of texts, in order."""

    def embed_query(self, text: str) -> list[float]:
        """The vector of a question."""


class SentenceEncoder:
    """The built-in encoder: a text's vector is the weighted sum of its words' vectors, scaled to unit length.

    Safe from several threads. A text in which nothing is known (empty, only emoji) gets one fixed unit vector, so that
    cosines with it are defined. The same text gives the same vector alone and in a batch, up to float32 rounding.

    Raises:
        EncoderError: The weights file is missing or damaged.
    """

    def __init__(self, weights: Path = DEFAULT_PATH) -> None:
        self._table = load(weights)
        self._words = WordVectors(self._table)
        unknown = np.zeros(self._table.dimension, np.float32)
        unknown[0] = 1.0
        self._unknown = unknown

    @property
    def dimension(self) -> int:
        """The number of values in each vector."""
        return self._table.dimension

    @property
    def fingerprint(self) -> str:
        """Twelve hexadecimal digits over weights, tokenizer and features: an index made under another does not fit."""
        made_by = f"{self._table.checksum}/{tokenizer_version()}/{FEATURES_VERSION}"
        return hashlib.sha256(made_by.encode()).hexdigest()[:12]

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Return each text's unit vector, in order."""
        vectors: list[list[float]] = self.encode(texts).tolist()
        return vectors

    def embed_query(self, text: str) -> list[float]:
        """Return the text's unit vector: questions and passages are encoded alike."""
        vector: list[float] = self.encode([text])[0].tolist()
        return vector

    def encode(self, texts: Sequence[str] | Sequence[Analysis]) -> Vectors:
        """Return unit vectors (len(texts), dimension) in the order of the texts."""
        return self._vectors([(analyse(text) if isinstance(text, str) else text).lexemes for text in texts])

    def encode_spans(self, analysis: Analysis, spans: Sequence[tuple[int, int]]) -> Vectors:
        """Return unit vectors (len(spans), dimension) of parts of an analysed text.

        Args:
            analysis: The whole text; it is not cut again.
            spans: Half-open code point spans. A lexeme belongs to a span when it starts in it.
        """
        starts = np.fromiter((lexeme.start for lexeme in analysis.lexemes), np.int64, len(analysis.lexemes))
        bounds = np.searchsorted(starts, np.asarray(spans, np.int64).reshape(-1, 2))
        return self._vectors([analysis.lexemes[first:last] for first, last in bounds])

    def word_sums(self, texts: Sequence[Sequence[Lexeme]]) -> Vectors:
        """Return (len(texts), dimension) sums of word vectors as they are: not of unit length, zero where unknown."""
        return self._words.sums(texts)

    def _vectors(self, texts: Sequence[Sequence[Lexeme]]) -> Vectors:
        vectors = np.empty((len(texts), self.dimension), np.float32)
        for first in range(0, len(texts), _TEXTS_AT_ONCE):
            batch = texts[first : first + _TEXTS_AT_ONCE]
            vectors[first : first + len(batch)] = self._units(self._words.sums(batch))
        return vectors

    def _units(self, sums: Vectors) -> Vectors:
        lengths = np.linalg.norm(sums, axis=1, keepdims=True)
        units: Vectors = sums / np.maximum(lengths, _SMALLEST_LENGTH)
        units[lengths[:, 0] < _SMALLEST_LENGTH] = self._unknown
        return units
