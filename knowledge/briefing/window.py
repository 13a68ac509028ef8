"""Which stretch of time a briefing covers, and when something happened in it.

Windows of one zone abut: each runs from the same hour of the day before, so that nothing falls between two of them, on
the days when the clocks change as well.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from knowledge.errors import BriefingError
from knowledge.types import Source

Placing = Literal["in", "before", "after", "doubted"]

_DAY = timedelta(days=1)
_OLDEST_YEAR = 1990  # no feed is older: 1970 is a clock that was never set
_LONGEST = timedelta(days=10)  # a reader of working days gets the weekend too, but nobody gets a year at once
_FIRST, _LAST = date(2000, 1, 1), date(2999, 12, 31)
_DATE = re.compile(r"[0-9]{4}(?:-[0-9]{2}(-[0-9]{2})?)?")


@dataclass(frozen=True, slots=True)
class Window:
    """A stretch of time, UTC, half-open, and the zone in which its days are counted."""

    since: datetime
    until: datetime
    zone: ZoneInfo

    @property
    def day(self) -> date:
        """The day on which it ends."""
        return (self.until - timedelta(microseconds=1)).astimezone(self.zone).date()


def zone_of(name: str) -> ZoneInfo:
    """The zone with an IANA name. Raises BriefingError."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:  # OSError: a name that is a folder
        raise BriefingError(f"no time zone is called {name!r}; use a name such as Asia/Tokyo") from error


def window_of(
    day: date, zone: ZoneInfo, cut_off: time | None, now: datetime, earlier_until: datetime | None = None
) -> Window:
    """The window of a day's briefing.

    Args:
        cut_off: Where it ends, in the zone; None: now for the present day, midnight for one that is over.
        now: Aware.
        earlier_until: Where the briefing before ended: then this one begins there, unless that is long ago.

    Raises:
        BriefingError: The day has not come yet in the zone, or lies outside the calendar of a library.
    """
    today = now.astimezone(zone).date()
    if not _FIRST <= day <= _LAST:
        raise BriefingError(f"{day.isoformat()} is not a day that a briefing can be made for")
    if day > today:
        raise BriefingError(f"{day.isoformat()} has not come yet in {zone.key}; it is {today.isoformat()} there")
    if cut_off is not None:
        until, since = _at(day, cut_off, zone), _at(day - _DAY, cut_off, zone)
    elif day < today:
        until, since = _at(day + _DAY, time(), zone), _at(day, time(), zone)
    else:
        until = (now + timedelta(seconds=1)).astimezone(UTC).replace(microsecond=0)  # what came in this second is in it
        since = until - _DAY
    if earlier_until is not None and until - _LONGEST <= earlier_until < until:
        since = earlier_until.astimezone(UTC)
    return Window(since, until, zone)


def place(source: Source, window: Window) -> Placing:
    """Where a source stands to a window: by its own date, or by when it was taken in where it has none.

    A date without a time could belong to two windows. It is placed where the source was taken in, if that was on the
    same day, for a feed also on the next (a feed is read with some delay, and elsewhere it is still the day before);
    otherwise at the end of its day. So each source is new in one window and no other.
    """
    taken = datetime.fromtimestamp(source.added, UTC) if source.added is not None else None
    published, found = source.published, _DATE.fullmatch(source.published or "")
    if not published or found is None:
        return _placed(taken, window) if taken else "before"
    taken_day = taken.astimezone(window.zone).date() if taken else None
    day = _date(published) if found[1] else None
    if (found[1] and day is None) or int(published[:4]) < _OLDEST_YEAR or published > _next(taken_day or window.day):
        return "doubted"
    if day is None:  # a month or a year: new only if taken in within it
        same = taken_day is not None and taken_day.isoformat().startswith(published)
        return _placed(taken, window) if same and taken else "before"
    if taken is not None and taken_day is not None and taken < window.until:
        delay = taken_day - day
        if -_DAY <= delay <= (_DAY if source.kind == "feed" else timedelta(0)):
            return _placed(taken, window)
    return _placed(_at(day + _DAY, time(), window.zone) - timedelta(seconds=1), window)


def _next(day: date) -> str:
    return (day + _DAY).isoformat()


def _placed(moment: datetime, window: Window) -> Placing:
    if moment < window.since:
        return "before"
    return "in" if moment < window.until else "after"


def _at(day: date, hour: time, zone: ZoneInfo) -> datetime:
    return datetime.combine(day, hour, zone).astimezone(UTC)


def _date(written: str) -> date | None:
    try:
        return date.fromisoformat(written)
    except ValueError:
        return None
