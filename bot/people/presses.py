"""What the operator's buttons carry: ``a`` the panel, ``d`` a request to be let in, ``b`` a message to everyone.

They may be forged like any other; who presses is checked where they are acted on, each time.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Final, Literal, get_args

PageName = Literal[
    "home", "stats", "errors", "sources", "gaps", "feedback", "feeds", "deliveries", "rebuild", "rebuild-now", "message"
]
Verb = Literal["remove", "block", "admit"]
PAGES: Final[tuple[PageName, ...]] = get_args(PageName)
_VERBS: Final[dict[str, Verb]] = {"r": "remove", "k": "block", "i": "admit"}
_VERB_LETTER: Final = {verb: letter for letter, verb in _VERBS.items()}
_PAGE = re.compile(r"a:([a-z-]{1,16})")
_USERS = re.compile(r"a:u:(\d{1,6})")
_PERSON = re.compile(r"a:p:(-?\d{1,15})")
_STANDING = re.compile(r"a:([rki]):(-?\d{1,15})")
_DECIDE = re.compile(r"d:([yn]):(-?\d{1,15})")
_BROADCAST = re.compile(r"b:([yn]):(\d{1,9})")


@dataclass(frozen=True, slots=True)
class OpenPage:
    """Show a page of the panel."""

    page: PageName


@dataclass(frozen=True, slots=True)
class UsersPage:
    """Show a page of the people and groups, from 0."""

    page: int


@dataclass(frozen=True, slots=True)
class OpenPerson:
    """Show a person, or a group where ``id`` is negative."""

    id: int


@dataclass(frozen=True, slots=True)
class SetStanding:
    """Let somebody in, no longer, or shut them out."""

    verb: Verb
    id: int


@dataclass(frozen=True, slots=True)
class Decide:
    """Answer a request to be let in, of a person or a group."""

    chat_id: int
    admit: bool


@dataclass(frozen=True, slots=True)
class DecideBroadcast:
    """Send a message to everyone, or drop it."""

    id: int
    go: bool


Press = OpenPage | UsersPage | OpenPerson | SetStanding | Decide | DecideBroadcast


def write(press: Press) -> str:
    """The data of a button, at most 64 bytes. Raises ValueError where it could not be read back."""
    match press:
        case OpenPage(page):
            data = f"a:{page}"
        case UsersPage(page=number):
            data = f"a:u:{number}"
        case OpenPerson(id):
            data = f"a:p:{id}"
        case SetStanding(verb, id):
            data = f"a:{_VERB_LETTER[verb]}:{id}"
        case Decide(chat_id, admit):
            data = f"d:{'y' if admit else 'n'}:{chat_id}"
        case DecideBroadcast(id, go):
            data = f"b:{'y' if go else 'n'}:{id}"
    if read(data) != press:
        raise ValueError(f"{press} cannot be read back from a button")
    return data


def read(data: str) -> Press | None:
    """The press that some data stands for; None for anything else."""
    if found := _USERS.fullmatch(data):
        return UsersPage(int(found[1]))
    if found := _PERSON.fullmatch(data):
        return OpenPerson(int(found[1]))
    if found := _STANDING.fullmatch(data):
        return SetStanding(_VERBS[found[1]], int(found[2]))
    if found := _DECIDE.fullmatch(data):
        return Decide(int(found[2]), found[1] == "y")
    if found := _BROADCAST.fullmatch(data):
        return DecideBroadcast(int(found[2]), found[1] == "y")
    if found := _PAGE.fullmatch(data):
        page = next((page for page in PAGES if page == found[1]), None)
        return OpenPage(page) if page is not None else None
    return None
