"""Faults that befall calls of a bot, and the updates it is handed."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from bot.simulator.refusal import Refusal

FaultKind = Literal[
    "refuse", "gateway", "cut", "reset", "delay", "accept-cut", "accept-reset", "accept-hang", "duplicate", "reorder"
]
UPDATES: Final = "updates"  # in place of a method: the fault befalls the next updates that are handed out


@dataclass(slots=True)
class Fault:
    """A fault to inject into the next calls of a method.

    Attributes:
        method: The Bot API method, ``*`` for any, or ``updates`` for what the next polls hand out.
        kind: Nothing is done, and the answer is ``refusal`` (``refuse``), a proxy's page with 502 (``gateway``), none as
            the connection is closed (``cut``) or reset (``reset``). It is done, and then the connection is closed
            (``accept-cut``) or reset (``accept-reset``), or the answer comes ``delay_s`` late (``accept-hang``).
            ``delay``: ``delay_s`` pass, then it is done and answered. Of updates: all come twice (``duplicate``) or the
            last one first (``reorder``).
        times: How many calls it befalls.
    """

    method: str
    kind: FaultKind
    times: int = 1
    refusal: Refusal | None = None
    delay_s: float = 0.0


class Faults:
    """The faults that are still to come."""

    def __init__(self) -> None:
        self._waiting: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Let a fault befall what comes next."""
        self._waiting.append(fault)

    def take(self, method: str) -> Fault | None:
        """The fault that befalls this call, used up by it."""
        for fault in self._waiting:
            if fault.method.lower() == method.lower() or (fault.method == "*" and method != UPDATES):
                fault.times -= 1
                if fault.times <= 0:
                    self._waiting.remove(fault)
                return fault
        return None

    def clear(self) -> None:
        """Let nothing more befall anyone."""
        self._waiting.clear()
