"""Keeps every held-out sentence out of the training data, whichever side it stands on."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Sequence

Pair = tuple[str, str]
"""One English and one Japanese text that say the same."""


def comparable(text: str) -> str:
    """Return what is left of a text without case, spaces, punctuation and symbols (after NFKC)."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    return "".join(character for character in folded if unicodedata.category(character)[0] in "LNM")


class HeldOut:
    """The sentences that are only measured with.

    Args:
        texts: Sentences of the held-out sets, all languages together. Those without a letter or digit are ignored.
    """

    def __init__(self, texts: Iterable[str]) -> None:
        self._known = {form for text in texts if (form := comparable(text))}

    def __contains__(self, text: object) -> bool:
        return isinstance(text, str) and comparable(text) in self._known

    def without(self, pairs: Sequence[Pair]) -> list[Pair]:
        """Return the pairs of which neither side is held out, in their order."""
        return [pair for pair in pairs if pair[0] not in self and pair[1] not in self]
