"""What the packages may import, and what starting them pulls in."""

from __future__ import annotations

import subprocess
import sys

import pytest

HEAVY = (
    "chromadb",
    "langchain",
    "langchain_core",
    "langchain_chroma",
    "telegram",
    "trafilatura",
    "pypdf",
    "docx",
    "matplotlib",
    "torch",
    "sqlalchemy",
    "alembic",
    "feedparser",
)


def loaded(code: str) -> set[str]:
    program = f"{code}\nimport sys\nprint(*sys.modules)"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return {name.partition(".")[0] for name in done.stdout.split()}


@pytest.mark.parametrize("module", ["knowledge", "knowledge.cli", "knowledge.settings", "bot.__main__", "bot.settings"])
def test_starting_is_light(module: str) -> None:
    assert not loaded(f"import {module}") & set(HEAVY)


def test_asking_loads_neither_telegram_nor_document_readers() -> None:
    heavy = loaded("import knowledge.opening") & set(HEAVY)
    assert heavy <= {"langchain_core"}


def test_the_core_knows_nothing_of_the_bot() -> None:
    assert "bot" not in loaded("import knowledge.opening, knowledge.cli, knowledge.retriever")
