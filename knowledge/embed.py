"""The sentence encoder behind the vector leg: the built-in one, a LangChain provider, or a local static model.

``STEPPE_EMBEDDINGS`` is one string: ``builtin``; ``provider:model`` of LangChain's ``init_embeddings``;
``model2vec:FOLDER`` or ``sentence-transformers:FOLDER`` for a model on this disk.
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import SentenceEncoder
from knowledge.encoder.embeddings import Embedder
from knowledge.encoder.tokens import Analysis
from knowledge.errors import EncoderError

if TYPE_CHECKING:
    from langchain_core.embeddings import Embeddings

_LOCAL = {"model2vec", "sentence-transformers"}


class Encoder(Protocol):
    """Turns analysed texts into vectors. Unit length, float32; safe from several threads.

    Raises:
        EncoderError: A provider did not answer, or answered with something else than vectors.
    """

    @property
    def fingerprint(self) -> str:
        """Names what made the vectors; two encoders with one fingerprint make the same vectors."""

    @property
    def embeddings(self) -> Embedder:
        """The same encoder as a vector store takes it."""

    def passages(self, analyses: Sequence[Analysis]) -> NDArray[np.float32]:
        """Vectors (n, dimension) of texts to be found."""

    def question(self, analysis: Analysis) -> NDArray[np.float32]:
        """The vector (dimension,) of a question."""


class BuiltinEncoder:
    """The encoder that is shipped: reads the analysis itself, so a text is cut into words once."""

    def __init__(self) -> None:
        self.embeddings = SentenceEncoder()

    @property
    def fingerprint(self) -> str:
        """See ``Encoder.fingerprint``."""
        return f"builtin-{self.embeddings.fingerprint}"

    def passages(self, analyses: Sequence[Analysis]) -> NDArray[np.float32]:
        """See ``Encoder.passages``."""
        return self.embeddings.encode(analyses)

    def question(self, analysis: Analysis) -> NDArray[np.float32]:
        """See ``Encoder.question``."""
        vector: NDArray[np.float32] = self.embeddings.encode([analysis])[0]
        return vector


class ProviderEncoder:
    """Any LangChain ``Embeddings``, with its vectors brought to unit length."""

    def __init__(self, name: str, embeddings: Embeddings) -> None:
        self._name = name
        self.embeddings = embeddings

    @property
    def fingerprint(self) -> str:
        """See ``Encoder.fingerprint``."""
        return hashlib.sha256(self._name.encode()).hexdigest()[:16]

    def passages(self, analyses: Sequence[Analysis]) -> NDArray[np.float32]:
        """See ``Encoder.passages``."""
        try:
            raw = self.embeddings.embed_documents([analysis.text for analysis in analyses])
        except Exception as error:  # each provider raises its own tree
            raise _failed(self._name, error) from error
        return _unit(raw, self._name)

    def question(self, analysis: Analysis) -> NDArray[np.float32]:
        """See ``Encoder.question``."""
        try:
            raw = self.embeddings.embed_query(analysis.text)
        except Exception as error:  # each provider raises its own tree
            raise _failed(self._name, error) from error
        vector: NDArray[np.float32] = _unit([raw], self._name)[0]
        return vector


def open_encoder(name: str) -> Encoder:
    """Build the encoder that ``STEPPE_EMBEDDINGS`` names.

    Raises:
        EncoderError: Weights are missing or damaged, or the provider or folder is unknown.
    """
    if name == "builtin":
        return BuiltinEncoder()
    provider, _, model = name.partition(":")
    if not model:
        raise EncoderError(f"STEPPE_EMBEDDINGS={name}: give builtin, provider:model, or model2vec:FOLDER")
    if provider in _LOCAL:
        return ProviderEncoder(name, _local(provider, Path(model).expanduser()))
    try:
        from langchain.embeddings import init_embeddings

        return ProviderEncoder(name, init_embeddings(name))
    except ImportError as error:
        package = f"langchain-{provider}"
        raise EncoderError(f"STEPPE_EMBEDDINGS={name}: the package {error.name or package} is not installed") from error
    except Exception as error:  # unknown provider, missing key, ...
        raise _failed(name, error) from error


def _local(kind: str, folder: Path) -> Embeddings:
    from langchain_core.embeddings import Embeddings

    if not folder.is_dir():
        raise EncoderError(f"STEPPE_EMBEDDINGS: no folder {folder}")
    try:
        model: Any
        if kind == "model2vec":
            from model2vec import StaticModel

            model = StaticModel.from_pretrained(folder)
        else:
            from sentence_transformers import SentenceTransformer

            model = SentenceTransformer(str(folder))
    except ImportError as error:
        raise EncoderError(
            f"STEPPE_EMBEDDINGS={kind}:…: the package {kind} is not installed; pip install {kind}"
        ) from error
    except Exception as error:  # a damaged folder fails in many ways
        raise _failed(f"{kind}:{folder}", error) from error

    class _Local(Embeddings):
        def embed_documents(self, texts: list[str]) -> list[list[float]]:
            vectors: list[list[float]] = np.asarray(model.encode(texts), dtype=np.float32).tolist()
            return vectors

        def embed_query(self, text: str) -> list[float]:
            return self.embed_documents([text])[0]

    return _Local()


def _unit(raw: Sequence[Sequence[float]], name: str) -> NDArray[np.float32]:
    vectors = np.asarray(raw, dtype=np.float32)
    if vectors.ndim != 2 or not np.isfinite(vectors).all():
        raise EncoderError(f"{name}: answered with something else than vectors; choose another embedding model")
    length = np.linalg.norm(vectors, axis=1, keepdims=True)
    return np.asarray(vectors / np.where(length == 0, 1, length), dtype=np.float32)


def _failed(name: str, error: Exception) -> EncoderError:
    said = " ".join(str(error).split())[:160]
    return EncoderError(f"embeddings {name}: {type(error).__name__}: {said}; check the name, the key and the network")
