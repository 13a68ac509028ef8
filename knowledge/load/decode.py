"""Bytes to text: the encodings in which Japanese and English files come, told apart without guessing by chance.

Each candidate is decoded strictly. Where more than one takes the bytes, the text that looks most like Japanese wins:
bytes of EUC-JP read as Shift_JIS are a row of half-width katakana, the other way round they are rare kanji.
"""

from __future__ import annotations

import codecs
import re
from functools import lru_cache

from knowledge.errors import FormatError

_BOMS = (
    (codecs.BOM_UTF8, "utf-8-sig"),
    (codecs.BOM_UTF32_LE, "utf-32"),
    (codecs.BOM_UTF32_BE, "utf-32"),
    (codecs.BOM_UTF16_LE, "utf-16"),
    (codecs.BOM_UTF16_BE, "utf-16"),
)
_ESCAPES = re.compile(rb"\x1b\$[@B]|\x1b\([IJ]|\x1b\$\(D")
_UTF8_SEQUENCE = re.compile(rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}")
_HIGH = re.compile(rb"[\x80-\xff]+")
_SCORED_CHARS = 20_000  # of the text that is not ASCII
_PLAUSIBLE = 0.9  # mean score; Japanese prose has about 2.4, a headline of kanji 1.2 to 1.8, misread bytes under 0.5
_NAMES = {"shift_jis": "cp932", "shift-jis": "cp932", "sjis": "cp932", "x-sjis": "cp932", "windows-31j": "cp932",
          "iso-8859-1": "cp1252", "latin-1": "cp1252", "us-ascii": "utf-8", "ascii": "utf-8"}  # fmt: skip


def decode(data: bytes, name: str, declared: str | None = None) -> str:
    """Decode a text file.

    Args:
        data: UTF-8 (with or without byte order mark), UTF-16 or UTF-32 with one, Shift_JIS (CP932), EUC-JP,
            ISO-2022-JP, or Windows-1252 for text that is mostly ASCII.
        name: For messages.
        declared: The encoding a page or server says it has; believed only where it fits.

    Raises:
        FormatError: None of these fits.
    """
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return _strictly(data, encoding, name)
    if data.isascii() and not _ESCAPES.search(data):
        return data.decode("ascii")
    text = _try(data, "utf-8")
    if text is not None and not (data.isascii() and _ESCAPES.search(data)):
        return text
    if declared:
        text = _try_declared(data, declared)
        if text is not None:
            return text
    if data.isascii():
        for encoding in ("iso2022_jp_2", "iso2022_jp_ext"):
            text = _try(data, encoding)
            if text is not None:
                return text
        return data.decode("ascii")
    return _nearly_utf8(data, name) or _japanese(data) or _western(data) or _unknown(name)


def _japanese(data: bytes) -> str | None:
    if _is_western(data):
        return None
    read = ((encoding, _try(data, encoding)) for encoding in ("cp932", "euc_jp", "euc_jis_2004", "shift_jis_2004"))
    scored = [(_score(text), text) for _, text in read if text is not None]
    if not scored:
        return None
    best = max(scored, key=lambda pair: pair[0])  # the first of equals: the order above
    return best[1] if best[0] >= _PLAUSIBLE else None


def _western(data: bytes) -> str | None:
    return _try(data, "cp1252") if _is_western(data) else None


def _is_western(data: bytes) -> bool:
    """Whether bytes outside ASCII are few and stand alone, as accents and curly quotation marks do in English."""
    high = [len(run) for run in _HIGH.findall(data[:1_000_000])]
    share = sum(high) / min(len(data), 1_000_000)
    return bool(high) and share < 0.15 and sum(length == 1 for length in high) > 0.7 * len(high)


def _nearly_utf8(data: bytes, name: str) -> str | None:
    """UTF-8 that was cut off inside its last character is read; broken UTF-8 is named, not taken for something else."""
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        whole = sum(len(found) for found in _UTF8_SEQUENCE.findall(data))
        high = sum(len(run) for run in _HIGH.findall(data))
        if error.start >= len(data) - 3 and error.reason == "unexpected end of data" and whole >= 0.8 * (high - 3):
            text = data[: error.start].decode("utf-8")
            # Two or three bytes at the end of a short text are no proof: Japanese in another encoding has them too.
            return text if whole >= 6 else None
        if whole >= 0.95 * high and high > 20:
            raise FormatError(
                f"{name}: broken UTF-8 at byte {error.start}; save the file again as UTF-8, or get a sound copy"
            ) from error
    return None


def _try_declared(data: bytes, declared: str) -> str | None:
    encoding = declared.strip().strip("\"'").lower()
    try:
        codec = codecs.lookup(_NAMES.get(encoding, encoding))
    except (LookupError, ValueError):
        return None
    text = _try(data, codec.name)
    # A server's word for its default encoding is often wrong; Western text has to look like it.
    return None if codec.name == "cp1252" and not _is_western(data) else text


def _try(data: bytes, encoding: str) -> str | None:
    try:
        return data.decode(encoding)
    except (UnicodeDecodeError, LookupError, ValueError):
        return None


def _strictly(data: bytes, encoding: str, name: str) -> str:
    try:
        return data.decode(encoding)
    except UnicodeDecodeError as error:
        kind = encoding.replace("-sig", "").upper()
        raise FormatError(f"{name}: broken {kind} at byte {error.start}; save the file again as UTF-8") from error


def _unknown(name: str) -> str:
    raise FormatError(f"{name}: text in an encoding that is not known here, or no text; save it as UTF-8")


def _score(text: str) -> float:
    """How much the characters outside ASCII look like Japanese, on average; about -2 to 3."""
    marked = [char for char in text if char > "\x7f"][:_SCORED_CHARS]
    return sum(map(_weight, marked)) / len(marked) if marked else 0.0


@lru_cache(maxsize=16_384)
def _weight(char: str) -> float:
    if "\u3041" <= char <= "\u3096" or char in "、。「」ー・『』（）":
        return 3.0
    if "\u30a1" <= char <= "\u30fa" or char in "々〜～！？：％":
        return 2.0
    if "\uff10" <= char <= "\uff5a" or char in "—―…“”‘’\u3000【】〈〉《》＝／，．":
        return 1.0
    if "\uff61" <= char <= "\uff9f":
        return -0.5
    if "\u4e00" <= char <= "\u9fff":
        try:
            return 1.6 if char.encode("euc_jp")[0] < 0xD0 else 0.0  # JIS level 1 is the everyday half of the kanji
        except UnicodeEncodeError:
            return -1.0
    return -2.0 if char < "\u2000" or "\ue000" <= char <= "\uf8ff" else 0.0
