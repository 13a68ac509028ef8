"""Windows abut in every zone and through the clock changes; each source is new in one of them."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.briefing.window import Window, place, window_of, zone_of
from knowledge.errors import BriefingError
from knowledge.types import Source

NOW = datetime(2027, 12, 1, tzinfo=UTC)
ZONES = st.sampled_from(["Asia/Tokyo", "Asia/Almaty", "Europe/London", "America/New_York", "Pacific/Kiritimati"])
SOURCE = Source("s", "t", "en", "feed", "", "0" * 64)


@given(zone=ZONES, day=st.dates(date(2026, 1, 2), date(2027, 11, 1)), cut_off=st.times())
def test_windows_of_two_days_meet(zone: str, day: date, cut_off: time) -> None:
    first = window_of(day - timedelta(days=1), zone_of(zone), cut_off, NOW)
    second = window_of(day, zone_of(zone), cut_off, NOW)
    assert first.until == second.since
    assert timedelta(hours=22) < second.until - second.since < timedelta(hours=26)


@given(
    zone=ZONES,
    cut_off=st.times(),
    published=st.one_of(st.none(), st.dates(date(2026, 10, 20), date(2026, 11, 5)).map(date.isoformat)),
    hours=st.integers(0, 24 * 20),
    kind=st.sampled_from(["feed", "article", "upload"]),
)
def test_a_source_taken_in_before_it_is_composed_is_new_in_at_most_one_of_the_days_that_follow(
    zone: str, cut_off: time, published: str | None, hours: int, kind: str
) -> None:
    """Live: a day's briefing sees what had been taken in by its cut-off."""
    added = datetime(2026, 10, 20, tzinfo=UTC) + timedelta(hours=hours)
    source = replace(SOURCE, published=published, added=int(added.timestamp()), kind=kind)  # type: ignore[arg-type]
    new = 0
    for offset in range(30):
        window = window_of(date(2026, 10, 18) + timedelta(days=offset), zone_of(zone), cut_off, NOW)
        if added < window.until:
            new += place(source, window) == "in"
    assert new <= 1


def test_a_feed_read_the_day_after_is_not_lost() -> None:
    """Published late on the 24th, read on the 25th at 09:00: the reader at 06:45 gets it on the 26th."""
    zone = zone_of("Asia/Tokyo")
    read = datetime(2026, 11, 25, 0, 0, tzinfo=UTC)  # 09:00 in Tokyo
    source = replace(SOURCE, published="2026-11-24", added=int(read.timestamp()))
    found = [place(source, window_of(date(2026, 11, d), zone, time(6, 45), NOW)) for d in (26, 27)]
    assert found == ["in", "before"]


@pytest.mark.parametrize(
    ("published", "wanted"),
    [
        ("1970-01-01", "doubted"),
        ("0001-01-01", "doubted"),
        ("2027-11-20", "doubted"),
        ("2026-11-27", "doubted"),
        ("2026-02-30", "doubted"),
        ("2026-11-26", "in"),  # already tomorrow where it was written
        ("2026-11-25", "in"),
        ("2026-11-20", "before"),
        ("2026-11", "in"),
        ("2026-10", "before"),
        ("2025", "before"),
        (None, "in"),
        ("spring 2024", "in"),  # no date: when it was taken in
        ("\u00b9", "in"),
    ],
)
def test_dates_that_cannot_be_right_are_doubted(published: str | None, wanted: str) -> None:
    window = Window(datetime(2026, 11, 24, 12, tzinfo=UTC), datetime(2026, 11, 25, 12, tzinfo=UTC), ZoneInfo("UTC"))
    added = int(datetime(2026, 11, 25, 11, tzinfo=UTC).timestamp())
    assert place(replace(SOURCE, published=published, added=added), window) == wanted


def test_a_reader_of_working_days_gets_the_weekend_too_and_nobody_a_year() -> None:
    zone, friday = zone_of("Asia/Tokyo"), datetime(2026, 11, 20, 0, tzinfo=UTC)
    monday = window_of(date(2026, 11, 23), zone, time(9), NOW, friday)
    assert monday.since == friday
    later = window_of(date(2027, 11, 22), zone, time(9), NOW, friday)
    assert later.until - later.since == timedelta(days=1)


@pytest.mark.parametrize("day", [date(2027, 12, 3), date(1, 1, 1), date.max])
def test_impossible_days_are_refused_in_one_line(day: date) -> None:
    with pytest.raises(BriefingError) as error:
        window_of(day, zone_of("UTC"), None, NOW)
    assert "\n" not in str(error.value)


@pytest.mark.parametrize("name", ["Mars/Phobos", "", "../etc/passwd", "Asia", "A" * 300, "Asia/Tok\x00yo"])
def test_zones_that_do_not_exist_are_refused(name: str) -> None:
    with pytest.raises(BriefingError):
        zone_of(name)


def test_the_present_day_ends_now_and_a_past_one_at_midnight() -> None:
    zone, now = zone_of("Asia/Tokyo"), datetime(2026, 11, 25, 3, 30, tzinfo=UTC)
    today = window_of(date(2026, 11, 25), zone, None, now)
    assert now < today.until <= now + timedelta(seconds=1) and today.day == date(2026, 11, 25)
    past = window_of(date(2026, 11, 24), zone, None, now)
    assert past.until == datetime(2026, 11, 24, 15, tzinfo=UTC) and past.day == date(2026, 11, 24)
