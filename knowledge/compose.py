"""Compose an extractive answer: which sentences are quoted, in what order, and how each is presented.

Every statement is a verbatim sentence. The words put around a quotation in the other language stand outside its marks.
"""

from __future__ import annotations

from collections.abc import Sequence

from knowledge.scoring import Candidate
from knowledge.types import Asked, Language

# Questions that one sentence seldom answers gather further ones. Each may be so much less likely to answer than the best
# one, in log-odds, and must be so likely itself. Everything else gets the one sentence that answers: measured on the
# question sets, a second one was right in one case of three.
_GATHERING: dict[Asked, int] = {"list": 4, "comparison": 4, "broad": 3}
_BEHIND = 2.5
_LIKELY = -0.86  # the training questions are as well served by anything between -0.95 and -0.86
_LIKELY_BROAD = 0.0  # what is beside the point lies near a broad question
_SAME_WORDS = 0.6  # share of common words above which two sentences say the same
_SAME_SENSE = 0.86  # cosine above which they do, whatever their words and language


def choose(found: Sequence[Candidate], asked: Asked, most: int) -> tuple[Candidate, ...]:
    """Pick the sentences to quote.

    Args:
        found: Judged sentences, best first.
        asked: The kind of answer wanted.
        most: The most sentences in an answer.

    Returns:
        The best one first, then those near it that add something; empty when ``found`` is.
    """
    if not found:
        return ()
    limit = min(most, _GATHERING.get(asked, 1))
    likely = _LIKELY_BROAD if asked == "broad" else _LIKELY
    chosen = [found[0]]
    best = found[0].odds
    for candidate in found[1:]:
        if len(chosen) >= limit or best is None or candidate.odds is None:
            break
        if candidate.odds < max(likely, best - _BEHIND):
            break
        if not any(repeats(candidate, other) for other in chosen):
            chosen.append(candidate)
    return tuple(chosen)


def repeats(one: Candidate, other: Candidate) -> bool:
    """Whether two sentences say the same, in the same words or not."""
    if float(one.vector @ other.vector) > _SAME_SENSE:
        return True
    smaller = min(len(one.words), len(other.words))
    return bool(smaller) and len(one.words & other.words) / smaller > _SAME_WORDS


def present(quote: str, written: Language, asked: Language) -> str:
    """A quotation as it stands in an answer: bare in the asker's language, otherwise marked as the original's words."""
    if written == asked:
        return quote
    return f"The Japanese source says: “{quote}”" if asked == "en" else f"英語の原文: “{quote}”"
