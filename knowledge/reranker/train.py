"""``python -m knowledge.reranker.train --found FILE``: make the weights again, in two hours on two cores.

It learns to read on an invented reading set, questions put to the dossier's statements and JaQuAD, and among them on half of
the training questions. What it says of the other half, which it has not seen, is what the decision to answer is fitted on.
"""

from __future__ import annotations

import argparse
import sys
import time
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from random import Random

import numpy as np
from numpy.typing import NDArray

from knowledge.dossier.parts import load_yaml
from knowledge.encoder.training.datafolder import DataFolder, default_folder
from knowledge.errors import SettingsError, SteppeError
from knowledge.reranker.pieces import Pieces
from knowledge.reranker.training.base import Base, packaged
from knowledge.reranker.training.examples import (
    Found,
    Put,
    Report,
    by_sentence,
    paragraphs,
    read_found,
    read_items,
    reading,
    told_apart,
    with_statements,
    with_strangers,
)
from knowledge.reranker.training.vocabulary import kept
from knowledge.reranker.unseen import FILE
from knowledge.reranker.unseen import save as save_unseen
from knowledge.reranker.weights import DEFAULT_PATH, save
from knowledge.settings import SHIPPED_CORPUS

FOLDER = Path("tests/evals")
READING_SET = "reading.jsonl"
STATEMENTS = "statements.jsonl"
LAYERS = 12  # all of the base model
APART = 6  # in so many, the first ones, question and sentence are read apart, and nothing is learned
PARAGRAPH_SENTENCES = 800
STEPS = 2_617
RATE = 1.5e-4
SEED = 12
_READ = 4  # sentences of each question that are given odds: other weights of the steps before may put another one first
_TEXTS = ("tanaka", "tatoeba", "edict", "python-docs", "jsick", "ami-meetings", "talpco")


def main(arguments: list[str] | None = None) -> int:
    """Train and write the weights; returns the exit code."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.reranker.train", description=__doc__)
    parser.add_argument("--data", type=Path, default=default_folder(), help="the data folder (default: %(default)s)")
    parser.add_argument("--found", type=Path, required=True, help="what `python -m knowledge.measure.found` wrote")
    parser.add_argument("--threads", type=int, default=2, help="processor threads")
    options = parser.parse_args(arguments)
    started = time.monotonic()

    def report(line: object) -> None:
        print(f"[{time.monotonic() - started:5.0f} s] {line}", flush=True)

    try:
        train(DataFolder(options.data, report), read_found(options.found), options.threads, report)
    except (SteppeError, OSError) as error:
        print(error, file=sys.stderr)
        return 1
    return 0


def train(folder: DataFolder, found: list[Found], threads: int, report: Report) -> None:
    """Train, say how what was kept back is told apart, and write the weights and the odds.

    Raises:
        SettingsError: The packages for training are missing.
        OSError: The reading set cannot be read, or a file cannot be written.
    """
    try:
        import torch
    except ImportError as error:
        raise SettingsError(f"Training needs a package that is not installed: pip install {error.name}") from error
    from knowledge.reranker.training.loop import Plan, Texts, odds_of
    from knowledge.reranker.training.loop import train as fit
    from knowledge.reranker.training.network import Apart, Together, tensors

    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    random = Random(SEED)
    read, back = reading(read_items(FOLDER / READING_SET), random)
    own, own_back = reading(with_statements(read_items(FOLDER / STATEMENTS), SHIPPED_CORPUS / "dossiers"), random)
    base = Base(packaged())
    ids = kept(base.pieces, base.scores.tolist(), _texts(folder, [*read, *back, *own, *own_back]))
    pieces, scores = [base.pieces[i] for i in ids], base.scores[ids].astype(np.float32).tolist()
    report(f"{len(ids):,} of {len(base.pieces):,} pieces kept")

    # What one statement of the dossier does not answer another may: its questions are put to no other sentence.
    generic = [*with_strangers([*read, *paragraphs(folder, PARAGRAPH_SENTENCES, random)], random), *own]
    asked = by_sentence((one for one in found if not one.set_apart), random)
    pairs = sorted({(one.question, one.sentence) for one in found if one.set_apart and one.rank < _READ})
    unseen = [Put(sentence, ((question, True),)) for question, sentence in pairs]
    apart, together = Apart(base, APART, ids), Together(base, APART, LAYERS)
    texts = Texts(Pieces(pieces, scores), apart, [*generic, *asked, *unseen, *back, *own_back], report)
    report(f"training on {len(generic):,} sentences to read and {len(asked):,} that were found for questions")
    rounds = (generic, [*generic, *asked, *asked[::2]], [*generic, *asked])
    fit(together, texts, rounds, Plan(STEPS, RATE), random, report)
    for what, kept_back in (("reading set", back), ("statements", own_back)):
        for name, value in _told_apart(kept_back, odds_of(together, texts, kept_back)).items():
            report(f"kept back of the {what}, {name}: {value:.3f} of right and wrong are told apart")
    odds = np.concatenate(odds_of(together, texts, unseen)).tolist()
    save_unseen(FOLDER / FILE, dict(zip(pairs, odds, strict=True)))
    report(f"wrote {FOLDER / FILE} ({len(pairs):,} pairs)")
    codes, scales = base.blocks("emb.word", base.rows)
    words = {"word": codes[ids].reshape(len(ids), -1), "word.scales": scales[ids]}
    notes = {"layers": str(LAYERS), "apart": str(APART), "seed": str(SEED), "base": "multilingual-e5-small (MIT)"}
    save(DEFAULT_PATH, tensors(apart, together) | words, pieces, scores, notes)
    report(f"wrote {DEFAULT_PATH} ({DEFAULT_PATH.stat().st_size / 1e6:.1f} MB)")


def _told_apart(back: Sequence[Put], odds: Sequence[NDArray[np.float32]]) -> dict[str, float]:
    """How well what was kept back is told apart, by the language of the sentence."""
    found: dict[str, list[tuple[float, bool]]] = {"Japanese": [], "English": []}
    for put, own in zip(back, odds, strict=True):
        language = "Japanese" if any("\u3040" <= one < "\u3100" for one in put.sentence) else "English"
        found[language] += zip(own.tolist(), (right for _, right in put.questions), strict=True)
    return {name: told_apart(one) for name, one in found.items()}


def _texts(folder: DataFolder, puts: Iterable[Put]) -> Iterator[str]:
    """What the vocabulary is counted on: the data folder's training part, the reading set and the dossier."""
    questions = folder.questions("train")
    yield from dict.fromkeys(one.paragraph for one in questions)
    yield from (one.text for one in questions)
    for name in _TEXTS:
        for pair in folder.pairs(name):
            yield from pair
    for put in puts:
        yield put.sentence
        yield from (question for question, _ in put.questions)
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
