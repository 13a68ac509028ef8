"""What is ahead: dated events that sources announce, the nearest first.

An event of a report is shown when it is announced and on a few days before it comes; one of the dossier once in a
season. So the list reminds without repeating itself every morning.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from knowledge.briefing.background import announced
from knowledge.briefing.dates_ahead import DateAhead, dates_ahead
from knowledge.briefing.events import on_any
from knowledge.briefing.reports import REPORTING, Report, read_report
from knowledge.briefing.shelf import Shelf
from knowledge.briefing.themes import Theme
from knowledge.briefing.window import Window, place
from knowledge.desk import Desk
from knowledge.evidence import Spot
from knowledge.types import Language

MOST = 4
REMINDERS = frozenset({0, 1, 3, 7, 14, 30})  # days before
_LOOKED_BACK = timedelta(days=60)
_ONE_EVENT = 0.45  # cosine of two reports that announce something for one day
_MOST_LOOKED_AT = 250  # newest reports


@dataclass(frozen=True, slots=True)
class Announced:
    """An event ahead and the sentence that announces it."""

    spot: Spot
    when: DateAhead
    published: str | None
    from_dossier: bool

    def days_left(self, day: date) -> int | None:
        """Days from ``day``; None where the day is not said."""
        return (self.when.exact - day).days if self.when.exact else None


def ahead_of(
    desk: Desk,
    window: Window,
    day: date,
    fresh: Iterable[Report],
    shelf: Shelf,
    themes: Sequence[Theme],
    language: Language,
    shown: Collection[tuple[str, int]],
) -> list[Announced]:
    """The events to show on a day, nearest first, at most ``MOST``.

    Args:
        fresh: The reports of the window, whose announcements are shown whenever they are for.
        shown: Source and start of the sentences that the briefing shows already.
    """
    found: list[tuple[Announced, Report]] = []
    new = {report.source.id for report in fresh}
    for report in [*fresh, *_recent(desk, window, new)]:
        if themes and not on_any(report, themes):
            continue
        for spot in report.spots:
            dates = dates_ahead(spot.text, report.source.published)[:1]  # the nearest is what a sentence is about
            if not dates or (spot.passage.source_id, spot.span.start) in shown:
                continue
            one = Announced(spot, dates[0], report.source.published, False)
            due = report.source.id in new or one.days_left(day) in REMINDERS
            if one.when.last >= day and due:
                found.append((one, report))
    # The reader's language first: of several sources that announce one event its sentence stands.
    found.sort(
        key=lambda pair: (
            pair[0].spot.passage.language != language,
            pair[0].when.last,
            pair[0].when,
            pair[0].spot.passage.id,
        )
    )
    kept: list[tuple[Announced, Report]] = []
    for one, report in found:
        if not any(one.when == other.when and _alike(report, its) for other, its in kept):
            kept.append((one, report))
    events = sorted((one for one, _ in kept), key=lambda one: (one.when.last, one.when, one.spot.passage.id))[:MOST]
    for shelved in announced(shelf, day, themes):
        if shelved.ahead is not None and len(events) < MOST:
            events.append(Announced(shelved.spot, shelved.ahead, shelved.as_of or shelved.source.published, True))
    return events


def _recent(desk: Desk, window: Window, new: Collection[str]) -> Iterable[Report]:
    catalogue = desk.library.catalogue
    since = window.since - _LOOKED_BACK
    cards = {
        card.id: card
        for by in ("added", "published")
        for card in catalogue.sources_between(since, window.until, REPORTING, by=by)
    }
    newest = sorted(cards.values(), key=lambda one: (one.published or "", one.added or 0, one.id), reverse=True)
    for card in newest[:_MOST_LOOKED_AT]:
        if card.id not in new and card.published and place(card, window) == "before":
            report = read_report(desk, card)
            if report is not None:
                yield report


def _alike(one: Report, other: Report) -> bool:
    """Whether two reports that name the same day mean the same event."""
    return float(one.gist.vector @ other.gist.vector) >= _ONE_EVENT
