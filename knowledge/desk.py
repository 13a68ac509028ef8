"""What answering needs, in one value."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from knowledge.encoder import SentenceEncoder
from knowledge.glossary import Glossary
from knowledge.library import Library
from knowledge.reranker import Reader

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

# Of the training questions three in ten that have an answer lie in this range, and half of the others. A narrower one answers
# more of those that have none; a wider one decides about alike. The thresholds of what is decided without reading lie within
# it, so that what is below is refused and what is above answered.
DOUBT = (0.05, 0.6)


@dataclass(frozen=True, slots=True)
class Desk:
    """What answering needs, all of it safe from several threads.

    Attributes:
        reader: Reads the likeliest sentence together with the question; None: they are judged by their words alone.
        doubt: The chances, as judged, from and up to which it is asked; what is outside is decided without it.
        model: Drafts answers; None: answers are extractive.
    """

    library: Library
    glossary: Glossary
    encoder: SentenceEncoder
    reader: Reader | None = None
    doubt: tuple[float, float] = DOUBT
    model: BaseChatModel | None = None

    def similarity(self, one: str, other: str) -> float:
        """The cosine of two texts in the built-in encoder."""
        vectors = self.encoder.encode([one, other])
        return float(vectors[0] @ vectors[1])
