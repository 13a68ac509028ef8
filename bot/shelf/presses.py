"""What the buttons of the library carry: ``w`` a source's card or its beginning, ``z`` forgetting it.

Who presses is checked where a source is to be forgotten, each time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final

from knowledge.types import Language

_LANGUAGE: Final[dict[str, Language]] = {"j": "ja", "e": "en"}
_LETTER: Final[dict[Language, str]] = {"ja": "j", "en": "e"}
_ID = r"([0-9A-Za-z_.-]{1,40})"
_OPEN = re.compile(rf"w:([je]):([co]):{_ID}")
_FORGET = re.compile(rf"z:([je]):([ayk]):{_ID}")


@dataclass(frozen=True, slots=True)
class OpenCard:
    """Show the card of a source: in a new message, or, ``back``, in place of the one pressed."""

    language: Language
    source_id: str
    back: bool = False


@dataclass(frozen=True, slots=True)
class ReadSource:
    """Show the first passage of a source in a new message."""

    language: Language
    source_id: str


@dataclass(frozen=True, slots=True)
class Forget:
    """Ask whether a source is to be forgotten; where ``sure``, forget it."""

    language: Language
    source_id: str
    sure: bool


Press = OpenCard | ReadSource | Forget


def write(press: Press) -> str:
    """The data of a button, at most 64 bytes. Raises ValueError where it could not be read back."""
    letter = _LETTER[press.language]
    match press:
        case OpenCard(source_id=source_id, back=back):
            data = f"z:{letter}:k:{source_id}" if back else f"w:{letter}:c:{source_id}"
        case ReadSource(source_id=source_id):
            data = f"w:{letter}:o:{source_id}"
        case Forget(source_id=source_id, sure=sure):
            data = f"z:{letter}:{'y' if sure else 'a'}:{source_id}"
    if read(data) != press:
        raise ValueError(f"{press} cannot be read back from a button")
    return data


def read(data: str) -> Press | None:
    """The press that some data stands for; None for anything else."""
    if found := _OPEN.fullmatch(data):
        language = _LANGUAGE[found[1]]
        return OpenCard(language, found[3]) if found[2] == "c" else ReadSource(language, found[3])
    if found := _FORGET.fullmatch(data):
        language = _LANGUAGE[found[1]]
        match found[2]:
            case "k":
                return OpenCard(language, found[3], back=True)
            case "a":
                return Forget(language, found[3], sure=False)
            case "y":
                return Forget(language, found[3], sure=True)
    return None
