"""Prompt files with front matter; read by ``knowledge.prompts``."""
