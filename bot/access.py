"""Who may ask, who keeps the library and who runs the bot: decided from numeric ids alone, as names can be changed."""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.settings import BotSettings
from bot.state.people import Standings

_TOLD_AGAIN_AFTER_S = 60.0
_STRANGERS_REMEMBERED = 10_000


@dataclass(slots=True)
class Access:
    """Decides from the settings and from who was let in or shut out, as last read from the state."""

    settings: BotSettings
    standings: Standings = field(default_factory=Standings)

    def may_ask(self, user_id: int, chat_id: int | None) -> bool:
        """Whether this person may ask in this chat. In an admitted group everyone may who was not shut out.

        Args:
            chat_id: None where a question comes without a chat, as inline ones do.
        """
        if self.is_admin(user_id):
            return True
        if self.is_blocked(user_id):
            return False
        if self.settings.access == "open" or user_id in self.settings.allowed_ids or self.is_librarian(user_id):
            return True
        if chat_id is not None and chat_id < 0 and chat_id in self.settings.allowed_ids:  # ids of groups are negative
            return True
        if self.settings.access != "pairing":
            return False
        return user_id in self.standings.admitted or chat_id in self.standings.groups

    def is_admin(self, user_id: int) -> bool:
        """Whether this person runs the bot."""
        return user_id in self.settings.admin_ids

    def is_librarian(self, user_id: int) -> bool:
        """Whether this person may change the library."""
        return user_id in self.settings.librarian_ids or self.is_admin(user_id)

    def is_blocked(self, user_id: int) -> bool:
        """Whether this person was shut out: told nothing, wherever they write."""
        return user_id in self.standings.blocked and not self.is_admin(user_id)

    def takes_requests(self) -> bool:
        """Whether strangers may ask to be let in, and somebody is there to decide."""
        return self.settings.access == "pairing" and bool(self.settings.admin_ids)


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
