"""What the buttons of the conversation carry. Ids only, read back in exactly the form they were written in, or not at
all; whether an answer belongs to the chat of the press is asked of the state.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from bot.state.feedback import Vote
from bot.view import BUTTON_DATA_BYTES
from knowledge.types import Language

_LANGUAGE: Final[dict[str, Language | None]] = {"j": "ja", "e": "en", "a": None}
_LETTER: Final = {language: letter for letter, language in _LANGUAGE.items()}
_VOTE: Final[dict[str, Vote]] = {
    "u": "good",
    "d": "bad",
    "w": "wrong-citation",
    "i": "incomplete",
    "o": "dated",
}
_VOTE_LETTER: Final = {vote: letter for letter, vote in _VOTE.items()}
_ID, _NUMBER = r"([0-9a-f]{16})", r"(0|[1-9]\d{0,2})"
_GAP = r"([1-9]\d{0,15})"


@dataclass(frozen=True, slots=True)
class OpenCitation:
    """Show what stands behind citation ``n`` of a stored answer, from 1."""

    answer_id: str
    n: int


@dataclass(frozen=True, slots=True)
class OpenNearest:
    """Show the passage that came nearest in an abstention, from 0."""

    answer_id: str
    index: int


@dataclass(frozen=True, slots=True)
class OtherLanguage:
    """Say a stored answer in the other language, from the same passages."""

    answer_id: str


@dataclass(frozen=True, slots=True)
class AskNext:
    """Ask the ``index``-th question that a stored answer suggests, from 0."""

    answer_id: str
    index: int


@dataclass(frozen=True, slots=True)
class Judge:
    """Vote on a stored answer; ``citation``: the one that is wrong."""

    answer_id: str
    vote: Vote
    citation: int | None = None


@dataclass(frozen=True, slots=True)
class BackToAnswer:
    """Show the usual buttons of a stored answer again."""

    answer_id: str


@dataclass(frozen=True, slots=True)
class SetLanguage:
    """Speak to this chat in a language; None: in that of each message."""

    language: Language | None


@dataclass(frozen=True, slots=True)
class GapsPage:
    """Show a page of the unanswered questions, from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class AskAgain:
    """Ask an unanswered question again."""

    gap_id: int


@dataclass(frozen=True, slots=True)
class DeleteMe:
    """Remove everything of the person, or leave it."""

    yes: bool


Press = (
    OpenCitation
    | OpenNearest
    | OtherLanguage
    | AskNext
    | Judge
    | BackToAnswer
    | SetLanguage
    | GapsPage
    | AskAgain
    | DeleteMe
)

_FORMS: Final[tuple[tuple[re.Pattern[str], Callable[[re.Match[str]], Press]], ...]] = (
    (re.compile(rf"q:{_ID}:c{_NUMBER}"), lambda m: OpenCitation(m[1], int(m[2]))),
    (re.compile(rf"q:{_ID}:n{_NUMBER}"), lambda m: OpenNearest(m[1], int(m[2]))),
    (re.compile(rf"o:{_ID}"), lambda m: OtherLanguage(m[1])),
    (re.compile(rf"n:f:{_ID}:{_NUMBER}"), lambda m: AskNext(m[1], int(m[2]))),
    (re.compile(rf"g:{_ID}:([udio])"), lambda m: Judge(m[1], _VOTE[m[2]])),
    (re.compile(rf"g:{_ID}:(w){_NUMBER}?"), lambda m: Judge(m[1], "wrong-citation", int(m[3]) if m[3] else None)),
    (re.compile(rf"g:{_ID}:b"), lambda m: BackToAnswer(m[1])),
    (re.compile(r"n:l:([jea])"), lambda m: SetLanguage(_LANGUAGE[m[1]])),
    (re.compile(rf"n:g:{_NUMBER}"), lambda m: GapsPage(int(m[1]))),
    (re.compile(rf"n:r:{_GAP}"), lambda m: AskAgain(int(m[1]))),
    (re.compile(r"n:d:([yn])"), lambda m: DeleteMe(m[1] == "y")),
)
PATTERN: Final = r"^[goqn]:"  # what the room's handler takes


def write(press: Press) -> str:
    """The data of a button, at most 64 bytes.

    Raises:
        ValueError: It would not read back: an id or a number has no such form.
    """
    match press:
        case OpenCitation(answer_id, n):
            written = f"q:{answer_id}:c{n}"
        case OpenNearest(answer_id, index):
            written = f"q:{answer_id}:n{index}"
        case OtherLanguage(answer_id):
            written = f"o:{answer_id}"
        case AskNext(answer_id, index):
            written = f"n:f:{answer_id}:{index}"
        case Judge(answer_id, vote, citation):
            written = f"g:{answer_id}:{_VOTE_LETTER[vote]}" + ("" if citation is None else str(citation))
        case BackToAnswer(answer_id):
            written = f"g:{answer_id}:b"
        case SetLanguage(language):
            written = f"n:l:{_LETTER[language]}"
        case GapsPage(page):
            written = f"n:g:{page}"
        case AskAgain(gap_id):
            written = f"n:r:{gap_id}"
        case DeleteMe(yes):
            written = f"n:d:{'y' if yes else 'n'}"
    if len(written.encode()) > BUTTON_DATA_BYTES or read(written) != press:
        raise ValueError(f"button data of {len(written.encode())} bytes does not read back")
    return written


def read(written: str) -> Press | None:
    """What a button asks for; None for anything this bot did not write."""
    for pattern, made in _FORMS:
        if found := pattern.fullmatch(written):
            return made(found)
    return None
