"""The multi-vector policy as a scoreboard: of each partner how much the library holds, and the newest dated line on it."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from functools import lru_cache

from knowledge.answer import Numbered
from knowledge.briefing.partners import PARTNERS
from knowledge.briefing.reports import may_be_shown
from knowledge.briefing.shelf import shelf_of
from knowledge.briefing.values import VECTORS, Vector
from knowledge.compose import present
from knowledge.desk import Desk
from knowledge.encoder.tokens import analyse
from knowledge.evidence import Spot
from knowledge.glossary import Glossary
from knowledge.lexical import question_words
from knowledge.types import LANGUAGES, Citation, Language, Passage, SourceKind, Statement

RECENT_DAYS = 30
_NEWEST_LOOKED_AT = 8  # passages that name a partner, newest first, until one has a sentence that can be shown


@dataclass(frozen=True, slots=True)
class Standing:
    """One partner.

    Attributes:
        passages: Passages of the library that name it; of two twins one is counted.
        recent: Of them, those of sources published in the last ``RECENT_DAYS`` days.
        kinds: How many by kind of source, most first.
        line: The newest dated sentence on it; None where there is none.
        published: The date of that sentence's source, or of the newest source behind it.
    """

    vector: Vector
    passages: int
    recent: int
    kinds: tuple[tuple[SourceKind, int], ...]
    line: Statement | None = None
    citation: Citation | None = None
    published: str | None = None


def scoreboard(desk: Desk, language: Language, now: datetime) -> tuple[Standing, ...]:
    """The partners in the order of ``VECTORS``, with lines in ``language`` where there are any.

    Raises:
        LibraryError: The library cannot be read.
    """
    return tuple(_standing(desk, vector, language, now.date()) for vector in VECTORS)


def _standing(desk: Desk, vector: Vector, language: Language, today: date) -> Standing:
    catalogue = desk.library.catalogue
    since = (today - timedelta(days=RECENT_DAYS)).isoformat()
    kinds: dict[SourceKind, int] = {}
    recent = 0
    for one in LANGUAGES:
        match = _expression(vector, one, desk.glossary)
        for kind, published, count in catalogue.spread(one, match) if match else ():
            if kind == "dossier" and one != language:
                continue  # the dossier's twins say the same
            kinds[kind] = kinds.get(kind, 0) + count
            if published and kind != "dossier" and since <= published <= today.isoformat():
                recent += count
    ordered = tuple(sorted(kinds.items(), key=lambda pair: (-pair[1], pair[0])))
    found = Standing(vector, sum(kinds.values()), recent, ordered)
    best = max(_lines(desk, vector, language, today), key=lambda pair: pair[1], default=None)
    if best is None:
        return found
    spot, published = best
    numbered = Numbered(desk.library)
    statement = Statement(
        present(spot.text, spot.passage.language, language), (numbered.cite(spot.passage, spot.span),), "quoted"
    )
    citation = numbered.citations[0]
    return replace(
        found, line=statement, citation=replace(citation, source=replace(citation.source, text="")), published=published
    )


def _lines(desk: Desk, vector: Vector, language: Language, today: date) -> Iterator[tuple[Spot, str]]:
    """The newest sentences that name the partner, each with its date: of the dossier one, of the news one a language."""
    for one in sorted(LANGUAGES, key=lambda other: other != language):  # of one day the reader's language stands
        match = _expression(vector, one, desk.glossary)
        if match:
            newest = desk.library.catalogue.newest(one, match, today.isoformat(), _NEWEST_LOOKED_AT)
            yield from _first(desk, vector, newest, one)
    dated = [
        (one.spot, one.as_of)
        for one in shelf_of(desk, language).sentences
        if one.as_of and one.source.stance != "opinion" and one.entries & PARTNERS[vector]
    ]
    if dated:
        yield max(dated, key=lambda pair: pair[1])


def _first(
    desk: Desk, vector: Vector, newest: Iterable[tuple[Passage, str]], language: Language
) -> Iterator[tuple[Spot, str]]:
    for passage, published in newest:
        for span in passage.sentences:
            spot = Spot(passage, span)
            named = {entry.id for entry in desk.glossary.find(spot.text)}
            if named & PARTNERS[vector] and may_be_shown(spot.text, language):
                yield spot, published
                return


@lru_cache(maxsize=64)
def _expression(vector: Vector, language: Language, glossary: Glossary) -> str:
    """A full-text expression for passages that name a partner: its names as phrases of the words in the index."""
    phrases: dict[str, None] = {}
    for id in sorted(PARTNERS[vector]):
        entry = glossary.get(id)
        if entry is None or entry.kind == "term":  # US-Russia stands for two
            continue
        for name in entry.names(language):
            words = [word.replace('"', '""') for word in question_words(analyse(name))]
            if words and all(any(map(str.isalnum, word)) for word in words):
                phrases[f'"{" ".join(words)}"'] = None
    return " OR ".join(phrases)
