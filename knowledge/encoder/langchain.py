"""The built-in encoder as a LangChain ``Embeddings``, for anybody's chain."""

from __future__ import annotations

from langchain_core.embeddings import Embeddings

from knowledge.encoder.embeddings import SentenceEncoder


class BuiltinEmbeddings(SentenceEncoder, Embeddings):
    """The built-in encoder, with all that LangChain asks of one."""
