"""The vector index: Chroma through langchain-chroma, one cosine collection a language.

Writing goes through LangChain's store. Reading asks the same collections through Chroma's own client: LangChain's
import costs a fresh process 0.8 s (it brings a tracing client), and its query fetches every passage's text, which the
catalogue has. A collection's name carries the fingerprint of what made its vectors, so vectors of two encoders never meet. Chroma
also keeps the passage texts, so the folder is an ordinary LangChain vector store to anyone who opens it.
"""

from __future__ import annotations

import shutil
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.embeddings import Embedder
from knowledge.errors import DamagedError, DiskError, LibraryError
from knowledge.types import Language

if TYPE_CHECKING:
    from langchain_chroma import Chroma

BATCH = 1_000  # Chroma takes 5,461 records at once; smaller batches keep memory flat


class ChromaVectors:
    """The ``VectorIndex`` of ``knowledge.store.protocol`` over Chroma, embedded or on a server."""

    def __init__(self, where: Path | str, fingerprint: str, encoder: Embedder) -> None:
        """Open the collections of ``fingerprint``, creating them when absent.

        Args:
            where: A folder, or the address of a Chroma server.
            fingerprint: Names the collections: ``steppe-ja-<fingerprint>`` and ``steppe-en-<fingerprint>``.
            encoder: Given to the collections for whoever opens them as LangChain stores.

        Raises:
            DamagedError: The folder holds something that Chroma cannot open.
        """
        self.fingerprint = fingerprint
        self._where = where
        self._encoder = encoder
        self._stores: dict[Language, Chroma] = {}
        self._collections: dict[Language, Any] = {}
        self._opening = threading.Lock()
        with _mapped(where):
            self._client = _client(where)

    def _store(self, language: Language) -> Chroma:
        with self._opening:
            if language not in self._stores:
                from langchain_chroma import Chroma

                with _mapped(self._where):
                    self._stores[language] = Chroma(
                        collection_name=collection_name(language, self.fingerprint),
                        client=self._client,
                        embedding_function=_Ready(self._encoder),  # type: ignore[arg-type]  # has its two methods
                        collection_configuration={"hnsw": {"space": "cosine"}},
                    )
        return self._stores[language]

    def _collection(self, language: Language) -> Any:
        """Chroma's own collection; None while nothing has been written to it."""
        known = self._collections.get(language)
        if known is None:
            with _mapped(self._where):
                known = _existing(self._client, collection_name(language, self.fingerprint))
            if known is not None:
                self._collections[language] = known
        return known

    def upsert(
        self, language: Language, ids: Sequence[str], texts: Sequence[str], vectors: NDArray[np.float32]
    ) -> None:
        """See ``VectorIndex.upsert``."""
        store = self._store(language)
        for first in range(0, len(ids), BATCH):
            part = slice(first, first + BATCH)
            with _mapped(self._where), _Ready.holding(store.embeddings, vectors[part]):
                store.add_texts(list(texts[part]), ids=list(ids[part]))

    def delete(self, language: Language, ids: Sequence[str]) -> None:
        """See ``VectorIndex.delete``."""
        for first in range(0, len(ids), BATCH):
            with _mapped(self._where):
                self._store(language).delete(ids=list(ids[first : first + BATCH]))

    def query(self, language: Language, vector: NDArray[np.float32], limit: int) -> list[tuple[str, float]]:
        """See ``VectorIndex.query``."""
        collection = self._collection(language)
        if limit < 1 or collection is None:
            return []
        with _mapped(self._where):
            found = collection.query(query_embeddings=vector[None], n_results=limit, include=["distances"])
        return [(one, 1.0 - distance) for one, distance in zip(found["ids"][0], found["distances"][0], strict=True)]

    def count(self, language: Language) -> int:
        """See ``VectorIndex.count``."""
        collection = self._collection(language)
        with _mapped(self._where):
            return int(collection.count()) if collection is not None else 0

    def missing(self, language: Language, ids: Sequence[str]) -> tuple[str, ...]:
        """See ``VectorIndex.missing``."""
        collection = self._collection(language)
        if collection is None:
            return tuple(ids)
        gone: list[str] = []
        for first in range(0, len(ids), BATCH):
            part = list(ids[first : first + BATCH])
            with _mapped(self._where):
                there = set(collection.get(ids=part, include=["embeddings"])["ids"])
            gone.extend(one for one in part if one not in there)
        return tuple(gone)

    def strangers(self, language: Language, known: set[str]) -> tuple[str, ...]:
        """Ids in the index that are not among ``known``."""
        collection = self._collection(language)
        with _mapped(self._where):
            stored = collection.get(include=[])["ids"] if collection is not None else []
            return tuple(one for one in stored if one not in known)

    def generations(self) -> tuple[str, ...]:
        """The fingerprints of all collections of this program in the index."""
        with _mapped(self._where):
            names = [collection.name for collection in self._client.list_collections()]
        return tuple(sorted({name.rsplit("-", 1)[1] for name in names if name.startswith("steppe-")}))

    def drop(self, fingerprint: str) -> None:
        """Remove another generation's collections; absent ones are passed over."""
        with _mapped(self._where):
            names = {collection.name for collection in self._client.list_collections()}
            for language in ("ja", "en"):
                if (name := f"steppe-{language}-{fingerprint}") in names:
                    self._client.delete_collection(name)

    def close(self) -> None:
        """Give the index back; the object is of no use afterwards."""
        self._stores.clear()
        self._collections.clear()
        with _mapped(self._where):
            self._client.close()


