"""The balance: one panel a vector, one bar a number, the year beside it; full frames where a whole is known."""

from __future__ import annotations

from knowledge.figures.match import Figures
from knowledge.figures.paper import GREY, GROUND, HEIGHT, INK, PALE, RULE, WIDTH, Paper
from knowledge.figures.plan import Bar, Panel, Party, Plan
from knowledge.types import Language, Reference

# Told apart by lightness as well as by hue, so that no kind of colour blindness joins two of them.
COLOURS: dict[Party, str] = {
    "russia": "#B23A2B",
    "china": "#E5A823",
    "eu": "#1F5FA8",
    "us": "#6DB1E2",
    "others": "#8B9299",
}
_LEFT, _RIGHT = 44, WIDTH - 44
_BAR_LEFT, _BAR_RIGHT = 436, 704
_FIGURE_LEFT = _BAR_RIGHT + 16
_BODY, _SMALL = 26, 21
_ROW, _THICK = 35, 20


def draw_balance(figures: Figures, language: Language, sources: tuple[Reference, ...]) -> Paper:
    """Draw the balance on a sheet of ``WIDTH`` by ``HEIGHT`` pixels."""
    paper, plan = Paper(language), figures.plan
    balance = plan.balance
    y = paper.paragraph(_LEFT, 66, getattr(balance.title, language), 43, _RIGHT - _LEFT, leading=1.2, bold=True)
    y = paper.paragraph(_LEFT, y - 4, getattr(balance.subtitle, language), 25, _RIGHT - _LEFT, leading=1.3, color=GREY)
    foot = footer(paper, getattr(balance.note, language), sources)
    rows = sum(len(panel.bars) for panel in balance.panels)
    room = foot - 8 - (y - 22)
    head = (room - rows * _ROW) / len(balance.panels)
    y -= 22
    for panel in balance.panels:
        _panel(paper, panel, plan, y, head)
        y += head + len(panel.bars) * _ROW
    return paper


def footer(paper: Paper, note: str, sources: tuple[Reference, ...]) -> float:
    """Write the note and the publishers at the foot of a sheet; returns where they begin (its top)."""
    from knowledge.figures.words import publishers

    width = _RIGHT - _LEFT
    lines = paper.lines(note, _SMALL, width)
    credit = paper.lines(publishers(sources, paper.language), _SMALL - 2, width)
    leading = _SMALL * 1.3
    top = HEIGHT - 20 - leading * (len(lines) + len(credit))
    y = top + leading * 0.8
    for line in lines:
        paper.text(_LEFT, y, line, _SMALL, color=INK)
        y += leading
    for line in credit:
        paper.text(_LEFT, y, line, _SMALL - 2, color=GREY)
        y += leading
    return top


def _panel(paper: Paper, panel: Panel, plan: Plan, top: float, head: float) -> None:
    language = paper.language
    paper.line([(_LEFT, top + 4), (_RIGHT, top + 4)], RULE, 1.5)
    base = top + head - 13
    title = paper.text(_LEFT, base, getattr(panel.title, language), 31, bold=True)
    paper.text(title.right + 16, base, getattr(panel.unit, language), _SMALL + 1, color=GREY)
    if panel.aside is not None:
        paper.text(_RIGHT, base, getattr(panel.aside, language), _SMALL + 1, color=INK, align="right")
    whole = 100.0 if panel.whole == "percent" else plan.numbers[panel.whole].value if panel.whole else None
    longest = whole or max(plan.numbers[bar.number].value for bar in panel.bars)
    y = top + head
    for bar in panel.bars:
        _row(paper, bar, plan, y, longest, framed=whole is not None)
        y += _ROW


def _row(paper: Paper, bar: Bar, plan: Plan, y: float, longest: float, *, framed: bool) -> None:
    language, number = paper.language, plan.numbers[bar.number]
    base = y + 24
    label = paper.text(_LEFT, base, getattr(number.label, language), _BODY)
    if number.detail is not None:
        room = _BAR_LEFT - 14 - label.right - 10
        detail, size = getattr(number.detail, language), float(_SMALL)
        while size > 15 and paper.measure(detail, size) > room:
            size -= 0.5
        paper.text(label.right + 10, base, detail, size, color=GREY)
    full = _BAR_RIGHT - _BAR_LEFT
    if framed:
        paper.bar(_BAR_LEFT, y + 6, full, _THICK, PALE)
    width = full * number.value / longest if longest else 0.0
    color = COLOURS[bar.party]
    if bar.manner == "earlier":
        paper.bar(_BAR_LEFT, y + 6, width, _THICK, _faded(color))
    else:
        paper.bar(_BAR_LEFT, y + 6, width, _THICK, color, outline=bar.manner == "planned")
    value = paper.text(_FIGURE_LEFT, base, getattr(number.written, language), _BODY, bold=True)
    if number.when is not None:
        paper.text(value.right + 10, base, getattr(number.when, language), _SMALL, color=GREY)


def _faded(color: str) -> str:
    parts = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    ground = int(GROUND[1:3], 16)
    return "#" + "".join(f"{round(ground - (ground - part) * 0.5):02X}" for part in parts)
