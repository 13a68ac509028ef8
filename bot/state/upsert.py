"""Insert a row or change the one that is there, in one statement that both databases know."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def upsert(connection: AsyncConnection, table: Table, key: dict[str, Any], values: dict[str, Any]) -> None:
    """Write ``values`` into the row with this key, made where there is none.

    Args:
        key: The columns of the primary key or of a unique constraint.
        values: What changes in a row that is there; an expression may use the row's own columns.
    """
    if connection.dialect.name == "sqlite":
        await connection.execute(
            sqlite.insert(table).values(**key, **values).on_conflict_do_update(index_elements=list(key), set_=values)
        )
    else:
        await connection.execute(
            postgresql.insert(table)
            .values(**key, **values)
            .on_conflict_do_update(index_elements=list(key), set_=values)
        )
