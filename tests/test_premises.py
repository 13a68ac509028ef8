"""Questions that take it for granted that the country left an organisation."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.opening import Knowledge, open_knowledge
from knowledge.premises import left, membership
from knowledge.settings import Settings
from knowledge.understand import understand


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("When did Kazakhstan leave the CSTO?", "the CSTO"),
        ("Why did Kazakhstan pull out of the Eurasian Economic Union?", "the Eurasian Economic Union"),
        ("Has Kazakhstan withdrawn from the CSTO?", "the CSTO"),
        ("カザフスタンがCSTOを脱退したのはいつですか", "CSTO"),
        ("ユーラシア経済連合から抜けた理由は？", "ユーラシア経済連合"),
        ("When did the CSTO troops leave Kazakhstan?", None),
        ("Why did Armenia leave the CSTO?", None),
        ("CSTO部隊はいつ撤退しましたか", None),
        ("When did Kazakhstan join the CSTO?", None),
    ],
)
def test_what_a_question_says_was_left(shipped: Knowledge, text: str, name: str | None) -> None:
    found = left(understand(text, glossary=shipped.desk.glossary), shipped.desk.glossary)
    assert (found[1] if found else None) == name


@pytest.mark.parametrize("text", ["When did Kazakhstan leave the CSTO?", "カザフスタンがCSTOを脱退したのはいつですか"])
def test_a_membership_that_goes_on_is_the_correction(shipped: Knowledge, text: str) -> None:
    found = shipped.ask(text)
    assert len(found.statements) == 1 and "CSTO" in found.statements[0].text and "2025" in found.statements[0].text
    assert found.notice is not None and "CSTO" in found.notice


def test_an_organisation_that_the_library_says_nothing_of_is_no_correction(shipped: Knowledge) -> None:
    assert shipped.ask("Why did Kazakhstan leave the United Nations?").abstained


@pytest.mark.parametrize(
    ("text", "belongs"),
    [
        ("Is Kazakhstan in the CSTO?", True),
        ("Is Kazakhstan still a member of the CSTO?", True),
        ("カザフスタンはまだCSTOのメンバーですか", True),
        ("カザフスタンはSCOの加盟国ですか", True),
        ("Does Kazakhstan belong to the Eurasian Economic Union?", True),
        ("Is Kazakhstan in the EU?", False),
        ("Is Kazakhstan a member of NATO?", False),
        ("カザフスタンはEUに加盟していますか？", False),
        ("カザフスタンはBRICSに入っていますか", False),
    ],
)
def test_whether_it_belongs_to_an_organisation(shipped: Knowledge, text: str, belongs: bool) -> None:
    assert membership(understand(text, glossary=shipped.desk.glossary), shipped.desk.glossary)
    found = shipped.ask(text)
    assert bool(found.statements) == belongs
    words = ("commits", "chaired", "枠組みを守る", "議長国")
    assert not belongs or any(one in found.statements[0].text for one in words)


@pytest.mark.parametrize(
    "text",
    [
        "Is Kazakhstan in talks with the EU?",
        "Which countries are members of the CSTO?",
        "Is Kazakhstan in the EU's list of critical suppliers?",
        "When did Kazakhstan join the CSTO?",
        "カザフスタンはEUに何を輸出していますか",
        "カザフスタンがCSTOに加盟したのはいつですか",
    ],
)
def test_what_is_not_about_belonging(shipped: Knowledge, text: str) -> None:
    assert membership(understand(text, glossary=shipped.desk.glossary), shipped.desk.glossary) is None


def test_where_a_source_says_it_was_left_the_question_is_answered(tmp_path: Path) -> None:
    news = tmp_path / "news.md"
    news.write_text("# News\n\nKazakhstan left the CSTO on 3 March 2031. The decision surprised its allies.\n", "utf-8")
    knowledge = open_knowledge(Settings(data_dir=tmp_path / "library"))
    assert knowledge.ingest([news]).count("failed") == 0
    found = knowledge.ask("When did Kazakhstan leave the CSTO?")
    assert "3 March 2031" in found.statements[0].text and found.notice is None
    assert "3 March 2031" in knowledge.ask("Is Kazakhstan in the CSTO?").statements[0].text
    knowledge.close()
