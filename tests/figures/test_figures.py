from __future__ import annotations

import struct
import subprocess
import sys
import warnings
from fractions import Fraction
from pathlib import Path
from shutil import copytree
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from knowledge.errors import CorpusError, DiskError
from knowledge.figures.caption import captions
from knowledge.figures.command import figures, write_figures
from knowledge.figures.match import NAMES, Name, check_figures, read_figures
from knowledge.figures.paper import HEIGHT, WIDTH, Paper, Placed, missing_glyphs
from knowledge.figures.picture import draw, sheet
from knowledge.figures.places import CIRCLES, COURSES
from knowledge.reading.quantities import quantities
from knowledge.settings import SHIPPED_CORPUS
from knowledge.types import LANGUAGES, Language

BOTH = [(name, language) for name in NAMES for language in LANGUAGES]


@pytest.fixture(scope="module")
def sheets() -> dict[tuple[Name, Language], Paper]:
    """Every shipped picture, drawn once; a glyph that matplotlib warns of is an error."""
    with warnings.catch_warnings():
        warnings.simplefilter("error")
        return {(name, language): sheet(name, language) for name, language in BOTH}


@pytest.fixture
def corpus(tmp_path: Path) -> Path:
    """A copy of the shipped corpus to spoil."""
    return copytree(SHIPPED_CORPUS, tmp_path / "corpus")


def statements() -> dict[str, dict[str, Any]]:
    """The dossiers' statements by id, read anew and without the code under test."""
    found = {}
    for path in (SHIPPED_CORPUS / "dossiers").glob("*.yaml"):
        for section in yaml.safe_load(path.read_text(encoding="utf-8"))["sections"]:
            for paragraph in section["paragraphs"]:
                for place, one in enumerate(paragraph["statements"], 1):
                    found[f"{paragraph['id']}#{place}"] = one
    return found


def test_the_shipped_plan_stands_in_the_dossier() -> None:
    assert check_figures(SHIPPED_CORPUS) == ()


def test_every_number_drawn_stands_in_its_statement_in_both_languages() -> None:
    said = statements()
    numbers = read_figures(SHIPPED_CORPUS).plan.numbers.values()
    assert len(numbers) > 25
    for number in numbers:
        for language in LANGUAGES:
            found = quantities(said[number.statement][language])
            value = Fraction(str(number.value))
            plain = value / 1000 if number.unit == "watt-hour" else value  # "down from the 2.6 billion planned"
            same = [q for q in found if (q.unit, q.value) == (number.unit, value) or (q.bare and q.value == plain)]
            assert same, f"{number.id} ({language})"
            (written,) = quantities(getattr(number.written, language))
            assert written.value == value
            assert any((q.approximate, q.bound) == (written.approximate, written.bound) for q in same), number.id


def test_every_number_has_its_words_in_both_languages_and_is_shown() -> None:
    plan = read_figures(SHIPPED_CORPUS).plan
    shown = {number.id for name in NAMES for number in plan.numbers_of(name)}
    asides = {"oil-across-russia"}  # said in a line of its own
    assert set(plan.numbers) - shown == asides
    for number in plan.numbers.values():
        for text in (number.label, number.written, number.when):
            assert text is None or (text.ja and text.en)


def test_routes_of_the_shipped_plan_have_a_course_and_circles_a_number() -> None:
    plan = read_figures(SHIPPED_CORPUS).plan
    assert {route.id for route in plan.corridors.routes} == set(COURSES)
    assert set(CIRCLES) <= set(plan.numbers)


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_all_words_are_on_the_sheet_and_none_over_another(
    sheets: dict[tuple[Name, Language], Paper], name: Name, language: Language
) -> None:
    paper = sheets[name, language]
    written = " ".join(one.text for one in paper.placed).replace(" ", "")
    plan = read_figures(SHIPPED_CORPUS).plan
    for number in plan.numbers_of(name):
        for text in (number.written, number.when, number.label):
            wanted = getattr(text, language).replace(" ", "") if text else ""
            same = number.id in ("oil-exports", "power-used") or wanted in ("バクー・ジェイハン経由",)
            assert wanted in written.replace("\n", "") or same, f"{number.id}: {wanted}"
    for one in paper.placed:
        assert one.left >= 0 and one.right <= WIDTH and one.top >= 0 and one.bottom <= HEIGHT, one
    clashes = [(a.text, b.text) for i, a in enumerate(paper.placed) for b in paper.placed[:i] if overlap(a, b)]
    assert clashes == []


