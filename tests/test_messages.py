"""Messages that are no single question: requests for an overview, and several questions at once."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.clauses import MOST, clauses_of, in_context
from knowledge.opening import Knowledge
from knowledge.topics import topic_of
from knowledge.types import Turn
from knowledge.understand import understand


@pytest.mark.parametrize(
    ("text", "topic"),
    [
        ("Tell me about the CPC", "the CPC"),
        ("Could you please summarise Kazakhstan's relations with China?", "Kazakhstan's relations with China"),
        ("Give me a short overview of the Middle Corridor, please.", "the Middle Corridor"),
        ("What do you know about Rosatom?", "Rosatom"),
        ("How are relations with Russia today?", "relations with Russia"),
        ("Kazakh uranium - fill me in.", "Kazakh uranium"),
        ("中国との関係をまとめてください", "中国との関係"),
        ("中部回廊について教えて", "中部回廊"),
        ("CPCの概要は？", "CPC"),
        ("日本との関係はどうなっていますか", "日本との関係"),
        ("セミパラチンスク核実験場について", "セミパラチンスク核実験場"),
    ],
)
def test_what_an_overview_is_wanted_of(text: str, topic: str) -> None:
    assert topic_of(text) == topic


@pytest.mark.parametrize(
    "text",
    [
        "How much oil goes through CPC?",
        "Explain why the pipeline stopped",
        "Tell me about who signed it",
        "2025年11月に米国とカザフスタンがまとめた文書は何件ですか",
        "ロシアとの宣言の中身を要約したメディアは？",
        "最初の原発はどこに建ちますか",
        "言語構想をまとめたのはどの省ですか",
    ],
)
def test_what_asks_for_something_itself_is_no_overview(text: str) -> None:
    assert topic_of(text) is None


def test_what_about_is_a_topic_only_where_nothing_was_said_before() -> None:
    assert topic_of("What about sanctions?", alone=True) == "sanctions" and topic_of("What about sanctions?") is None


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("What is the CPC? How much of the oil goes through it?", 2),
        ("Who builds the first plant, and who leads on the next ones?", 2),
        ("最初の発電所はどこの会社が建て、2番目は誰が担当ですか", 2),
        ("中部回廊とは何ですか。貨物は何トンでしたか。いつ始まりましたか。", 3),
        ("When and where was it signed?", 0),
        ("Did it close? Which year?", 0),
        ("In 2009 who outnumbered whom, and by what percentages?", 0),
        ("黒字ですか。それとも赤字ですか。", 0),
        ("主権を支えると述べたのはいつといつですか", 0),
        ("10万人ほどのロシア人がいたというのは、いつごろの話か", 0),
        ("How much oil does Kazakhstan export?", 0),
    ],
)
def test_messages_are_split_where_another_question_begins(text: str, parts: int) -> None:
    assert len(clauses_of(text)) == parts


def test_a_question_that_names_nothing_is_about_what_was_named_before() -> None:
    parts = ("What is the CPC?", "How much goes through it?", "And the Middle Corridor?")
    assert in_context(parts, (("CPC",), (), ("Middle Corridor",)))[1:] == ("CPC How much goes through it?", parts[2])
    assert in_context(parts[1:], ((), ())) == (parts[1], f"{parts[1]} {parts[2]}")


@given(st.text(max_size=300))
def test_any_text_is_read_without_harm(text: str) -> None:
    parts = clauses_of(text)
    assert len(parts) != 1 and len(parts) <= MOST
    topic = topic_of(text, alone=True)
    assert topic is None or (topic and topic in text)


def test_a_long_row_of_requests_takes_no_time() -> None:
    for text in ("please " * 250, "について" * 400, "overview " * 200, "、何で" * 500, "what and what " * 140):
        topic = topic_of(text)
        assert topic is None or topic in text
        assert len(clauses_of(text)) <= MOST


def test_an_overview_quotes_several_passages_on_the_topic_and_nothing_twice(shipped: Knowledge) -> None:
    for text in ("Summarise Kazakhstan's relations with China", "中国との関係をまとめて"):
        found = shipped.ask(text)
        assert 3 <= len(found.statements) <= 5, text
        assert all(
            "China" in c.passage.text + c.source.title or "中国" in c.passage.text + c.source.title
            for c in found.citations
        )
        assert len({c.quote for c in found.citations}) == len(found.citations)
        assert all(quote.source.text[quote.start : quote.end] == quote.quote for quote in found.citations)


def test_a_bare_name_asks_for_what_there_is_on_it(shipped: Knowledge) -> None:
    assert len(shipped.ask("Rosatom").statements) >= 2
    before = [Turn("How long is the border with Russia?", "7,644 km.")]
    assert understand("China", glossary=shipped.desk.glossary, history=before).asked != "overview"


@pytest.mark.parametrize(
    "text", ["Tell me about Kazakh cuisine", "Summarise relations with Brazil", "サッカーについて教えて"]
)
def test_there_is_no_overview_of_what_the_library_does_not_know(shipped: Knowledge, text: str) -> None:
    assert shipped.ask(text).abstained


def test_each_question_in_a_message_gets_its_answer(shipped: Knowledge) -> None:
    found = shipped.ask("How long is Kazakhstan's border with Russia? And how long is its border with China?")
    said = " ".join(one.text for one in found.statements)
    assert "7,644" in said and "1,765" in said and found.notice is None


def test_the_question_that_has_no_answer_is_named(shipped: Knowledge) -> None:
    found = shipped.ask("How long is the border with Russia? How many football clubs play in the Kazakh league?")
    assert "7,644" in found.statements[0].text
    assert found.notice is not None and "football clubs" in found.notice and "border" not in found.notice
    found = shipped.ask("ロシアとの国境は何キロですか。サッカー選手の年俸はいくらですか。")
    assert found.notice is not None and "年俸" in found.notice


def test_a_name_in_a_spelling_that_no_passage_has_is_known_by_the_others(shipped: Knowledge) -> None:
    found = shipped.ask("アメリカがサッカーで優勝したのはいつですか")
    assert found.abstention is not None and "アメリカ" not in found.abstention.text


def test_another_name_behind_an_overview_asks_for_another_overview(shipped: Knowledge) -> None:
    before = [Turn("Summarise Kazakhstan's relations with China", "...")]
    read = understand("and Russia?", glossary=shipped.desk.glossary, history=before)
    assert read.asked == "overview" and read.standalone == "Kazakhstan's relations with Russia"
    read = understand("では日本は？", glossary=shipped.desk.glossary, history=[Turn("中国との関係をまとめて", "")])
    assert read.asked == "overview" and "日本" in read.standalone and "中国" not in read.standalone


def test_what_was_answered_as_a_part_is_not_suggested_next(shipped: Knowledge) -> None:
    found = shipped.ask(
        "How long is Kazakhstan's border with Russia? How many clubs play in the Kazakh football league?"
    )
    assert found.followups and not any("border with Russia" in one for one in found.followups)
