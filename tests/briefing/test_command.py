"""``steppe brief``: what it prints, and its exit codes."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from knowledge.briefing.wire import briefing_from_json
from knowledge.cli import build_app
from knowledge.settings import Settings


@pytest.fixture
def run(small_corpus: Path, monkeypatch: pytest.MonkeyPatch):  # type: ignore[no-untyped-def]
    monkeypatch.setenv("STEPPE_CORPUS", str(small_corpus))

    def call(*arguments: str) -> Result:
        return CliRunner().invoke(build_app(Settings), ["brief", *arguments])

    return call


def test_it_prints_a_briefing_in_either_language(run) -> None:  # type: ignore[no-untyped-def]
    english, japanese = run("--lang", "en", "--date", "2024-06-02"), run("--lang", "ja", "--date", "2024-06-02")
    assert english.exit_code == japanese.exit_code == 0
    assert english.stdout.startswith("Steppe Daily\n2 June 2024") and "BACKGROUND" in english.stdout
    assert japanese.stdout.startswith("ステッペ日報\n2024年6月2日") and "背景" in japanese.stdout


def test_its_json_reads_back_and_its_page_is_a_page(run, tmp_path: Path) -> None:  # type: ignore[no-untyped-def]
    told = json.loads(run("--lang", "en", "--date", "2024-06-02", "--json").stdout)
    assert briefing_from_json(told).background is not None
    assert run("--lang", "ja", "--html").stdout.startswith("<!DOCTYPE html>")
    card = tmp_path / "card.png"
    assert run("--card", str(card)).exit_code == 0 and card.read_bytes().startswith(b"\x89PNG")


@pytest.mark.parametrize(
    "arguments",
    [
        ("--date", "2026-02-30"), ("--date", "tomorrow"), ("--date", "9999-12-31"), ("--date", "0001-01-01"),
        ("--date", "2999-01-01"), ("--zone", "Mars/Phobos"), ("--json", "--html"), ("--lang", "fr"),
    ],
)  # fmt: skip
def test_wrong_use_ends_with_two_and_a_line(run, arguments: tuple[str, ...]) -> None:  # type: ignore[no-untyped-def]
    result = run(*arguments)
    assert result.exit_code == 2 and not result.stdout and result.stderr.strip()
    assert "Traceback" not in result.stderr


def test_an_empty_library_is_said_plainly(run, monkeypatch: pytest.MonkeyPatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setenv("STEPPE_CORPUS", "")
    result = run("--lang", "en")
    assert result.exit_code == 0 and "The library is empty" in result.stdout and "[1]" not in result.stdout


def test_a_card_that_cannot_be_written_fails_with_a_line(run) -> None:  # type: ignore[no-untyped-def]
    result = run("--card", "/nowhere/at/all/card.png")
    assert result.exit_code == 1 and "cannot be written" in result.stderr
