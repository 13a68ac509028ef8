"""The write lock: one process writes to a library at a time, and says who it is."""

from __future__ import annotations

import contextlib
import os
import sys
from pathlib import Path

from filelock import FileLock, Timeout

from knowledge.errors import DiskError, LockedError


class WriteLock:
    """An OS lock on the library folder; it goes with the process, however that ends.

    Not re-entrant. Safe to ask for from several threads: one gets it.
    """

    def __init__(self, folder: Path) -> None:
        self._note = folder / "library.lock.holder"
        self._lock = FileLock(folder / "library.lock", thread_local=False)

    def acquire(self, *, wait_s: float = 0.0) -> None:
        """Take the lock.

        Args:
            wait_s: How long to wait for another process, in seconds.

        Raises:
            LockedError: Another process holds it; the message names it.
            DiskError: The folder cannot be written.
        """
        try:
            self._lock.acquire(timeout=wait_s, poll_interval=0.05)
        except Timeout as error:
            raise LockedError(
                f"the library is being written by {self._holder()}; wait for it, or give files to its inbox"
            ) from error
        except OSError as error:
            raise DiskError(
                f"{self._note.parent}: cannot be written ({error.strerror}); mend its permissions"
            ) from error
        command = " ".join([Path(sys.argv[0]).name, *sys.argv[1:2]])
        # The note only serves the message of others; a full disk must not keep `forget` from making room.
        with contextlib.suppress(OSError):
            self._note.write_text(f"process {os.getpid()} ({command})", encoding="utf-8")

    def release(self) -> None:
        """Give the lock back; does nothing when it is not held."""
        if self._lock.is_locked:
            self._lock.release()

    @property
    def held(self) -> bool:
        """Whether this object holds the lock."""
        return bool(self._lock.is_locked)

    def _holder(self) -> str:
        try:
            return self._note.read_text(encoding="utf-8").strip() or "another process"
        except OSError:
            return "another process"
