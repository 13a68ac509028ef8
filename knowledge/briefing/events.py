"""The events of a window: reports gathered, placed in order of weight, each with what is to be known of its sources."""

from __future__ import annotations

import hashlib
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from knowledge.briefing.agree import Told, disagreement
from knowledge.briefing.partners import partners_of
from knowledge.briefing.reports import Report
from knowledge.briefing.same import gather, shipped_sameness
from knowledge.briefing.shelf import Shelf, Shelved
from knowledge.briefing.themes import Theme
from knowledge.briefing.values import Label, Mix, Vector
from knowledge.desk import Desk
from knowledge.evidence import Spot
from knowledge.types import Language

# Weights of what makes an event matter to a reader of this desk; each part lies in about [0, 1].
_WEIGHTS = {"topic": 1.0, "near": 0.8, "sources": 0.6, "official": 0.25, "watched": 0.8, "figures": 0.2}
_MANY_SOURCES = 4
_MANY_NAMES = 5
_OPINION, _STATE_MEDIA = 0.35, 0.15  # taken off what rests on nothing else
_WHY_NEAR = 0.42  # least cosine of a report and the dossier's sentence that says what it bears on


@dataclass(frozen=True, slots=True)
class Event:
    """Reports of one event, the one that tells it first.

    Attributes:
        weight: By which events are ordered, highest first.
        differs: A figure on which two of its sources differ.
    """

    reports: tuple[Report, ...]
    weight: float
    differs: tuple[Told, Told] | None

    @property
    def lead(self) -> Report:
        """The report whose sentence is shown."""
        return self.reports[0]

    @property
    def members(self) -> tuple[str, ...]:
        """The keys of all its reports, the lead's first."""
        return tuple(key_of(report.lead) for report in self.reports)

    @property
    def vectors(self) -> tuple[Vector, ...]:
        """The partners its reports name."""
        return partners_of(frozenset().union(*(report.gist.entries for report in self.reports)))

    @property
    def mix(self) -> Mix:
        """Its sources, counted."""
        stances = [report.source.stance or "" for report in self.reports]
        languages = [report.source.language for report in self.reports]
        known = {one: stances.count(one) for one in ("official", "news", "state-media", "opinion")}
        return Mix(
            len(self.reports), known["official"], known["news"], known["state-media"], known["opinion"],
            len(stances) - sum(known.values()), languages.count("ja"), languages.count("en"),
        )  # fmt: skip

    @property
    def labels(self) -> tuple[Label, ...]:
        """What to know of it: of the lead's own source, and of all where all are alike."""
        found: list[Label] = []
        source = self.lead.source
        if source.stance in ("opinion", "state-media", "official"):
            found.append(source.stance)
        if source.kind == "upload":
            found.append("unreviewed")
        if source.published is None:
            found.append("undated")
        return tuple(found)


def events_of(
    desk: Desk,
    reports: Sequence[Report],
    language: Language,
    shelf: Shelf,
    themes: Sequence[Theme],
    watched: Sequence[Theme],
) -> list[Event]:
    """Gather reports into events, weightiest first; with themes, only those on one of them."""
    groups = gather([one.gist for one in reports], [one.day for one in reports], shipped_sameness())
    events = []
    for group in groups:
        members = _ordered([reports[i] for i in group], language)
        if themes and not any(on_any(member, themes) for member in members):
            continue
        events.append(Event(members, _weight(members, shelf, watched), disagreement(members)))
    events.sort(key=lambda one: (-one.weight, one.lead.source.published or "", one.lead.source.id))
    return events


def on_any(report: Report, themes: Sequence[Theme]) -> bool:
    """Whether a report is on one of the themes."""
    text = f"{report.source.title} {report.lead.text}"
    return any(theme.meets(text, report.gist.entries) for theme in themes)


def why_it_matters(event: Event, shelf: Shelf, used: set[str]) -> Shelved | None:
    """The dossier's sentence nearest to an event that names what it names; None where none is near enough."""
    if not shelf.sentences:
        return None
    report = event.lead
    named = report.gist.entries - {"kazakhstan"}
    nearness = shelf.vectors @ report.gist.vector
    for at in np.argsort(-nearness)[:12]:
        one = shelf.sentences[int(at)]
        if float(nearness[at]) < _WHY_NEAR:
            return None
        if one.source.stance != "opinion" and one.entries & named and key_of(one.spot) not in used:
            return one
    return None


def key_of(spot: Spot) -> str:
    """Twelve hexadecimal digits that a sentence of a source keeps."""
    written = f"{spot.passage.source_id}\x1f{spot.span.start}\x1f{spot.text}"
    return hashlib.sha256(written.encode("utf-8", "surrogatepass")).hexdigest()[:12]


def _ordered(members: Sequence[Report], language: Language) -> tuple[Report, ...]:
    """The reader's language first, then official and news before others, then the longer sentence with more figures."""
    standing = {"official": 0, "news": 1, "reference": 2, "state-media": 3, "opinion": 4}

    def order(one: Report) -> tuple[object, ...]:
        return (
            one.source.language != language,
            standing.get(one.source.stance or "", 2),
            -len(one.gist.figures),
            one.source.published or "9",
            one.source.id,
        )

    return tuple(sorted(members, key=order))


def _weight(members: Sequence[Report], shelf: Shelf, watched: Sequence[Theme]) -> float:
    entries = frozenset().union(*(one.gist.entries for one in members))
    parts = {
        "topic": 0.5 * any(one.about_subject for one in members) + 0.5 * min(1.0, len(entries) / _MANY_NAMES),
        "near": max((float((shelf.vectors @ one.gist.vector).max()) for one in members), default=0.0)
        if shelf.sentences
        else 0.0,
        "sources": min(1.0, math.log(len(members), _MANY_SOURCES)),
        "official": float(any(one.source.stance == "official" for one in members)),
        "watched": float(any(on_any(one, watched) for one in members)),
        "figures": float(any(one.gist.figures for one in members)),
    }
    weight = sum(_WEIGHTS[name] * value for name, value in parts.items())
    if all(one.source.stance == "opinion" for one in members):
        weight -= _OPINION
    elif all(one.source.stance == "state-media" for one in members):
        weight -= _STATE_MEDIA
    return weight
