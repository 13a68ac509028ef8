"""Open the state: SQLite in a file by default, PostgreSQL by address; brought up to date before anything is read.

SQLite is used with WAL, ``synchronous=FULL`` (what a delivery recorded survives a power cut), ``secure_delete`` (what
``/deleteme`` removed is gone from the file as well) and ``BEGIN IMMEDIATE`` for every transaction that writes:
two that began as readers would deadlock when both turn to writing. What is stored appears in no log and no error.
"""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from sqlalchemy import Connection, event
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
_WRITING = "steppe_writing"
_SQLITE_WAIT_MS = 10_000
_POSTGRESQL_POOL = 8


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

    @asynccontextmanager
    async def reading(self) -> AsyncIterator[AsyncConnection]:
        """A connection to read through. Raises StateError."""
        with mapped(self):
            async with self._engine.connect() as connection:
                yield connection

    @asynccontextmanager
    async def writing(self) -> AsyncIterator[AsyncConnection]:
        """A transaction: committed when the block ends well, taken back otherwise. Raises StateError."""
        with mapped(self):
            async with self._engine.connect() as connection:
                await connection.execution_options(**{_WRITING: True})
                async with connection.begin():
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
    engine = create_async_engine(url, pool_size=4, max_overflow=0, hide_parameters=True)

    @event.listens_for(engine.sync_engine, "connect")
    def prepare(connection: Any, _: Any) -> None:
        connection.isolation_level = None  # the driver begins nothing by itself
        cursor = connection.cursor()
        for pragma in (
            "journal_mode = WAL",
            "synchronous = FULL",
            "foreign_keys = ON",
            "secure_delete = ON",
            f"busy_timeout = {_SQLITE_WAIT_MS}",
        ):
            cursor.execute(f"PRAGMA {pragma}")
        cursor.close()

    @event.listens_for(engine.sync_engine, "begin")
    def begin(connection: Connection) -> None:
        writing = connection.get_execution_options().get(_WRITING)
        connection.exec_driver_sql("BEGIN IMMEDIATE" if writing else "BEGIN")

    return engine


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
