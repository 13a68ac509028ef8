"""What a report says in short, measured so that two reports can be compared whatever their languages.

Measured once a text and kept: a report is compared with many.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder import SentenceEncoder
from knowledge.encoder.tokens import Lexeme, analyse
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


@dataclass(frozen=True, slots=True, eq=False)  # the same text has the same object, so that pairs can be kept, too
class Gist:
    """One report in short.

    Attributes:
        vector: Unit vector of title and lead.
        word_vectors: Unit vectors of its telling words (words, dimension).
        word_weights: How telling each is; they sum to 1.
        word_names: Which of them are (part of) a name: the others say what happened.
        names: What it names, by a key that both languages share; the country all of this is about is left out.
        people: Of them, the persons.
        terms: Glossary entries that are no proper names (pipeline, nuclear test), by id.
        entries: Every glossary entry it mentions, names and terms, by id.
        words: Searchable words of its own language.
        figures: Amounts, without dates and ranks.
        dates: Dates as ``(year, month, day)``, 0 for what is not said.
    """

    language: Language
    vector: NDArray[np.float32]
    word_vectors: NDArray[np.float32]
    word_weights: NDArray[np.float32]
    word_names: NDArray[np.bool_]
    names: frozenset[str]
    people: frozenset[str]
    terms: frozenset[str]
    entries: frozenset[str]
    words: frozenset[str]
    figures: tuple[Quantity, ...]
    dates: frozenset[tuple[int, int, int]]


def gist_of(text: str, language: Language, encoder: SentenceEncoder, glossary: Glossary) -> Gist:
    """Measure a text: the title and the first sentences of a report."""
    return _measured(text, language, encoder, glossary)


@lru_cache(maxsize=_KEPT)
def _measured(text: str, language: Language, encoder: SentenceEncoder, glossary: Glossary) -> Gist:
    analysis = analyse(text)
    found = mentions(text, glossary)
    read = quantities(text)
    told = [one for one in analysis.lexemes if one.kind not in _SILENT]
    spans = sorted((m.start, m.end) for m in found)
    sums = encoder.word_sums([[one] for one in told])
    lengths = np.linalg.norm(sums, axis=1)
    known = lengths > _SMALLEST_LENGTH
    return Gist(
        language,
        encoder.encode([analysis])[0],
        sums[known] / lengths[known, None],
        lengths[known] / max(float(lengths.sum()), _SMALLEST_LENGTH),
        np.array([one.kind == "name" or _within(one, spans) for one in told], bool)[known],
        frozenset(k for m in found if m.kind != "term" and (k := key(m)) != SUBJECT),
        frozenset(key(m) for m in found if any(_is_person(id, glossary) for id in m.entries)),
        frozenset(id for m in found if m.kind == "term" for id in m.entries),
        frozenset(id for m in found for id in m.entries),
        sentence_words(analysis.lexemes),
        tuple(q for q in read if q.firm and q.unit not in NOT_FIGURES),
        frozenset(q.ymd for q in read if q.unit == "date"),
    )


def _within(lexeme: Lexeme, spans: list[tuple[int, int]]) -> bool:
    return any(start <= lexeme.start < end for start, end in spans)


def _is_person(id: str, glossary: Glossary) -> bool:
    entry = glossary.get(id)
    return entry is not None and entry.kind == "person"
