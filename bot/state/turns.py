"""The last exchanges of each conversation: what a follow-up leans on. One conversation is a chat and a topic of it."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Integer, Table, Text, bindparam, delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.place import Place
from bot.state.database import Row, State
from bot.state.metadata import METADATA, Moment
from bot.state.recent import Recent
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

# Made once: making a statement takes longer than running it.
_INSERT = insert(TURNS)
_HERE = (TURNS.c.chat_id == bindparam("chat"), TURNS.c.topic_id == bindparam("topic"))
_LAST = select(TURNS.c.id).where(*_HERE).order_by(TURNS.c.id.desc()).limit(bindparam("most"))
_FORGET_OLD = delete(TURNS).where(*_HERE, TURNS.c.id.not_in(_LAST))


class Turns:
    """Remembers the last ``most`` exchanges of each conversation; older ones are removed as new ones come."""

    def __init__(self, state: State, most: int) -> None:
        self._state, self._most = state, most
        self._recent: Recent[Place, tuple[Turn, ...]] = Recent(state)

    async def of(self, place: Place) -> tuple[Turn, ...]:
        """What was said there, oldest first. Raises StateError."""

        async def read() -> tuple[Turn, ...]:
            query = select(TURNS.c.question, TURNS.c.answer).where(*_at(place)).order_by(TURNS.c.id.desc())
            async with self._state.reading() as connection:
                rows = (await connection.execute(query.limit(self._most))).all()
            return tuple(Turn(row.question, row.answer) for row in reversed(rows))

        return await self._recent.get(place, read)

    def add(self, place: Place, turn: Turn, at: datetime, *, user_id: int | None = None) -> None:
        """Remember an exchange; ``user_id`` is who asked. It is written down within a second."""
        here = {"chat_id": place.chat_id, "topic_id": place.topic_id or 0}
        row = {**here, "question": turn.question, "answer": turn.answer, "at": at, "user_id": user_id}
        self._state.later(self._write, row)
        self._recent.change(place, lambda before: (*before, turn)[-self._most :] if self._most else ())

    async def _write(self, connection: AsyncConnection, rows: Sequence[Row]) -> None:
        await connection.execute(_INSERT, list(rows))
        places = {(row["chat_id"], row["topic_id"]) for row in rows}
        await connection.execute(
            _FORGET_OLD, [{"chat": chat, "topic": topic, "most": self._most} for chat, topic in places]
        )

    async def prune(self, before: datetime) -> int:
        """Remove what is older; returns how many exchanges went. Raises StateError."""
        async with self._state.writing() as connection:
            gone = (await connection.execute(delete(TURNS).where(TURNS.c.at < before))).rowcount
        self._state.changed()
        return gone

    async def forget(self, place: Place) -> None:
        """Begin afresh there. Raises StateError."""
        async with self._state.writing() as connection:
            await connection.execute(delete(TURNS).where(*_at(place)))
        self._recent.put(place, ())


def _at(place: Place) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return TURNS.c.chat_id == place.chat_id, TURNS.c.topic_id == (place.topic_id or 0)
