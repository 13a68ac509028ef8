"""Signals of sentences, how they are put in order, and what an answer gathers."""

from __future__ import annotations

import math

import pytest

from knowledge.compose import choose
from knowledge.judging import judged_of, unheard
from knowledge.opening import Knowledge
from knowledge.ranking import ranked
from knowledge.retrieve import retrieve
from knowledge.understand import understand


def ranking(knowledge: Knowledge, text: str):  # type: ignore[no-untyped-def]
    desk = knowledge.desk
    question = understand(text, glossary=desk.glossary)
    retrieval = retrieve(desk.library, question, desk.glossary)
    return question, retrieval, ranked(desk, question)


@pytest.mark.parametrize("text", ["How many passengers does the ferry carry?", "渡し船には何人乗れますか", "ferry"])
def test_signals_are_finite_and_the_likeliest_sentence_comes_first(small: Knowledge, text: str) -> None:
    question, _, found = ranking(small, text)
    assert len(found.judged) == min(judged_of(question), len(found.found))
    assert all(math.isfinite(value) for _, one in found.judged for value in one.values())
    assert len({tuple(one) for _, one in found.judged}) == 1, "every sentence has the same signals in the same order"
    odds = [one.odds for one in found.found if one.odds is not None]
    assert odds == sorted(odds, reverse=True)
    scores = [one.score for one in found.found]
    assert scores == sorted(scores, reverse=True)
    assert 0 <= found.decision.chance <= 1


def test_one_sentence_answers_a_plain_question_and_several_a_list(shipped: Knowledge) -> None:
    for text, least, most in (
        ("What percentage voted yes in the nuclear plant referendum?", 1, 1),
        ("Compare Kazakhstan's share of uranium reserves with its share of output.", 2, 5),
    ):
        question, _, found = ranking(shipped, text)
        assert least <= len(choose(found.found, question.asked, 5)) <= most, text


def test_no_answer_says_the_same_twice(shipped: Knowledge) -> None:
    for text in ("List the routes that oil takes besides CPC.", "Compare Kazakhstan's trade with Russia and China."):
        question, _, found = ranking(shipped, text)
        chosen = choose(found.found, question.asked, 5)
        assert len({one.text for one in chosen}) == len(chosen)
        for index, one in enumerate(chosen):
            assert all(float(one.vector @ other.vector) <= 0.86 for other in chosen[:index])


def test_words_that_the_library_never_heard_are_named(shipped: Knowledge) -> None:
    question, retrieval, _ = ranking(shipped, "How many submarines does Kazakhstan have?")
    assert unheard(question, retrieval, shipped.library) == ("submarines",)
    question, retrieval, _ = ranking(shipped, "カザフスタンの潜水艦は何隻？")
    assert "潜水艦" in unheard(question, retrieval, shipped.library)
