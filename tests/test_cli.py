from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from knowledge.cli import build_app
from knowledge.settings import Settings
from tests.small import NEWS_EN, NEWS_JA

Run = Callable[..., Result]


@pytest.fixture
def run(small_corpus: Path, monkeypatch: pytest.MonkeyPatch) -> Run:
    monkeypatch.setenv("STEPPE_CORPUS", str(small_corpus))

    def call(*arguments: str, input: str | None = None) -> Result:
        return CliRunner().invoke(build_app(Settings), list(arguments), input=input)

    return call


ANSWER = {
    "id",
    "question",
    "language",
    "mode",
    "abstained",
    "text",
    "statements",
    "citations",
    "evidence",
    "followups",
    "elapsed_ms",
}
CITATION = {
    "n",
    "source_id",
    "source_title",
    "locator",
    "passage_id",
    "passage",
    "language",
    "quote",
    "start",
    "end",
    "url",
}


def test_ask_json_has_the_agreed_keys(run: Run) -> None:
    found = json.loads(run("ask", "--json", "How much salt did Talwick ship in 2023?").stdout)
    assert set(found) == ANSWER
    assert found["abstained"] is False
    assert set(found["citations"][0]) == CITATION
    assert set(found["statements"][0]) == {"text", "citations", "kind"}
    assert set(found["evidence"][0]) == {"claim_id", "verdict", "text", "citations"}
    shown = json.loads(run("show", "--json", found["citations"][0]["source_id"]).stdout)
    assert set(shown) == {
        "id",
        "title",
        "language",
        "kind",
        "stance",
        "publisher",
        "published",
        "url",
        "sha256",
        "text",
    }
    for citation in found["citations"]:
        text = json.loads(run("show", "--json", citation["source_id"]).stdout)["text"]
        assert text[citation["start"] : citation["end"]] == citation["quote"]


def test_a_batch_comes_out_in_order_and_goes_on_after_a_bad_question(run: Run, tmp_path: Path) -> None:
    rows = [
        {"id": "a", "question": "塩の量は?"},
        {"id": "b", "question": " "},
        {"id": "c", "question": "What is the moon made of?"},
    ]
    file = tmp_path / "batch.jsonl"
    file.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    found = [json.loads(line) for line in run("ask", "--batch", str(file), "--json").stdout.splitlines()]
    assert [row["id"] for row in found] == ["a", "b", "c"]
    assert "error" in found[1]
    assert found[2]["abstained"] is True
    searched = [json.loads(line) for line in run("search", "--batch", str(file), "--json").stdout.splitlines()]
    assert [row["id"] for row in searched] == ["a", "b", "c"]
    assert set(searched[0]["results"][0]) == {
        "passage_id",
        "source_id",
        "language",
        "section",
        "text",
        "start",
        "end",
        "score",
    }


def test_a_broken_batch_file_is_wrong_use(run: Run, tmp_path: Path) -> None:
    file = tmp_path / "batch.jsonl"
    file.write_text('{"id": "a"}\n', encoding="utf-8")
    done = run("ask", "--batch", str(file))
    assert done.exit_code == 2
    assert "batch.jsonl:1" in done.stderr


def test_exit_codes(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("ask", "What is the capital of France?").exit_code == 0
    assert run("ask").exit_code == 2
    assert run("nonsense").exit_code == 2
    for arguments in (("ask", ""), ("show", "nope"), ("forget", "nope"), ("ingest", "/nowhere.txt")):
        done = run(*arguments)
        assert done.exit_code == 1, arguments
        assert done.stderr.startswith("steppe: "), arguments
        assert len(done.stderr.strip().splitlines()) == 1, done.stderr
        assert isinstance(done.exception, SystemExit)
    monkeypatch.setenv("STEPPE_ASK__MAX_STATEMENTS", "many")
    done = run("ask", "salt?")
    assert done.exit_code == 2
    assert "STEPPE_ASK__MAX_STATEMENTS" in done.stderr


def test_the_life_of_a_source(run: Run, tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    (tmp_path / "in" / "a.txt").write_text(NEWS_EN, encoding="utf-8")
    (tmp_path / "in" / "b.txt").write_text(NEWS_JA, encoding="shift_jis")
    assert "2 added" in run("ingest", str(tmp_path / "in")).stdout
    report = json.loads(run("ingest", "--json", str(tmp_path / "in")).stdout)
    assert report["unchanged"] == 2
    listed = json.loads(run("sources", "--json").stdout)
    assert len(listed) == 6
    answer = json.loads(run("ask", "--json", "図書館の蔵書は何冊?").stdout)
    assert "12万冊" in answer["statements"][0]["text"]
    assert answer["citations"][0]["locator"]
    source = next(row["id"] for row in listed if row["title"].startswith("A lighthouse"))
    assert "142 years" in run("show", source).stdout
    assert "forgotten" in run("forget", source).stdout
    assert run("show", source).exit_code == 1
    assert "passages" in run("rebuild").stdout


def test_answers_are_plain_text_in_a_pipe(run: Run) -> None:
    done = run("ask", "How many passengers does the ferry carry?")
    assert "\x1b" not in done.stdout
    assert "300 passengers on each trip.[1]" in done.stdout
    assert "Talwick Gazette" in done.stdout


def test_chat_remembers_the_turn_before(run: Run) -> None:
    done = run("chat", input="Who opened the new ferry line?\nWhen?\n\n")
    assert done.stdout.count("12 May 2024") >= 2


def test_evidence_lists_the_ledger(run: Run) -> None:
    assert "KZ-C01" in run("evidence").stdout
    rows = json.loads(run("evidence", "--json").stdout)
    assert [row["claim_id"] for row in rows] == ["KZ-C01", "KZ-C02"]
    assert rows[0]["sources"][0]["publisher"] == "Harbour office of Talwick"


def test_check_finds_what_is_wrong(run: Run, monkeypatch: pytest.MonkeyPatch) -> None:
    run("sources")
    done = run("check")
    assert done.exit_code == 0, done.output
    monkeypatch.setenv("STEPPE_CHATMODEL", "x")
    done = run("check")
    assert done.exit_code == 1
    assert "STEPPE_CHATMODEL" in done.stdout


def test_every_command_has_help(run: Run) -> None:
    names = list(build_app(Settings).commands)
    assert {"ask", "search", "ingest", "sources", "show", "forget", "rebuild", "check", "chat", "evidence"} <= set(
        names
    )
    for name in names:
        done = run(name, "--help")
        assert done.exit_code == 0
        assert "Usage: " in done.stdout
