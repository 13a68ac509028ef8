"""The caption of a picture: each number with its source, each source with publisher, date and address."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from knowledge.figures.match import Figures, Name, read_figures, statements_of
from knowledge.figures.plan import Number
from knowledge.figures.words import date_words, kind_words, publishers
from knowledge.settings import SHIPPED_CORPUS
from knowledge.types import Language, Reference


@dataclass(frozen=True, slots=True)
class CaptionLine:
    """One number in words, with the places of its sources in ``Caption.sources``, from 1."""

    text: str
    sources: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Caption:
    """What goes with a picture, in one language.

    Attributes:
        title: The finding, on one line.
        note: What to bear in mind.
        lines: The numbers drawn, in order.
        sources: The published sources, in order of appearance.
        updated: The newest date among the sources, ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; empty without one.
    """

    language: Language
    title: str
    note: str
    lines: tuple[CaptionLine, ...]
    sources: tuple[Reference, ...]
    updated: str

    @property
    def brief(self) -> str:
        """Title, note and publishers: short enough to stand under a picture (about 500 characters)."""
        return "\n\n".join(part for part in (self.title, self.note, publishers(self.sources, self.language)) if part)

    @property
    def text(self) -> str:
        """All of it: title, note, every number with its sources, every source with publisher, date and address."""
        numbers = "\n".join(line.text + "".join(f"[{n}]" for n in line.sources) for line in self.lines)
        sources = "\n".join(f"[{n}] {_source(source, self.language)}" for n, source in enumerate(self.sources, 1))
        return "\n\n".join(part for part in (self.title, self.note, numbers, sources) if part)


def captions(name: Name, language: Language, corpus: Path = SHIPPED_CORPUS) -> Caption:
    """The caption of a picture of the corpus folder.

    Raises:
        CorpusError: ``figures.yaml`` is absent or wrong; names file and line.
    """
    figures = read_figures(corpus)
    picture = figures.plan.balance if name == "balance" else figures.plan.corridors
    sources = cited(figures, name)
    place = {source.key: n for n, source in enumerate(sources, 1)}
    title = ("" if language == "ja" else " ").join(getattr(picture.title, language).splitlines())
    heads = _heads(figures, name, language)
    lines = tuple(
        CaptionLine(
            _number(number, heads.get(number.id, ""), language),
            tuple(place[reference.key] for reference in figures.references[number.statement]),
        )
        for number in figures.plan.numbers_of(name)
    )
    lines += tuple(
        CaptionLine(text, tuple(dict.fromkeys(place[r.key] for one in cited_by for r in figures.references[one])))
        for text, cited_by in _remarks(figures, name, language)
    )
    updated = max((source.published for source in sources if source.published), default="")
    return Caption(language, title, getattr(picture.note, language), lines, sources, updated)


def cited(figures: Figures, name: Name) -> tuple[Reference, ...]:
    """The published sources behind a picture, in order of appearance, each once."""
    found = (r for statement in statements_of(figures.plan, name) for r in figures.references.get(statement, ()))
    return tuple(dict.fromkeys(found))


def _heads(figures: Figures, name: Name, language: Language) -> dict[str, str]:
    """Per number, the panel or route it stands in."""
    plan = figures.plan
    if name == "balance":
        return {b.number: getattr(p.title, language) for p in plan.balance.panels for b in p.bars}
    return {number: getattr(r.name, language) for r in plan.corridors.routes for number in r.numbers}


def _remarks(figures: Figures, name: Name, language: Language) -> Iterator[tuple[str, Sequence[str]]]:
    """What stands on the picture beside the numbers, with the statements it comes from."""
    plan = figures.plan
    if name == "balance":
        said = [(panel.title, panel.aside, panel.statements) for panel in plan.balance.panels]
    else:
        said = [(route.name, route.text, route.statements) for route in plan.corridors.routes]
    for head, text, cited_by in said:
        if text is not None:
            yield f"{getattr(head, language)} — {getattr(text, language)}", cited_by


def _number(number: Number, head: str, language: Language) -> str:
    colon, comma, space = (": ", ", ", " ") if language == "en" else ("：", "、", "")
    label = getattr(number.label, language)
    words = [head] if head and head != label else []
    words.append(label + (comma + getattr(number.detail, language) if number.detail else ""))
    when = f"{space}({getattr(number.when, language)})" if number.when else ""
    return f"{' — '.join(words)}{colon}{getattr(number.written, language)}{when}"


def _source(source: Reference, language: Language) -> str:
    comma = ", " if language == "en" else "、"
    kind = kind_words(source.kind, language)
    parts = [source.publisher, date_words(source.published, language), *([kind] if kind else [])]
    return comma.join(parts) + (f" {source.url}" if source.url else "")
