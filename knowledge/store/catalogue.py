"""The catalogue in SQLite: one file, WAL, full-text search by FTS5.

Reads go through one connection per thread; writes through one connection under a lock, each in a transaction that
holds wholly or not at all. ``synchronous=FULL``: what ``add`` returned from survives a power cut.
"""

from __future__ import annotations

import json
import sqlite3
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import lru_cache
from importlib import resources
from pathlib import Path

from knowledge.errors import DamagedError, DiskError, LibraryError, NotFoundError
from knowledge.store.protocol import Entry, SentenceNote, SourceTime
from knowledge.types import LANGUAGES, SOURCE_KINDS, Claim, Language, Passage, Reference, Source, SourceKind, Span

SCHEMA_VERSION = 2
_CARD = "id, title, language, kind, '' AS text, sha256, publisher, author, published, url, stance, origin, twin_id, added_at"
_WHOLE = _CARD.replace("'' AS text", "text")
_PASSAGE = 'id, source_id, language, section, paragraph, "start", "end", text, sentences, twin_id'
_HEADING_WEIGHT = 0.4  # a word in the heading says less of the passage than a word in its text


class SqliteCatalogue:
    """The ``Catalogue`` of ``knowledge.store.protocol`` over one SQLite file."""

    def __init__(self, path: Path) -> None:
        """Open or create the catalogue at ``path``.

        Raises:
            DamagedError: The file is not a catalogue of this program, or of a newer one.
            DiskError: The file cannot be created or written.
        """
        self._path = path
        self._local = threading.local()
        self._all: list[sqlite3.Connection] = []
        self._guard = threading.Lock()
        self._writing = threading.Lock()
        with self._mapped():
            self._prepare()
        self._cached = lru_cache(maxsize=64)(self._source)

    def _prepare(self) -> None:
        connection = self._connection()
        version = connection.execute("PRAGMA user_version").fetchone()[0]
        if version == SCHEMA_VERSION:
            return
        if version > SCHEMA_VERSION:
            raise DamagedError(f"{self._path}: written by a newer version of steppe; update steppe")
        script = resources.files("knowledge.store").joinpath("schema.sql").read_text(encoding="utf-8")
        connection.executescript(f"BEGIN IMMEDIATE; {script} PRAGMA user_version = {SCHEMA_VERSION}; COMMIT;")

    def _connection(self) -> sqlite3.Connection:
        connection: sqlite3.Connection | None = getattr(self._local, "connection", None)
        if connection is None:
            connection = sqlite3.connect(self._path, isolation_level=None, timeout=5.0, check_same_thread=False)
            connection.execute("PRAGMA journal_mode = WAL")
            connection.execute("PRAGMA synchronous = FULL")
            connection.execute("PRAGMA foreign_keys = ON")
            self._local.connection = connection
            with self._guard:
                self._all.append(connection)
        return connection

    @contextmanager
    def _mapped(self) -> Iterator[None]:
        try:
            yield
        except sqlite3.Error as error:
            raise _mapped_error(self._path, error) from error

    @contextmanager
    def _transaction(self) -> Iterator[sqlite3.Connection]:
        with self._writing, self._mapped():
            connection = self._connection()
            connection.execute("BEGIN IMMEDIATE")
            try:
                yield connection
                connection.execute("COMMIT")
            except BaseException:
                # A full disk may have rolled back already; the first error is the one to report.
                if connection.in_transaction:
                    connection.execute("ROLLBACK")
                raise
            finally:
                self._cached.cache_clear()

    def _rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self._mapped():
            return self._connection().execute(sql, values).fetchall()

    # remarks

    def read(self, key: str) -> str | None:
        """See ``Catalogue.read``."""
        rows = self._rows("SELECT value FROM meta WHERE key = ?", (key,))
        return str(rows[0][0]) if rows else None

    def write(self, key: str, value: str) -> None:
        """See ``Catalogue.write``."""
        with self._transaction() as connection:
            connection.execute("INSERT OR REPLACE INTO meta VALUES (?, ?)", (key, value))

    # sources and passages

    def add(self, entries: Sequence[Entry], *, replacing: Sequence[str] = ()) -> None:
        """See ``Catalogue.add``."""
        with self._transaction() as connection:
            _remove(connection, replacing)
            for entry in entries:
                _insert(connection, entry)

    def remove(self, source_ids: Sequence[str]) -> None:
        """See ``Catalogue.remove``."""
        with self._transaction() as connection:
            _remove(connection, source_ids)

    def sources(self) -> tuple[Source, ...]:
        """See ``Catalogue.sources``."""
        rows = self._rows(f"SELECT {_CARD} FROM sources ORDER BY added_at DESC, id")  # noqa: S608 - fixed columns
        return tuple(_to_source(row) for row in rows)

    def sources_between(
        self, start: datetime, end: datetime, kinds: Sequence[SourceKind] = (), *, by: SourceTime = "added"
    ) -> tuple[Source, ...]:
        """See ``Catalogue.sources_between``."""
        if by == "added":
            window, order = "added_at >= ? AND added_at < ?", "added_at DESC, id"
            values: tuple[object, ...] = (int(start.timestamp()), int(end.timestamp()))
        else:
            window, order = "published BETWEEN ? AND ? AND length(published) = 10", "published DESC, added_at DESC, id"
            values = (start.date().isoformat(), end.date().isoformat())
        rows = self._rows(
            f"SELECT {_CARD} FROM sources WHERE kind IN (SELECT value FROM json_each(?))"  # noqa: S608 - fixed columns
            f" AND {window} ORDER BY {order}",
            (json.dumps(list(kinds or SOURCE_KINDS)), *values),
        )
        return tuple(map(_to_source, rows))

    def layout(self, source_id: str) -> str:
        """The stored spans of a source's headings, title and furniture, as JSON."""
        rows = self._rows("SELECT layout FROM sources WHERE id = ?", (source_id,))
        if not rows:
            raise NotFoundError(f"no source {source_id}; `steppe sources` lists them")
        return str(rows[0][0])

    def source(self, source_id: str) -> Source:
        """See ``Catalogue.source``."""
        return self._cached(source_id)

    def _source(self, source_id: str) -> Source:
        rows = self._rows(f"SELECT {_WHOLE} FROM sources WHERE id = ?", (source_id,))  # noqa: S608 - fixed columns
        if not rows:
            raise NotFoundError(f"no source {source_id}; `steppe sources` lists them")
        return _to_source(rows[0])

    def cards(self, source_ids: Iterable[str]) -> dict[str, Source]:
        """See ``Catalogue.cards``."""
        rows = self._rows(
            f"SELECT {_CARD} FROM sources WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - fixed columns
            (json.dumps(list(source_ids)),),
        )
        return {source.id: source for source in map(_to_source, rows)}

    def find(self, *, sha256: str | None = None, origin: str | None = None) -> Source | None:
        """See ``Catalogue.find``."""
        column, value = ("sha256", sha256) if sha256 is not None else ("origin", origin)
        rows = self._rows(f"SELECT {_CARD} FROM sources WHERE {column} = ?", (value,))  # noqa: S608 - fixed columns
        return _to_source(rows[0]) if rows else None

    def passage(self, passage_id: str) -> Passage:
        """See ``Catalogue.passage``."""
        found = self.passages([passage_id])
        if passage_id not in found:
            raise NotFoundError(f"no passage {passage_id}; its source may have been replaced or forgotten")
        return found[passage_id]

    def passages(self, ids: Iterable[str]) -> dict[str, Passage]:
        """See ``Catalogue.passages``."""
        wanted = json.dumps(list(ids))
        rows = self._rows(
            f"SELECT {_PASSAGE} FROM passages WHERE id IN (SELECT value FROM json_each(?))",  # noqa: S608 - fixed
            (wanted,),
        )
        return {passage.id: passage for passage in map(_to_passage, rows)}

    def passages_of(self, source_id: str) -> tuple[Passage, ...]:
        """See ``Catalogue.passages_of``."""
        rows = self._rows(
            f'SELECT {_PASSAGE} FROM passages WHERE source_id = ? ORDER BY "start"',  # noqa: S608 - fixed columns
            (source_id,),
        )
        return tuple(map(_to_passage, rows))

    def opening_of(self, source_id: str, limit: int) -> tuple[Passage, ...]:
        """See ``Catalogue.opening_of``."""
        rows = self._rows(
            f'SELECT {_PASSAGE} FROM passages WHERE source_id = ? ORDER BY "start" LIMIT ?',  # noqa: S608 - fixed columns
            (source_id, limit),
        )
        return tuple(map(_to_passage, rows))

    def passage_ids(self, language: Language) -> tuple[str, ...]:
        """See ``Catalogue.passage_ids``."""
        return tuple(str(row[0]) for row in self._rows("SELECT id FROM passages WHERE language = ?", (language,)))

    def count(self, language: Language) -> int:
        """See ``Catalogue.count``."""
        return _int(self._rows("SELECT count(*) FROM passages WHERE language = ?", (language,))[0][0])

    # full text

    def search(self, language: Language, match: str, limit: int) -> list[tuple[str, float]]:
        """See ``Catalogue.search``."""
        table = f"words_{language}"
        rows = self._rows(
            f"SELECT p.id, found.score FROM (SELECT rowid AS place, -bm25({table}, 1.0, {_HEADING_WEIGHT}) AS score"  # noqa: S608
            f" FROM {table} WHERE {table} MATCH ? ORDER BY score DESC LIMIT ?) AS found"
            " JOIN passages AS p ON p.rowid = found.place ORDER BY found.score DESC, p.id",
            (match, limit),
        )
        return [(str(row[0]), float(str(row[1]))) for row in rows]

    def frequencies(self, language: Language, words: Sequence[str]) -> dict[str, int]:
        """See ``Catalogue.frequencies``."""
        rows = self._rows(
            f"SELECT term, doc FROM vocabulary_{language}"  # noqa: S608 - ja or en
            " WHERE term IN (SELECT value FROM json_each(?)) AND col = 'body'",
            (json.dumps(list(words)),),
        )
        return {str(row[0]): _int(row[1]) for row in rows}

    def spread(self, language: Language, match: str) -> list[tuple[SourceKind, str | None, int]]:
        """See ``Catalogue.spread``."""
        table = f"words_{language}"
        rows = self._rows(
            f"SELECT s.kind, s.published, count(*) FROM (SELECT rowid AS place FROM {table} WHERE {table} MATCH ?) AS found"  # noqa: S608
            " JOIN passages AS p ON p.rowid = found.place JOIN sources AS s ON s.id = p.source_id GROUP BY 1, 2",
            (f"body : ({match})",),
        )
        return [(row[0], row[1], _int(row[2])) for row in rows]  # type: ignore[misc]  # as the columns are declared

    def newest(self, language: Language, match: str, until: str, limit: int) -> list[tuple[Passage, str]]:
        """See ``Catalogue.newest``."""
        table = f"words_{language}"
        rows = self._rows(
            f"SELECT {', '.join('p.' + column for column in _PASSAGE.split(', '))}, s.published"  # noqa: S608
            f" FROM (SELECT rowid AS place FROM {table} WHERE {table} MATCH ?) AS found"
            " JOIN passages AS p ON p.rowid = found.place JOIN sources AS s ON s.id = p.source_id"
            " WHERE s.kind <> 'dossier' AND s.published <= ? AND s.published > '1990'"
            " ORDER BY s.published DESC, s.added_at DESC, p.rowid LIMIT ?",
            (f"body : ({match})", until, limit),
        )
        return [(_to_passage(row[:-1]), str(row[-1])) for row in rows]

    # the dossier

    def notes(self, source_id: str, start: int, end: int) -> tuple[SentenceNote, ...]:
        """See ``Catalogue.notes``."""
        rows = self._rows(
            'SELECT "start", "end", keys, claims, evidence, speaks FROM sentences'
            ' WHERE source_id = ? AND "start" < ? AND "end" > ? ORDER BY "start"',
            (source_id, end, start),
        )
        return tuple(map(_to_note, rows))

    def notes_for(self, claim_id: str) -> tuple[tuple[str, SentenceNote], ...]:
        """See ``Catalogue.notes_for``."""
        rows = self._rows(
            'SELECT source_id, "start", "end", keys, claims, evidence, speaks FROM sentences'
            " WHERE claims LIKE ?1 OR evidence LIKE ?1 ORDER BY source_id, start",
            (f'%"{claim_id}"%',),
        )
        return tuple((str(row[0]), _to_note(row[1:])) for row in rows)

    def references(self, keys: Sequence[str]) -> tuple[Reference, ...]:
        """See ``Catalogue.references``."""
        rows = self._rows(
            "SELECT key, title, publisher, url, published, kind FROM bibliography"
            " WHERE key IN (SELECT value FROM json_each(?))",
            (json.dumps(list(keys)),),
        )
        known = {str(row[0]): Reference(*row) for row in rows}  # type: ignore[arg-type]  # columns are the fields
        return tuple(known[key] for key in keys if key in known)

    def claims(self) -> tuple[Claim, ...]:
        """See ``Catalogue.claims``."""
        return tuple(_to_claim(str(entry)) for (entry,) in self._rows("SELECT entry FROM claims ORDER BY position"))

    def set_corpus(self, references: Sequence[Reference], claims: Sequence[Claim]) -> None:
        """See ``Catalogue.set_corpus``."""
        with self._transaction() as connection:
            connection.execute("DELETE FROM bibliography")
            connection.executemany(
                "INSERT INTO bibliography VALUES (?, ?, ?, ?, ?, ?)",
                [(r.key, r.title, r.publisher, r.url, r.published, r.kind) for r in references],
            )
            connection.execute("DELETE FROM claims")
            for position, claim in enumerate(claims):
                entry = {name: getattr(claim, name) for name in claim.__slots__}
                entry |= {"claim": dict(claim.claim), "finding": dict(claim.finding)}
                connection.execute(
                    "INSERT INTO claims VALUES (?, ?, ?, ?)",
                    (claim.id, position, claim.verdict, json.dumps(entry, ensure_ascii=False)),
                )

    # the inbox

    def seen(self, path: str) -> tuple[int, int] | None:
        """Size and modification time (nanoseconds) under which an inbox file was last taken; None when never."""
        rows = self._rows("SELECT size, mtime_ns FROM inbox WHERE path = ?", (path,))
        return (_int(rows[0][0]), _int(rows[0][1])) if rows else None

    def mark_seen(self, path: str, size: int, mtime_ns: int, status: str, reason: str | None) -> None:
        """Record what became of an inbox file."""
        with self._transaction() as connection:
            connection.execute(
                "INSERT OR REPLACE INTO inbox VALUES (?, ?, ?, ?, ?)", (path, size, mtime_ns, status, reason)
            )

    # care

    def verify(self) -> str | None:
        """SQLite's own integrity check: None when sound, else its first finding."""
        first = str(self._rows("PRAGMA quick_check(1)")[0][0])
        return None if first == "ok" else first

    def close(self) -> None:
        """See ``Catalogue.close``."""
        with self._guard:
            for connection in self._all:
                connection.close()
            self._all.clear()
        self._local = threading.local()


