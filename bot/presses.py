"""What a button carries: a few characters that name a passage, a page, a claim or a picture; nothing that expires.

Data holds ids only, so a button under an old message works after a restart. It comes back from the reader's device
and may be forged: parsing accepts the exact form or nothing.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from bot.view import BUTTON_DATA_BYTES
from knowledge.figures.match import NAMES, Name
from knowledge.types import Language, Span, Verdict

_LANGUAGE: Final[dict[str, Language]] = {"j": "ja", "e": "en"}
_LETTER: Final[dict[Language, str]] = {"ja": "j", "en": "e"}
_OPEN = re.compile(r"c:([je]):([0-9A-Za-z_.-]{1,40}):(\d{1,8})-(\d{1,8})")
_TURN = re.compile(r"v:([je]):([0-9A-Za-z_.-]{1,40})(?::(\d{1,8})-(\d{1,8}))?")
_PAGE = re.compile(r"s:([je]):(\d{1,4})")
_FOLLOW = re.compile(r"f:([je]):(\d{1,2})")
_VERDICT: Final[dict[str, Verdict]] = {"c": "contradicted", "p": "partly", "u": "unverified", "o": "corroborated"}
_VERDICT_LETTER: Final = {verdict: letter for letter, verdict in _VERDICT.items()}
_FIGURE: Final[dict[str, Name]] = {name: name for name in NAMES}
_LEDGER = re.compile(r"l:([je]):([cpuo]):(\d{1,4})")
_CLAIM = re.compile(r"k:([je]):([0-9A-Za-z_.-]{1,40})")
_BRIEFING = re.compile(r"i:([je]):([0-9a-f]{12}):(i\d|[socp])")
_PICTURE = re.compile(rf"([pt]):([je]):({'|'.join(NAMES)})")


@dataclass(frozen=True, slots=True)
class OpenPassage:
    """Show a passage in a new message, its quotation marked (code points of the source, half-open)."""

    language: Language
    passage_id: str
    quote: Span


@dataclass(frozen=True, slots=True)
class TurnTo:
    """Show another passage in place of the one in this message; ``quote`` as above, where there is one."""

    language: Language
    passage_id: str
    quote: Span | None = None


@dataclass(frozen=True, slots=True)
class SourcesPage:
    """Show a page of the list of sources, from 0."""

    language: Language
    page: int


@dataclass(frozen=True, slots=True)
class FollowUp:
    """Ask what stands on this button, the ``index``-th suggestion under its message."""

    language: Language
    index: int


@dataclass(frozen=True, slots=True)
class LedgerPage:
    """Show a page of the claims with one verdict, from 0, in place of this message."""

    language: Language
    verdict: Verdict
    page: int


@dataclass(frozen=True, slots=True)
class OpenClaim:
    """Show a claim of the ledger in a new message."""

    language: Language
    claim_id: str


@dataclass(frozen=True, slots=True)
class ShowFigure:
    """Send a picture of the dossier."""

    language: Language
    name: Name


@dataclass(frozen=True, slots=True)
class FigureNumbers:
    """Send every number of a picture with its sources, in a new message."""

    language: Language
    name: Name


@dataclass(frozen=True, slots=True)
class BriefingPart:
    """Show a part of a stored briefing.

    Attributes:
        part: ``i0`` to ``i9``: that new item; ``s``: its sources; ``o``: the day in the other language; ``c``: what
            changed since this briefing; ``p``: its picture.
    """

    language: Language
    briefing_id: str
    part: str


Press = (
    OpenPassage | TurnTo | SourcesPage | FollowUp | LedgerPage | OpenClaim | ShowFigure | FigureNumbers | BriefingPart
)


def write(press: Press) -> str:
    """The data of a button, at most 64 bytes.

    Raises:
        ValueError: An id is too long or holds characters that ids do not have.
    """
    letter = _LETTER[press.language]
    match press:
        case OpenPassage(_, passage_id, quote):
            written = f"c:{letter}:{passage_id}:{quote.start}-{quote.end}"
        case TurnTo(_, passage_id, quoted):
            written = f"v:{letter}:{passage_id}" + (f":{quoted.start}-{quoted.end}" if quoted else "")
        case SourcesPage(_, page):
            written = f"s:{letter}:{page}"
        case FollowUp(_, index):
            written = f"f:{letter}:{index}"
        case LedgerPage(_, verdict, page):
            written = f"l:{letter}:{_VERDICT_LETTER[verdict]}:{page}"
        case OpenClaim(_, claim_id):
            written = f"k:{letter}:{claim_id}"
        case ShowFigure(_, name):
            written = f"p:{letter}:{name}"
        case BriefingPart(_, briefing_id, part):
            written = f"i:{letter}:{briefing_id}:{part}"
        case FigureNumbers(_, name):
            written = f"t:{letter}:{name}"
    if len(written.encode()) > BUTTON_DATA_BYTES or read(written) != press:
        raise ValueError(f"button data of {len(written.encode())} bytes does not read back; ids must be shorter")
    return written


def read(written: str) -> Press | None:
    """What a button asks for; None for anything this bot did not write."""
    if found := _OPEN.fullmatch(written) or _TURN.fullmatch(written):
        quote = Span(int(found[3]), int(found[4])) if found[3] else None
        if quote is None or written.startswith("v"):
            return TurnTo(_LANGUAGE[found[1]], found[2], quote)
        return OpenPassage(_LANGUAGE[found[1]], found[2], quote)
    if found := _PAGE.fullmatch(written):
        return SourcesPage(_LANGUAGE[found[1]], int(found[2]))
    if found := _FOLLOW.fullmatch(written):
        return FollowUp(_LANGUAGE[found[1]], int(found[2]))
    if found := _LEDGER.fullmatch(written):
        return LedgerPage(_LANGUAGE[found[1]], _VERDICT[found[2]], int(found[3]))
    if found := _CLAIM.fullmatch(written):
        return OpenClaim(_LANGUAGE[found[1]], found[2])
    if found := _BRIEFING.fullmatch(written):
        return BriefingPart(_LANGUAGE[found[1]], found[2], found[3])
    if found := _PICTURE.fullmatch(written):
        kind = ShowFigure if found[1] == "p" else FigureNumbers
        return kind(_LANGUAGE[found[2]], _FIGURE[found[3]])
    return None
