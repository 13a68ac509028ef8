"""The catalogue of wording, labels, button data, settings and who may ask."""

from __future__ import annotations

import re
import string
import subprocess
import sys
from dataclasses import fields, is_dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import presses
from bot.access import Strangers
from bot.evidence import VERDICTS
from bot.labels import as_of_label, date_label, plain_reference
from bot.once import Once
from bot.settings import BotSettings
from bot.start import help_view
from bot.talk.render import verified_line
from bot.text import render
from bot.wording import ENGLISH, JAPANESE, MENU, WORDING, menu
from knowledge.errors import SettingsError
from knowledge.figures.match import NAMES
from knowledge.settings import read_settings
from knowledge.types import LANGUAGES, Span
from tests.bot.fake_knowledge import FakeKnowledge, make_passage, make_source

ROOT = Path(__file__).parent.parent.parent
KANA = re.compile(r"[\u3041-\u30ff]")


def entries(words: Any, inside: str = "") -> dict[str, object]:
    """Every entry of the catalogue by name; those of a subject as ``subject.entry``."""
    found: dict[str, object] = {}
    for field in fields(words):
        value = getattr(words, field.name)
        name = f"{inside}{field.name}"
        found |= entries(value, f"{name}.") if is_dataclass(value) else {name: value}
    return found


def leaves(value: object) -> list[str]:
    if isinstance(value, str):
        return [value]
    return [leaf for one in (value.values() if isinstance(value, dict) else value) for leaf in leaves(one)]  # type: ignore[attr-defined]


def blanks(text: str) -> set[str]:
    return {name for _, name, _, _ in string.Formatter().parse(text) if name}


@pytest.mark.parametrize("name", entries(ENGLISH))
def test_every_entry_stands_in_both_languages_with_the_same_blanks(name: str) -> None:
    japanese, english = entries(JAPANESE)[name], entries(ENGLISH)[name]
    assert type(japanese) is type(english)
    if isinstance(japanese, dict):
        assert isinstance(english, dict) and japanese.keys() == english.keys()
    for one, other in zip(leaves(japanese), leaves(english), strict=True):
        assert one.strip() and other.strip()
        allowed = {"number", "month", "statements"}  # months are numbers in Japanese, and one is said in words
        assert blanks(one) - allowed == blanks(other) - allowed


def test_english_is_english_and_japanese_is_japanese() -> None:
    may_be_short = {"months", "title_marks", "quote_marks", "and_also", "passage_button"}
    may_be_short |= {"delivery.languages", "delivery.button_language"}  # the other language's name
    for name, value in entries(JAPANESE).items():
        if name not in may_be_short and "date" not in name and name != "period":
            for leaf in leaves(value):
                assert re.search(r"[\u3041-\u30ff\u4e00-\u9fff]", leaf), (name, leaf)
    for name, value in entries(ENGLISH).items():
        if name not in ("welcome", "delivery.languages", "delivery.button_language"):  # which speak to Japanese readers
            assert not any(KANA.search(leaf) for leaf in leaves(value)), name


def test_menu_commands_fit_telegram() -> None:
    for language in LANGUAGES:
        assert all(re.fullmatch(r"[a-z0-9_]{1,32}", command) for command in menu(language))
        assert all(3 <= len(told) <= 256 for told in menu(language).values())
        assert len(WORDING[language].figures_none) <= 200
        assert len(WORDING[language].gone) <= 200  # the longest answer to a press
        assert len(WORDING[language].failed.format(id="x" * 8)) <= 200
        assert len(WORDING[language].library_failed.format(id="x" * 8)) <= 200


def test_help_names_every_command_and_fits_one_message() -> None:
    for language in LANGUAGES:
        told = render(help_view(language).text).text
        assert re.findall(r"^/(\w+)", told, re.MULTILINE) == list(MENU) and len(told) <= 4_096


@pytest.mark.parametrize(
    ("published", "japanese", "english"),
    [
        ("2024-03-01", "2024年3月1日", "1 March 2024"),
        ("2024-03", "2024年3月", "March 2024"),
        ("2024", "2024年", "2024"),
        (None, None, None),
        ("2024-13", "2024-13", "2024-13"),
        ("spring 2024", "spring 2024", "spring 2024"),
    ],
)
def test_dates(published: str | None, japanese: str | None, english: str | None) -> None:
    assert (date_label(published, JAPANESE), date_label(published, ENGLISH)) == (japanese, english)


@pytest.mark.parametrize(
    ("as_of", "japanese", "english"),
    [("2024-03", "2024年3月", "March 2024"), ("2021/2024-05-02", "2021年〜2024年5月2日", "2021 – 2 May 2024")],
)
def test_when_a_finding_held(as_of: str, japanese: str, english: str) -> None:
    assert (as_of_label(as_of, JAPANESE), as_of_label(as_of, ENGLISH)) == (japanese, english)


def test_commands_in_the_cores_sentences_become_code() -> None:
    from bot.talk.render import with_code
    from bot.text import render

    told = render(with_code("Add one with `steppe ingest`."))
    assert told.text == "Add one with steppe ingest." and told.entities[0].style == "code"
    assert render(with_code("a ` b")).text == "a ` b"


@given(st.text(st.sampled_from("ab`。. ?\n"), max_size=30))
def test_sentences_that_name_a_command_are_left_out(text: str) -> None:
    from bot.talk.render import without_commands

    told = without_commands(text)
    assert "`" not in told and (told or not text.replace("`", "").strip())
    assert without_commands("No. Add one with `steppe ingest`.") == "No."
    assert without_commands("ありません。`steppe ingest` で足せます。") == "ありません。"


