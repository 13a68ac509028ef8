"""Whether the quantities of a source bear out one that is claimed."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from knowledge.reading.measures import Quantity

_COUNTS = frozenset({"count", "person", "occasion", "times", "label"})
_SHARES = frozenset({"percent", "fraction"})


def supports(source: Sequence[Quantity], claimed: Quantity) -> bool:
    """Whether what ``source`` names carries ``claimed``.

    Values must be equal in compatible units. An approximate claim may rest on a number that rounds to it at its own
    precision; an exact one may not rest on an approximate one, nor a plain one on a bound or on one end of a range.
    A share written as a fraction carries its rounded percentage; the reverse holds only for an approximate claim.
    Dates: all that the claim says (year, month, day) must be in one date of the source, where a date without year or
    month has those of the date before it.

    Args:
        source: In order of place, as ``quantities`` returns them.
        claimed: One quantity of the statement.
    """
    if claimed.unit == "date":
        return _dated(source, claimed)
    return any(_carries(one, claimed) for one in source)


def _dated(source: Sequence[Quantity], claimed: Quantity) -> bool:
    wanted = claimed.ymd
    year = month = 0
    for one in source:
        if one.unit == "date":
            said = one.ymd
            year, month = said[0] or year, said[1] or (0 if said[0] else month)
            full = (said[0] or year, said[1] or (month if said[2] else 0), said[2])
        elif one.unit == "day" and one.value.denominator == 1 and one.value < 32:  # 19日 after 2022年1月13日
            full = (year, month, int(one.value))
        elif one.unit == "count" and one.value == wanted[0] and not wanted[1]:
            return True  # "1500 troops" and "in 1500" look alike
        else:
            continue
        if all(want in (0, have) for want, have in zip(wanted, full, strict=True)) and (
            claimed.approximate or not one.approximate
        ):
            return True
    return False


def _carries(one: Quantity, claimed: Quantity) -> bool:
    pair = _common(one, claimed)
    if pair is None or one.below_zero != claimed.below_zero:
        return False
    have, want, step = pair
    if claimed.bound in ("low", "high"):
        return have == want and one.bound in ("", claimed.bound)
    if claimed.bound == "above":
        if one.bound == "above" or one.bound == "low":
            return have == want
        return one.bound == "" and not one.approximate and want < have <= want + min(step, want / 10)
    if claimed.bound == "below":
        if one.bound == "below" or one.bound == "high":
            return have == want
        return one.bound == "" and not one.approximate and want - min(step, want / 10) <= have < want
    if one.bound:
        return False
    if claimed.approximate:
        return abs(have - want) <= min(step / 2, want / 10)
    if one.approximate:
        return False
    return have == want or (one.unit == "fraction" and claimed.unit == "percent" and abs(have - want) <= step / 2)


def _common(one: Quantity, claimed: Quantity) -> tuple[Fraction, Fraction, Fraction] | None:
    """Both values in the claim's unit, with the claim's step; None for units that do not meet."""
    a, b = one.unit, claimed.unit
    step = claimed.step
    if claimed.unit == "fraction":
        step = claimed.value / 5  # "about half" reaches from 45% to 55%
    if a == b:
        return one.value, claimed.value, step
    if (one.bare or claimed.bare) and one.written is not None and claimed.written is not None:
        factor = claimed.value / claimed.written if claimed.written else Fraction(1)
        if a not in ("percent", "point") and b not in ("percent", "point"):
            return one.written * factor, claimed.value, step
    if {a, b} == {"year", "count"} and 100 <= claimed.value < 1000:  # 632年 and "in 632"
        return one.value, claimed.value, step
    if a in _COUNTS and b in _COUNTS:
        return one.value, claimed.value, step
    if a in _SHARES and b in _SHARES:
        return (one.value / 100, claimed.value, step) if a == "percent" else (one.value * 100, claimed.value, step)
    if {a, b} == {"multiple", "times"} or {a, b} == {"rank", "label"} or {a, b} == {"rank", "occasion"}:
        return one.value, claimed.value, step
    if {a, b} == {"year", "month"}:
        return (one.value * 12, claimed.value, step) if a == "year" else (one.value / 12, claimed.value, step)
    if {a, b} == {"week", "day"}:
        return (one.value * 7, claimed.value, step) if a == "week" else (one.value / 7, claimed.value, step)
    if a == "date" and b == "day":
        return Fraction(one.ymd[2]), claimed.value, step
    if a == "decade" and b == "date":
        return None
    return None
