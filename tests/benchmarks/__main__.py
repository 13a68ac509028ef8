"""Benchmarks: every figure is a ratio of two measurements of the same run, so that a noisy machine spoils neither.

``make bench``, or ``python -m tests.benchmarks [ingest question start memory]``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.benchmarks import ingest, load, question, start

PARTS: dict[str, Callable[[], list[str]]] = {
    "ingest": ingest.run,
    "question": question.run,
    "start": start.run,
    "load": load.run,
}


def main() -> None:
    """Run the parts named on the command line, or all."""
    print("| what | measured | at most |\n|---|---|---|")
    for name in sys.argv[1:] or PARTS:
        for line in PARTS[name]():
            print(line, flush=True)


if __name__ == "__main__":
    main()
