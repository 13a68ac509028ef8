"""How long until the bot listens, against importing what it depends on.

The modules are those that the bot itself has imported by then, its own and Python's left out; both are started in
turn, in fresh processes, over a library that is there already.
"""

from __future__ import annotations

import os
import re
import signal
import statistics
import subprocess
import sys
import tempfile
import time

from bot.simulator.driver import TOKEN, Simulator

PAIRS = 5
_IMPORT = re.compile(r"import time:\s+\d+ \|\s+\d+ \|\s+(\S+)")
_OURS = ("bot", "knowledge", "prompts")
_IMPORT_ALL = """
import importlib, sys
for name in sys.stdin.read().split():
    try:
        importlib.import_module(name)
    except ImportError:
        pass  # a part that only its own package can import, or that was tried and is not here
"""


def run() -> list[str]:
    """Run the two in turn, so that a slow moment of the machine falls on both."""
    with tempfile.TemporaryDirectory() as folder, Simulator() as telegram:
        env = {name: value for name, value in os.environ.items() if not name.startswith("STEPPE_")}
        env |= {"STEPPE_TELEGRAM_TOKEN": TOKEN, "STEPPE_TELEGRAM_API_URL": telegram.url, "STEPPE_DATA_DIR": folder}
        _until_ready(env)  # fills the library
        names = _modules(_until_ready(env, "-X", "importtime")[1])
        pairs = [(_until_ready(env)[0], _import(names)) for _ in range(PAIRS)]
    ratio = statistics.median(a / b for a, b in pairs)
    ours, theirs = (statistics.median(column) for column in zip(*pairs, strict=True))
    return [
        f"| bot ready / import of the {len(names)} modules it depends on, median | "
        f"{ratio:.2f} ({ours:.2f} s / {theirs:.2f} s) | 1.5 |"
    ]


def _until_ready(env: dict[str, str], *flags: str) -> tuple[float, str]:
    """Seconds until the bot says that it listens, and all it wrote until then."""
    began = time.perf_counter()
    command = [sys.executable, *flags, "-m", "bot", "run"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    told = ""
    assert process.stderr is not None
    for line in process.stderr:
        told += line
        if "is listening" in line:
            break
    took = time.perf_counter() - began
    process.send_signal(signal.SIGTERM)
    process.stderr.read()
    assert process.wait(30) == 0, told
    return took, told


def _modules(told: str) -> list[str]:
    """The modules of others that were imported, in order; parts that only their own package can import are left out."""
    found = _IMPORT.findall(told)
    return [
        name
        for name in dict.fromkeys(found)
        if name.split(".")[0] not in {*_OURS, *sys.stdlib_module_names, *sys.builtin_module_names}
        and re.fullmatch(r"[a-z]\w*(\.\w+)*", name)
    ]


def _import(names: list[str]) -> float:
    began = time.perf_counter()
    subprocess.run([sys.executable, "-c", _IMPORT_ALL], input=" ".join(names), text=True, check=True)
    return time.perf_counter() - began
