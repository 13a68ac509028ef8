"""What anybody may do with what is kept of them, and /gaps: who sees what."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.simulator.driver import Simulator
from bot.simulator.person import Person
from bot.talk.export import plain
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge
from tests.bot.talk.conftest import LIBRARIAN
from tests.bot.talk.test_answers import ask
from tests.bot.test_conversation import labels

CANARY = "canary-4f1c"


def test_privacy_says_what_is_stored_and_how_long(someone: Callable[..., Person]) -> None:
    english, japanese = ask(someone(), "/privacy")["text"], ask(someone("Yuki", language_code="ja"), "/privacy")["text"]
    assert "90 days" in english and "last 6 exchanges" in english and "chat model" not in english
    assert "90日" in japanese and "/deleteme" in japanese


def test_privacy_names_the_model_that_questions_go_to(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, chat_model="openai:gpt-5-mini", keep_answers_days=7):
        told = ask(telegram.user(1), "/privacy")["text"]
    assert "openai:gpt-5-mini" in told and "7 days" in told


def test_delete_me_leaves_no_byte(telegram: Simulator, knowledge: FakeKnowledge, tmp_path: Path) -> None:
    question = f"How much salt, {CANARY}?"
    knowledge.answers[question] = lambda: knowledge.answer(question, "en", [0, 1])
    missing = f"Any gold, {CANARY}?"
    knowledge.answers[missing] = lambda: knowledge.abstention(missing, "en")
    folder = tmp_path / "library"
    with running(knowledge, telegram):
        anna, boris, group = telegram.user(1), telegram.user(2, "Boris"), telegram.group()
        boris_answer = ask(boris)
        answer = ask(anna, question)
        anna.wait_notice(anna.presses(answer, "👍"))
        ask(anna, missing)
        ask(anna, "/lang en")
        anna.says(f"@steppe_bot {question}", chat=group)
        anna.wait_reply(chat=group)
        assert held(folder), "the canary never reached the files: this test would prove nothing"
        asked = ask(anna, "/deleteme")
        assert labels(asked) == [["Delete everything"], ["Keep it"]]
        anna.presses(asked, "Keep it")
        assert anna.wait_edit()["text"] == "Nothing was deleted."
        assert held(folder)
        anna.presses(ask(anna, "/deleteme"), "Delete everything")
        assert anna.wait_edit()["text"].endswith("is gone.")
        assert not held(folder)
        assert "no longer kept here" in anna.wait_notice(anna.presses(answer, "1"))["text"]
        ask(anna, "And Norway?")
        assert knowledge.asked[-1][2] == ()
        boris.presses(boris_answer, "1")  # what others asked is untouched
        assert "“Trade”, paragraph" in boris.wait_reply()["text"]
    assert not held(folder)


def held(folder: Path) -> list[str]:
    """The files of the state that hold the canary."""
    return [file.name for file in folder.glob("state.db*") if CANARY.encode() in file.read_bytes()]


@pytest.mark.parametrize("command", ["/deleteme", "/export"])
def test_personal_commands_work_in_private_alone(shared: Simulator, anna: Person, command: str) -> None:
    group = shared.group()
    anna.says(command, chat=group)
    refused = anna.wait_reply(chat=group)
    assert "only in a private chat" in refused["text"]
    press = anna.forges(refused, "n:d:y")
    assert "only in a private chat" in anna.wait_notice(press)["text"]


def test_an_export_is_the_chat_with_every_source(shared: Simulator, anna: Person, shelf: FakeKnowledge) -> None:
    assert "no conversation" in ask(anna, "/export")["text"]
    tricky = "How much # salt [x](http://evil.example)?"
    shelf.answers[tricky] = lambda: shelf.answer(tricky, "en", [0, 1])
    answer = ask(anna, tricky)
    anna.presses(answer, "日本語で")
    anna.wait_reply()
    ask(anna, "What of gold?")
    sent = ask(anna, "/export")
    assert sent["document"]["file_name"].endswith(".md") and "all its sources" in sent["caption"]
    text = shared.world.files[sent["document"]["file_id"]].decode()
    assert text.startswith("# Conversation with Steppe\n")
    assert "## How much \\# salt \\[x\\](http://evil.example)?" in text
    assert text.count("\n## ") == 2  # what only repeats an answer in the other language is not written twice
    assert "Talwick sends 35% of its salt to Norway.\\[2\\]" in text
    assert "\\[1\\] **The harbour of Talwick** – dossier" in text and "“Trade”, paragraph\u00a01" in text
    assert "> The harbour of Talwick shipped 4.2 million tonnes of salt in 2023." in text
    assert "Harbour office: Annual report · March 2024 <https://example.org/report>" in text
    assert "Nothing on that." in text


@given(st.text(max_size=80))
def test_what_people_write_makes_no_markup(text: str) -> None:
    escaped = plain(text)
    assert "[" not in escaped.replace("\\\\", "").replace("\\[", "")
    assert not escaped.startswith(("#", ">", "- ", "* ", "+ "))


def test_gaps_are_everyones_for_a_librarian_and_ones_own_for_others(
    shared: Simulator, someone: Callable[..., Person], shelf: FakeKnowledge
) -> None:
    anna, boris, librarian = someone(), someone("Boris"), shared.user(LIBRARIAN, "Lib")
    group = shared.group(-1_050, "Gaps")
    assert ask(boris, "/gaps")["text"].startswith("Nothing: every question")
    shelf.answers["What of silver?"] = lambda: shelf.abstention("What of silver?", "en")
    shelf.answers["what of SILVER ?"] = lambda: shelf.abstention("what of SILVER ?", "en")
    ask(anna, "What of silver?")
    ask(anna, "what of SILVER ?")
    anna.says("@steppe_bot What of silver?", chat=group)
    anna.wait_reply(chat=group)
    told = ask(librarian, "/gaps")
    assert "could not answer:" in told["text"] and "(3×, last" in told["text"]
    mine = ask(anna, "/gaps")["text"]
    assert "could not answer you: 1" in mine and "(3×" in mine
    librarian.says("/gaps", chat=group)  # what others asked in private is not shown to a group
    here = librarian.wait_reply(chat=group)["text"]
    assert "in this chat: 1" in here and "(1×" in here
    forged = boris.forges(ask(boris, "/help"), told["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    assert "no longer on the list" in boris.wait_notice(forged)["text"]


def test_a_gap_that_is_answered_now_leaves_the_list(desk: Simulator, knowledge: FakeKnowledge) -> None:
    anna = desk.user(1)
    ask(anna, "What of gold?")
    listed = ask(anna, "/gaps")
    assert "Still no answer" in anna.wait_notice(anna.presses(listed, "1"))["text"]
    knowledge.answers["What of gold?"] = lambda: knowledge.answer("What of gold?", "en", [0])
    assert "answers it now" in anna.wait_notice(anna.presses(listed, "1"))["text"]
    assert anna.wait_edit()["text"].startswith("Nothing: every question")
    assert knowledge.extractive[-1]  # no chat model is paid for looking again


def test_gaps_are_paged(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, admin_ids=(LIBRARIAN,)):
        for number in range(10):
            question = f"What of metal {number}?"
            knowledge.answers[question] = lambda q=question: knowledge.abstention(q, "en")  # type: ignore[misc]
            ask(telegram.user(number + 1), question)
        librarian = telegram.user(LIBRARIAN, "Lib")
        first = ask(librarian, "/gaps")
        assert "Page 1 of 2" in first["text"] and labels(first)[-1] == ["▶"]
        librarian.presses(first, "▶")
        second = librarian.wait_edit()
        assert "Page 2 of 2" in second["text"] and "10. What of metal 0?" in second["text"]
        librarian.presses(second, "◀")
        librarian.wait_edit()
        librarian.forges(second, "n:g:99")
        assert "Page 2 of 2" in librarian.wait_edit()["text"]
