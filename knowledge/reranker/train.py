"""``python -m knowledge.reranker.train --found FILE``: make the weights again, in two hours on two cores.

It learns to read first, on an invented reading set, questions put to the dossier's statements and JaQuAD, and then the training
questions: once all of them, for the weights that are shipped; and once half of them, to have odds for the other half from a
reranker that had not seen it, on which the decision to answer is fitted.
"""

from __future__ import annotations

import argparse
import copy
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
LAYERS = 6
PARAGRAPH_SENTENCES = 2_000
AGAIN = 7  # one in so many of the sentences it learned to read on is gone through again with the training questions
SEED = 20261130
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
    """Train both rerankers, say how what was kept back is told apart, and write the weights and the odds.

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
    from knowledge.reranker.training.network import CrossNetwork

    torch.set_num_threads(threads)
    torch.manual_seed(SEED)
    random = Random(SEED)
    read, back = reading(read_items(FOLDER / READING_SET), random)
    own, own_back = reading(with_statements(read_items(FOLDER / STATEMENTS), SHIPPED_CORPUS / "dossiers"), random)
    base = Base(packaged())
    ids = kept(base.pieces, base.scores.tolist(), _texts(folder, [*read, *back, *own, *own_back]))
    pieces, scores = [base.pieces[i] for i in ids], base.scores[ids].astype(np.float32).tolist()
    report(f"{len(ids):,} of {len(base.pieces):,} pieces kept")
    texts, network = Texts(Pieces(pieces, scores)), CrossNetwork(base, LAYERS, ids)

    def learn(puts: list[Put], plan: Plan) -> None:
        report(f"training on {len(puts):,} sentences with {sum(len(put.questions) for put in puts):,} questions")
        fit(network, texts, puts, plan, random, report)
        for what, kept_back in (("reading set", back), ("statements", own_back)):
            for name, value in _told_apart(kept_back, odds_of(network, texts, kept_back)).items():
                report(f"kept back of the {what}, {name}: {value:.3f} of right and wrong are told apart")

    # What one statement of the dossier does not answer another may: its questions are put to no other sentence.
    generic = [*with_strangers([*read, *paragraphs(folder, PARAGRAPH_SENTENCES, random)], random), *own]
    learn(generic, Plan(epochs=3, rate=1.5e-4))
    able = copy.deepcopy(network.state_dict())
    again = random.sample([*read, *own], len(read) // AGAIN)
    asked = Plan(epochs=1, rate=1e-4)
    learn([*by_sentence((one for one in found if not one.set_apart), random), *again], asked)
    pairs = sorted({(one.question, one.sentence) for one in found if one.set_apart and one.rank < _READ})
    odds = odds_of(network, texts, [Put(sentence, ((question, True),)) for question, sentence in pairs])
    save_unseen(FOLDER / FILE, dict(zip(pairs, np.concatenate(odds).tolist(), strict=True)))
    report(f"wrote {FOLDER / FILE} ({len(pairs):,} pairs)")
    network.load_state_dict(able)
    learn([*by_sentence(found, random), *again], asked)
    codes, scales = base.blocks("emb.word", base.rows)
    words = {"word": codes[ids].reshape(len(ids), -1), "word.scales": scales[ids]}
    notes = {"layers": str(LAYERS), "seed": str(SEED), "base": "multilingual-e5-small (MIT)"}
    save(DEFAULT_PATH, network.tensors() | words, pieces, scores, notes)
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
