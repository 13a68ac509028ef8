"""Floors on the half of the question sets that nothing was fitted on; `make eval` prints all figures."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from knowledge.errors import SteppeError
from knowledge.measure import ask_all, fit, places, read_sets, table
from knowledge.opening import Knowledge

SETS = Path(__file__).parent / "evals"


def test_every_gold_statement_stands_in_the_library(shipped: Knowledge) -> None:
    where = places(shipped.desk)
    for path in SETS.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if "question" not in row:  # the sets for feeds and briefings ask nothing
                continue
            for need in row["gold"]:
                for name in need.split("|"):
                    assert name.startswith("column:") or set(where[name]) == {"ja", "en"}, (row["id"], name)


def test_answers_hold_their_floors_on_held_out_questions(shipped: Knowledge) -> None:
    asked = [one for one in ask_all(shipped.desk, read_sets(SETS, ["powers", "unanswerable"])) if one.held_out]
    lines = table(asked, most=5)
    for language in ("ja", "en"):
        row = next(line for line in lines if line.startswith(f"| {language} |"))
        first, three, _, sentence, _, needs, refused = (float(cell) for cell in row.split("|")[3:10])
        assert first >= 0.85
        assert three >= 0.95
        assert sentence >= 0.70
        assert needs >= 0.75
        assert refused <= 0.05
    for kind in ("other-topic", "small-talk"):
        row = next(line for line in lines if line.startswith(f"| {kind} |"))
        assert max(float(cell) for cell in row.split("|")[3:5]) <= 0.10


def test_the_shipped_decision_is_what_the_fit_gives(shipped: Knowledge) -> None:
    rows = read_sets(SETS, ["energy", "powers", "society", "unanswerable"])
    shipped_fit = json.loads((Path(__file__).parent.parent / "knowledge" / "calibration.json").read_text("utf-8"))
    for name, value in fit(list(ask_all(shipped.desk, rows))).items():
        assert value == pytest.approx(shipped_fit["same"][name], abs=0.15), name


def test_a_missing_set_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SteppeError, match="--sets"):
        read_sets(tmp_path, ["energy"])
