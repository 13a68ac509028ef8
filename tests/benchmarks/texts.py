"""Texts of any number for benchmarks: made from the dossier's own sentences, shuffled by a fixed seed."""

from __future__ import annotations

import random
from pathlib import Path

from knowledge.dossier.read import read_corpus
from knowledge.settings import SHIPPED_CORPUS
from knowledge.types import LANGUAGES, Language


def sentences(language: Language) -> list[str]:
    """Every sentence of the dossier in one language."""
    found: list[str] = []
    for dossier in read_corpus(SHIPPED_CORPUS).dossiers:
        if dossier.source.language == language:
            found += [dossier.source.text[s.start : s.end] for p in dossier.passages for s in p.sentences]
    return found


def write_articles(folder: Path, passages: int) -> int:
    """Write text files with about ``passages`` paragraphs, half of them Japanese; returns how many there are.

    The sentences are the dossier's with their figures changed, four a paragraph and fifty paragraphs a file.
    """
    rng = random.Random(20261123)
    written = 0
    for language in LANGUAGES:
        stock = sentences(language)
        for number in range(passages // 2 // 50):
            paragraphs = []
            for _ in range(50):
                chosen = (_altered(rng.choice(stock), rng) for _ in range(4 if language == "en" else 3))
                paragraphs.append(("" if language == "ja" else " ").join(chosen))
            title = f"資料{number}" if language == "ja" else f"Paper {number}"
            (folder / f"{language}-{number:04}.txt").write_text("\n\n".join([title, *paragraphs]), encoding="utf-8")
            written += 50
    return written


def _altered(sentence: str, rng: random.Random) -> str:
    return "".join(str(rng.randrange(10)) if c.isascii() and c.isdigit() else c for c in sentence)
