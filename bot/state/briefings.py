"""Briefings as they were sent, each once however many chats got it, and which chat was shown which.

A briefing that carries a chat's own watch-words or questions is kept apart by its key, and only a place to which it was
sent or shown can open it again.
"""

from __future__ import annotations

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from weakref import WeakValueDictionary

from sqlalchemy import BigInteger, Column, ColumnElement, Index, Integer, String, Table, Text, delete, select, union_all
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.place import Place
from bot.state.database import State
from bot.state.deliveries import DELIVERIES
from bot.state.metadata import METADATA, Moment
from knowledge.briefing.values import Briefing
from knowledge.briefing.wire import briefing_from_json, briefing_to_json
from knowledge.errors import BriefingError

BRIEFINGS = Table(
    "briefings",
    METADATA,
    Column("id", String(12), primary_key=True),
    Column("key", String(64), nullable=False, unique=True),  # of all that it was made from
    Column("day", String(10), nullable=False),
    Column("until", Moment, nullable=False),
    Column("body", Text, nullable=False),  # JSON
    Column("made_at", Moment, nullable=False, index=True),
)
READINGS = Table(
    "readings",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),
    Column("briefing_id", String(12), nullable=False),
    Column("at", Moment, nullable=False, index=True),
    Index(None, "chat_id", "topic_id", "briefing_id"),
)
_B, _R, _D = BRIEFINGS.c, READINGS.c, DELIVERIES.c
Make = Callable[[], Awaitable[Briefing]]


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored briefing and when it was made (UTC)."""

    briefing: Briefing
    made_at: datetime


class Briefings:
    """Stores and finds briefings. Every method raises StateError when the database cannot be used."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._sources: dict[str, frozenset[str]] = {}  # of each briefing, by id: they never change

    async def cited(self) -> frozenset[str]:
        """The ids of all sources that stored briefings cite: those are kept while a briefing is."""
        async with self._state.reading() as connection:
            ids = set((await connection.execute(select(_B.id))).scalars())
        for gone in self._sources.keys() - ids:
            del self._sources[gone]
        for new in ids - self._sources.keys():
            briefing = await self.get(new)
            self._sources[new] = briefing.source_ids if briefing else frozenset()
        return frozenset().union(*self._sources.values())

    async def once(self, key: str, make: Make, now: datetime) -> Briefing:
        """The briefing with this key; made when there is none yet, by one caller while the others wait.

        Two processes may both make it; what the first one stored is what both return.
        """
        lock = self._locks.get(key)
        if lock is None:
            lock = self._locks[key] = asyncio.Lock()
        async with lock:
            found = await self._one(_B.key == key)
            if found is not None:
                return found.briefing
            return await self.keep(key, await make(), now)

    async def keep(self, key: str, briefing: Briefing, now: datetime) -> Briefing:
        """Store a briefing under a key; returns the one that stands there then."""
        row = {
            "id": briefing.id,
            "key": key,
            "day": briefing.day.isoformat(),
            "until": briefing.until,
            "body": json.dumps(briefing_to_json(briefing), ensure_ascii=False),
            "made_at": now,
        }
        insert = (sqlite if self._state.is_sqlite else postgresql).insert(BRIEFINGS).values(**row)
        async with self._state.writing() as connection:
            await connection.execute(insert.on_conflict_do_nothing())
        stored = await self._one((_B.key == key) | (_B.id == briefing.id))
        return stored.briefing if stored else briefing

    async def get(self, briefing_id: str) -> Briefing | None:
        """A briefing by id; None where there is none that can be read."""
        found = await self._one(_B.id == briefing_id)
        return found.briefing if found else None

    async def shown_in(self, place: Place, briefing_id: str) -> Briefing | None:
        """A briefing by id, if it was sent or shown in this chat; None otherwise."""
        sent = select(_D.id).where(_D.chat_id == place.chat_id, _D.briefing_id == briefing_id)
        read = select(_R.id).where(_R.chat_id == place.chat_id, _R.briefing_id == briefing_id)
        async with self._state.reading() as connection:
            known = [(await connection.execute(query.limit(1))).first() for query in (sent, read)]
        return await self.get(briefing_id) if any(known) else None

    async def of_day(self, place: Place, day: date) -> Kept | None:
        """What was sent there on a day; where nothing was sent, what was last shown for it."""
        sent = select(_D.briefing_id).where(
            *_in(_D, place), _D.day == day.isoformat(), _D.status == "sent", _D.briefing_id.is_not(None)
        )
        shown = (
            select(_R.briefing_id)
            .join(BRIEFINGS, _B.id == _R.briefing_id)
            .where(*_in(_R, place), _B.day == day.isoformat())
            .order_by(_R.at.desc(), _R.id.desc())
        )
        async with self._state.reading() as connection:
            for query in (sent, shown):
                found = (await connection.execute(query.limit(1))).scalar()
                if found:
                    break
        return await self._one(_B.id == found) if found else None

    async def read(self, place: Place, briefing: Briefing, at: datetime) -> None:
        """Note that a briefing was shown in a place."""
        row = {"chat_id": place.chat_id, "topic_id": place.topic_id or 0, "briefing_id": briefing.id, "at": at}
        async with self._state.writing() as connection:
            same = [*_in(_R, place), _R.briefing_id == briefing.id]
            await connection.execute(delete(READINGS).where(*same))
            await connection.execute(READINGS.insert().values(**row))

    async def last_read(self, place: Place) -> Briefing | None:
        """The briefing that reaches furthest of those sent or shown in a place: what its readers know."""
        sent = select(_D.briefing_id).where(*_in(_D, place), _D.status == "sent")
        shown = select(_R.briefing_id).where(*_in(_R, place))
        query = select(_B.id).where(_B.id.in_(union_all(sent, shown).scalar_subquery()))
        async with self._state.reading() as connection:
            found = (await connection.execute(query.order_by(_B.until.desc(), _B.made_at.desc()).limit(1))).scalar()
        return await self.get(found) if found else None

    async def prune(self, before: datetime) -> None:
        """Forget briefings made before a time that no delivery names, and old readings."""
        named = select(_D.briefing_id).where(_D.briefing_id == _B.id).exists()
        async with self._state.writing() as connection:
            await connection.execute(delete(READINGS).where(_R.at < before))
            await connection.execute(delete(BRIEFINGS).where(_B.made_at < before, ~named))

    async def _one(self, which: ColumnElement[bool]) -> Kept | None:
        async with self._state.reading() as connection:
            row = (await connection.execute(select(_B.body, _B.made_at).where(which).limit(1))).first()
        if row is None:
            return None
        try:
            return Kept(briefing_from_json(json.loads(row.body)), row.made_at)
        except BriefingError:
            return None  # of another form: as good as gone


async def erase(connection: AsyncConnection, chat_id: int) -> None:
    """Remove what was shown in a chat. Briefings themselves name nobody, unless one was made for this chat alone."""
    mine = [select(c.briefing_id).where(c.chat_id == chat_id) for c in (_D, _R)]
    others = [select(c.briefing_id).where(c.chat_id != chat_id, c.briefing_id.is_not(None)) for c in (_D, _R)]
    await connection.execute(
        delete(BRIEFINGS).where(
            _B.id.in_(union_all(*mine).scalar_subquery()), _B.id.not_in(union_all(*others).scalar_subquery())
        )
    )
    await connection.execute(delete(READINGS).where(_R.chat_id == chat_id))


def _in(table: Any, place: Place) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return table.chat_id == place.chat_id, table.topic_id == (place.topic_id or 0)
