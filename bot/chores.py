"""Work that goes on beside the conversations and is seen to its end: messages to everyone, a new index."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Coroutine
from dataclasses import dataclass, field
from typing import Any

log = logging.getLogger(__name__)
STOP_WITHIN_S = 10.0


@dataclass(slots=True)
class Chores:
    """The chores of one running bot. One that takes long looks at ``stopping`` from time to time and ends early."""

    stopping: bool = False
    _tasks: set[asyncio.Task[None]] = field(default_factory=set)

    def begin(self, work: Coroutine[Any, Any, None], name: str = "") -> None:
        """Start a chore; if it fails, the log says so."""
        task = asyncio.get_running_loop().create_task(work, name=name or None)
        self._tasks.add(task)
        task.add_done_callback(self._ended)

    def runs(self, name: str) -> bool:
        """Whether a chore of this name is going on."""
        return any(task.get_name() == name for task in self._tasks)

    async def stop(self) -> None:
        """Let what runs come to a good end, and break off what does not within ten seconds."""
        self.stopping = True
        if self._tasks:
            _, late = await asyncio.wait(self._tasks, timeout=STOP_WITHIN_S)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _ended(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("a chore failed", exc_info=error)
