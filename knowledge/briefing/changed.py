"""What a new report says otherwise than an earlier one: the same thing with another figure or another day.

Careful by intent: two sentences count as being of the same thing only if they are near in sense, share their names,
give one figure of the unit each, and do not speak of different years or months.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from knowledge.briefing.agree import DATE, Told, differ, figures_in
from knowledge.briefing.gist import Gist, gist_of
from knowledge.briefing.reports import REPORTING, Report, may_be_shown, read_report
from knowledge.briefing.same import Sameness, apart, features, word_match
from knowledge.briefing.window import Window, place
from knowledge.desk import Desk
from knowledge.encoder.tokens import analyse
from knowledge.evidence import Spot
from knowledge.types import LANGUAGES, Source

_NEIGHBOURS = 12  # passages looked at a language
_NEAR = {True: 0.6, False: 0.5}  # least cosine of two sentences of one thing, in one language and across
_DEEDS = {True: 0.45, False: 0.25}  # least match of their words besides names
_VERY_NEAR = 0.75
_NAMES_SHARED, _NAMES_COMMON = 0.5, 0.34  # least share of common names: of the side with fewer, and of all
_REPEAT_DAYS = 10  # a report as old as this is told anew, not again
_SURE = (
    0.85  # least probability that a report tells an event already told: dropping news is worse than telling it twice
)


@dataclass(frozen=True, slots=True)
class Differs:
    """A new figure beside the earlier one."""

    now: Told
    before: Told
    source: Source
    earlier: Source


@dataclass(frozen=True, slots=True)
class Earlier:
    """A source from before the window that stands near a new report, with the passages found."""

    source: Source
    spots: tuple[Spot, ...]


def earlier_of(desk: Desk, report: Report, window: Window, skip: Collection[str]) -> list[Earlier]:
    """The sources before the window whose passages are nearest to a report; those in ``skip`` are passed over."""
    library = desk.library
    ids: list[str] = []
    vector = library.encoder.question(analyse(report.lead.text))
    for language in LANGUAGES:
        ids += [id for id, _ in library.vectors.query(language, vector, _NEIGHBOURS)]
    passages = library.catalogue.passages(ids)
    cards = library.catalogue.cards({one.source_id for one in passages.values()} - set(skip))
    found: dict[str, list[Spot]] = {}
    for id in ids:
        passage = passages.get(id)
        card = cards.get(passage.source_id) if passage else None
        if passage is None or card is None or card.stance == "opinion":
            continue
        if card.kind != "dossier" and place(card, window) != "before":
            continue
        spots = found.setdefault(card.id, [])
        spots += [s for s in (Spot(passage, span) for span in passage.sentences) if may_be_shown(s.text, card.language)]
    return [Earlier(cards[id], tuple(spots)) for id, spots in found.items() if spots]


def repeats(desk: Desk, report: Report, earlier: Iterable[Earlier], model: Sameness) -> bool:
    """Whether a report tells once more what a report of the days before told, with no other figure."""
    for one in earlier:
        if one.source.kind not in REPORTING:
            continue
        told = read_report(desk, one.source)
        if told is None or not told.day or not report.day or apart(told.day, report.day) > _REPEAT_DAYS:
            continue
        # A day or two apart is what telling again means; it must not count against being the same.
        likeness = model.probability(features(report.gist, told.gist, 0.0))
        if likeness >= _SURE and not _adds(report.gist, told.gist):
            return True
    return False


def change(desk: Desk, members: Sequence[Report], earlier: Iterable[Earlier]) -> Differs | None:
    """The nearest earlier sentence on the same thing with another figure; None where there is none."""
    best: tuple[float, Differs] | None = None
    for report in members:
        for spot in report.spots:
            mine = list(figures_in(spot, report.source.published))
            if not mine:
                continue
            gist = _gist(desk, spot)
            for one in earlier:
                for other in one.spots:
                    found = _compare(desk, mine, gist, one.source, other)
                    if found is not None and (best is None or found[0] > best[0]):
                        best = (found[0], Differs(found[1], found[2], report.source, one.source))
    return best[1] if best else None


def _compare(
    desk: Desk, mine: Sequence[Told], gist: Gist, source: Source, other: Spot
) -> tuple[float, Told, Told] | None:
    theirs = list(figures_in(other, source.published))
    if not theirs or not _same_thing(gist, against := _gist(desk, other)):
        return None
    nearness = float(gist.vector @ against.vector)
    for told in mine:
        alike = [one for one in theirs if one.unit == told.unit]
        own = [one for one in mine if one.unit == told.unit]
        if len(alike) != 1 or len(own) != 1 or not differ(told, alike[0], exactly=True):
            continue
        if told.unit != DATE and not _same_time(gist, against):
            continue
        return nearness, told, alike[0]
    return None


def _same_thing(one: Gist, other: Gist) -> bool:
    within = one.language == other.language
    nearness = float(one.vector @ other.vector)
    if nearness < _NEAR[within] or one.people != other.people:
        return False
    _, deeds = word_match(one, other)
    if deeds < _DEEDS[within]:
        return False
    smaller, common = min(len(one.names), len(other.names)), len(one.names & other.names)
    if not smaller:  # nothing named on one side: only what is nearly the same sentence will do
        return not (one.names | other.names) and nearness >= _VERY_NEAR
    return common / smaller >= _NAMES_SHARED and common / len(one.names | other.names) >= _NAMES_COMMON


def _same_time(one: Gist, other: Gist) -> bool:
    """Whether two sentences may speak of the same time: no years or months of theirs differ."""
    for part in (0, 1):
        mine, theirs = {date[part] for date in one.dates} - {0}, {date[part] for date in other.dates} - {0}
        if mine and theirs and mine != theirs:
            return False
        if bool(mine) != bool(theirs):
            return False  # the figure of a year or month beside one of none
    return True


def _adds(new: Gist, old: Gist) -> bool:
    """Whether a report has a name, a figure or a date that the earlier one did not have."""
    if new.names - old.names:
        return True
    figures = any(all(q.unit != p.unit or q.value != p.value for p in old.figures) for q in new.figures)
    return figures or bool(old.dates and new.dates - old.dates)


def _gist(desk: Desk, spot: Spot) -> Gist:
    return gist_of(spot.text, spot.passage.language, desk.encoder, desk.glossary)
