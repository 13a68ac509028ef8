"""Everyone who comes to the bot: who may ask, how much, who they are, and what was done for them.

Decisions are made in memory, from what was last read of the state; what is new is written down every few seconds, so
that a message costs no commit. A kill loses at most those seconds of counting, and nothing else.
"""

from __future__ import annotations

import asyncio
import logging
import time
from collections import OrderedDict
from datetime import UTC, datetime

from bot.access import Access
from bot.quotas import Quotas
from bot.settings import BotSettings
from bot.state.database import State
from bot.state.metrics import Metrics
from bot.state.people import NAME_CHARS, People, Seen
from bot.tally import Tally
from knowledge.errors import StateError
from knowledge.load.normalise import one_line
from knowledge.types import Language

log = logging.getLogger(__name__)
SAVE_EVERY_S = 5.0
READ_EVERY_S = 15.0  # another bot on the same state may have let somebody in
_SEEN_KEPT = 10_000


class Visitors:
    """The people of one running bot."""

    def __init__(self, state: State, settings: BotSettings) -> None:
        self.people, self.metrics = People(state), Metrics(state)
        self.access, self.quotas, self.tally = Access(settings), Quotas(settings.quota), Tally()
        self._seen: OrderedDict[int, str] = OrderedDict()  # who was noted on which day
        self._new: dict[int, Seen] = {}

    def saw(self, user_id: int, name: str, language: Language) -> None:
        """Note that somebody wrote privately; it is written down once a day."""
        today = datetime.now(UTC).date().isoformat()
        if self._seen.get(user_id) == today:
            return
        self._seen[user_id] = today
        self._seen.move_to_end(user_id)
        if len(self._seen) > _SEEN_KEPT:
            self._seen.popitem(last=False)
        self._new[user_id] = Seen(user_id, one_line(name)[:NAME_CHARS], language)

    async def forget(self, user_id: int) -> None:
        """Act on it that a person was erased from the state: nothing of them is written down again. Raises StateError."""
        self._new.pop(user_id, None)
        self._seen.pop(user_id, None)
        self.quotas.drop_unsaved(user_id)
        await self.read()

    async def read(self) -> None:
        """Read again who was let in and who was shut out. Raises StateError."""
        self.access.standings = await self.people.standings()

    async def save(self) -> None:
        """Write down what is new. Raises StateError."""
        today = datetime.now(UTC).date()
        counts, used, new = self.tally.empty(), self.quotas.unsaved(), self._new
        self._new = {}
        if counts or used:
            try:
                await self.metrics.add(today, counts, used)
            except BaseException:  # cancelled as well: what is not written yet is kept
                for name, n in counts.items():
                    self.tally.add(name, n)
                self._new = new | self._new
                raise
        if new:
            try:
                await self.people.saw(list(new.values()), today)
            except BaseException:  # cancelled as well: what is not written yet is kept
                self._new = new | self._new
                raise

    async def begin(self) -> None:
        """Read what is needed before the first message comes. Raises StateError."""
        today = datetime.now(UTC).date()
        self.quotas.restore(today, await self.metrics.used(today))
        await self.read()

    async def keep(self) -> None:
        """Save and read until cancelled; a state that cannot be used now is tried again."""
        read_at = time.monotonic()
        while True:
            await asyncio.sleep(SAVE_EVERY_S)
            try:
                await self.save()
                if time.monotonic() - read_at >= READ_EVERY_S:
                    await self.read()
                    read_at = time.monotonic()
            except StateError as error:
                log.warning("people: %s", error)
