"""Whom the bot knows: people who wrote to it, who of them was let in or shut out, and groups that were let in.

Of a person this keeps what an operator needs to recognise and reach them: the id, the name they show, the language of
their app, and the first and last day. What they wrote is none of it.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    Index,
    Row,
    Table,
    Text,
    delete,
    func,
    literal,
    null,
    select,
    union_all,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.state.database import State
from bot.state.metadata import METADATA, Moment
from bot.state.rows import merge_rows
from knowledge.types import Language

Standing = Literal["seen", "admitted", "blocked"]
NAME_CHARS = 64  # as long as a first name may be in Telegram

PERSONS = Table(
    "persons",
    METADATA,
    Column("user_id", BigInteger, primary_key=True, autoincrement=False),
    Column("name", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("standing", Text, nullable=False),
    Column("reachable", Boolean, nullable=False),  # false once the bot was blocked by them
    Column("first_on", Text, nullable=False),  # YYYY-MM-DD, UTC
    Column("last_on", Text, nullable=False),
    Index(None, "standing"),
    Index(None, "last_on"),
)
ADMITTED_GROUPS = Table(
    "admitted_groups",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("title", Text, nullable=False),
    Column("language", Text, nullable=False),
    Column("at", Moment, nullable=False),
)


@dataclass(frozen=True, slots=True)
class Seen:
    """A person as an update shows them."""

    user_id: int
    name: str
    language: Language


@dataclass(frozen=True, slots=True)
class Known:
    """A person or, where ``id`` is negative, a group, as the operator's list shows them."""

    id: int
    name: str
    language: Language
    standing: Standing
    first_on: str | None = None
    last_on: str | None = None


@dataclass(frozen=True, slots=True)
class Standings:
    """Who was let in and who was shut out, by number."""

    admitted: frozenset[int] = frozenset()
    blocked: frozenset[int] = frozenset()
    groups: frozenset[int] = frozenset()


