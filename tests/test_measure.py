"""The gates on questions that nothing was fitted on, and that a wrong weight or a check left out makes them fail."""

from __future__ import annotations

import copy
import json
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

import knowledge.abstain
import knowledge.answer
import knowledge.measure.road
import knowledge.verify
from knowledge.desk import DOUBT
from knowledge.errors import SteppeError
from knowledge.measure.distractors import write_distractors
from knowledge.measure.fit import fit, training_fingerprint
from knowledge.measure.gates import answer_gates, road_gates
from knowledge.measure.page import page
from knowledge.measure.road import UNFAITHFUL, measure_road
from knowledge.measure.run import fingerprint
from knowledge.measure.score import Share
from knowledge.measure.sets import REMOVED, SETS, Asked, ask_all, held_out, places, read_sets
from knowledge.opening import Knowledge
from knowledge.settings import Settings

EVALS = Path(__file__).parent / "evals"
CALIBRATION = json.loads((Path(knowledge.abstain.__file__).parent / "calibration.json").read_text("utf-8"))
MOST = 5


@pytest.fixture(scope="module")
def small_split() -> list[dict[str, Any]]:
    """The test questions of two sets."""
    return [row for row in read_sets(EVALS, ["powers", "unanswerable"]) if held_out(row["id"])]


@pytest.fixture
def calibrated(monkeypatch: pytest.MonkeyPatch) -> Iterator[Callable[[Callable[[dict[str, Any]], None]], None]]:
    """Answer with a changed calibration."""

    def change(changed: Callable[[dict[str, Any]], None]) -> None:
        weights = copy.deepcopy(CALIBRATION)
        changed(weights["twin"])
        monkeypatch.setattr(knowledge.abstain, "calibration", lambda: weights)

    yield change


def gates(knowledge: Knowledge, rows: Sequence[dict[str, Any]]) -> list[str]:
    return answer_gates(list(ask_all(knowledge.desk, rows)))


def test_the_sets_are_large_and_complete_in_both_languages() -> None:
    rows = [row for row in read_sets(EVALS, SETS) if row["id"].split("-")[0] != "boundary"]
    for language in ("ja", "en"):
        answerable = Counter(row["answerable"] for row in rows if row["language"] == language)
        assert min(answerable[True], answerable[False]) >= 150
        kinds = {row["kind"] for row in rows if row["language"] == language}
        assert kinds >= {
            "factual", "numeric", "why", "how", "comparison", "list", "multihop", "followup", "false-premise", "near-miss",
            "false-premise-unknown", "other-topic", "small-talk",
        }  # fmt: skip
    assert len({row["id"] for row in rows}) == len(rows)


def test_every_gold_statement_stands_in_the_library(shipped: Knowledge) -> None:
    where = places(shipped.desk)
    for path in EVALS.glob("*.jsonl"):
        for line in path.read_text("utf-8").splitlines():
            row = json.loads(line)
            if "question" not in row:  # the sets for feeds and briefings ask nothing
                continue
            for need in row["gold"]:
                for name in need.split("|"):
                    assert name.startswith("column:") or set(where[name]) == {"ja", "en"}, (row["id"], name)


def test_answers_hold_their_gates(shipped: Knowledge, small_split: list[dict[str, Any]]) -> None:
    assert gates(shipped, small_split) == []


@pytest.mark.parametrize(
    ("name", "changed"),
    [
        ("sentence weights turned round", lambda side: side["sentence"].update({k: -v for k, v in side["sentence"].items()})),
        ("answer weights turned round", lambda side: side["answer"].update({k: -v for k, v in side["answer"].items() if not k.startswith("threshold")})),
        ("nearness counts against", lambda side: side["sentence"].update({"nearness": -9.0, "nearest": -9.0})),
        ("everything is answered", lambda side: side["answer"].update({"threshold-ja": 0.0, "threshold-en": 0.0})),
        ("nothing is answered", lambda side: side["answer"].update({"threshold-ja": 1.0, "threshold-en": 1.0})),
        ("what is read counts against", lambda side: side["read_sentence"].update({"read": -side["read_sentence"]["read"]})),
        ("everything read is answered", lambda side: side["read_answer"].update({"threshold-ja": 0.0, "threshold-en": 0.0})),
        ("the bias is off", lambda side: side["answer"].update({"bias": side["answer"]["bias"] + 3})),
    ],
    ids=lambda value: value if isinstance(value, str) else "",
)  # fmt: skip
def test_a_wrong_weight_fails_the_gates(
    shipped: Knowledge,
    small_split: list[dict[str, Any]],
    calibrated: Callable[[Callable[[dict[str, Any]], None]], None],
    name: str,
    changed: Callable[[dict[str, Any]], None],
) -> None:
    calibrated(changed)
    assert gates(shipped, small_split[::4]) != [], name


