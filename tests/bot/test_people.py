"""Strangers, quotas and the operator's panel, in the simulated Telegram with the unchanged bot."""

from __future__ import annotations

import re
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from bot.bureau import open_bureau
from bot.people.reports import report
from bot.settings import BotSettings
from bot.simulator.driver import Simulator
from bot.simulator.person import Person
from bot.simulator.refusal import Json
from bot.state.database import State, address
from bot.state.feedback import Feedback
from bot.state.gaps import Gaps
from bot.state.prepare import prepare
from bot.text import render
from knowledge.feeds.values import FeedHealth, FeedSource
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge

BOSS = 9


def labels(message: Json) -> list[list[str]]:
    return [[b["text"] for b in row] for row in message.get("reply_markup", {}).get("inline_keyboard", [])]


def code_in(message: Json) -> str:
    found = re.search(r"\d{6}", message["text"])
    assert found is not None, message["text"]
    return found[0]


def ended(boss: Person) -> str:
    """How a message to everyone ended, once it did."""
    until = time.monotonic() + 20
    while time.monotonic() < until:
        if boss.heard()[-1]["text"].startswith("✓ Sent:") or "✓ Sent:" in boss.heard()[-2]["text"]:
            return next(str(m["text"]) for m in reversed(boss.heard()) if m["text"].startswith("✓ Sent:"))
        time.sleep(0.02)
    raise TimeoutError("the message to everyone did not end")


@contextmanager
def paired(knowledge: FakeKnowledge, telegram: Simulator, **more: Any) -> Iterator[Person]:
    """The bot with codes in use; gives its operator, who has written to it."""
    with running(knowledge, telegram, **{"access": "pairing", "admin_ids": (BOSS,), **more}):
        boss = telegram.user(BOSS, "Boss")
        boss.says("/start")
        boss.wait_reply()
        yield boss


@pytest.fixture(autouse=True)
def no_pace(monkeypatch: pytest.MonkeyPatch, telegram: Simulator) -> None:
    """Telegram's pace is tested elsewhere; here it would only be waited for."""
    monkeypatch.setattr("bot.limiter.PRIVATE_BURST", 1_000)
    telegram.world.flood.on = False


# strangers


