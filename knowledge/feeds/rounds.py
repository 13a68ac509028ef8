"""Rounds: ask the feeds that are due, take in what is on the topic, forget what is old.

A round blocks and belongs into a thread. What goes wrong with one feed is written down for it, and the next one goes
on. Writing into the library is the last step of each feed; the journal follows it, so that a kill in between costs
nothing but one more look at the same items.
"""

from __future__ import annotations

import hashlib
import logging
import random
import threading
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from knowledge.encoder import SentenceEncoder
from knowledge.errors import EmptyError, LibraryError, SourceError, SteppeError
from knowledge.feeds.document import item_digest, item_key, item_origin, read_page, to_document
from knowledge.feeds.journal import FeedRow, ItemRow, Journal
from knowledge.feeds.listing import read_feeds
from knowledge.feeds.pace import Pace, Stopped
from knowledge.feeds.parse import parse_feed
from knowledge.feeds.robots import Robots, target_of
from knowledge.feeds.values import (
    FeedHealth,
    FeedOutcome,
    FeedReport,
    FeedSource,
    Item,
    NotAFeedError,
    Problem,
    Protected,
)
from knowledge.feeds.visit import Visit, mark, visit
from knowledge.glossary import Glossary
from knowledge.ingest import ingest_documents
from knowledge.language import detect_language
from knowledge.library import Library, forget
from knowledge.load.draft import Draft
from knowledge.load.fetch import Reply, request
from knowledge.types import Document

if TYPE_CHECKING:
    from knowledge.feeds.topic import Topic

log = logging.getLogger(__name__)
JOURNAL = "feeds.sqlite3"
_LONGEST_WAIT = timedelta(days=1)  # between two tries of a feed that fails
_GONE_WAIT = timedelta(days=7)  # for a feed that was given up, and the longest that a server may ask for
_JITTER = 0.1  # of the waiting time, so that feeds of one list do not all come due in one minute
_DOUBLINGS = 6
_PAGES_S = 120.0  # spent on the pages of one feed in one round; the rest of its items wait for the next one
_SLOWEST_S = 60.0  # a robots.txt that asks for longer pauses than this keeps us from its pages altogether


@dataclass(slots=True)
class _Take:
    """What is gathered of one feed before anything is written."""

    items: int = 0
    new: int = 0
    pages: int = 0
    rows: list[ItemRow] = field(default_factory=list)
    seen: list[str] = field(default_factory=list)
    wanted: list[tuple[ItemRow, Item]] = field(default_factory=list)
    left: bool = False  # whether items were left for the next round


