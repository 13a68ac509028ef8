"""Insert rows or change those that are there, in one statement that both databases know."""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def upsert(connection: AsyncConnection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Write ``values`` into the row with this key, made where there is none.

    Args:
        key: The columns of the primary key or of a unique constraint.
        values: The other columns.
    """
    await upsert_all(connection, table, tuple(key), [{**key, **values}])


async def upsert_all(
    connection: AsyncConnection, table: Table, key: tuple[str, ...], rows: Sequence[dict[str, Any]]
) -> None:
    """Write many rows, each in place of the one with its key; all have the same columns, and there is at least one."""
    others = tuple(name for name in rows[0] if name not in key)
    await connection.execute(_statement(table, connection.dialect.name, key, others), list(rows))


@lru_cache(maxsize=64)  # making a statement takes longer than running it
def _statement(table: Table, dialect: str, key: tuple[str, ...], others: tuple[str, ...]) -> Any:
    row = (sqlite.insert if dialect == "sqlite" else postgresql.insert)(table)
    return row.on_conflict_do_update(index_elements=list(key), set_={name: row.excluded[name] for name in others})
