"""The built-in bilingual sentence encoder, and the words that it and the full-text index share.

``BuiltinEmbeddings``, the encoder as LangChain takes it, is imported when it is asked for: LangChain's base
classes cost a fresh process some 0.4 s.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from knowledge.encoder.embeddings import SentenceEncoder
from knowledge.encoder.tokens import Analysis, Lexeme, analyse

if TYPE_CHECKING:
    from knowledge.encoder.langchain import BuiltinEmbeddings

__all__ = ["Analysis", "BuiltinEmbeddings", "Lexeme", "SentenceEncoder", "analyse"]


def __getattr__(name: str) -> Any:
    if name != "BuiltinEmbeddings":
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    from knowledge.encoder.langchain import BuiltinEmbeddings

    return BuiltinEmbeddings
