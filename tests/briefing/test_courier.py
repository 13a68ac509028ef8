"""Delivery over the simulated Telegram, on SQLite and PostgreSQL: once, on time, and nothing lost."""

from __future__ import annotations

import asyncio
import logging
from datetime import timedelta

import pytest
from sqlalchemy import select

from bot.briefing import courier as courier_room
from bot.bureau import Bureau
from bot.place import Place
from bot.simulator.driver import Simulator
from bot.simulator.world import GROUP_ID
from bot.state.briefings import BRIEFINGS
from bot.state.erasure import erase_person
from bot.state.gaps import Gaps
from knowledge.errors import DamagedError, StateError
from tests.bot.fake_knowledge import FakeKnowledge
from tests.briefing.conftest import GRACE, MORNING, Clock, briefings_in, delivering, open_one, until, wish


@pytest.fixture(autouse=True)
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(courier_room, "TICK_S", 0.05)


async def subscribed(bureau: Bureau, telegram: Simulator, clock: Clock, *chats: int, **more: object) -> None:
    for chat in chats:
        telegram.user(chat, f"P{chat}")
        await bureau.subscriptions.save(wish(chat, **more), clock(), GRACE)


async def counted(bureau: Bureau, **wanted: int) -> bool:
    return await bureau.deliveries.counts() == wanted


async def going_on(bureau: Bureau, clock: Clock, **wanted: int) -> None:
    """Let time go on until the ledger has what is wanted, or for some minutes."""
    for _ in range(200):
        if await counted(bureau, **wanted):
            return
        await asyncio.sleep(0.05)
        clock.goes(seconds=1)


async def test_it_comes_at_its_hour_once_and_is_composed_once_for_all(
    bureau: Bureau, telegram: Simulator, clock: Clock, knowledge: FakeKnowledge
) -> None:
    await subscribed(bureau, telegram, clock, *range(1, 13))
    await subscribed(bureau, telegram, clock, 13, language="ja", themes=("russia",))
    async with delivering(bureau, clock):
        await asyncio.sleep(0.2)
        assert telegram.calls("sendMessage") == []
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=13))
        clock.goes(hours=1)
        await asyncio.sleep(0.2)
    assert all(len(briefings_in(telegram, chat)) == 1 for chat in range(1, 14))
    assert [call[:5] for call in sorted(knowledge.briefed, key=lambda call: str(call[1]))] == [
        (MORNING.date() + timedelta(days=1), "en", (), "Asia/Tokyo", wish(1).schedule.at),
        (MORNING.date() + timedelta(days=1), "ja", ("ロシア",), "Asia/Tokyo", wish(1).schedule.at),
    ]
    shown = briefings_in(telegram, 13)[0]
    assert "ステッペ日報: ロシア" in shown["text"] or "ステッペ日報：ロシア" in shown["text"]
    assert not any(event.body.get("text", "").startswith("This briefing was due") for event in telegram.world.events)


async def test_days_follow_each_other_and_know_the_one_before(
    bureau: Bureau, telegram: Simulator, clock: Clock, knowledge: FakeKnowledge
) -> None:
    await subscribed(bureau, telegram, clock, 1, 2)
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=2))
        clock.goes(days=1)
        await until(lambda: counted(bureau, sent=4))
    first, second = (call[7] for call in knowledge.briefed)
    assert first is None and second is not None and second.day == MORNING.date() + timedelta(days=1)
    assert len(knowledge.briefed) == 2
    kept = await bureau.briefings.of_day(Place(1), second.day)
    assert kept is not None and kept.briefing == second


async def test_a_slot_missed_by_hours_comes_late_and_says_so_and_one_missed_by_days_is_counted(
    bureau: Bureau, telegram: Simulator, clock: Clock
) -> None:
    await subscribed(bureau, telegram, clock, 1)
    clock.goes(days=3, hours=2)  # nobody was there for four mornings, the last of them two hours ago
    async with delivering(bureau, clock):
        await until(lambda: counted(bureau, sent=1))
    (shown,) = briefings_in(telegram, 1)
    assert shown["text"].startswith("This briefing was due at 07:00 and comes late.\n\nSteppe Daily")
    found = await bureau.subscriptions.of(Place(1))
    assert found is not None and found.skipped == 3 and found.next is not None
    assert found.next.at == MORNING + timedelta(days=4)
    assert await bureau.subscriptions.counts() == (1, 0, 3)


