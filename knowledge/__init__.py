"""Steppe's core: documents in, cited answers out. Knows nothing of Telegram.

``import knowledge`` is light; the front door opens when it is used.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.opening import Knowledge, open_knowledge

__all__ = ["Knowledge", "open_knowledge"]


def __getattr__(name: str) -> Any:
    if name in __all__:
        from knowledge import opening

        return getattr(opening, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
