"""Everything the bot says in its own words, in Japanese and English. One catalogue, nothing elsewhere.

Braces are filled with ``str.format``. Each subject has a file with a class and its two languages; both have every
entry, because no class has a default. What no subject owns stands in ``general`` and is read straight from ``Wording``.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, fields, is_dataclass
from typing import Any

from bot.wording import briefing, delivery, general, people, shelf, talk
from bot.wording.briefing import Briefings
from bot.wording.delivery import Delivery
from bot.wording.general import General
from bot.wording.people import PeopleWords
from bot.wording.shelf import ShelfWords
from bot.wording.talk import Talk
from knowledge.types import Language

__all__ = ["ENGLISH", "JAPANESE", "MENU", "WORDING", "Wording", "menu"]


@dataclass(frozen=True, slots=True)
class Wording(General):
    """One language of the catalogue. Subjects are fields of their own."""

    people: PeopleWords
    shelf: ShelfWords
    talk: Talk
    briefings: Briefings
    delivery: Delivery


def _with(own: General, **subjects: Any) -> Wording:
    general_words: dict[str, Any] = {field.name: getattr(own, field.name) for field in fields(General)}
    return Wording(**general_words, **subjects)


ENGLISH = _with(
    general.ENGLISH,
    people=people.ENGLISH,
    shelf=shelf.ENGLISH,
    talk=talk.ENGLISH,
    briefings=briefing.ENGLISH,
    delivery=delivery.ENGLISH,
)
JAPANESE = _with(
    general.JAPANESE,
    people=people.JAPANESE,
    shelf=shelf.JAPANESE,
    talk=talk.JAPANESE,
    briefings=briefing.JAPANESE,
    delivery=delivery.JAPANESE,
)
WORDING: Mapping[Language, Wording] = {"ja": JAPANESE, "en": ENGLISH}

# The order of Telegram's menu and of /help. A command that is missing here is in neither.
MENU = (
    *("ask", "briefing", "subscribe", "subscription", "mute", "unsubscribe"),
    *("vectors", "evidence", "figures", "sources"),
    *("lang", "reset", "gaps", "export", "privacy", "deleteme", "help"),
)


def menu(language: Language) -> dict[str, str]:
    """Every command of the menu with what it does, in order; subjects bring theirs in a field ``commands``."""
    words = WORDING[language]
    subjects = (getattr(words, field.name) for field in fields(Wording))
    told = dict(words.commands)
    for subject in subjects:
        if is_dataclass(subject):
            told |= getattr(subject, "commands", {})
    return {command: told[command] for command in MENU}