def overlap(a: Placed, b: Placed) -> bool:
    """Whether two texts run into each other by more than the air that a line of text has around it."""
    wide = min(a.right, b.right) - max(a.left, b.left)
    high = min(a.bottom, b.bottom) - max(a.top, b.top)
    return wide > 2 and high > 5


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_a_png_of_the_right_size_and_always_the_same(
    sheets: dict[tuple[Name, Language], Paper], name: Name, language: Language
) -> None:
    png = sheets[name, language].png()
    assert png[:8] == b"\x89PNG\r\n\x1a\n"
    assert struct.unpack(">II", png[16:24]) == (WIDTH, HEIGHT) == (1080, 1350)
    assert len(png) < 1_000_000
    if language == "en":
        assert draw(name, language) == png


def test_importing_the_command_loads_no_matplotlib_and_drawing_needs_no_display() -> None:
    code = (
        "import sys, knowledge.figures.command, knowledge.figures.picture; assert 'matplotlib' not in sys.modules;"
        "from knowledge.figures.picture import draw; draw('balance', 'en');"
        "assert 'matplotlib.pyplot' not in sys.modules and 'matplotlib_fontja' not in sys.modules"
    )
    environment = {"PATH": "/usr/bin:/bin", "MPLBACKEND": "TkAgg"}
    done = subprocess.run(
        [sys.executable, "-c", code], env=environment, capture_output=True, text=True, cwd=SHIPPED_CORPUS.parents[1]
    )
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize(("name", "language"), BOTH)
def test_the_caption_names_every_number_and_every_source(name: Name, language: Language) -> None:
    caption = captions(name, language)
    plan = read_figures(SHIPPED_CORPUS).plan
    remarks = [p.aside for p in plan.balance.panels] if name == "balance" else [r.text for r in plan.corridors.routes]
    remarks = [text for text in remarks if text is not None]
    assert remarks and all(getattr(text, language) in caption.text for text in remarks)
    assert len(caption.lines) == len(plan.numbers_of(name)) + len(remarks)
    assert all(line.sources for line in caption.lines)
    for n, source in enumerate(caption.sources, 1):
        assert f"[{n}] {source.publisher}" in caption.text
        assert source.url is None or source.url in caption.text
    for number in plan.numbers_of(name):
        assert getattr(number.written, language) in caption.text
    assert "\n" not in caption.title
    assert len(caption.brief.encode("utf-16-le")) // 2 <= 1024  # what Telegram lets stand under a photograph


def spoil(folder: Path, old: str, new: str, file: str = "figures.yaml") -> int:
    path = folder / file
    text = path.read_text(encoding="utf-8")
    assert old in text
    path.write_text(text.replace(old, new, 1), encoding="utf-8")
    return text[: text.index(old)].count("\n") + 1


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('en: "64.8 Mt"', 'en: "64.9 Mt"', "does not read as 64800000 tonne"),
        ("value: 64800000", "value: 64900000", "make written and value agree"),
        ('{ja: "497億ドル", en: "$49.7 bn"}', '{ja: 497億ドル, en: about $49.7 bn}', None),
        ('{ja: "約29%", en: "about 29%"}', '{ja: 29%, en: 29%}', "does not stand in trade-sanctions-russia-share#1"),
        ("statement: europe-trade#1", "statement: europe-trade#9", "there is no statement europe-trade#9"),
        ("statement: europe-trade#1", "statement: europe-trade", "statement"),
        ('when: {ja: "2021年", en: "2021"}', 'when: {ja: "2019年", en: "2019"}', "the date “2019"),
        ("number: oil-china, party", "number: oil-moon, party", "number oil-moon is not among the numbers"),
        ("id: oil-baku", "id: oil-cpc", "stands twice"),
        ("party: china}", "party: mars}", "party"),
        ("{ja: 投資, en: Investment}", "{en: Investment}", "title.ja"),
        ("en: of 78.7 Mt in 2025", "en: of 80 Mt in 2025", "stands in none of the statements"),
        ("numbers:\n", "numbers: [\n", "not readable as YAML"),
        ("en: Kazakh foreign ministry}", "en: 𓀀 ministry}", "cannot draw “𓀀”"),
    ],
)  # fmt: skip
def test_a_slip_is_named_with_file_and_line(corpus: Path, old: str, new: str, said: str | None) -> None:
    text = (corpus / "figures.yaml").read_text(encoding="utf-8")
    if old not in text:
        old = old.replace('"', "") if old.replace('"', "") in text else next(q for q in quoted(old) if q in text)
    spoil(corpus, old, new)
    if said is None:  # hedging what the statement says outright is allowed
        assert check_figures(corpus) == ()
        return
    with pytest.raises(CorpusError, match=r"figures\.yaml:\d+: ") as caught:
        draw("balance", "en", corpus)
    found = [str(problem) for problem in check_figures(corpus)] or [str(caught.value)]
    first = int(str(caught.value).split(":")[1])
    assert first <= text.count("\n") + 1
    if "\n" not in old:
        line = text[: text.index(old)].count("\n") + 1
        assert line - 26 <= first <= line + 9, "the line named is that of the part that is wrong"
    assert any(said in one for one in found), found
    assert "\n" not in str(caught.value)