async def test_a_time_out_after_it_left_is_uncertain_shown_to_the_admin_and_never_resent(
    bureau: Bureau, telegram: Simulator, clock: Clock
) -> None:
    telegram.user(99, "Admin")
    await subscribed(bureau, telegram, clock, 1, 2)
    telegram.fault("sendMessage", "accept-cut")
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=1, uncertain=1))
        await until(lambda: any(call["chat_id"] == 99 for call in telegram.calls("sendMessage")))
        clock.goes(hours=2)
        await asyncio.sleep(0.3)
    assert len(briefings_in(telegram, 1)) == len(briefings_in(telegram, 2)) == 1
    (unsettled,) = await bureau.deliveries.unsettled()
    assert unsettled.reason == "timeout"
    notice = [call["text"] for call in telegram.calls("sendMessage") if call["chat_id"] == 99]
    assert len(notice) == 1 and notice[0].startswith("A briefing may or may not have arrived")


async def test_an_admin_may_have_it_sent_again(bureau: Bureau, telegram: Simulator, clock: Clock) -> None:
    telegram.user(99, "Admin")
    await subscribed(bureau, telegram, clock, 1)
    telegram.fault("sendMessage", "accept-hang", delay_s=3.0)
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, uncertain=1))
        (unsettled,) = await bureau.deliveries.unsettled()
        assert await bureau.deliveries.decide(unsettled.id, clock(), again=True)
        assert not await bureau.deliveries.decide(unsettled.id, clock(), again=True)
        await until(lambda: counted(bureau, sent=1))
    assert len(briefings_in(telegram, 1)) == 2


@pytest.mark.parametrize("room", ["composed", "open_questions"])
async def test_one_failure_of_the_state_loses_nobodys_day(
    bureau: Bureau, telegram: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch, room: str
) -> None:
    """While the letter that several wait for is made, and between claiming deliveries and packing them."""
    real, failed = getattr(courier_room, room), list[int]()

    async def fails_once(*values: object) -> object:
        if not failed:
            failed.append(1)
            raise StateError("the database went away for a moment")
        return await real(*values)

    monkeypatch.setattr(courier_room, room, fails_once)
    await subscribed(bureau, telegram, clock, 1, 2, 3)
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await going_on(bureau, clock, sent=3)
        assert await counted(bureau, sent=3) and failed
    assert all(len(briefings_in(telegram, chat)) == 1 for chat in (1, 2, 3))


async def test_an_operator_who_cannot_be_reached_keeps_no_other_from_being_told_once(
    state_address: str, knowledge: FakeKnowledge, telegram: Simulator, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(courier_room, "_NOTICE_EVERY_S", 0.1)
    bureau = await open_one(state_address, knowledge, telegram, admin_ids=(98, 99))
    telegram.user(99, "Admin")  # 98 never wrote to the bot
    await subscribed(bureau, telegram, clock, 1)
    telegram.fault("sendMessage", "accept-cut")
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: any(call["chat_id"] == 99 for call in telegram.calls("sendMessage")))
        await asyncio.sleep(0.5)
    await bureau.state.close()
    assert len([call for call in telegram.calls("sendMessage") if call["chat_id"] == 99]) == 1


async def test_watch_words_go_with_their_chat(bureau: Bureau, telegram: Simulator, clock: Clock) -> None:
    await subscribed(bureau, telegram, clock, 1, watch_words=("zanthium",))
    Gaps(bureau.state).note("Who owns the port?", "en", 1, 1, clock())
    Gaps(bureau.state).note("Who owns the port?", "en", 1, 1, clock())
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=1))

    async def stored() -> str:
        async with bureau.state.reading() as connection:
            return " ".join((await connection.execute(select(BRIEFINGS.c.body))).scalars())

    assert "Who owns the port?" in await stored()
    await erase_person(bureau.state, 1)
    assert "zanthium" not in await stored() and "Who owns the port?" not in await stored()


