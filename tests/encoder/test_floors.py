"""The shipped weights must not fall below these figures."""

from __future__ import annotations

import os
from pathlib import Path

import numpy as np
import pytest

from knowledge.encoder import BuiltinEmbeddings
from knowledge.encoder.crossing import dossier_crossing
from knowledge.encoder.evaluate import crossing_hits
from knowledge.encoder.evaluate import main as evaluate
from knowledge.encoder.measures import matching, passage_scores, recall
from knowledge.encoder.training.datafolder import DataFolder, default_folder
from knowledge.encoder.weights import DEFAULT_PATH

_HERE = Path(__file__).parent
_LARGEST_BYTES = 24_000_000


def _rows(name: str) -> list[tuple[str, str]]:
    lines = (_HERE / name).read_text(encoding="utf-8").splitlines()
    return [(first, second) for first, _, second in (line.partition("\t") for line in lines)]


@pytest.fixture(scope="module")
def encoder() -> BuiltinEmbeddings:
    return BuiltinEmbeddings()


@pytest.fixture(scope="module")
def data() -> DataFolder:
    folder = default_folder()
    if not folder.is_dir():
        pytest.skip("the data folder is not here: set STEPPE_ENCODER_DATA")
    return DataFolder(folder)


def test_size() -> None:
    assert DEFAULT_PATH.stat().st_size <= _LARGEST_BYTES


def test_own_sentences(encoder: BuiltinEmbeddings) -> None:
    pairs = _rows("sentences.tsv")
    assert len(pairs) == 120
    assert matching(encoder.encode, pairs).mean >= 0.97


def test_own_questions(encoder: BuiltinEmbeddings) -> None:
    rows = _rows("questions.tsv")
    cosines = encoder.encode([row[0] for row in rows]) @ encoder.encode([row[1] for row in rows]).T
    assert recall(cosines, np.arange(len(rows)), 1) >= 0.85
    assert recall(cosines, np.arange(len(rows)), 3) >= 0.95


@pytest.mark.parametrize(("name", "floor"), [("flores200.devtest", 0.980), ("tatoeba.laser", 0.91)])
def test_public_sentences(encoder: BuiltinEmbeddings, data: DataFolder, name: str, floor: float) -> None:
    pairs = data.bitext(name)
    if not pairs:
        pytest.skip(f"dev/{name} is not in the data folder")
    found = matching(encoder.encode, pairs)
    assert min(found) >= floor


def test_japanese_questions(encoder: BuiltinEmbeddings, data: DataFolder) -> None:
    questions = data.questions("dev")[::8]  # a part is enough to see a loss, and quick
    if not questions:
        pytest.skip("qa/jaquad.dev.jsonl.gz is not in the data folder")
    index = {text: number for number, text in enumerate(dict.fromkeys(question.paragraph for question in questions))}
    wanted = [index[question.paragraph] for question in questions]
    scores = passage_scores(encoder, [question.text for question in questions], list(index))
    assert recall(scores.fused(), wanted, 1) >= recall(scores.lexical, wanted, 1) + 0.01
    assert recall(scores.sentence, wanted, 1) >= 0.70


def test_evaluate_without_data(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert evaluate(["--data", str(tmp_path / "none")]) == 1
    error = capsys.readouterr().err
    assert error.count("\n") == 1
    assert os.fspath(tmp_path) in error


def test_english_questions_find_their_japanese_passage(encoder: BuiltinEmbeddings) -> None:
    """On the question sets as they are: a set of another form among them must not end the evaluation."""
    crossing = dossier_crossing()
    assert len(crossing.questions) >= 500
    assert crossing_hits(encoder, crossing)[1] >= 0.95
    assert len(dossier_crossing(close=True).questions) >= 1_000
