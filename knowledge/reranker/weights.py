"""The cross-encoder's weights on disk: a safetensors file, read from a memory map."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from knowledge.encoder.weights import checksum, mapped
from knowledge.errors import EncoderError

DEFAULT_PATH = Path(__file__).with_name("weights.safetensors")
FORMAT_VERSION = "1"
_REMEDY = "Install steppe again, or restore the file with `git checkout`."


@dataclass(frozen=True, slots=True, eq=False)
class Weights:
    """What a cross-encoder needs of its file.

    Attributes:
        tensors: See ``knowledge.reranker.network.Network``; memory-mapped.
        layers: How many layers there are.
        apart: In how many of them, the first ones, question and sentence do not see each other.
        pieces: The vocabulary of its tokenizer.
        scores: Of each piece.
    """

    tensors: Mapping[str, NDArray[Any]]
    layers: int
    apart: int
    pieces: list[str]
    scores: list[float]


def load(path: Path = DEFAULT_PATH) -> Weights:
    """Open a weights file, checking its content against its checksum.

    Raises:
        EncoderError: The file is missing, cut short, of another format, or its content was changed.
    """
    try:
        tensors, notes, total = mapped(path)
        sound = notes.get("format") == FORMAT_VERSION and notes.get("crc32") == total
        pieces = tensors["pieces"].tobytes().decode().split("\n")
        scores: list[float] = tensors["pieces.scores"].tolist()
        fits = len(pieces) == len(scores) == len(tensors["word"])
        layers, apart = int(notes.get("layers", "0")), int(notes.get("apart", "0"))
    except FileNotFoundError as error:
        raise EncoderError(f"The reranker's weights are missing: {path}. {_REMEDY}") from error
    except (OSError, ValueError, KeyError, TypeError, AttributeError) as error:
        raise EncoderError(
            f"The reranker's weights cannot be read: {path} ({type(error).__name__}). {_REMEDY}"
        ) from error
    if not (fits and sound and 0 <= apart < layers):
        raise EncoderError(f"The reranker's weights are damaged or of another version: {path}. {_REMEDY}")
    return Weights(tensors, layers, apart, pieces, scores)


def save(
    path: Path, tensors: Mapping[str, NDArray[Any]], pieces: list[str], scores: list[float], notes: dict[str, str]
) -> None:
    """Write a weights file: ``tensors`` as ``Network`` takes them, ``notes`` of how they were made, ``layers`` and ``apart`` among them."""
    import numpy as np
    from safetensors.numpy import save_file

    whole: dict[str, NDArray[Any]] = {name: np.ascontiguousarray(one) for name, one in tensors.items()}
    whole["pieces"] = np.frombuffer("\n".join(pieces).encode(), np.uint8)
    whole["pieces.scores"] = np.array(scores, np.float32)
    save_file(
        whole, path, metadata=notes | {"format": FORMAT_VERSION, "crc32": checksum(whole), "license": "CC-BY-SA-4.0"}
    )
    path.chmod(0o644)  # safetensors writes for the owner alone
