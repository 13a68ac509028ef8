"""The values of the feeds: what is followed, what an item says, what became of a round."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Literal

from knowledge.errors import FormatError
from knowledge.types import Language, Stance

FeedKind = Literal["official", "news", "state-media", "think-tank"]
STANCES: dict[FeedKind, Stance] = {
    "official": "official",
    "news": "news",
    "state-media": "state-media",
    "think-tank": "think-tank",
}
Protected = Callable[[str], bool]
"""Whether the source with this id must stay, because something that is kept cites it."""


@dataclass(frozen=True, slots=True)
class FeedSource:
    """One feed of the operator's file.

    Attributes:
        id: Short key, unique in the file.
        name: The publisher, as readers are told it.
        language: What it is mostly written in; each item's own language is read from its text.
        weight: How much its items count beside others, in (0, 1].
        full_text: Whether the page of an item is fetched when the feed carries a summary only.
        every_min: How often it is asked, in minutes; None: as the settings say.
    """

    id: str
    name: str
    url: str
    kind: FeedKind
    language: Language
    weight: float = 1.0
    full_text: bool = False
    every_min: int | None = None


@dataclass(frozen=True, slots=True)
class Item:
    """One entry of a feed as plain text.

    Attributes:
        guid: What the feed calls it; empty when it does not say.
        link: Its public page, without marks of tracking; None when it has none that could be fetched.
        summary: Paragraphs, joined by empty lines; may be empty.
        body: The text that the feed itself carries in full; empty when it carries a summary only.
        published: The day the feed gives, as its own zone has it; None when it gives none that can be true.
        moment: The same to the second, aware; None likewise.
        misdated: Whether it gave a date that cannot be true (1970, next year).
    """

    title: str
    guid: str = ""
    link: str | None = None
    summary: str = ""
    body: str = field(default="", repr=False)
    author: str | None = None
    published: str | None = None
    moment: datetime | None = None
    misdated: bool = False


@dataclass(frozen=True, slots=True)
class ParsedFeed:
    """A feed that could be read: its own title and its items, in the feed's order.

    Attributes:
        remark: What was wrong with it though it could be read; None when nothing was.
    """

    title: str
    items: tuple[Item, ...]
    remark: str | None = None


Problem = Literal[
    "address", "unreachable", "late", "too-large", "refused", "gone", "not-found", "busy", "server-error", "status",
    "html", "login", "not-a-feed", "empty", "library", "fault",
]  # fmt: skip
"""What is wrong with a feed, in one word."""


class NotAFeedError(FormatError):
    """What an address sent is no feed; ``word`` says what it is."""

    def __init__(self, word: Problem, line: str) -> None:
        super().__init__(line)
        self.word: Problem = word


@dataclass(frozen=True, slots=True)
class FeedOutcome:
    """What one round brought of one feed.

    Attributes:
        status: ``fetched``; ``unchanged`` (the server or the text says so); ``failed``; ``stopped`` halfway.
        problem: The word for what failed, and ``line`` says it in a sentence; a feed that was read may have a line too.
        items: How many items it held; of these ``new`` had not been seen.
        taken, replaced: Items that came into the library, and newer versions of ones that were there.
        off_topic: Items that are not on the topic.
        passed: Items on the topic that could not be taken: another language, older than what is kept, no text.
        undated: Items taken without a date, because the feed gave none or an impossible one.
        pages: How many item pages were fetched for their full text.
    """

    feed: str
    status: Literal["fetched", "unchanged", "failed", "stopped"]
    problem: Problem | None = None
    line: str | None = None
    items: int = 0
    new: int = 0
    taken: int = 0
    replaced: int = 0
    off_topic: int = 0
    passed: int = 0
    undated: int = 0
    pages: int = 0


@dataclass(frozen=True, slots=True)
class FeedReport:
    """One round: the feeds that were due, in the order they were asked, and how many old items were forgotten."""

    outcomes: tuple[FeedOutcome, ...] = ()
    forgotten: int = 0

    @property
    def taken(self) -> int:
        """How many items came in or were replaced."""
        return sum(outcome.taken + outcome.replaced for outcome in self.outcomes)


@dataclass(frozen=True, slots=True)
class FeedHealth:
    """How a feed has been doing. Times are aware, UTC; None: never.

    Attributes:
        problem: The word for what was wrong at the last try, and ``line`` says it in a sentence; None when it went well.
        failures: Tries that failed in a row.
        seen, taken, off_topic, passed, undated: Items since the feed was first followed.
        due: When it is asked next; None: at once.
    """

    source: FeedSource
    tried: datetime | None = None
    succeeded: datetime | None = None
    due: datetime | None = None
    failures: int = 0
    problem: Problem | None = None
    line: str | None = None
    seen: int = 0
    taken: int = 0
    off_topic: int = 0
    passed: int = 0
    undated: int = 0
