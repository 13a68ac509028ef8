"""From a library and a day to a briefing: a function of both alone, so that the same day can be composed again.

NEW is what the window brought; CHANGED what it says otherwise than before; BACKGROUND and the dossier's part of WATCH
walk through the dossier day by day. Every sentence is a span of a source, found there when it is numbered.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, datetime, time

from knowledge.answer import Numbered
from knowledge.briefing import events as weighing
from knowledge.briefing.ahead import Announced, ahead_of
from knowledge.briefing.background import theme_for
from knowledge.briefing.changed import Differs, change, earlier_of, repeats
from knowledge.briefing.events import Event, events_of, key_of, why_it_matters
from knowledge.briefing.reports import REPORTING, Report, leans, reports_in
from knowledge.briefing.same import shipped_sameness
from knowledge.briefing.shelf import Shelf, Shelved, shelf_of
from knowledge.briefing.themes import Theme, theme_of
from knowledge.briefing.values import (
    Ahead,
    Background,
    Basis,
    Briefing,
    Change,
    Doubted,
    Fact,
    Gap,
    Item,
    Kind,
    Label,
)
from knowledge.briefing.window import Window, place, window_of, zone_of
from knowledge.briefing.wire import briefing_to_json
from knowledge.compose import present
from knowledge.desk import Desk
from knowledge.evidence import Spot
from knowledge.types import Citation, Language, Source, Statement

MOST_NEW = 5
MOST_CHANGED = 3
_MOST_HELD_AGAINST = 10  # so many events are held against what the library said before
_SECOND_IN_BLUF = 0.8  # a second event is said first, too, if it weighs at least this share of the first


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


@dataclass(slots=True)
class _Sheet:
    """Numbers citations in the order in which sentences are put down."""

    numbered: Numbered
    language: Language
    spots: set[str] = field(default_factory=set)

    def say(self, spot: Spot) -> Statement:
        """The sentence as a statement of the briefing, in quotation marks where it is of the other language."""
        self.spots.add(key_of(spot))
        text = present(spot.text, spot.passage.language, self.language)
        return Statement(text, (self.numbered.cite(spot.passage, spot.span),), "quoted")


def compose(desk: Desk, wanted: Wanted) -> Briefing:
    """Compose a day's briefing.

    Raises:
        BriefingError: The day has not come yet, or there is no such zone.
        LibraryError: The library cannot be read.
    """
    zone = zone_of(wanted.zone)
    earlier = wanted.previous.until if wanted.previous else None
    window = window_of(wanted.day, zone, wanted.cut_off, wanted.now, earlier)
    return sealed(_worded(desk, _written(desk, wanted, window, "daily")))


def compose_since(desk: Desk, wanted: Wanted, since: datetime) -> Briefing:
    """What is new and changed since a moment, up to now: no background and nothing ahead.

    Args:
        since: Aware; when the reader last read.

    Raises:
        BriefingError, LibraryError: As ``compose``.
    """
    zone = zone_of(wanted.zone)
    window = window_of(wanted.day, zone, None, wanted.now)
    window = replace(window, since=min(since.astimezone(window.until.tzinfo), window.until))
    return sealed(_worded(desk, _written(desk, wanted, window, "since")))


def sealed(briefing: Briefing) -> Briefing:
    """The briefing with its id: a hash over all that it says."""
    said = json.dumps(briefing_to_json(replace(briefing, id="")), ensure_ascii=False, sort_keys=True)
    return replace(briefing, id=hashlib.sha256(said.encode("utf-8", "surrogatepass")).hexdigest()[:12])


def _worded(desk: Desk, briefing: Briefing) -> Briefing:
    """In the words of the chat model where there is one; what the briefing rests on is counted again then."""
    if desk.model is None:
        return briefing
    from knowledge.briefing.model import worded

    told = worded(desk, desk.model, briefing)
    return replace(told, basis=basis_of(told.main_citations, told.day))


def _written(desk: Desk, wanted: Wanted, window: Window, kind: Kind) -> Briefing:
    language, shelf = wanted.language, shelf_of(desk, wanted.language)
    themes = tuple(theme_of(word, desk.glossary) for word in wanted.themes)
    watched = tuple(theme_of(word, desk.glossary, narrow=True) for word in wanted.watch_words)
    reports, doubted = reports_in(desk, window)
    reports = _not_told(reports, wanted.previous)
    found = events_of(desk, reports, language, shelf, themes, watched)
    fresh, changes = _held_against(desk, found, window, wanted)
    shown, left_out = fresh[:MOST_NEW], len(fresh) - len(fresh[:MOST_NEW])

    sheet = _Sheet(Numbered(desk.library), language)
    bluf = tuple(sheet.say(one) for one in _first_said(shown, changes))
    items = [_item(sheet, event, shelf, bluf) for event in shown]
    changed = tuple(_change(sheet, one, wanted.previous) for one in changes[:MOST_CHANGED])
    background: Background | None = None
    watch: tuple[Ahead, ...] = ()
    if kind == "daily":
        background = _background(sheet, desk, shelf, wanted, themes)
        spans = {(c.source.id, c.start) for c in sheet.numbered.citations}
        watch = tuple(
            _ahead(sheet, one, wanted.day)
            for one in ahead_of(desk, window, wanted.day, reports, shelf, themes, language, spans)
        )
    basis = basis_of(sheet.numbered.citations, wanted.day)
    items = [replace(item, more=_more(sheet, event)) for item, event in zip(items, shown, strict=True)]
    citations = tuple(_stored(one) for one in sheet.numbered.citations)
    return Briefing(
        "",
        kind,
        wanted.day,
        language,
        wanted.zone,
        window.since,
        window.until,
        themes=tuple(theme.title[language] for theme in themes),
        bluf=bluf,
        new=tuple(items),
        changed=changed,
        background=background,
        watch=watch,
        gaps=_gaps(wanted, watched, themes, fresh, background),
        doubted=tuple(Doubted(one.id, one.title, one.published or "") for one in doubted),
        citations=citations,
        basis=basis,
        last_new=_last_new(desk, window) if not items and not changed else None,
        earlier=wanted.previous.day if wanted.previous else None,
        more_new=left_out,
    )


def _not_told(reports: Sequence[Report], previous: Briefing | None) -> list[Report]:
    told = {key for item in previous.new for key in item.members} if previous else set()
    return [one for one in reports if key_of(one.lead) not in told]


def _held_against(
    desk: Desk, found: Sequence[Event], window: Window, wanted: Wanted
) -> tuple[list[Event], list[tuple[Event, Differs]]]:
    """Events that are new, and those that say otherwise what was said before; what is merely told again is neither."""
    fresh: list[Event] = []
    changes: list[tuple[Event, Differs]] = []
    model = shipped_sameness()
    for number, event in enumerate(found):
        if number >= _MOST_HELD_AGAINST:
            fresh.append(event)
            continue
        members = {report.source.id for report in event.reports}
        earlier = earlier_of(desk, event.lead, window, members)
        differs = change(desk, event.reports, earlier)
        if differs is not None:
            changes.append((event, differs))
        elif not all(repeats(desk, report, earlier, model) for report in event.reports):
            fresh.append(event)
    return fresh, changes


def _first_said(shown: Sequence[Event], changes: Sequence[tuple[Event, Differs]]) -> list[Spot]:
    """What is said before all else: the weightiest event, and a second one near it; of a change the newer sentence."""
    if not shown:
        return [changes[0][1].now.spot] if changes else []
    said = [shown[0].lead.lead]
    if len(shown) > 1 and shown[1].weight >= _SECOND_IN_BLUF * shown[0].weight:
        said.append(shown[1].lead.lead)
    return said


def _item(sheet: _Sheet, event: Event, shelf: Shelf, bluf: Sequence[Statement]) -> Item:
    statement = sheet.say(event.lead.lead)
    if statement in bluf:  # said above: here the event goes on
        statement = sheet.say(_going_on(event, sheet.language))
    differing: tuple[Statement, ...] = ()
    if event.differs is not None:
        differing = tuple(sheet.say(told.spot) for told in event.differs)
    why = why_it_matters(event, shelf, sheet.spots)
    return Item(
        event.members[0],
        statement,
        event.lead.source.published,
        event.members,
        event.vectors,
        event.mix,
        "differ" if event.differs else "agree" if len(event.reports) > 1 else "single",
        event.labels,
        differing,
        sheet.say(why.spot) if why else None,
    )


def _going_on(event: Event, language: Language) -> Spot:
    """A further sentence that can stand alone, of another source first; the lead again where there is none."""
    others = [report.lead for report in event.reports[1:] if report.source.language == language]
    own = [spot for spot in event.lead.more if not leans(spot.text)]
    return next(iter([*others, *own]), event.lead.lead)


def _more(sheet: _Sheet, event: Event) -> tuple[Statement, ...]:
    """Sentences for those who open the item: of each source its lead and what follows, none twice."""
    spots = [spot for report in event.reports for spot in report.spots]
    return tuple(sheet.say(spot) for spot in spots if key_of(spot) not in sheet.spots)[:6]


def _change(sheet: _Sheet, found: tuple[Event, Differs], previous: Briefing | None) -> Change:
    _, one = found
    briefed = previous.day if previous and one.earlier.id in previous.source_ids else None
    return Change(
        key_of(one.now.spot),
        sheet.say(one.now.spot),
        sheet.say(one.before.spot),
        one.source.published,
        one.earlier.published,
        (one.now.written, one.before.written),
        briefed,
    )


def _background(sheet: _Sheet, desk: Desk, shelf: Shelf, wanted: Wanted, themes: Sequence[Theme]) -> Background | None:
    contradicted = {claim.id for claim in desk.library.catalogue.claims() if claim.verdict == "contradicted"}
    shown = {c.passage.id for c in sheet.numbered.citations}
    turn = theme_for(shelf, wanted.day, themes, contradicted, shown)
    if not turn:
        return None
    first = turn[0]
    facts = tuple(_fact(sheet, one) for one in turn)
    return Background(first.source.title, first.spot.passage.section, facts)


def _fact(sheet: _Sheet, one: Shelved) -> Fact:
    labels: tuple[Label, ...] = ("opinion",) if one.source.stance == "opinion" else ()
    return Fact(key_of(one.spot), sheet.say(one.spot), one.as_of, one.references, labels)


def _ahead(sheet: _Sheet, one: Announced, day: date) -> Ahead:
    return Ahead(key_of(one.spot), sheet.say(one.spot), one.when.written, one.days_left(day), one.published)


def _gaps(
    wanted: Wanted,
    watched: Sequence[Theme],
    themes: Sequence[Theme],
    fresh: Sequence[Event],
    background: Background | None,
) -> tuple[Gap, ...]:
    """What is watched and not new, a theme on which there is nothing at all, and what was asked in vain."""
    unmet = [t.words for t in watched if not any(weighing.on_any(r, [t]) for e in fresh for r in e.reports)]
    if not fresh and background is None:
        unmet += [theme.words for theme in themes if theme.words not in unmet]
    return tuple(Gap("watched", text) for text in unmet) + tuple(Gap("asked", text) for text in wanted.gaps)


def _last_new(desk: Desk, window: Window) -> str | None:
    """The date of the newest report before the window."""
    catalogue = desk.library.catalogue
    for days in (8, 60, 400):
        since = window.since - (window.until - window.since) * days
        cards: Iterable[Source] = catalogue.sources_between(since, window.until, REPORTING, by="published")
        dated = [one.published for one in cards if one.published and place(one, window) == "before"]
        if dated:
            return max(dated)
    return None


def basis_of(citations: Sequence[Citation], day: date) -> Basis:
    """Count what a briefing rests on: each passage once, each publication once."""
    passages = {one.passage.id: one.passage.language for one in citations}
    stances: dict[str, str] = {}
    dates: list[date] = []
    for one in citations:
        behind = [(f"k:{r.key}", r.kind, r.published) for r in one.references]
        for key, stance, published in behind or [(one.source.id, one.source.stance or "", one.source.published)]:
            stances[key] = stance
            if published and len(published) == 10:
                with suppress(ValueError):  # 30 February, or not a date at all
                    dates.append(date.fromisoformat(published))
    known = list(stances.values())
    return Basis(
        len(passages),
        len(stances),
        max(0, (day - max(dates)).days) if dates else None,
        list(passages.values()).count("ja"),
        list(passages.values()).count("en"),
        known.count("official"),
        known.count("opinion"),
        known.count("state-media"),
    )


def _stored(citation: Citation) -> Citation:
    """A citation as it is stored: found once more, and without the whole text of its source."""
    text = citation.source.text[citation.start : citation.end]
    if text != citation.quote or not text:
        raise AssertionError(f"citation {citation.n} does not stand in {citation.source.id}")  # a defect, never shown
    return replace(citation, source=replace(citation.source, text=""))
