"""The theme of the day: the dossier in turn, a paragraph a day, so that no reader meets a sentence twice in a season.

Days walk through all paragraphs before any comes again; neighbours come from different dossiers. The walk depends on
the day and the dossier alone, so both languages have the same theme, and a day composed again has it too.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import date
from itertools import zip_longest

from knowledge.briefing.shelf import Shelf, Shelved
from knowledge.briefing.themes import Theme

MOST_FACTS = 4
CYCLE_DAYS = 90  # a dated announcement of the dossier is shown once in so many days


def theme_for(
    shelf: Shelf, day: date, themes: Sequence[Theme], contradicted: Collection[str], shown: Collection[str]
) -> tuple[Shelved, ...]:
    """The sentences of the day, of one paragraph.

    Args:
        themes: Narrow it to what they touch; where nothing is on them, there is no background.
        contradicted: Claims of the column that other sources contradict: they are no background.
        shown: Passages that stand in the briefing already, by id.

    Returns:
        At most ``MOST_FACTS``; empty where there is no dossier, or nothing on the themes.
    """
    turns = _turns(shelf, themes, contradicted)
    if not turns:
        return ()
    start = day.toordinal() % len(turns)
    ahead = (turns[(start + step) % len(turns)] for step in range(len(turns)))
    return next((turn for turn in ahead if turn[0].spot.passage.id not in shown), turns[start])


def announced(shelf: Shelf, day: date, themes: Sequence[Theme]) -> tuple[Shelved, ...]:
    """The dated announcement of the dossier whose turn it is; mostly none.

    Announcements are spread over ``CYCLE_DAYS`` (or as many days as there are announcements), so that none comes again
    within that time.
    """
    pool = [one for one in shelf.sentences if one.ahead is not None and _on(one, themes)]
    if not pool:
        return ()
    slots = max(CYCLE_DAYS, len(pool))
    slot = day.toordinal() % slots
    here = [one for number, one in enumerate(pool) if number * slots // len(pool) == slot]
    return tuple(one for one in here if one.ahead is not None and one.ahead.last >= day)


def _turns(shelf: Shelf, themes: Sequence[Theme], contradicted: Collection[str]) -> list[tuple[Shelved, ...]]:
    by_dossier: dict[str, list[tuple[Shelved, ...]]] = {}
    paragraph: list[Shelved] = []
    wanted = [
        one
        for one in shelf.sentences
        if one.ahead is None and not set(one.claims) & set(contradicted) and _on(one, themes)
    ]
    for one in wanted:
        if paragraph and paragraph[0].spot.passage.id != one.spot.passage.id:
            _add(by_dossier, paragraph)
            paragraph = []
        paragraph.append(one)
    if paragraph:
        _add(by_dossier, paragraph)
    # One of each dossier, then the second of each: those of a long dossier at the end stand between nothing else.
    rows = zip_longest(*(_spread(turns, max(map(len, by_dossier.values()))) for turns in by_dossier.values()))
    return [turn for row in rows for turn in row if turn is not None]


def _spread(turns: list[tuple[Shelved, ...]], rows: int) -> list[tuple[Shelved, ...] | None]:
    """The turns of a dossier over so many rows, evenly, so that a short dossier does not end early."""
    spread: list[tuple[Shelved, ...] | None] = [None] * rows
    for number, turn in enumerate(turns):
        spread[number * rows // len(turns)] = turn
    return spread


def _add(by_dossier: dict[str, list[tuple[Shelved, ...]]], paragraph: list[Shelved]) -> None:
    parts = -(-len(paragraph) // MOST_FACTS)
    size = -(-len(paragraph) // parts)
    turns = by_dossier.setdefault(paragraph[0].dossier, [])
    turns += [tuple(paragraph[first : first + size]) for first in range(0, len(paragraph), size)]


def _on(one: Shelved, themes: Sequence[Theme]) -> bool:
    return not themes or any(one.dossier in t.dossiers or t.meets(one.spot.text, one.entries) for t in themes)
