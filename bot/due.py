"""When a briefing is due: pure functions from a local time, weekdays and a zone to instants.

A local time that the clocks skip is due at the first instant that exists after it; one that comes twice is due the
first time only.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

EVERY_DAY = frozenset(range(7))
WORKING_DAYS = frozenset(range(5))
_DAY = timedelta(days=1)
_SECOND = timedelta(seconds=1)
_LONGEST_WALK = 400  # days: nobody is caught up on more than a year


@dataclass(frozen=True, slots=True)
class Schedule:
    """A local time on some days of the week.

    Attributes:
        zone: IANA name.
        at: Naive; hours and minutes.
        weekdays: 0 is Monday; never empty.
    """

    zone: str
    at: time
    weekdays: frozenset[int] = EVERY_DAY

    def __post_init__(self) -> None:
        if not self.weekdays or not self.weekdays <= EVERY_DAY:
            raise ValueError("a schedule needs days of the week, 0 to 6")
        if self.at.tzinfo is not None or self.at.second or self.at.microsecond:
            raise ValueError("a schedule's time is local, in hours and minutes")


@dataclass(frozen=True, slots=True, order=True)
class Due:
    """A slot: the instant (UTC) and the local day that it belongs to."""

    at: datetime
    day: date


def instant(day: date, at: time, zone: ZoneInfo) -> datetime:
    """The instant (UTC) of a local time: the first of two, or the first that exists after a gap."""
    local = datetime.combine(day, at, zone)
    found = local.astimezone(UTC)
    if found.astimezone(zone).replace(tzinfo=None) == local.replace(tzinfo=None):
        return found
    before, after = local.replace(fold=1).astimezone(UTC), found  # on either side of the change
    new = after.astimezone(zone).utcoffset()
    while after - before > _SECOND:
        middle = before + (after - before) // (2 * _SECOND) * _SECOND
        if middle.astimezone(zone).utcoffset() == new:
            after = middle
        else:
            before = middle
    return after


def due_after(schedule: Schedule, moment: datetime, taken: Collection[date] = ()) -> Due:
    """The first slot later than ``moment`` (aware), on none of the days that are ``taken``."""
    zone = ZoneInfo(schedule.zone)
    day = moment.astimezone(zone).date() - _DAY  # a gap at midnight moves a slot of the day before into this one
    while True:
        if day.weekday() in schedule.weekdays and day not in taken:
            at = instant(day, schedule.at, zone)
            if at > moment:
                return Due(at, day)
        day += _DAY


def dues(schedule: Schedule, moment: datetime, taken: Collection[date] = ()) -> Iterator[Due]:
    """All slots later than ``moment``, in order, without end."""
    while True:
        due = due_after(schedule, moment, taken)
        yield due
        moment = due.at


def missed(schedule: Schedule, first: Due, until: datetime) -> list[Due]:
    """The slots from ``first`` to ``until``, both included: what came due. Of very many only the last ones."""
    out = [first] if first.at <= until else []
    if until - first.at > _LONGEST_WALK * _DAY:
        first = Due(until - _LONGEST_WALK * _DAY, first.day)
        out = []
    for due in dues(schedule, first.at):
        if due.at > until:
            return out
        out.append(due)
    raise AssertionError("slots have no end")
