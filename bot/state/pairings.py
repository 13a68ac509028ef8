"""Who asks to be let in: one request a person or group, with the hash of its code, gone after an hour."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Integer,
    Row,
    Select,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    select,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.state.database import State
from bot.state.metadata import METADATA, Moment
from bot.state.people import Seen, admit_group, admit_person
from bot.state.rows import merge_rows
from knowledge.types import Language

PAIRINGS = Table(
    "pairings",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),  # what is to be let in: a person or a group
    Column("user_id", BigInteger, nullable=False),  # who wrote
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("code_hash", Text, nullable=False),
    Column("codes", Integer, nullable=False),  # how many were given out
    Column("denied", Boolean, nullable=False),
    Column("asked_at", Moment, nullable=False),
    Column("expires_at", Moment, nullable=False),
    UniqueConstraint("code_hash"),
)


@dataclass(frozen=True, slots=True)
class Request:
    """Someone at the door. ``chat_id`` is the person's own id, or that of the group they wrote in."""

    chat_id: int
    user_id: int
    name: str
    language: Language
    code_hash: str
    codes: int
    denied: bool
    asked_at: datetime
    expires_at: datetime

    @property
    def is_group(self) -> bool:
        """Whether a group is to be let in."""
        return self.chat_id < 0


class Pairings:
    """The requests in the state. Every method raises StateError."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def find(self, chat_id: int, now: datetime) -> Request | None:
        """The request of a person or group that has not run out."""
        async with self._state.reading() as connection:
            row = (await connection.execute(_standing(now).where(PAIRINGS.c.chat_id == chat_id))).first()
        return _request(row) if row is not None else None

    async def of_person(self, user_id: int, now: datetime) -> list[Request]:
        """All that one person asked for, for themselves or for groups, and that have not run out."""
        async with self._state.reading() as connection:
            rows = (await connection.execute(_standing(now).where(PAIRINGS.c.user_id == user_id))).all()
        return [_request(row) for row in rows]

    async def waiting(self, now: datetime) -> list[Request]:
        """All that wait for an answer, the oldest first."""
        query = _standing(now).where(PAIRINGS.c.denied.is_(False)).order_by(PAIRINGS.c.asked_at, PAIRINGS.c.chat_id)
        async with self._state.reading() as connection:
            return [_request(row) for row in (await connection.execute(query)).all()]

    async def put(self, request: Request, now: datetime, most: int) -> bool:
        """Store a request, new or changed, and drop those that ran out.

        Returns:
            False where ``most`` others wait already, or where the code is another's: nothing is stored then.
        """
        others = (PAIRINGS.c.chat_id != request.chat_id,)
        async with self._state.writing() as connection:
            await connection.execute(delete(PAIRINGS).where(PAIRINGS.c.expires_at <= now))
            pending = select(func.count()).select_from(PAIRINGS).where(PAIRINGS.c.denied.is_(False), *others)
            taken = select(func.count()).select_from(PAIRINGS).where(PAIRINGS.c.code_hash == request.code_hash, *others)
            if (await connection.execute(pending)).scalar_one() >= most:
                return False
            if (await connection.execute(taken)).scalar_one():
                return False
            row = {name: getattr(request, name) for name in request.__slots__}
            await merge_rows(
                connection, PAIRINGS, [row], replacing=("user_id", "name", "language", "code_hash", "codes", "asked_at")
            )
        return True

    async def redeem(self, hashes: Sequence[str], now: datetime) -> Request | None:
        """Let in whoever holds a code with one of these hashes; None where nobody does. A code works once."""
        async with self._state.writing() as connection:
            query = _standing(now).where(PAIRINGS.c.code_hash.in_(hashes), PAIRINGS.c.denied.is_(False))
            return await _admitted(connection, (await connection.execute(query)).first(), now)

    async def admit(self, chat_id: int, now: datetime) -> Request | None:
        """Let in one who waits; None where they wait no longer."""
        async with self._state.writing() as connection:
            query = _standing(now).where(PAIRINGS.c.chat_id == chat_id, PAIRINGS.c.denied.is_(False))
            return await _admitted(connection, (await connection.execute(query)).first(), now)

    async def deny(self, chat_id: int, now: datetime) -> Request | None:
        """Turn one away who waits: until the request runs out they are given no other code."""
        waits = (PAIRINGS.c.chat_id == chat_id, PAIRINGS.c.expires_at > now, PAIRINGS.c.denied.is_(False))
        async with self._state.writing() as connection:
            denied = PAIRINGS.update().where(*waits).values(denied=True).returning(*PAIRINGS.c)
            row = (await connection.execute(denied)).first()
        return _request(row) if row is not None else None


async def _admitted(connection: AsyncConnection, row: Row[Any] | None, now: datetime) -> Request | None:
    if row is None:
        return None
    found = _request(row)
    gone = await connection.execute(delete(PAIRINGS).where(PAIRINGS.c.chat_id == found.chat_id))
    if not gone.rowcount:  # another process was quicker
        return None
    if found.is_group:
        await admit_group(connection, found.chat_id, found.name, found.language, now)
    else:
        await admit_person(connection, Seen(found.user_id, found.name, found.language), now.date())
    return found


def _standing(now: datetime) -> Select[Any]:
    return select(PAIRINGS).where(PAIRINGS.c.expires_at > now)


def _request(row: Row[Any]) -> Request:
    return Request(**{name: getattr(row, name) for name in Request.__slots__})
