"""Beyond the chats the bot is in: inline cards and guest answers."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.simulator.driver import Simulator
from bot.simulator.person import Person
from bot.split import MESSAGE_ENTITIES, MESSAGE_UNITS
from bot.talk.cards import one_message
from knowledge.types import Statement
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge
from tests.bot.talk.test_answers import ask


def test_each_card_is_a_statement_with_its_citation(shared: Simulator, anna: Person, shelf: FakeKnowledge) -> None:
    query, offered = anna.inline("How much salt?")
    first, second = offered["results"]
    assert first["title"] == shelf.rows["harbour-en"][0].text
    assert second["description"] == "The harbour of Talwick · dossier · 1 June 2024"
    assert offered["is_personal"]
    group = shared.group(-1_060, "Cards")
    posted = anna.chooses(query, second["id"], chat=group)
    assert posted["text"].startswith("Talwick sends 35% of its salt to Norway. [1]\n\n[1] The harbour of Talwick")
    assert "“Trade”, paragraph\u00a02\n“Talwick sends 35% of its salt to Norway.”" in posted["text"]
    assert {e["type"] for e in posted["entities"]} >= {"expandable_blockquote", "bold"}
    assert anna.hears_nothing(chat=group, for_s=0.2)  # its own card is no question to the bot


def test_an_inline_question_leans_on_nothing_and_asks_no_model(anna: Person, shelf: FakeKnowledge) -> None:
    ask(anna)
    anna.inline("And Norway?")
    assert shelf.asked[-1] == ("And Norway?", "en", ()) and shelf.extractive[-1]


def test_only_the_last_of_many_letters_is_asked(anna: Person, shelf: FakeKnowledge) -> None:
    from bot.simulator import acts

    asked = len(shelf.asked)
    for typed in ("How", "How much", "How much sal"):
        acts.asked_inline(anna.world, anna.id, anna.id, typed)
    _, offered = anna.inline("How much salt?")
    assert len(offered["results"]) == 2 and [q for q, _, _ in shelf.asked[asked:]] == ["How much salt?"]


def test_no_answer_offers_the_chat_instead(anna: Person) -> None:
    _, offered = anna.inline("What of gold?")
    assert offered["results"] == [] and offered["button"]["text"] == "Nothing on that in the library"
    _, offered = anna.inline("  a ")
    assert offered["results"] == [] and offered["button"] is None


def test_a_stranger_is_offered_nothing(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, access="allowlist", allowed_ids=(1,)):
        eve, anna = telegram.user(2, "Eve"), telegram.user(1)
        with pytest.raises(TimeoutError):
            eve.inline("How much salt?", timeout_s=0.8)
        assert len(anna.inline("How much salt?")[1]["results"]) == 2
        away = telegram.group(-1_061, "Away", member=False)
        eve.says("@steppe_bot How much salt?", chat=away)
        assert eve.hears_nothing(chat=away)
    assert len(knowledge.asked) == 1


def test_a_guest_answers_in_one_message_and_keeps_nothing(
    shared: Simulator, someone: Callable[..., Person], shelf: FakeKnowledge
) -> None:
    anna = someone()
    away = shared.group(-1_062, "Friends", member=False)
    ask(anna, "How much salt?")
    anna.says("@steppe_bot And Norway?", chat=away)
    answer = anna.wait_reply(chat=away)
    assert answer["text"].startswith("Talwick sends 35% of its salt to Norway. [1]") and "Sources" in answer["text"]
    assert shelf.asked[-1] == ("And Norway?", "en", ())
    anna.says("@steppe_bot What of gold?", chat=away)
    assert anna.wait_reply(chat=away)["text"] == "Nothing on that."
    ask(anna, "And Norway?")
    assert [turn.question for turn in shelf.asked[-1][2]] == ["How much salt?"]


@settings(max_examples=40)
@given(st.integers(1, 9), st.integers(1, 3_000), st.sampled_from(["en", "ja"]))
def test_a_guests_message_fits_whatever_was_found(count: int, length: int, language: str) -> None:
    base = FakeKnowledge().answer("q", language, [0, 1])  # type: ignore[arg-type]
    statements = tuple(Statement("塩" * length + f"{n}。", (1 + n % 2,), "composed") for n in range(count))
    shown = one_message(replace(base, statements=statements))
    assert 0 < shown.units <= MESSAGE_UNITS and len(shown.entities) <= MESSAGE_ENTITIES
    whole = sum(statement.text in shown.text for statement in statements)
    assert whole == count or str(count - whole) in shown.text  # nothing is left out without a word
