"""What was seen of each feed, and how each is doing: a small SQLite file beside the catalogue.

A file of its own, because losing it loses nothing: feeds are then read again, and the library knows by their text
what it has. Reading is safe from several threads; rounds, which write, come one at a time.
"""

from __future__ import annotations

import contextlib
import json
import logging
import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Literal

from knowledge.errors import DiskError, LibraryError
from knowledge.feeds.values import FeedHealth, FeedSource

log = logging.getLogger(__name__)
Verdict = Literal["taken", "off-topic", "passed"]
VERSION = 1
_SCHEMA = """
CREATE TABLE IF NOT EXISTS feeds (
    id        TEXT PRIMARY KEY,
    url       TEXT NOT NULL,
    etag      TEXT,
    modified  TEXT,                     -- Last-Modified, as the server wrote it
    digest    TEXT,                     -- of the body last read
    tried     INTEGER,                  -- these times: seconds since 1970, UTC
    succeeded INTEGER,
    due       INTEGER,
    failures  INTEGER NOT NULL DEFAULT 0,
    problem   TEXT,
    line      TEXT
);
CREATE TABLE IF NOT EXISTS items (
    feed      TEXT NOT NULL,
    key       TEXT NOT NULL,            -- the feed's own id of the item, else its address, else a hash
    digest    TEXT NOT NULL,            -- of what the feed says of it
    verdict   TEXT NOT NULL,
    origin    TEXT NOT NULL,            -- under which the library holds it
    source_id TEXT,
    moment    INTEGER,                  -- when it was published
    undated   INTEGER NOT NULL,
    first     INTEGER NOT NULL,
    last      INTEGER NOT NULL,
    PRIMARY KEY (feed, key)
);
CREATE INDEX IF NOT EXISTS items_source ON items (source_id);
"""


@dataclass(frozen=True, slots=True)
class FeedRow:
    """What is remembered of a feed between two rounds. Times in seconds since 1970."""

    id: str
    url: str
    etag: str | None = None
    modified: str | None = None
    digest: str | None = None
    tried: int | None = None
    succeeded: int | None = None
    due: int | None = None
    failures: int = 0
    problem: str | None = None
    line: str | None = None


@dataclass(frozen=True, slots=True)
class ItemRow:
    """What is remembered of an item. Times in seconds since 1970."""

    key: str
    digest: str
    verdict: Verdict
    origin: str
    source_id: str | None = None
    moment: int | None = None
    undated: bool = False


