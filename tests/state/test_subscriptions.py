"""Subscriptions in SQL: a change takes effect at once, and a day is served once whatever changes when."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import delete, select

from bot.due import Schedule
from bot.place import Place
from bot.state.briefings import READINGS
from bot.state.database import State, address
from bot.state.deliveries import DELIVERIES, Deliveries, Outcome
from bot.state.erasure import erase_person
from bot.state.prepare import prepare
from bot.state.subscriptions import SUBSCRIPTIONS, Subscription, Subscriptions

MORNING = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)  # 07:00 in Tokyo on the 25th
GRACE, LEASE = timedelta(hours=6), timedelta(seconds=60)
ANNA = Place(5)


def wish(at: time = time(7), zone: str = "Asia/Tokyo", place: Place = ANNA) -> Subscription:
    return Subscription(place, "en", Schedule(zone, at))


async def send_what_is_due(state: State, now: datetime) -> int:
    """A courier in short: queue, claim, send, record."""
    await Subscriptions(state).queue(now, GRACE)
    ledger = Deliveries(state)
    rows = await ledger.claim("me", now, 100, LEASE)
    left = await ledger.settle("me", [(row.id, "b" * 12) for row in rows], [], now + LEASE)
    await ledger.settle("me", [], [Outcome(one, "sent", now, 1) for one in left], now + LEASE)
    return len(left)


async def test_it_is_stored_whole(state: State) -> None:
    subscriptions = Subscriptions(state)
    full = Subscription(
        Place(-100, 7), "ja", Schedule("Asia/Almaty", time(23, 59), frozenset({0, 6})), ("oil",), ("港", "a,b"), True
    )
    saved = await subscriptions.save(full, MORNING, GRACE)
    assert saved.next is not None and await subscriptions.of(Place(-100, 7)) == saved
    assert replace(saved, next=None) == full and await subscriptions.of(Place(-100)) is None
    assert await subscriptions.wanted([Place(-100, 7), Place(1)]) == {Place(-100, 7): saved}
    assert await subscriptions.remove(Place(-100, 7)) and not await subscriptions.remove(Place(-100, 7))


async def test_a_new_zone_holds_at_once(state: State) -> None:
    subscriptions = Subscriptions(state)
    await subscriptions.save(wish(), MORNING - timedelta(hours=1), GRACE)
    moved = await subscriptions.save(wish(zone="Europe/London"), MORNING - timedelta(minutes=1), GRACE)
    assert moved.next is not None and moved.next.at == datetime(2026, 11, 25, 7, tzinfo=UTC)
    assert await send_what_is_due(state, MORNING + timedelta(minutes=1)) == 0
    assert await send_what_is_due(state, datetime(2026, 11, 25, 7, tzinfo=UTC)) == 1


@pytest.mark.parametrize("stage", ["before the tick", "due", "claimed", "sending", "sent"])
@pytest.mark.parametrize("at", [time(7, 0), time(7, 1), time(6, 30), time(20, 0)])
async def test_changed_in_the_minute_it_fires_the_day_is_served_once(state: State, stage: str, at: time) -> None:
    subscriptions, ledger = Subscriptions(state), Deliveries(state)
    await subscriptions.save(wish(), MORNING - timedelta(hours=1), GRACE)
    now, left = MORNING + timedelta(seconds=20), 0
    if stage != "before the tick":
        await subscriptions.queue(now, GRACE)
    rows = await ledger.claim("me", now, 10, LEASE) if stage in ("claimed", "sending", "sent") else []
    if stage in ("sending", "sent"):
        left = len(await ledger.settle("me", [(rows[0].id, "b" * 12)], [], now + LEASE))
    if stage == "sent":
        await ledger.settle("me", [], [Outcome(rows[0].id, "sent", now, 1)], now + LEASE)
    await subscriptions.save(wish(at), now, GRACE)
    if stage == "claimed":  # the process that holds it finds it taken away
        assert await ledger.settle("me", [(rows[0].id, "b" * 12)], [], now + LEASE) == set()
    for minute in range(0, 24 * 60 - 30, 10):
        left += await send_what_is_due(state, now + timedelta(minutes=minute))
    assert left == 1


async def test_what_is_unsubscribed_or_muted_while_it_waits_is_not_sent(state: State) -> None:
    subscriptions, ledger = Subscriptions(state), Deliveries(state)
    for chat in (5, 6):
        await subscriptions.save(wish(place=Place(chat)), MORNING - timedelta(hours=1), GRACE)
    await subscriptions.queue(MORNING, GRACE)
    rows = await ledger.claim("me", MORNING, 10, LEASE)
    await subscriptions.remove(Place(5))
    muted = await subscriptions.save(
        replace(wish(place=Place(6)), muted_until=MORNING + timedelta(days=3)), MORNING, GRACE
    )
    assert await ledger.settle("me", [(row.id, "b" * 12) for row in rows], [], MORNING + LEASE) == set()
    assert muted.next is not None and muted.next.at == MORNING + timedelta(days=4)
    assert await send_what_is_due(state, MORNING + timedelta(days=1)) == 0
    assert await send_what_is_due(state, MORNING + timedelta(days=4)) == 1


async def test_no_two_claim_the_same(state: State, state_address: str) -> None:
    import asyncio

    other = State(address(state_address))
    subscriptions = Subscriptions(state)
    for chat in range(1, 41):
        await subscriptions.save(wish(place=Place(chat)), MORNING - timedelta(hours=1), GRACE)
    both = await asyncio.gather(*(Subscriptions(one).queue(MORNING, GRACE) for one in (state, other)))
    assert sum(one.made for one in both) >= 40 and (await Deliveries(state).counts()) == {"due": 40}
    claims = await asyncio.gather(
        *(Deliveries(one).claim(name, MORNING, 7, LEASE) for one in (state, other) for name in ("a", "b", "c"))
    )
    ids = [row.id for rows in claims for row in rows]
    assert len(ids) == len(set(ids)) and len(ids) >= 7
    await other.close()


async def test_erasing_takes_everything_of_a_chat(state: State) -> None:
    subscriptions = Subscriptions(state)
    for chat in (5, 6):
        await subscriptions.save(wish(place=Place(chat)), MORNING - timedelta(hours=1), GRACE)
    await send_what_is_due(state, MORNING)
    await erase_person(state, 5)
    async with state.reading() as connection:
        for table in (SUBSCRIPTIONS, DELIVERIES, READINGS):
            chats = set((await connection.execute(select(table.c.chat_id))).scalars())
            assert chats <= {6}, table.name
    assert (await subscriptions.of(Place(6))) is not None


events = st.lists(
    st.one_of(
        st.tuples(st.just("wait"), st.integers(1, 40 * 60)),
        st.tuples(st.just("time"), st.integers(0, 23)),
        st.tuples(st.just("zone"), st.sampled_from(["Asia/Tokyo", "Europe/London", "America/New_York", "Asia/Almaty"])),
        st.tuples(st.just("mute"), st.integers(1, 72)),
        st.tuples(st.just("jump"), st.integers(-3_000, 3_000)),
    ),
    min_size=1,
    max_size=12,
)


@given(events)
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_whatever_happens_no_day_is_served_twice(tmp_path_factory: pytest.TempPathFactory, happened: list) -> None:  # type: ignore[type-arg]
    import asyncio

    async def work() -> None:
        state = State(address(f"sqlite:///{tmp_path_factory.mktemp('s') / 'state.db'}"))
        await prepare(state)
        subscriptions, now, one = Subscriptions(state), MORNING, wish()
        one = await subscriptions.save(one, now, GRACE)
        for what, value in happened:
            if what == "wait":
                for _ in range(4):
                    now += timedelta(minutes=value / 4)
                    await send_what_is_due(state, now)
            elif what == "jump":
                now += timedelta(minutes=value)
                await subscriptions.reset(now, all_of_them=True)
            elif what == "mute":
                one = await subscriptions.save(replace(one, muted_until=now + timedelta(hours=value)), now, GRACE)
            else:
                at = time(value) if what == "time" else one.schedule.at
                zone = value if what == "zone" else one.schedule.zone
                one = await subscriptions.save(replace(one, schedule=Schedule(zone, at)), now, GRACE)
            found = await subscriptions.of(ANNA)
            assert found is not None and found.next is not None and found.next.at < now + timedelta(days=12)
            async with state.reading() as connection:
                days = list((await connection.execute(select(DELIVERIES.c.day))).scalars())
            assert len(days) == len(set(days))
        async with state.writing() as connection:
            await connection.execute(delete(DELIVERIES))
        await state.close()

    asyncio.run(work())