def quoted(text: str) -> list[str]:
    """The same flow mapping with its values in quotation marks."""
    head, _, value = text.partition("en: ")
    return [f'{head}en: "{value.rstrip("}")}"' + ("}" if value.endswith("}") else "")]


def test_a_changed_dossier_is_noticed(corpus: Path) -> None:
    spoil(corpus, "6,480万トン", "6,470万トン", "dossiers/oil-routes.yaml")
    with pytest.raises(CorpusError, match=r"oil-cpc: “6,480万トン” does not stand in oil-routes-cpc-share#3"):
        draw("balance", "en", corpus)


def test_a_corpus_without_pictures_is_no_problem_until_one_is_asked_for(small_corpus: Path) -> None:
    assert check_figures(small_corpus) == ()
    with pytest.raises(CorpusError, match=r"figures\.yaml:1: not there"):
        captions("balance", "ja", small_corpus)


def test_an_unwritable_folder_is_said(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DiskError, match="name another folder with --out"):
        write_figures(SHIPPED_CORPUS, tmp_path / "file" / "in", ("en",))


def test_the_command_writes_the_pictures_and_prints_the_captions(tmp_path: Path) -> None:
    done = CliRunner().invoke(figures, ["--out", str(tmp_path / "new"), "--lang", "ja"])
    assert done.exit_code == 0, done.output
    names = {path.name for path in (tmp_path / "new").iterdir()}
    assert names == {"steppe-balance.ja.png", "steppe-corridors.ja.png"}
    assert "steppe-balance.ja.png" in done.output and "https://" in done.output


def test_the_command_says_in_one_line_what_is_wrong(corpus: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (corpus / "figures.yaml").unlink()
    monkeypatch.setenv("STEPPE_CORPUS", str(corpus))
    done = CliRunner().invoke(figures, [])
    assert done.exit_code == 1
    assert done.output.startswith("steppe: ") and done.output.count("\n") == 1
    monkeypatch.setenv("STEPPE_CORPUS", "")
    assert CliRunner().invoke(figures, []).exit_code == 2


def test_lines_break_where_they_may() -> None:
    paper = Paper("ja")
    text = "貨物量は約1,500万トン、コンテナは4万200TEU(2025年)だった。"
    for width in range(120, 500, 20):
        lines = paper.lines(text, 24, width)
        assert "".join(lines) == text
        assert not any(line[0] in "、。)" or line.endswith(("約", "(")) for line in lines)
        assert any("1,500万トン" in line for line in lines)
    assert Paper("en").lines("one two three", 24, 10) == ["one", "two", "three"]


def test_missing_glyphs_are_found() -> None:
    assert missing_glyphs("カザフスタン 2025 Токаев", "ja") == ""
    assert missing_glyphs("Kazakhstan – Токаев “2025”", "en") == ""
    assert missing_glyphs("中国 𓀀", "en") == "中国𓀀"
