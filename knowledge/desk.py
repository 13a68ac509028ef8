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


@dataclass(frozen=True, slots=True)
class Desk:
    """What answering needs, all of it safe from several threads.

    Attributes:
        reader: Reads the likeliest sentences together with the question; None: they are judged by their words alone.
        model: Drafts answers; None: answers are extractive.
    """

    library: Library
    glossary: Glossary
    encoder: SentenceEncoder
    reader: Reader | None = None
    model: BaseChatModel | None = None

    def similarity(self, one: str, other: str) -> float:
        """The cosine of two texts in the built-in encoder."""
        vectors = self.encoder.encode([one, other])
        return float(vectors[0] @ vectors[1])