class Journal:
    """The journal of the feeds.

    Raises:
        DiskError: The file cannot be read or written.
    """

    def __init__(self, path: Path) -> None:
        self._path = path

    @contextmanager
    def _open(self, *, writing: bool = False) -> Iterator[sqlite3.Connection]:
        try:
            with closing(self._connect()) as connection, connection:
                connection.execute("BEGIN IMMEDIATE" if writing else "BEGIN")
                yield connection
        except sqlite3.Error as error:
            raise DiskError(f"{self._path}: {error}; mend its disk and permissions, or remove the file") from error

    def _connect(self) -> sqlite3.Connection:
        try:
            return self._ready(sqlite3.connect(self._path, timeout=5.0, isolation_level=None))
        except sqlite3.OperationalError:
            raise  # no place, no permission, or busy: the file itself is sound
        except sqlite3.DatabaseError as error:
            aside = self._path.with_suffix(".damaged")
            log.warning("%s: %s; set aside as %s, feeds are read anew", self._path, error, aside.name)
            with contextlib.suppress(OSError):
                self._path.replace(aside)
            return self._ready(sqlite3.connect(self._path, timeout=5.0, isolation_level=None))

    def _ready(self, connection: sqlite3.Connection) -> sqlite3.Connection:
        try:
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = NORMAL")
            version = connection.execute("PRAGMA user_version").fetchone()[0]
            if version > VERSION:
                raise LibraryError(f"{self._path}: written by a newer version of steppe; update steppe")
            if version < VERSION:
                connection.executescript(f"BEGIN IMMEDIATE; {_SCHEMA} PRAGMA user_version = {VERSION}; COMMIT;")
        except BaseException:
            connection.close()
            raise
        return connection

    def feed(self, source: FeedSource) -> FeedRow:
        """What is remembered of a feed; nothing but its address where it is new or has another address."""
        if not self._path.exists():
            return FeedRow(source.id, source.url)
        with self._open() as connection:
            row = connection.execute("SELECT * FROM feeds WHERE id = ? AND url = ?", (source.id, source.url)).fetchone()
        return FeedRow(*row) if row else FeedRow(source.id, source.url)

    def known(self, feed: str, keys: Sequence[str]) -> dict[str, ItemRow]:
        """The items with these keys that the feed had before, by key."""
        with self._open() as connection:
            rows = connection.execute(
                "SELECT key, digest, verdict, origin, source_id, moment, undated FROM items"
                " WHERE feed = ? AND key IN (SELECT value FROM json_each(?))",
                (feed, json.dumps(list(keys))),
            ).fetchall()
        return {row[0]: ItemRow(*row) for row in rows}

    def write(self, row: FeedRow, items: Sequence[ItemRow], seen: Sequence[str], now: int) -> None:
        """Record one round of a feed: its row, items that are new or changed, and the keys seen again."""
        with self._open(writing=True) as connection:
            connection.execute(
                "INSERT OR REPLACE INTO feeds VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
                (
                    row.id, row.url, row.etag, row.modified, row.digest, row.tried, row.succeeded, row.due,
                    row.failures, row.problem, row.line,
                ),
            )  # fmt: skip
            connection.executemany(
                "INSERT INTO items VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9)"
                " ON CONFLICT (feed, key) DO UPDATE SET digest = ?3, verdict = ?4, origin = ?5, source_id = ?6,"
                " moment = ?7, undated = ?8, last = ?9",
                [
                    (row.id, i.key, i.digest, i.verdict, i.origin, i.source_id, i.moment, int(i.undated), now)
                    for i in items
                ],
            )
            connection.executemany(
                "UPDATE items SET last = ? WHERE feed = ? AND key = ?", [(now, row.id, key) for key in seen]
            )

    def prune(self, before: int) -> None:
        """Forget items that no feed has listed since ``before``."""
        if self._path.exists():
            with self._open(writing=True) as connection:
                connection.execute("DELETE FROM items WHERE last < ?", (before,))

    def health(self, sources: Sequence[FeedSource]) -> tuple[FeedHealth, ...]:
        """How each feed is doing, in the order given."""
        rows: dict[str, FeedRow] = {}
        counts: dict[str, tuple[int, ...]] = {}
        if self._path.exists():
            with self._open() as connection:
                rows = {row[0]: FeedRow(*row) for row in connection.execute("SELECT * FROM feeds")}
                counts = {
                    row[0]: row[1:]
                    for row in connection.execute(
                        "SELECT feed, count(*), sum(verdict = 'taken'), sum(verdict = 'off-topic'),"
                        " sum(verdict = 'passed'), sum(verdict = 'taken' AND undated) FROM items GROUP BY feed"
                    )
                }
        return tuple(_health(source, rows.get(source.id), counts.get(source.id, (0,) * 5)) for source in sources)

    def moments(self, source_ids: Sequence[str]) -> dict[str, tuple[str, datetime | None]]:
        """For sources that came from feeds: which feed, and when the item was published (UTC), by source id."""
        if not self._path.exists():
            return {}
        with self._open() as connection:
            rows = connection.execute(
                "SELECT source_id, feed, moment FROM items WHERE source_id IN (SELECT value FROM json_each(?))"
                " ORDER BY first DESC",
                (json.dumps(list(source_ids)),),
            ).fetchall()
        return {row[0]: (row[1], _time(row[2])) for row in rows}


def _health(source: FeedSource, row: FeedRow | None, counts: tuple[int, ...]) -> FeedHealth:
    if row is None or row.url != source.url:
        return FeedHealth(source)
    times = (_time(row.tried), _time(row.succeeded), _time(row.due))
    return FeedHealth(source, *times, row.failures, row.problem, row.line, *counts)  # type: ignore[arg-type]  # the words come from Problem


def _time(seconds: int | None) -> datetime | None:
    return None if seconds is None else datetime.fromtimestamp(seconds, UTC)
