"""Cut a long rendered text into messages without losing a character or a style.

Telegram takes 4,096 UTF-16 units and 100 entities a message. A cut falls behind a paragraph, else a line, else a
sentence, else a word, and only in a text without any of these between two characters as a reader sees them.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_right

from bot.text import Entity, Rendered, offsets

MESSAGE_UNITS = 4_096
CAPTION_UNITS = 1_024  # under a picture
MESSAGE_ENTITIES = 100

# Best place first; each pattern's end is the cut. A sentence keeps the numbers of its citations: "...。[1][2]".
_CUTS = (
    re.compile(r"\n[^\S\n]*\n\s*"),
    re.compile(r"\n"),
    re.compile(r"(?:[。！？]|[.!?…](?=[\s\[\"”’)]))[」』）)\"”’]*(?:\s?\[\d+\])*[^\S\n]*"),
    re.compile(r"\s+|、"),
)
_BEYOND = 64  # characters looked at behind the window, so that "[1]" is not cut from the "[2]" that follows it
_LEAST_SHARE = 0.5  # a cut in the first half of a message would only make more messages


def split(rendered: Rendered, *, limit: int = MESSAGE_UNITS, most: int = MESSAGE_ENTITIES) -> list[Rendered]:
    """Cut ``rendered`` into messages, in order.

    Args:
        rendered: The whole text.
        limit: Most UTF-16 units of one message, at least 2.
        most: Most entities of one message.

    Returns:
        Messages whose texts joined are exactly ``rendered.text``; an entity that a cut crosses goes on in the next
        message. None has more than ``limit`` units or ``most`` entities. An empty text gives no message.
    """
    if 0 < rendered.units <= limit and len(rendered.entities) <= most:
        return [rendered]
    text, at = rendered.text, offsets(rendered.text)
    entities = sorted(rendered.entities, key=lambda e: (e.offset, -e.length))
    messages: list[Rendered] = []
    start = 0
    while start < len(text):
        window = bisect_right(at, at[start] + limit) - 1
        inside = [e for e in entities if e.end > at[start] and e.offset < at[window]]
        if len(inside) > most:
            window = max(start + 1, bisect_right(at, inside[most].offset) - 1)
        end = window if window == len(text) else _cut(text, start, window)
        messages.append(_slice(text[start:end], at[start], at[end], inside, most))
        start = end
    return messages


def _slice(text: str, first: int, last: int, entities: list[Entity], most: int) -> Rendered:
    kept = []
    for entity in entities:
        begin, end = max(entity.offset, first), min(entity.end, last)
        if begin < end:
            kept.append(Entity(entity.style, begin - first, end - begin, entity.url))
    return Rendered(text, tuple(kept[:most]))


def _cut(text: str, start: int, window: int) -> int:
    """The best place in ``(start, window]`` to end a message that begins at ``start``."""
    least = start + int((window - start) * _LEAST_SHARE)
    for pattern in _CUTS:
        best = 0
        for match in pattern.finditer(text, max(start, least - 1), window + _BEYOND):
            if least < match.end() <= window and is_boundary(text, match.end()):
                best = match.end()
        if best > start:
            return best
    place = window
    while place > least and not is_boundary(text, place):
        place -= 1
    return place if place > max(start, least) else window  # one "character" of thousands of marks is cut anywhere


def is_boundary(text: str, place: int) -> bool:
    """Whether a reader sees two characters meet at ``place``: no accent, joiner, skin tone or half a flag behind it."""
    if place <= 0 or place >= len(text):
        return True
    before, after = text[place - 1], text[place]
    if before == "\r" and after == "\n":
        return False
    if _extends(after) or before == "\u200d":
        return False
    if _is_flag_half(after) and _is_flag_half(before):
        run = place
        while run > 0 and _is_flag_half(text[run - 1]):
            run -= 1
        return (place - run) % 2 == 0
    if "\u1100" <= before <= "\u11ff" and "\u1100" <= after <= "\ud7ff":
        return False  # Hangul letters that join into one syllable
    return not ("\uac00" <= before <= "\ud7a3" and "\u1160" <= after <= "\u11ff")


def _extends(ch: str) -> bool:
    return (
        unicodedata.category(ch) in ("Mn", "Mc", "Me")
        or ch in "\u200c\u200d\uff9e\uff9f\u0e33\u0eb3"  # joiners, half-width voicing marks, Thai and Lao "am"
        or "\U0001f3fb" <= ch <= "\U0001f3ff"  # skin tones
        or "\U000e0020" <= ch <= "\U000e007f"  # tags, as in the flag of Scotland
    )


def _is_flag_half(ch: str) -> bool:
    return "\U0001f1e6" <= ch <= "\U0001f1ff"
