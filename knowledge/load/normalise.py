"""The one form in which texts are stored: what counts for quotations is kept, what only disturbs is dropped.

NFC and not NFKC: a quotation stays what was printed, full-width digits included.
"""

from __future__ import annotations

import re
import unicodedata

# Dropped: C0 and C1 controls but tab and line feed, DEL, marks and overrides of writing direction, byte order marks,
# halves of characters and the two non-characters at the end of the plane.
_DROPPED = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\ufffe\uffff\ud800-\udfff]"
)
_LINE_END = re.compile("\r\n?|[\x0b\x0c\x85\u2028\u2029]")
_EMPTY_LINES = re.compile(r"\n{3,}")
_SPACES = re.compile(r"\s+")
TITLE_CHARS = 300


def scrub(text: str) -> str:
    """Characters in order, lines as they are: NFC, ``\\n`` line ends, no controls, no direction marks."""
    text = _LINE_END.sub("\n", text)
    if not text.isascii() or not text.isprintable():
        text = _DROPPED.sub("", text)
    # After the dropping, which can bring a letter and its accent together.
    return text if unicodedata.is_normalized("NFC", text) else unicodedata.normalize("NFC", text)


def normalise(text: str) -> str:
    """The stored form of a text: scrubbed, no spaces at line ends, no indent of U+3000, one empty line at most.

    Idempotent: ``normalise(normalise(text)) == normalise(text)``.
    """
    lines = [line.rstrip().lstrip("\u3000") for line in scrub(text).split("\n")]
    return _EMPTY_LINES.sub("\n\n", "\n".join(lines)).strip("\n")


def one_line(text: str) -> str:
    """A text as a single line: for titles, names of authors and publishers; 300 characters at most."""
    return _SPACES.sub(" ", scrub(text)).strip()[:TITLE_CHARS].strip()
