"""Deciding who may ask and how much: without a bot, a chat or a database."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.access import Access
from bot.failures import Failures, place_of_error
from bot.people import presses
from bot.people.doors import (
    CODES_PER_REQUEST,
    MOST_WAITING,
    REQUESTS_PER_PERSON,
    WRONG_TRIES,
    Doors,
    Issued,
    key_from,
    read_code,
)
from bot.quotas import DAYS_KEPT, MINUTES_KEPT, Quotas
from bot.run import warn_of_nobody
from bot.settings import BotSettings, QuotaSettings
from bot.state.database import State, address
from bot.state.pairings import Pairings, Request
from bot.state.people import People, Seen, Standings
from bot.state.prepare import prepare

NOON = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)


# who may ask


def access(standings: Standings = Standings(), **settings: object) -> Access:  # noqa: B008 - frozen
    return Access(BotSettings(**settings), standings)  # type: ignore[arg-type]


def test_a_list_of_ids() -> None:
    closed = access(access="allowlist", allowed_ids=(1, -100), admin_ids=(9,), librarian_ids=(8,))
    assert all(closed.may_ask(*who) for who in ((1, 1), (9, 9), (8, 8), (5, -100), (1, None)))
    assert not any(closed.may_ask(*who) for who in ((5, 5), (5, -101), (5, 1), (5, None)))
    let_in = Standings(admitted=frozenset({5}), groups=frozenset({-101}))
    closed.standings = let_in
    assert not closed.may_ask(5, 5) and not closed.may_ask(6, -101), "what was let in by hand counts with pairing only"


def test_pairing_and_open() -> None:
    let_in = Standings(frozenset({5}), frozenset({6, 9}), frozenset({-101}))
    paired = access(let_in, access="pairing", admin_ids=(9,), allowed_ids=(6,))
    assert paired.may_ask(5, 5) and paired.may_ask(7, -101) and paired.takes_requests()
    assert not paired.may_ask(7, 7) and not paired.may_ask(6, 6), "who is shut out is out, whatever list names them"
    assert not paired.may_ask(6, -101) and paired.may_ask(9, 9), "but no operator"
    everyone = access(let_in, access="open", admin_ids=(9,))
    assert everyone.may_ask(7, 7) and not everyone.may_ask(6, 6) and not everyone.takes_requests()
    assert not access(access="pairing").takes_requests(), "nobody could decide"


def test_who_keeps_the_library() -> None:
    given_out = access(admin_ids=(9,), librarian_ids=(8,), access="open")
    assert [given_out.is_librarian(user_id) for user_id in (9, 8, 7)] == [True, True, False]
    assert not given_out.is_admin(8)


# quotas


class Clock:
    def __init__(self) -> None:
        self.s, self.day = 1_000.0, date(2026, 11, 24)


def quotas(clock: Clock, **limits: int) -> Quotas:
    return Quotas(QuotaSettings(**limits), lambda: clock.s, lambda: clock.day)


def test_one_line_then_silence_until_it_is_free() -> None:
    clock = Clock()
    mine = quotas(clock, per_user_minute=3)
    said = [mine.take(1, None) for _ in range(1_000)]
    assert said == ["free"] * 3 + ["tell-minute"] + ["silent"] * 996
    assert mine.take(2, None) == "free"
    clock.s += 20.1
    assert [mine.take(1, None) for _ in range(3)] == ["free", "tell-minute", "silent"]


def test_a_day_and_the_next() -> None:
    clock = Clock()
    mine = quotas(clock, per_user_minute=0, per_user_day=5)
    assert [mine.take(1, None) for _ in range(7)] == ["free"] * 5 + ["tell-day", "silent"]
    assert mine.unsaved() == {1: 5} and mine.unsaved() == {}
    clock.day += timedelta(days=1)
    assert mine.take(1, None) == "free"
    restored = quotas(clock, per_user_minute=0, per_user_day=5)
    restored.restore(clock.day, {1: 4})
    assert [restored.take(1, None) for _ in range(2)] == ["free", "tell-day"]
    stale = quotas(clock, per_user_day=5)
    stale.restore(clock.day - timedelta(days=1), {1: 5})
    assert stale.take(1, None) == "free"


def test_a_group_has_its_own() -> None:
    clock = Clock()
    ours = quotas(clock, per_user_minute=2, per_chat_minute=3)
    assert [ours.take(user, -100) for user in (1, 2, 3, 4, 5)] == ["free"] * 3 + ["tell-minute", "silent"]
    assert ours.take(4, None) == "free" and ours.take(4, -200) == "free"


@given(st.lists(st.tuples(st.integers(1, 4), st.floats(0, 30)), max_size=120), st.integers(1, 6))
def test_nobody_gets_more_than_the_limit_and_a_minute(steps: list[tuple[int, float]], limit: int) -> None:
    """In any window of a minute at most the bucket and what fills it again go through."""
    clock = Clock()
    mine = quotas(clock, per_user_minute=limit, per_user_day=0)
    free: dict[int, list[float]] = {}
    for user, pause in steps:
        clock.s += pause
        if mine.take(user, None) == "free":
            free.setdefault(user, []).append(clock.s)
    for times in free.values():
        assert all(sum(at <= other < at + 60 for other in times) <= 2 * limit for at in times)


def test_memory_is_bounded() -> None:
    clock = Clock()
    mine = quotas(clock, per_user_day=3)
    for user in range(MINUTES_KEPT * 2):
        mine.take(user, None)
    assert len(mine._minutes) == MINUTES_KEPT
    heavy = dict.fromkeys(range(10), 3)
    mine.restore(clock.day, heavy | dict.fromkeys(range(100, DAYS_KEPT), 1))
    for user in range(DAYS_KEPT, DAYS_KEPT + 200):
        mine.take(user, None)
    assert len(mine._used) <= DAYS_KEPT and all(mine.take(user, None) != "free" for user in range(10))


# codes


@pytest.fixture
async def doors(tmp_path: Path) -> Doors:
    state = State(address(f"sqlite:///{tmp_path / 'state.db'}"))
    await prepare(state)
    return Doors(Pairings(state), key_from("token"))


def person(user_id: int) -> Seen:
    return Seen(user_id, f"p{user_id}", "en")


async def test_a_code_is_hashed_random_and_works_once(doors: Doors, tmp_path: Path) -> None:
    issued = await doors.ask(person(1), 1, "p1", NOON)
    assert isinstance(issued, Issued) and issued.first and issued.minutes == 60
    assert issued.code.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())
    other = Doors(doors.pairings, key_from("another token"))
    assert await other.redeem(9, issued.code, NOON) == "wrong"
    found = await doors.redeem(9, f" {issued.code[:3]}-{issued.code[3:]} ", NOON)
    assert isinstance(found, Request) and found.chat_id == 1
    assert await doors.redeem(9, issued.code, NOON) == "wrong"


async def test_one_code_a_person_and_not_too_many(doors: Doors) -> None:
    first = await doors.ask(person(1), 1, "p1", NOON)
    assert await doors.ask(person(1), 1, "p1", NOON + timedelta(seconds=59)) is None
    codes, at = [first], NOON
    for _ in range(CODES_PER_REQUEST + 2):
        at += timedelta(minutes=2)
        codes.append(await doors.ask(person(1), 1, "p1", at))
    given = [one for one in codes if isinstance(one, Issued)]
    assert len(given) == CODES_PER_REQUEST and [one.first for one in given] == [True, False, False]
    assert given[-1].minutes < 60, "a new code does not make the request last longer"
    assert await doors.redeem(9, given[0].code, at) == "wrong"
    assert isinstance(await doors.redeem(9, given[-1].code, at), Request)


async def test_codes_run_out_and_few_wait_at_a_time(doors: Doors) -> None:
    issued = await doors.ask(person(1), 1, "p1", NOON)
    assert isinstance(issued, Issued)
    late = NOON + timedelta(hours=1)
    assert await doors.redeem(9, issued.code, late) == "wrong"
    for user in range(100, 100 + MOST_WAITING):
        assert isinstance(await doors.ask(person(user), user, "p", late), Issued)
    assert await doors.ask(person(1), 1, "p1", late) == "full"


async def test_nobody_fills_the_door_alone(doors: Doors) -> None:
    asked = [await doors.ask(person(1), chat, "g", NOON) for chat in (1, *range(-9, 0))]
    assert [isinstance(one, Issued) for one in asked] == [True] * REQUESTS_PER_PERSON + [False] * (
        10 - REQUESTS_PER_PERSON
    )
    assert isinstance(await doors.ask(person(2), -20, "g", NOON), Issued)


async def test_who_was_turned_away_does_not_come_back_through_a_group(doors: Doors) -> None:
    assert isinstance(await doors.ask(person(1), 1, "p1", NOON), Issued)
    assert await doors.pairings.deny(1, NOON)
    assert await doors.ask(person(1), -5, "g", NOON) is None
    assert isinstance(await doors.ask(person(2), -5, "g", NOON), Issued)


async def test_guessing_is_slow_even_for_an_operator(doors: Doors) -> None:
    issued = await doors.ask(person(1), 1, "p1", NOON)
    assert isinstance(issued, Issued)
    now = [0.0]
    doors.clock = lambda: now[0]
    wrong = [f"{n:06}" for n in range(WRONG_TRIES + 1) if f"{n:06}" != issued.code][:WRONG_TRIES]
    assert [await doors.redeem(9, code, NOON) for code in wrong] == ["wrong"] * WRONG_TRIES
    assert await doors.redeem(9, issued.code, NOON) == "wait"
    now[0] = 601.0
    assert isinstance(await doors.redeem(9, issued.code, NOON), Request)
    assert (await People(doors.pairings._state).standings()).admitted == {1}


@pytest.mark.parametrize("written", ["", "12345", "1234567", "12345a", "abcdef", "１２３４５", "-123456-7"])
def test_what_is_no_code(written: str) -> None:
    assert read_code(written) is None


def test_a_code_as_it_may_be_written() -> None:
    assert {read_code(written) for written in ("123456", "123 456", "123-456", "１２３４５６", " 123456\n")} == {
        "123456"
    }


# buttons and failures

PRESSES = st.one_of(
    st.sampled_from(presses.PAGES).map(presses.OpenPage),
    st.integers(0, 999_999).map(presses.UsersPage),
    st.integers(-(10**14), 10**14).map(presses.OpenPerson),
    st.builds(presses.SetStanding, st.sampled_from(["remove", "block", "admit"]), st.integers(-(10**14), 10**14)),
    st.builds(presses.Decide, st.integers(-(10**14), 10**14), st.booleans()),
    st.builds(presses.DecideBroadcast, st.integers(0, 999_999_999), st.booleans()),
)


@given(PRESSES)
def test_operator_buttons_read_back_and_fit(press: presses.Press) -> None:
    written = presses.write(press)
    assert len(written.encode()) <= 64 and presses.read(written) == press and written[0] in "adb"


@given(st.one_of(st.text(max_size=80), st.from_regex(r"[adb]:[a-z0-9:-]{0,20}", fullmatch=True)))
def test_reading_operator_buttons_never_fails(data: str) -> None:
    press = presses.read(data)
    assert press is None or presses.read(presses.write(press)) == press


def test_failures_are_kept_without_a_word_of_anybodys() -> None:
    kept = Failures()
    try:
        presses.write(presses.OpenPage("a secret thing"))  # type: ignore[arg-type]
    except ValueError as error:
        for number in range(60):
            kept.note(f"{number:08}", error, "private")
    assert len(kept.recent()) == 50 and kept.recent()[0].id == "00000059"
    assert kept.recent()[0].place.startswith("bot/people/presses.py:") and "secret" not in repr(kept.recent())
    assert place_of_error(ValueError("never raised")) == ""


@pytest.mark.parametrize(("settings", "told"), [
    ({"access": "pairing"}, "STEPPE_ADMIN_IDS"),
    ({"access": "pairing", "allowed_ids": (1,)}, "STEPPE_ADMIN_IDS"),
    ({"access": "pairing", "admin_ids": (1,)}, ""),
    ({"access": "allowlist"}, "STEPPE_ALLOWED_IDS"),
    ({"access": "allowlist", "allowed_ids": (-100,)}, ""),
    ({"access": "open"}, ""),
])  # fmt: skip
def test_at_start_it_is_said_that_nobody_is_let_in(
    settings: dict[str, object], told: str, capsys: pytest.CaptureFixture[str]
) -> None:
    warn_of_nobody(BotSettings(**settings))  # type: ignore[arg-type]
    said = capsys.readouterr().err
    assert told in said and bool(said) == bool(told)
