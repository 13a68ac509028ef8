"""What people write after a command: times of day, spans of time, days, themes; in both languages. Pure.

Each reader takes the whole text or nothing: what is not understood is asked back, never guessed.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from datetime import date, time, timedelta

_CLOCK = re.compile(
    r"(?P<half>午前|午後|朝|夜|晩|夕方|am|pm|a\.m\.|p\.m\.)?\s*(?P<hour>\d{1,2})"
    r"(?:\s*(?:[:.h時])\s*(?P<minute>\d{2}|半)?\s*分?)?\s*(?P<tail>am|pm|a\.m\.|p\.m\.)?(?:\s*(?:に|頃|o'clock))?",
    re.IGNORECASE,
)
_WORDS = {
    "noon": time(12),
    "midday": time(12),
    "正午": time(12),
    "昼": time(12),
    "midnight": time(0),
    "深夜0時": time(0),
}
_SPAN = re.compile(r"(\d{1,3})\s*([a-zぁ-んァ-ヶ一-龠]+)", re.IGNORECASE)
_UNITS = {
    **dict.fromkeys(("h", "hr", "hrs", "hour", "hours", "時間"), timedelta(hours=1)),
    **dict.fromkeys(("d", "day", "days", "日", "日間"), timedelta(days=1)),
    **dict.fromkeys(("w", "wk", "week", "weeks", "週", "週間"), timedelta(weeks=1)),
    **dict.fromkeys(("month", "months", "か月", "ヶ月", "カ月", "ヵ月", "箇月"), timedelta(days=30)),
}
LONGEST_MUTE = timedelta(days=366)
_ISO = re.compile(r"(\d{4})[-/.年](\d{1,2})[-/.月](\d{1,2})日?")
_SHORT = re.compile(r"(\d{1,2})月(\d{1,2})日")
_ENGLISH = re.compile(r"(?:(\d{1,2})\s+([a-z]{3,9})|([a-z]{3,9})\s+(\d{1,2}))(?:,?\s+(\d{4}))?", re.IGNORECASE)
_MONTHS = (
    *("january", "february", "march", "april", "may", "june", "july"),
    *("august", "september", "october", "november", "december"),
)
_RELATIVE = {
    "today": 0,
    "今日": 0,
    "本日": 0,
    "きょう": 0,
    "yesterday": 1,
    "昨日": 1,
    "きのう": 1,
    "一昨日": 2,
    "おととい": 2,
}
_WORD = re.compile(r"[^\s,、，;；・/]+(?: [^\s,、，;；・/]+)*")
MOST_WORDS, WORD_CHARS = 10, 40


@dataclass(frozen=True, slots=True)
class Request:
    """What stands after /briefing.

    Attributes:
        day: None: today, as of now.
        impossible: What looks like a day and is none, such as ``2026-13-45``.
    """

    day: date | None = None
    theme: str | None = None
    impossible: str | None = None


def plain(text: str) -> str:
    """Full-width digits and letters made ordinary, white space made single."""
    return " ".join(unicodedata.normalize("NFKC", text).split())


def read_time(text: str) -> time | None:
    """A time of day: ``7:30``, ``07.30``, ``7 pm``, ``午後7時半``, ``正午``. None: it is none, or not only one."""
    said = plain(text).lower()
    if said in _WORDS:
        return _WORDS[said]
    if re.fullmatch(r"\d{4}", said):
        said = f"{said[:2]}:{said[2:]}"
    found = _CLOCK.fullmatch(said)
    if found is None:
        return None
    hour = int(found["hour"])
    minute = 30 if found["minute"] == "半" else int(found["minute"] or 0)
    half = (found["half"] or found["tail"] or "").replace(".", "")
    if half in ("am", "pm", "午前", "午後") and not 0 <= hour <= 12:
        return None
    if half == "pm" or half == "午後" or (half in ("夜", "晩", "夕方") and 1 <= hour < 12):
        hour = hour % 12 + 12
    elif half in ("am", "午前"):
        hour = hour % 12
    if hour > 23 or minute > 59:
        return None
    return time(hour, minute)


def read_span(text: str) -> timedelta | None:
    """How long: ``3d``, ``12 hours``, ``1週間``. None: it is none; longer than a year counts as none."""
    found = _SPAN.fullmatch(plain(text).lower())
    unit = _UNITS.get(found[2]) if found else None
    span = int(found[1]) * unit if found and unit else None
    return span if span and timedelta(0) < span <= LONGEST_MUTE else None


def read_request(text: str, today: date) -> Request:
    """A day, a theme, or both in either order."""
    said = plain(text)
    if not said:
        return Request()
    day, rest, impossible = _day_in(said, today)
    if impossible:
        return Request(impossible=impossible)
    rest = rest.strip(" ,、のについて") if day else rest
    return Request(day, rest or None)


def read_words(text: str) -> tuple[str, ...]:
    """Words between commas: at most ten, none twice, each of at most forty characters."""
    found = dict.fromkeys(word[:WORD_CHARS] for word in _WORD.findall(plain(text)))
    return tuple(found)[:MOST_WORDS]


def _day_in(said: str, today: date) -> tuple[date | None, str, str | None]:
    lowered = said.lower()
    for word, back in _RELATIVE.items():
        if lowered == word or lowered.startswith(f"{word} ") or lowered.endswith(f" {word}"):
            return today - timedelta(days=back), lowered.replace(word, "", 1).strip(), None
    for pattern in (_ISO, _SHORT, _ENGLISH):
        for found in pattern.finditer(said):
            parts = _parts(pattern, found, today)
            if parts is None:
                continue
            rest = " ".join((said[: found.start()] + " " + said[found.end() :]).split())
            try:
                day = date(*parts)
            except ValueError:
                return None, rest, found.group()
            if pattern is not _ISO and not found.group().strip()[-4:].isdigit() and day > today:
                day = _year_before(day)  # 25 December, said in November, was last year's
            return day, rest, None
    if re.fullmatch(r"[\d/.-]{3,}", said):
        return None, "", said
    return None, said, None


def _parts(pattern: re.Pattern[str], found: re.Match[str], today: date) -> tuple[int, int, int] | None:
    if pattern is _ISO:
        return int(found[1]), int(found[2]), int(found[3])
    if pattern is _SHORT:
        return today.year, int(found[1]), int(found[2])
    name = (found[2] or found[3]).lower()
    month = next((n for n, one in enumerate(_MONTHS, 1) if one == name or (len(name) == 3 and one[:3] == name)), None)
    return (int(found[5] or today.year), month, int(found[1] or found[4])) if month else None


def _year_before(day: date) -> date:
    try:
        return day.replace(year=day.year - 1)
    except ValueError:  # 29 February
        return day.replace(year=day.year - 1, day=28)
