"""What readers say of an answer: one vote a person, changed by voting again."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Final, Literal, get_args

from sqlalchemy import BigInteger, Column, Index, Integer, String, Table, delete, func, select

from bot.state.answers import ANSWERS, ID_CHARS
from bot.state.database import State
from bot.state.metadata import METADATA, Moment
from bot.state.upsert import upsert

Vote = Literal["good", "bad", "wrong-citation", "incomplete", "dated"]
VOTES: Final[tuple[Vote, ...]] = get_args(Vote)

FEEDBACK = Table(
    "feedback",
    METADATA,
    Column("answer_id", String(ID_CHARS), primary_key=True),
    Column("user_id", BigInteger, primary_key=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("vote", String(16), nullable=False),
    Column("citation", Integer),  # the one that is wrong, where the vote says so
    Column("at", Moment, nullable=False),
    Index(None, "at"),
)


@dataclass(frozen=True, slots=True)
class Voice:
    """A vote with what it is about.

    Attributes:
        citation: The number of the citation that is called wrong; None where the vote names none.
        question: What was asked; None once the answer is no longer kept.
    """

    answer_id: str
    chat_id: int
    user_id: int
    vote: Vote
    citation: int | None
    at: datetime
    question: str | None


class Feedback:
    """The votes. Every call raises StateError where the state cannot be used."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def vote(
        self, answer_id: str, chat_id: int, user_id: int, vote: Vote, at: datetime, *, citation: int | None = None
    ) -> None:
        """Record a person's vote on an answer, in place of an earlier one."""
        key = {"answer_id": answer_id, "user_id": user_id}
        values = {"chat_id": chat_id, "vote": vote, "citation": citation, "at": at}
        async with self._state.writing() as connection:
            await upsert(connection, FEEDBACK, key, values)

    async def counts(self, since: datetime | None = None) -> dict[Vote, int]:
        """How often each vote was given, those never given included."""
        query = select(FEEDBACK.c.vote, func.count()).group_by(FEEDBACK.c.vote)
        if since is not None:
            query = query.where(FEEDBACK.c.at >= since)
        async with self._state.reading() as connection:
            rows = (await connection.execute(query)).all()
        found = {str(row[0]): int(row[1]) for row in rows}
        return {vote: found.get(vote, 0) for vote in VOTES}

    async def latest(self, limit: int, *, offset: int = 0, only_bad: bool = False) -> list[Voice]:
        """The newest votes first; ``only_bad``: those that find something amiss."""
        query = select(FEEDBACK, ANSWERS.c.question).outerjoin(ANSWERS, ANSWERS.c.id == FEEDBACK.c.answer_id)
        if only_bad:
            query = query.where(FEEDBACK.c.vote != "good")
        query = query.order_by(FEEDBACK.c.at.desc(), FEEDBACK.c.answer_id).limit(limit).offset(offset)
        async with self._state.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [Voice(r.answer_id, r.chat_id, r.user_id, r.vote, r.citation, r.at, r.question) for r in rows]

    async def prune(self, before: datetime) -> int:
        """Remove what is older; returns how many votes went."""
        async with self._state.writing() as connection:
            return (await connection.execute(delete(FEEDBACK).where(FEEDBACK.c.at < before))).rowcount