async def test_what_was_refused_for_now_is_sent_later(bureau: Bureau, telegram: Simulator, clock: Clock) -> None:
    await subscribed(bureau, telegram, clock, 1, 2, 3)
    telegram.fault("sendMessage", times=2, code=502, description="Bad Gateway")
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await going_on(bureau, clock, sent=3)
        assert await counted(bureau, sent=3)
    assert all(len(briefings_in(telegram, chat)) == 1 for chat in (1, 2, 3))


async def test_a_429_is_waited_out(bureau: Bureau, telegram: Simulator, clock: Clock) -> None:
    await subscribed(bureau, telegram, clock, 1, 2, 3)
    telegram.fault("sendMessage", times=2, code=429, description="Too Many Requests: retry after 1", retry_after=1)
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=3))
    assert all(len(briefings_in(telegram, chat)) == 1 for chat in (1, 2, 3))


async def test_a_blocked_chat_is_switched_off_and_the_others_go_on(
    bureau: Bureau, telegram: Simulator, clock: Clock
) -> None:
    await subscribed(bureau, telegram, clock, 1, 2)
    telegram.user(1).blocks()
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=1, failed=1))
        await asyncio.sleep(0.1)
        clock.goes(days=1)
        await until(lambda: counted(bureau, sent=2, failed=1))
    found = await bureau.subscriptions.of(Place(1))
    assert found is not None and found.stopped == "blocked" and found.next is None


async def test_a_migrated_group_is_followed(bureau: Bureau, telegram: Simulator, clock: Clock) -> None:
    old, new = telegram.group(-4000, "Old"), telegram.group(GROUP_ID, "New")
    await bureau.subscriptions.save(wish(old), clock(), GRACE)
    telegram.world.migrated[old] = new
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=1))
    assert len(briefings_in(telegram, new)) == 1
    assert await bureau.subscriptions.of(Place(old)) is None
    found = await bureau.subscriptions.of(Place(new))
    assert found is not None and found.next is not None and found.next.at == MORNING + timedelta(days=1)


async def test_a_topic_that_is_gone_stops_its_subscription_alone(
    bureau: Bureau, telegram: Simulator, clock: Clock
) -> None:
    group = telegram.group(GROUP_ID, "Desk")
    await bureau.subscriptions.save(wish(group, topic_id=7), clock(), GRACE)
    await bureau.subscriptions.save(wish(group), clock(), GRACE)
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=1, failed=1))
    stopped = await bureau.subscriptions.of(Place(group, 7))
    assert stopped is not None and stopped.stopped == "topic"
    running = await bureau.subscriptions.of(Place(group))
    assert running is not None and running.stopped is None


async def test_a_library_that_cannot_be_read_delays_and_loses_nothing(
    bureau: Bureau, telegram: Simulator, clock: Clock, knowledge: FakeKnowledge, caplog: pytest.LogCaptureFixture
) -> None:
    def broken() -> None:
        raise DamagedError("the catalogue is damaged")

    knowledge.before_brief = broken
    await subscribed(bureau, telegram, clock, 1)
    with caplog.at_level(logging.ERROR):
        async with delivering(bureau, clock):
            clock.goes(minutes=5)
            await until(lambda: "could not be composed" in caplog.text)
            knowledge.before_brief = lambda: None
            for _ in range(100):
                clock.goes(seconds=2)
                await asyncio.sleep(0.05)
                if await counted(bureau, sent=1):
                    break
            assert await counted(bureau, sent=1)


async def test_an_empty_library_is_said_in_one_line_and_the_subscription_stays(
    bureau: Bureau, telegram: Simulator, clock: Clock, knowledge: FakeKnowledge
) -> None:
    knowledge.empty = True
    await subscribed(bureau, telegram, clock, 1)
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=1))
    assert "The library is empty" in briefings_in(telegram, 1)[0]["text"]
    found = await bureau.subscriptions.of(Place(1))
    assert found is not None and found.next is not None


