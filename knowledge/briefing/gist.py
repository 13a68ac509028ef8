"""What a report says in short, measured so that two reports can be compared whatever their languages.

Measured once a text and kept: a report is compared with many.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import BuiltinEmbeddings
from knowledge.encoder.tokens import analyse
from knowledge.glossary import Glossary
from knowledge.lexical import sentence_words
from knowledge.reading.mentions import mentions
from knowledge.reading.quantities import Quantity, quantities
from knowledge.reading.roles import key
from knowledge.scoring import SUBJECT
from knowledge.types import Language

DATES = frozenset({"date", "decade", "century", "half-year", "quarter"})
NOT_FIGURES = DATES | {"rank", "label", "clock", "times", "occasion"}
_KEPT = 4_096
_SILENT = {"symbol", "particle"}
_SMALLEST_LENGTH = 1e-6


@dataclass(frozen=True, slots=True)
class Gist:
    """One report in short.

    Attributes:
        vector: Unit vector of title and lead.
        word_vectors: Unit vectors of its telling words (words, dimension).
        word_weights: How telling each is; they sum to 1.
        names: What it names, by a key that both languages share; the country all of this is about is left out.
        terms: Glossary entries that are no proper names (pipeline, nuclear test), by id.
        words: Searchable words of its own language.
        figures: Amounts, without dates and ranks.
        dates: Dates as ``(year, month, day)``, 0 for what is not said.
    """

    language: Language
    vector: NDArray[np.float32]
    word_vectors: NDArray[np.float32]
    word_weights: NDArray[np.float32]
    names: frozenset[str]
    terms: frozenset[str]
    words: frozenset[str]
    figures: tuple[Quantity, ...]
    dates: frozenset[tuple[int, int, int]]


def gist_of(text: str, language: Language, encoder: BuiltinEmbeddings, glossary: Glossary) -> Gist:
    """Measure a text: the title and the first sentences of a report."""
    return _measured(text, language, encoder, glossary)


@lru_cache(maxsize=_KEPT)
def _measured(text: str, language: Language, encoder: BuiltinEmbeddings, glossary: Glossary) -> Gist:
    analysis = analyse(text)
    found = mentions(text, glossary)
    read = quantities(text)
    sums = encoder.word_sums([[one] for one in analysis.lexemes if one.kind not in _SILENT])
    lengths = np.linalg.norm(sums, axis=1)
    known = lengths > _SMALLEST_LENGTH
    return Gist(
        language,
        encoder.encode([analysis])[0],
        sums[known] / lengths[known, None],
        lengths[known] / max(float(lengths.sum()), _SMALLEST_LENGTH),
        frozenset(k for m in found if m.kind != "term" and (k := key(m)) != SUBJECT),
        frozenset(id for m in found if m.kind == "term" for id in m.entries),
        sentence_words(analysis.lexemes),
        tuple(q for q in read if q.firm and q.unit not in NOT_FIGURES),
        frozenset(q.ymd for q in read if q.unit == "date"),
    )
