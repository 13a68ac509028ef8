"""``python -m knowledge.encoder.train``: make the weights again from the data folder, in about half an hour."""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np

from knowledge.encoder.training.datafolder import DataFolder, default_folder
from knowledge.encoder.weights import DEFAULT_PATH, save
from knowledge.errors import SettingsError, SteppeError

VOCABULARY = 116_000
BUCKETS = 36_000
DIMENSION = 384
SEED = 20261123


def main(arguments: list[str] | None = None) -> int:
    """Train and write ``weights.safetensors``; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.encoder.train", description=__doc__)
    parser.add_argument("--data", type=Path, default=default_folder(), help="the data folder (default: %(default)s)")
    parser.add_argument("--out", type=Path, default=DEFAULT_PATH.parent, help="where the weights are written")
    parser.add_argument("--cache", type=Path, help="where the teacher's vectors are kept (default: OUT/.teacher)")
    parser.add_argument("--steps", type=int, default=1000, help="training steps; fewer are quicker and worse")
    parser.add_argument("--threads", type=int, default=2, help="processor threads")
    options = parser.parse_args(arguments)
    started = time.monotonic()

    def report(line: str) -> None:
        print(f"[{time.monotonic() - started:5.0f} s] {line}", flush=True)

    try:
        train(
            options.data, options.out, options.cache or options.out / ".teacher", options.steps, options.threads, report
        )
    except SteppeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def train(data: Path, out: Path, cache: Path, steps: int, threads: int, report: Callable[[str], object]) -> None:
    """Collect the data, train, and write the weights to ``out``.

    Raises:
        SettingsError: No data folder, nothing to train on in it, or the packages for training are missing.
    """
    folder = DataFolder(data, report)
    try:
        import torch

        from knowledge.encoder.training.examples import collect
        from knowledge.encoder.training.loop import Plan, Trainer
        from knowledge.encoder.training.table import first_table, reduced_teacher
    except ImportError as error:
        raise SettingsError(f"Training needs a package that is not installed: pip install {error.name}") from error
    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    random = np.random.default_rng(SEED)
    examples = collect(folder, cache, VOCABULARY, BUCKETS, report)
    teacher = reduced_teacher(examples.teacher, DIMENSION, random)
    table = first_table(examples, teacher, BUCKETS, random)
    report(f"training {len(table):,} rows of {DIMENSION}")
    values = Trainer(examples, teacher, table, Plan(steps=steps), random).run(report)
    out.mkdir(parents=True, exist_ok=True)
    path = out / DEFAULT_PATH.name
    save(path, values, examples.vocabulary, {"steps": str(steps), "seed": str(SEED)})
    report(f"wrote {path} ({path.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    sys.exit(main())
