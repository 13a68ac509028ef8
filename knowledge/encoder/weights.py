"""The weight table on disk: three bits a value and a scale for each row, read from a memory-mapped safetensors file.

Tensors: ``low`` uint8 (rows, dimension / 4), the two low bits of each value, four values a byte, the first in the lowest
bits; ``high`` uint8 (rows, dimension / 8), the high bits, eight a byte; ``scales`` float16 (rows,); ``vocabulary``
uint8, the features of the first rows, UTF-8, one a line. The three bits choose one of eight levels.
"""

from __future__ import annotations

import json
import mmap
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from knowledge.errors import EncoderError

DEFAULT_PATH = Path(__file__).with_name("weights.safetensors")
FORMAT_VERSION = "2"
_ROWS_AT_ONCE = 16_384

_DTYPES: dict[str, np.dtype[Any]] = {
    "U8": np.dtype(np.uint8),
    "I8": np.dtype(np.int8),
    "F16": np.dtype("<f2"),
    "F32": np.dtype("<f4"),
}
# The best eight levels for normally distributed values (Max 1960, Lloyd 1982), brought to at most 1.
_LEVELS = (np.array([-2.152, -1.344, -0.756, -0.245, 0.245, 0.756, 1.344, 2.152]) / 2.152).astype(np.float32)
_BYTES = np.arange(256, dtype=np.uint8)
_LOW_BITS = np.stack([_BYTES >> shift & 3 for shift in (0, 2, 4, 6)], axis=1)
_HIGH_BITS = np.stack([(_BYTES >> shift & 1) << 2 for shift in range(8)], axis=1)


@dataclass(frozen=True, slots=True, eq=False)
class WeightTable:
    """What an encoder needs of its weights file.

    Attributes:
        low: uint8 (rows, dimension / 4), memory-mapped.
        high: uint8 (rows, dimension / 8), memory-mapped.
        scales: float32 (rows,): what a row's levels are multiplied with.
        features: uint8, memory-mapped: the features of the first rows, one a line; the rows after them are hash buckets.
        checksum: Eight hexadecimal digits over the whole content.
    """

    low: NDArray[np.uint8]
    high: NDArray[np.uint8]
    scales: NDArray[np.float32]
    features: NDArray[np.uint8]
    checksum: str

    @property
    def dimension(self) -> int:
        """Values in a row."""
        return int(self.low.shape[1]) * 4

    @property
    def buckets(self) -> int:
        """Rows after the vocabulary's, shared by hash."""
        return int(self.low.shape[0]) - int(np.count_nonzero(self.features == ord("\n"))) - 1

    @property
    def vocabulary(self) -> list[str]:
        """The features of the first rows, read each time: as strings they take ten times the room."""
        return self.features.tobytes().decode().split("\n")

    def values(self, ids: NDArray[np.intp]) -> NDArray[np.float32]:
        """Return the rows ``ids`` as float32 (len(ids), dimension)."""
        shape = (len(ids), self.dimension)
        codes = _LOW_BITS[self.low[ids]].reshape(shape) | _HIGH_BITS[self.high[ids]].reshape(shape)
        unpacked: NDArray[np.float32] = _LEVELS[codes]
        unpacked *= self.scales[ids, None]
        return unpacked


def quantise(values: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.uint8], NDArray[np.float16]]:
    """Round float32 rows to the eight levels with the scale, of a few tried for each row, that loses least.

    Returns:
        Low bits, high bits and scales, as they stand in the file.
    """
    parts = [_quantised(values[first : first + _ROWS_AT_ONCE]) for first in range(0, len(values), _ROWS_AT_ONCE)]
    codes, scales = np.concatenate([part[0] for part in parts]), np.concatenate([part[1] for part in parts])
    quads, eights = (codes & 3).reshape(len(codes), -1, 4), (codes >> 2).reshape(len(codes), -1, 8)
    low = np.bitwise_or.reduce(quads << np.array([0, 2, 4, 6], np.uint8), axis=2)
    high = np.bitwise_or.reduce(eights << np.arange(8, dtype=np.uint8), axis=2)
    return low, high, scales


