"""The version of the state's tables that this program reads and writes: the last migration's revision."""

from __future__ import annotations

NEWEST = "0005"
