"""A bounded cache of word vectors: rows are unpacked and added up once for each word, not once for each text."""

from __future__ import annotations

import threading
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.features import number_features
from knowledge.encoder.rows import Rows
from knowledge.encoder.tokens import Lexeme
from knowledge.encoder.weights import WeightTable

_FIRST_SLOTS = 2_048
_MOST_SLOTS = 32_768  # 48 MiB at 384 dimensions

_Key = tuple[str, str, str] | str
"""What decides a word's vector: norm, kind and reading; for a number or month its feature."""


class WordVectors:
    """Adds up the vectors of a text's words. Safe from several threads."""

    def __init__(self, table: WeightTable) -> None:
        self._table = table
        self._rows = Rows(table.vocabulary, table.buckets)
        self._lock = threading.Lock()
        self._slots: dict[_Key, int] = {}
        # Slots once given out are never written again: a reader may go on with an array that was replaced meanwhile.
        self._vectors = np.zeros((_FIRST_SLOTS, table.dimension), np.float32)

    def sums(self, texts: Sequence[Sequence[Lexeme]]) -> NDArray[np.float32]:
        """Return float32 (texts, dimension): each text's sum, zero where nothing in it is known."""
        keys: list[_Key] = []
        words: list[Lexeme | None] = []
        counts = np.zeros(len(texts), np.intp)
        for index, lexemes in enumerate(texts):
            before = len(keys)
            # By position, which is twice as quick here as by name: kind, then norm, kind and reading together.
            plain = [lexeme for lexeme in lexemes if lexeme[4] != "number" and lexeme[4] != "symbol"]
            keys.extend([lexeme[3:6] for lexeme in plain])
            words.extend(plain)
            for _, feature in number_features(lexemes):
                keys.append(feature)
                words.append(None)
            counts[index] = len(keys) - before
        sums = np.zeros((len(texts), self._table.dimension), np.float32)
        filled = counts > 0
        if filled.any():
            slots, vectors = self._looked_up(keys, words)
            firsts = np.concatenate([[0], np.cumsum(counts[filled])[:-1]])
            sums[filled] = np.add.reduceat(vectors[slots], firsts, axis=0)
        return sums

    def _looked_up(self, keys: list[_Key], words: list[Lexeme | None]) -> tuple[list[int], NDArray[np.float32]]:
        """Return each key's slot, and the array that the slots are in."""
        with self._lock:
            slots = self._slots
            found = list(map(slots.get, keys))
            if None not in found:
                return found, self._vectors  # type: ignore[return-value]  # no None in it
            missing = {key: word for key, word in zip(keys, words, strict=True) if key not in slots}
            if len(slots) + len(missing) > _MOST_SLOTS:
                slots = self._slots = {}
                self._vectors = np.zeros((_FIRST_SLOTS, self._table.dimension), np.float32)
                missing = dict(zip(keys, words, strict=True))
            if missing:
                self._add(missing)
            return [slots[key] for key in keys], self._vectors

    def _add(self, missing: dict[_Key, Lexeme | None]) -> None:
        values = np.zeros((len(missing), self._table.dimension), np.float32)
        pairs = [
            ((self._rows.row(str(key)), 1.0),) if word is None else self._rows.word(word)
            for key, word in missing.items()
        ]
        known = np.flatnonzero([len(word) > 0 for word in pairs])
        if len(known):
            flat = [pair for word in pairs for pair in word]
            ids = np.array([row for row, _ in flat], np.intp)
            weights = np.array([weight for _, weight in flat], np.float32)
            firsts = np.concatenate([[0], np.cumsum([len(pairs[index]) for index in known])[:-1]])
            values[known] = np.add.reduceat(self._table.values(ids) * weights[:, None], firsts, axis=0)
        used = len(self._slots)
        needed = used + len(missing)
        if needed > len(self._vectors):
            grown = np.zeros((max(needed, 2 * len(self._vectors)), self._table.dimension), np.float32)
            grown[:used] = self._vectors[:used]
            self._vectors = grown
        self._vectors[used:needed] = values
        self._slots.update(zip(missing, range(used, needed), strict=True))
