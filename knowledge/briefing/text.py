"""A briefing as plain text: for a terminal, a pipe, or a mail that an analyst forwards."""

from __future__ import annotations

from collections.abc import Iterator

from knowledge.briefing import telling
from knowledge.briefing.telling import words_of
from knowledge.briefing.values import Briefing, Change, Item
from knowledge.types import Citation, Statement


def as_text(briefing: Briefing) -> str:
    """The whole briefing with its sources, one sentence a line, an empty line between parts."""
    return "\n".join(_lines(briefing)) + "\n"


def _lines(briefing: Briefing) -> Iterator[str]:
    words = words_of(briefing)
    yield telling.title(briefing)
    yield telling.dateline(briefing)
    if briefing.notice:
        yield briefing.notice
    yield ""
    quiet = telling.quiet_line(briefing)
    if briefing.bluf or quiet:
        yield words.bluf
        yield from (_said(one) for one in briefing.bluf)
        yield from [quiet] if quiet else []
    if briefing.new:
        yield from ("", words.new)
        for number, item in enumerate(briefing.new, 1):
            yield from _item(number, item, briefing)
        yield from [more] if (more := telling.more_line(briefing)) else []
    if briefing.changed:
        yield from ("", telling.changed_heading(briefing))
        for change in briefing.changed:
            yield from _change(change, briefing)
    if briefing.background is not None:
        told = briefing.background
        yield from ("", f"{words.background}{words.dash}{telling.theme_line(told)}")
        for fact in told.facts:
            yield f"{words.list_mark}{_said(fact.statement)}"
            if line := telling.fact_line(fact, briefing.language):
                yield f"  {line}"
    if briefing.watch:
        yield from ("", words.watch)
        for ahead in briefing.watch:
            yield f"{words.list_mark}{telling.ahead_line(ahead, briefing.language)}"
            yield f"  {_said(ahead.statement)}"
    gaps = telling.gap_lines(briefing)
    if gaps:
        yield from ("", words.gaps, *(f"{words.list_mark}{line}" for line in gaps))
    if briefing.citations:
        yield from ("", f"{words.basis_heading}{words.colon}{telling.basis_line(briefing)}")
        yield from [rejected] if (rejected := telling.rejected_line(briefing)) else []
        yield from ("", words.sources_heading)
        for citation in briefing.main_citations:
            yield from _source(citation, briefing)


def _item(number: int, item: Item, briefing: Briefing) -> Iterator[str]:
    words, language = words_of(briefing), briefing.language
    yield f"{number}. {_item_said(item, briefing)}"
    yield f"   {telling.item_line(item, language)}"
    if item.differing:
        yield f"   {words.differ}"
        yield from (f"   {words.list_mark}{_said(one)}" for one in item.differing)
    if item.why is not None:
        yield f"   {words.why}{words.colon}{_said(item.why)}"


def _change(change: Change, briefing: Briefing) -> Iterator[str]:
    words, language = words_of(briefing), briefing.language
    yield f"{words.list_mark}{telling.change_line(change, language)}"
    yield f"  {_said(change.now)}"
    yield f"  {telling.before_line(change, language)}{words.colon}{_said(change.before)}"


def _source(citation: Citation, briefing: Briefing) -> Iterator[str]:
    language = briefing.language
    yield f"[{citation.n}] {telling.source_told(citation, language)}"
    for one in telling.references_told(citation, language):
        yield f"    {one}"
    if citation.source.url:
        yield f"    {citation.source.url}"


def _said(statement: Statement) -> str:
    return f"{statement.text}{telling.numbers(statement)}"


def _item_said(item: Item, briefing: Briefing) -> str:
    """The item's sentence; where it was said first of all, that it stands above."""
    return f"{telling.item_text(item, briefing)}{telling.numbers(item.statement)}"
