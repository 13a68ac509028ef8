from __future__ import annotations

import asyncio

from langchain_core.runnables import RunnableLambda

from knowledge.opening import Knowledge
from knowledge.retriever import SteppeRetriever


def test_it_stands_in_a_chain(small: Knowledge) -> None:
    chain = SteppeRetriever(knowledge=small, top=3) | RunnableLambda(
        lambda documents: [d.page_content for d in documents]
    )
    found = chain.invoke("How many passengers does the ferry carry?")
    assert "300 passengers" in found[0]


def test_documents_point_into_their_source(small: Knowledge) -> None:
    retriever = SteppeRetriever(knowledge=small)
    documents = asyncio.run(retriever.ainvoke("渡し船の乗客は何人?"))
    assert documents == retriever.invoke("渡し船の乗客は何人?")
    for document in documents:
        source = small.source(document.metadata["source_id"])
        assert source.text[document.metadata["start"] : document.metadata["end"]] == document.page_content
