"""Hold the plan of the pictures against the dossiers: each number stands in its statement, in both languages."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import Literal

from knowledge.dossier.parts import (
    COLUMN,
    Both,
    DossierPart,
    ParagraphPart,
    Problem,
    SectionPart,
    StatementPart,
    checked,
    load_yaml,
)
from knowledge.dossier.read import read_references
from knowledge.errors import CorpusError
from knowledge.figures.plan import FILE, Balance, Corridors, Number, Plan, read_plan
from knowledge.reading.quantities import Quantity, quantities, supports
from knowledge.types import LANGUAGES, Reference

Name = Literal["balance", "corridors"]
NAMES: tuple[Name, ...] = ("balance", "corridors")


@dataclass(frozen=True, slots=True)
class Figures:
    """A plan that holds: its numbers stand in the dossiers, whose published sources are at hand.

    Attributes:
        references: Per statement id, the published sources behind the statement, in the dossier's order.
        lines: Where each text of the plan stands in the file, for what only drawing can find (a glyph that is missing).
    """

    plan: Plan
    references: Mapping[str, tuple[Reference, ...]]
    texts: tuple[Both, ...]


def check_figures(folder: Path) -> tuple[Problem, ...]:
    """What is wrong in a corpus folder's ``figures.yaml``, in order of line; nothing when there is no such file."""
    problems: list[Problem] = []
    _read(folder, problems)
    return tuple(sorted(problems))


def read_figures(folder: Path) -> Figures:
    """Read and check the plan of the pictures.

    Raises:
        CorpusError: The file is absent, or something in it is wrong; names file and line.
    """
    problems: list[Problem] = []
    figures = _read(folder, problems)
    if problems:
        first, more = min(problems), len(problems) - 1
        raise CorpusError(f"{first}{f' (and {more} more; make corpus-check lists them)' if more else ''}")
    if figures is None:
        raise CorpusError(
            f"{folder / FILE}:1: not there, so there is nothing to draw; write one as in the shipped corpus"
        )
    return figures


def _read(folder: Path, problems: list[Problem]) -> Figures | None:
    plan = read_plan(folder, problems)
    if plan is None:
        return None
    statements = _statements(folder)
    for number in plan.numbers.values():
        problems.extend(Problem(FILE, number.line, said) for said in _number(number, statements))
    for line, text, cited in _texts(plan):
        problems.extend(Problem(FILE, text.line or line, said) for said in _text(text, cited, statements))
    known = {reference.key: reference for reference in read_references(folder, [])}
    references = {i: tuple(known[k] for k in s.sources if k in known and k != COLUMN) for i, s in statements.items()}
    for number in plan.numbers.values():
        if number.statement in statements and not references[number.statement]:
            said = f"{number.id}: statement {number.statement} has no published source; draw another number"
            problems.append(Problem(FILE, number.line, said))
    return Figures(plan, references, tuple(_boths(plan)))


def _statements(folder: Path) -> dict[str, StatementPart]:
    """All statements of the dossiers by ``paragraph-id#place``; what is wrong in them is reported by ``read_corpus``."""
    found: dict[str, StatementPart] = {}
    for path in sorted((folder / "dossiers").glob("*.yaml")):
        dossier = checked(DossierPart, load_yaml(path, []), path, [])
        for raw in dossier.sections if dossier else ():
            section = checked(SectionPart, raw, path, [])
            for item in section.paragraphs if section else ():
                paragraph = checked(ParagraphPart, item, path, [])
                for place, one in enumerate(paragraph.statements if paragraph else (), 1):
                    statement = checked(StatementPart, one, path, [])
                    if statement is not None and paragraph is not None:
                        found[f"{paragraph.id}#{place}"] = statement
    return found


