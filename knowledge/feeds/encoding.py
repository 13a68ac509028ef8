"""The bytes of a feed as text, whatever the server and the feed itself say of their encoding.

What they say is often wrong, and feedparser falls back to Windows-1252, which takes any bytes and makes nonsense of
Japanese. So the bytes are tried first and the words second; and where nothing fits, what can be read is kept.
"""

from __future__ import annotations

import codecs
import re

from knowledge.errors import FormatError
from knowledge.load.decode import decode

_DECLARED = re.compile(rb"^[\s\xef\xbb\xbf]*<\?xml[^>]{0,200}?encoding\s*=\s*[\"']([\w.:-]{2,40})[\"']", re.IGNORECASE)
_DECLARATION = re.compile(r"^\s*<\?xml[^>]{0,300}\?>")
_CHARSET = re.compile(r"charset\s*=\s*[\"']?([\w.:-]{2,40})", re.IGNORECASE)
_CHINESE = re.compile(r"gb|big5|hz", re.IGNORECASE)
_PLAIN = re.compile(r"utf-?8|utf-?16|iso8859|iso2022|cp\d|shift|euc|koi8|mac|gb|big5|hz|johab|latin|ascii")
# Not allowed in XML; one of them makes the strict parser give up on the whole feed.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


def feed_text(data: bytes, content_type: str | None) -> tuple[str, str | None]:
    """Decode a feed.

    Args:
        data: As sent, unpacked.
        content_type: The header, parameters included.

    Returns:
        The text without its XML declaration and without characters that XML forbids; and a line about what was wrong
        with its encoding, None when nothing was.
    """
    in_file = _DECLARED.match(data[:400])
    in_header = _CHARSET.search(content_type or "")
    declared = in_file[1].decode("ascii") if in_file else in_header[1] if in_header else None
    text, remark = _decoded(data, declared)
    return _FORBIDDEN.sub("", _DECLARATION.sub("", text, count=1)), remark


def _decoded(data: bytes, declared: str | None) -> tuple[str, str | None]:
    # Japanese tells its encoding itself, and one that is merely declared may fit by chance; so the word comes second.
    # Not where Chinese is declared: its bytes may pass for rare kanji.
    order = (declared,) if declared and _CHINESE.match(declared) else (None, declared)
    for said in order:
        try:
            return decode(data, "feed", said), None
        except FormatError:
            continue
    encoding = declared if declared and _known(declared) else "utf-8"
    text = data.decode(encoding, "replace")
    return text, f"broken {encoding} in {text.count(chr(0xFFFD)):,} places; what could be read was"


def _known(encoding: str) -> bool:
    """Whether a declared encoding is one of the plain ones; Python also knows some that take for ever, or are no text."""
    try:
        return bool(_PLAIN.match(codecs.lookup(encoding).name))
    except (LookupError, ValueError):
        return False
