"""From a library and a day to a briefing: a pure function of both, so that the same day can be composed again."""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from knowledge.answer import Desk
from knowledge.briefing.values import Briefing, Gap
from knowledge.briefing.window import Window, window_of, zone_of
from knowledge.briefing.wire import briefing_to_json
from knowledge.types import Language


@dataclass(frozen=True, slots=True)
class Wanted:
    """What a reader wants of a day.

    Attributes:
        zone: IANA name.
        cut_off: Where the window ends, in the zone; None: now, or midnight of a day that is over.
        themes: Words of either language that narrow it (``russia``, 中国, ``oil``); empty: all.
        watch_words: What the reader follows: raised in the order, and named under GAPS when nothing is new on it.
        gaps: Questions of the reader that the library did not answer.
        previous: The reader's briefing before: nothing of it comes again except under CHANGED.
    """

    day: date
    language: Language
    zone: str
    now: datetime
    cut_off: time | None = None
    themes: tuple[str, ...] = ()
    watch_words: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    previous: Briefing | None = None


def compose(desk: Desk, wanted: Wanted) -> Briefing:
    """Compose a day's briefing.

    Raises:
        BriefingError: The day has not come yet, or there is no such zone.
        LibraryError: The library cannot be read.
    """
    zone = zone_of(wanted.zone)
    earlier = wanted.previous.until if wanted.previous else None
    window = window_of(wanted.day, zone, wanted.cut_off, wanted.now, earlier)
    return sealed(_daily(desk, wanted, window))


def _daily(desk: Desk, wanted: Wanted, window: Window) -> Briefing:
    return Briefing(
        "",
        "daily",
        wanted.day,
        wanted.language,
        wanted.zone,
        window.since,
        window.until,
        themes=wanted.themes,
        gaps=tuple(Gap("asked", text) for text in wanted.gaps),
        earlier=wanted.previous.day if wanted.previous else None,
    )


def sealed(briefing: Briefing) -> Briefing:
    """The briefing with its id: a hash over all that it says."""
    said = json.dumps(briefing_to_json(replace(briefing, id="")), ensure_ascii=False, sort_keys=True)
    return replace(briefing, id=hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12])