def test_the_shipped_decision_was_fitted_on_these_sets_with_this_encoder() -> None:
    assert CALIBRATION["fitted_on"] == training_fingerprint(EVALS), (
        "fit again: steppe eval --fit knowledge/calibration.json"
    )


def test_the_fit_learns_on_the_training_half_alone(shipped: Knowledge) -> None:
    rows = read_sets(EVALS, ["powers", "unanswerable"])[::5]
    asked = list(ask_all(shipped.desk, rows, removed=True))
    assert any(one.kind == REMOVED and not one.answerable for one in asked)
    fitted = fit(asked)
    assert fitted == fit([one for one in asked if not one.held_out])
    assert 0 < fitted["answer"]["threshold-ja"] < 1
    assert fitted["sentence"]["nearness"] != 0
    assert fitted["read_sentence"]["read"] > 0 < fitted["read_sentence"]["judged"]
    assert fitted["read_answer"]["odds"] > 0
    assert DOUBT.low <= fitted["read_answer"]["threshold-en"] < 1


def test_no_unfaithful_reply_reaches_the_reader(shipped: Knowledge) -> None:
    road = measure_road(shipped.desk)
    assert len(UNFAITHFUL) >= 20
    assert all(share.of for share in road.values()), "each kind is tried at least once"
    assert road_gates(road) == []


@pytest.mark.parametrize(
    ("step", "instead"),
    [
        ("quantities", lambda *_: ()),
        ("_replaces", lambda *_: False),
        ("contradiction", lambda *_: None),
        ("altered", lambda *_: False),
        ("_strays", lambda *_: None),
        ("_unborne", lambda *_: None),
    ],
)
def test_a_verification_step_left_out_fails_the_gates(
    shipped: Knowledge, monkeypatch: pytest.MonkeyPatch, step: str, instead: Callable[..., Any]
) -> None:
    monkeypatch.setattr(knowledge.verify, step, instead)
    monkeypatch.setattr(knowledge.measure.road, "lines", _fewer(knowledge.measure.road.lines))
    assert road_gates(measure_road(shipped.desk)) != []


def _fewer(lines: Callable[..., list[Any]]) -> Callable[..., list[Any]]:
    return lambda desk: lines(desk)[::4]


def test_the_page_is_what_the_numbers_say_and_both_belong_to_these_files() -> None:
    result = json.loads((EVALS / "results.json").read_text("utf-8"))
    assert (EVALS / "RESULTS.md").read_text("utf-8") == page(result)
    assert result["fingerprint"] == fingerprint(EVALS, Settings()), "measure again: make eval-page"


def test_distractors_are_as_many_as_asked_for_all_different_and_always_the_same(tmp_path: Path) -> None:
    texts = []
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        assert write_distractors(tmp_path / name, "en", 120) == 120
        texts.append([path.read_text("utf-8") for path in sorted((tmp_path / name).iterdir())])
    assert texts[0] == texts[1]
    paragraphs = [line for text in texts[0] for line in text.split("\n\n")[1:]]
    assert len(set(paragraphs)) == 120
    assert not any("Kazakh" in line for line in paragraphs)


@pytest.mark.parametrize(("part", "of"), [(0, 10), (10, 10), (3, 7), (1, 400)])
def test_an_interval_holds_its_share(part: int, of: int) -> None:
    low, high = Share(part, of).interval
    assert 0 <= low <= part / of <= high <= 1


def test_blind_and_boundary_are_kept_apart() -> None:
    assert held_out("blind-001-ja")
    assert not held_out("boundary-001-en")
    assert Asked("blind-001-ja", "factual", True, (), None, None).held_out


def test_a_missing_set_is_one_line(tmp_path: Path) -> None:
    with pytest.raises(SteppeError, match="--sets"):
        read_sets(tmp_path, ["energy"])
