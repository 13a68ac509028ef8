"""Messages to everyone: a ledger with one row a recipient, so that each gets it once, whatever happens meanwhile.

A recipient goes from ``due`` to ``sending`` before the request leaves and to ``sent``, ``uncertain``, ``blocked`` or
``failed`` after it. What is still ``sending`` when the bot starts may have arrived: it becomes ``uncertain`` and is not
sent again.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Literal

from sqlalchemy import (
    BigInteger,
    Column,
    ForeignKey,
    Index,
    Integer,
    Subquery,
    Table,
    Text,
    delete,
    func,
    insert,
    literal,
    select,
    union_all,
    update,
)

from bot.state.database import State
from bot.state.metadata import METADATA, Moment
from bot.state.people import ADMITTED_GROUPS, PERSONS

Fate = Literal["sent", "uncertain", "blocked", "failed"]

BROADCASTS = Table(
    "broadcasts",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("user_id", BigInteger, nullable=False),  # whose it is
    Column("text", Text, nullable=False),  # emptied when all is done
    Column("status", Text, nullable=False),  # draft, sending, done
    Column("at", Moment, nullable=False),
    sqlite_autoincrement=True,  # a number is never used again: an old button must not send a new text
)
RECIPIENTS = Table(
    "broadcast_recipients",
    METADATA,
    Column("broadcast_id", Integer, ForeignKey("broadcasts.id", ondelete="CASCADE"), primary_key=True),
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("status", Text, nullable=False),
    Index(None, "broadcast_id", "status"),
)


@dataclass(frozen=True, slots=True)
class Broadcast:
    """One message to everyone."""

    id: int
    user_id: int
    text: str
    status: str


class Broadcasts:
    """The ledger in the state. Every method raises StateError."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def draft(self, user_id: int, text: str, at: datetime) -> int:
        """Keep a text that waits to be confirmed; returns its number. Drafts of an hour ago are dropped."""
        old = (BROADCASTS.c.status == "draft", BROADCASTS.c.at < at - timedelta(hours=1))
        async with self._state.writing() as connection:
            await connection.execute(delete(BROADCASTS).where(*old))
            row = {"user_id": user_id, "text": text, "status": "draft", "at": at}
            made = await connection.execute(insert(BROADCASTS).values(row).returning(BROADCASTS.c.id))
            return int(made.scalar_one())

    async def audience(self) -> int:
        """How many would get a message to everyone now."""
        async with self._state.reading() as connection:
            return int((await connection.execute(select(func.count()).select_from(_audience()))).scalar_one())

    async def begin(self, broadcast_id: int) -> Broadcast | None:
        """Confirm a draft and write down its recipients; None where it is no draft, so that it begins once."""
        drafted = (BROADCASTS.c.id == broadcast_id, BROADCASTS.c.status == "draft")
        async with self._state.writing() as connection:
            begun = update(BROADCASTS).where(*drafted).values(status="sending").returning(*BROADCASTS.c)
            row = (await connection.execute(begun)).first()
            if row is None:
                return None
            everyone = _audience()
            chosen = select(literal(broadcast_id), everyone.c.chat_id, literal("due"))
            await connection.execute(insert(RECIPIENTS).from_select(["broadcast_id", "chat_id", "status"], chosen))
        return Broadcast(row.id, row.user_id, row.text, row.status)

    async def cancel(self, broadcast_id: int) -> bool:
        """Drop a draft; whether there was one."""
        drafted = (BROADCASTS.c.id == broadcast_id, BROADCASTS.c.status == "draft")
        async with self._state.writing() as connection:
            return bool((await connection.execute(delete(BROADCASTS).where(*drafted))).rowcount)

    async def unfinished(self) -> list[Broadcast]:
        """Those that were being sent when the bot stopped; recipients whose fate is unknown are marked so."""
        async with self._state.writing() as connection:
            await connection.execute(
                update(RECIPIENTS).where(RECIPIENTS.c.status == "sending").values(status="uncertain")
            )
            query = select(BROADCASTS).where(BROADCASTS.c.status == "sending").order_by(BROADCASTS.c.id)
            rows = (await connection.execute(query)).all()
        return [Broadcast(row.id, row.user_id, row.text, row.status) for row in rows]

    async def claim(self, broadcast_id: int, most: int) -> list[int]:
        """Take the next recipients: from now on they are ``sending``. Empty when none is left."""
        due = (RECIPIENTS.c.broadcast_id == broadcast_id, RECIPIENTS.c.status == "due")
        chosen = select(RECIPIENTS.c.chat_id).where(*due).order_by(RECIPIENTS.c.chat_id.desc()).limit(most)
        # Chosen once, before anything is changed: PostgreSQL may run a plain subquery again and take more than `most`.
        # SQLite has one writer and leaves the lock out.
        once = chosen.with_for_update(skip_locked=True).cte("chosen")
        claimed = (
            update(RECIPIENTS)
            .where(*due, RECIPIENTS.c.chat_id.in_(select(once.c.chat_id)))
            .values(status="sending")
            .returning(RECIPIENTS.c.chat_id)
        )
        left = select(func.count()).select_from(RECIPIENTS).where(*due)
        while True:
            async with self._state.writing() as connection:
                taken = list((await connection.execute(claimed)).scalars().all())
                # Where another process took all that was chosen here, there may be others still.
                if taken or not (await connection.execute(left)).scalar_one():
                    return taken

    async def record(self, broadcast_id: int, fates: Mapping[int, Fate]) -> None:
        """Write down what became of recipients."""
        async with self._state.writing() as connection:
            for fate in dict.fromkeys(fates.values()):
                ids = [chat_id for chat_id, one in fates.items() if one == fate]
                mine = (RECIPIENTS.c.broadcast_id == broadcast_id, RECIPIENTS.c.chat_id.in_(ids))
                await connection.execute(update(RECIPIENTS).where(*mine).values(status=fate))

    async def finish(self, broadcast_id: int) -> None:
        """Note that everyone was tried, once they were; the text is kept no longer."""
        open_ones = select(RECIPIENTS.c.chat_id).where(
            RECIPIENTS.c.broadcast_id == broadcast_id, RECIPIENTS.c.status.in_(("due", "sending"))
        )
        tried = (BROADCASTS.c.id == broadcast_id, ~open_ones.exists())
        async with self._state.writing() as connection:
            await connection.execute(update(BROADCASTS).where(*tried).values(status="done", text=""))

    async def counts(self, broadcast_id: int) -> dict[str, int]:
        """How many recipients are in which state."""
        query = (
            select(RECIPIENTS.c.status, func.count().label("n"))
            .where(RECIPIENTS.c.broadcast_id == broadcast_id)
            .group_by(RECIPIENTS.c.status)
        )
        async with self._state.reading() as connection:
            return {row.status: row.n for row in (await connection.execute(query)).all()}


def _audience() -> Subquery:
    people = select(PERSONS.c.user_id.label("chat_id")).where(
        PERSONS.c.standing != "blocked", PERSONS.c.reachable.is_(True)
    )
    return union_all(people, select(ADMITTED_GROUPS.c.chat_id)).subquery("audience")
