"""Questions that take it for granted that the country left an organisation: "When did Kazakhstan leave the CSTO?".

Nearest to such a question lies whatever else left, troops for instance, so a sentence answers only where it says that the
organisation was left. Where none does, what the library says of the membership is the correction. "Is Kazakhstan in the EU?"
is answered likewise by what it says of the membership alone, and not by whatever else the two have to do with each other.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

from knowledge.glossary import Entry, Glossary
from knowledge.scoring import SUBJECT, Candidate, spotter
from knowledge.types import Language, Question

# What stands right before an organisation in English, and right behind it in Japanese, where it is left.
_LEAVING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:leav(?:e|es|ing)|left|quit(?:s|ting)?|exit(?:s|ed|ing)?(?: from)?|(?:withdr[ae]w(?:n|s|ing|al)?|secede[sd]?) from"
        r"|(?:pull|walk|drop|step|back|opt)(?:s|ed|ped|ing)? out of|abandon(?:s|ed|ing)?"
        r"|(?:end|ended|give|gave|given|giving|renounced?)(?: up)? (?:its |their )?membership (?:of|in))(?: \w+){0,2} $",
        re.IGNORECASE,
    ),
    "ja": re.compile(
        r"^(?:[(（][^)）]*[)）])?(?:から|からの|を|の枠組みから)?(?:正式に|完全に|も)?(?:離脱|脱退|抜け|脱会|退出|撤退)"
    ),
}
# What stands before an organisation and behind it where a question is whether the country belongs to it.
_MEMBER: dict[Language, tuple[re.Pattern[str], re.Pattern[str]]] = {
    "en": (
        re.compile(
            r"^(?:so,? |and )?(?:is|isn['’]t|does) (?:kazakhstan|kz|astana)(?: (?:still|now|already|also|really|currently|actually|even|not))*"
            r" (?:an? )?(?:(?:full|founding|official) )?(?:member(?: state| country)? of|part of|in|belong to)(?: the)? $",
            re.IGNORECASE,
        ),
        re.compile(
            r"^(?: member(?: state)?)?(?: or not| now| today| yet| anymore| any more| at all)*\W*$", re.IGNORECASE
        ),
    ),
    "ja": (
        re.compile(
            r"^(?:で、|では、)?カザフ(?:スタン)?(?:は|って|も)(?:、|今も|いまも|まだ|今は|もう|すでに|現在も?|正式に)*$"
        ),
        re.compile(
            r"^(?:[(（][^)）]*[)）])?(?:に|の)(?:、|今も|いまも|まだ|もう|正式に|正式)*(?:加盟|加入|参加|入っ|属し|所属|メンバー|一員)[^、。]{0,14}?"
            r"(?:か|の|の？|[?？])[?？。]*$"
        ),
    ),
}
_BELONGING: dict[Language, re.Pattern[str]] = {
    "en": re.compile(
        r"\b(?:member\w*|belongs?|join(?:s|ed|ing)?|acced\w+|accession|chair\w*|commits?|committed|remains?|remained|still|upholds?)\b",
        re.IGNORECASE,
    ),
    "ja": re.compile(r"加盟|加入|議長|枠組み|守る|一員"),
}
_REASKED: dict[Language, str] = {
    "en": "Is Kazakhstan still a member of {name} and committed to it?",
    "ja": "カザフスタンは今も{name}に加盟し、その枠組みを守っていますか。",
}


def left(question: Question, glossary: Glossary) -> tuple[Entry, str] | None:
    """The organisation that a question says Kazakhstan left, with its name as written; None where it says no such thing."""
    named = glossary.occurrences(question.standalone)
    if any(one.entry.kind == "country" and one.entry.id != SUBJECT for one in named):
        return None  # another country may well have left it
    for one in named:
        if one.entry.kind == "organisation" and _is_left(question.standalone, one.start, one.end, question.written):
            article = "the " if question.standalone[: one.start].lower().endswith("the ") else ""
            return one.entry, article + question.standalone[one.start : one.end]
    return None


def membership(question: Question, glossary: Glossary) -> Entry | None:
    """The organisation of which a question wants to know whether Kazakhstan belongs to it; None where it asks otherwise."""
    before, behind = _MEMBER[question.written]
    for one in glossary.occurrences(question.standalone):
        text = question.standalone
        if one.entry.kind == "organisation" and before.search(text[: one.start]) and behind.search(text[one.end :]):
            return one.entry
    return None


def borne_out(found: Sequence[Candidate], organisation: Entry, glossary: Glossary) -> Candidate | None:
    """The best sentence that says that the organisation was left, if any does."""
    name = spotter(glossary, organisation.id)
    for one in found:
        if any(_is_left(one.text, p.start(), p.end(), one.passage.language) for p in name.finditer(one.text)):
            return one
    return None


def reasked(name: str, language: Language) -> str:
    """The question whose answer corrects the premise."""
    return _REASKED[language].format(name=name)


def correction(found: Sequence[Candidate], organisation: Entry, glossary: Glossary) -> Candidate | None:
    """The best sentence that says that Kazakhstan belongs to the organisation."""
    name, subject = spotter(glossary, organisation.id), spotter(glossary, SUBJECT)
    for one in found:
        text = one.text
        if name.search(text) and subject.search(text) and _BELONGING[one.passage.language].search(text):
            return one
    return None


def _is_left(text: str, start: int, end: int, language: Language) -> bool:
    return bool(_LEAVING[language].search(text[:start] if language == "en" else text[end:]))
