"""Who is known, let in and shut out; requests to be let in; counts; messages to everyone: on both databases."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime, timedelta

from sqlalchemy import select

from bot.state import broadcasts
from bot.state.broadcasts import Broadcasts
from bot.state.database import State
from bot.state.erasure import erase_person
from bot.state.metrics import Metrics, percentile, took
from bot.state.pairings import Pairings, Request
from bot.state.people import People, Seen

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
DAY = NOON.date()
ANNA, BORIS, YUKI = Seen(1, "Anna", "en"), Seen(2, "Boris", "en"), Seen(3, "ゆき", "ja")


def asks(chat_id: int, code: str = "h", *, user_id: int | None = None, until: datetime | None = None) -> Request:
    expires = until or NOON + timedelta(hours=1)
    return Request(chat_id, user_id or abs(chat_id), f"n{chat_id}", "en", f"{code}{chat_id}", 1, False, NOON, expires)


async def test_standing_is_kept_when_somebody_writes_again(state: State) -> None:
    known = People(state)
    await known.saw([ANNA, BORIS], DAY)
    await known.admit(ANNA, DAY)
    assert await known.set_standing(2, "blocked") and not await known.set_standing(99, "blocked")
    await known.saw([replace(ANNA, name="Anna B"), BORIS], DAY + timedelta(days=1))
    standings = await known.standings()
    assert (standings.admitted, standings.blocked) == ({1}, {2})
    found = await known.find(1)
    assert found is not None and (found.name, found.first_on, found.last_on) == ("Anna B", "2026-11-24", "2026-11-25")
    assert await known.active_since(DAY) == 2 and await known.active_since(DAY + timedelta(days=2)) == 0


async def test_the_list_has_groups_first_and_pages(state: State) -> None:
    known = People(state)
    await known.saw([Seen(n, f"p{n}", "en") for n in range(1, 6)], DAY)
    await known.admit(Seen(3, "p3", "en"), DAY)
    await known.set_standing(4, "blocked")
    await known.admit_group(-100, "Desk", "ja", NOON)
    assert [one.id for one in await known.page(0, 4)] == [-100, 3, 4, 1]
    assert [one.id for one in await known.page(4, 4)] == [2, 5] and await known.count() == 6


async def test_a_group_keeps_its_admission_as_a_supergroup(state: State) -> None:
    known = People(state)
    await known.admit_group(-5, "Desk", "en", NOON)
    await known.follow_group(-5, -1005)
    await known.follow_group(-7, -1007)
    assert (await known.standings()).groups == {-1005}
    assert await known.remove_group(-1005) and not await known.remove_group(-1005)


async def test_a_code_lets_in_once_however_many_redeem_it(state: State) -> None:
    doors = Pairings(state)
    assert await doors.put(asks(7), NOON, 5)
    found = await asyncio.gather(*(doors.redeem(["h7"], NOON) for _ in range(5)))
    assert [one.chat_id for one in found if one is not None] == [7]
    assert (await People(state).standings()).admitted == {7}


async def test_requests_run_out_are_denied_and_are_capped(state: State) -> None:
    doors = Pairings(state)
    assert await doors.put(asks(1), NOON, 2) and await doors.put(asks(-2), NOON, 2)
    assert not await doors.put(asks(3), NOON, 2), "two wait already"
    assert await doors.put(asks(1, "other"), NOON, 2), "a new code of one who waits is not one more"
    assert await doors.redeem(["h1"], NOON) is None, "the old code is gone"
    assert [one.chat_id for one in await doors.waiting(NOON)] == [-2, 1]
    assert await doors.deny(1, NOON) is not None and await doors.deny(1, NOON) is None
    assert await doors.redeem(["other1"], NOON) is None and await doors.admit(1, NOON) is None
    assert [one.chat_id for one in await doors.waiting(NOON)] == [-2]
    late = NOON + timedelta(hours=1)
    assert await doors.redeem(["h-2"], late) is None and await doors.find(-2, late) is None
    assert await doors.put(asks(3, until=late + timedelta(hours=1)), late, 2)
    assert await doors.admit(-2, late) is None


async def test_a_code_of_another_is_not_given_out_twice(state: State) -> None:
    doors = Pairings(state)
    assert await doors.put(asks(1), NOON, 9)
    assert not await doors.put(replace(asks(2), code_hash="h1"), NOON, 9)


async def test_counts_add_up_over_days(state: State) -> None:
    counted = Metrics(state)
    for day, ms in ((DAY, 40), (DAY, 40), (DAY, 4_000), (DAY - timedelta(days=7), 90_000)):
        await counted.add(day, {"answered": 1, took(ms): 1}, {1: 2} if day == DAY else {})
    today, eight = await counted.between(DAY, DAY), await counted.between(DAY - timedelta(days=7), DAY)
    assert (today["answered"], eight["answered"]) == (3, 4)
    fast, slow = percentile(today, 0.5), percentile(today, 0.95)
    assert fast is not None and 40 <= fast <= 50 and slow is not None and 4_000 <= slow <= 5_000
    assert percentile({"answered": 3}, 0.5) is None
    assert await counted.used(DAY) == {1: 6} and await counted.used(DAY + timedelta(days=1)) == {}
    await counted.add(DAY + timedelta(days=1), {}, {2: 1})
    assert await counted.used(DAY) == {}, "no history of a person is kept"


async def test_a_message_to_everyone_is_claimed_once_and_never_twice(state: State) -> None:
    known, ledger = People(state), Broadcasts(state)
    await known.saw([Seen(n, "p", "en") for n in range(1, 41)], DAY)
    await known.set_standing(40, "blocked")
    await known.unreachable(39)
    await known.admit_group(-100, "Desk", "en", NOON)
    number = await ledger.draft(1, "hello", NOON)
    assert await ledger.audience() == 39
    begun = await asyncio.gather(*(ledger.begin(number) for _ in range(3)))
    assert [one.text for one in begun if one is not None] == ["hello"]
    assert not await ledger.cancel(number)
    claimed = await asyncio.gather(*(ledger.claim(number, 5) for _ in range(6)))
    flat = [chat for batch in claimed for chat in batch]
    assert 6 <= len(flat) == len(set(flat)) <= 30  # a batch is short where others were quicker
    await ledger.record(number, dict.fromkeys(flat[:4], "sent") | {flat[4]: "blocked"})
    # Here the bot is killed, with the others on their way.
    again = await ledger.unfinished()
    assert [one.id for one in again] == [number]
    while rest := await ledger.claim(number, 5):
        assert not set(rest) & set(flat)
        await ledger.record(number, dict.fromkeys(rest, "sent"))
    assert await ledger.counts(number) == {"sent": 39 - (len(flat) - 4), "blocked": 1, "uncertain": len(flat) - 5}
    await ledger.finish(number)
    assert await ledger.unfinished() == []
    async with state.reading() as connection:
        assert (await connection.execute(select(broadcasts.BROADCASTS.c.text))).scalars().all() == [""]


async def test_drafts_that_nobody_confirmed_are_dropped(state: State) -> None:
    ledger = Broadcasts(state)
    old = await ledger.draft(1, "old", NOON)
    new = await ledger.draft(1, "new", NOON + timedelta(hours=2))
    assert await ledger.begin(old) is None
    assert await ledger.cancel(new) and not await ledger.cancel(new)


async def test_everything_of_a_person_can_be_erased(state: State) -> None:
    known, doors, ledger, counted = People(state), Pairings(state), Broadcasts(state), Metrics(state)
    await known.admit(ANNA, DAY)
    await known.admit(YUKI, DAY)
    await doors.put(asks(-9, user_id=1), NOON, 9)
    await counted.add(DAY, {"answered": 1}, {1: 3, 3: 1})
    sent, own = await ledger.draft(3, "to all", NOON), await ledger.draft(1, "own", NOON)
    await ledger.begin(sent)
    await erase_person(state, 1)
    assert (await known.standings()).admitted == {3}, "whoever was erased has to be let in again"
    assert await doors.waiting(NOON) == [] and await counted.used(DAY) == {3: 1}
    assert await ledger.begin(own) is None and await ledger.claim(sent, 9) == [3]


def test_steps_of_times_are_a_quarter_apart() -> None:
    steps = [int(took(ms).removeprefix("took:")) for ms in range(10, 100_000, 7)]
    assert all(
        step >= ms and (step <= ms * 1.27 or step <= 12) for step, ms in zip(steps, range(10, 100_000, 7), strict=True)
    )
    assert took(10**9) == took(10**8)