class People:
    """The people and groups in the state. Every method raises StateError."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def standings(self) -> Standings:
        """Who was let in and who was shut out."""
        async with self._state.reading() as connection:
            rows = (
                await connection.execute(
                    select(PERSONS.c.user_id, PERSONS.c.standing).where(PERSONS.c.standing != "seen")
                )
            ).all()
            groups = (await connection.execute(select(ADMITTED_GROUPS.c.chat_id))).scalars().all()
        return Standings(
            frozenset(row.user_id for row in rows if row.standing == "admitted"),
            frozenset(row.user_id for row in rows if row.standing == "blocked"),
            frozenset(groups),
        )

    async def saw(self, people: Sequence[Seen], on: date) -> None:
        """Note that these people wrote today; who is new is ``seen``, all others keep their standing."""
        rows = [
            {
                "user_id": one.user_id,
                "name": one.name,
                "language": one.language,
                "standing": "seen",
                "reachable": True,
                "first_on": on.isoformat(),
                "last_on": on.isoformat(),
            }
            for one in people
        ]
        async with self._state.writing() as connection:
            await merge_rows(connection, PERSONS, rows, replacing=("name", "language", "reachable", "last_on"))

    async def admit(self, person: Seen, on: date) -> None:
        """Let a person in, known or not."""
        async with self._state.writing() as connection:
            await admit_person(connection, person, on)

    async def admit_group(self, chat_id: int, title: str, language: Language, at: datetime) -> None:
        """Let a group in."""
        async with self._state.writing() as connection:
            await admit_group(connection, chat_id, title, language, at)

    async def set_standing(self, user_id: int, standing: Standing) -> bool:
        """Change how a person stands; whether there is such a person."""
        async with self._state.writing() as connection:
            done = await connection.execute(
                update(PERSONS).where(PERSONS.c.user_id == user_id).values(standing=standing)
            )
        return bool(done.rowcount)

    async def remove_group(self, chat_id: int) -> bool:
        """Let a group in no longer; whether it was."""
        async with self._state.writing() as connection:
            done = await connection.execute(delete(ADMITTED_GROUPS).where(ADMITTED_GROUPS.c.chat_id == chat_id))
        return bool(done.rowcount)

    async def follow_group(self, old_id: int, new_id: int) -> None:
        """A group became a supergroup: it keeps its admission under its new id."""
        async with self._state.writing() as connection:
            found = (
                await connection.execute(select(ADMITTED_GROUPS).where(ADMITTED_GROUPS.c.chat_id == old_id))
            ).first()
            if found is not None:
                await connection.execute(delete(ADMITTED_GROUPS).where(ADMITTED_GROUPS.c.chat_id == old_id))
                await admit_group(connection, new_id, found.title, found.language, found.at)

    async def unreachable(self, user_id: int) -> None:
        """Note that the bot cannot write to a person any more, until they write to it."""
        async with self._state.writing() as connection:
            await connection.execute(update(PERSONS).where(PERSONS.c.user_id == user_id).values(reachable=False))

    async def find(self, id: int) -> Known | None:
        """A person, or a group that was let in."""
        async with self._state.reading() as connection:
            row = (await connection.execute(select(_LISTED).where(_LISTED.c.id == id))).first()
        return _known(row) if row is not None else None

    async def page(self, first: int, most: int) -> list[Known]:
        """Groups, then people: those let in, those shut out, the others; the last to write first."""
        order = (_LISTED.c.rank, _LISTED.c.last_on.desc(), _LISTED.c.id)
        async with self._state.reading() as connection:
            rows = (await connection.execute(select(_LISTED).order_by(*order).offset(first).limit(most))).all()
        return [_known(row) for row in rows]

    async def count(self) -> int:
        """How many people and groups ``page`` lists."""
        async with self._state.reading() as connection:
            return int((await connection.execute(select(func.count()).select_from(_LISTED))).scalar_one())

    async def active_since(self, day: date) -> int:
        """How many people wrote to the bot privately on that day or later."""
        query = select(func.count()).select_from(PERSONS).where(PERSONS.c.last_on >= day.isoformat())
        async with self._state.reading() as connection:
            return int((await connection.execute(query)).scalar_one())

    async def language_of(self, user_id: int) -> Language | None:
        """The language of a person's app, where they ever wrote."""
        query = select(PERSONS.c.language).where(PERSONS.c.user_id == user_id)
        async with self._state.reading() as connection:
            found = (await connection.execute(query)).scalar()
        return None if found is None else ("ja" if found == "ja" else "en")


async def admit_person(connection: AsyncConnection, person: Seen, on: date) -> None:
    """Within a transaction: let a person in, known or not."""
    row = {
        "user_id": person.user_id,
        "name": person.name,
        "language": person.language,
        "standing": "admitted",
        "reachable": True,
        "first_on": on.isoformat(),
        "last_on": on.isoformat(),
    }
    await merge_rows(connection, PERSONS, [row], replacing=("standing",))


async def admit_group(connection: AsyncConnection, chat_id: int, title: str, language: Language, at: datetime) -> None:
    """Within a transaction: let a group in."""
    row = {"chat_id": chat_id, "title": title, "language": language, "at": at}
    await merge_rows(connection, ADMITTED_GROUPS, [row], replacing=("title",))


_RANK = {"admitted": 1, "blocked": 2}
_LISTED = union_all(
    select(
        ADMITTED_GROUPS.c.chat_id.label("id"),
        ADMITTED_GROUPS.c.title.label("name"),
        ADMITTED_GROUPS.c.language.label("language"),
        literal("admitted").label("standing"),
        null().label("first_on"),
        literal("").label("last_on"),
        literal(0).label("rank"),
    ),
    *(
        select(
            PERSONS.c.user_id,
            PERSONS.c.name,
            PERSONS.c.language,
            PERSONS.c.standing,
            PERSONS.c.first_on,
            PERSONS.c.last_on,
            literal(rank),
        ).where(PERSONS.c.standing == standing)
        for standing, rank in (("admitted", 1), ("blocked", 2), ("seen", 3))
    ),
).subquery("listed")


def _known(row: Row[Any]) -> Known:
    language: Language = "ja" if row.language == "ja" else "en"
    return Known(row.id, row.name, language, row.standing, row.first_on, row.last_on or None)
