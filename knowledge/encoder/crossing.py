"""English questions whose answers stand in Japanese passages: the dossier's, and those of the owner's article."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, NamedTuple

import yaml

_REPOSITORY = Path(__file__).resolve().parents[2]
_LONGEST_HEADING = 25


class Crossing(NamedTuple):
    """Questions, passages, and for each question the indices of the passages that answer it."""

    questions: list[str]
    passages: list[str]
    wanted: list[set[int]]


def dossier_crossing(root: Path = _REPOSITORY, *, close: bool = False) -> Crossing:
    """Return English questions over the Japanese paragraphs of the dossier; may be empty.

    Args:
        close: Those of the set ``close``, which asks three things of every sentence, instead of what people ask.
    """
    passages: dict[str, str] = {}
    for path in sorted((root / "knowledge" / "corpus" / "dossiers").glob("*.yaml")):
        for section in yaml.safe_load(path.read_text(encoding="utf-8"))["sections"]:
            for paragraph in section["paragraphs"]:
                passages[paragraph["id"]] = "".join(statement["ja"] for statement in paragraph["statements"])
    return _crossing(passages, root, close)


def article_crossing(article: Path, root: Path = _REPOSITORY) -> Crossing:
    """Return the questions about the article over its paragraphs, named ``column:SECTION.PARAGRAPH``; may be empty."""
    passages: dict[str, str] = {}
    section, number = 0, 0
    blocks = article.read_text(encoding="utf-8").split("\n\n") if article.is_file() else []
    for block in map(str.strip, blocks):
        if "。" in block:
            number += 1
            passages[f"column:{section}.{number}"] = block
        elif passages and 0 < len(block) <= _LONGEST_HEADING and "(" not in block:
            section, number = section + 1, 0
    return _crossing(passages, root)


def _crossing(passages: dict[str, str], root: Path, close: bool = False) -> Crossing:
    index = {name: number for number, name in enumerate(passages)}
    questions: list[str] = []
    wanted: list[set[int]] = []
    for row in _english_questions(root, close):
        # "a#1|b#2": either passage answers; a list of several: each is needed, so the first stands for all.
        names = {name.partition("#")[0] for name in row["gold"][0].split("|")} if row["gold"] else set()
        answers = {index[name] for name in names if name in index}
        if answers:
            questions.append(row["question"])
            wanted.append(answers)
    return Crossing(questions, list(passages.values()), wanted)


# What no one passage answers, in part or at all.
_NO_QUESTION = ("overview", "several", "everyday", "visitors", "curious")


def _english_questions(root: Path, close: bool) -> Iterator[dict[str, Any]]:
    for path in sorted((root / "tests" / "evals").glob("*.jsonl")):
        if (path.stem == "close") != close or path.stem in _NO_QUESTION:
            continue
        for line in path.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            # The sets of feeds and briefings ask nothing.
            if row.get("answerable") and row["language"] == "en" and not row.get("history"):
                yield row