def _insert(connection: sqlite3.Connection, entry: Entry) -> None:
    source = entry.source
    connection.execute(
        "INSERT INTO sources VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            source.id, source.title, source.language, source.kind, source.publisher, source.author, source.published,
            source.url, source.stance, source.sha256, source.origin, source.twin_id, source.text, entry.layout,
            int(time.time()) if source.added is None else source.added,
        ),
    )  # fmt: skip
    first = connection.execute("SELECT coalesce(max(rowid), 0) + 1 FROM passages").fetchone()[0]
    connection.executemany(
        "INSERT INTO passages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        (
            (
                row, p.id, p.source_id, p.language, p.section, p.paragraph, p.start, p.end, p.text,
                " ".join(f"{s.start - p.start} {s.end - p.start}" for s in p.sentences), p.twin_id,
            )
            for row, p in enumerate(entry.passages, first)
        ),
    )  # fmt: skip
    connection.executemany(
        f"INSERT INTO words_{source.language} (rowid, body, heading) VALUES (?, ?, ?)",  # noqa: S608 - ja or en
        ((row, body, heading) for row, (body, heading) in enumerate(entry.words, first)),
    )
    connection.executemany(
        "INSERT INTO sentences VALUES (?, ?, ?, ?, ?, ?, ?)",
        ((source.id, n.start, n.end, *map(json.dumps, (n.keys, n.claims, n.evidence, n.speaks))) for n in entry.notes),
    )


