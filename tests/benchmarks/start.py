"""``steppe ask`` in a fresh process, against ``python -c "import chromadb"``."""

from __future__ import annotations

import os
import statistics
import subprocess
import sys
import tempfile
import time

PAIRS = 7


def run() -> list[str]:
    """Run the two in turn, so that a slow moment of the machine falls on both."""
    with tempfile.TemporaryDirectory() as folder:
        environment = {**os.environ, "STEPPE_DATA_DIR": folder}
        ask = [sys.executable, "-m", "bot", "ask", "How many nuclear tests were there at Semipalatinsk?"]
        bare = [sys.executable, "-c", "import chromadb"]
        _time(ask, environment)  # fills the library
        pairs = [(_time(ask, environment), _time(bare, environment)) for _ in range(PAIRS)]
    ratio = statistics.median(a / b for a, b in pairs)
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return [
        f"| `steppe ask` in a fresh process / `import chromadb`, median | {ratio:.2f} ({ours:.2f} s / {theirs:.2f} s) | 2 |"
    ]


def _time(command: list[str], environment: dict[str, str]) -> float:
    began = time.perf_counter()
    subprocess.run(command, check=True, env=environment, capture_output=True)
    return time.perf_counter() - began
