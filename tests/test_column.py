"""The owner's column, where it is at hand: forty questions of our own in each language, and its claims in the ledger."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.evidence import place_in_column
from knowledge.opening import Knowledge, open_knowledge
from knowledge.settings import Settings
from knowledge.types import Language
from tests.conftest import COLUMN
from tests.test_answer import sound

ROWS = [json.loads(line) for line in (Path(__file__).parent / "evals" / "column.jsonl").read_text("utf-8").splitlines()]


def share_within(knowledge: Knowledge, language: Language, top: int) -> float:
    """The share of the questions whose passage is among the first ``top`` found."""
    source = knowledge.source(knowledge.sources()[0].id)
    passages = knowledge.library.catalogue.passages_of(source.id)
    rows = [row for row in ROWS if row["language"] == language and row["answerable"]]
    assert len(rows) == 40
    found = 0
    for row in rows:
        section, paragraph = map(int, row["gold"][0].removeprefix("column:").split("."))
        places = [place_in_column(source, passages, hit.passage) for hit in knowledge.search(row["question"], top=top)]
        found += (section, paragraph) in places
    return found / len(rows)


def test_japanese_questions_find_their_passage_first(column: Knowledge) -> None:
    assert share_within(column, "ja", 1) >= 0.95


def test_english_questions_find_their_japanese_passage_among_three(column: Knowledge) -> None:
    assert share_within(column, "en", 3) >= 0.95


def test_every_quote_is_a_slice_of_the_column(column: Knowledge) -> None:
    answered = 0
    for row in ROWS:
        answer = column.ask(row["question"])
        sound(answer)
        answered += bool(answer.statements)
    assert answered >= 70


def test_an_english_answer_quotes_the_japanese_and_says_so(column: Knowledge) -> None:
    answer = column.ask("How many nuclear tests did the Soviet Union carry out at Semipalatinsk?")
    assert answer.statements[0].text.startswith("The Japanese source says: “")
    assert "456" in answer.statements[0].text


def test_title_date_sections_and_stance_are_read(column: Knowledge) -> None:
    source = column.sources()[0]
    assert (source.language, source.published, source.stance) == ("ja", "2025-12-15", "opinion")
    sections = {passage.section for passage in column.library.catalogue.passages_of(source.id)}
    assert len(sections) == 5
    assert "" in sections


def test_the_columns_own_sentence_carries_the_note_when_both_are_in_the_library(tmp_path: Path) -> None:
    if not COLUMN.exists():
        pytest.skip("the owner's column is not here: it is not part of the repository")
    knowledge = open_knowledge(Settings(data_dir=tmp_path / "library"))
    knowledge.ingest([COLUMN])
    answer = knowledge.ask("コラムでは、ウラン埋蔵量の何%を有するとしている？")
    sound(answer)
    assert [note.claim_id for note in answer.evidence][:1] == ["KZ-C08"]
    assert "43%" in answer.evidence[0].text
    knowledge.close()
