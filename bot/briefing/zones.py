"""From what a person writes or shares to time zones: an IANA name, a city, an offset, a place on the map."""

from __future__ import annotations

import math
import re
import unicodedata
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from zoneinfo import ZoneInfo, available_timezones

from bot.briefing.cities import City, cities, named
from knowledge.types import Language

_OFFSET = re.compile(r"(?:utc|gmt)?\s*([+-])\s*(\d{1,2})(?::?(\d{2}))?\s*(?:h|時間)?", re.IGNORECASE)
_FIXED = re.compile(r"Etc/GMT([+-])(\d{1,2})")
_EARTH_KM = 6_371.0
_NEAR_KM = 700.0  # farther from any city of the table, the zone is asked
_AROUND = 1.35  # two cities of different zones that are about as near are both offered
_ODD = ("posix/", "right/", "SystemV/")
MOST = 6


@dataclass(frozen=True, slots=True)
class Nearest:
    """What a place on the map may mean: cities, nearest first, and how far off the first is, in km."""

    cities: tuple[City, ...]
    km: float


def find_zones(written: str, now: datetime) -> tuple[str, ...]:
    """The zones (IANA names) that a text may mean: none, one, or several to ask back.

    Args:
        written: ``Asia/Tokyo``, ``東京``, ``almaty``, ``UTC+5``, ``+9``, ``JST``. Never run or looked up anywhere.
        now: Aware; an offset is compared with what zones have now.
    """
    text = " ".join(unicodedata.normalize("NFKC", written).split()).strip(" 。.、,!！?？「」\"'").replace("−", "-")
    if not text or len(text) > 64:
        return ()
    plain = text.lower().removesuffix("時間").removesuffix("市").strip()
    for name in (text.lower(), plain, plain.removesuffix(" time")):
        if found := named().get(name):
            return _distinct(tuple(city.zone for city in found))
    if offset := _OFFSET.fullmatch(text):
        return _at_offset(offset, now)
    if plain in ("utc", "z", "協定世界"):
        return ("Etc/UTC",)
    return _by_name(plain)


def is_zone(name: str) -> bool:
    """Whether it is the name of a zone that can be chosen."""
    return name in _zones().values()


def zone_label(name: str, language: Language) -> str:
    """A zone as its readers call it: its city, or ``UTC+9``."""
    if fixed := _FIXED.fullmatch(name):
        return f"UTC{'+' if fixed[1] == '-' else '-'}{fixed[2]}"  # the signs of these names are turned round
    called = name.rpartition("/")[2].replace("_", " ")
    known = [city for city in cities() if city.zone == name]
    chosen = next((city for city in known if city.en == called), known[0] if known else None)
    if chosen is None:
        return called
    return chosen.ja if language == "ja" else chosen.en


def offset_label(name: str, now: datetime) -> str:
    """The offset that a zone has now, as ``UTC+5`` or ``UTC+5:45``."""
    offset = now.astimezone(ZoneInfo(name)).utcoffset()
    minutes = int(offset.total_seconds() // 60) if offset else 0
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'-' if minutes < 0 else '+'}{hours}{f':{rest:02}' if rest else ''}"


def nearest(latitude: float, longitude: float) -> Nearest:
    """The cities around a place; several where the nearest ones lie in different zones, none far from all."""
    ranked = sorted((_km(latitude, longitude, city), city.zone, city) for city in cities()) if _on_map(
        latitude, longitude
    ) else []  # fmt: skip
    if not ranked:
        return Nearest((), math.inf)
    first = ranked[0][0]
    if first > _NEAR_KM:
        return Nearest((), first)
    around = [city for km, _, city in ranked if km <= max(first * _AROUND, 30.0)]
    zones: dict[str, City] = {}
    for city in around:
        zones.setdefault(city.zone, city)
    return Nearest(tuple(zones.values())[:MOST], first)


def _on_map(latitude: float, longitude: float) -> bool:
    return -90 <= latitude <= 90 and -180 <= longitude <= 180


def _km(latitude: float, longitude: float, city: City) -> float:
    one, other = math.radians(latitude), math.radians(city.latitude)
    apart = math.radians(city.longitude - longitude)
    half = math.sin((other - one) / 2) ** 2 + math.cos(one) * math.cos(other) * math.sin(apart / 2) ** 2
    return 2 * _EARTH_KM * math.asin(math.sqrt(min(1.0, half)))


def _at_offset(found: re.Match[str], now: datetime) -> tuple[str, ...]:
    """The zones of the table that have this offset now, and the offset itself."""
    hours, minutes = int(found[2]), int(found[3] or 0)
    if hours > 14 or minutes > 59:
        return ()
    wanted = (hours * 60 + minutes) * (-1 if found[1] == "-" else 1)
    same = []
    for city in cities():
        offset = now.astimezone(ZoneInfo(city.zone)).utcoffset()
        if offset is not None and offset.total_seconds() == wanted * 60:
            same.append(city.zone)
    fixed = f"Etc/GMT{'+' if wanted < 0 else '-'}{hours}" if minutes == 0 and wanted else None
    if wanted == 0:
        fixed = "Etc/UTC"
    known = (fixed,) if fixed and is_zone(fixed) else ()
    return (*_distinct(tuple(same))[: MOST - 1], *known)


def _by_name(plain: str) -> tuple[str, ...]:
    """By the whole IANA name, or the city in it."""
    if whole := _zones().get(plain.replace(" ", "_")):
        return (whole,)
    city = plain.replace(" ", "_")
    return _distinct(tuple(zone for name, zone in _zones().items() if name.rpartition("/")[2] == city and "/" in name))


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    return {
        name.lower(): name
        for name in sorted(available_timezones())
        if ("/" in name or name == "UTC") and not name.startswith(_ODD)
    }


def _distinct(names: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(names))[:MOST]
