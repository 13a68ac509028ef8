"""Going gently: a pause between two requests to one host, and stopping in the middle of it."""

from __future__ import annotations

import threading
from collections.abc import Callable
from urllib.parse import urlsplit


class Stopped(Exception):  # noqa: N818 - no error: somebody asked for it
    """The program is to end; what was gathered so far counts."""


class Pace:
    """Keeps requests to one host apart. Used by one thread at a time; ``stop`` comes from any.

    Args:
        pause_s: The least time between two requests to one host, in seconds.
        stop: Set when the program ends.
        clock: Seconds, never going back.
    """

    def __init__(self, pause_s: float, stop: threading.Event, clock: Callable[[], float]) -> None:
        self._pause_s, self._stop, self._clock = pause_s, stop, clock
        self._free: dict[str, float] = {}  # when each host may be asked again

    def wait(self, url: str, pause_s: float = 0.0) -> None:
        """Wait until the host of ``url`` may be asked.

        Args:
            url: What is about to be fetched.
            pause_s: What the host asks for itself, where that is longer.

        Raises:
            Stopped: The program is to end.
        """
        host = urlsplit(url).hostname or ""
        left = self._free.get(host, 0.0) - self._clock()
        if self._stop.wait(max(0.0, left)) if left > 0 else self._stop.is_set():
            raise Stopped
        self._free[host] = self._clock() + max(self._pause_s, pause_s)
