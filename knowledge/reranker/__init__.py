"""The built-in reranker: a small cross-encoder that reads a question and a sentence together, in Japanese and English."""

from knowledge.reranker.cross import CrossEncoder, Reader

__all__ = ["CrossEncoder", "Reader"]
