"""Who gets the briefing when: one row for each chat and topic, with the instant of the next slot."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, time, timedelta
from typing import Any, Literal, cast

from sqlalchemy import (
    BigInteger,
    Boolean,
    Column,
    ColumnElement,
    Index,
    Integer,
    Row,
    String,
    Table,
    Text,
    UniqueConstraint,
    bindparam,
    delete,
    func,
    or_,
    select,
    tuple_,
    update,
)
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.due import Due, Schedule, due_after, instant, missed
from bot.place import Place
from bot.state.database import State
from bot.state.deliveries import DELIVERIES, withdraw
from bot.state.metadata import METADATA, Moment
from knowledge.types import Language

Stopped = Literal["blocked", "gone", "topic"]

SUBSCRIPTIONS = Table(
    "subscriptions",
    METADATA,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("chat_id", BigInteger, nullable=False),
    Column("topic_id", BigInteger, nullable=False),  # 0 where the chat has no topics
    Column("language", String(2), nullable=False),
    Column("zone", String(64), nullable=False),
    Column("minute", Integer, nullable=False),  # of the local day, 0 to 1439
    Column("weekdays", Integer, nullable=False),  # bit 0 is Monday
    Column("themes", Text, nullable=False),  # JSON lists of strings
    Column("watch_words", Text, nullable=False),
    Column("card", Boolean, nullable=False),
    Column("muted_until", Moment),
    Column("stopped", String(10)),
    Column("next_at", Moment),  # NULL while stopped
    Column("next_day", String(10)),
    Column("skipped", Integer, nullable=False),
    UniqueConstraint("chat_id", "topic_id"),
    Index(None, "next_at"),
)
_S, _D = SUBSCRIPTIONS.c, DELIVERIES.c
_FURTHEST = timedelta(days=9)  # no slot is farther off than a week and a change of the clocks


@dataclass(frozen=True, slots=True)
class Subscription:
    """One chat's wish.

    Attributes:
        themes: Words of either language; empty: everything.
        card: Whether the picture comes too.
        stopped: Why nothing is sent any more though nobody unsubscribed.
        next: The next slot; None while stopped. May lie in the past for a moment, until it is taken up.
        skipped: How many slots were let go because they were found too late.
    """

    place: Place
    language: Language
    schedule: Schedule
    themes: tuple[str, ...] = ()
    watch_words: tuple[str, ...] = ()
    card: bool = False
    muted_until: datetime | None = None
    stopped: Stopped | None = None
    next: Due | None = None
    skipped: int = 0


@dataclass(frozen=True, slots=True)
class Queued:
    """What a look at the clock brought: slots that became deliveries, and slots let go. ``more``: look again."""

    made: int = 0
    skipped: int = 0
    more: bool = False


class Subscriptions:
    """All subscriptions. Every method raises StateError when the database cannot be used."""

    def __init__(self, state: State) -> None:
        self._state = state

    async def of(self, place: Place) -> Subscription | None:
        """The subscription of a place."""
        async with self._state.reading() as connection:
            row = (await connection.execute(select(SUBSCRIPTIONS).where(*_at(place)))).first()
        return _read(row) if row else None

    async def taken(self, place: Place) -> frozenset[date]:
        """The days that were or are being served there: none of them comes again."""
        async with self._state.reading() as connection:
            return await _taken(connection, place)

    async def wanted(self, places: Sequence[Place]) -> dict[Place, Subscription]:
        """The subscriptions of many places at once."""
        keys = [(place.chat_id, place.topic_id or 0) for place in places]
        query = select(SUBSCRIPTIONS).where(tuple_(_S.chat_id, _S.topic_id).in_(keys))
        async with self._state.reading() as connection:
            found = [_read(row) for row in (await connection.execute(query)).all()] if keys else []
        return {one.place: one for one in found}

    async def save(self, wish: Subscription, now: datetime, grace: timedelta) -> Subscription:
        """Set a place's subscription; it holds at once, and starts what was stopped.

        What is due and has not begun to leave is taken back and given out anew as the wish now says: the day is
        served once, never twice, and not lost.

        Returns:
            It, with its next slot.
        """
        async with self._state.writing() as connection:
            old = await self._locked(connection, wish.place)
            pending = [day for day, _ in await withdraw(connection, wish.place)]
            if old and old.next and now - grace <= old.next.at <= now:
                pending.append(old.next.day)
            taken = await _taken(connection, wish.place)
            muted = wish.muted_until if wish.muted_until and wish.muted_until > now else None
            slot = _next(wish.schedule, muted, pending, taken, now, grace)
            saved = replace(
                wish, stopped=None, next=slot, muted_until=muted, skipped=old.skipped if old else wish.skipped
            )
            insert = self._insert().values(**_written(saved))
            changed = {name: insert.excluded[name] for name in _written(saved) if name not in ("chat_id", "topic_id")}
            await connection.execute(insert.on_conflict_do_update(index_elements=["chat_id", "topic_id"], set_=changed))
        return saved

    async def remove(self, place: Place) -> bool:
        """Unsubscribe. False: there was nothing to remove."""
        async with self._state.writing() as connection:
            await withdraw(connection, place)
            return (await connection.execute(delete(SUBSCRIPTIONS).where(*_at(place)))).rowcount > 0

    async def stop(self, place: Place, why: Stopped) -> None:
        """Send nothing there until someone subscribes again."""
        async with self._state.writing() as connection:
            await withdraw(connection, place)
            await connection.execute(
                update(SUBSCRIPTIONS).where(*_at(place)).values(stopped=why, next_at=None, next_day=None)
            )

    async def follow(self, old: int, new: int) -> None:
        """A group became a supergroup: everything of it goes along. What the new one has already, it keeps."""
        async with self._state.writing() as connection:
            for table in (SUBSCRIPTIONS, DELIVERIES):
                here, there = table.alias(), table.alias()
                same = [there.c.topic_id == here.c.topic_id]
                if table is DELIVERIES:
                    same += [there.c.day == here.c.day, there.c.slot == here.c.slot]
                clash = select(here.c.id).where(
                    here.c.chat_id == old, select(there.c.id).where(there.c.chat_id == new, *same).exists()
                )
                await connection.execute(delete(table).where(table.c.id.in_(clash)))
                await connection.execute(update(table).where(table.c.chat_id == old).values(chat_id=new))

    async def queue(self, now: datetime, grace: timedelta, most: int = 500) -> Queued:
        """Turn slots that have come into deliveries, ``most`` chats at a time.

        A slot found later than ``grace`` is let go and counted; of several found at once only the last is delivered.
        """
        query = select(SUBSCRIPTIONS).where(_S.next_at <= now).order_by(_S.next_at, _S.id).limit(most)
        async with self._state.reading() as connection:
            if (await connection.execute(query.limit(1))).first() is None:
                return Queued()
        async with self._state.writing() as connection:
            rows = (await connection.execute(query.with_for_update(skip_locked=True))).all()
            made: list[dict[str, Any]] = []
            moved: list[dict[str, Any]] = []
            skipped = 0
            for row in rows:
                due, let_go, slot = _turn_over(_read(row), now, grace)
                skipped += let_go
                made += [_delivery(row, due)] if due else []
                moved.append({"row": row.id, "at": slot.at, "on": slot.day.isoformat(), "let_go": let_go})
            if made:
                await connection.execute(self._insert(DELIVERIES).on_conflict_do_nothing(), made)
            if moved:
                await connection.execute(_MOVED, moved)
        return Queued(len(made), skipped, len(rows) == most)

    async def let_go(self, now: datetime, grace: timedelta) -> int:
        """Give up deliveries that waited longer than ``grace``, and count them with their chats."""
        late = [_D.status == "due", _D.due_at < now - grace]
        async with self._state.reading() as connection:
            if (await connection.execute(select(_D.id).where(*late).limit(1))).first() is None:
                return 0
        async with self._state.writing() as connection:
            gone = (await connection.execute(delete(DELIVERIES).where(*late).returning(_D.chat_id, _D.topic_id))).all()
            if gone:
                counting = update(SUBSCRIPTIONS).where(_S.chat_id == bindparam("c"), _S.topic_id == bindparam("t"))
                rows = [{"c": row.chat_id, "t": row.topic_id} for row in gone]
                await connection.execute(counting.values(skipped=_S.skipped + 1), rows)
        return len(gone)

    async def reset(self, now: datetime, *, all_of_them: bool = False) -> int:
        """Work out next slots that a wrong clock has put too far off; ``all_of_them`` after the clock was set back.

        Deliveries of days that have not come are removed with them.

        Returns:
            How many subscriptions were moved.
        """
        far = or_(_S.next_at > now + _FURTHEST, _S.next_at > now) if all_of_them else _S.next_at > now + _FURTHEST
        which = [far, or_(_S.muted_until.is_(None), _S.muted_until < now)]
        async with self._state.reading() as connection:
            if (await connection.execute(select(_S.id).where(*which).limit(1))).first() is None:
                return 0
        moved = 0
        async with self._state.writing() as connection:
            ahead = [_D.due_at > now + timedelta(days=1), _D.status.not_in(("claimed", "sending"))]
            await connection.execute(delete(DELIVERIES).where(*ahead))
            changes: list[dict[str, Any]] = []
            for row in (await connection.execute(select(SUBSCRIPTIONS).where(*which))).all():
                one = _read(row)
                slot = due_after(one.schedule, now, await _taken(connection, one.place))
                if slot != one.next:
                    changes.append({"row": row.id, "at": slot.at, "on": slot.day.isoformat(), "let_go": 0})
            if changes:
                await connection.execute(_MOVED, changes)
                moved = len(changes)
        return moved

    async def counts(self) -> tuple[int, int, int]:
        """How many subscriptions run, how many are stopped, and how many slots were let go in all."""
        query = select(
            func.count(_S.next_at), func.count(_S.stopped), func.coalesce(func.sum(_S.skipped), 0)
        ).select_from(SUBSCRIPTIONS)
        async with self._state.reading() as connection:
            running, stopped, skipped = (await connection.execute(query)).one()
        return running, stopped, int(skipped)

    async def _locked(self, connection: AsyncConnection, place: Place) -> Subscription | None:
        row = (await connection.execute(select(SUBSCRIPTIONS).where(*_at(place)).with_for_update())).first()
        return _read(row) if row else None

    def _insert(self, table: Table = SUBSCRIPTIONS) -> Any:
        return (sqlite if self._state.is_sqlite else postgresql).insert(table)


_MOVED = (
    update(SUBSCRIPTIONS)
    .where(_S.id == bindparam("row"))
    .values(next_at=bindparam("at"), next_day=bindparam("on"), skipped=_S.skipped + bindparam("let_go", type_=Integer))
)


def _next(
    schedule: Schedule,
    muted: datetime | None,
    pending: Sequence[date],
    taken: frozenset[date],
    now: datetime,
    grace: timedelta,
) -> Due:
    """The next slot; one that was pending and whose time has passed under the new wish as well is due now."""
    from zoneinfo import ZoneInfo

    if muted is None:
        for day in pending:
            at = instant(day, schedule.at, ZoneInfo(schedule.zone))
            if at <= now and day not in taken and day.weekday() in schedule.weekdays:
                return Due(max(at, now - grace), day)
    return due_after(schedule, muted or now, taken)


def _turn_over(one: Subscription, now: datetime, grace: timedelta) -> tuple[Due | None, int, Due]:
    """From a subscription whose slot has come: what to deliver, how many slots are let go, and the next one."""
    assert one.next is not None  # noqa: S101 - the query asks for those that have one
    come = missed(one.schedule, one.next, now)
    if one.muted_until:
        come = [due for due in come if due.at > one.muted_until]
    due = come[-1] if come and come[-1].at >= now - grace else None
    return due, len(come) - (due is not None), due_after(one.schedule, now, {due.day} if due else ())


def _delivery(row: Row[Any], due: Due) -> dict[str, Any]:
    return {
        "chat_id": row.chat_id,
        "topic_id": row.topic_id,
        "day": due.day.isoformat(),
        "slot": 0,
        "due_at": due.at,
        "status": "due",
        "not_before": due.at,
        "tries": 0,
    }


async def _taken(connection: AsyncConnection, place: Place) -> frozenset[date]:
    query = (
        select(_D.day)
        .where(_D.chat_id == place.chat_id, _D.topic_id == (place.topic_id or 0))
        .order_by(_D.day.desc())
        .limit(10)
    )
    return frozenset(date.fromisoformat(day) for day in (await connection.execute(query)).scalars())


def _written(one: Subscription) -> dict[str, Any]:
    return {
        "chat_id": one.place.chat_id,
        "topic_id": one.place.topic_id or 0,
        "language": one.language,
        "zone": one.schedule.zone,
        "minute": one.schedule.at.hour * 60 + one.schedule.at.minute,
        "weekdays": sum(1 << day for day in one.schedule.weekdays),
        "themes": json.dumps(one.themes, ensure_ascii=False),
        "watch_words": json.dumps(one.watch_words, ensure_ascii=False),
        "card": one.card,
        "muted_until": one.muted_until,
        "stopped": one.stopped,
        "next_at": one.next.at if one.next else None,
        "next_day": one.next.day.isoformat() if one.next else None,
        "skipped": one.skipped,
    }


def _read(row: Row[Any]) -> Subscription:
    days = frozenset(day for day in range(7) if row.weekdays >> day & 1)
    return Subscription(
        Place(row.chat_id, row.topic_id or None),
        cast(Language, row.language),
        Schedule(row.zone, time(row.minute // 60, row.minute % 60), days),
        tuple(json.loads(row.themes)),
        tuple(json.loads(row.watch_words)),
        bool(row.card),
        row.muted_until,
        row.stopped,
        Due(row.next_at, date.fromisoformat(row.next_day)) if row.next_at else None,
        row.skipped,
    )


async def erase(connection: AsyncConnection, chat_id: int) -> None:
    """Remove every subscription of a chat."""
    await connection.execute(delete(SUBSCRIPTIONS).where(_S.chat_id == chat_id))


def _at(place: Place) -> tuple[ColumnElement[bool], ColumnElement[bool]]:
    return _S.chat_id == place.chat_id, _S.topic_id == (place.topic_id or 0)
