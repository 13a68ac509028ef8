"""The bot over the real core: awkward input on a small library, and the examples that newcomers are offered."""

from __future__ import annotations

import pytest

from bot.simulator.driver import Simulator
from bot.wording import WORDING
from knowledge.opening import Knowledge
from knowledge.types import Language
from tests.bot.conftest import running

AWKWARD = [
    "🧂🧂🧂",
    "<script>alert(1)</script>",
    '" OR * NEAR( salt',
    "塩\x00は？",
    "Сколько соли отгрузили?",
    "salt " * 700,
    "*bold* _x_ [a](b) `c",
    "\u202esalt\u202c?",
    "?",
]


def test_awkward_questions_get_a_line_and_never_a_failure(telegram: Simulator, small: Knowledge) -> None:
    with running(small, telegram):
        for number, question in enumerate(AWKWARD, 1):
            person = telegram.user(number)
            person.says(question)
            told = person.wait_reply()["text"]
            assert told and "Something went wrong" not in told and "Traceback" not in told


def test_a_conversation_over_the_real_core(telegram: Simulator, small: Knowledge) -> None:
    with running(small, telegram):
        anna = telegram.user(1)
        anna.says("How much salt did the harbour of Talwick ship in 2023?")
        answer = anna.wait_reply()
        assert "4.2 million tonnes of salt in 2023. [1]" in answer["text"]
        told = "Harbour office of Talwick: Annual report of the harbour – official · 1 March 2024 · single source"
        assert told in answer["text"]
        assert "⚠ Contradicted: other sources differ\nThe column says: “" in answer["text"]
        assert "Sources differ." not in answer["text"]  # the headline says it
        assert "The column on Talwick – dossier · opinion column" in answer["text"]
        anna.presses(answer, "1")
        opened = anna.wait_reply()
        assert "The harbour of Talwick – dossier" in opened["text"]
        anna.presses(opened, "In Japanese")
        assert "塩420万トン" in anna.wait_edit()["text"]
        anna.says("/sources")
        assert "The harbour of Talwick" in anna.wait_reply()["text"]


@pytest.mark.parametrize(
    ("language", "told"), [("en", ("81%", "Rosatom", "China")), ("ja", ("82%", "ロスアトム", "中国"))]
)
def test_what_is_offered_at_the_start_is_answered(
    language: Language, told: tuple[str, ...], shipped: Knowledge
) -> None:
    for question, fact in zip(WORDING[language].examples, told, strict=True):
        answer = shipped.ask(question)
        assert answer.language == language and not answer.abstained
        assert fact in answer.statements[0].text, question
