"""Titles and summaries as plain text: no tag, script or style of a feed gets further than here.

What the text *says* is left as it is, instructions to machines included: it is text to be quoted, and nothing else.
"""

from __future__ import annotations

import html
import re
from html.parser import HTMLParser

from knowledge.load.normalise import normalise, one_line

_BLOCKS = frozenset(
    "address article aside blockquote br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr"
    " li main nav ol p pre section table td th tr ul".split()
)
_UNREAD = frozenset("script style template noscript iframe object embed svg math head title select button".split())
_TAG = re.compile(r"<[!/?a-zA-Z]")
_LEFT = re.compile(r"<[!/?]*[a-zA-Z\[][^<>]*>")
_ENTITY = re.compile(r"&(?:#\d{1,7}|#[xX][0-9a-fA-F]{1,6}|[a-zA-Z][a-zA-Z0-9]{1,31});")
_LONGEST = 200_000  # characters of one field

# What publishing programs put under a summary.
_TAIL = re.compile(
    r"\s*(?:the post .{1,300}? (?:appeared )?first (?:appeared )?on .{1,120}?\.?"
    r"|(?:continue reading|read (?:more|the full (?:story|article)|on))\b.{0,120}"
    r"|(?:続きを読む|続きはこちら|全文を読む|もっと読む|記事全文)[はへ]?.{0,40}"
    r"|(?:»|→|>>))\s*$",
    re.IGNORECASE,
)
_CUT = re.compile(r"\s*(?:\[\s*(?:…|\.{3}|&hellip;)\s*\]|…|\.{3}|・・・)\s*$")
_SENTENCE_END = re.compile(r"[。！？!?]|\.(?=\s|$)")


def plain_line(value: str) -> str:
    """A title, name or label: one line without markup, 300 characters at most."""
    return one_line(_text(value).replace("\n", " "))


def plain_paragraphs(value: str) -> str:
    """A text without markup, its paragraphs separated by empty lines."""
    text = normalise(_text(value))
    lines = (" ".join(line.split()) for line in text.split("\n"))
    return "\n\n".join(line for line in lines if line)


def tidy_summary(text: str) -> str:
    """A summary without what a publishing program hangs under it, and without a sentence that was cut off.

    A cut sentence stays when it is the only one: half a sentence says more than none.
    """
    paragraphs = text.split("\n\n")
    while paragraphs and len(paragraphs) > 1 and _TAIL.fullmatch(paragraphs[-1]):
        paragraphs.pop()
    if not paragraphs:
        return ""
    last = _TAIL.sub("", paragraphs[-1])
    if _CUT.search(last):
        whole = _CUT.sub("", last)
        ends = [found.end() for found in _SENTENCE_END.finditer(whole)]
        if ends and ends[-1] < len(whole.rstrip()):
            last = whole[: ends[-1]]
        elif ends:
            last = whole
        elif len(paragraphs) > 1:
            last = ""
    return "\n\n".join(part for part in (*paragraphs[:-1], last.strip()) if part)


def _text(value: str) -> str:
    """The text of a field. Feeds escape once, twice or not at all, so it is read again while markup comes out of it."""
    value = value[:_LONGEST]
    for _ in range(3):
        if not (_TAG.search(value) or _ENTITY.search(value)):
            break
        value = _stripped(value) if _TAG.search(value) else html.unescape(value)
    value = _LEFT.sub(" ", value)  # what was not closed, or hidden deeper than anybody escapes
    return value.replace("<", " ") if _LEFT.search(value) else value  # or built so that taking one out makes another


def _stripped(value: str) -> str:
    reader = _Reader()
    try:
        reader.feed(value)
        reader.close()
    except (AssertionError, ValueError):  # declarations that the parser does not know
        return re.sub(r"<[^>]{0,2000}>", " ", value)
    return "".join(reader.pieces)


class _Reader(HTMLParser):
    """Collects what would be read on a page."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.pieces: list[str] = []
        self._unread: list[str] = []

    def handle_starttag(self, tag: str, attrs: object) -> None:
        if tag in _UNREAD:
            self._unread.append(tag)
        elif tag in _BLOCKS and not self._unread:
            self.pieces.append("\n")

    def handle_startendtag(self, tag: str, attrs: object) -> None:
        if tag in _BLOCKS and not self._unread:
            self.pieces.append("\n")

    def handle_endtag(self, tag: str) -> None:
        if tag in self._unread:
            while self._unread.pop() != tag:
                pass
        elif tag in _BLOCKS and not self._unread:
            self.pieces.append("\n")

    def handle_data(self, data: str) -> None:
        if not self._unread:
            self.pieces.append(data)
