"""The corridors: a schematic map above, a key with the figures of each route below."""

from __future__ import annotations

import math
from dataclasses import dataclass

from knowledge.figures.balance import footer
from knowledge.figures.match import Figures
from knowledge.figures.paper import GREY, INK, WIDTH, Paper
from knowledge.figures.places import (
    CIRCLES,
    COURSES,
    EAST,
    KAZAKHSTAN,
    NORTH,
    PLACES,
    REGIONS,
    SEAS,
    SOUTH,
    WEST,
    Course,
    Point,
)
from knowledge.figures.plan import Plan, Route
from knowledge.types import Language, Reference

_LAND, _HOME, _WATER, _SHORE, _HUSH = "#F4F2EC", "#E8E1CC", "#DCE8F0", "#C3D3DE", "#A39C88"
_LEFT, _RIGHT = 44, WIDTH - 44
_RADIUS = 6.0  # pixels per square root of a million tonnes: the areas of the circles compare
_KEY, _NAME, _BADGE = 21, 24, 15
_COLUMN, _GUTTER, _SAMPLE = 481.0, 30.0, 66.0
_OFFSETS = {"north": (0.0, -3.0), "middle": (0.0, 4.0)}  # side by side where they share their way


@dataclass(frozen=True, slots=True)
class _Map:
    """The sheet of the map: from ``top``, ``height`` pixels high."""

    paper: Paper
    top: float
    height: float

    def xy(self, point: Point) -> tuple[float, float]:
        lon, lat = point
        return (lon - WEST) / (EAST - WEST) * WIDTH, self.top + (NORTH - lat) / (NORTH - SOUTH) * self.height


def draw_corridors(figures: Figures, language: Language, sources: tuple[Reference, ...]) -> Paper:
    """Draw the map on a sheet of ``WIDTH`` by ``HEIGHT`` pixels; it takes what height the words leave."""
    paper, plan = Paper(language), figures.plan
    corridors = plan.corridors
    y = paper.paragraph(_LEFT, 66, getattr(corridors.title, language), 43, _RIGHT - _LEFT, leading=1.2, bold=True)
    y = paper.paragraph(
        _LEFT, y - 4, getattr(corridors.subtitle, language), 24, _RIGHT - _LEFT, leading=1.3, color=GREY
    )
    foot = footer(paper, getattr(corridors.note, language), sources)
    entries = [_entry(paper, plan, route, n) for n, route in enumerate(corridors.routes, 1)]
    half = len(entries) // 2
    columns = (entries[:half], entries[half:])
    key = foot - 2 - max(sum(entry.height for entry in column) for column in columns)
    chart = _Map(paper, y - 14, key - 16 - (y - 14))
    _land(chart)
    for n, route in enumerate(corridors.routes, 1):
        if route.id in COURSES:
            _course(chart, route, COURSES[route.id], n)
    _tonnages(chart, plan)
    _names(chart)
    for column, part in enumerate(columns):
        y = key
        for entry in part:
            _write(paper, entry, _LEFT + column * (_COLUMN + _GUTTER), y)
            y += entry.height
    return paper


def _land(chart: _Map) -> None:
    bottom = chart.top + chart.height
    chart.paper.area([(0, chart.top), (WIDTH, chart.top), (WIDTH, bottom), (0, bottom)], _LAND, zorder=0)
    chart.paper.area([chart.xy(point) for point in KAZAKHSTAN], _HOME, zorder=1)
    for sea in SEAS:
        chart.paper.area([(x, min(y, bottom)) for x, y in map(chart.xy, sea)], _WATER, _SHORE, zorder=1.5)


def _course(chart: _Map, route: Route, course: Course, n: int) -> None:
    paper = chart.paper
    dx, dy = _OFFSETS.get(route.id, (0.0, 0.0))
    points = [(x + dx, y + dy) for x, y in map(chart.xy, course.points)]
    paper.line(points, "#FFFFFF", _weight(route) + 4, zorder=3.9)
    paper.line(points, course.color, _weight(route), dashes=_dashes(route))
    if course.arrow:
        x, y = points[-1]
        paper.area([(x + 2, y), (x + 22, y - 11), (x + 22, y + 11)], course.color, zorder=4.5)
    _badge(paper, n, *chart.xy(course.badge), course.color)


