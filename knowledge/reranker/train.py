"""``python -m knowledge.reranker.train --found FILE``: make the weights again, in about an hour on two cores.

Three times over: once on all training questions, for the weights that are shipped; and twice on half of them, to have odds
for each training question from a reranker that had not seen it, on which the decision to answer is fitted.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from random import Random

import numpy as np

from knowledge.dossier.parts import load_yaml
from knowledge.encoder.training.datafolder import DataFolder, default_folder
from knowledge.errors import SettingsError, SteppeError
from knowledge.reranker.pieces import Pieces
from knowledge.reranker.training.base import Base, packaged
from knowledge.reranker.training.examples import FOLDS, Found, Report, pairs_of, paragraphs, read_found
from knowledge.reranker.training.vocabulary import kept
from knowledge.reranker.unseen import FILE
from knowledge.reranker.unseen import save as save_unseen
from knowledge.reranker.weights import DEFAULT_PATH, save
from knowledge.settings import SHIPPED_CORPUS

FOLDER = Path("tests/evals")
LAYERS = 4
PARAGRAPH_PAIRS = 6_000
SEED = 20261130
_TEXTS = ("tanaka", "tatoeba", "edict", "python-docs", "jsick", "ami-meetings", "talpco")
_READ = 4  # sentences of each question that are given odds: other weights of the steps before may put another one first


def main(arguments: list[str] | None = None) -> int:
    """Train and write the weights and the odds of the training questions; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.reranker.train", description=__doc__)
    parser.add_argument("--found", type=Path, required=True, help="what `python -m knowledge.measure.found` wrote")
    parser.add_argument("--data", type=Path, default=default_folder(), help="the data folder (default: %(default)s)")
    parser.add_argument("--threads", type=int, default=2, help="processor threads")
    options = parser.parse_args(arguments)
    started = time.monotonic()

    def report(line: object) -> None:
        print(f"[{time.monotonic() - started:5.0f} s] {line}", flush=True)

    try:
        train(DataFolder(options.data, report), read_found(options.found), options.threads, report)
    except SteppeError as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def train(folder: DataFolder, found: list[Found], threads: int, report: Report) -> None:
    """Train on what was found, and write both files.

    Raises:
        SettingsError: The packages for training are missing.
    """
    try:
        import torch
    except ImportError as error:
        raise SettingsError(f"Training needs a package that is not installed: pip install {error.name}") from error
    torch.set_num_threads(threads)
    base = Base(packaged())
    ids = kept(base.pieces, base.scores.tolist(), _texts(folder))
    report(f"{len(ids):,} of {len(base.pieces):,} pieces kept")
    trainer = _Trainer(base, ids, paragraphs(folder, PARAGRAPH_PAIRS, Random(SEED)), report)
    trainer.ship(found)
    odds: dict[tuple[str, str], float] = {}
    for fold in range(FOLDS):
        odds |= trainer.unseen(found, fold)
    save_unseen(FOLDER / FILE, odds)
    report(f"wrote {FOLDER / FILE} ({len(odds):,} pairs)")


@dataclass(frozen=True, slots=True)
class _Trainer:
    base: Base
    ids: list[int]
    others: list  # type: ignore[type-arg]
    report: Report

    def ship(self, found: list[Found]) -> None:
        """Train on everything, and write the weights."""
        network, _ = self._trained(found)
        codes, scales = self.base.blocks("emb.word", self.base.rows)
        tensors = network.tensors() | {
            "word": codes[self.ids].reshape(len(self.ids), -1),
            "word.scales": scales[self.ids],
        }
        notes = {"layers": str(LAYERS), "seed": str(SEED), "base": "multilingual-e5-small (MIT)"}
        save(DEFAULT_PATH, tensors, *self._vocabulary(), notes)
        self.report(f"wrote {DEFAULT_PATH} ({DEFAULT_PATH.stat().st_size / 1e6:.1f} MB)")

    def unseen(self, found: list[Found], fold: int) -> dict[tuple[str, str], float]:
        """Train on all folds but one; the odds of what was found for the questions of that one."""
        from knowledge.reranker.training.loop import odds_of

        network, texts = self._trained([one for one in found if one.fold != fold])
        pairs = sorted({(one.question, one.sentence) for one in found if one.fold == fold and one.rank < _READ})
        return dict(zip(pairs, odds_of(network, texts, pairs).tolist(), strict=True))

    def _trained(self, found: list[Found]):  # type: ignore[no-untyped-def]
        import torch

        from knowledge.reranker.training.loop import Plan, Texts, train
        from knowledge.reranker.training.network import CrossNetwork

        torch.manual_seed(SEED)
        random = Random(SEED)
        network = CrossNetwork(self.base, LAYERS, self.ids)
        texts = Texts(Pieces(*self._vocabulary()))
        pairs = [*pairs_of(found, random), *self.others]
        self.report(f"training on {len(pairs):,} pairs, {sum(one.right for one in pairs):,} of them right")
        train(network, texts, pairs, Plan(), random, self.report)
        return network, texts

    def _vocabulary(self) -> tuple[list[str], list[float]]:
        return [self.base.pieces[i] for i in self.ids], self.base.scores[self.ids].astype(np.float32).tolist()


def _texts(folder: DataFolder) -> Iterator[str]:
    """What the vocabulary is counted on: the data folder's training part and the dossier."""
    questions = folder.questions("train")
    yield from dict.fromkeys(one.paragraph for one in questions)
    yield from (one.text for one in questions)
    for name in _TEXTS:
        for pair in folder.pairs(name):
            yield from pair
    for path in sorted((SHIPPED_CORPUS / "dossiers").glob("*.yaml")):
        yield from _strings(load_yaml(path, []))


def _strings(value: object) -> Iterable[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict):
        for one in value.values():
            yield from _strings(one)
    elif isinstance(value, list):
        for one in value:
            yield from _strings(one)


if __name__ == "__main__":
    sys.exit(main())
