"""What happens when Telegram refuses, is slow, or goes away: nothing lost that can be saved, nothing sent twice."""

from __future__ import annotations

import logging
import time

import pytest

from bot.simulator.driver import Simulator
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge

ANSWER = "The harbour of Talwick"


def texts(desk: Simulator) -> list[str]:
    """What the bot said, in order."""
    bot = desk.world.bot["id"]
    return [e.body["text"] for e in desk.world.events if e.kind == "message" and e.body["from"]["id"] == bot]


def test_retry_after_is_waited_out_for_as_long_as_telegram_says(desk: Simulator) -> None:
    anna = desk.user(1)
    desk.fault("sendMessage", code=429, description="Too Many Requests: retry after 1", retry_after=1)
    began = time.monotonic()
    anna.says("How much salt?")
    assert anna.wait_reply()["text"].startswith(ANSWER)
    assert time.monotonic() - began >= 1.0
    assert len(texts(desk)) == 1


def test_a_failing_server_is_tried_again(desk: Simulator) -> None:
    anna = desk.user(1)
    desk.fault("sendMessage", code=502, description="Bad Gateway")
    desk.fault("sendMessage", code=500, description="Internal Server Error")
    anna.says("How much salt?")
    assert anna.wait_reply()["text"].startswith(ANSWER)
    assert len(texts(desk)) == 1


def test_a_message_that_may_have_arrived_is_not_sent_twice(desk: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    anna = desk.user(1)
    desk.fault("sendMessage", "accept-cut")
    with caplog.at_level(logging.WARNING):
        anna.says("How much salt?")
        assert anna.wait_reply()["text"].startswith(ANSWER)
        assert anna.hears_nothing(for_s=0.8)
    assert "uncertain whether it was delivered" in caplog.text
    anna.says("And Norway?")
    assert anna.wait_reply()["text"].startswith("Talwick sends")


def test_an_edit_that_may_have_arrived_is_repeated(desk: Simulator) -> None:
    anna = desk.user(1)
    anna.says("How much salt?")
    anna.presses(anna.wait_reply(), "1")
    opened = anna.wait_reply()
    desk.fault("editMessageText", "cut")
    anna.presses(opened, "After ▶")
    assert "35%" in anna.wait_edit()["text"]


def test_someone_who_blocked_the_bot_breaks_nothing(desk: Simulator, caplog: pytest.LogCaptureFixture) -> None:
    anna, boris = desk.user(1), desk.user(2, "Boris")
    with caplog.at_level(logging.ERROR), desk.world.changed:
        anna.says("How much salt?")
        anna.blocks()
    boris.says("How much salt?")
    assert boris.wait_reply()["text"].startswith(ANSWER)
    assert anna.hears_nothing()
    assert not caplog.records


def test_a_group_that_became_a_supergroup_gets_its_answer(desk: Simulator) -> None:
    anna, old, new = desk.user(1), desk.group(-42, "Old"), desk.group(-10042, "New")
    desk.world.migrated[old] = new
    anna.says("@steppe_bot How much salt?", chat=old)
    anna._seen[new] = 0
    assert anna.wait_reply(chat=new)["text"].startswith(ANSWER)


def test_an_update_that_comes_twice_is_answered_once(desk: Simulator, knowledge: FakeKnowledge) -> None:
    anna = desk.user(1)
    anna.says("How much salt?", times=3)
    anna.wait_reply()
    assert anna.hears_nothing() and len(knowledge.asked) == 1


def test_failing_ornaments_do_not_keep_the_answer(desk: Simulator) -> None:
    desk.fault("sendChatAction", code=400, description="Bad Request: chat not found", times=9)
    desk.fault("answerCallbackQuery", code=400, description="Bad Request: query is too old", times=9)
    anna = desk.user(1)
    anna.says("How much salt?")
    anna.presses(anna.wait_reply(), "1")
    assert ANSWER in anna.wait_reply()["text"]


def test_polling_goes_on_after_trouble(desk: Simulator) -> None:
    desk.fault("getUpdates", code=502, description="Bad Gateway")
    desk.fault("getUpdates", "cut")
    anna = desk.user(1)
    anna.says("How much salt?")
    assert anna.wait_reply(timeout_s=20)["text"].startswith(ANSWER)


def test_a_menu_that_cannot_be_set_does_not_keep_the_bot_away(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    telegram.fault("setMyCommands", code=400, description="Bad Request: BOT_COMMAND_INVALID", times=2)
    with running(knowledge, telegram):
        anna = telegram.user(1)
        anna.says("/help")
        assert anna.wait_reply()


def test_telegram_that_is_away_at_start_is_waited_for(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    telegram.fault("getMe", "cut")
    with running(knowledge, telegram):
        anna = telegram.user(1)
        anna.says("How much salt?")
        assert anna.wait_reply()


def test_a_burst_in_one_chat_keeps_to_the_pace_and_loses_nothing(desk: Simulator) -> None:
    anna = desk.user(1)
    for _ in range(6):
        anna.says("/help")
    began, last = time.monotonic(), 0.0
    anna._seen[1] = 0
    for _ in range(6):
        anna.wait_reply()
        last = time.monotonic()
    assert last - began >= 0.8  # five at once, then one a second


def test_the_inbox_is_looked_through_while_the_bot_runs(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, inbox_every_s=0.05):
        until = time.monotonic() + 5
        while knowledge.swept < 2 and time.monotonic() < until:
            time.sleep(0.02)
    assert knowledge.swept >= 2