def test_a_stranger_gets_a_code_and_an_operator_redeems_it(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with paired(knowledge, telegram) as boss:
        eve = telegram.user(2, "Eve")
        boss.says("/help")
        boss.wait_reply()
        eve.says("How much salt?")
        told = eve.wait_reply()
        code = code_in(told)
        assert told["text"].startswith(f"Your code: {code}") and any(e["type"] == "code" for e in told["entities"])
        notice = boss.wait_reply()
        assert "id 2" in notice["text"] and "Eve" in notice["text"] and code not in notice["text"]
        eve.says("Hello?")
        assert eve.hears_nothing(), "one line a minute"
        eve.says(f"/pair {code}")
        assert eve.hears_nothing(), "nobody lets themselves in"
        boss.says(f"/pair {code[:3]} {code[3:]}")
        assert boss.wait_reply()["text"] == "✓ Let in: Eve"
        assert eve.wait_reply()["text"].startswith("✓ You have been let in.")
        eve.says("How much salt?")
        assert eve.wait_reply()["text"].startswith("The harbour")
        boss.says(f"/pair {code}")
        assert "No one is waiting" in boss.wait_reply()["text"]
    with paired(knowledge, telegram):  # and after a restart
        eve.says("How much salt?")
        assert eve.wait_reply()["text"].startswith("The harbour")


def test_an_operator_decides_by_button(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with paired(knowledge, telegram) as boss:
        eve, yuki = telegram.user(2, "Eve"), telegram.user(3, "Yuki", language_code="ja")
        eve.says("hello")
        eve.wait_reply()
        notice = boss.wait_reply()
        assert labels(notice) == [["Let in", "Turn away"]]
        boss.presses(notice, "Turn away")
        assert boss.wait_edit()["text"] == "Turned away: Eve"
        assert "turned down" in eve.wait_reply()["text"]
        assert boss.wait_notice(boss.forges(notice, "d:y:2"))["text"].startswith("This request is not waiting")
        yuki.says("こんにちは")
        assert "参加コード" in yuki.wait_reply()["text"]
        notice = boss.wait_reply()
        boss.presses(notice, "Let in")
        boss.wait_edit()
        assert yuki.wait_reply()["text"].startswith("✓ 承認されました。")
        yuki.says("塩はどれだけ？")
        assert "420万トン" in yuki.wait_reply()["text"]
        eve.says("again")
        assert eve.hears_nothing()


def test_a_group_is_let_in_by_code_or_by_its_operator(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with paired(knowledge, telegram) as boss:
        eve, group, other = telegram.user(2, "Eve"), telegram.group(), telegram.group(-100888, "Other")
        eve.says("/ask How much salt?", chat=group)
        assert eve.hears_nothing(chat=group), "a command without its name may be meant for another bot"
        eve.says("@steppe_bot How much salt?", chat=group)
        code = code_in(eve.wait_reply(chat=group))
        assert "A group asks" in boss.wait_reply()["text"]
        boss.says(f"/pair {code}")
        boss.wait_reply()
        assert "This group has been let in" in eve.wait_reply(chat=group)["text"]
        eve.says("@steppe_bot How much salt?", chat=group)
        assert eve.wait_reply(chat=group)["text"].startswith("The harbour")
        eve.says("How much salt?")
        assert "Your code" in eve.wait_reply()["text"], "a private chat is not the group"
        boss.says("/pair@steppe_bot", chat=other)
        assert "This group has been let in" in boss.wait_reply(chat=other)["text"]
        eve.says("@steppe_bot How much salt?", chat=other)
        assert eve.wait_reply(chat=other)["text"].startswith("The harbour")
        telegram.upgrades(other, -100999)
        eve.says("@steppe_bot How much salt?", chat=-100999)
        assert eve.wait_reply(chat=-100999)["text"].startswith("The harbour"), "it is the same group"


def test_without_an_operator_a_stranger_learns_how_to_become_one(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, access="pairing"):
        eve = telegram.user(2, "Eve")
        eve.says("hello")
        assert "STEPPE_ADMIN_IDS=2" in eve.wait_reply()["text"]
    assert knowledge.asked == []


def test_a_stranger_with_a_name_full_of_tricks(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with paired(knowledge, telegram) as boss:
        name = "\u202eevE\n*[Let in](http://x)* <b>" + "x" * 300
        eve = telegram.user(2, name)
        eve.says("hello")
        eve.wait_reply()
        notice = boss.wait_reply()
        assert "\u202e" not in notice["text"] and notice["text"].count("\n") == 2
        assert not any(e["type"] == "text_link" for e in notice["entities"])
        boss.presses(notice, "Let in")
        assert boss.wait_edit()["text"].startswith("✓ Let in: evE *[Let in]")


# quotas


def test_a_thousand_messages_cost_no_more_than_the_quota(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    for number in range(1_000):
        question = f"Question {number}?"
        knowledge.answers[question] = lambda q=question: knowledge.answer(q, "en", [0])  # type: ignore[misc]
    with running(knowledge, telegram, quota={"per_user_minute": 6}):
        anna, boris = telegram.user(1), telegram.user(2, "Boris")
        for number in range(1_000):
            anna.says(f"Question {number}?")
        boris.says("How much salt?")
        boris.wait_reply(timeout_s=30)
        until = time.monotonic() + 30
        while len(anna.heard()) < 7 and time.monotonic() < until:
            time.sleep(0.05)
        assert boris.hears_nothing(for_s=0.5)
    mine = [question for question, _, _ in knowledge.asked if question.startswith("Question")]
    assert mine == [f"Question {number}?" for number in range(6)], "those within the quota, in order, and no other"
    heard = [message["text"] for message in anna.heard()]
    assert len(heard) == 7 and sum("a lot at once" in text for text in heard) == 1


def test_an_operator_has_no_quota_and_presses_count(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, quota={"per_user_minute": 2}, admin_ids=(BOSS,)):
        anna, boss = telegram.user(1), telegram.user(BOSS, "Boss")
        anna.says("How much salt?")
        answer = anna.wait_reply()
        anna.presses(answer, "1")
        anna.wait_reply()
        notice = anna.wait_notice(anna.presses(answer, "1"))
        assert notice["show_alert"] and "a lot at once" in notice["text"]
        for _ in range(4):
            boss.says("How much salt?")
            assert boss.wait_reply()["text"].startswith("The harbour")


# the panel


def test_the_panel_shows_what_goes_on(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    def fail() -> None:
        raise RuntimeError("a secret detail")

    with running(knowledge, telegram, admin_ids=(BOSS,)):
        anna, boss = telegram.user(1), telegram.user(BOSS, "Boss")
        anna.says("How much salt?")
        anna.wait_reply()
        anna.says("What of gold?")
        anna.wait_reply()
        knowledge.answers["How much salt?"] = fail  # type: ignore[assignment]
        anna.says("How much salt?")
        error_id = anna.wait_reply()["text"].split("error ")[1][:8]
        boss.says("/admin")
        panel = boss.wait_reply()
        assert "People today: 2 · questions: 2" in panel["text"] and "Open: anyone may ask." in panel["text"]
        boss.presses(panel, "Numbers")
        numbers = boss.wait_edit()["text"]
        assert "Questions: 2 (1 answered, 1 not covered)" in numbers and "Answer after: " in numbers
        assert "Library: 2 sources, 6 passages" in numbers
        boss.presses(boss.heard()[-1], "‹ Back")
        boss.wait_edit()
        boss.presses(panel, "Errors")
        errors = boss.wait_edit()["text"]
        assert error_id in errors and "RuntimeError" in errors and "secret" not in errors and "salt" not in errors
        for page in ("Unanswered", "Sources"):
            boss.presses(panel, page)
            assert labels(boss.wait_edit())[-1] == ["‹ Back"]
        boss.presses(panel, "Rebuild the index")
        ask = boss.wait_edit()
        boss.presses(ask, "Rebuild now")
        boss.wait_edit()
        assert boss.wait_edit()["text"] == "✓ The index is new: 6 passages." and knowledge.rebuilt == 1


def test_people_are_removed_and_blocked(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, admin_ids=(BOSS,)):
        anna, boss = telegram.user(1), telegram.user(BOSS, "Boss")
        anna.says("How much salt?")
        answer = anna.wait_reply()
        boss.says("/users")
        people = boss.wait_reply()
        assert "People and groups: 2" in people["text"] and "1. Anna – may ask" in people["text"]
        boss.presses(people, "1")
        card = boss.wait_edit()
        assert labels(card) == [["Block"], ["‹ Back"]]
        boss.presses(card, "Block")
        assert "blocked" in boss.wait_edit()["text"]
        anna.says("How much salt?")
        assert anna.hears_nothing()
        anna.presses(answer, "1")
        assert anna.hears_nothing()
        boss.presses(boss.heard()[-1], "Unblock")
        boss.wait_edit()
        anna.says("How much salt?")
        assert anna.wait_reply()["text"].startswith("The harbour")
        notice = boss.wait_notice(boss.forges(card, f"a:k:{BOSS}"))
        assert notice["text"] == "That is not there any more.", "operators come from the settings"


def test_for_everybody_else_there_is_no_panel(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, admin_ids=(BOSS,)):
        anna, boss, group = telegram.user(1), telegram.user(BOSS, "Boss"), telegram.group()
        for command in (
            "/admin",
            "/users",
            "/pair 123456",
            "/broadcast hello",
            "/add https://example.org",
            "/forget x",
        ):
            anna.says(command)
            assert "do not know that command" in anna.wait_reply()["text"], command
        boss.says("/admin")
        panel = boss.wait_reply()
        boss.says("@steppe_bot How much salt?", chat=group)
        answer = boss.wait_reply(chat=group)
        for where, data in (
            (panel, "a:stats"), (panel, "a:rebuild-now"), (panel, "b:y:1"), (panel, "d:y:1"), (panel, "a:i:1"),
            (answer, "a:k:9"), (answer, "z:e:y:harbour-en"),
        ):  # fmt: skip
            notice = anna.wait_notice(anna.forges(where, data))
            assert "no longer in the library" in notice["text"], data
        boss.says("/admin", chat=group)
        assert boss.hears_nothing(chat=group), "nothing of it is shown in a group"
        assert "no longer" in boss.wait_notice(boss.forges(answer, "a:stats"))["text"]
        for data in ("a:", "a:nothing", "d:y:", "b:y:-1", "a:u:99999999", "z:e:q:x", "w:e:c:../../etc"):
            assert boss.wait_notice(boss.forges(panel, data))["text"], data
        assert knowledge.rebuilt == 0 and knowledge.gone == set()


# messages to everyone


def test_a_message_to_everyone(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, admin_ids=(BOSS,)):
        people = [telegram.user(number, f"P{number}") for number in range(20, 26)]
        boss = telegram.user(BOSS, "Boss")
        for one in (*people, boss):
            one.says("/start")
            one.wait_reply()
        people[0].blocks()
        boss.says("/broadcast")
        assert "/broadcast TEXT" in boss.wait_reply()["text"]
        boss.says("/broadcast We are back.\nWith <b>more</b> sources.")
        preview = boss.wait_reply()
        assert labels(preview) == [["Send to 7", "Cancel"]] and "With <b>more</b> sources." in preview["text"]
        boss.presses(preview, "Cancel")
        assert boss.wait_edit()["text"] == "Not sent."
        assert boss.wait_notice(boss.forges(preview, "b:y:1"))["text"] == "This was decided already."
        boss.says("/broadcast We are back.")
        preview = boss.wait_reply()
        boss.presses(preview, "Send to 7")
        assert ended(boss) == "✓ Sent: 6 of 7\nHave blocked the bot: 1"
        assert boss.wait_notice(boss.forges(preview, "b:y:2"))["text"] == "This was decided already."
        got = [[m["text"] for m in one.heard()].count("We are back.") for one in (*people, boss)]
        assert got == [0, 1, 1, 1, 1, 1, 1]
        boss.says("/broadcast Once more")
        preview = boss.wait_reply()
        assert labels(preview)[0][0] == "Send to 6"
        telegram.fault("sendMessage", "accept-cut")  # it arrives, and the bot cannot know
        boss.presses(preview, "Send to 6")  # whoever blocked the bot is passed over
        assert ended(boss) == "✓ Sent: 5 of 6\nNot known whether delivered, not sent again: 1"
        assert [[m["text"] for m in one.heard()].count("Once more") for one in people] == [0, 1, 1, 1, 1, 1]


def test_a_message_to_everyone_goes_on_after_a_restart(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    people = [telegram.user(number, f"P{number}") for number in range(20, 50)]
    boss = telegram.user(BOSS, "Boss")
    with running(knowledge, telegram, admin_ids=(BOSS,)):
        for one in (*people, boss):
            one.says("/start")
            one.wait_reply()
        boss.says("/broadcast Hello all")
        preview = boss.wait_reply()
        telegram.fault("sendMessage", "delay", times=40, delay_s=0.3)
        boss.presses(preview, "Send to 31")
        time.sleep(0.5)
    before = sum("Hello all" in [m["text"] for m in one.heard()] for one in people)
    assert 0 < before < 30, "it was stopped in between"
    with running(knowledge, telegram, admin_ids=(BOSS,)):
        until = time.monotonic() + 30
        while time.monotonic() < until:
            got = [[m["text"] for m in one.heard()].count("Hello all") for one in people]
            if all(got):
                break
            time.sleep(0.05)
    assert got == [1] * 30


@pytest.mark.parametrize("update", [
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}},
    {"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "/admin",
                 "from": {"id": 5, "is_bot": False, "first_name": ""}}},
    {"callback_query": {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "E"}, "chat_instance": "1",
                        "data": "a:stats"}},
    {"callback_query": {"id": "1", "from": {"id": BOSS, "is_bot": False, "first_name": "E"}, "chat_instance": "1",
                        "data": "a:stats", "message": {"message_id": 1, "date": 0, "chat": {"id": BOSS, "type": "private"}}}},
    {"callback_query": {"id": "1", "from": {"id": BOSS, "is_bot": False, "first_name": "E"}, "chat_instance": "1",
                        "inline_message_id": "x", "data": "z:e:y:harbour-en"}},
])  # fmt: skip
def test_odd_updates_are_survived(telegram: Simulator, knowledge: FakeKnowledge, update: Json) -> None:
    with paired(knowledge, telegram) as boss:
        telegram.tells(update)
        boss.says("How much salt?")
        assert boss.wait_reply()["text"].startswith("The harbour")


async def test_reports_of_other_rooms(state_of_bot: State, knowledge: FakeKnowledge) -> None:
    now = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    bureau = replace(open_bureau(knowledge, BotSettings(telegram_token="1:x", access="open")), state=state_of_bot)
    for _ in range(3):
        Gaps(state_of_bot).note("What of gold?", "en", 1, 1, now)
    await Feedback(state_of_bot).vote("a1", 1, 1, "wrong-citation", now, citation=2)
    gaps, votes = await report(bureau, "gaps", "en"), await report(bureau, "feedback", "ja")
    assert gaps is not None and "1. What of gold? – asked 3×" in render(gaps).text
    assert votes is not None and "引用の誤り：1件" in render(votes).text
    well = FeedSource("a", "Akorda", "https://example.org/a", "official", "en")
    knowledge.feed_health = lambda: (FeedHealth(well, tried=now), FeedHealth(replace(well, name="B"), now, failures=3))  # type: ignore[method-assign]
    feeds = await report(bureau, "feeds", "en")
    assert feeds is not None and render(feeds).text.split("\n\n")[1] == "• B – failed 3× in a row\n• Akorda – answers"
    assert await report(bureau, "home", "en") is None


@pytest.fixture
async def state_of_bot(tmp_path: Path) -> AsyncIterator[State]:
    state = State(address(f"sqlite:///{tmp_path / 'state.db'}"))
    await prepare(state)
    yield state
    await state.close()


def test_whoever_had_themselves_removed_is_a_stranger_again(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with paired(knowledge, telegram) as boss:
        eve = telegram.user(2, "Eve")
        eve.says("hello")
        code = code_in(eve.wait_reply())
        boss.says(f"/pair {code}")
        boss.wait_reply()
        eve.wait_reply()
        eve.says("/deleteme")
        ask = eve.wait_reply()
        eve.presses(ask, labels(ask)[0][0])
        eve.wait_edit()
        eve.says("How much salt?")
        assert eve.hears_nothing() and knowledge.asked == []
        boss.says("/users")
        assert "Eve" not in boss.wait_reply()["text"]
