"""The values of a briefing. Frozen; every sentence in them is a ``Statement`` with citations that were found.

Citations are numbered through the whole briefing. Their sources are without text (as ``Catalogue.cards`` gives them), so
that a briefing can be stored as sent; the quotation is checked against the whole text when it is composed, and against
``passage.text`` at any time.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Literal

from knowledge.types import Citation, Language, Statement

Vector = Literal["RU", "CN", "US", "EU", "JP", "TR", "CA"]
VECTORS: tuple[Vector, ...] = ("RU", "CN", "US", "EU", "JP", "TR", "CA")
"""The partners of the multi-vector policy: Russia, China, United States, Europe, Japan, Türkiye, Central Asia."""

Agreement = Literal["single", "agree", "differ"]
"""``single``: one source has it; ``agree``: several, and no number of theirs differs; ``differ``: one does."""

Label = Literal["opinion", "state-media", "official", "undated", "unreviewed"]
"""What a reader should know of an item's sources. ``unreviewed``: handed in by a reader, from no known publisher."""

Kind = Literal["daily", "since"]


@dataclass(frozen=True, slots=True)
class Mix:
    """How many sources stand behind something, by stance and language.

    Attributes:
        total: Distinct sources; each is counted once under its language and at most once under a stance.
    """

    total: int = 0
    official: int = 0
    news: int = 0
    state_media: int = 0
    opinion: int = 0
    other: int = 0
    ja: int = 0
    en: int = 0


@dataclass(frozen=True, slots=True)
class Item:
    """One event, however many sources tell it.

    Attributes:
        key: Twelve hexadecimal digits: the same source and sentence have the same key on every day.
        statement: The sentence that tells it best, in the briefing's language where a source has it.
        published: The date of the source that tells it, ``YYYY-MM-DD`` or less; None when it has none.
        members: The keys of all source sentences gathered here, this one's first: none of them is new again.
        vectors: The partners it touches, in the order of ``VECTORS``.
        differing: Where sources differ: a sentence of each side, the statement's own side first.
        why: A sentence of the dossier that says what it bears on; None where none is near enough.
        more: Further sentences of its sources, for those who open it.
    """

    key: str
    statement: Statement
    published: str | None
    members: tuple[str, ...]
    vectors: tuple[Vector, ...]
    mix: Mix
    agreement: Agreement
    labels: tuple[Label, ...] = ()
    differing: tuple[Statement, ...] = ()
    why: Statement | None = None
    more: tuple[Statement, ...] = ()


@dataclass(frozen=True, slots=True)
class Change:
    """A figure or date that is now given otherwise than before, for the same thing.

    Attributes:
        now: The newer sentence.
        before: The older one.
        published: The date of the newer source; None when it has none.
        earlier: The date of the older one.
        told: The figure then and now, as written.
        briefed: The day of the briefing that carried the older sentence; None when it stood in the library only.
    """

    key: str
    now: Statement
    before: Statement
    published: str | None
    earlier: str | None
    told: tuple[str, str]
    briefed: date | None = None


@dataclass(frozen=True, slots=True)
class Fact:
    """A sentence of the dossier, with the date of the newest published source behind it.

    Attributes:
        as_of: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None when no source behind it carries a date.
        sources: How many published sources stand behind it.
    """

    key: str
    statement: Statement
    as_of: str | None
    sources: int
    labels: tuple[Label, ...] = ()


@dataclass(frozen=True, slots=True)
class Background:
    """The theme of the day: one stretch of the dossier.

    Attributes:
        topic: The title of the dossier it comes from.
        theme: The heading it stands under.
    """

    topic: str
    theme: str
    facts: tuple[Fact, ...]


@dataclass(frozen=True, slots=True)
class Ahead:
    """A dated event that a source announces.

    Attributes:
        day: ``YYYY-MM-DD``, or ``YYYY-MM`` or ``YYYY`` where the source says no more.
        days_left: From the briefing's day; None where the day is not said.
        published: The date of the source that announces it.
    """

    key: str
    statement: Statement
    day: str
    days_left: int | None
    published: str | None