async def test_a_clock_that_jumps_ahead_and_back_delivers_nothing_twice(
    bureau: Bureau, telegram: Simulator, clock: Clock
) -> None:
    await subscribed(bureau, telegram, clock, 1)
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=1))
        clock.goes(days=400, hours=10)  # a wrong clock, at which no slot is within the grace
        await until(lambda: _moved(bureau, clock))
        clock.goes(days=-400, hours=-10)
        await until(lambda: _moved(bureau, clock))
        found = await bureau.subscriptions.of(Place(1))
        assert found is not None and found.next is not None and found.next.at == MORNING + timedelta(days=1)
        clock.goes(days=1)
        await until(lambda: counted(bureau, sent=2))
        clock.goes(hours=-2)
        await asyncio.sleep(0.2)
        clock.goes(hours=2)
        await asyncio.sleep(0.3)
        assert await counted(bureau, sent=2)
    days = [message["text"].split(" · ")[0].splitlines()[-1] for message in briefings_in(telegram, 1)]
    assert len(days) == len(set(days))


async def _moved(bureau: Bureau, clock: Clock) -> bool:
    found = await bureau.subscriptions.of(Place(1))
    assert found is not None and found.next is not None
    return clock() < found.next.at < clock() + timedelta(days=2)


async def test_two_couriers_share_one_ledger(
    bureau: Bureau, state_address: str, telegram: Simulator, clock: Clock, knowledge: FakeKnowledge
) -> None:
    other = await open_one(state_address, knowledge, telegram)
    await subscribed(bureau, telegram, clock, *range(1, 61))
    async with delivering(bureau, clock), delivering(other, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=60))
    await other.state.close()
    assert [len(briefings_in(telegram, chat)) for chat in range(1, 61)] == [1] * 60


async def test_what_a_dead_process_held_is_seen_to(bureau: Bureau, telegram: Simulator, clock: Clock) -> None:
    telegram.user(99, "Admin")
    await subscribed(bureau, telegram, clock, 1, 2)
    clock.goes(minutes=5)
    assert (await bureau.subscriptions.queue(clock(), GRACE)).made == 2
    lease = timedelta(seconds=1)
    first, second = await bureau.deliveries.claim("dead", clock(), 10, lease)
    assert await bureau.deliveries.settle("dead", [(first.id, "b" * 12)], [], clock() + lease) == {first.id}
    clock.goes(seconds=5)
    async with delivering(bureau, clock):
        await until(lambda: counted(bureau, sent=1, uncertain=1))
    assert [len(briefings_in(telegram, chat)) for chat in (first.place.chat_id, second.place.chat_id)] == [0, 1]


async def test_stopping_finishes_what_is_on_its_way_and_gives_back_the_rest(
    bureau: Bureau, telegram: Simulator, clock: Clock
) -> None:
    telegram.world.latency_s = 0.3
    await subscribed(bureau, telegram, clock, *range(1, 41))
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: len(telegram.calls("sendMessage")) >= 5)
    counts = await bureau.deliveries.counts()
    assert set(counts) == {"sent", "due"} and sum(counts.values()) == 40
    assert counts["sent"] == sum(len(briefings_in(telegram, chat)) for chat in range(1, 41))


async def test_a_chats_open_questions_stand_in_its_briefing_alone(
    bureau: Bureau, telegram: Simulator, clock: Clock, knowledge: FakeKnowledge
) -> None:
    await subscribed(bureau, telegram, clock, 1, 2)
    gaps = Gaps(bureau.state)
    for question in ("Who owns the port?", "Who owns the port?", "What of gold?"):
        gaps.note(question, "en", 1, 1, clock())
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: counted(bureau, sent=2))
    assert "Who owns the port?" in briefings_in(telegram, 1)[0]["text"]
    assert "port" not in briefings_in(telegram, 2)[0]["text"]
    assert len(knowledge.briefed) == 1


async def test_the_picture_comes_after_the_text_for_those_who_want_it(
    bureau: Bureau, telegram: Simulator, clock: Clock
) -> None:
    await subscribed(bureau, telegram, clock, 1, card=True)
    await subscribed(bureau, telegram, clock, 2)
    async with delivering(bureau, clock):
        clock.goes(minutes=5)
        await until(lambda: len(telegram.calls("sendPhoto")) == 1, 30)
        await until(lambda: counted(bureau, sent=2))
    assert telegram.calls("sendPhoto")[0]["chat_id"] == 1 and len(briefings_in(telegram, 1)) == 1
