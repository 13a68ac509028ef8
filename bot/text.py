"""Text with styles as a small tree, rendered once into plain text and Telegram's entities.

Offsets and lengths of entities count UTF-16 units, as Telegram does; no markup language is ever written or parsed.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass, replace
from itertools import accumulate
from typing import Literal, TypeAlias, Union

Style = Literal["bold", "italic", "code", "text_link", "blockquote", "expandable_blockquote"]
_LONE = re.compile("[\ud800-\udfff]")
_UNSEEN = frozenset(("Cf", "Cc", "Zs", "Zl", "Zp", "Mn"))
Text: TypeAlias = Union[str, "Styled", tuple["Text", ...]]


@dataclass(frozen=True, slots=True)
class Styled:
    """A stretch of text in one style; may hold further ones."""

    style: Style
    inner: Text
    url: str | None = None


@dataclass(frozen=True, slots=True)
class Entity:
    """One style over a stretch of rendered text; ``offset`` and ``length`` in UTF-16 units."""

    style: Style
    offset: int
    length: int
    url: str | None = None

    @property
    def end(self) -> int:
        """The first unit behind it."""
        return self.offset + self.length


@dataclass(frozen=True, slots=True)
class Rendered:
    """Plain text with its entities, outer ones before inner ones."""

    text: str
    entities: tuple[Entity, ...] = ()

    @property
    def units(self) -> int:
        """Its length in UTF-16 units."""
        return units(self.text)


def bold(*inner: Text) -> Styled:
    """Bold text."""
    return Styled("bold", inner)


def italic(*inner: Text) -> Styled:
    """Italic text."""
    return Styled("italic", inner)


def code(inner: str) -> Styled:
    """Monospaced text, copied by a tap; holds no further style."""
    return Styled("code", inner)


def link(url: str | None, *inner: Text) -> Text:
    """Text that leads to ``url``; plain text where that is no http(s) address, which Telegram would not open."""
    if url is None or not url.lower().startswith(("https://", "http://")):
        return inner
    return Styled("text_link", inner, url)


def quote(*inner: Text, folded: bool = False) -> Styled:
    """A block quotation; ``folded`` shows its first lines and opens on a tap. Never put one into another."""
    return Styled("expandable_blockquote" if folded else "blockquote", inner)


def join(separator: Text, items: Iterable[Text]) -> Text:
    """The items with ``separator`` between them."""
    out: list[Text] = []
    for item in items:
        if out:
            out.append(separator)
        out.append(item)
    return tuple(out)


def units(text: str) -> int:
    """The length of ``text`` in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def offsets(text: str) -> list[int]:
    """The UTF-16 offset of every code point of ``text``, and of its end: ``len(text) + 1`` numbers."""
    return list(accumulate((2 if ch > "\uffff" else 1 for ch in text), initial=0))


def is_blank(text: str) -> bool:
    """Whether a reader sees nothing of ``text``: Telegram refuses a message of spaces, controls and joiners alone."""
    return text.isspace() or all(unicodedata.category(ch) in _UNSEEN for ch in text)


def render(text: Text) -> Rendered:
    """Render the tree. Lone surrogates, which no one can send, become U+FFFD; every other character stays."""
    out: list[str] = []
    entities: list[Entity] = []
    end = _walk(text, 0, out, entities)
    rendered = "".join(out)
    assert end == units(rendered)  # noqa: S101 - offsets are exact or nothing may be sent
    return Rendered(rendered, tuple(e for e in entities if e.length))


def _walk(text: Text, at: int, out: list[str], entities: list[Entity]) -> int:
    if isinstance(text, str):
        sendable = _LONE.sub("\ufffd", text)
        out.append(sendable)
        return at + units(sendable)
    if isinstance(text, tuple):
        for part in text:
            at = _walk(part, at, out, entities)
        return at
    place = len(entities)
    entities.append(Entity(text.style, at, 0, text.url))
    end = _walk(text.inner, at, out, entities)
    entities[place] = replace(entities[place], length=end - at)
    return end