@dataclass(frozen=True, slots=True)
class Gap:
    """Something the reader watches or asked that the library does not answer."""

    kind: Literal["watched", "asked"]
    text: str


@dataclass(frozen=True, slots=True)
class Doubted:
    """A source that was left out because its date cannot be right."""

    source_id: str
    title: str
    published: str


@dataclass(frozen=True, slots=True)
class Basis:
    """What the briefing rests on, counted over the citations of ``main``.

    Attributes:
        passages: Distinct passages cited.
        sources: Distinct publications: the cited sources, and for the dossier the published ones behind its sentences.
        newest_days: Age of the newest dated one on the briefing's day; None when none carries a full date.
        ja: Passages in Japanese.
        en: Passages in English.
        official: Publications by stance, as ``opinion`` and ``state_media``.
    """

    passages: int = 0
    sources: int = 0
    newest_days: int | None = None
    ja: int = 0
    en: int = 0
    official: int = 0
    opinion: int = 0
    state_media: int = 0


@dataclass(frozen=True, slots=True)
class Briefing:
    """A day's briefing in one language.

    Attributes:
        id: Twelve hexadecimal digits over all that it says.
        kind: ``since``: what is new and changed since a moment, without background.
        day: The day it is for, in ``zone``.
        since: Start of the window, UTC, inclusive.
        until: The cut-off, UTC, exclusive.
        bluf: One or two sentences first.
        last_new: The date of the newest item before the window; None when there is none.
        earlier: The day of the briefing before, which CHANGED refers to.
        mode: ``extractive``, or the chat model's name.
        notice: A line that says what is not as set; None when all is.
        rejected: How many of the model's sentences were dropped by verification.
        prompt: Id, version and hash of the prompt; None in the extractive mode.
        more_new: How many further items of the window did not find room.
    """

    id: str
    kind: Kind
    day: date
    language: Language
    zone: str
    since: datetime
    until: datetime
    themes: tuple[str, ...] = ()
    bluf: tuple[Statement, ...] = ()
    new: tuple[Item, ...] = ()
    changed: tuple[Change, ...] = ()
    background: Background | None = None
    watch: tuple[Ahead, ...] = ()
    gaps: tuple[Gap, ...] = ()
    doubted: tuple[Doubted, ...] = ()
    citations: tuple[Citation, ...] = ()
    basis: Basis = field(default_factory=Basis)
    last_new: str | None = None
    earlier: date | None = None
    more_new: int = 0
    mode: str = "extractive"
    notice: str | None = None
    rejected: int = 0
    prompt: str | None = None

    @property
    def empty(self) -> bool:
        """Whether there is nothing in it to read."""
        return not self.citations

    @property
    def quiet(self) -> bool:
        """Whether nothing is new and nothing changed."""
        return not (self.new or self.changed)

    def statements(self) -> Iterator[Statement]:
        """Every sentence in it, in reading order; those behind an item last."""
        yield from self.main()
        for item in self.new:
            yield from item.more

    def main(self) -> Iterator[Statement]:
        """The sentences of the briefing itself, without those that are kept for who opens an item."""
        yield from self.bluf
        for item in self.new:
            yield item.statement
            yield from item.differing
            if item.why is not None:
                yield item.why
        for change in self.changed:
            yield change.now
            yield change.before
        for fact in self.background.facts if self.background else ():
            yield fact.statement
        for ahead in self.watch:
            yield ahead.statement

    def citation(self, n: int) -> Citation:
        """The citation with number ``n``."""
        return self.citations[n - 1]

    @property
    def main_citations(self) -> tuple[Citation, ...]:
        """The citations of the briefing itself, by number."""
        used = {n for statement in self.main() for n in statement.citations}
        return tuple(one for one in self.citations if one.n in used)

    @property
    def source_ids(self) -> frozenset[str]:
        """The sources that it cites: kept as long as the briefing is."""
        return frozenset(citation.source.id for citation in self.citations)
