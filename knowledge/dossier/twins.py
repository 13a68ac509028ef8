"""Whether a sentence and its twin in the other language name the same numbers, dates and shares."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.folding import fold
from knowledge.reading.quantities import Quantity, quantities

# Languages count differently: 456回 is "456 times" or "456 tests", 第4診療所 is "Dispensary No 4", 2か国 is "two".
_COUNTED = frozenset({"count", "person", "occasion", "times", "multiple", "rank", "label"})
_GIVEN_NAMES = frozenset({"Jan", "Jun"})  # months are written in full here, so these are people
_DIGITS = re.compile(r"\d[\d,.]*")


def disagreements(ja: str, en: str) -> tuple[str, ...]:
    """What twin sentences number differently, as written; empty when they agree.

    Each number must have a partner of its own on the other side: the same value in a unit that says the same (人 and a
    plain number, 番目 and an ordinal), hedged alike (約, more than). A number word such as "both" may be a partner but
    needs none. Of a date, all that one side says must stand in one date of the other; a year said once holds for the
    dates after it. Digits in a name on the other side (シベリアの力2, Siberia-2) are no number.
    """
    mine, theirs = _read(ja), _read(en)
    found = [*_undated(ja, mine, theirs), *_undated(en, theirs, mine)]
    left = list(_counted(theirs))
    for one in _counted(mine):
        if (two := next((q for q in left if _same(one, q)), None)) is None:
            found += _lone(ja, one, en, theirs)
            continue
        left.remove(two)
        if one.firm and two.firm and _hedge(one) != _hedge(two) and not {one.bound, two.bound} & {"low", "high"}:
            found.append(f"{ja[one.start : one.end]} / {en[two.start : two.end]} (one is about, over or under)")
    for two in left:
        found += _lone(en, two, ja, mine)
    return tuple(found)


def _read(text: str) -> tuple[Quantity, ...]:
    return tuple(q for q in quantities(text) if text[q.start : q.end] not in _GIVEN_NAMES)


def _counted(found: Sequence[Quantity]) -> list[Quantity]:
    """All but dates, the firm ones first: "both" is not to be spent where a written 2 would do."""
    return sorted((q for q in found if q.unit != "date"), key=lambda q: not q.firm)


def _hedge(one: Quantity) -> tuple[bool, str]:
    return one.approximate, one.bound


def _same(one: Quantity, two: Quantity) -> bool:
    units = {one.unit, two.unit}
    if len(units) == 1 or units <= _COUNTED:
        return one.value == two.value
    if units == {"rank", "year"} or (units == {"year", "count"} and 100 <= one.value < 1000):
        return one.value == two.value  # 10年の節目 and "tenth anniversary"; 632年 and "in 632"
    if "count" in units and one.written is not None and two.written is not None:
        return one.written == two.written  # "64 million tonnes, of which 52 million"
    return False


def _lone(text: str, one: Quantity, other: str, theirs: Sequence[Quantity]) -> list[str]:
    """A number without a partner, unless it is only a word or stands on the other side in a name or as a year."""
    written = text[one.start : one.end]
    spans = [(q.start, q.end) for q in theirs]
    loose = (fold(m[0]).text for m in _DIGITS.finditer(other) if not any(a <= m.start() < b for a, b in spans))
    in_names = {digits.rstrip(",.") for digits in loose} & set(_DIGITS.findall(fold(written).text))
    as_year = any(q.unit == "date" and q.value == one.value * 10_000 for q in theirs)
    return [written] if one.firm and not in_names and not as_year else []


def _undated(text: str, mine: Sequence[Quantity], theirs: Sequence[Quantity]) -> list[str]:
    """The dates of one side that the other does not say."""
    there = [date for date, _ in _dates(theirs)]
    counts = {q.value for q in theirs if q.unit == "count"}  # "on 2021 estimates" reads like a count
    return [
        text[q.start : q.end]
        for (year, month, day), q in _dates(mine)
        if q.firm
        and not any(year in (0, y) and month in (0, m) and day in (0, d) for y, m, d in there)
        and not (year in counts and not month)
    ]


def _dates(found: Sequence[Quantity]) -> list[tuple[tuple[int, int, int], Quantity]]:
    """All dates as year, month, day, the year filled in from the date before where it is not said."""
    year, dates = 0, []
    for one in found:
        if one.unit == "date":
            said = one.ymd
            year = said[0] or year
            dates.append(((year, said[1], said[2]), one))
    return dates
