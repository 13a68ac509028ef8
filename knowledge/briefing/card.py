"""A briefing as one picture: its day, what is said first, three figures with their sources. Portrait, for a phone."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass

from knowledge.briefing import telling
from knowledge.briefing.agree import figures_in
from knowledge.briefing.telling import words_of
from knowledge.briefing.values import Briefing
from knowledge.evidence import Spot
from knowledge.figures.paper import GREY, HEIGHT, INK, PALE, RULE, WIDTH, Paper, missing_glyphs
from knowledge.types import Citation, Language, Span, Statement

FIGURES = 3
_EDGE = 72
_ACCENT = "#0B5C8A"
_BLUF_SIZES = (46, 42, 38, 34, 30, 27)
_NOTE_SIZES = (27, 25, 23, 21)
_LONGEST_LINE, _LONGEST = 200, 600  # characters: what is longer cannot fit, and measuring it takes its square in time
_CONTROL = re.compile(r"[\x00-\x1f\x7f]")


@dataclass(frozen=True, slots=True)
class Shown:
    """A figure on the card: as written, in its sentence, with the number and name of its source."""

    written: str
    sentence: str
    source: str


def draw_card(briefing: Briefing) -> bytes:
    """Draw the card as PNG; the same briefing gives the same bytes."""
    words, language = words_of(briefing), briefing.language
    paper = Paper(language)
    paper.bar(0, 0, WIDTH, 14, _ACCENT)
    paper.text(_EDGE, 104, _fit(paper, telling.title(briefing), 44), 44, bold=True)
    paper.text(_EDGE, 152, _fit(paper, telling.dateline(briefing), 26), 26, color=GREY)
    figures = figures_shown(briefing)
    bottom = HEIGHT - 250 * len(figures) - 110
    y = _bluf(paper, briefing, 215, bottom)
    if figures:
        y = max(y + 30, bottom)
        room = (HEIGHT - 100 - y) / len(figures)
        for figure in figures:
            _figure(paper, figure, y, room - 24)
            y += room
    paper.line([(_EDGE, HEIGHT - 78), (WIDTH - _EDGE, HEIGHT - 78)], RULE, 2)
    basis = f"{words.basis_heading}{words.colon}{words.separator.join(telling.counts(briefing))}"
    paper.text(_EDGE, HEIGHT - 40, _fit(paper, basis, 21), 21, color=GREY)
    return paper.png()


def figures_shown(briefing: Briefing) -> list[Shown]:
    """The figures of the card: of different sentences, news first, then changes and background; at most three."""
    found: list[Shown] = []
    seen: set[str] = set()
    for statement in _sentences(briefing):
        citation = briefing.citation(statement.citations[0])
        if citation.quote in seen:
            continue
        seen.add(citation.quote)
        spot = Spot(citation.passage, Span(citation.start, citation.end))
        told = [one for one in figures_in(spot, citation.source.published) if one.quantity is not None]
        if told:
            found.append(
                Shown(told[0].written, citation.quote, f"[{citation.n}] {_publisher(citation, briefing.language)}")
            )
        if len(found) == FIGURES:
            break
    return found


def _sentences(briefing: Briefing) -> Iterator[Statement]:
    """Those in which figures are looked for; what is said first stands above already."""
    for item in briefing.new:
        yield item.statement
        yield from item.differing
    yield from (change.now for change in briefing.changed)
    yield from (fact.statement for fact in (briefing.background.facts if briefing.background else ()))
    yield from (item.why for item in briefing.new if item.why is not None)
    yield from briefing.bluf


def _bluf(paper: Paper, briefing: Briefing, y: float, bottom: float) -> float:
    language = briefing.language
    said = [f"{one.text}{telling.numbers(one)}" for one in briefing.bluf] or [telling.quiet_line(briefing) or ""]
    texts = [_drawable(one, language) for one in said]
    for size in _BLUF_SIZES:
        lines = [paper.lines(text, size, WIDTH - 2 * _EDGE, bold=True) for text in texts]
        height = sum(map(len, lines)) * size * 1.4 + 14 * len(lines)
        if height <= bottom - y or size == _BLUF_SIZES[-1]:
            break
    for number, several in enumerate(lines):
        fits = max(1, int((bottom - y) / (size * 1.4)))
        shown = several if len(several) <= fits else [*several[: fits - 1], several[fits - 1].rstrip() + "…"]
        for line in shown:
            paper.text(_EDGE, y + size, line, size, bold=number == 0)
            y += size * 1.4
        y += 14
        if y >= bottom:
            break
    return y


def _figure(paper: Paper, figure: Shown, y: float, height: float) -> None:
    paper.bar(_EDGE, y, WIDTH - 2 * _EDGE, height, PALE)
    paper.bar(_EDGE, y, 8, height, _ACCENT)
    left, width = _EDGE + 36, WIDTH - 2 * _EDGE - 72
    paper.text(left, y + 62, _fit(paper, figure.written, 48, width, bold=True), 48, bold=True, color=_ACCENT)
    top, room = y + 100, height - 100 - 58
    sentence = _drawable(figure.sentence, paper.language)
    for size in _NOTE_SIZES:
        lines = paper.lines(sentence, size, width)
        most = max(1, int((room + size * 0.35) / (size * 1.35)))
        if len(lines) <= most:
            break
    else:
        lines = [*lines[: most - 1], lines[most - 1].rstrip() + "…"]
    for number, line in enumerate(lines):
        paper.text(left, top + number * size * 1.35, line, size, color=INK)
    paper.text(left, y + height - 18, _fit(paper, figure.source, 21, width), 21, color=GREY)


def _publisher(citation: Citation, language: Language) -> str:
    """Who published it and when: for the dossier the newest dated source behind the sentence."""
    if citation.references:
        one = max(citation.references, key=lambda reference: reference.published or "")
        told = [one.publisher, telling.date_told(one.published, language)]
    else:
        source = citation.source
        told = [source.publisher or source.title, telling.date_told(source.published, language)]
    return " · ".join(part for part in told if part)


def _drawable(text: str, language: Language) -> str:
    """The text with what the typeface cannot draw left out."""
    text = _CONTROL.sub(" ", text)
    text = text if len(text) <= _LONGEST else text[: _LONGEST - 1] + "…"
    lacking = set(missing_glyphs(text, language))
    return "".join(c for c in text if c not in lacking)


def _fit(paper: Paper, text: str, size: float, width: float = WIDTH - 2 * _EDGE, *, bold: bool = False) -> str:
    """One line of at most ``width``: cut with an ellipsis where it is longer."""
    text = _drawable(" ".join(text.split()), paper.language)
    if len(text) <= _LONGEST_LINE and paper.measure(text, size, bold=bold) <= width:
        return text
    fits, beyond = 0, min(len(text), _LONGEST_LINE)
    while beyond - fits > 1:
        middle = (fits + beyond) // 2
        if paper.measure(text[:middle].rstrip() + "…", size, bold=bold) <= width:
            fits = middle
        else:
            beyond = middle
    return text[:fits].rstrip() + "…"
