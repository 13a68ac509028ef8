"""Steppe's core: documents in, cited answers out. Knows nothing of Telegram.

``import knowledge`` is light; the front door opens when it is used.
"""

from __future__ import annotations

import os
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from knowledge.opening import Knowledge, open_knowledge

__all__ = ["Knowledge", "open_knowledge"]

# Matrices here are small: a second thread only waits for the first (reading a sentence takes twice as long with two).
# numpy's BLAS looks at this when it is loaded.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")


def __getattr__(name: str) -> Any:
    if name in __all__:
        from knowledge import opening

        return getattr(opening, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
