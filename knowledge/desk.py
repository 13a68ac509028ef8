"""What answering needs, in one value."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.encoder import SentenceEncoder
from knowledge.glossary import Glossary
from knowledge.library import Library
from knowledge.reranker import Reader

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel


@dataclass(frozen=True, slots=True)
class Doubt:
    """Which sentences are read together with the question.

    Attributes:
        low: The chance, as judged, below which the question is refused and nothing read.
        high: The chance above which it is answered and nothing read.
        behind: Log-odds, as judged, that a sentence may lie behind the likeliest one to be read as well.
        most: Sentences that are read.
    """

    low: float
    high: float
    behind: float
    most: int

    def holds(self, chance: float) -> bool:
        """Whether a question is to be read at all."""
        return self.low <= chance <= self.high

    def read(self, odds: Sequence[float]) -> list[int]:
        """The places of the sentences to read, likeliest first, by the log-odds of all that were judged."""
        order = sorted(range(len(odds)), key=lambda index: -odds[index])
        return [index for index in order[: self.most] if odds[index] >= odds[order[0]] - self.behind]


# The thresholds of what is decided without reading lie within the range, so that what is below is refused and what is above
# answered. What a wider or narrower one brings, and more or fewer sentences: see the reranker's card.
DOUBT = Doubt(low=0.02, high=0.8, behind=1.5, most=3)
READ_ALL = Doubt(low=0.0, high=1.0, behind=math.inf, most=99)  # for fitting and measuring


@dataclass(frozen=True, slots=True)
class Desk:
    """What answering needs, all of it safe from several threads.

    Attributes:
        reader: Reads the likeliest sentences together with the question; None: they are judged by their words alone.
        doubt: When it is asked, and of which sentences.
        model: Drafts answers; None: answers are extractive.
    """

    library: Library
    glossary: Glossary
    encoder: SentenceEncoder
    reader: Reader | None = None
    doubt: Doubt = DOUBT
    model: BaseChatModel | None = None

    def similarity(self, one: str, other: str) -> float:
        """The cosine of two texts in the built-in encoder."""
        vectors = self.encoder.encode([one, other])
        return float(vectors[0] @ vectors[1])
