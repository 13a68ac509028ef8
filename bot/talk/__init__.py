"""Conversation: questions and answers, what stands behind them, and what a reader may do with both."""
