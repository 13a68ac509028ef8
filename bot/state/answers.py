"""Every answer with its citations, so that the buttons under it work for as long as it is kept: after a restart, after
the index was made again, and after its source was removed.

A button is worth something only in the chat of its answer: an id from elsewhere finds nothing.
"""

from __future__ import annotations

import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ForeignKey,
    Index,
    Integer,
    Select,
    String,
    Table,
    Text,
    and_,
    delete,
    insert,
    select,
)
from sqlalchemy import Row as Found
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.place import Place
from bot.state.answer_json import read, written
from bot.state.database import Row, State
from bot.state.metadata import METADATA, Moment
from bot.state.upsert import upsert_all
from knowledge.types import Answer

ID_CHARS = 16

ANSWERS = Table(
    "answers",
    METADATA,
    Column("id", String(ID_CHARS), primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),  # 0 where the chat has no topics
    Column("user_id", BigInteger),  # who asked
    Column("asked_id", BigInteger),  # the message that asked; none where a button did
    Column("twin_of", String(ID_CHARS)),  # the answer that this one says in the other language
    Column("language", String(2), nullable=False),
    Column("question", Text, nullable=False),
    Column("abstained", Boolean, nullable=False),
    Column("body", Text, nullable=False),
    Column("at", Moment, nullable=False),
    Index(None, "chat_id", "asked_id"),
    Index(None, "user_id"),
    Index(None, "twin_of"),
    Index(None, "at"),
)
ANSWER_MESSAGES = Table(
    "answer_messages",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True),
    Column("message_id", BigInteger, primary_key=True),
    Column("answer_id", String(ID_CHARS), ForeignKey(ANSWERS.c.id, ondelete="CASCADE"), nullable=False),
    Column("citation", Integer),  # the citation that was opened in this message; none: the answer itself
    Index(None, "answer_id"),
)

_INSERT = insert(ANSWERS)  # made once: making a statement takes longer than running it


@dataclass(frozen=True, slots=True)
class Kept:
    """A stored answer and where it stands.

    Attributes:
        asked_id: The message that asked; None where a button did.
        twin_of: The answer that this one says in the other language.
    """

    id: str
    place: Place
    user_id: int | None
    asked_id: int | None
    answer: Answer
    at: datetime
    twin_of: str | None = None


def new_id() -> str:
    """A name for an answer that cannot be guessed."""
    return secrets.token_hex(ID_CHARS // 2)


class Answers:
    """The stored answers. Every call raises StateError where the state cannot be used."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def keep(self, kept: Kept) -> None:
        """Store an answer before it is sent, so that its buttons work from the first moment."""
        await self._state.insert(_INSERT, _row(kept))

    def shown(self, answer_id: str, chat_id: int, message_ids: Sequence[int], *, citation: int | None = None) -> None:
        """Note which messages show an answer, or a citation of it; it is written down within a second."""
        shows = {"answer_id": answer_id, "citation": citation}
        for message_id in message_ids:
            self._state.later(_write_shown, {"chat_id": chat_id, "message_id": message_id, **shows})

    async def of(self, answer_id: str, chat_id: int) -> Kept | None:
        """The answer with this id, if it belongs to this chat."""
        return await self._one(select(ANSWERS).where(ANSWERS.c.id == answer_id, ANSWERS.c.chat_id == chat_id))

    async def under(self, chat_id: int, message_id: int) -> tuple[Kept, int | None] | None:
        """The answer that a message of the bot shows, with the number of the citation where it shows just that."""
        query = select(ANSWERS, ANSWER_MESSAGES.c.citation).join(
            ANSWER_MESSAGES,
            and_(ANSWER_MESSAGES.c.answer_id == ANSWERS.c.id, ANSWER_MESSAGES.c.message_id == message_id),
        )
        async with self._state.reading() as connection:
            row = (await connection.execute(query.where(ANSWER_MESSAGES.c.chat_id == chat_id))).first()
        return (_kept(row), row.citation) if row else None

    async def to(self, chat_id: int, asked_id: int) -> Kept | None:
        """The answer to a message, if it was answered."""
        here = select(ANSWERS).where(ANSWERS.c.chat_id == chat_id, ANSWERS.c.asked_id == asked_id)
        return await self._one(here.where(ANSWERS.c.twin_of.is_(None)).limit(1))

    async def twin(self, answer_id: str) -> str | None:
        """The id of the answer that says the same in the other language, if it was asked for."""
        async with self._state.reading() as connection:
            found = await connection.scalar(select(ANSWERS.c.id).where(ANSWERS.c.twin_of == answer_id).limit(1))
        return str(found) if found else None

    async def in_chat(self, chat_id: int) -> list[Kept]:
        """Every answer of a chat, oldest first; what only repeats one in the other language is left out."""
        query = select(ANSWERS).where(ANSWERS.c.chat_id == chat_id, ANSWERS.c.twin_of.is_(None))
        async with self._state.reading() as connection:
            return [_kept(row) for row in (await connection.execute(query.order_by(ANSWERS.c.at, ANSWERS.c.id))).all()]

    async def prune(self, before: datetime) -> int:
        """Remove what is older; returns how many answers went."""
        async with self._state.writing() as connection:
            return (await connection.execute(delete(ANSWERS).where(ANSWERS.c.at < before))).rowcount

    async def _one(self, query: Select[tuple[object, ...]]) -> Kept | None:
        async with self._state.reading() as connection:
            row = (await connection.execute(query)).first()
        return _kept(row) if row else None


async def _write_shown(connection: AsyncConnection, rows: Sequence[Row]) -> None:
    """Write down which messages show what; of an answer that is gone nothing is written."""
    wanted = {row["answer_id"] for row in rows}
    there = set(await connection.scalars(select(ANSWERS.c.id).where(ANSWERS.c.id.in_(wanted))))
    written_down = [dict(row) for row in rows if row["answer_id"] in there]
    if written_down:
        await upsert_all(connection, ANSWER_MESSAGES, ("chat_id", "message_id"), written_down)


def _row(kept: Kept) -> Row:
    return {
        "id": kept.id,
        "chat_id": kept.place.chat_id,
        "topic_id": kept.place.topic_id or 0,
        "user_id": kept.user_id,
        "asked_id": kept.asked_id,
        "twin_of": kept.twin_of,
        "language": kept.answer.language,
        "question": kept.answer.question,
        "abstained": kept.answer.abstained,
        "body": written(kept.answer),
        "at": kept.at,
    }


def _kept(row: Found[tuple[object, ...]]) -> Kept:
    place = Place(row.chat_id, row.topic_id or None)
    return Kept(row.id, place, row.user_id, row.asked_id, read(row.body), row.at, row.twin_of)
