"""The weight table before training: each row is the mean teacher vector of the English texts it occurs beside."""

from __future__ import annotations

from importlib import import_module

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.training.bags import Bags
from knowledge.encoder.training.examples import Examples

_SAMPLED_TEXTS = 20_000
_DICTIONARY_WEIGHT = 0.5
_BUCKET_LENGTH = 0.3
_UNSEEN_LENGTH = 0.5


def reduced_teacher(teacher: NDArray[np.float32], dimension: int, random: np.random.Generator) -> NDArray[np.float32]:
    """Return the teacher's vectors centred, turned to their principal axes and cut to ``dimension``, unit length."""
    centred = teacher - teacher.mean(axis=0)
    sample = centred[random.choice(len(centred), min(_SAMPLED_TEXTS, len(centred)), replace=False)]
    _, _, axes = np.linalg.svd(sample, full_matrices=False)
    reduced = np.zeros((len(teacher), dimension), np.float32)
    width = min(dimension, len(axes))
    reduced[:, :width] = centred @ axes[:width].T
    lengths = np.linalg.norm(reduced, axis=1, keepdims=True)
    return np.asarray(reduced / np.maximum(lengths, 1e-9), np.float32)


def first_table(
    examples: Examples, teacher: NDArray[np.float32], buckets: int, random: np.random.Generator
) -> NDArray[np.float32]:
    """Return float32 (vocabulary + buckets, dimension): mean teacher vectors, longer for rarer features (IDF).

    Rows shared by hash, and rows never seen beside an English text, begin as short random vectors: those already match
    equal names and numbers across the languages.
    """
    size = len(examples.vocabulary) + buckets
    table = np.zeros((size, teacher.shape[1]), np.float32)
    seen = np.zeros(size, np.float32)
    for pairs, weight in ((examples.sentences, 1.0), (examples.dictionary, _DICTIONARY_WEIGHT)):
        for bags in (pairs.english, pairs.japanese):
            _add(table, seen, bags, teacher, pairs.key, weight)
    table /= np.maximum(np.linalg.norm(table, axis=1, keepdims=True), 1e-9)
    texts = len(examples.sentences.key) + len(examples.dictionary.key) + 1
    table *= (np.log((texts + 1) / (seen + 1)) / np.log(texts + 1))[:, None]
    noise = random.standard_normal(table.shape, np.float32) / np.float32(np.sqrt(table.shape[1]))
    unseen = seen == 0
    table[unseen] = _UNSEEN_LENGTH * noise[unseen]
    table[len(examples.vocabulary) :] = _BUCKET_LENGTH * noise[len(examples.vocabulary) :]
    return table


def _add(
    table: NDArray[np.float32],
    seen: NDArray[np.float32],
    bags: Bags,
    teacher: NDArray[np.float32],
    keys: NDArray[np.int64],
    weight: float,
) -> None:
    counted = np.minimum(bags.weights, 1.0) * np.float32(weight)
    matrix = import_module("scipy.sparse").csr_matrix((counted, bags.ids, bags.offsets), shape=(len(bags), len(table)))
    table += matrix.T @ teacher[keys]
    seen += np.asarray(matrix.sum(axis=0), np.float32).ravel()
