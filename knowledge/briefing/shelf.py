"""The dossier as a briefing uses it: its sentences with their sources, vectors, names and dates ahead.

Read once for each state of the dossier and kept: a day's briefing takes from it without reading it again.
"""

from __future__ import annotations

import re
import threading
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from weakref import WeakKeyDictionary

import numpy as np
from numpy.typing import NDArray

from knowledge.briefing.dates_ahead import DateAhead, dates_ahead
from knowledge.desk import Desk
from knowledge.evidence import Spot
from knowledge.store.catalogue import SqliteCatalogue
from knowledge.types import Language, Source

_EVER = (datetime(1970, 1, 1, tzinfo=UTC), datetime(9999, 1, 1, tzinfo=UTC))
_LANGUAGE_TAIL = re.compile(r"-(?:ja|en)$")


@dataclass(frozen=True, slots=True)
class Shelved:
    """One sentence of the dossier.

    Attributes:
        dossier: The dossier it stands in, without its language: the same in both.
        as_of: Date of the newest published source behind it; None where none is dated.
        references: How many published sources stand behind it.
        claims: Claims of the column that it reports.
        entries: Glossary entries it names.
        ahead: A date in it that lies after the dossier's own.
    """

    spot: Spot
    source: Source
    dossier: str
    as_of: str | None
    references: int
    claims: tuple[str, ...]
    entries: frozenset[str]
    ahead: DateAhead | None


@dataclass(frozen=True, slots=True)
class Shelf:
    """All of it in one language, by dossier and in the order of the text; ``vectors`` (sentences, dimension)."""

    sentences: tuple[Shelved, ...]
    vectors: NDArray[np.float32]


_shelves: WeakKeyDictionary[SqliteCatalogue, dict[Language, tuple[object, Shelf]]] = WeakKeyDictionary()
_turn = threading.Lock()


def shelf_of(desk: Desk, language: Language) -> Shelf:
    """The dossier in one language, as it is now. Safe from several threads."""
    catalogue = desk.library.catalogue
    cards = [one for one in catalogue.sources_between(*_EVER, ("dossier",)) if one.language == language]
    cards.sort(key=lambda one: one.id)
    state = tuple((one.id, one.sha256) for one in cards)
    with _turn:  # of many who ask at once the first reads
        known = _shelves.setdefault(catalogue, {})
        if language not in known or known[language][0] != state:
            known[language] = (state, _read(desk, cards))
        return known[language][1]


def _read(desk: Desk, cards: Sequence[Source]) -> Shelf:
    catalogue, found = desk.library.catalogue, []
    for card in cards:
        notes = catalogue.notes(card.id, 0, 2**31)
        dated = {r.key: r for r in catalogue.references(sorted({key for note in notes for key in note.keys}))}
        by_start = {note.start: note for note in notes}
        for passage in catalogue.passages_of(card.id):
            for span in passage.sentences:
                spot, note = Spot(passage, span), by_start.get(span.start)
                keys = [key for key in (note.keys if note else ()) if key in dated]
                days = [day for key in keys if (day := dated[key].published)]
                found.append(
                    Shelved(
                        spot,
                        card,
                        _LANGUAGE_TAIL.sub("", card.id).removeprefix("dossier-"),
                        max(days, default=None),
                        len(keys),
                        note.claims if note else (),
                        frozenset(entry.id for entry in desk.glossary.find(spot.text)),
                        next(iter(dates_ahead(spot.text, card.published)), None),
                    )
                )
    vectors = desk.encoder.encode([one.spot.text for one in found])
    return Shelf(tuple(found), vectors)
