"""Whether sources that tell one event give the same figures, and which sentences show that they do not. Pure."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache

from knowledge.briefing.dates_ahead import dates_ahead
from knowledge.briefing.gist import NOT_FIGURES
from knowledge.briefing.reports import Report
from knowledge.briefing.same import meet
from knowledge.evidence import Spot
from knowledge.reading.quantities import Quantity, quantities, supports

# Counts of things nobody names and stretches of time say too little to be held against each other.
_UNSAID = NOT_FIGURES | {"count", "day", "hour", "minute", "second", "week", "month", "year", "fraction", "multiple"}
DATE = "date"


@dataclass(frozen=True, slots=True)
class Told:
    """One figure of a sentence: its unit (``date`` for a day ahead) and how it is written."""

    unit: str
    written: str
    quantity: Quantity | None
    spot: Spot


def figures_of(report: Report) -> dict[str, Told]:
    """The figures of a report that can be held against another's: those whose unit it gives one value of, by unit."""
    found: dict[str, list[Told]] = {}
    for spot in report.spots:
        for told in figures_in(spot, report.source.published):
            found.setdefault(told.unit, []).append(told)
    return {unit: several[0] for unit, several in found.items() if _one_value(several)}


def figures_in(spot: Spot, published: str | None) -> Iterator[Told]:
    """The figures of one sentence: amounts, and days that lie ahead of its source."""
    for quantity in _amounts(spot.text):
        yield Told(quantity.unit, spot.text[quantity.start : quantity.end].strip(), quantity, spot)
    days = [one for one in dates_ahead(spot.text, published) if one.exact]
    if len(days) == 1:
        yield Told(DATE, days[0].written, None, spot)


@lru_cache(maxsize=8_192)
def _amounts(text: str) -> tuple[Quantity, ...]:
    return tuple(q for q in quantities(text) if q.firm and not q.bound and q.unit not in _UNSAID)


def differ(one: Told, other: Told, *, exactly: bool = False) -> bool:
    """Whether two figures of one unit cannot both be so; ``exactly``: what is rounded otherwise differs, too."""
    if one.quantity is None or other.quantity is None:
        return one.written != other.written
    if exactly:
        return not (supports([one.quantity], other.quantity) or supports([other.quantity], one.quantity))
    return not meet(one.quantity, other.quantity)


def disagreement(members: Sequence[Report]) -> tuple[Told, Told] | None:
    """The first figure on which two of the sources differ, with the sentence of each; None where they agree."""
    told = [figures_of(member) for member in members]
    for number, mine in enumerate(told):
        for theirs in told[number + 1 :]:
            for unit, figure in mine.items():
                if unit in theirs and differ(figure, theirs[unit]):
                    return figure, theirs[unit]
    return None


def _one_value(several: Sequence[Told]) -> bool:
    return all(not differ(several[0], other) for other in several[1:])