def _weight(route: Route) -> float:
    return 6.0 if route.kind == "rail" else 4.0


def _dashes(route: Route) -> tuple[float, ...]:
    return {"running": (), "building": (2.2, 1.2), "trial": (0.7, 0.9)}[route.state]


def _badge(paper: Paper, n: int, x: float, y: float, color: str) -> None:
    paper.circle(x, y, _BADGE + 3, "#FFFFFF", zorder=6)
    paper.circle(x, y, _BADGE, color, zorder=6.1)
    paper.text(x, y + 7.5, str(n), 21, bold=True, color="#FFFFFF", align="center")


def _tonnages(chart: _Map, plan: Plan) -> None:
    """A disc for what is carried, a ring for a capacity or a plan; the area says how many tonnes a year."""
    paper = chart.paper
    colour = {number: COURSES[r.id].color for r in plan.corridors.routes if r.id in COURSES for number in r.numbers}
    state = {number: r.state for r in plan.corridors.routes for number in r.numbers}
    for id_, spot in CIRCLES.items():
        if id_ not in colour or (number := plan.numbers[id_]).unit != "tonne":
            continue
        x, y = chart.xy(spot.at)
        radius = _RADIUS * math.sqrt(number.value / 1e6)
        carried = state[id_] == "running"
        paper.circle(x, y, radius, colour[id_], outline=not carried, alpha=0.88 if carried else 1.0, zorder=5)
        x, y, written = x + spot.dx, y + spot.dy, getattr(number.written, paper.language)
        paper.text(x, y, written, 22, bold=True, color=colour[id_], align=spot.align, halo=_LAND)


def _names(chart: _Map) -> None:
    paper = chart.paper
    for point, ja, en in REGIONS:
        x, y = chart.xy(point)
        paper.text(x, y, ja if paper.language == "ja" else en, 22, color=_HUSH, align="center")
    for place in PLACES:
        x, y = chart.xy(place.at)
        if place.dot:
            paper.circle(x, y, 5, INK, zorder=6)
        paper.text(x + place.dx, y + place.dy, place.name(paper.language), 22, align=place.align, halo=_LAND)


@dataclass(frozen=True, slots=True)
class _Entry:
    """One route in the key, its words broken into lines."""

    route: Route
    n: int
    name: list[str]
    figures: list[str]

    @property
    def height(self) -> float:
        return _NAME * 1.2 * len(self.name) + _KEY * 1.25 * len(self.figures) + 13


def _entry(paper: Paper, plan: Plan, route: Route, n: int) -> _Entry:
    width = _COLUMN - _SAMPLE
    name = paper.lines(getattr(route.name, paper.language), _NAME, width, bold=True)
    return _Entry(route, n, name, paper.lines(said(plan, route, paper.language), _KEY, width))


def _write(paper: Paper, entry: _Entry, x: float, top: float) -> None:
    color = COURSES[entry.route.id].color if entry.route.id in COURSES else GREY
    y = top + _NAME
    paper.line([(x, y - 8), (x + _SAMPLE - 14, y - 8)], color, _weight(entry.route), dashes=_dashes(entry.route))
    _badge(paper, entry.n, x + (_SAMPLE - 14) / 2, y - 8, color)
    for line in entry.name:
        paper.text(x + _SAMPLE, y, line, _NAME, bold=True)
        y += _NAME * 1.2
    for line in entry.figures:
        paper.text(x + _SAMPLE, y - 1, line, _KEY, color=GREY)
        y += _KEY * 1.25


def said(plan: Plan, route: Route, language: Language) -> str:
    """The figures of a route in words: label, number, date; then what else is known."""
    parts = []
    for number in (plan.numbers[i] for i in route.numbers):
        colon, space = (": ", " ") if language == "en" else ("", "")
        when = f"{space}({getattr(number.when, language)})" if number.when else ""
        label = getattr(number.label, language)
        label = "" if label == getattr(route.name, language) else label + colon
        parts.append(f"{label}{getattr(number.written, language)}{when}")
    stop = "。" if language == "ja" else "."
    if language == "ja" and parts:
        parts = ["、".join(parts)]
    parts += [getattr(route.text, language).rstrip(stop)] if route.text else []
    return "".join(f"{part}{stop} " if language == "en" else part + stop for part in parts).rstrip()
