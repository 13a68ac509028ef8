"""When an item was published: the day as its publisher has it, and the moment; or that it cannot be true."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta, timezone
from email.utils import parsedate_to_datetime
from time import struct_time

_FIRST = date(1990, 1, 1)  # feeds did not exist; what is older is a clock that was never set
_AHEAD = timedelta(hours=26)  # zones reach 14 hours ahead, and clocks go wrong; nobody publishes further ahead
_ZONES = {"JST": 9, "KST": 9, "MSK": 3, "ALMT": 5, "CET": 1, "CEST": 2, "BST": 1}  # hours; not among those of RFC 5322
_NAMED = re.compile(r"\b(" + "|".join(_ZONES) + r")$")


def item_date(
    written: Sequence[str], parsed: Sequence[struct_time | None], now: datetime
) -> tuple[str | None, datetime | None, bool]:
    """The date of an item.

    Args:
        written: The date fields as they stand in the feed, best first.
        parsed: The same fields as feedparser read them (UTC), for forms that are not read here.
        now: Aware.

    Returns:
        The day as ``YYYY-MM-DD`` in the zone of the feed, the moment in UTC, and whether a date was given that cannot
        be true. Day and moment are None when no field holds a possible date.
    """
    misdated = False
    for text, fallback in zip(written, parsed, strict=True):
        moment = _moment(text) or _from_parsed(fallback)
        if moment is None:
            continue
        if moment.date() >= _FIRST and moment <= now + _AHEAD:
            return moment.date().isoformat(), moment.astimezone(UTC), False
        misdated = True
    return None, None, misdated


def _moment(text: str) -> datetime | None:
    """A date in one of the two standard forms, in its own zone."""
    text = " ".join(text.split())
    zone = _NAMED.search(text)
    if zone:
        text = f"{text[: zone.start()]}+{_ZONES[zone[1]]:02d}00"
    try:
        found = datetime.fromisoformat(text) if re.match(r"\d{4}-", text) else parsedate_to_datetime(text)
        found = found if found.tzinfo else found.replace(tzinfo=UTC)
        found.astimezone(UTC)  # the first and last days of the calendar have no other zone
    except (ValueError, TypeError, OverflowError, IndexError):
        return None
    return found


def _from_parsed(parsed: struct_time | None) -> datetime | None:
    try:
        return datetime(*parsed[:6], tzinfo=timezone.utc) if parsed else None  # noqa: UP017 - six numbers and a zone
    except (ValueError, TypeError, OverflowError):
        return None
