"""Composing a day's briefing over 10,000 passages, half a hundred of them reports of the day."""

from __future__ import annotations

import json
import statistics
import tempfile
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path

from knowledge.opening import open_knowledge
from knowledge.settings import Settings
from knowledge.types import LANGUAGES
from tests.benchmarks.texts import write_articles
from tests.briefing.press import Piece, take_in

PASSAGES = 10_000
REPORTS = 60
ROUNDS = 9
MARK_MS = 300


def run() -> list[str]:
    """Fill a library, then compose: the first time of the day, and again for the next reader."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        write_articles(folder / "in", PASSAGES)
        knowledge = open_knowledge(Settings(data_dir=folder / "library"))
        try:
            knowledge.ingest([folder / "in"])
            now = datetime.now(UTC)
            take_in(knowledge, _reports(now))
            first, later = [], []
            for language in LANGUAGES:
                day = now.astimezone(UTC).date()
                for number in range(ROUNDS + 1):
                    began = time.perf_counter()
                    briefing = knowledge.brief(
                        day, language=language, zone="UTC", now=datetime.now(UTC) + timedelta(seconds=number)
                    )
                    (later if number else first).append((time.perf_counter() - began) * 1000)
                    assert briefing.new, "the benchmark has nothing to compose from"
            total = sum(map(knowledge.library.catalogue.count, LANGUAGES))
        finally:
            knowledge.close()
    return [
        f"| a day's briefing over {total:,} passages and {REPORTS} reports, warm, median"
        f" | {statistics.median(later):.0f} ms | {MARK_MS} ms |",
        f"| the same in a process that has composed none, Japanese, then English | {first[0]:.0f} ms, {first[1]:.0f} ms | |",
    ]


def _reports(now: datetime) -> list[Piece]:
    """Made-up reports: the labelled set's, dated today."""
    lines = Path("tests/evals/duplicates.jsonl").read_text(encoding="utf-8").splitlines()[:REPORTS]
    day = now.date().isoformat()
    rows = [json.loads(line) for line in lines]
    return [
        Piece(row["title"], row["text"], day, row["language"], publisher=f"Wire {i % 9}") for i, row in enumerate(rows)
    ]


if __name__ == "__main__":
    print("\n".join(run()))
