"""What a question wants beyond its topic: units, names, years and the words it turns on."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from knowledge.errors import QuestionError
from knowledge.glossary import load_glossary
from knowledge.types import Question
from knowledge.understand import understand
from knowledge.wanting import wanted


def read(text: str) -> Question:
    return understand(text, glossary=load_glossary())


@pytest.mark.parametrize(
    ("question", "unit"),
    [
        ("How much did COSCO pay for its share of Khorgos Gateway?", "money"),
        ("カザフスタンの国防予算はいくらですか", "money"),
        ("What share of oil exports goes by CPC?", "share"),
        ("石油輸出の何割がロシア経由？", "share"),
        ("How many soldiers took part in Birlestik?", "person"),
        ("逮捕されたのは何人？", "person"),
        ("How long is the border with Uzbekistan?", "length"),
        ("CPCの全長は？", "length"),
        ("In which year did Kazakhstan join the WTO?", "date"),
        ("首都が移ったのはいつですか", "date"),
        ("How many tonnes of gold are mined?", "mass"),
        ("テンギスは1日に何バレル？", "barrel"),
        ("How many days does freight take?", "duration"),
        ("カザフスタンの面積は何平方キロ？", "area"),
        ("On what exact date was the decree signed?", "day"),
        ("署名されたのは何月何日？", "day"),
        ("核実験は何回？", "occasion"),
    ],
)
def test_the_unit_asked_for(question: str, unit: str) -> None:
    assert unit in wanted(read(question)).units


@pytest.mark.parametrize(
    "question",
    [
        "Which lines are to reach the 100-million-tonne goal?",
        "How did Astana respond when the terminal was hit?",
        "Did Obama pay the republics a visit?",
        "Who came up with the 80 per cent figure?",
        "コラムが挙げる約2%とは何の割合ですか",
    ],
)
def test_a_unit_that_is_only_mentioned_is_not_asked_for(question: str) -> None:
    assert wanted(read(question)).units == frozenset()


def test_square_kilometres_are_no_length() -> None:
    assert wanted(read("What is Kazakhstan's area in square kilometres?")).units == {"area"}


@pytest.mark.parametrize(
    ("question", "predicate", "grave"),
    [
        ("Why did Kazakhstan sever relations with China?", "sever", True),
        ("When did the Kazakh government officially leave the CSTO?", "leave", True),
        ("アブラハム合意から脱退した日は？", "脱退", True),
        ("中国と断交したのはなぜですか", "断交", True),
        ("Why did Kazakhstan close the test site?", "close", True),
        ("When did Kazakhstan join the WTO?", "join", True),
        ("What did Kazakhstan build in Ulken?", "build", False),
        ("原発を建設するのは誰？", "建設", False),
    ],
)
def test_what_a_question_says_was_done(question: str, predicate: str, grave: bool) -> None:
    wants = wanted(read(question))
    assert wants.predicate is not None
    assert (wants.predicate.surface, wants.grave) == (predicate, grave)


def test_a_question_that_says_of_nothing_that_it_was_done() -> None:
    assert wanted(read("How long is the border?")).predicate is None


@pytest.mark.parametrize(
    ("question", "kind"),
    [
        ("Who signed the memorandum?", "person"),
        ("覚書に署名した長官の名前は？", "person"),
        ("Which companies lost the bid?", "company"),
        ("どの会社が建設していますか", "company"),
        ("Where will the plant stand?", "place"),
        ("どの都市で開かれた？", "place"),
        ("Which country is the biggest buyer?", "country"),
        ("どの国が最大の買い手？", "country"),
    ],
)
def test_the_kind_of_name_asked_for(question: str, kind: str) -> None:
    assert kind in wanted(read(question)).names


@pytest.mark.parametrize(
    ("question", "focus"),
    [
        ("How many households were left without heating?", "households"),
        ("What was the turnout in the referendum?", "turnout"),
        ("2024年10月の国民投票、投票率は？", "投票率"),
        ("暖房が止まったのは何世帯？", "世帯"),
    ],
)
def test_the_word_that_a_question_turns_on(question: str, focus: str) -> None:
    assert focus in {one.surface for one in wanted(read(question)).focus}


def test_the_years_and_figures_of_the_question_itself() -> None:
    wants = wanted(read("Of the 19 activists detained in 2025, how many were charged?"))
    assert wants.years == {2025}
    assert any(value == 19 for _, value in wants.said)


@hypothesis_settings(max_examples=150, deadline=None)
@given(st.text(max_size=60))
def test_any_question_can_be_read(text: str) -> None:
    try:
        question = read(text)
    except QuestionError:
        return
    wants = wanted(question)
    assert all(one.norm for one in wants.focus)
