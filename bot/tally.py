"""What happened since the last look, in numbers: filled by the handlers, emptied into the state."""

from __future__ import annotations

import time
from collections import Counter
from dataclasses import dataclass, field

from bot.state.metrics import took


@dataclass(slots=True)
class Tally:
    """Counts by name; see ``bot.people.stats`` for the names that are shown."""

    began: float = field(default_factory=time.monotonic)
    _counts: Counter[str] = field(default_factory=Counter)

    def add(self, name: str, n: int = 1) -> None:
        """Count something."""
        self._counts[name] += n

    def question(self, *, abstained: bool, elapsed_ms: float) -> None:
        """Count a question that was answered or declined, and how long that took until the answer was sent."""
        self._counts["abstained" if abstained else "answered"] += 1
        self._counts[took(elapsed_ms)] += 1

    def empty(self) -> dict[str, int]:
        """Everything counted since the last call."""
        counts, self._counts = self._counts, Counter()
        return dict(counts)

    @property
    def uptime_s(self) -> float:
        """How long the bot has been running."""
        return time.monotonic() - self.began
