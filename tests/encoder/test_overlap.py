"""Held-out sentences never reach the training data, however they are spelt and on whichever side they stand."""

from __future__ import annotations

import gzip
from pathlib import Path

import pytest

from knowledge.encoder.training.datafolder import DataFolder
from knowledge.encoder.training.overlap import HeldOut, comparable
from knowledge.errors import SettingsError


def test_case_spaces_and_punctuation_do_not_matter() -> None:
    assert comparable("He writes, a  LETTER!") == comparable("he writes a letter")
    assert comparable("ＥＵは、 加盟した。") == comparable("EUは加盟した")


def test_both_sides_are_compared() -> None:
    held_out = HeldOut(["He writes a letter.", "彼は手紙を書く。"])
    pairs = [
        ("he writes a letter", "別の訳"),
        ("Another wording", "彼は 手紙を書く"),
        ("She reads a book.", "彼女は本を読む。"),
    ]
    assert held_out.without(pairs) == pairs[2:]


def test_a_text_of_punctuation_alone_holds_nothing_out() -> None:
    assert HeldOut(["...", "！？"]).without([("?", "…")]) == [("?", "…")]


def test_a_missing_file_is_named_and_left_out(tmp_path: Path) -> None:
    lines: list[str] = []
    (tmp_path / "pairs").mkdir()
    with gzip.open(tmp_path / "pairs" / "tanaka.tsv.gz", "wt", encoding="utf-8") as file:
        file.write("a cat\t猫\nbroken line\n")
    data = DataFolder(tmp_path, lines.append)
    assert data.pairs("tanaka") == [("a cat", "猫")]
    assert data.pairs("tatoeba") == []
    assert lines == ["missing in the data folder, left out: pairs/tatoeba.tsv.gz"]


def test_no_data_folder(tmp_path: Path) -> None:
    with pytest.raises(SettingsError, match="does not exist"):
        DataFolder(tmp_path / "none")
