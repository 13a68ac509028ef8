"""Names of files as they are stored and shown."""

from __future__ import annotations

from pathlib import Path


def named(path: Path | str) -> str:
    """A path as text that can be stored: bytes of a name that are no UTF-8 (unpacked from elsewhere) are written out."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "backslashreplace")
