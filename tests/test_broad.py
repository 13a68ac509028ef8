"""Questions that no single fact answers, and what a refusal tells all the same."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.broad import is_broad, without_frame
from knowledge.opening import Knowledge
from knowledge.scoring import spotter
from knowledge.topics import defined_of
from knowledge.types import LANGUAGES, Language, Turn
from knowledge.understand import understand


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How do people there see China?", "en"),
        ("What role does Turkey play?", "en"),
        ("What happened to the pipeline in 2022?", "en"),
        ("How dependent is Kazakhstan on Russia?", "en"),
        ("Can the corridor really replace the Russian route?", "en"),
        ("日本に何を期待していますか", "ja"),
        ("侵攻のあとロシアとの関係はどう変わった？", "ja"),
        ("制裁の抜け道って本当？", "ja"),
    ],
)
def test_a_broad_question_is_known_by_how_it_is_put(text: str, language: Language) -> None:
    assert is_broad(text, language)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("How many troops were sent?", "en"),
        ("Who signed the declaration?", "en"),
        ("What is the name of the port?", "en"),
        ("宣言に署名したのは誰ですか", "ja"),
        ("国境の長さは？", "ja"),
    ],
)
def test_what_asks_for_a_fact_is_not_broad(text: str, language: Language) -> None:
    assert not is_broad(text, language)


def test_the_words_it_is_put_with_are_not_looked_for(shipped: Knowledge) -> None:
    glossary = shipped.desk.glossary
    assert understand("What happened to the drones on the Caspian?", glossary=glossary).terms[0] != "happen"
    assert without_frame("How do ordinary Kazakhs feel about China?", "en").split() == ["How", "do", "survey", "China?"]
    assert "カザフ人" not in without_frame("一般のカザフ人は中国をどう見てますか", "ja")
    assert "カザフ人" in without_frame("新疆のカザフ人の問題をどう見るか", "ja"), "whom it is about stays"


@given(st.text(max_size=300), st.sampled_from(LANGUAGES))
def test_any_text_at_all_can_be_read(text: str, language: Language) -> None:
    assert isinstance(is_broad(text, language), bool) and isinstance(without_frame(text, language), str)


@pytest.mark.parametrize(
    ("text", "asked"),
    [
        ("What does Kazakhstan want from Japan?", "broad"),
        ("トルコの役割は？", "broad"),
        ("What is Khorgos?", "overview"),
        ("ホルゴスって何ですか", "overview"),
        ("How do Kazakhs see China?", "broad"),
        ("What is the length of the border?", "number"),
        ("What share of the oil goes through the CPC?", "number"),
        ("中国からの投資額は？", "number"),
    ],
)
def test_what_kind_of_answer_is_wanted(shipped: Knowledge, text: str, asked: str) -> None:
    assert understand(text, glossary=shipped.desk.glossary).asked == asked


def test_names_alone_are_left_of_a_question_that_asks_nothing_particular(shipped: Knowledge) -> None:
    glossary = shipped.desk.glossary
    assert understand("トルコの役割は？", glossary=glossary).bare
    assert not understand("How do Kazakhs see China?", glossary=glossary).bare
    before = [Turn("What does Kazakhstan want from Japan?", "")]
    after = understand("and China?", glossary=glossary, history=before)
    assert after.asked == "broad" and after.bare and "china" in after.names and "japan" not in after.names


def test_several_sentences_answer_where_nothing_particular_is_asked(shipped: Knowledge) -> None:
    wants = shipped.ask("What does Kazakhstan want from Japan?")
    assert 2 <= len(wants.statements) <= 3
    assert all("Japan" in one.text or "Tokyo" in one.text for one in wants.statements)
    what = shipped.ask("C5+1とは何か")
    assert what.statements[0].text.startswith("中央アジア5カ国と米国の枠組み「C5+1」")


@pytest.mark.parametrize("text", ["How do Kazakhs see China?", "カザフ国民は中国をどう見ている？"])
def test_how_somebody_is_seen_is_told_by_surveys(shipped: Knowledge, text: str) -> None:
    assert "70%" in shipped.ask(text).statements[0].text


@pytest.mark.parametrize(
    ("text", "topic"),
    [("What's the CPC?", "CPC"), ("ホルゴスって何？", "ホルゴス"), ("What did the CPC say?", None), ("何ですか", None)],
)
def test_what_is_to_be_defined(text: str, topic: str | None) -> None:
    assert defined_of(text) == topic


def test_an_organisation_is_not_found_within_the_name_of_another(shipped: Knowledge) -> None:
    brics = spotter(shipped.desk.glossary, "brics")
    assert brics.search("a summit of BRICS") and not brics.search("a TV BRICS summary")
    assert spotter(shipped.desk.glossary, "uranium").search("enriched uranium"), "only organisations are told apart"
    assert shipped.ask("Is Kazakhstan in BRICS?").abstained


@pytest.mark.parametrize("text", ["What did Trump and Tokayev say of tulips?", "トランプとチューリップの話は？"])
def test_a_refusal_tells_the_sentences_that_come_nearest(shipped: Knowledge, text: str) -> None:
    refused = shipped.ask(text).abstention
    assert refused is not None and refused.told
    for passage, sentence in refused.told:
        assert sentence in passage.text
        assert any(name in sentence for name in ("Trump", "Tokayev", "トランプ"))


def test_a_refusal_on_something_else_tells_nothing_near(shipped: Knowledge) -> None:
    refused = shipped.ask("Who won the 1998 football cup?").abstention
    assert refused is not None and not refused.nearest


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("What did Trump and Tokayev discuss?", "discuss"),
        ("Who grew tulips there?", "grew"),
        ("チューリップの役割は？", "役割"),
    ],
)
def test_a_refusal_names_nothing_that_no_document_is_on(shipped: Knowledge, text: str, words: str) -> None:
    refused = shipped.ask(text).abstention
    assert refused is not None and words not in refused.text
