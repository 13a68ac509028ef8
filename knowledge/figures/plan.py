"""What the pictures show, as read from ``figures.yaml``: numbers with words in both languages, panels and routes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Annotated, Any, Literal

from pydantic import Field, StringConstraints

from knowledge.dossier.parts import (
    Both,
    Line,
    Part,
    Problem,
    checked,
    load_yaml,
)

FILE = "figures.yaml"
Party = Literal["russia", "china", "eu", "us", "others"]
Manner = Literal["actual", "earlier", "planned"]
StatementId = Annotated[str, StringConstraints(pattern=r"^[a-z0-9-]+#[1-9]\d*$")]
Moment = Annotated[str, StringConstraints(pattern=r"^\d{4}(-(0[1-9]|1[0-2])(-(0[1-9]|[12]\d|3[01]))?)?$")]


class Number(Part):
    """One number drawn.

    Attributes:
        value: In the plain ``unit`` (tonne, watt-hour, USD, percent, TEU), at least 0.
        written: What the reader sees, with its hedge: ``about 29%``.
        date: Of the fact, ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None where the statement gives a plan without one.
        when: The date as the reader sees it.
        statement: ``paragraph-id#place``, the place from 1.
    """

    id: Line
    label: Both
    detail: Both | None = None
    value: float = Field(ge=0, allow_inf_nan=False)
    unit: Line
    written: Both
    date: Moment | None = None
    when: Both | None = None
    statement: StatementId


class Bar(Part):
    """One bar of a panel; a planned or announced amount is drawn as an outline, an earlier one pale."""

    number: Line
    party: Party
    manner: Manner = "actual"


class Panel(Part):
    """One vector. ``whole`` is the number (or 100 percent) that a full bar stands for; without it, the longest bar."""

    title: Both
    unit: Both
    aside: Both | None = None
    whole: Line | None = None
    statements: tuple[StatementId, ...] = ()
    bars: list[Bar] = Field(min_length=1, max_length=6)


class Balance(Part):
    """The picture of the balance: one panel a vector."""

    title: Both
    subtitle: Both
    note: Both
    panels: list[Panel] = Field(min_length=1, max_length=8)


class Route(Part):
    """One line of the map. Its course is known to ``knowledge.figures.places`` by its id."""

    id: Line
    name: Both
    kind: Literal["rail", "oil"]
    state: Literal["running", "building", "trial"]
    text: Both | None = None
    statements: tuple[StatementId, ...] = ()
    numbers: tuple[Line, ...] = ()


class Corridors(Part):
    """The schematic map."""

    title: Both
    subtitle: Both
    note: Both
    routes: list[Route] = Field(min_length=1)


class FiguresPart(Part):
    """The whole file; its parts are read one by one so that each slip is named at its line."""

    numbers: list[Any] = Field(min_length=1)
    balance: Any
    corridors: Any


@dataclass(frozen=True, slots=True)
class Plan:
    """What could be read of the file; every number that a panel or route names is in ``numbers``."""

    numbers: dict[str, Number]
    balance: Balance
    corridors: Corridors

    def numbers_of(self, name: Literal["balance", "corridors"]) -> tuple[Number, ...]:
        """The numbers a picture shows, in order of appearance, each once."""
        if name == "balance":
            ids = [
                i
                for p in self.balance.panels
                for i in ([p.whole] if p.whole in self.numbers else []) + [b.number for b in p.bars]
            ]
        else:
            ids = [i for route in self.corridors.routes for i in route.numbers]
        return tuple(self.numbers[i] for i in dict.fromkeys(i for i in ids if i is not None))


def read_plan(folder: Path, problems: list[Problem]) -> Plan | None:
    """Read ``figures.yaml`` of a corpus folder.

    Args:
        folder: The corpus folder.
        problems: Takes what is wrong, with file, line and what to do.

    Returns:
        None when the file is absent (no problem is noted then) or broken (at least one is).
    """
    path = folder / FILE
    before = len(problems)
    part = checked(FiguresPart, load_yaml(path, problems), path, problems)
    if part is None:
        if path.exists() and len(problems) == before:
            problems.append(Problem(FILE, 1, "the file is empty; write numbers, balance and corridors, or remove it"))
        return None
    numbers: dict[str, Number] = {}
    for raw in part.numbers:
        number = checked(Number, raw, path, problems)
        if number is not None and number.id in numbers:
            problems.append(Problem(FILE, number.line, f"number {number.id} stands twice; keep one"))
        elif number is not None:
            numbers[number.id] = number
    for kind, parts in ((Panel, _items(part.balance, "panels")), (Route, _items(part.corridors, "routes"))):
        for raw in parts:
            checked(kind, raw, path, problems)  # each at its own line; below they are taken together
    if len(problems) > before:
        return None
    balance = checked(Balance, part.balance, path, problems)
    corridors = checked(Corridors, part.corridors, path, problems)
    if balance is None or corridors is None:
        return None
    for line, wanted in _named(balance, corridors):
        if wanted not in numbers:
            problems.append(
                Problem(FILE, line, f"number {wanted} is not among the numbers above; mend the id or add it")
            )
    return Plan(numbers, balance, corridors) if len(problems) == before else None


def _items(raw: object, name: str) -> list[object]:
    found = raw.get(name) if isinstance(raw, dict) else None
    return found if isinstance(found, list) else []


def _named(balance: Balance, corridors: Corridors) -> Iterator[tuple[int, str]]:
    for panel in balance.panels:
        if panel.whole not in (None, "percent"):
            yield panel.line, str(panel.whole)
        yield from ((bar.line, bar.number) for bar in panel.bars)
    for route in corridors.routes:
        yield from ((route.line, number) for number in route.numbers)
