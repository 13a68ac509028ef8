"""Ingest: the whole road from files to a searchable library, against Chroma's own add of the same vectors."""

from __future__ import annotations

import tempfile
import time
from pathlib import Path

from knowledge.opening import open_knowledge
from knowledge.settings import Settings
from knowledge.types import LANGUAGES
from tests.benchmarks.texts import write_articles

PASSAGES = 10_000


def run() -> list[str]:
    """Ingest 10,000 passages, then give the same vectors, ids and texts to Chroma alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        write_articles(folder / "in", PASSAGES)
        knowledge = open_knowledge(Settings(data_dir=folder / "library", corpus=None))
        knowledge.ask("warm")
        began = time.perf_counter()
        report = knowledge.ingest([folder / "in"])
        ours = time.perf_counter() - began
        assert report.count("failed") == 0
        stored = {one: _stored(knowledge, one) for one in LANGUAGES}
        count = sum(len(ids) for ids, _, _ in stored.values())
        with_texts, bare = _chroma(folder / "a", stored, True), _chroma(folder / "b", stored, False)
        knowledge.close()
    return [
        f"| ingest of {count:,} passages / Chroma's own add of the same vectors and texts"
        f" | {ours / with_texts:.2f} ({ours:.1f} s / {with_texts:.1f} s) | 1.8 |",
        f"| the same / Chroma's own add of the vectors alone | {ours / bare:.2f} ({bare:.1f} s) | |",
    ]


def _stored(knowledge, language):  # type: ignore[no-untyped-def]
    import numpy as np

    collection = knowledge.library.vectors._client.get_collection(
        f"steppe-{language}-{knowledge.library.vectors.fingerprint}"
    )
    rows = collection.get(include=["embeddings", "documents"])
    return rows["ids"], np.asarray(rows["embeddings"], dtype=np.float32), rows["documents"]


def _chroma(folder: Path, stored, texts: bool) -> float:  # type: ignore[no-untyped-def]
    import chromadb

    client = chromadb.PersistentClient(str(folder))
    began = time.perf_counter()
    for language, (ids, vectors, documents) in stored.items():
        collection = client.create_collection(
            f"bare-{language}", configuration={"hnsw": {"space": "cosine"}}, embedding_function=None
        )
        for first in range(0, len(ids), 400):
            part = slice(first, first + 400)
            collection.add(ids=ids[part], embeddings=vectors[part], documents=documents[part] if texts else None)
    return time.perf_counter() - began
