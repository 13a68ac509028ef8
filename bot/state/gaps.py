"""Questions that the library could not answer, counted: what a librarian would add next.

Who asked is kept apart from what was asked, and only so that it can be taken away again: with the last person who asked
it, a question goes as well.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    ForeignKey,
    Index,
    Integer,
    String,
    Table,
    Text,
    UniqueConstraint,
    delete,
    func,
    literal,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.state.database import Row, State
from bot.state.metadata import METADATA, Moment
from bot.state.rows import merge_rows
from bot.state.upsert import upsert_all
from knowledge.types import Language

GAPS = Table(
    "gaps",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("normalised", Text, nullable=False),
    Column("language", String(2), nullable=False),
    Column("question", Text, nullable=False),
    Column("last_at", Moment, nullable=False),
    UniqueConstraint("normalised", "language"),
)
GAP_ASKERS = Table(
    "gap_askers",
    METADATA,
    Column("gap_id", Integer, ForeignKey(GAPS.c.id, ondelete="CASCADE"), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("times", Integer, nullable=False),
    Column("last_at", Moment, nullable=False),
    Index(None, "chat_id"),
    Index(None, "user_id"),
)

_KEY = 600  # characters; PostgreSQL's index takes 2,704 bytes, and one that it refuses would stop all that is written
_SIGNS = re.compile(r"[^\w%]+")


@dataclass(frozen=True, slots=True)
class Gap:
    """A question without an answer, how often it was asked, and when last."""

    id: int
    question: str
    language: Language
    count: int
    last_at: datetime


def normalised(question: str) -> str:
    """The question without what does not matter: width, case, signs and spaces; a long one by how it begins."""
    return _SIGNS.sub(" ", unicodedata.normalize("NFKC", question).casefold()).strip()[:_KEY].strip()


class Gaps:
    """The gaps of the library. Every call raises StateError where the state cannot be used."""

    def __init__(self, state: State) -> None:
        self._state = state

    def note(self, question: str, language: Language, chat_id: int, user_id: int, at: datetime) -> None:
        """Count a question that was not answered, within a second; one without a word is none."""
        key = normalised(question)
        if key:
            gap = {"normalised": key, "language": language, "question": question, "last_at": at}
            self._state.later(_count, {**gap, "chat_id": chat_id, "user_id": user_id})

    async def listed(
        self, limit: int, *, offset: int = 0, user_id: int | None = None, chat_id: int | None = None
    ) -> tuple[list[Gap], int]:
        """The most asked first, and how many there are in all.

        Args:
            user_id: Only what this person asked, counted for them alone.
            chat_id: Only what was asked in this chat, counted for it alone.
        """
        count, last = func.sum(GAP_ASKERS.c.times), func.max(GAP_ASKERS.c.last_at)
        query = (
            select(GAPS.c.id, GAPS.c.question, GAPS.c.language, count.label("times"), last.label("last"))
            .join(GAP_ASKERS, GAP_ASKERS.c.gap_id == GAPS.c.id)
            .where(*_asked_by(user_id, chat_id))
            .group_by(GAPS.c.id, GAPS.c.question, GAPS.c.language)
        )
        async with self._state.reading() as connection:
            total = await connection.scalar(select(func.count()).select_from(query.subquery()))
            ordered = query.order_by(count.desc(), last.desc(), GAPS.c.id)
            rows = (await connection.execute(ordered.limit(limit).offset(offset))).all()
        return [Gap(r.id, r.question, r.language, int(r.times), r.last) for r in rows], int(total or 0)

    async def of(self, gap_id: int, *, user_id: int | None = None, chat_id: int | None = None) -> Gap | None:
        """One gap, if this person or chat asked it; see ``listed``."""
        query = (
            select(GAPS.c.question, GAPS.c.language, func.sum(GAP_ASKERS.c.times).label("times"), GAPS.c.last_at)
            .join(GAP_ASKERS, GAP_ASKERS.c.gap_id == GAPS.c.id)
            .where(GAPS.c.id == gap_id, *_asked_by(user_id, chat_id))
            .group_by(GAPS.c.id, GAPS.c.question, GAPS.c.language, GAPS.c.last_at)
        )
        async with self._state.reading() as connection:
            row = (await connection.execute(query)).first()
        return Gap(gap_id, row.question, row.language, int(row.times), row.last_at) if row else None

    async def close(self, gap_id: int) -> None:
        """The library answers it now."""
        async with self._state.writing() as connection:
            await connection.execute(delete(GAPS).where(GAPS.c.id == gap_id))

    async def prune(self, before: datetime) -> int:
        """Remove what nobody has asked since; returns how many gaps went."""
        async with self._state.writing() as connection:
            await connection.execute(delete(GAP_ASKERS).where(GAP_ASKERS.c.last_at < before))
            return await forget_unasked(connection)


async def _count(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    of_gap = ("normalised", "language", "question", "last_at")
    await upsert_all(connection, GAPS, of_gap[:2], [{name: row[name] for name in of_gap} for row in rows])
    asked = {row["normalised"] for row in rows}
    query = select(GAPS.c.id, GAPS.c.normalised, GAPS.c.language).where(GAPS.c.normalised.in_(asked))
    ids = {(one.normalised, one.language): one.id for one in (await connection.execute(query)).all()}
    askers: dict[tuple[int, int, int], dict[str, Any]] = {}
    for row in rows:
        key = (ids[row["normalised"], row["language"]], row["chat_id"], row["user_id"])
        times = askers[key]["times"] + 1 if key in askers else 1
        askers[key] = {"times": times, "last_at": row["last_at"]}
    named = [dict(zip(("gap_id", "chat_id", "user_id"), key, strict=True)) | asker for key, asker in askers.items()]
    await merge_rows(connection, GAP_ASKERS, named, adding=("times",), replacing=("last_at",))


async def erase_asker(connection: AsyncConnection, chat_id: int, user_id: int) -> None:
    """Take a person and a chat out of the gaps; what nobody else asked goes, what others asked loses its wording."""
    mine = (GAP_ASKERS.c.chat_id == chat_id) | (GAP_ASKERS.c.user_id == user_id)
    touched = select(GAP_ASKERS.c.gap_id).where(mine)
    await connection.execute(update(GAPS).where(GAPS.c.id.in_(touched)).values(question=GAPS.c.normalised))
    await connection.execute(delete(GAP_ASKERS).where(mine))
    await forget_unasked(connection)


async def forget_unasked(connection: AsyncConnection) -> int:
    """Remove the gaps that no one stands behind any more; returns how many."""
    asked = select(literal(1)).where(GAP_ASKERS.c.gap_id == GAPS.c.id).exists()
    return (await connection.execute(delete(GAPS).where(~asked))).rowcount


def _asked_by(user_id: int | None, chat_id: int | None) -> list[ColumnElement[Any]]:
    wanted = ((GAP_ASKERS.c.user_id, user_id), (GAP_ASKERS.c.chat_id, chat_id))
    return [column == value for column, value in wanted if value is not None]
