"""What the buttons of subscriptions and of the ledger carry: a step and a value. Old ones work after a restart.

Their data comes back from the reader's device and may be forged: parsing accepts the exact form or nothing, and who may
change what is decided when it is pressed.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, cast

from bot.view import BUTTON_DATA_BYTES
from knowledge.types import Language

Step = Literal[
    "overview", "hours", "minutes", "time", "zones", "zone", "city", "days", "day", "language", "themes", "theme",
    "words", "ask-words", "no-words", "card", "pauses", "pause", "resume", "leave", "left",
]  # fmt: skip

_ZONE = r"[A-Za-z][A-Za-z0-9_+/-]{1,40}"
_CLOCK = r"(?:[01]\d|2[0-3])[0-5]\d"
# Each step with its letter and the values that it takes.
_STEPS: Final[dict[str, tuple[str, re.Pattern[str]]]] = {
    "overview": ("o", re.compile("")),
    "hours": ("h", re.compile(rf"(?:{_ZONE})?")),  # pick an hour, in a zone that is known already
    "minutes": ("q", re.compile(rf"(?:[01]\d|2[0-3])(?:\.{_ZONE})?")),  # pick the minutes of an hour
    "time": ("t", re.compile(rf"{_CLOCK}(?:\.{_ZONE})?")),  # this time, in the zone that is set or this one
    "zones": ("z", re.compile("")),
    "zone": ("y", re.compile(_ZONE)),
    "city": ("a", re.compile(rf"(?:{_CLOCK})?")),  # ask for a city, for a time that is picked already
    "days": ("d", re.compile("")),
    "day": ("e", re.compile(r"[0-6]|all|work")),
    "language": ("l", re.compile(r"ja|en")),
    "themes": ("m", re.compile("")),
    "theme": ("n", re.compile(r"[a-z]{2,12}|-")),
    "words": ("w", re.compile("")),
    "ask-words": ("k", re.compile("")),
    "no-words": ("v", re.compile("")),
    "card": ("c", re.compile(r"on|off")),
    "pauses": ("p", re.compile("")),
    "pause": ("s", re.compile(r"\d{1,3}[hdw]|off")),
    "resume": ("r", re.compile("")),
    "leave": ("u", re.compile("")),
    "left": ("x", re.compile("")),
}
_BY_LETTER: Final = {letter: step for step, (letter, _) in _STEPS.items()}
_WISH = re.compile(r"j:([je]):([a-z])(?::(.+))?")
_LEDGER = re.compile(r"y:([je]):([as]):(\d{1,18})")
_LANGUAGE: Final[dict[str, Language]] = {"j": "ja", "e": "en"}
_LETTER: Final[dict[Language, str]] = {"ja": "j", "en": "e"}


@dataclass(frozen=True, slots=True)
class Wish:
    """A step in setting a subscription, in place of the message."""

    language: Language
    step: Step
    value: str = ""


@dataclass(frozen=True, slots=True)
class Decide:
    """Send an uncertain delivery again, or leave it."""

    language: Language
    again: bool
    delivery_id: int


def write(press: Wish | Decide) -> str:
    """The data of a button, at most 64 bytes. Raises ValueError for what does not read back."""
    letter = _LETTER[press.language]
    match press:
        case Wish(_, step, value):
            written = f"j:{letter}:{_STEPS[step][0]}" + (f":{value}" if value else "")
        case Decide(_, again, delivery_id):
            written = f"y:{letter}:{'a' if again else 's'}:{delivery_id}"
    if len(written.encode()) > BUTTON_DATA_BYTES or read(written) != press:
        raise ValueError(f"button data {written!r} does not read back")
    return written


def read(written: str) -> Wish | Decide | None:
    """What a button asks for; None for anything this bot did not write."""
    if found := _WISH.fullmatch(written):
        step, value = _BY_LETTER.get(found[2]), found[3] or ""
        if step is None or not _STEPS[step][1].fullmatch(value):
            return None
        return Wish(_LANGUAGE[found[1]], cast(Step, step), value)
    if found := _LEDGER.fullmatch(written):
        return Decide(_LANGUAGE[found[1]], found[2] == "a", int(found[3]))
    return None