def _number(number: Number, statements: Mapping[str, StatementPart]) -> Iterator[str]:
    statement = statements.get(number.statement)
    if statement is None:
        yield f"{number.id}: there is no statement {number.statement}; mend the id or its place"
        return
    if (number.date is None) != (number.when is None):
        yield f"{number.id}: date and when go together; write both or neither"
    value = Fraction(str(number.value))
    for language in LANGUAGES:
        said = quantities(getattr(statement, language))
        written = getattr(number.written, language)
        read = quantities(written)
        if len(read) != 1 or read[0].value != value or read[0].unit != number.unit:
            yield f"{number.id}: “{written}” does not read as {number.value:.15g} {number.unit}; make written and value agree"
        elif not _stands(said, read[0]):
            yield f"{number.id}: “{written}” does not stand in {number.statement} ({language}); write what stands there"
        if number.when is None:
            continue
        when = getattr(number.when, language)
        dates = quantities(when)
        if missing := [q for q in dates if not supports(said, q)]:
            at = when[missing[0].start : missing[0].end]
            yield f"{number.id}: the date “{at}” does not stand in {number.statement} ({language}); write what stands there"
        if number.date is not None and _dated(dates) != number.date:
            yield f"{number.id}: “{when}” is not the date {number.date}; make when and date agree"


def _stands(said: tuple[Quantity, ...], claimed: Quantity) -> bool:
    """Whether a statement carries a number; "64.8 million of them" may be of the tonnes named before."""
    return supports(said, claimed) or supports(said, replace(claimed, written=claimed.value))


def _dated(dates: tuple[Quantity, ...]) -> str:
    """The first date as ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty when there is none."""
    ymd = next((q.ymd for q in dates if q.unit == "date"), (0, 0, 0))
    return "-".join(f"{part:02}" for part in ymd if part)


def _text(text: Both, cited: list[str], statements: Mapping[str, StatementPart]) -> Iterator[str]:
    """What a text says in numbers, its statements must say; and both languages say the same numbers."""
    for one in cited:
        if one not in statements:
            yield f"there is no statement {one}; mend the id or its place"
    for language in LANGUAGES:
        wording = getattr(text, language)
        said = [quantities(getattr(statements[one], language)) for one in cited if one in statements]
        for quantity in quantities(wording):
            if quantity.firm and not any(_stands(one, quantity) for one in said):
                at = wording[quantity.start : quantity.end]
                yield f"“{at}” ({language}) stands in none of the statements given; name its statement or leave it out"


def _texts(plan: Plan) -> Iterator[tuple[int, Both, list[str]]]:
    """Each text with the statements that carry its numbers."""
    for number in plan.numbers.values():
        for text in (number.label, number.detail):
            if text is not None:
                yield number.line, text, [number.statement]
    for picture in (plan.balance, plan.corridors):
        for text in (picture.title, picture.subtitle, picture.note):
            yield picture.line, text, []
    for panel in plan.balance.panels:
        ids = [bar.number for bar in panel.bars] + [panel.whole or ""]
        cited = [*panel.statements, *(plan.numbers[i].statement for i in ids if i in plan.numbers)]
        for text in (panel.title, panel.unit, panel.aside):
            if text is not None:
                yield panel.line, text, cited
    for route in plan.corridors.routes:
        cited = [*route.statements, *(plan.numbers[i].statement for i in route.numbers)]
        for text in (route.name, route.text):
            if text is not None:
                yield route.line, text, cited


def _boths(plan: Plan) -> Iterator[Both]:
    yield from (text for _, text, _ in _texts(plan))
    for number in plan.numbers.values():
        yield number.written
        if number.when is not None:
            yield number.when


def statements_of(plan: Plan, name: Name) -> tuple[str, ...]:
    """The statements behind a picture, numbers first, each once."""
    found = [number.statement for number in plan.numbers_of(name)]
    parts: Balance | Corridors = plan.balance if name == "balance" else plan.corridors
    for part in parts.panels if isinstance(parts, Balance) else parts.routes:
        found.extend(part.statements)
    return tuple(dict.fromkeys(found))
