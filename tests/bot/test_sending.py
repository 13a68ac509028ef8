"""What happens when Telegram refuses, is slow, or goes away: nothing lost that can be saved, nothing sent twice."""

from __future__ import annotations

import json
import logging
import time
from typing import Any

import pytest

from bot.line import readable
from bot.simulator.driver import TOKEN, Simulator
from bot.simulator.faults import FaultKind
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


@pytest.mark.parametrize("kind", ["gateway", "refuse"])
def test_what_never_arrived_is_sent_again(desk: Simulator, kind: FaultKind) -> None:
    anna = desk.user(1)
    desk.fault("sendMessage", kind, code=502, description="Bad Gateway", times=2)
    anna.says("How much salt?")
    assert anna.wait_reply()["text"].startswith(ANSWER)
    assert len(texts(desk)) == 1


@pytest.mark.parametrize("kind", ["reset", "accept-reset", "cut"])
def test_a_connection_that_breaks_after_the_request_left_is_not_trusted(
    desk: Simulator, kind: FaultKind, caplog: pytest.LogCaptureFixture
) -> None:
    anna = desk.user(1)
    desk.fault("sendMessage", kind)
    with caplog.at_level(logging.WARNING):
        anna.says("How much salt?")
        until = time.monotonic() + 10
        while "uncertain" not in caplog.text and time.monotonic() < until:
            time.sleep(0.02)
        time.sleep(1.0)  # twice as long as until it would be tried again
    assert len(texts(desk)) == (kind == "accept-reset")
    assert caplog.text.count("uncertain whether it was delivered") == 1
    assert TOKEN.partition(":")[2] not in caplog.text


def test_updates_in_disorder_and_twice_are_each_answered_once(desk: Simulator, knowledge: FakeKnowledge) -> None:
    people = [desk.user(number, f"P{number}") for number in (1, 2, 3)]
    with desk.world.changed:  # so that one poll hands all of them out
        desk.disorder("reorder")
        desk.disorder("duplicate")
        for person in people:
            person.says("How much salt?")
    for person in people:
        assert person.wait_reply()["text"].startswith(ANSWER)
        assert person.hears_nothing(for_s=0.2)
    assert len(knowledge.asked) == 3


@pytest.mark.parametrize(
    "broken",
    [
        {"message": {"message_id": 5}},
        {"message": {"message_id": "x", "date": "yesterday", "chat": {"id": 1, "type": "private"}}},
        {"message": "hello"},
        {"callback_query": {"id": "1"}},
        {"inline_query": None},
        {"something_new": {"of": "tomorrow"}},
        {},
    ],
)
def test_an_update_that_cannot_be_read_is_dropped_and_the_others_are_answered(
    desk: Simulator, broken: dict[str, Any]
) -> None:
    anna = desk.user(1)
    with desk.world.changed:
        desk.tells(broken)
        anna.says("How much salt?")
    assert anna.wait_reply()["text"].startswith(ANSWER)
    anna.says("And Norway?")  # and the broken one does not come again for ever
    assert anna.wait_reply()["text"].startswith("Talwick sends")
    assert desk.world.updates == [] or desk.world.updates[0]["update_id"] > 700_000_001


def test_what_is_no_json_or_no_list_of_updates_passes_as_it_is() -> None:
    for payload in (b"<html>", b"[]", b'{"ok":true,"result":true}', b'{"ok":true,"result":[]}'):
        assert readable(payload) == payload
    mixed = readable(b'{"ok":true,"result":[5,{"update_id":7,"message":{}},{"update_id":8}]}')
    assert json.loads(mixed) == {"ok": True, "result": [{"update_id": 7}, {"update_id": 8}]}


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


def test_a_burst_of_one_person_does_not_keep_the_others_waiting(
    telegram: Simulator, knowledge: FakeKnowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """In earnest a thousand messages and 256 places; here twelve, and fewer places than that."""
    monkeypatch.setattr("bot.application.AT_ONCE", 4)
    monkeypatch.setattr("bot.application.PER_CHAT", 2)
    knowledge.before_answer = lambda question: time.sleep(0.05)
    with running(knowledge, telegram):
        anna, boris = telegram.user(1), telegram.user(2, "Boris")
        with telegram.world.changed:
            for _ in range(12):
                anna.says("How much salt?")
            boris.says("And Norway?")
        assert boris.wait_reply(timeout_s=5)["text"].startswith("Talwick sends")
        assert len(anna.heard()) < 6
        until = time.monotonic() + 30
        while len(anna.heard()) < 12 and time.monotonic() < until:
            time.sleep(0.1)
    assert len(anna.heard()) == 12  # and none of hers is lost


def test_a_bot_that_has_fallen_behind_stops_soon_and_the_next_one_answers_the_rest(
    telegram: Simulator, knowledge: FakeKnowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Telegram hands out a hundred at a time; what was not fetched stays there."""
    monkeypatch.setattr("bot.application.AT_ONCE", 4)
    people = [telegram.user(number, f"P{number}") for number in range(1, 151)]
    with telegram.world.changed:
        for person in people:
            person.says("How much salt?")
    with running(knowledge, telegram):
        assert people[0].wait_reply()
    answered = sum(bool(person.heard()) for person in people)
    assert 0 < answered <= 100
    with running(knowledge, telegram):
        assert all(person.wait_reply(timeout_s=20) for person in people[100:])
    assert [len(person.heard()) for person in people] == [1] * 150


def test_the_inbox_is_looked_through_while_the_bot_runs(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, inbox_every_s=0.05):
        until = time.monotonic() + 5
        while knowledge.swept < 2 and time.monotonic() < until:
            time.sleep(0.02)
    assert knowledge.swept >= 2
