"""How much one person and one chat may ask. What is over is answered by one polite line, then by nothing until it is free.

Deciding takes no I/O, so that a burst costs nothing and what is let through keeps its order. Memory is bounded: minutes
are kept for those who wrote last, days for those who wrote most.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Literal

from bot.settings import QuotaSettings

Verdict = Literal["free", "tell-minute", "tell-day", "silent"]
MINUTES_KEPT = 4_096
DAYS_KEPT = 50_000


@dataclass(slots=True)
class _Bucket:
    """Fills at ``a minute``'s pace and holds one minute's worth."""

    left: float
    at: float
    told: bool = False

    def has(self, cost: float, per_minute: int, now: float) -> bool:
        """Whether there is enough, after what came in since."""
        self.left = min(per_minute, self.left + (now - self.at) * per_minute / 60)
        self.at = now
        return self.left >= cost


def _today() -> date:
    return datetime.now(UTC).date()


@dataclass(slots=True)
class Quotas:
    """Counts what people and chats use.

    Args:
        clock: Seconds that never go back.
        today: The day whose quota is counted (UTC).
    """

    settings: QuotaSettings
    clock: Callable[[], float] = time.monotonic
    today: Callable[[], date] = _today
    _minutes: dict[tuple[str, int], _Bucket] = field(default_factory=dict)
    _day: date | None = None
    _used: dict[int, int] = field(default_factory=dict)
    _told_day: set[int] = field(default_factory=set)
    _unsaved: dict[int, int] = field(default_factory=dict)

    def take(self, user_id: int, chat_id: int | None, *, cost: float = 1.0) -> Verdict:
        """Let one request through and count it, or say how it is refused.

        Args:
            chat_id: The group it comes from; None for a private chat, where the person's own quota is the only one.
            cost: Less than 1 for what a person sends without noticing, such as the letters of an inline question.
        """
        self._begin_day()
        now = self.clock()
        limits = self.settings
        if limits.per_user_day and self._used.get(user_id, 0) >= limits.per_user_day:
            if user_id in self._told_day:
                return "silent"
            self._told_day.add(user_id)
            return "tell-day"
        mine = self._bucket("user", user_id, limits.per_user_minute, now)
        ours = self._bucket("chat", chat_id, limits.per_chat_minute, now) if chat_id is not None else None
        for bucket, limit in ((mine, limits.per_user_minute), (ours, limits.per_chat_minute)):
            if bucket is not None and not bucket.has(cost, limit, now):
                told, bucket.told = bucket.told, True
                return "silent" if told else "tell-minute"
        for bucket in (mine, ours):
            if bucket is not None:
                bucket.left -= cost
                bucket.told = False
        if cost >= 1:
            self._count(user_id)
        return "free"

    def unsaved(self) -> dict[int, int]:
        """What was used since the last call: to be added to the state."""
        taken, self._unsaved = self._unsaved, {}
        return taken

    def drop_unsaved(self, user_id: int) -> None:
        """Leave what a person used unwritten; it still counts until the bot stops."""
        self._unsaved.pop(user_id, None)

    def restore(self, day: date, used: Mapping[int, int]) -> None:
        """Begin with what was used today before a restart."""
        self._begin_day()
        if day == self._day:
            self._used = {user_id: n + self._used.get(user_id, 0) for user_id, n in used.items()}

    def _begin_day(self) -> None:
        if (today := self.today()) != self._day:
            self._day, self._used, self._told_day, self._unsaved = today, {}, set(), {}

    def _count(self, user_id: int) -> None:
        self._used[user_id] = self._used.get(user_id, 0) + 1
        self._unsaved[user_id] = self._unsaved.get(user_id, 0) + 1
        if len(self._used) > DAYS_KEPT:  # those who used least are the furthest from their limit
            kept = sorted(self._used.items(), key=lambda one: one[1], reverse=True)[: DAYS_KEPT // 2]
            self._used = dict(kept)

    def _bucket(self, kind: str, id: int, per_minute: int, now: float) -> _Bucket | None:
        if not per_minute:
            return None
        bucket = self._minutes.pop((kind, id), None) or _Bucket(per_minute, now)
        self._minutes[kind, id] = bucket  # last in order: the first is the one not heard of for longest
        if len(self._minutes) > MINUTES_KEPT:
            del self._minutes[next(iter(self._minutes))]
        return bucket
