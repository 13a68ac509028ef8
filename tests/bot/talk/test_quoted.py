"""Words quoted from an answer lead to their citations; asking only for the source is told from asking."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.talk.quoted import asks_where, cited_by, plainly
from bot.talk.render import answer_text
from bot.text import render
from knowledge.types import Language, Statement
from tests.bot.fake_knowledge import FakeKnowledge

FAKE = FakeKnowledge()
ANSWERS = {language: FAKE.answer("q", language, [0, 1]) for language in ("en", "ja")}  # type: ignore[arg-type]


@given(st.sampled_from(["en", "ja"]), st.integers(0, 1), st.data())
def test_any_part_of_a_sentence_as_shown_leads_to_its_citation(language: Language, n: int, data: st.DataObject) -> None:
    answer = ANSWERS[language]
    shown = render(answer_text(answer)).text
    sentence = answer.statements[n].text
    at = shown.index(sentence)
    first = data.draw(st.integers(0, len(sentence) - 8))
    last = data.draw(st.integers(first + 8, len(sentence)))
    assert n + 1 in cited_by(answer, shown[at + first : at + last])


def test_words_across_sentences_bring_the_citations_of_each() -> None:
    shown = render(answer_text(ANSWERS["en"])).text
    assert cited_by(ANSWERS["en"], shown[: shown.index("✓")]) == (1, 2)


def test_a_composed_sentence_and_its_quotations_and_numbers_are_found() -> None:
    answer = replace(ANSWERS["en"], statements=(Statement("Salt matters to the town.", (2, 1), "composed"),))
    assert cited_by(answer, "salt   MATTERS") == (2, 1)
    assert cited_by(answer, "“Talwick sends 35% of its salt to Norway.”") == (2,)
    assert cited_by(answer, "[2]") == (2,) and cited_by(answer, "[9]") == ()
    assert cited_by(answer, "The report counts otherwise.") == (1,)
    assert cited_by(answer, "Something else entirely") == () and cited_by(answer, " … ") == ()


@pytest.mark.parametrize(
    "words",
    [
        "", "?", "？", "Source?", "source", "the source?", "Where does this come from?", "where is that from", "says who?",
        "where from?", "show me the source", "Which source?", "context", "according to whom?", "where did you get this?",
        "出典は？", "出典", "どこから？", "これはどこから来ましたか？", "ソースは？", "根拠を示してください", "原文を見せて", "どこに書いてありますか？", "典拠は何ですか",
    ],
)  # fmt: skip
def test_asking_for_the_source(words: str) -> None:
    assert asks_where(words)


@pytest.mark.parametrize(
    "words",
    [
        "Since when?", "Why?", "And China?", "Where is the pipeline?", "What is the source of the Irtysh?", "where does it end",
        "Who says Russia will pay?", "いつから？", "では中国は？", "石油はどこから輸出されますか？", "ウランの供給源はどこですか？", "なぜ？", "原油は？",
    ],
)  # fmt: skip
def test_asking_something_else(words: str) -> None:
    assert not asks_where(words)


@given(st.text(max_size=60))
def test_comparing_never_fails(text: str) -> None:
    plainly(text)
    asks_where(text)
    cited_by(ANSWERS["ja"], text)
