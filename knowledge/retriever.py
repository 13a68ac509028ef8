"""Steppe's retrieval as LangChain knows it: a ``BaseRetriever`` to put into anybody's chain."""

from __future__ import annotations

import asyncio

from langchain_core.callbacks import AsyncCallbackManagerForRetrieverRun, CallbackManagerForRetrieverRun
from langchain_core.documents import Document
from langchain_core.retrievers import BaseRetriever
from pydantic import ConfigDict, Field

from knowledge.opening import Knowledge
from knowledge.types import Hit


class SteppeRetriever(BaseRetriever):
    """Passages for a question, best first: both search legs, both languages.

    Each document's id is the passage's; its metadata give source, language, section, paragraph, span (code points,
    half-open), twin and score. Safe from several threads. Raises what ``Knowledge.search`` raises.
    """

    model_config = ConfigDict(arbitrary_types_allowed=True)

    knowledge: Knowledge = Field(description="An open library.")
    top: int = Field(8, ge=1, le=100, description="How many passages.")

    def _get_relevant_documents(self, query: str, *, run_manager: CallbackManagerForRetrieverRun) -> list[Document]:
        return [to_document(hit) for hit in self.knowledge.search(query, top=self.top)]

    async def _aget_relevant_documents(
        self, query: str, *, run_manager: AsyncCallbackManagerForRetrieverRun
    ) -> list[Document]:
        hits = await asyncio.to_thread(self.knowledge.search, query, top=self.top)
        return [to_document(hit) for hit in hits]


def to_document(hit: Hit) -> Document:
    """A hit as a LangChain document."""
    passage = hit.passage
    return Document(
        id=passage.id,
        page_content=passage.text,
        metadata={
            "source_id": passage.source_id,
            "language": passage.language,
            "section": passage.section,
            "paragraph": passage.paragraph,
            "start": passage.start,
            "end": passage.end,
            "twin_id": passage.twin_id,
            "score": hit.score,
        },
    )
