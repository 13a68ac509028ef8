"""Telegram's pace: how many messages it takes from a bot before it answers 429.

The published limits are one message a second in a chat, twenty a minute in a group and thirty a second over all; short
bursts are let through. Each is a bucket that leaks at the published rate and holds a burst.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulator.refusal import Refusal

COUNTED = (
    *("sendmessage", "senddocument", "sendphoto", "copymessage", "forwardmessage"),
    *("editmessagetext", "editmessagecaption", "editmessagemedia", "editmessagereplymarkup"),
)


@dataclass(slots=True)
class _Bucket:
    rate_per_s: float
    burst: float
    level: float = 0.0
    at: float = 0.0

    def wait_s(self, now: float) -> float:
        """How long until one more fits; 0 takes it."""
        self.level = max(0.0, self.level - (now - self.at) * self.rate_per_s)
        self.at = now
        over = self.level + 1 - self.burst
        return over / self.rate_per_s if over > 0 else 0.0


@dataclass(slots=True)
class Flood:
    """Counts messages; a call over the limit is refused and not counted. Switched off it takes all."""

    clock: Callable[[], float]
    on: bool = True
    overall: _Bucket = field(default_factory=lambda: _Bucket(31.0, 60))
    _chats: dict[int, _Bucket] = field(default_factory=dict)

    def count(self, chat_id: int) -> None:
        """Count a message to a chat.

        Raises:
            Refusal: 429, with the seconds to wait.
        """
        if not self.on:
            return
        now = self.clock()
        if chat_id not in self._chats:
            self._chats[chat_id] = _Bucket(1.0, 10) if chat_id > 0 else _Bucket(20 / 60, 24)
        buckets = (self._chats[chat_id], self.overall)
        wait = math.ceil(max(bucket.wait_s(now) for bucket in buckets))
        if wait:
            raise Refusal(429, f"Too Many Requests: retry after {wait}", {"retry_after": wait})
        for bucket in buckets:
            bucket.level += 1
