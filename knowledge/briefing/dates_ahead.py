"""Dates in a text that lie after the text's own date: what it announces. Both languages; pure."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta
from functools import lru_cache

from knowledge.reading.quantities import quantities

_DATE = re.compile(r"([0-9]{4})(?:-([0-9]{2})(?:-([0-9]{2}))?)?")
_HALF_YEAR = timedelta(days=183)  # a day without a year is the next one, if that comes within half a year
_FARTHEST_YEARS = 30


@dataclass(frozen=True, slots=True, order=True)
class DateAhead:
    """A date as far as a text gives it, 0 for what it does not say; ordered as a calendar has them."""

    year: int
    month: int
    day: int

    @property
    def written(self) -> str:
        """``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``."""
        parts = [f"{self.year:04}"] + [f"{part:02}" for part in (self.month, self.day) if part]
        return "-".join(parts)

    @property
    def exact(self) -> date | None:
        """The day, where it is one."""
        return date(self.year, self.month, self.day) if self.month and self.day else None

    @property
    def last(self) -> date:
        """The last day of what it names."""
        if self.exact:
            return self.exact
        if not self.month:
            return date(self.year, 12, 31)
        following = date(self.year + self.month // 12, self.month % 12 + 1, 1)
        return following - timedelta(days=1)


@lru_cache(maxsize=16_384)
def dates_ahead(text: str, published: str | None) -> tuple[DateAhead, ...]:
    """The dates that a sentence names and that come after its source was published, nearest first.

    A range that began before is no date ahead (``2020–2030``). A day without a year is the next one of that name within
    half a year; a month without a year is none.

    Args:
        published: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD`` of the source; None: nothing can be said to lie after it.
    """
    since = _last(published or "")
    if since is None:
        return ()
    found: dict[tuple[int, int], list[DateAhead | None]] = {}
    for quantity in quantities(text):
        if quantity.unit == "date":
            found.setdefault((quantity.start, quantity.end), []).append(_read(quantity.ymd, since))
    ahead = []
    for ends in found.values():
        if any(one is None or one.last <= since for one in ends):
            continue
        first = ends[0]
        if first is not None and _begins_after(first, since) and first.year <= since.year + _FARTHEST_YEARS:
            ahead.append(first)
    return tuple(sorted(set(ahead)))


def _begins_after(one: DateAhead, since: date) -> bool:
    """Whether it begins after ``since``: of the running year or month nobody knows whether it is past."""
    return date(one.year, one.month or 1, one.day or 1) > since


def _read(ymd: tuple[int, int, int], since: date) -> DateAhead | None:
    year, month, day = ymd
    try:
        if year:
            date(year, month or 1, day or 1)
            return DateAhead(year, month, day)
        if not (month and day):
            return None
        for candidate in (since.year, since.year + 1):
            there = date(candidate, month, day)
            if since < there <= since + _HALF_YEAR:
                return DateAhead(candidate, month, day)
    except ValueError:  # 30 February
        return None
    return None


def _last(published: str) -> date | None:
    """The last day of a source's date; None for what is no date."""
    found = _DATE.fullmatch(published)
    if found is None:
        return None
    try:
        return DateAhead(*(int(part or 0) for part in found.groups())).last
    except ValueError:  # month 13, the year 0
        return None
