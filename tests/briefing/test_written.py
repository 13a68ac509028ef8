"""Times, zones, spans and days as people write them, in both languages; what is none is none."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.cities import cities, named
from bot.briefing.written import Request, read_request, read_span, read_time, read_words
from bot.briefing.zones import find_zones, is_zone, nearest, offset_label, zone_label

NOW = datetime(2026, 11, 25, 4, tzinfo=UTC)
TODAY = date(2026, 11, 25)


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("7:30", time(7, 30)), ("07.30", time(7, 30)), ("0730", time(7, 30)), ("7", time(7)), ("７：３０", time(7, 30)),
        ("7 am", time(7)), ("7:15pm", time(19, 15)), ("12 am", time(0)), ("12 pm", time(12)), ("7時", time(7)),
        ("7時半", time(7, 30)), ("午後7時05分", time(19, 5)), ("朝7時", time(7)), ("夜9時", time(21)), ("正午", time(12)),
        ("noon", time(12)), ("midnight", time(0)), ("23:59", time(23, 59)), ("00:00", time(0)), ("午前0時", time(0)),
    ],
)  # fmt: skip
def test_times(written: str, meant: time) -> None:
    assert read_time(written) == meant


@pytest.mark.parametrize(
    "written",
    [
        "25:99",
        "24:00",
        "火曜の朝",
        "noonish",
        "7:60",
        "13 pm",
        "",
        "soon",
        "7:3:2",
        "-7",
        "7:30 or 8",
        "七時",
        "9999",
        "7 7",
    ],
)
def test_what_is_no_time(written: str) -> None:
    assert read_time(written) is None


@given(st.times())
def test_every_time_reads_back(at: time) -> None:
    at = at.replace(second=0, microsecond=0)
    assert read_time(f"{at:%H:%M}") == read_time(f"{at:%H%M}") == read_time(f"{at.hour}時{at.minute:02}分") == at
    assert read_time(f"{at:%I:%M %p}") == at


@given(st.text(max_size=40))
def test_any_text_is_read_without_a_fall(written: str) -> None:
    read_time(written)
    read_span(written)
    read_request(written, TODAY)
    assert len(read_words(written)) <= 10
    assert all(is_zone(zone) for zone in find_zones(written, NOW))


@pytest.mark.parametrize(
    ("written", "zones"),
    [
        ("東京", ("Asia/Tokyo",)), ("tokyo", ("Asia/Tokyo",)), ("Asia/Tokyo", ("Asia/Tokyo",)), ("JST", ("Asia/Tokyo",)),
        ("アルマトイ", ("Asia/Almaty",)), ("Almaty", ("Asia/Almaty",)), ("Алматы", ("Asia/Almaty",)),
        ("Астана", ("Asia/Almaty",)), ("astana", ("Asia/Almaty",)), ("London", ("Europe/London",)),
        ("New York", ("America/New_York",)), ("new_york", ("America/New_York",)), ("ニューヨーク", ("America/New_York",)),
        ("america/argentina/ushuaia", ("America/Argentina/Ushuaia",)), ("Reykjavik", ("Atlantic/Reykjavik",)),
        ("大阪市", ("Asia/Tokyo",)), ("UTC", ("Etc/UTC",)), ("+5:45", ()), ("Kathmandu", ("Asia/Kathmandu",)),
        ("Birmingham", ("Europe/London", "America/Chicago")), ("CST", ("America/Chicago", "Asia/Shanghai")),
        ("+9", ("Asia/Tokyo", "Asia/Seoul", "Etc/GMT-9")), ("UTC+9", ("Asia/Tokyo", "Asia/Seoul", "Etc/GMT-9")),
        ("-3:30", ()), ("+25", ()), ("Mars", ()), ("", ()), ("../../etc/passwd", ()), ("Asia", ()), ("posix/Asia/Tokyo", ()),
        ("x" * 500, ()), ("火星", ()), ("GMT+0", ("Europe/London", "Europe/Dublin", "Europe/Lisbon", "Etc/UTC")),
    ],
)  # fmt: skip
def test_zones(written: str, zones: tuple[str, ...]) -> None:
    assert find_zones(written, NOW) == zones


def test_an_offset_of_kazakhstan_is_asked_back_with_its_cities() -> None:
    found = find_zones("UTC+5", NOW)
    assert found[0] == "Asia/Almaty" and found[-1] == "Etc/GMT-5" and 2 < len(found) <= 6


def test_every_city_has_a_zone_and_both_names() -> None:
    for city in cities():
        ZoneInfo(city.zone)
        assert is_zone(city.zone) and -90 <= city.latitude <= 90 and -180 <= city.longitude <= 180
        assert city.zone in {one.zone for one in named()[city.en.lower()]} & {
            one.zone for one in named()[city.ja.lower()]
        }


def test_zones_are_called_by_their_cities() -> None:
    assert zone_label("Asia/Almaty", "ja") == "アルマトイ" and zone_label("Asia/Almaty", "en") == "Almaty"
    assert zone_label("America/New_York", "en") == "New York" and zone_label("Asia/Shanghai", "ja") == "北京"
    assert zone_label("Etc/GMT-9", "en") == "UTC+9" and zone_label("Atlantic/Reykjavik", "en") == "Reykjavik"
    assert offset_label("Asia/Kathmandu", NOW) == "UTC+5:45" and offset_label("America/New_York", NOW) == "UTC-5"


@pytest.mark.parametrize(
    ("latitude", "longitude", "zones"),
    [
        (35.0, 135.8, ["Asia/Tokyo"]), (43.2, 76.9, ["Asia/Almaty"]), (51.5, -0.1, ["Europe/London"]),
        (40.7, -74.0, ["America/New_York"]), (-50.0, -120.0, []), (91.0, 0.0, []),
    ],
)  # fmt: skip
def test_a_place_on_the_map(latitude: float, longitude: float, zones: list[str]) -> None:
    assert [city.zone for city in nearest(latitude, longitude).cities] == zones


def test_between_two_zones_both_are_offered() -> None:
    found = nearest(48.6, 54.2)  # the steppe between Atyrau and Aktobe
    assert [city.zone for city in found.cities] == ["Asia/Atyrau", "Asia/Aqtobe"] and 200 < found.km < 280


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("3d", timedelta(days=3)), ("3日", timedelta(days=3)), ("12 hours", timedelta(hours=12)),
        ("1週間", timedelta(days=7)), ("2w", timedelta(days=14)), ("１か月", timedelta(days=30)),
        ("0d", None), ("900d", None), ("forever", None), ("-3d", None), ("3", None), ("d", None),
    ],
)  # fmt: skip
def test_spans(written: str, meant: timedelta | None) -> None:
    assert read_span(written) == meant


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("", Request()),
        ("2026-11-20", Request(date(2026, 11, 20))),
        ("2026/11/20", Request(date(2026, 11, 20))),
        ("2026年11月20日", Request(date(2026, 11, 20))),
        ("11月20日", Request(date(2026, 11, 20))),
        ("12月25日", Request(date(2025, 12, 25))),
        ("20 Nov 2026", Request(date(2026, 11, 20))),
        ("November 20", Request(date(2026, 11, 20))),
        ("yesterday", Request(date(2026, 11, 24))),
        ("昨日", Request(date(2026, 11, 24))),
        ("russia", Request(theme="russia")),
        ("中国", Request(theme="中国")),
        ("oil 2026-11-20", Request(date(2026, 11, 20), "oil")),
        ("2026-11-20 中国", Request(date(2026, 11, 20), "中国")),
        ("2026-13-45", Request(impossible="2026-13-45")),
        ("2026-02-30", Request(impossible="2026-02-30")),
        ("2026-11", Request(impossible="2026-11")),
        ("the march of 12 nations", Request(theme="the march of 12 nations")),
    ],
)
def test_requests(written: str, meant: Request) -> None:
    assert read_request(written, TODAY) == meant


def test_words_are_few_short_and_distinct() -> None:
    assert read_words("uranium, 港、uranium ; rare earths") == ("uranium", "港", "rare earths")
    assert len(read_words(",".join(str(n) for n in range(99)))) == 10 and read_words("、、") == ()
