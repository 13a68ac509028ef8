"""Dates of publication: in front matter, metadata and the date line under a headline."""

from __future__ import annotations

import datetime
import re
import unicodedata
from typing import NamedTuple

_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            ("jan", "january"), ("feb", "february"), ("mar", "march"), ("apr", "april"), ("may",), ("jun", "june"),
            ("jul", "july"), ("aug", "august"), ("sep", "sept", "september"), ("oct", "october"), ("nov", "november"),
            ("dec", "december"),
        ),
        1,
    )
    for name in names
}  # fmt: skip
_ERAS = {"昭和": 1925, "平成": 1988, "令和": 2018}
_MONTH = "(?P<{0}>" + "|".join(sorted(_MONTHS, key=len, reverse=True)) + r")\.?"
_DAY_NUMBER = r"(?P<{0}>\d{{1,2}})(?:st|nd|rd|th)?"
_DATE = re.compile(
    r"(?:(?P<y1>\d{4})\s?[-/.]\s?(?P<m1>\d{1,2})\s?[-/.]\s?(?P<d1>\d{1,2})(?!\d)"
    r"|(?:(?P<y2>\d{4})|(?P<era>昭和|平成|令和)(?P<ey>\d{1,2}|元))\s?年\s?(?P<m2>\d{1,2})\s?月(?:\s?(?P<d2>\d{1,2})\s?日)?"
    rf"|{_MONTH.format('mn3')}\s+{_DAY_NUMBER.format('d3')},?\s+(?P<y3>\d{{4}})"
    rf"|{_DAY_NUMBER.format('d4')}\s+{_MONTH.format('mn4')},?\s+(?P<y4>\d{{4}}))",
    re.IGNORECASE,
)
# What may stand beside dates in a date line: labels, weekdays, times of day, zones, separators.
_LABEL = (
    r"(?P<issued>公開日?時?|掲載日?時?|配信日?時?|発行日?|投稿日?|発表日?|first published|date published|published|posted|issued|date)"
    r"|(?P<changed>最終更新日?時?|更新日?時?|改訂日?|last updated|last modified|updated|modified|revised)"
)
_LABELLED = re.compile(rf"(?:{_LABEL})(?:\s+(?:on|at))?\s*[:=]?\s*$", re.IGNORECASE)
_BESIDE = re.compile(
    rf"(?:{_LABEL}|on|at|in"
    r"|\d{1,2}:\d{2}(?::\d{2})?|\d{1,2}時(?:\d{1,2}分)?|午前|午後|a\.?m\.?|p\.?m\.?"
    r"|(?:utc|gmt|jst|z|e[sd]?t|p[sd]?t|c[sd]?t|cest|bst|msk|almt?|kst)(?:[+-]\d{1,2}(?::?\d{2})?)?(?![a-z])"
    r"|[+-]\d{2}:?\d{2}|t(?=\d)"
    r"|(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?|[(\[][日月火水木金土][)\]]|[日月火水木金土]曜日?"
    r"|[-\s:|/,.;()\[\]~・、。・=])",
    re.IGNORECASE,
)
_LONGEST_LINE = 120
_DIGIT = re.compile(r"\d")


class _Found(NamedTuple):
    iso: str
    changed: bool


def date_line(line: str) -> str | None:
    """The date in a line that holds nothing else: ``2025/12/15 更新: 2025/12/16``, ``Updated: December 15, 2025``.

    Returns:
        ``YYYY-MM-DD`` (``YYYY-MM`` for ``2025年12月``), of publication rather than of change where both stand there;
        None when the line says anything more than dates, or no date at all.
    """
    if len(line) > _LONGEST_LINE or not _DIGIT.search(line):
        return None
    line = unicodedata.normalize("NFKC", line).strip()
    found: list[_Found] = []
    at = 0
    for match in _DATE.finditer(line):
        before = line[at : match.start()]
        iso = _iso(match)
        if iso is None or _BESIDE.sub("", before):
            return None
        label = _LABELLED.search(before)
        found.append(_Found(iso, bool(label and label["changed"])))
        at = match.end()
    if not found or _BESIDE.sub("", line[at:]):
        return None
    return next((date.iso for date in found if not date.changed), found[0].iso)


def iso_date(value: str) -> str | None:
    """A date given as a value: ISO (with or without time), ``2025``, ``2025-12``, or any form of a date line."""
    value = unicodedata.normalize("NFKC", value).strip()
    short = re.fullmatch(r"(\d{4})(?:[-/.](\d{1,2}))?年?", value)
    if short:
        month = short[2]
        if month is None:
            return short[1]
        return f"{short[1]}-{int(month):02d}" if 1 <= int(month) <= 12 else None
    full = re.match(r"(\d{4}-\d{2}-\d{2})(?:[T ]\d{2}:\d{2}|$)", value)
    return _checked(*map(int, full[1].split("-"))) if full else date_line(value)


def _iso(match: re.Match[str]) -> str | None:
    if match["m1"]:
        return _checked(int(match["y1"]), int(match["m1"]), int(match["d1"]))
    if match["m2"]:
        year = int(match["y2"]) if match["y2"] else _ERAS[match["era"]] + int(match["ey"].replace("元", "1"))
        return _checked(year, int(match["m2"]), int(match["d2"]) if match["d2"] else None)
    if match["mn3"]:
        return _checked(int(match["y3"]), _MONTHS[match["mn3"].lower()], int(match["d3"]))
    return _checked(int(match["y4"]), _MONTHS[match["mn4"].lower()], int(match["d4"]))


def _checked(year: int, month: int, day: int | None) -> str | None:
    try:
        date = datetime.date(year, month, day or 1)
    except ValueError:
        return None
    return date.isoformat() if day else date.isoformat()[:7]
