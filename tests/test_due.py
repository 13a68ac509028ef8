"""When a briefing is due: local times, weekdays, both changes of the clocks, in four zones and more."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from itertools import islice, pairwise
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.due import EVERY_DAY, Due, Schedule, due_after, dues, instant, missed

ZONES = (
    *("Asia/Tokyo", "Asia/Almaty", "Europe/London", "America/New_York"),
    *("Australia/Lord_Howe", "America/Sao_Paulo", "Asia/Kathmandu", "Pacific/Apia", "Africa/Cairo", "Etc/GMT-9"),
)
times = st.builds(time, st.integers(0, 23), st.integers(0, 59))
days = st.dates(date(2005, 1, 2), date(2037, 12, 30))
moments = st.datetimes(datetime(2005, 1, 2), datetime(2037, 12, 1)).map(lambda one: one.replace(tzinfo=UTC))
schedules = st.builds(Schedule, st.sampled_from(ZONES), times, st.frozensets(st.integers(0, 6), min_size=1))


@pytest.mark.parametrize(
    ("zone", "local", "utc"),
    [
        ("Asia/Tokyo", "2026-11-25 07:00", "2026-11-24 22:00"),
        ("Asia/Almaty", "2026-11-25 07:00", "2026-11-25 02:00"),  # UTC+5 since March 2024
        ("Asia/Almaty", "2023-11-25 07:00", "2023-11-25 01:00"),
        ("Europe/London", "2026-03-29 01:30", "2026-03-29 01:00"),  # skipped: the first instant after it
        ("Europe/London", "2026-10-25 01:30", "2026-10-25 00:30"),  # twice: the first
        ("America/New_York", "2026-03-08 02:00", "2026-03-08 07:00"),
        ("America/New_York", "2026-03-08 02:59", "2026-03-08 07:00"),
        ("America/New_York", "2026-11-01 01:15", "2026-11-01 05:15"),
        ("America/Sao_Paulo", "2018-11-04 00:30", "2018-11-04 03:00"),  # midnight itself is skipped
        ("Pacific/Apia", "2011-12-30 08:00", "2011-12-30 10:00"),  # a whole day is skipped
    ],
)
def test_local_times_become_instants(zone: str, local: str, utc: str) -> None:
    at = datetime.fromisoformat(local)
    assert instant(at.date(), at.time(), ZoneInfo(zone)) == datetime.fromisoformat(utc).replace(tzinfo=UTC)


@given(st.sampled_from(ZONES), days, times)
def test_an_instant_reads_as_its_local_time_or_is_the_end_of_a_gap(zone: str, day: date, at: time) -> None:
    where = ZoneInfo(zone)
    found = instant(day, at, where)
    wall = found.astimezone(where).replace(tzinfo=None)
    if wall == datetime.combine(day, at):
        for earlier in range(1, 181):  # no earlier instant reads the same
            assert (found - timedelta(minutes=earlier)).astimezone(where).replace(tzinfo=None) != wall
    else:
        assert wall > datetime.combine(day, at)
        just_before = (found - timedelta(seconds=1)).astimezone(where).replace(tzinfo=None)
        assert just_before < datetime.combine(day, at)  # nothing between the two exists


@given(schedules, moments)
def test_the_next_slot_is_later_and_none_lies_between(schedule: Schedule, moment: datetime) -> None:
    due = due_after(schedule, moment)
    assert due.at > moment and due.day.weekday() in schedule.weekdays
    for back in range(10):
        day = due.day - timedelta(days=back)
        if day != due.day and day.weekday() in schedule.weekdays:
            at = instant(day, schedule.at, ZoneInfo(schedule.zone))
            assert at <= moment or at == due.at


@given(schedules, moments)
def test_slots_come_once_a_day_and_in_order(schedule: Schedule, moment: datetime) -> None:
    found = list(islice(dues(schedule, moment), 20))
    assert all(one.at < other.at and one.day < other.day for one, other in pairwise(found))
    assert missed(schedule, found[0], found[-1].at) == found
    assert missed(schedule, found[0], found[0].at - timedelta(seconds=1)) == []


@given(schedules, moments)
def test_taken_days_are_passed_over(schedule: Schedule, moment: datetime) -> None:
    first, second = islice(dues(schedule, moment), 2)
    assert due_after(schedule, moment, {first.day}) == second


def test_a_year_in_each_zone_has_as_many_slots_as_days() -> None:
    for zone in ZONES[:4]:
        for at in (time(0, 0), time(1, 30), time(2, 30), time(7, 0), time(23, 59)):
            start = datetime(2025, 12, 31, 12, tzinfo=UTC)
            found = list(islice(dues(Schedule(zone, at, EVERY_DAY), start), 365))
            assert len({one.day for one in found}) == 365
            assert found[-1].day - found[0].day == timedelta(days=364)


def test_a_clock_that_jumps_centuries_does_not_count_them_all() -> None:
    schedule = Schedule("Asia/Tokyo", time(7))
    first = due_after(schedule, datetime(2026, 1, 1, tzinfo=UTC))
    assert len(missed(schedule, first, datetime(2826, 1, 1, tzinfo=UTC))) == 400


@pytest.mark.parametrize("weekdays", [frozenset(), frozenset({7})])
def test_a_schedule_needs_days(weekdays: frozenset[int]) -> None:
    with pytest.raises(ValueError, match="days"):
        Schedule("Asia/Tokyo", time(7), weekdays)


def test_slots_compare_by_time() -> None:
    assert Due(datetime(2026, 1, 1, tzinfo=UTC), date(2026, 1, 1)) < Due(
        datetime(2026, 1, 2, tzinfo=UTC), date(2026, 1, 1)
    )
