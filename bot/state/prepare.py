"""Make a state ready: its tables created, or brought up to date, before anything is read."""

from __future__ import annotations

from pathlib import Path

from sqlalchemy import Connection, text

from bot.state.database import State, mapped
from bot.state.versions import NEWEST
from knowledge.errors import StateError

_LOCK = 0x57E99E  # a number of our own: two bots that start at once migrate one after the other


async def prepare(state: State) -> None:
    """Create the tables, or bring an older state up to date.

    Raises:
        StateError: It cannot be opened, is damaged, or was written by a newer version.
    """
    if state.is_sqlite and state.url.database not in (None, "", ":memory:"):
        _make_folder(Path(str(state.url.database)))
    with mapped(state):
        async with state.reading() as connection:
            version = await connection.run_sync(_version)
        if version != NEWEST:
            async with state.writing() as connection:
                if not state.is_sqlite:
                    await connection.execute(text(f"SELECT pg_advisory_xact_lock({_LOCK})"))
                await connection.run_sync(_upgrade)


def _version(connection: Connection) -> str | None:
    if not connection.dialect.has_table(connection, "alembic_version"):
        return None
    found = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return str(found) if found else None


def _upgrade(connection: Connection) -> None:
    from bot.state.migrate import upgrade  # Alembic is needed only when there is something to do

    upgrade(connection)


def _make_folder(path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise StateError(f"{path.parent}: cannot be made ({error.strerror}); mend STEPPE_DATABASE_URL") from error
