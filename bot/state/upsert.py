"""Insert a row or change the one that is there, in one statement that both databases know."""

from __future__ import annotations

from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def upsert(
    connection: AsyncConnection,
    table: Table,
    key: dict[str, Any],
    values: dict[str, Any],
    *,
    changed: dict[str, Any] | None = None,
) -> None:
    """Write ``values`` into the row with this key, made where there is none.

    Args:
        key: The columns of the primary key or of a unique constraint.
        values: The other columns.
        changed: What is written instead where there is such a row, for example ``{"times": TABLE.c.times + 1}``.
    """
    insert = sqlite.insert if connection.dialect.name == "sqlite" else postgresql.insert
    row = insert(table).values(**key, **values)
    await connection.execute(row.on_conflict_do_update(index_elements=list(key), set_=changed or values))
