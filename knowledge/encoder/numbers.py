"""Numbers in one canonical form for both languages: 1,234 → 1234, 二十三 → 23, 1.5 million → 1500000."""

from __future__ import annotations

import re
from decimal import Decimal, InvalidOperation
from functools import lru_cache

_DIGITS = {character: value for value, character in enumerate("〇一二三四五六七八九")} | {
    "零": 0,
    "壱": 1,
    "弐": 2,
    "参": 3,
}
_SMALL_UNITS = {"十": 10, "拾": 10, "百": 100, "千": 1000}
_LARGE_UNITS = {"万": 10**4, "億": 10**8, "兆": 10**12, "京": 10**16}
_KANJI_NUMBER = re.compile(r"(?:[0-9]+(?:\.[0-9]+)?(?=[^0-9.]|$)|[〇零一二三四五六七八九壱弐参十拾百千万億兆京])+")
_PLAIN = re.compile(r"[0-9]+(?:\.[0-9]+)?")
_GROUPED = re.compile(r"[0-9]{1,3}(?:,[0-9]{3})+(?:\.[0-9]+)?")

ENGLISH_SCALES = {"hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12}
ENGLISH_CARDINALS = {
    word: value
    for value, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen "
        "seventeen eighteen nineteen twenty".split()
    )
} | {"thirty": 30, "forty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
MONTHS = {
    name: number
    for number, name in enumerate(
        "january february march april may june july august september october november december".split(), start=1
    )
}
# The year before the first of each Japanese era: era name + n is that year + n.
ERA_OFFSETS = {"明治": 1867, "大正": 1911, "昭和": 1925, "平成": 1988, "令和": 2018}
_LONGEST_NUMBER_DIGITS = 25  # below the 28 digits that Decimal computes with


@lru_cache(maxsize=16_384)
def canonical_number(text: str) -> str:
    """Return a number's digits in one form: no separators, no trailing zeros after the point.

    Args:
        text: Digits of any script with ``,`` and ``.`` (already NFKC), or a kanji numeral.

    Returns:
        ASCII digits; the text itself, unchanged, where it is no number that can be read.
    """
    value = _value(text)
    return text if value is None else _plain(value)


def scaled_number(digits: str, scale: str) -> str:
    """Return ``digits`` times an English scale word: ("1.5", "million") → "1500000"."""
    value = _value(digits)
    return digits if value is None else _plain(value * ENGLISH_SCALES[scale])


def _value(text: str) -> Decimal | None:
    if len(text) > _LONGEST_NUMBER_DIGITS:
        return None
    ascii_text = "".join(str(int(c)) if c.isdecimal() else "." if c == "٫" else "," if c == "٬" else c for c in text)
    if _GROUPED.fullmatch(ascii_text):
        ascii_text = ascii_text.replace(",", "")
    if _PLAIN.fullmatch(ascii_text):
        try:
            return Decimal(ascii_text)
        except InvalidOperation:
            return None
    return _kanji_value(ascii_text) if _KANJI_NUMBER.fullmatch(ascii_text) else None


def _kanji_value(text: str) -> Decimal | None:
    total = Decimal(0)  # closed by 万, 億, ...
    section = Decimal(0)  # closed by 十, 百, 千
    current: Decimal | None = None
    for part in re.findall(r"[0-9]+(?:\.[0-9]+)?|.", text):
        if part[0].isdecimal():
            current = Decimal(part)
        elif part in _DIGITS:
            current = (current or Decimal(0)) * 10 + _DIGITS[part]
        elif part in _SMALL_UNITS:
            section += (Decimal(1) if current is None else current) * _SMALL_UNITS[part]
            current = None
        else:
            section += current or Decimal(0)
            total += (section or Decimal(1)) * _LARGE_UNITS[part]
            section, current = Decimal(0), None
    return total + section + (current or Decimal(0))


def _plain(value: Decimal) -> str:
    text = f"{value:f}"
    return text.rstrip("0").rstrip(".") if "." in text else text
