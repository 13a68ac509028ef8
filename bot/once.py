"""Answer each update once, though Telegram sometimes delivers one twice."""

from __future__ import annotations

from collections import OrderedDict

_REMEMBERED = 4_096


class Once:
    """The numbers of the last updates."""

    def __init__(self, most: int = _REMEMBERED) -> None:
        self._most = most
        self._seen: OrderedDict[int, None] = OrderedDict()

    def is_new(self, update_id: int) -> bool:
        """Whether this update comes for the first time; from now on it has come."""
        if update_id in self._seen:
            return False
        self._seen[update_id] = None
        if len(self._seen) > self._most:
            self._seen.popitem(last=False)
        return True
