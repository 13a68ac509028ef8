"""Insert many rows at once, or change those whose key is there already: both databases can, each in its own way."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import Table
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection


async def merge_rows(
    connection: AsyncConnection,
    table: Table,
    rows: Sequence[Mapping[str, Any]],
    *,
    replacing: Sequence[str] = (),
    adding: Sequence[str] = (),
) -> None:
    """Insert ``rows``; of those whose primary key is taken change some columns and keep the others.

    Args:
        rows: All with the same columns; no two with the same key.
        replacing: Columns that take the new value.
        adding: Columns to which the new value is added.
    """
    if not rows:
        return
    insert = (sqlite if connection.dialect.name == "sqlite" else postgresql).insert(table)
    changed = {name: insert.excluded[name] for name in replacing}
    changed |= {name: table.c[name] + insert.excluded[name] for name in adding}
    key = list(table.primary_key.columns)
    if changed:
        await connection.execute(insert.on_conflict_do_update(index_elements=key, set_=changed), list(rows))
    else:
        await connection.execute(insert.on_conflict_do_nothing(index_elements=key), list(rows))