def _quantised(values: NDArray[np.float32]) -> tuple[NDArray[np.uint8], NDArray[np.float16]]:
    largest = np.maximum(np.abs(values).max(axis=1), 1e-6)
    bounds = (_LEVELS[1:] + _LEVELS[:-1]) / 2
    best_error = np.full(len(values), np.inf, np.float32)
    codes = np.zeros(values.shape, np.uint8)
    scales = np.zeros(len(values), np.float16)
    for share in np.linspace(0.4, 1.0, 11):
        tried = (largest * share).astype(np.float16)
        scale = np.maximum(tried.astype(np.float32), 1e-7)[:, None]
        chosen = np.searchsorted(bounds, values / scale).astype(np.uint8)
        error = np.square(_LEVELS[chosen] * scale - values).sum(axis=1)
        better = error < best_error
        best_error[better], codes[better], scales[better] = error[better], chosen[better], tried[better]
    return codes, scales


def save(path: Path, values: NDArray[np.float32], vocabulary: list[str], origin: dict[str, str]) -> None:
    """Write a weights file: ``values`` float32 (rows, dimension), ``origin`` free notes on how it was made."""
    from safetensors.numpy import save_file

    low, high, scales = quantise(values)
    tensors: dict[str, NDArray[Any]] = {
        "high": np.ascontiguousarray(high),
        "low": np.ascontiguousarray(low),
        "scales": scales,
        "vocabulary": np.frombuffer("\n".join(vocabulary).encode(), np.uint8),
    }
    notes = origin | {"format": FORMAT_VERSION, "crc32": checksum(tensors), "license": "CC-BY-SA-4.0"}
    save_file(tensors, path, metadata=notes)
    path.chmod(0o644)  # safetensors writes for the owner alone


def load(path: Path = DEFAULT_PATH) -> WeightTable:
    """Open a weights file, checking its content against its checksum.

    Raises:
        EncoderError: The file is missing, cut short, of another format, or its content was changed.
    """
    try:
        tensors, notes, total = mapped(path)
        table = WeightTable(
            low=tensors["low"],
            high=tensors["high"],
            scales=tensors["scales"].astype(np.float32),
            features=tensors["vocabulary"],
            checksum=total,
        )
        fits = len(table.low) == len(table.high) == len(table.scales) and table.dimension == table.high.shape[1] * 8
        sound = notes.get("format") == FORMAT_VERSION and notes.get("crc32") == table.checksum
    except FileNotFoundError as error:
        raise EncoderError(f"The encoder's weights are missing: {path}. {_REMEDY}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EncoderError(
            f"The encoder's weights cannot be read: {path} ({type(error).__name__}). {_REMEDY}"
        ) from error
    if not (fits and sound and table.buckets > 0):
        raise EncoderError(f"The encoder's weights are damaged or of another version: {path}. {_REMEDY}")
    return table


_REMEDY = "Install steppe again, or restore the file with `git checkout` or `python -m knowledge.encoder.train`."


def mapped(path: Path) -> tuple[dict[str, NDArray[Any]], dict[str, str], str]:
    """Map the tensors of a safetensors file: 8 bytes of header length, a JSON header, then the data.

    Returns:
        The tensors, the notes of the header, and the ``checksum`` of the tensors. Reckoning it reads every page, most of
        which are never used again: they are let go.
    """
    with path.open("rb") as file:
        header_length = int.from_bytes(file.read(8), "little")
        if not 0 < header_length < 1 << 20:
            raise ValueError("no safetensors header")
        header = json.loads(file.read(header_length))
        view = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    notes = header.pop("__metadata__", {})
    data = np.frombuffer(view, np.uint8, offset=8 + header_length)
    tensors: dict[str, NDArray[Any]] = {}
    for name, entry in header.items():
        begin, end = entry["data_offsets"]
        tensors[name] = data[begin:end].view(_DTYPES[entry["dtype"]]).reshape(entry["shape"])
    total = checksum(tensors)
    if hasattr(mmap, "MADV_DONTNEED"):
        view.madvise(mmap.MADV_DONTNEED)
    return tensors, notes, total


def checksum(tensors: dict[str, NDArray[Any]]) -> str:
    """Eight hexadecimal digits over the whole content."""
    value = 0
    for name in sorted(tensors):
        value = zlib.crc32(np.ascontiguousarray(tensors[name]).data.cast("B"), value)
    return f"{value:08x}"
