"""Unicode folding that keeps offsets, and the cut of a text into runs of one script.

Everything here is pure and works on code points. Folding is NFKC by clusters (a base character with the marks that
follow it), so that each folded character still knows which original characters it came from.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import NamedTuple

# Kana, kanji, their marks and iteration signs: what goes through the Japanese analyser. Compatibility forms
# (half-width kana, full-width Latin, ㍻) are gone after folding.
_JAPANESE = r"\u3005-\u3007\u3041-\u3096\u309d-\u309f\u30a1-\u30ff\u3400-\u4dbf\u4e00-\u9fff\uf900-\ufaff"
_JAPANESE_MARKS = r"\u3001-\u3003\u3008-\u301f"
_SUPPLEMENTARY_KANJI = r"\U00020000-\U0003ffff"
JAPANESE = re.compile(f"[{_JAPANESE}{_SUPPLEMENTARY_KANJI}]")
# A Japanese run may begin with a number (2024年) and hold numbers and their signs (5.3%増), but no Latin letter.
_JAPANESE_RUN = re.compile(
    rf"(?:[0-9][0-9.,]*(?=[{_JAPANESE}{_SUPPLEMENTARY_KANJI}]))?"
    rf"[{_JAPANESE}{_SUPPLEMENTARY_KANJI}{_JAPANESE_MARKS}]"
    rf"(?:[{_JAPANESE}{_SUPPLEMENTARY_KANJI}{_JAPANESE_MARKS}]|[0-9](?:[0-9.,]*[0-9])?%?)*"
)
# What NFKC would join to the character before it: combining marks and the half-width voicing marks.
_JOINS = re.compile(r"[\u0300-\u036f\u3099\u309a\uff9e\uff9f\u064b-\u065f\u0591-\u05bd\u0900-\u0dff]")


class Folded(NamedTuple):
    """A folded text and, unless nothing moved, where each of its characters began and ended in the original."""

    text: str
    starts: tuple[int, ...] | None
    ends: tuple[int, ...] | None

    def original_span(self, start: int, end: int) -> tuple[int, int]:
        """Map a half-open span of the folded text to the original text (code points)."""
        if self.starts is None or self.ends is None:
            return start, end
        return self.starts[start], self.ends[end - 1]


def fold(text: str) -> Folded:
    """Return the NFKC form of a text together with the way back to its own offsets."""
    if unicodedata.is_normalized("NFKC", text):
        return Folded(text, None, None)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    position, length = 0, len(text)
    while position < length:
        end = position + 1
        while end < length and _JOINS.match(text, end):
            end += 1
        piece = unicodedata.normalize("NFKC", text[position:end])
        pieces.append(piece)
        starts.extend([position] * len(piece))
        ends.extend([end] * len(piece))
        position = end
    return Folded("".join(pieces), tuple(starts), tuple(ends))


def runs(folded: str) -> Iterator[tuple[int, int, bool]]:
    """Yield (start, end, is_japanese) for the consecutive runs of a folded text; together they cover it."""
    position = 0
    for match in _JAPANESE_RUN.finditer(folded):
        if match.start() > position:
            yield position, match.start(), False
        yield match.start(), match.end(), True
        position = match.end()
    if position < len(folded):
        yield position, len(folded), False
