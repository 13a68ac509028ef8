"""What the bot did, counted by day, and how much of a day's quota each person used. No history of a person is kept.

A time taken is counted into steps a quarter apart, so that percentiles of any span of days can be read from sums.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import Final

from sqlalchemy import BigInteger, Column, Integer, Table, Text, delete, func, select

from bot.state.database import State
from bot.state.metadata import METADATA
from bot.state.rows import merge_rows

METRICS = Table(
    "metrics",
    METADATA,
    Column("day", Text, primary_key=True),  # YYYY-MM-DD, UTC
    Column("name", Text, primary_key=True),
    Column("value", BigInteger, nullable=False),
)
USAGE = Table(
    "usage",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("day", Text, nullable=False),
    Column("used", Integer, nullable=False),
)
_STEPS_MS: Final = tuple(round(10 * 1.25**n) for n in range(45))  # 10 ms to some three minutes
_TOOK = "took:"


def took(elapsed_ms: float) -> str:
    """The name under which a time taken is counted: the least step that it does not exceed."""
    return f"{_TOOK}{next((step for step in _STEPS_MS if elapsed_ms <= step), _STEPS_MS[-1])}"


def percentile(counts: Mapping[str, int], share: float) -> int | None:
    """The step below which ``share`` of all times taken stay, in ms, exact to a quarter; None where there are none."""
    steps = sorted((int(name.removeprefix(_TOOK)), n) for name, n in counts.items() if name.startswith(_TOOK))
    total = sum(n for _, n in steps)
    below = 0
    for step, n in steps:
        below += n
        if below >= share * total:
            return step
    return None


class Metrics:
    """The counts in the state. Every method raises StateError."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def add(self, day: date, counts: Mapping[str, int], used: Mapping[int, int]) -> None:
        """Add counts to a day's, and what each person used of its quota; an earlier day's use is dropped."""
        on = day.isoformat()
        metrics = [{"day": on, "name": name, "value": value} for name, value in counts.items()]
        usage = [{"user_id": user_id, "day": on, "used": n} for user_id, n in used.items()]
        async with self._state.writing() as connection:
            await merge_rows(connection, METRICS, metrics, adding=("value",))
            if usage:
                await connection.execute(delete(USAGE).where(USAGE.c.day < on))
                await merge_rows(connection, USAGE, usage, adding=("used",))

    async def between(self, first: date, last: date) -> dict[str, int]:
        """The sums of a span of days, both included, by name."""
        span = METRICS.c.day.between(first.isoformat(), last.isoformat())
        query = select(METRICS.c.name, func.sum(METRICS.c.value).label("value")).where(span).group_by(METRICS.c.name)
        async with self._state.reading() as connection:
            return {row.name: int(row.value) for row in (await connection.execute(query)).all()}

    async def used(self, day: date) -> dict[int, int]:
        """How much of that day's quota each person used."""
        query = select(USAGE.c.user_id, USAGE.c.used).where(USAGE.c.day == day.isoformat())
        async with self._state.reading() as connection:
            return {row.user_id: row.used for row in (await connection.execute(query)).all()}
