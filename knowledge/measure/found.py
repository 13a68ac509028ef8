"""``python -m knowledge.measure.found FILE``: write what is found for the training questions, for the reranker to learn from."""

from __future__ import annotations

import json
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from knowledge.abstain import SIDES
from knowledge.desk import Desk
from knowledge.measure.sets import LEARNED, SETS, ask_all, held_out, read_sets
from knowledge.opening import open_knowledge
from knowledge.settings import Settings

FOLDER = Path("tests/evals")


def main(arguments: list[str]) -> int:
    """Write one JSON object a line, see ``knowledge.reranker.training.examples.Found``."""
    with tempfile.TemporaryDirectory() as folder, Path(arguments[0]).open("w", encoding="utf-8") as file:
        knowledge = open_knowledge(Settings(data_dir=Path(folder), reranker="off"))
        try:
            for row in found(knowledge.desk):
                file.write(json.dumps(row, ensure_ascii=False) + "\n")
        finally:
            knowledge.close()
    return 0


def found(desk: Desk) -> Iterator[dict[str, Any]]:
    """What is judged for each training question: in the whole library, in one language alone, and across."""
    rows = [row for row in read_sets(FOLDER, (*SETS, *LEARNED)) if not held_out(row["id"])]
    for side in SIDES:
        for asked in ask_all(desk, rows, side=side, removed=True):
            if asked.question is None or asked.found is None:
                continue
            gold = frozenset().union(*asked.gold)
            likeliest = [one for one in asked.found if one.odds is not None]  # overviews judge none
            for rank, one in enumerate(likeliest):
                yield {
                    "pair": asked.pair,
                    "question": asked.question.text,
                    "sentence": one.text,
                    "right": (one.passage.source_id, one.span) in gold,
                    "rank": rank,
                }


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
