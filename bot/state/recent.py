"""Keep at hand what was read a moment ago: at thirty questions a second every read costs more than it tells.

One process writes a state, and all of it on one loop, so what is at hand is as true as the rows; whoever changes rows
of many subjects at once says so with ``State.changed``, and then nothing is at hand any more.
"""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Awaitable, Callable, Hashable
from typing import Generic, TypeVar

from bot.state.database import State

Key = TypeVar("Key", bound=Hashable)
Value = TypeVar("Value")


class Recent(Generic[Key, Value]):
    """The last ``most`` values read or written, by key."""

    def __init__(self, state: State, most: int = 4_096) -> None:
        self._state, self._most = state, most
        self._generation = state.generation
        self._writes = 0
        self._values: OrderedDict[Key, Value] = OrderedDict()

    async def get(self, key: Key, read: Callable[[], Awaitable[Value]]) -> Value:
        """The value at hand, or the one that ``read`` reads."""
        self._refresh()
        if key in self._values:
            self._values.move_to_end(key)
            return self._values[key]
        seen = self._state.generation, self._writes
        value = await read()
        if seen == (self._state.generation, self._writes):  # nothing was written or taken away while it was read
            self._keep(key, value)
        return value

    def at_hand(self, key: Key) -> Value | None:
        """The value if it is at hand."""
        self._refresh()
        return self._values.get(key)

    def put(self, key: Key, value: Value) -> None:
        """Keep what was written; call it once the transaction is through."""
        self._refresh()
        self._writes += 1
        self._keep(key, value)

    def change(self, key: Key, how: Callable[[Value], Value]) -> None:
        """Change the value as the transaction that is through changed it; one that is not at hand is read when needed."""
        self._refresh()
        self._writes += 1
        if key in self._values:
            self._values[key] = how(self._values[key])

    def _keep(self, key: Key, value: Value) -> None:
        self._values[key] = value
        self._values.move_to_end(key)
        if len(self._values) > self._most:
            self._values.popitem(last=False)

    def _refresh(self) -> None:
        if self._generation != self._state.generation:
            self._generation = self._state.generation
            self._values.clear()
