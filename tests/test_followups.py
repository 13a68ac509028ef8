"""Suggested questions: each is answered by the dossier that it stands under, and none repeats what was asked."""

from __future__ import annotations

import pytest

from knowledge.followups import MOST, follow_ups, suggested_questions
from knowledge.opening import Knowledge
from knowledge.settings import SHIPPED_CORPUS
from knowledge.types import LANGUAGES, Language

EVERY = suggested_questions(SHIPPED_CORPUS)


def test_every_dossier_suggests_questions() -> None:
    assert {one.dossier for one in EVERY} == {path.stem for path in (SHIPPED_CORPUS / "dossiers").glob("*.yaml")}


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_suggested_question_is_answered_in_its_language(shipped: Knowledge, language: Language) -> None:
    refused = []
    for one in EVERY:
        answer = shipped.ask(one.text[language])
        if answer.abstained or answer.language != language:
            refused.append(one.text[language])
    assert refused == []


@pytest.mark.parametrize(
    ("language", "question"),
    [("en", "How long is Kazakhstan's border with China?"), ("ja", "カザフスタンと中国の国境は何キロ？")],
)
def test_an_answer_suggests_other_questions_in_its_language(
    shipped: Knowledge, language: Language, question: str
) -> None:
    found = shipped.ask(question).followups
    assert len(found) == MOST
    assert question not in found
    assert set(found) <= {one.text[language] for one in EVERY}


def test_a_refusal_suggests_what_can_be_asked_and_names_what_is_missing(shipped: Knowledge) -> None:
    answer = shipped.ask("What is the base rate of Kazakhstan's central bank?")
    assert answer.abstained
    assert answer.followups
    assert "bank" in answer.text or "rate" in answer.text


def test_a_library_without_the_dossier_suggests_nothing(small: Knowledge) -> None:
    assert small.ask("How many passengers does the ferry carry?").followups == ()
    assert follow_ups(small.library, small.desk.encoder, "en", "How many?") == ()
