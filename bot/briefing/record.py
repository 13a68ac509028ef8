"""Writes to the ledger gathered into few transactions, so that sending never waits for the disk's pace.

A SQLite file takes some hundred commits a second; thirty deliveries a second make sixty changes. Whatever comes within a
few milliseconds goes into one transaction.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from datetime import datetime, timedelta

from bot.state.deliveries import Deliveries, Outcome
from knowledge.errors import StateError

log = logging.getLogger(__name__)
_GATHER_S = 0.012
_AGAIN_S = 1.0


class Record:
    """The one writer of one process. Run ``run`` as a task; ``close`` writes what is left and ends it."""

    def __init__(self, deliveries: Deliveries, holder: str, lease: timedelta, clock: Callable[[], datetime]) -> None:
        self._deliveries, self._holder, self._lease, self._clock = deliveries, holder, lease, clock
        self._leaving: list[tuple[int, str, asyncio.Future[bool]]] = []
        self._over: list[Outcome] = []
        self._something = asyncio.Event()
        self._closing = False

    async def may_leave(self, delivery_id: int, briefing_id: str) -> bool:
        """Write that a delivery is being sent; False: it was taken back. Raises StateError."""
        future: asyncio.Future[bool] = asyncio.get_running_loop().create_future()
        self._leaving.append((delivery_id, briefing_id, future))
        self._something.set()
        return await future

    def over(self, outcome: Outcome) -> None:
        """Write, soon, what became of a delivery; tried again until the database takes it."""
        self._over.append(outcome)
        self._something.set()

    async def run(self) -> None:
        """Write until closed."""
        while not (self._closing and not self._leaving and not self._over):
            await self._something.wait()
            if not self._closing:
                await asyncio.sleep(_GATHER_S)
            self._something.clear()
            if not await self._write() and not self._closing:
                await asyncio.sleep(_AGAIN_S)

    async def close(self) -> None:
        """Let ``run`` end once everything is written."""
        self._closing = True
        self._something.set()

    async def _write(self) -> bool:
        leaving, self._leaving = self._leaving, []
        over, self._over = self._over, []
        if not leaving and not over:
            return True
        pairs = [(one, briefing) for one, briefing, _ in leaving]
        try:
            allowed = await self._deliveries.settle(self._holder, pairs, over, self._clock() + self._lease)
        except StateError as error:
            log.error("the ledger of deliveries cannot be written: %s", error)
            for _, _, future in leaving:
                if not future.done():
                    future.set_exception(error)
            if not self._closing:
                self._over = over + self._over
                self._something.set()
            return False
        for delivery_id, _, future in leaving:
            if not future.done():
                future.set_result(delivery_id in allowed)
        return True