class _Ready:
    """The encoder as LangChain wants it, which hands out vectors that ingest has already made.

    Ingest encodes a passage from the words it has cut once for both legs; ``add_texts`` would cut them again.
    """

    def __init__(self, encoder: Embedder) -> None:
        self._encoder = encoder
        self._ready = threading.local()

    @staticmethod
    @contextmanager
    def holding(store_encoder: Any, vectors: NDArray[np.float32]) -> Iterator[None]:
        store_encoder._ready.vectors = vectors
        try:
            yield
        finally:
            store_encoder._ready.vectors = None

    def embed_documents(self, texts: list[str]) -> list[list[float]] | NDArray[np.float32]:
        ready: NDArray[np.float32] | None = getattr(self._ready, "vectors", None)
        return self._encoder.embed_documents(texts) if ready is None else ready

    def embed_query(self, text: str) -> list[float]:
        return self._encoder.embed_query(text)


def collection_name(language: Language, fingerprint: str) -> str:
    """The collection that holds one language's vectors of one generation."""
    return f"steppe-{language}-{fingerprint}"


def set_aside(folder: Path) -> Path | None:
    """Move an index folder that cannot be read out of the way; returns its new place, None when there was none."""
    if not folder.exists():
        return None
    aside = folder.with_name(f"{folder.name}.damaged-{int(time.time())}")
    shutil.move(folder, aside)
    # Chroma remembers open folders for the life of the process; the place must be opened afresh.
    from chromadb.api.shared_system_client import SharedSystemClient

    SharedSystemClient.clear_system_cache()
    return aside


def _existing(client: Any, name: str) -> Any:
    from chromadb.errors import NotFoundError

    try:
        return client.get_collection(name, embedding_function=None)
    except NotFoundError:
        return None


def _client(where: Path | str) -> Any:
    import chromadb
    from chromadb.config import Settings

    quiet = Settings(anonymized_telemetry=False)
    if isinstance(where, Path):
        return chromadb.PersistentClient(str(where), settings=quiet)
    from urllib.parse import urlsplit

    parts = urlsplit(where)
    return chromadb.HttpClient(
        host=parts.hostname or "localhost",
        port=parts.port or (443 if parts.scheme == "https" else 8000),
        ssl=parts.scheme == "https",
        settings=quiet,
    )


@contextmanager
def _mapped(where: Path | str) -> Iterator[None]:
    try:
        yield
    except LibraryError:
        raise
    except Exception as error:  # Chroma raises its own tree, plain ValueError and the Rust side's panics
        said = " ".join(str(error).split())[:200]
        if "full" in said or "No space" in said:
            raise DiskError(f"{where}: {said}; free some space and try again; nothing was lost") from error
        if "readonly" in said or "ermission" in said:
            raise DiskError(f"{where}: {said}; mend the permissions of the library folder") from error
        raise DamagedError(f"{where}: the vector index failed ({said}); run `steppe rebuild`") from error