class Feeds:
    """The feeds of an open library.

    Args:
        library: Written to in rounds.
        glossary, encoder: For the decision on the topic.
        allow_loopback: For tests against a server on this machine; never to be set from outside.
        seed: Of the jitter.
        clock: Seconds, never going back.
    """

    def __init__(
        self,
        library: Library,
        glossary: Glossary,
        encoder: SentenceEncoder,
        *,
        allow_loopback: bool = False,
        seed: int | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._library, self._glossary, self._encoder = library, glossary, encoder
        self._settings = library.settings.feeds
        self._loopback = allow_loopback
        self._random = random.Random(seed)  # noqa: S311 - spreads load, keeps no secret
        self._clock = clock
        self._stop = threading.Event()
        self._turn = threading.Lock()
        self._pace = Pace(self._settings.pause_s, self._stop, clock)
        self._robots = Robots(self._get, clock)
        self._journal = Journal(library.settings.data_dir / JOURNAL)
        self._sources: tuple[FeedSource, ...] | None = None
        self._topic: Topic | None = None
        self._limits = library.settings.load.model_copy(
            update={"max_file_bytes": self._settings.max_bytes, "fetch_timeout_s": self._settings.timeout_s}
        )

    @property
    def sources(self) -> tuple[FeedSource, ...]:
        """The feeds that are followed, read once. Raises SettingsError."""
        if self._sources is None:
            self._sources = read_feeds(self._library.settings.feeds_file, allow_loopback=self._loopback)
        return self._sources

    def health(self) -> tuple[FeedHealth, ...]:
        """How each feed is doing, in the order of the list. Raises SettingsError, DiskError."""
        return self._journal.health(self.sources)

    def moments(self, source_ids: Sequence[str]) -> dict[str, tuple[FeedSource | None, datetime | None]]:
        """For sources that came from feeds: the feed (None: no longer followed) and when the item was published."""
        by_id = {source.id: source for source in self.sources}
        return {id: (by_id.get(feed), moment) for id, (feed, moment) in self._journal.moments(source_ids).items()}

    def stop(self) -> None:
        """End a round that is under way, after the request it is in the middle of; there will be no other."""
        self._stop.set()

    def close(self) -> None:
        """Stop, and wait until nothing is written any more."""
        self._stop.set()
        self._turn.acquire(timeout=self._settings.timeout_s + 5)  # released by nobody: there are no more rounds

    def fetch_due(
        self, now: datetime, *, everything: bool = False, protected: Protected = lambda source_id: False
    ) -> FeedReport:
        """One round.

        Args:
            now: Aware.
            everything: Ask all feeds, also those that are not due.
            protected: Which sources must not be forgotten or replaced.

        Returns:
            One outcome for each feed asked; none when another thread is in the middle of a round.

        Raises:
            SettingsError: The list of feeds is wrong.
            LockedError: Another process writes to the library.
            DiskError, DamagedError: The library cannot be written; what was taken before stays.
        """
        now = now.astimezone(UTC)
        if not self._turn.acquire(blocking=False):
            return FeedReport()
        try:
            rows = [(source, self._journal.feed(source)) for source in self.sources]
            due = [(s, row) for s, row in rows if everything or row.due is None or row.due <= now.timestamp()]
            if due:
                with self._library.writing():  # nobody is asked for what could not be stored
                    pass
            outcomes = [self._one(source, row, now, protected) for source, row in due if not self._stop.is_set()]
            return FeedReport(tuple(outcomes), self._forget_old(now, protected))
        finally:
            self._turn.release()

    # one feed

    def _one(self, source: FeedSource, row: FeedRow, now: datetime, protected: Protected) -> FeedOutcome:
        row = replace(row, tried=_seconds(now))
        try:
            return self._asked(source, row, now, protected)
        except LibraryError as error:
            # Written down, so that a full disk does not send us to the server again every minute.
            with suppress(LibraryError):
                self._failed(source, row, now, "library", str(error))
            raise
        except SteppeError:
            raise
        except Exception:  # what strangers write must not keep the other feeds from being read
            log.exception("feeds: %s", source.id)
            return self._failed(source, row, now, "fault", f"{source.url}: a fault of this program; the log says more")

    def _asked(self, source: FeedSource, row: FeedRow, now: datetime, protected: Protected) -> FeedOutcome:
        try:
            came = visit(
                source, self._limits, now, etag=row.etag, modified=row.modified,
                before=self._pace.wait, allow_loopback=self._loopback,
            )  # fmt: skip
        except Stopped:
            return FeedOutcome(source.id, "stopped")
        if came.problem is not None:
            return self._failed(source, row, now, came.problem, came.line, came.retry_after_s)
        digest = hashlib.sha256(came.reply.data).hexdigest()[:32] if came.reply is not None else row.digest
        if came.reply is None or digest == row.digest:
            self._journal.write(self._well(source, row, now, came.line), (), (), _seconds(now))
            return FeedOutcome(source.id, "unchanged", line=came.line)
        try:
            feed = parse_feed(
                came.reply.data, came.reply.headers.get("content-type"), came.reply.url, now,
                self._settings.max_items, allow_loopback=self._loopback,
            )  # fmt: skip
        except NotAFeedError as error:
            return self._failed(source, row, now, error.word, str(error))
        except EmptyError as error:
            return self._failed(source, row, now, "empty", str(error))
        if feed.remark:
            came = replace(came, line=feed.remark)
        return self._take(source, row, now, came, digest, feed.items, protected)

    def _take(
        self,
        source: FeedSource,
        row: FeedRow,
        now: datetime,
        came: Visit,
        digest: str | None,
        items: Sequence[Item],
        protected: Protected,
    ) -> FeedOutcome:
        take = self._sort(source, items, now, protected)
        stopped = False
        pages: dict[str, Draft | None] = {}
        try:
            self._read_pages(source, take, pages)
        except Stopped:
            stopped = True
        kept = [(one, item) for one, item in take.wanted if one.key in pages]
        status = self._store(source, kept, pages, take.rows)
        assert came.reply is not None  # noqa: S101 - only a body comes here
        row = self._well(source, row, now, came.line)
        if stopped or take.left:
            # Not marked as read: the same body is looked at again, and then only at what was left.
            row = replace(row, etag=None, modified=None, digest=None)
        else:
            headers = came.reply.headers
            row = replace(
                row, etag=mark(headers.get("etag")), modified=mark(headers.get("last-modified")), digest=digest
            )
        self._journal.write(row, take.rows, take.seen, _seconds(now))
        verdicts = [one.verdict for one in take.rows]
        return FeedOutcome(
            source.id,
            "stopped" if stopped else "fetched",
            line=came.line,
            items=take.items,
            new=take.new,
            taken=status.count("added"),
            replaced=status.count("replaced"),
            off_topic=verdicts.count("off-topic"),
            passed=verdicts.count("passed"),
            undated=sum(one.verdict == "taken" and one.undated for one in take.rows),
            pages=take.pages,
        )

    def _sort(self, source: FeedSource, items: Sequence[Item], now: datetime, protected: Protected) -> _Take:
        """Sort the items: seen before, not for us, and those that are wanted."""
        take = _Take(items=len(items))
        by_key = {item_key(item): item for item in reversed(items)}  # of one key twice the first one counts
        known = self._journal.known(source.id, list(by_key))
        fresh: list[tuple[ItemRow, Item, ItemRow | None]] = []
        oldest = (now - timedelta(days=self._settings.keep_days)).date().isoformat()
        for key, item in reversed(by_key.items()):
            before, digest = known.get(key), item_digest(item)
            if before is not None and before.digest == digest:
                take.seen.append(key)
                continue
            take.new += before is None
            origin = before.origin if before is not None else item_origin(source, item)
            moment = _seconds(item.moment) if item.moment else None
            row = ItemRow(key, digest, "passed", origin, None, moment, item.published is None)
            old = item.published is not None and item.published < oldest
            if old or detect_language(f"{item.title}\n{item.summary}") is None:
                take.rows.append(row)
            else:
                fresh.append((row, item, before))
        chosen = self._on_topic([item for _, item, _ in fresh])
        for (row, item, before), wanted in zip(fresh, chosen, strict=True):
            if before is not None and before.verdict == "taken":
                take.wanted.append((self._newer(row, before, protected), item))
            elif wanted:
                take.wanted.append((row, item))
            else:
                take.rows.append(replace(row, verdict="off-topic"))
        return take

    def _on_topic(self, items: Sequence[Item]) -> list[bool]:
        if not items:
            return []
        if self._topic is None:
            from knowledge.feeds.topic import Topic

            self._topic = Topic(self._glossary, self._encoder, self._library.settings.corpus)
        return self._topic.on_topic(items)

    @staticmethod
    def _newer(row: ItemRow, before: ItemRow, protected: Protected) -> ItemRow:
        """The row of a newer version; where the older one must stay, it is kept beside it under another origin."""
        if before.source_id is not None and protected(before.source_id):
            return replace(row, origin=f"{before.origin.partition('#')[0]}#{row.digest[:8]}")
        return row

    # pages

    def _read_pages(self, source: FeedSource, take: _Take, pages: dict[str, Draft | None]) -> None:
        """Decide what each wanted item's text is: its page where the feed has a summary only, else what the feed has.

        Items that do not come up in this round are not in ``pages`` afterwards. Raises Stopped.
        """
        end = self._clock() + _PAGES_S
        for row, item in take.wanted:
            if not source.full_text or item.body or item.link is None:
                pages[row.key] = None
                continue
            if take.pages >= self._settings.max_pages or self._clock() > end:
                if self._settings.max_pages == 0:
                    pages[row.key] = None
                    continue
                take.left = True
                continue
            pages[row.key], asked = self._page(item, item.link)
            take.pages += asked

    def _page(self, item: Item, link: str) -> tuple[Draft | None, bool]:
        """The article of an item's page, if its host allows it and it can be read; and whether it was asked for."""
        rules = self._robots.rules(link)
        if rules.delay_s > _SLOWEST_S or not rules.allow(target_of(link)):
            return None, False
        try:
            return read_page(self._get(link, self._permitted), item), True
        except SourceError as error:
            log.info("feeds: page of an item: %s", error)
            return None, True

    def _permitted(self, url: str) -> None:
        """Before each page, redirects included: its host's rules and its pace. Raises SourceError, Stopped."""
        rules = self._robots.rules(url)
        if not rules.allow(target_of(url)):
            raise SourceError(f"{url}: robots.txt keeps programs out")
        self._pace.wait(url, min(rules.delay_s, _SLOWEST_S))

    def _get(self, url: str, before: Callable[[str], None] | None = None) -> Reply:
        return request(url, self._limits, before=before or self._pace.wait, allow_loopback=self._loopback)

    # storing

    def _store(
        self,
        source: FeedSource,
        wanted: Sequence[tuple[ItemRow, Item]],
        pages: dict[str, Draft | None],
        rows: list[ItemRow],
    ) -> list[str]:
        """Take the wanted items in and add their rows; returns what ingest said of each."""
        if not wanted:
            return []

        def loader(row: ItemRow, item: Item) -> Callable[[], Document]:
            return lambda: to_document(source, item, row.origin, self._library.settings.load, pages[row.key])

        with self._library.writing():
            report = ingest_documents(
                self._library, [(row.origin, loader(row, item)) for row, item in wanted], len(wanted)
            )
        for (row, _), outcome in zip(wanted, report.outcomes, strict=True):
            taken = outcome.status != "failed"
            if not taken:
                log.info("feeds: %s: %s", source.id, outcome.reason)
            rows.append(replace(row, verdict="taken" if taken else "passed", source_id=outcome.source_id))
        return [outcome.status for outcome in report.outcomes]

    def _forget_old(self, now: datetime, protected: Protected) -> int:
        """Forget items that were kept long enough and that nothing cites."""
        end = now - timedelta(days=self._settings.keep_days)
        gone = [
            card.id
            for card in self._library.catalogue.sources_between(datetime.fromtimestamp(0, UTC), end, ("feed",))
            if not protected(card.id)
        ]
        for source_id in gone:
            if self._stop.is_set():
                break
            forget(self._library, source_id)
        if gone:
            self._journal.prune(_seconds(end) - 30 * 86_400)
        return len(gone)

    # when next

    def _well(self, source: FeedSource, row: FeedRow, now: datetime, line: str | None) -> FeedRow:
        return replace(
            row, succeeded=_seconds(now), due=self._due(now, self._every(source)), failures=0, problem=None, line=line
        )

    def _failed(
        self,
        source: FeedSource,
        row: FeedRow,
        now: datetime,
        problem: Problem,
        line: str | None,
        retry_after_s: float | None = None,
    ) -> FeedOutcome:
        failures = row.failures + 1
        wait = max(self._every(source), min(_LONGEST_WAIT, self._every(source) * 2 ** min(failures - 1, _DOUBLINGS)))
        if problem == "gone":
            wait = _GONE_WAIT
        due = self._due(now, wait)
        if retry_after_s is not None:
            asked = now + timedelta(seconds=min(retry_after_s, _GONE_WAIT.total_seconds()))
            due = max(due, self._later(asked))
        row = replace(row, due=due, failures=failures, problem=problem, line=line)
        self._journal.write(row, (), (), _seconds(now))
        log.info("feeds: %s: %s", source.id, line)
        return FeedOutcome(source.id, "failed", problem, line)

    def _every(self, source: FeedSource) -> timedelta:
        return timedelta(minutes=source.every_min or self._settings.every_min)

    def _due(self, now: datetime, wait: timedelta) -> int:
        return _seconds(now + wait * (1 + self._random.uniform(-_JITTER, _JITTER)))

    def _later(self, moment: datetime) -> int:
        """A moment that a server named, or a little after it: never before."""
        return _seconds(moment) + 1 + int(self._random.uniform(0, 60))


def _seconds(moment: datetime) -> int:
    return int(moment.timestamp())
