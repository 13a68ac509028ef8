"""A warm question at 10,000 passages, against the bare Chroma and FTS5 queries that it makes; and memory."""

from __future__ import annotations

import json
import random
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from knowledge.encoder import analyse
from knowledge.lexical import match_expression
from knowledge.opening import open_knowledge
from knowledge.retrieve import LEG_DEPTH, weigh, words_for
from knowledge.settings import Settings
from knowledge.types import LANGUAGES
from knowledge.understand import understand
from tests.benchmarks.texts import sentences, write_articles

PASSAGES = 10_000
QUESTIONS = 120


def run() -> list[str]:
    """Ask once in a fresh process, so that its memory is the question's alone."""
    command = [sys.executable, "-m", "tests.benchmarks.question"]
    found = json.loads(subprocess.run(command, check=True, capture_output=True, text=True).stdout)
    return [
        f"| warm question at {found['passages']:,} passages / the Chroma and FTS5 queries it makes, median"
        f" | {found['ratio']:.2f} ({found['ours_ms']:.1f} ms / {found['bare_ms']:.1f} ms) | 3 |",
        f"| resident memory after {found['asked']} questions | {found['rss_mb']:.0f} MB | 450 MB |",
    ]


def measure() -> dict[str, float]:
    """Time questions nobody asked before, each beside its bare queries."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "in").mkdir()
        write_articles(folder / "in", PASSAGES)
        # The library is filled by another process: memory is measured as of one that only answers.
        code = (
            "import sys; from pathlib import Path; from knowledge.opening import open_knowledge;"
            "from knowledge.settings import Settings;"
            "k = open_knowledge(Settings(data_dir=Path(sys.argv[1]), corpus=None)); k.ingest([Path(sys.argv[2])]); k.close()"
        )
        subprocess.run([sys.executable, "-c", code, str(folder / "library"), str(folder / "in")], check=True)
        knowledge = open_knowledge(Settings(data_dir=folder / "library", corpus=None))
        questions = _questions()
        for text in questions[:20]:
            knowledge.ask(text)
        ours, bare = [], []
        for text in questions[20:]:
            began = time.perf_counter()
            knowledge.ask(text)
            ours.append(time.perf_counter() - began)
            bare.append(_bare(knowledge, text))
        total = sum(map(knowledge.library.catalogue.count, LANGUAGES))
        rss = int(Path("/proc/self/statm").read_text().split()[1]) * 4096 / 1e6
        knowledge.close()
    return {
        "passages": total,
        "asked": len(questions),
        "ours_ms": statistics.median(ours) * 1e3,
        "bare_ms": statistics.median(bare) * 1e3,
        "ratio": statistics.median(a / b for a, b in zip(ours, bare, strict=True)),
        "rss_mb": rss,
    }


def _bare(knowledge, text: str) -> float:  # type: ignore[no-untyped-def]
    library, glossary = knowledge.library, knowledge.desk.glossary
    question = understand(text, glossary=glossary)
    analysis = analyse(text)
    vector = library.encoder.question(analysis)
    expressions = {
        one: match_expression(weigh(library, *words_for(question, analysis, glossary, one), one).words)
        for one in LANGUAGES
    }
    began = time.perf_counter()
    for language in LANGUAGES:
        library.vectors.query(language, vector, LEG_DEPTH)
        if expressions[language]:
            library.catalogue.search(language, expressions[language], LEG_DEPTH)
    return time.perf_counter() - began


def _questions() -> list[str]:
    rng = random.Random(7)
    found = []
    for number in range(QUESTIONS):
        stock = sentences("ja" if number % 2 else "en")
        words = rng.choice(stock).rstrip("。.")
        found.append(f"{words[:40]}とは何か？" if number % 2 else f"What is said of {' '.join(words.split()[:9])}?")
    return found


if __name__ == "__main__":
    print(json.dumps(measure()))
