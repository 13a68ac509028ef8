"""Unicode folding that remembers where every character came from.

Comparison in several rooms folds compatibility forms (NFKC: ＣＰＣ is CPC, ﾄｶｴﾌ is トカエフ, ８割 is 8割) but must
answer in offsets of the text as stored.
"""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

from knowledge.types import Span

_VOICING = "\uff9e\uff9f"  # half-width voicing marks join the character before them under NFKC


@dataclass(frozen=True, slots=True)
class Folded:
    """A folded text and the way back.

    Attributes:
        text: The folded form.
        starts: For each character of ``text``, where its origin starts; None when nothing moved.
        ends: Likewise where it ends.
    """

    text: str
    starts: tuple[int, ...] | None = None
    ends: tuple[int, ...] | None = None

    def span(self, start: int, end: int) -> Span:
        """The stretch of the original behind ``text[start:end]``; whole characters, so it may be a little wider."""
        if self.starts is None or self.ends is None:
            return Span(start, end)
        if start >= end:
            at = self.starts[start] if start < len(self.starts) else (self.ends[-1] if self.ends else 0)
            return Span(at, at)
        return Span(self.starts[start], self.ends[end - 1])


def fold(text: str) -> Folded:
    """NFKC with offsets. Equal to ``unicodedata.normalize`` except for rare compositions across Hangul letters."""
    if unicodedata.is_normalized("NFKC", text):
        return Folded(text)
    pieces: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at = 0
    while at < len(text):
        end = at + 1
        while end < len(text) and (unicodedata.combining(text[end]) or text[end] in _VOICING):
            end += 1
        piece = unicodedata.normalize("NFKC", text[at:end])
        pieces.append(piece)
        starts += [at] * len(piece)
        ends += [end] * len(piece)
        at = end
    return Folded("".join(pieces), tuple(starts), tuple(ends))


def fold_spaces(text: str) -> Folded:
    """NFKC and white space: a run is one space, or nothing beside a Japanese character and at either end."""
    plain = fold(text)
    letters: list[str] = []
    starts: list[int] = []
    ends: list[int] = []
    at, size = 0, len(plain.text)
    while at < size:
        end = at + 1
        char = plain.text[at]
        if char.isspace():
            while end < size and plain.text[end].isspace():
                end += 1
            tight = at == 0 or end == size or japanese(plain.text[at - 1]) or japanese(plain.text[end])
            char = "" if tight else " "
        if char:
            origin = plain.span(at, end)
            letters.append(char)
            starts.append(origin.start)
            ends.append(origin.end)
        at = end
    return Folded("".join(letters), tuple(starts), tuple(ends))


def japanese(char: str) -> bool:
    """Whether a character is kana, a kanji or Japanese punctuation (after NFKC)."""
    return "\u3001" <= char <= "\u30ff" or "\u3400" <= char <= "\u9fff" or "\uf900" <= char <= "\ufaff"


def lower(text: str) -> str:
    """Lower case that never changes the length, so that offsets stay."""
    lowered = text.lower()
    if len(lowered) == len(text):
        return lowered
    return "".join(c.lower() if len(c.lower()) == 1 else c for c in text)