def _remove(connection: sqlite3.Connection, source_ids: Sequence[str]) -> None:
    for source_id in source_ids:
        for language in LANGUAGES:
            connection.execute(
                f"DELETE FROM words_{language} WHERE rowid IN"  # noqa: S608 - ja or en
                " (SELECT rowid FROM passages WHERE source_id = ? AND language = ?)",
                (source_id, language),
            )
        connection.execute("DELETE FROM sources WHERE id = ?", (source_id,))


def _mapped_error(path: Path, error: sqlite3.Error) -> LibraryError:
    said = str(error)
    build: Callable[[str], LibraryError] = DamagedError
    advice = "restore it from a backup, or move the library folder away and ingest again"
    if "full" in said:
        build, advice = DiskError, "free some space and try again; nothing was lost"
    elif "readonly" in said or "unable to open" in said or "disk I/O" in said:
        build, advice = DiskError, "mend the permissions of the library folder"
    elif "locked" in said:
        build, advice = LibraryError, "another process is writing; try again in a moment"
    return build(f"{path}: {said}; {advice}")


def _int(value: object) -> int:
    assert isinstance(value, int)  # noqa: S101 - the columns are declared INTEGER
    return value


def _to_source(row: Sequence[object]) -> Source:
    return Source(*row)  # type: ignore[arg-type]  # the columns are selected in the order of the fields


@lru_cache(maxsize=1_024)  # by what is stored, so that nothing stale is ever handed out
def _to_claim(entry: str) -> Claim:
    fields = json.loads(entry)
    return Claim(**{**fields, "place": tuple(fields["place"]), "keys": tuple(fields["keys"])})


@lru_cache(maxsize=4_096)  # likewise; every question reads a hundred of them
def _to_passage(row: tuple[object, ...]) -> Passage:
    start = _int(row[5])
    bounds = [int(number) + start for number in str(row[8]).split()]
    sentences = tuple(Span(a, b) for a, b in zip(bounds[::2], bounds[1::2], strict=True))
    return Passage(*row[:8], sentences, row[9])  # type: ignore[arg-type, call-arg]  # likewise


def _to_note(row: Sequence[object]) -> SentenceNote:
    return SentenceNote(_int(row[0]), _int(row[1]), *(tuple(json.loads(str(value))) for value in row[2:6]))
