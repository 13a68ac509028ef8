"""Open the state: SQLite in a file by default, PostgreSQL by address; brought up to date before anything is read.

SQLite is used with WAL, ``synchronous=FULL`` (what a delivery recorded survives a power cut), ``secure_delete`` (what
``/deleteme`` removed is gone from the file as well) and ``BEGIN IMMEDIATE`` for every transaction that writes:
two that began as readers would deadlock when both turn to writing. On PostgreSQL such transactions take one lock that
all share, so that they come one after another there as well: two that change the same rows in another order, one to renew
what it holds and one to say what became of it, would deadlock too. What is stored appears in no log and no error.

At thirty answers a second each hop to the database counts. So what must be there before the answer is sent is one row
in a transaction of its own (``insert``), and what may wait a second is noted (``later``) and written together
(``settle``): before anything else is read or written, every second, and at the end. A kill loses that second's notes.
"""

from __future__ import annotations

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, Insert, event, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError, DBAPIError, SQLAlchemyError
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncEngine, create_async_engine

from knowledge.errors import SettingsError, StateError

_DRIVERS = {
    "sqlite": "sqlite+aiosqlite",
    "postgres": "postgresql+asyncpg",
    "postgresql": "postgresql+asyncpg",
    "postgresql+asyncpg": "postgresql+asyncpg",
    "sqlite+aiosqlite": "sqlite+aiosqlite",
}
Row = Mapping[str, Any]
Write = Callable[[AsyncConnection, Sequence[Any]], Awaitable[None]]

_WRITING = "steppe_writing"
_ONE = "steppe_one"  # one statement, which SQLite commits by itself
_SQLITE_TRIES, _SQLITE_PAUSE_S = 100, 0.01  # the other one needs a single statement
_SQLITE_WAIT_MS = 10_000
_POSTGRESQL_POOL = 8
# The lock is any number that others of this database do not use; whoever holds it and falls silent loses it.
_POSTGRESQL_ONE_WRITER = text(
    "SELECT pg_advisory_xact_lock(7378697), set_config('idle_in_transaction_session_timeout', '60s', true)"
)


def address(written: str) -> URL:
    """The address of the state with the driver this program uses.

    Raises:
        SettingsError: It is no address, or of a database that is not known here.
    """
    try:
        url = make_url(written)
    except ArgumentError:
        raise SettingsError(
            "STEPPE_DATABASE_URL is not an address; write sqlite:///path/to/state.db or postgresql://user@host/name"
        ) from None
    if url.drivername not in _DRIVERS:
        raise SettingsError(f"STEPPE_DATABASE_URL: {url.drivername} is not supported; use sqlite or postgresql")
    if url.drivername.startswith("postgres"):
        _need_asyncpg()
    return url.set(drivername=_DRIVERS[url.drivername])


def _need_asyncpg() -> None:
    try:
        import asyncpg  # noqa: F401 - only whether it is there
    except ImportError:
        raise SettingsError("STEPPE_DATABASE_URL: PostgreSQL needs a driver: make install EXTRAS=postgresql") from None


class State:
    """The database behind the bot. Made without touching it; ``prepare`` it before the first use, ``close`` it at the end.

    Args:
        url: From ``address``.
    """

    def __init__(self, url: URL) -> None:
        self.url = url
        self.is_sqlite = url.drivername.startswith("sqlite")
        self.generation = 0  # see ``changed``
        self._engine = _engine(url, self.is_sqlite)
        self._noted: list[tuple[Write, Any]] = []
        self._settling = asyncio.Lock()

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read through; what was noted is there. Raises StateError."""
        await self.settle()
        with mapped(self):
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed when the block ends well, taken back otherwise. Raises StateError."""
        await self.settle()
        async with self._transaction({_WRITING: True}) as connection:
            yield connection

    async def insert(self, statement: Insert, row: Row) -> None:
        """Write one row in a transaction of its own; it is there when this returns. Raises StateError."""
        async with self._transaction({_ONE: True}) as connection:
            await connection.execute(statement, row)

    def later(self, write: Write, row: Any) -> None:
        """Note what may wait a second: ``write`` gets the connection and all rows noted for it, in their order."""
        self._noted.append((write, row))

    async def settle(self) -> None:
        """Write what was noted, in one transaction. Raises StateError; then it is noted still."""
        if not self._noted and not self._settling.locked():
            return
        async with self._settling:  # whoever comes meanwhile waits, and then finds it written
            noted, self._noted = self._noted, []
            together: dict[Write, list[Any]] = {}
            for write, row in noted:
                together.setdefault(write, []).append(row)
            if not together:
                return
            try:
                async with self._transaction({_WRITING: True}) as connection:
                    for write, rows in together.items():
                        await write(connection, rows)
            except BaseException:  # cancelled as well
                self._noted = noted + self._noted
                raise

    @asynccontextmanager
    async def _transaction(self, options: dict[str, bool]) -> AsyncIterator[AsyncConnection]:
        with mapped(self):
            async with self._engine.connect() as connection:
                await connection.execution_options(**options)
                async with connection.begin():
                    if _WRITING in options and not self.is_sqlite:
                        await connection.execute(_POSTGRESQL_ONE_WRITER)
                    yield connection

    def changed(self) -> None:
        """Say that rows of many subjects were changed at once: what is at hand of them is no longer true."""
        self.generation += 1

    async def tidy(self) -> None:
        """Leave nothing of deleted rows behind in SQLite's log file; PostgreSQL sees to that by itself."""
        if self.is_sqlite:
            async with self.reading() as connection:
                await connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)")

    async def close(self) -> None:
        """Close every connection."""
        await self._engine.dispose()


def _engine(url: URL, is_sqlite: bool) -> AsyncEngine:
    if not is_sqlite:
        return create_async_engine(url, pool_size=_POSTGRESQL_POOL, pool_pre_ping=True, hide_parameters=True)
    # Nothing to take back when a connection comes home: every transaction has been ended by then.
    engine = create_async_engine(url, pool_size=4, max_overflow=0, hide_parameters=True, pool_reset_on_return=None)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        cursor = connection.cursor()
        cursor.execute(f"PRAGMA busy_timeout = {_SQLITE_WAIT_MS}")
        _write_ahead(cursor)
        for pragma in ("synchronous = FULL", "foreign_keys = ON", "secure_delete = ON"):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        options = connection.get_execution_options()
        if not options.get(_ONE):
            connection.exec_driver_sql("BEGIN IMMEDIATE" if options.get(_WRITING) else "BEGIN")

    return engine


def _write_ahead(cursor: Any) -> None:
    """Turn the log on. Two that do so at once on a new file collide, and here SQLite does not wait by itself."""
    for left in range(_SQLITE_TRIES, -1, -1):
        try:
            cursor.execute("PRAGMA journal_mode = WAL")
            return
        except Exception as error:  # the driver's own class stands between
            if not left or "locked" not in str(error):
                raise
            time.sleep(_SQLITE_PAUSE_S)


class mapped:  # noqa: N801 - used as a function
    """Turn the database's errors into one line that names it without its password."""

    def __init__(self, state: State) -> None:
        self._shown = state.url.render_as_string(hide_password=True)

    def __enter__(self) -> None:
        """See above."""

    def __exit__(self, kind: Any, error: BaseException | None, trace: Any) -> None:
        if isinstance(error, SQLAlchemyError | OSError) and not isinstance(error, StateError):
            cause = error.orig if isinstance(error, DBAPIError) and error.orig is not None else error
            said = " ".join(str(cause).split()) or type(cause).__name__
            raise StateError(f"the bot's state ({self._shown}) cannot be used: {said}") from error
