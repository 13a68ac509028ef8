"""Reading written numbers, Japanese and English, exactly.

Patterns expect text folded by NFKC. Values are fractions, never floats: 64.8 million is 64,800,000.
"""

from __future__ import annotations

import re
from fractions import Fraction
from typing import NamedTuple

_DIGITS = {c: i for i, c in enumerate("〇一二三四五六七八九")} | {"零": 0}
_SMALL = {"十": 10, "百": 100, "千": 1_000}
_LARGE = {"万": 10**4, "億": 10**8, "兆": 10**12}

_ONES = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine"]
_TEENS = ["ten", "eleven", "twelve", "thirteen", "fourteen", "fifteen", "sixteen", "seventeen", "eighteen", "nineteen"]
_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
_WORDS = (
    {word: i for i, word in enumerate(_ONES, 1)}
    | {word: i for i, word in enumerate(_TEENS, 10)}
    | {word: 10 * i for i, word in enumerate(_TENS, 2)}
)
_ORDINAL_ONES = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth", "ninth"]
_ORDINAL_TEENS = (
    """tenth eleventh twelfth thirteenth fourteenth fifteenth sixteenth seventeenth eighteenth nineteenth""".split()
)
_ORDINALS = (
    {word: i for i, word in enumerate(_ORDINAL_ONES, 1)}
    | {word: i for i, word in enumerate(_ORDINAL_TEENS, 10)}
    | {word.removesuffix("y") + "ieth": 10 * i for i, word in enumerate(_TENS, 2)}
)
MAGNITUDES = {
    "hundred": 10**2, "thousand": 10**3, "million": 10**6, "billion": 10**9, "trillion": 10**12,
    "k": 10**3, "m": 10**6, "mn": 10**6, "bn": 10**9, "tn": 10**12, "dozen": 12,
}  # fmt: skip

_LITERAL = r"(?:\d{1,3}(?:,\d{3})+(?!\d)|\d+)(?:\.\d+)?"
KANJI = "〇零一二三四五六七八九十百千"
# A run of digits stands only at the start or after kanji, so that there is one way to cut it: no backtracking.
JA_NUMBER = rf"(?:{_LITERAL}|[{KANJI}])(?:[{KANJI}万億兆]|(?<=[{KANJI}万億兆]){_LITERAL})*"
_BELOW_100 = rf"(?:(?:{'|'.join(_TENS)})(?:[- ](?:{'|'.join(_ONES)})\b)?|{'|'.join(_TEENS + _ONES)})"
_BELOW_1000 = rf"(?:(?:{_BELOW_100}|a)[- ]hundred(?:(?: and)? {_BELOW_100}\b)?|{_BELOW_100})"
EN_WORDS = (
    rf"\b(?:{_BELOW_1000} and a half(?: (?:thousand|million|billion|trillion))?"
    r"|half a (?:million|billion|trillion|dozen)"
    rf"|(?:{_BELOW_1000}|a)[- ](?:dozen|thousand|million|billion|trillion)(?:(?:,)?(?: and)? {_BELOW_1000}\b)?"
    rf"|{_BELOW_1000})\b"
)
EN_ORDINAL = (
    rf"\b(?:\d+(?:st|nd|rd|th)|(?:(?:{'|'.join(_TENS)})[- ])?(?:{'|'.join(_ORDINAL_ONES)})"
    rf"|{'|'.join(word for word in _ORDINALS if word not in _ORDINAL_ONES)})\b"
)


class Reading(NamedTuple):
    """A number as read.

    Attributes:
        step: One unit of its last digit that is not a trailing zero: 7,600 has 100, 64.8 million has 100,000.
        scaled: Whether a word of magnitude (万, million) is part of it.
    """

    value: Fraction
    step: Fraction
    scaled: bool


def read_number(text: str) -> Reading:
    """Read what ``JA_NUMBER`` or ``EN_WORDS`` matched."""
    if text[:1].isascii() and text[:1].isalpha():
        return _reading(_english(text), any(word in text for word in ("thousand", "illion", "dozen")))
    return _reading(_japanese(text), any(c in _LARGE for c in text))


def read_ordinal(text: str) -> int:
    """Read what ``EN_ORDINAL`` matched: ``9th``, ``twenty-second``."""
    lowered = text.lower()
    if lowered[0].isdigit():
        return int(re.sub(r"\D", "", lowered))
    return sum(_WORDS.get(part, 0) + _ORDINALS.get(part, 0) for part in re.split(r"[- ]", lowered))


def scale(reading: Reading, magnitude: str) -> Reading:
    """The reading times an English word of magnitude (``million``, ``bn``)."""
    factor = MAGNITUDES[magnitude.lower()]
    return Reading(reading.value * factor, reading.step * factor, True)


def step_of(value: Fraction) -> Fraction:
    """The place of the last digit that is not zero; a value without finite decimals gets a hundredth of itself."""
    if value == 0:
        return Fraction(1)
    places = 0
    scaled = abs(value)
    while scaled.denominator != 1 and places < 9:
        scaled *= 10
        places += 1
    if scaled.denominator != 1:
        return abs(value) / 100
    whole = scaled.numerator
    zeros = len(str(whole)) - len(str(whole).rstrip("0"))
    return Fraction(10) ** (zeros - places)


def _reading(value: Fraction, scaled: bool) -> Reading:
    return Reading(value, step_of(value), scaled)


def _japanese(text: str) -> Fraction:
    total, section = Fraction(0), Fraction(0)
    number: Fraction | None = None
    for token in re.findall(rf"{_LITERAL}|[{KANJI}万億兆]", text):
        if token in _DIGITS:
            number = Fraction(_DIGITS[token]) if number is None else number * 10 + _DIGITS[token]
        elif token in _SMALL:
            section += (1 if number is None else number) * _SMALL[token]
            number = None
        elif token in _LARGE:
            section += number or 0
            total += (section or 1) * _LARGE[token]
            section, number = Fraction(0), None
        else:
            number = Fraction(token.replace(",", ""))
    return total + section + (number or 0)


def _english(text: str) -> Fraction:
    words = re.split(r"[-,\s]+", text.lower())
    if words[0] == "half":
        return Fraction(MAGNITUDES[words[-1]], 2)
    total, section = Fraction(0), Fraction(0)
    for at, word in enumerate(words):
        if word == "half":
            section += Fraction(1, 2)
        elif word == "a":
            section += 0 if words[at + 1 : at + 2] == ["half"] else 1
        elif word == "hundred":
            section *= 100
        elif word in MAGNITUDES:
            total += section * MAGNITUDES[word]
            section = Fraction(0)
        elif word != "and":
            section += _WORDS[word]
    return total + section
