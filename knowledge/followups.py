"""Questions to ask next: of those written down with the dossier, the ones nearest to what was just asked and answered.

They lie in ``questions.yaml`` of the corpus folder, by dossier, and are tested to be answered; so nothing has to be searched
or judged when an answer is given. A library without the dossier suggests nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.dossier.parts import load_yaml
from knowledge.encoder import SentenceEncoder
from knowledge.library import Library
from knowledge.types import LANGUAGES, Language

MOST = 3
_SAME = 0.8  # cosine from which a suggestion asks what was asked
_ALIKE = 0.75  # ... or what another suggestion asks


@dataclass(frozen=True, slots=True)
class Suggested:
    """A question that the dossier answers, in both languages."""

    dossier: str
    text: dict[Language, str]


def suggested_questions(corpus: Path) -> tuple[Suggested, ...]:
    """The questions written down with a corpus; none where it has no such file or the file is not as it should be."""
    path = corpus / "questions.yaml"
    try:
        return _read(path, path.stat().st_mtime_ns)
    except OSError:
        return ()


@lru_cache(maxsize=4)
def _read(path: Path, changed: int) -> tuple[Suggested, ...]:
    raw = load_yaml(path, [])
    found = []
    for dossier, rows in raw.items() if isinstance(raw, dict) else ():
        for row in rows if isinstance(rows, list) else ():
            if isinstance(row, dict) and all(isinstance(row.get(one), str) for one in LANGUAGES):
                found.append(Suggested(str(dossier), {one: row[one] for one in LANGUAGES}))
    return tuple(found)


@lru_cache(maxsize=8)
def _vectors(questions: tuple[str, ...], encoder: SentenceEncoder) -> NDArray[np.float32]:
    return encoder.encode(list(questions))


def follow_ups(
    library: Library,
    encoder: SentenceEncoder,
    language: Language,
    question: str,
    answer: str = "",
    parts: Sequence[str] = (),
) -> tuple[str, ...]:
    """At most ``MOST`` questions near to a question and its answer, nearest first, none of which asks the same again.

    Args:
        language: The language of the answer.
        answer: The answer's text; empty when there is none.
        parts: The questions in it where there are several.
    """
    corpus = library.settings.corpus
    every = suggested_questions(corpus) if corpus else ()
    if not every:
        return ()
    held = library.catalogue.cards({f"dossier-{one.dossier}-{language}" for one in every})
    texts = tuple(one.text[language] for one in every)
    vectors = _vectors(texts, encoder)
    asked = encoder.encode([question, answer] if answer else [question])
    near, again = vectors @ asked.mean(axis=0), (vectors @ encoder.encode([question, *parts]).T).max(axis=1)
    chosen: list[int] = []
    for index in np.argsort(-near).tolist():
        if again[index] >= _SAME or f"dossier-{every[index].dossier}-{language}" not in held:
            continue
        if all(float(vectors[index] @ vectors[other]) < _ALIKE for other in chosen):
            chosen.append(index)
        if len(chosen) == MOST:
            break
    return tuple(texts[index] for index in chosen)
