"""What an abbreviation stands for: answered by a sentence that writes it out, as texts do where they first name a body.

"The Caspian Pipeline Consortium (CPC)", 「CSTO(集団安全保障条約機構)」.
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from knowledge.scoring import Candidate

_SHORT = r"(?P<short>[A-Z][A-Za-z]{0,3}[A-Z0-9+]{1,6})"
_ASKED = (
    re.compile(
        rf"^(?i:(?:so,? )?what (?:do(?:es)?|did) (?:the )?(?:abbreviation |acronym |letters |initials )?)['\"“‘]?{_SHORT}['\"”’]?"
        r"(?i: (?:actually )?(?:stands? for|abbreviates?|means?))\W*$"
    ),
    re.compile(
        rf"^(?i:what(?:['’]?s| is) )['\"“‘]?{_SHORT}['\"”’]?(?i: (?:short|an? (?:abbreviation|acronym)) (?:for|of))\W*$"
    ),
    re.compile(
        rf"^(?i:what(?:['’]?s| is) the (?:full (?:name|form)|long form|meaning) of (?:the )?)['\"“‘]?{_SHORT}['\"”’]?\W*$"
    ),
    re.compile(
        rf"^「?{_SHORT}」?(?:という(?:の|略称)|とは|って|は|の)*、?(?:いったい)?(?:何|なん|なに)の(?:略|頭文字|短縮|イニシャル)"
    ),
    re.compile(rf"^「?{_SHORT}」?の(?:正式名称?|正式な名前|フルネーム|フルの?名前|略さない名前|元の名前)"),
)
_OPEN, _CLOSE = r"\s?[(（]\s?", r"\s?[)）]"


def abbreviation_of(message: str) -> str | None:
    """The abbreviation that a message wants written out; None where it asks otherwise."""
    found = next(filter(None, (pattern.match(message.strip()) for pattern in _ASKED)), None)
    return found["short"] if found else None


def written_out(found: Iterable[Candidate], short: str) -> Candidate | None:
    """The first sentence that has the abbreviation with its long form, the one in parentheses behind the other."""
    pattern = re.compile(
        rf"(?<![A-Za-z]){re.escape(short)}{_OPEN}(?![^)）]*\d)[^()（）]{{4,80}}{_CLOSE}"
        rf"|[^\W\d_][\w’'–-]+{_OPEN}{re.escape(short)}{_CLOSE}"
    )
    return next((one for one in found if pattern.search(one.text)), None)
