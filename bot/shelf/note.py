"""What a librarian writes under a file or behind an address: its title, and what kind of source it is.

``official`` · ``論説 カザフの選択`` · ``news: The ferry question`` · ``Annual report 2025``
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import Final

from knowledge.load.normalise import one_line
from knowledge.types import Stance

TITLE_CHARS = 120
_WORDS: Final[dict[Stance, tuple[str, ...]]] = {
    "opinion": ("opinion", "column", "commentary", "editorial", "op-ed", "論説", "社説", "コラム", "意見", "評論"),
    "news": ("news", "article", "報道", "記事", "ニュース"),
    "official": ("official", "government", "公式", "公式資料", "政府", "官公庁"),
    "state-media": ("state media", "state-media", "国営メディア", "国営"),
    "think-tank": ("think tank", "think-tank", "シンクタンク"),
    "reference": ("reference", "encyclopedia", "参考", "参考資料"),
}
_BY_WORD: Final = {word: stance for stance, words in _WORDS.items() for word in words}
_LONGEST_FIRST = sorted(map(re.escape, _BY_WORD), key=len, reverse=True)
# Alone, or first and set off by a sign; a bare space would take the first word of a title such as "News from Astana".
_STANCE = re.compile(rf"({'|'.join(_LONGEST_FIRST)})\s*(?:$|[:：,、，;；/／|｜\n]\s*)(.*)", re.IGNORECASE | re.DOTALL)


@dataclass(frozen=True, slots=True)
class Note:
    """A title and a kind, each where it was said."""

    title: str | None = None
    stance: Stance | None = None


def read_note(written: str | None) -> Note:
    """Read a caption; anything that names no kind is a title, cut where titles end."""
    text = unicodedata.normalize("NFKC", written or "").strip()
    found = _STANCE.match(text)
    stance = _BY_WORD[found[1].lower()] if found else None
    title = one_line(found[2] if found else text)[:TITLE_CHARS].strip()
    return Note(title or None, stance)
