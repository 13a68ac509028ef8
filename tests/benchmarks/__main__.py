"""Benchmarks: every figure is a ratio of two measurements of the same run, so that a noisy machine spoils neither.

``make bench``, or ``python -m tests.benchmarks [ingest question start ready briefing load]``; ``deliveries`` and
``kills`` are part of ``make soak``.
"""

from __future__ import annotations

import sys
from collections.abc import Callable

from tests.benchmarks import briefing, deliveries, ingest, load, question, ready, start

PARTS: dict[str, Callable[[], list[str]]] = {
    "ingest": ingest.run,
    "question": question.run,
    "start": start.run,
    "ready": ready.run,
    "briefing": briefing.run,
    "load": load.run,
}
SOAK: dict[str, Callable[[], list[str]]] = {  # run only when named: they take minutes
    "deliveries": deliveries.pace,
    "kills": deliveries.kills,
}


def main() -> None:
    """Run the parts named on the command line, or all but the one that takes minutes."""
    print("| what | measured | at most |\n|---|---|---|")
    for name in sys.argv[1:] or [part for part in PARTS if part != "load"]:
        for line in (PARTS | SOAK)[name]():
            print(line, flush=True)


if __name__ == "__main__":
    main()
