"""Words about sources in both languages: dates, kinds, publishers."""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.types import Language, Reference

_AFTER_NAME = re.compile(
    r" \(|, | citing | / "
)  # "CIA World Factbook, mirrored by ...", "Kremlin (President of Russia)"
_MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split()
# Only the kinds that a reader weighs differently are named.
_KINDS: dict[str, dict[Language, str]] = {
    "state-media": {"ja": "国営メディア", "en": "state media"},
    "official": {"ja": "公式", "en": "official"},
    "opinion": {"ja": "論説", "en": "opinion"},
    "partisan": {"ja": "党派的", "en": "partisan"},
    "mirror": {"ja": "転載", "en": "copy of another page"},
}


def date_words(published: str | None, language: Language) -> str:
    """``2025-11-20`` as 2025年11月20日 or 20 Nov 2025; without a date, that it has none."""
    if not published:
        return "日付なし" if language == "ja" else "no date"
    year, month, day = (*(int(part) for part in published.split("-")), 0, 0)[:3]
    if language == "ja":
        return f"{year}年" + (f"{month}月" if month else "") + (f"{day}日" if day else "")
    return " ".join(([str(day)] if day else []) + ([_MONTHS[month - 1]] if month else []) + [str(year)])


def publishers(references: Sequence[Reference], language: Language) -> str:
    """The line under a picture: each publisher once, by its name alone; the caption says the rest."""
    names = dict.fromkeys(_AFTER_NAME.split(reference.publisher)[0] for reference in references)
    return ("出所: " + "、".join(names)) if language == "ja" else ("Sources: " + "; ".join(names))


def kind_words(kind: str, language: Language) -> str:
    """A label for a kind of source that a reader weighs differently; empty for the others."""
    return _KINDS.get(kind, {}).get(language, "")
