"""The ledger of deliveries: one row for each chat, topic, day and slot, from due to what became of it.

    due ──► claimed ──► sending ──► sent
     ▲         │           ├──────► failed      refused for good: blocked, gone
     └─────────┘           ├──────► due         refused for now: 429, no connection
      lease over           └──────► uncertain   it left, and no answer came

A row is claimed by one process for as long as its lease; a claimed one whose lease is over was not sent and is due
again; a ``sending`` one may have been, so it is ``uncertain`` and waits for a person. All guards are in the statements
themselves, so that several processes can share one ledger.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Literal

from sqlalchemy import (
    BigInteger,
    Column,
    ColumnElement,
    Index,
    Integer,
    String,
    Table,
    UniqueConstraint,
    and_,
    bindparam,
    delete,
    func,
    or_,
    select,
    update,
)
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.place import Place
from bot.state.database import State
from bot.state.metadata import METADATA, Moment

Status = Literal["due", "claimed", "sending", "sent", "uncertain", "failed"]

DELIVERIES = Table(
    "deliveries",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),  # 0 where the chat has no topics
    Column("day", String(10), nullable=False),  # the chat's own, ISO
    Column("slot", Integer, nullable=False),  # 0: a chat has one a day for now
    Column("due_at", Moment, nullable=False),
    Column("status", String(10), nullable=False),
    Column("not_before", Moment, nullable=False),
    Column("tries", Integer, nullable=False),
    Column("holder", String(32)),
    Column("lease_until", Moment),
    Column("briefing_id", String(12), index=True),
    Column("message_id", BigInteger),
    Column("reason", String(32)),
    Column("ended_at", Moment),
    UniqueConstraint("chat_id", "topic_id", "day", "slot"),
    Index(None, "status", "not_before"),
    sqlite_autoincrement=True,  # a number is never used again: what was claimed under it must not leave for another
)
_D = DELIVERIES.c
PENDING = ("due", "claimed")
_LONGEST_WAIT = timedelta(hours=1)  # a row that asks for a longer one was written by a clock that was wrong


@dataclass(frozen=True, slots=True)
class Claimed:
    """A row that this process may send."""

    id: int
    place: Place
    day: date
    due_at: datetime
    tries: int


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of a row.

    Attributes:
        not_before: With ``due``: when to try again.
        reason: One word for the operator: ``blocked``, ``gone``, ``timeout``.
    """

    id: int
    status: Status
    at: datetime
    message_id: int | None = None
    reason: str | None = None
    not_before: datetime | None = None


@dataclass(frozen=True, slots=True)
class Unsettled:
    """An uncertain delivery, for a person to decide on."""

    id: int
    place: Place
    day: date
    due_at: datetime
    reason: str | None


