"""Reads the data folder (layout: ``pairs/``, ``qa/``, ``dev/``). A missing file is reported and left out."""

from __future__ import annotations

import gzip
import json
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from knowledge.encoder.training.overlap import Pair
from knowledge.errors import SettingsError

SENTENCE_FILES = ("tanaka", "tatoeba", "python-docs", "jsick", "ami-meetings", "talpco")
DICTIONARY_FILE = "edict"
BITEXTS = {"FLORES devtest": "flores200.devtest", "Tatoeba (LASER)": "tatoeba.laser"}
_VARIABLE = "STEPPE_ENCODER_DATA"


@dataclass(frozen=True, slots=True)
class Question:
    """A Japanese question, the paragraph that answers it, and where in it the answer begins (code points)."""

    text: str
    paragraph: str
    answer_start: int
    title: str


def default_folder() -> Path:
    """Return the folder named by STEPPE_ENCODER_DATA, else ``../shared/data`` beside the repository."""
    named = os.environ.get(_VARIABLE)
    return Path(named) if named else Path(__file__).resolve().parents[4] / "shared" / "data"


class DataFolder:
    """The public data for training and measuring.

    Args:
        folder: Where it lies.
        report: Called with one line for each file that is missing.

    Raises:
        SettingsError: There is no such folder.
    """

    def __init__(self, folder: Path, report: Callable[[str], object] = print) -> None:
        if not folder.is_dir():
            raise SettingsError(f"The data folder {folder} does not exist: name it with --data or {_VARIABLE}.")
        self._folder = folder
        self._report = report

    def pairs(self, name: str) -> list[Pair]:
        """Return the (English, Japanese) pairs of ``pairs/NAME.tsv.gz``; empty where the file is missing."""
        found: list[Pair] = []
        for line in self._lines(f"pairs/{name}.tsv.gz"):
            english, tab, japanese = line.partition("\t")
            if tab and english.strip() and japanese.strip():
                found.append((english.strip(), japanese.strip()))
        return found

    def questions(self, part: str) -> list[Question]:
        """Return the questions of JaQuAD's ``train`` or ``dev`` part in the order of the file."""
        found: list[Question] = []
        for paragraph in map(json.loads, self._lines(f"qa/jaquad.{part}.jsonl.gz")):
            for question in paragraph["qas"]:
                answers = question["answers"]
                start = answers[0]["answer_start"] if answers else 0
                found.append(Question(question["question"], paragraph["context"], start, paragraph["title"]))
        return found

    def bitext(self, name: str) -> list[Pair]:
        """Return a held-out set of ``dev/`` as (English, Japanese) pairs."""
        return list(zip(self._lines(f"dev/{name}.en"), self._lines(f"dev/{name}.ja"), strict=False))

    def similarity(self) -> list[tuple[str, str, float]]:
        """Return JSTS as (sentence, sentence, similarity from 0 to 5)."""
        rows: Iterator[dict[str, Any]] = map(json.loads, self._lines("dev/jsts.valid.jsonl"))
        return [(row["sentence1"], row["sentence2"], float(row["label"])) for row in rows]

    def held_out_texts(self) -> Iterator[str]:
        """Yield every text that must not be trained on."""
        for name in BITEXTS.values():
            for pair in self.bitext(name):
                yield from pair
        for question in self.questions("dev"):
            yield question.text
            yield question.paragraph
        for first, second, _ in self.similarity():
            yield first
            yield second

    def _lines(self, name: str) -> list[str]:
        path = self._folder / name
        if not path.is_file():
            self._report(f"missing in the data folder, left out: {name}")
            return []
        if path.suffix == ".gz":
            with gzip.open(path, "rt", encoding="utf-8", newline="\n") as file:
                return file.read().rstrip("\n").split("\n")
        return path.read_text(encoding="utf-8").rstrip("\n").split("\n")
