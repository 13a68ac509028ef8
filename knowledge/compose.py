"""Compose an extractive answer: which sentences are quoted, in what order, and how each is presented.

Every statement is a verbatim sentence. The words put around a quotation in the other language stand outside its marks.
"""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.scoring import Candidate
from knowledge.types import Asked, Language

# How near to the best sentence a further one must score, and how many sentences an answer of this kind has at most.
# A single fact wants one sentence; a list or a comparison gathers several.
_GATHERING: dict[Asked, tuple[float, int]] = {
    "list": (0.80, 5),
    "comparison": (0.82, 4),
    "reason": (0.86, 3),
    "manner": (0.86, 3),
    "fact": (0.90, 3),
    "polar": (0.90, 2),
    "person": (0.93, 2),
    "place": (0.93, 2),
    "date": (0.93, 2),
    "number": (0.93, 2),
}
_SAME_WORDS = 0.6  # share of common words above which two sentences say the same
_SAME_SENSE = 0.86  # cosine above which they do, whatever their words and language


def choose(found: Sequence[Candidate], asked: Asked, most: int) -> tuple[Candidate, ...]:
    """Pick the sentences to quote.

    Args:
        found: Scored sentences, best first.
        asked: The kind of answer wanted.
        most: The most sentences in an answer.

    Returns:
        The best one first, then those near it that add something; empty when ``found`` is.
    """
    if not found:
        return ()
    nearness, limit = _GATHERING[asked]
    chosen = [found[0]]
    for candidate in found[1:]:
        if len(chosen) >= min(limit, most) or candidate.score < nearness * found[0].score:
            break
        if asked in ("number", "date") and not candidate.typed:
            continue
        if not any(_repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
    return tuple(chosen)


def _repeats(one: Candidate, other: Candidate) -> bool:
    if float(one.vector @ other.vector) > _SAME_SENSE:
        return True
    smaller = min(len(one.words), len(other.words))
    return bool(smaller) and len(one.words & other.words) / smaller > _SAME_WORDS


def present(quote: str, written: Language, asked: Language) -> str:
    """A quotation as it stands in an answer: bare in the asker's language, otherwise marked as the original's words."""
    if written == asked:
        return quote
    return f"The Japanese source says: “{quote}”" if asked == "en" else f"英語の原文: “{quote}”"