class Deliveries:
    """The ledger. Every method raises StateError when the database cannot be used."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def claim(self, holder: str, now: datetime, count: int, lease: timedelta) -> list[Claimed]:
        """Take up to ``count`` due rows, oldest first; no other process gets them while the lease runs."""
        ready = or_(_D.not_before <= now, _D.not_before > now + _LONGEST_WAIT)
        inner = (
            select(_D.id).where(_D.status == "due", ready).order_by(_D.due_at, _D.id).limit(count)
        ).with_for_update(skip_locked=True)  # SQLite leaves that out, and has one writer at a time anyway
        taking = (
            update(DELIVERIES)
            .where(_D.id.in_(inner.scalar_subquery()), _D.status == "due")
            .values(status="claimed", holder=holder, lease_until=now + lease)
            .returning(_D.id, _D.chat_id, _D.topic_id, _D.day, _D.due_at, _D.tries)
        )
        async with self._state.writing() as connection:
            rows = (await connection.execute(taking)).all()
        found = [
            Claimed(r.id, _place(r.chat_id, r.topic_id), date.fromisoformat(r.day), r.due_at, r.tries) for r in rows
        ]
        return sorted(found, key=lambda one: (one.due_at, one.id))

    async def settle(
        self, holder: str, sending: Sequence[tuple[int, str]], outcomes: Sequence[Outcome], until: datetime
    ) -> set[int]:
        """Write, in one transaction, which rows are now being sent and what became of others.

        Args:
            sending: Id and briefing of rows about to leave.
            until: End of their lease.

        Returns:
            The ids of ``sending`` that may leave. The others were withdrawn or taken away in the meantime.
        """
        allowed: set[int] = set()
        async with self._state.writing() as connection:
            for briefing_id in {briefing for _, briefing in sending}:
                ids = [one for one, briefing in sending if briefing == briefing_id]
                marked = await connection.execute(
                    update(DELIVERIES)
                    .where(_D.id.in_(ids), _D.status == "claimed", _D.holder == holder)
                    .values(status="sending", briefing_id=briefing_id, lease_until=until)
                    .returning(_D.id)
                )
                allowed |= set(marked.scalars())
            if outcomes:
                await connection.execute(_ENDING, [_ended(one, holder) for one in outcomes])
        return allowed

    async def renew(self, holder: str, until: datetime) -> None:
        """Keep what this process holds."""
        async with self._state.writing() as connection:
            await connection.execute(
                update(DELIVERIES)
                .where(_D.holder == holder, _D.status.in_(("claimed", "sending")))
                .values(lease_until=until)
            )

    async def release(self, holder: str) -> None:
        """Give back what this process claimed and did not begin to send."""
        async with self._state.writing() as connection:
            await connection.execute(_freed(and_(_D.holder == holder, _D.status == "claimed")))

    async def expire(self, holder: str, now: datetime, lease: timedelta) -> int:
        """See to rows of processes that are gone: claimed ones are due again, those being sent uncertain.

        Rows of ``holder`` itself are left alone: it knows that it lives, whatever the clock says.

        Returns:
            How many became uncertain.
        """
        gone = and_(
            or_(_D.holder != holder, _D.holder.is_(None)),
            or_(_D.lease_until < now, _D.lease_until > now + 10 * lease, _D.lease_until.is_(None)),
        )
        any_gone = select(_D.id).where(_D.status.in_(("claimed", "sending")), gone).limit(1)
        async with self._state.reading() as connection:
            if (await connection.execute(any_gone)).first() is None:
                return 0
        async with self._state.writing() as connection:
            await connection.execute(_freed(and_(_D.status == "claimed", gone)))
            unknown = await connection.execute(
                update(DELIVERIES)
                .where(_D.status == "sending", gone)
                .values(status="uncertain", reason="interrupted", ended_at=now, lease_until=None)
            )
        return unknown.rowcount

    async def unsettled(self, most: int = 20) -> list[Unsettled]:
        """The uncertain ones, newest first."""
        query = select(DELIVERIES).where(_D.status == "uncertain").order_by(_D.due_at.desc(), _D.id.desc()).limit(most)
        async with self._state.reading() as connection:
            rows = (await connection.execute(query)).all()
        return [
            Unsettled(r.id, _place(r.chat_id, r.topic_id), date.fromisoformat(r.day), r.due_at, r.reason) for r in rows
        ]

    async def decide(self, delivery_id: int, now: datetime, *, again: bool) -> bool:
        """Settle an uncertain one by a person's word: send it ``again``, or leave it. False: it is not uncertain."""
        values: dict[str, Any] = (
            {"status": "due", "not_before": now, "due_at": now, "holder": None, "lease_until": None, "reason": None}
            if again
            else {"status": "sent", "reason": "assumed", "ended_at": now}
        )
        async with self._state.writing() as connection:
            done = await connection.execute(
                update(DELIVERIES).where(_D.id == delivery_id, _D.status == "uncertain").values(**values)
            )
        return done.rowcount == 1

    async def counts(self) -> dict[str, int]:
        """How many rows there are in each state."""
        async with self._state.reading() as connection:
            rows = (await connection.execute(select(_D.status, func.count()).group_by(_D.status))).all()
        return {row[0]: row[1] for row in rows}

    async def sent_on(self, place: Place, day: date) -> str | None:
        """The briefing that was sent there on a day; None where none was."""
        query = select(_D.briefing_id).where(*at(place), _D.day == day.isoformat(), _D.status == "sent")
        async with self._state.reading() as connection:
            return (await connection.execute(query)).scalars().first()

    async def before(self, claimed: Sequence[Claimed]) -> dict[int, str]:
        """For each row the briefing that its chat got last before; rows whose chat had none are missing."""
        if not claimed:
            return {}
        earlier = DELIVERIES.alias()
        last = (
            select(earlier.c.briefing_id)
            .where(
                earlier.c.chat_id == _D.chat_id,
                earlier.c.topic_id == _D.topic_id,
                earlier.c.day < _D.day,
                earlier.c.status == "sent",
                earlier.c.briefing_id.is_not(None),
            )
            .order_by(earlier.c.day.desc())
            .limit(1)
            .scalar_subquery()
        )
        query = select(_D.id, last).where(_D.id.in_([one.id for one in claimed]))
        async with self._state.reading() as connection:
            return {row[0]: row[1] for row in (await connection.execute(query)).all() if row[1]}

    async def prune(self, before: datetime) -> None:
        """Forget what came due before a time and is over."""
        async with self._state.writing() as connection:
            await connection.execute(
                delete(DELIVERIES).where(_D.due_at < before, _D.status.in_(("sent", "failed", "uncertain")))
            )


_ENDING = (
    update(DELIVERIES)
    .where(
        _D.id == bindparam("row"),
        _D.holder == bindparam("mine"),
        or_(
            _D.status == "claimed", _D.status == "sending", _D.status == "uncertain"
        ),  # IN is not for many rows at once
    )
    .values(
        status=bindparam("state"),
        message_id=bindparam("message"),
        reason=bindparam("why"),
        ended_at=bindparam("end"),
        not_before=func.coalesce(bindparam("wait", type_=Moment), _D.not_before),
        tries=_D.tries + bindparam("tried", type_=Integer),
        lease_until=None,
    )
)


def _ended(one: Outcome, holder: str) -> dict[str, Any]:
    over = one.status != "due"
    return {
        "row": one.id,
        "mine": holder,
        "state": one.status,
        "message": one.message_id,
        "why": one.reason,
        "end": one.at if over else None,
        "wait": one.not_before,
        "tried": 1,
    }


def _freed(which: ColumnElement[bool]) -> Any:
    return update(DELIVERIES).where(which).values(status="due", holder=None, lease_until=None)


async def withdraw(connection: AsyncConnection, place: Place) -> list[tuple[date, datetime]]:
    """Take back, within a transaction, what is pending for a place and did not begin to leave.

    Returns:
        Day and instant of each.
    """
    gone = await connection.execute(
        delete(DELIVERIES).where(*at(place), _D.status.in_(PENDING)).returning(_D.day, _D.due_at)
    )
    return [(date.fromisoformat(day), due_at) for day, due_at in gone.all()]


async def erase(connection: AsyncConnection, chat_id: int) -> None:
    """Remove every delivery of a chat."""
    await connection.execute(delete(DELIVERIES).where(_D.chat_id == chat_id))


def at(place: Place) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    """The rows of a place."""
    return _D.chat_id == place.chat_id, _D.topic_id == (place.topic_id or 0)


def _place(chat_id: int, topic_id: int) -> Place:
    return Place(chat_id, topic_id or None)
