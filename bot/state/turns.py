"""The last exchanges of each conversation: what a follow-up leans on. One conversation is a chat and a topic of it."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Integer, Table, Text, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.place import Place
from bot.state.database import State
from bot.state.metadata import METADATA, Moment
from knowledge.types import Turn

TURNS = Table(
    "turns",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),  # 0 where the chat has no topics: NULLs are never equal
    Column("question", Text, nullable=False),
    Column("answer", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Column("user_id", BigInteger),  # who asked, so that it goes with them; none in what older versions wrote
    Index(None, "chat_id", "topic_id", "id"),
    Index(None, "user_id"),
)


class Turns:
    """Remembers the last ``most`` exchanges of each conversation; older ones are removed as new ones come."""

    def __init__(self, state: State, most: int) -> None:
        self._state, self._most = state, most

    async def of(self, place: Place) -> tuple[Turn, ...]:
        """What was said there, oldest first. Raises StateError."""
        query = select(TURNS.c.question, TURNS.c.answer).where(*_at(place)).order_by(TURNS.c.id.desc())
        async with self._state.reading() as connection:
            rows = (await connection.execute(query.limit(self._most))).all()
        return tuple(Turn(row.question, row.answer) for row in reversed(rows))

    async def add(self, place: Place, turn: Turn, at: datetime, *, user_id: int | None = None) -> None:
        """Remember an exchange; ``user_id`` is who asked. Raises StateError."""
        async with self._state.writing() as connection:
            await insert_turn(connection, place, turn, at, user_id, self._most)

    async def prune(self, before: datetime) -> int:
        """Remove what is older; returns how many exchanges went. Raises StateError."""
        async with self._state.writing() as connection:
            return (await connection.execute(delete(TURNS).where(TURNS.c.at < before))).rowcount

    async def forget(self, place: Place) -> None:
        """Begin afresh there. Raises StateError."""
        async with self._state.writing() as connection:
            await connection.execute(delete(TURNS).where(*_at(place)))


async def insert_turn(
    connection: AsyncConnection, place: Place, turn: Turn, at: datetime, user_id: int | None, most: int
) -> None:
    """Remember an exchange, and the last ``most`` of its conversation alone."""
    kept = select(TURNS.c.id).where(*_at(place)).order_by(TURNS.c.id.desc()).limit(most)
    await connection.execute(
        insert(TURNS).values(
            chat_id=place.chat_id,
            topic_id=place.topic_id or 0,
            question=turn.question,
            answer=turn.answer,
            at=at,
            user_id=user_id,
        )
    )
    await connection.execute(delete(TURNS).where(*_at(place), TURNS.c.id.not_in(kept)))


def _at(place: Place) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return TURNS.c.chat_id == place.chat_id, TURNS.c.topic_id == (place.topic_id or 0)