def test_verified_line_counts() -> None:
    from dataclasses import replace

    fake = FakeKnowledge()
    two = fake.answer("q", "en", [0, 1])
    assert verified_line(fake.answer("q", "en", [0]), ENGLISH) == "✓ 1 statement, 1 quote found word for word"
    assert verified_line(replace(two, rejected=2), ENGLISH) == (
        "✓ 2 statements, 2 quotes found word for word; 2 sentences could not be verified and were left out"
    )
    assert (
        verified_line(replace(two, rejected=1), JAPANESE)
        == "✓ 2文・引用2件を原文で確認。確認できなかった1文は省きました"
    )


@given(st.text(min_size=1, max_size=600), st.text(max_size=400))
def test_a_copied_reference_fits(title: str, section: str) -> None:
    source = make_source("s", "en", "Text.", title=title)
    passage = make_passage(source, 0, 5, 1)
    assert 1 <= len(plain_reference(source, passage, "en", 256)) <= 256


PASSAGE_IDS = st.text("0123456789abcdef", min_size=16, max_size=16)


@given(PASSAGE_IDS, st.integers(0, 5_000_000), st.integers(0, 5_000), st.sampled_from(LANGUAGES))
def test_button_data_reads_back_and_fits(passage_id: str, start: int, length: int, language: str) -> None:
    for press in (
        presses.OpenPassage(language, passage_id, Span(start, start + length)),  # type: ignore[arg-type]
        presses.TurnTo(language, passage_id),  # type: ignore[arg-type]
        presses.TurnTo(language, passage_id, Span(start, start + length)),  # type: ignore[arg-type]
        presses.SourcesPage(language, start % 9_999),  # type: ignore[arg-type]
        presses.FollowUp(language, length % 99),  # type: ignore[arg-type]
        presses.LedgerPage(language, VERDICTS[start % 4], start % 9_999),  # type: ignore[arg-type]
        presses.OpenClaim(language, f"KZ-C{start % 100:02}"),  # type: ignore[arg-type]
        presses.ShowFigure(language, NAMES[start % 2]),  # type: ignore[arg-type]
        presses.FigureNumbers(language, NAMES[start % 2]),  # type: ignore[arg-type]
        presses.BriefingPart(language, f"{start:012x}"[:12], ("i0", "s", "o", "c", "p")[start % 5]),  # type: ignore[arg-type]
    ):
        written = presses.write(press)
        assert len(written.encode()) <= 64 and presses.read(written) == press


@given(st.text(max_size=80))
def test_reading_button_data_never_fails(data: str) -> None:
    press = presses.read(data)
    assert press is None or presses.write(press)


def test_an_id_that_does_not_fit_is_refused_before_it_is_sent() -> None:
    with pytest.raises(ValueError, match="read back"):
        presses.write(presses.TurnTo("en", "x" * 60))


def test_settings_from_the_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.chdir(tmp_path)
    empty = read_settings(BotSettings)
    assert empty.telegram_token is None and empty.access == "pairing" and empty.admin_ids == ()
    for name in ("TELEGRAM_TOKEN", "TELEGRAM_API_URL", "ACCESS", "ADMIN_IDS", "ALLOWED_IDS", "LIBRARIAN_IDS"):
        monkeypatch.setenv(f"STEPPE_{name}", "")
    assert read_settings(BotSettings) == empty
    monkeypatch.setenv("STEPPE_TELEGRAM_TOKEN", "123:abc")
    monkeypatch.setenv("STEPPE_ALLOWED_IDS", "1, -100123 ,3")
    monkeypatch.setenv("STEPPE_TELEGRAM_API_URL", "http://127.0.0.1:8081/")
    told = read_settings(BotSettings)
    assert told.allowed_ids == (1, -100123, 3) and told.telegram_api_url == "http://127.0.0.1:8081"
    assert "abc" not in repr(told)


@pytest.mark.parametrize(
    ("name", "value"),
    [("ACCESS", "everyone"), ("ADMIN_IDS", "@anna"), ("TELEGRAM_API_URL", "api.telegram.org"), ("HISTORY_TURNS", "-1")],
)
def test_a_wrong_setting_is_named(name: str, value: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(f"STEPPE_{name}", value)
    with pytest.raises(SettingsError, match=f"STEPPE_{name}") as caught:
        read_settings(BotSettings)
    assert "\n" not in str(caught.value)


def test_updates_are_remembered_up_to_a_number() -> None:
    once = Once(most=2)
    assert [once.is_new(number) for number in (1, 1, 2, 3, 1, 3)] == [True, False, True, True, True, False]


def test_the_command_line_starts_without_telegram() -> None:
    told = "import sys, bot.__main__; print([m for m in ('telegram', 'httpx', 'chromadb', 'langchain') if m in sys.modules])"
    done = subprocess.run([sys.executable, "-c", told], capture_output=True, text=True, check=True, cwd=ROOT)
    assert done.stdout.strip() == "[]"


def test_a_stranger_is_told_once_a_minute() -> None:
    now = [0.0]
    strangers = Strangers(lambda: now[0])
    assert strangers.tell(1) and not strangers.tell(1) and strangers.tell(2)
    now[0] = 61.0
    assert strangers.tell(1)
