"""Dates, decades, centuries and parts of years as written in Japanese and English.

Patterns expect text folded by NFKC. Eras: 明治 1868, 大正 1912, 昭和 1926, 平成 1989, 令和 2019.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from fractions import Fraction
from typing import NamedTuple

from knowledge.reading.numerals import EN_ORDINAL, KANJI, read_number, read_ordinal

_A = re.ASCII  # Japanese letters are no word characters beside Latin ones
_I = re.IGNORECASE | _A

_ERAS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_MONTH_NAMES = (
    ["january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december"]
)  # fmt: skip
_MONTHS = {name: i for i, name in enumerate(_MONTH_NAMES, 1)} | {
    name[:3]: i for i, name in enumerate(_MONTH_NAMES, 1)
} | {"sept": 9}  # fmt: skip
# "may" and "march" are also verbs: months are written with a capital.
_MONTH = (
    r"\b(January|February|March|April|May|June|July|August|September|October|November|December"
    r"|Jan|Feb|Mar|Apr|Jun|Jul|Aug|Sept|Sep|Oct|Nov|Dec)\b\.?"
)
_N = rf"(\d+|[{KANJI}]+)"
_DAY = r"(\d{1,2})(?:st|nd|rd|th)?"
_YEAR = r"((?:1[5-9]|20)\d{2})"
_DASH = "[-\u2013\u2014~\u301c]"


class Dating(NamedTuple):
    """A date found: unit and value as in ``Quantity``, and its span."""

    unit: str
    value: Fraction
    start: int
    end: int
    firm: bool = True


Build = Callable[["re.Match[str]"], "list[Dating] | None"]


def _code(year: int, month: int = 0, day: int = 0) -> Fraction | None:
    if not (0 <= month <= 12 and 0 <= day <= 31 and 0 <= year <= 9999):
        return None
    return Fraction(year * 10_000 + month * 100 + day)


def _date(m: re.Match[str], year: int, month: int = 0, day: int = 0) -> list[Dating] | None:
    value = _code(year, month, day)
    return None if value is None else [Dating("date", value, m.start(), m.end())]


def _pair(m: re.Match[str], first: Fraction | None, second: Fraction | None) -> list[Dating] | None:
    if first is None or second is None:
        return None
    return [Dating("date", first, m.start(), m.end()), Dating("date", second, m.start(), m.end())]


def _int(text: str | None) -> int:
    return int(read_number(text).value) if text else 0


def _era(m: re.Match[str]) -> list[Dating] | None:
    year = _ERAS[m[1]] + (1 if m[2] == "元" else _int(m[2]))
    return _date(m, year, _int(m[3]), _int(m[4]))


def _japanese(m: re.Match[str]) -> list[Dating] | None:
    year = _int(m[1])
    if not (1000 <= year <= 2999) or (not m[1].isdigit() and len(m[1]) != 4):
        return None  # 三年 and 三十年 are durations
    return _date(m, year, _int(m[2]), _int(m[3]))


def _japanese_days(m: re.Match[str]) -> list[Dating] | None:
    year, month = _int(m[1]), _int(m[2])
    return _pair(m, _code(year, month, _int(m[3])), _code(year, month, _int(m[4])))


def _english_days(m: re.Match[str]) -> list[Dating] | None:
    month, year = _MONTHS[m[3].lower()], _int(m[4])
    return _pair(m, _code(year, month, int(m[1])), _code(year, month, int(m[2])))


def _years(m: re.Match[str]) -> list[Dating] | None:
    first = int(m[1])
    second = int(m[2]) if len(m[2]) == 4 else first // 100 * 100 + int(m[2])
    return _pair(m, _code(first), _code(second)) if second > first else None


def _decade(m: re.Match[str]) -> list[Dating] | None:
    year = int(m[1])
    if year < 100:
        year += 1900 if year >= 30 else 2000
    return [Dating("decade", Fraction(year), m.start(), m.end())] if year % 10 == 0 else None


def _century(m: re.Match[str]) -> list[Dating] | None:
    number = read_ordinal(m[1]) if m[1][-1].isascii() and not m[1].isdigit() else _int(m[1])
    return [Dating("century", Fraction(number), m.start(), m.end())] if number else None


_NTHS = {"first": 1, "second": 2, "third": 3, "fourth": 4, "上": 1, "前": 1, "下": 2, "後": 2}


def _part(unit: str) -> Build:
    def build(m: re.Match[str]) -> list[Dating] | None:
        written = next(group for group in m.groups() if group)
        number = _NTHS.get(written.lower()) or (read_ordinal(written) if written[0].isdigit() else _int(written))
        return [Dating(unit, Fraction(number), m.start(), m.end())]

    return build


# In order: what an earlier rule took, a later one does not see.
_RULES: tuple[tuple[re.Pattern[str], Build], ...] = (
    (re.compile(rf"(明治|大正|昭和|平成|令和)(元|\d+|[{KANJI}]+)年(?:{_N}月(?:{_N}日)?)?", _A), _era),
    (re.compile(rf"(?:{_N}年)?(?<!\d){_N}月{_N}日?\s?{_DASH}\s?{_N}日", _A), _japanese_days),
    (re.compile(rf"(?:{_N}年)?(?<!\d){_N}月?{_DASH}{_N}月(?!{_N}日)", _A),
     lambda m: _pair(m, _code(_int(m[1]), _int(m[2])), _code(_int(m[1]), _int(m[3])))),
    (re.compile(rf"{_MONTH}\s?(?:{_DASH}|to)\s?{_MONTH},?\s{_YEAR}\b", _A),
     lambda m: _pair(m, _code(int(m[3]), _MONTHS[m[1].lower()]), _code(int(m[3]), _MONTHS[m[2].lower()]))),
    (re.compile(rf"(?<![\d,.]){_YEAR}年?\s?{_DASH}\s?(\d{{4}}|\d{{2}})(?:年(?!代))(?!{_N}月)", _A), _years),
    (re.compile(rf"(?<![\d,.{KANJI}]){_N}年(?![間代])(?:{_N}月(?!期)(?:{_N}日(?!間))?)?", _A), _japanese),
    (re.compile(rf"(?<![\d.{KANJI}]){_N}月{_N}日(?!間)", _A), lambda m: _date(m, 0, _int(m[1]), _int(m[2]))),
    (re.compile(rf"(?<![\d.{KANJI}]){_N}月(?![間額産])", _A), lambda m: _date(m, 0, _int(m[1]))),
    (re.compile(rf"(?<![\d/.-]){_YEAR}([/.-])(\d{{1,2}})\2(\d{{1,2}})(?!\d)", _A),
     lambda m: _date(m, int(m[1]), int(m[3]), int(m[4]))),
    (re.compile(rf"(?<!\d){_DAY}\s?(?:{_DASH}|to|and|or)\s?{_DAY}\s(?:of )?{_MONTH}(?:,?\s{_YEAR})?", _A), _english_days),
    (re.compile(rf"(?<![\d,.]){_DAY}\s(?:of )?{_MONTH}(?:,?\s{_YEAR}\b)?", _A),
     lambda m: _date(m, _int(m[3]), _MONTHS[m[2].lower()], int(m[1]))),
    (re.compile(rf"{_MONTH}\s{_DAY}\b(?!\s?(?:percent|%|[a-z]*illion))(?:,?\s{_YEAR}\b)?", _A),
     lambda m: _date(m, _int(m[3]), _MONTHS[m[1].lower()], int(m[2]))),
    (re.compile(rf"{_MONTH},?\s(?:of )?{_YEAR}\b", _A), lambda m: _date(m, int(m[2]), _MONTHS[m[1].lower()])),
    # Alone, "May" and "March" at the start of a sentence are more often verbs.
    (re.compile(rf"(?<!^)(?<![.!?] ){_MONTH}(?![a-z])", _A), lambda m: _date(m, 0, _MONTHS[m[1].lower()])),
    (re.compile(rf"(?<![\d,.]){_YEAR}\s?{_DASH}\s?(\d{{4}}|\d{{2}})\b(?![\d,.]*\d)", _A), _years),
    (re.compile(r"(?<!\d)(\d{2,4})年代", _A), _decade),
    (re.compile(r"(?<![\d,])(\d{4})['\u2019]?s\b", _A), _decade),
    (re.compile(rf"(?<![\d.{KANJI}]){_N}世紀(?!以上|にわた|の間|も|近く|余)", _A), _century),
    (re.compile(rf"({EN_ORDINAL})[- ](?:century|centuries)\b", _I), _century),
    (re.compile(r"([上下])半期|([上下])期|(?<=年)の?([前後])半|\bH([12])\b|\b([12])H\b", _A), _part("half-year")),
    (re.compile(r"\b(first|second)[- ]half\b", _I), _part("half-year")),
    (re.compile(rf"第{_N}四半期|\bQ([1-4])\b|\b([1-4])Q\b", _A), _part("quarter")),
    (re.compile(r"\b(first|second|third|fourth|[1-4](?:st|nd|rd|th))[- ]quarter\b", _I), _part("quarter")),
    # A bare year: not before a plural ("1500 troops"), unless a word of time stands before it.
    (re.compile(rf"(?<![\d,.$€£¥/]){_YEAR}(?![A-Za-z\d]|[,.]\d|[\u3041-\u30ff\u3400-\u9fff](?<!年)|\s?%"
                r"|\s(?:per ?cent|[mb]illion|k?m|tonnes?|barrels?|people|troops|kilomet|met[re]|MW|GW|TEU|men|women)\b)"
                r"(?!\s(?!years?\b|was\b|has\b|its\b|this\b)[a-z]+[^\W\dsui]s\b)", _A),
     lambda m: _date(m, int(m[1]))),
    (re.compile(rf"\b(?:[Ii]n|[Ss]ince|[Bb]y|[Uu]ntil|[Ff]rom|[Oo]f|[Dd]uring|[Aa]fter|[Bb]efore|[Ee]arly|[Ll]ate|[Mm]id|"
                rf"[Bb]etween|[Tt]o|and|s|for|on|its|their|the)[ -]{_YEAR}\b(?![,.]\d)", _A),
     lambda m: [Dating("date", Fraction(int(m[1]) * 10_000), m.start(1), m.end(1))]),
)  # fmt: skip


def datings(text: str, taken: bytearray) -> Iterator[Dating]:
    """Find dates in NFKC text.

    Args:
        text: Folded by NFKC.
        taken: One byte a character; spans already read are 1 and are left alone, spans found are set to 1.

    Yields:
        Datings in rule order; both ends of a written range have the span of the range.
    """
    for pattern, build in _RULES:
        for m in pattern.finditer(text):
            if any(taken[m.start() : m.end()]):
                continue
            found = build(m)
            if found:
                taken[m.start() : m.end()] = b"\x01" * (m.end() - m.start())
                yield from found
