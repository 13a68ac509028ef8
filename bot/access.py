"""Who may ask: decided from numeric ids alone, as names can be changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.settings import BotSettings

_TOLD_AGAIN_AFTER_S = 60.0
_STRANGERS_REMEMBERED = 10_000


def may_ask(settings: BotSettings, user_id: int, chat_id: int) -> bool:
    """Whether this person may ask in this chat. In an allowed group everyone may."""
    if settings.access == "open":
        return True
    known = {*settings.admin_ids, *settings.allowed_ids}
    return user_id in known or (chat_id < 0 and chat_id in known)  # ids of groups are negative


@dataclass(slots=True)
class Strangers:
    """Who was turned away when, so that a burst of messages gets one line and not a thousand."""

    clock: Callable[[], float] = time.monotonic
    _told_at: dict[int, float] = field(default_factory=dict)

    def tell(self, user_id: int) -> bool:
        """Whether to say it to this one now."""
        now = self.clock()
        if now - self._told_at.get(user_id, -_TOLD_AGAIN_AFTER_S) < _TOLD_AGAIN_AFTER_S:
            return False
        if len(self._told_at) >= _STRANGERS_REMEMBERED:
            self._told_at.clear()
        self._told_at[user_id] = now
        return True
