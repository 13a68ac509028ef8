"""Tell whoever waits for an answer how far it is. Only a chat model takes long enough to be told of."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Literal

Stage = Literal["reading", "checking"]
Watcher = Callable[[Stage, int], None]

_watcher: ContextVar[Watcher | None] = ContextVar("watcher", default=None)


@contextmanager
def watched(watcher: Watcher) -> Iterator[None]:
    """Let ``watcher`` hear of every stage reached in this block, in this thread.

    Args:
        watcher: Called with the stage and how many passages or quotations it is about. It must not raise.
    """
    token = _watcher.set(watcher)
    try:
        yield
    finally:
        _watcher.reset(token)


def reached(stage: Stage, count: int) -> None:
    """Say that a stage begins; nobody may be listening."""
    watcher = _watcher.get()
    if watcher is not None:
        watcher(stage, count)
