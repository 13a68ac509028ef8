"""The built-in bilingual sentence encoder, and the words that it and the full-text index share."""

from __future__ import annotations

from knowledge.encoder.embeddings import BuiltinEmbeddings
from knowledge.encoder.tokens import Analysis, Lexeme, analyse

__all__ = ["Analysis", "BuiltinEmbeddings", "Lexeme", "analyse"]
