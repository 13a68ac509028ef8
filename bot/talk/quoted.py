"""Which citations stand behind words that a reader quotes from an answer, and whether a reply asks just for them."""

from __future__ import annotations

import re
import unicodedata

from knowledge.types import Answer

_NUMBERS = re.compile(r"\[\d{1,3}\]")
_SPACES = re.compile(r"\s+")
_MARKS = "“”「」\"'…  "
# "Where does this come from?" in the words people use; anything more is a question of its own.
_WHERE = re.compile(
    r"(?:(?:what(?:'s| is)? )?(?:the |your )?sources?|citations?|references?|says who|who says(?: (?:so|that|this))?"
    r"|(?:from )?where(?: (?:does|did|do|is|was))?(?: (?:this|that|it|you|the quote))?(?: (?:come|get|got|have|taken))?"
    r"(?: (?:this|that|it))?(?: from)?|where (?:is|was) (?:this|that|it) (?:said|written|stated|from)"
    r"|(?:show|give)(?: me)? (?:the |its |your )?(?:sources?|passages?|quotes?|original|context)|context|original"
    r"|according to who(?:m)?|which (?:source|document|article|passage)(?: is (?:this|that|it)(?: from)?)?|what is this from"
    r"|(?:(?:これ|それ|この文|その文|ここ)?は?)?(?:どこから(?:の引用|来た|来ました)?|どこに(?:書いて(?:ある|あります)|ある|あります)|出典|出所|ソース|典拠|根拠|原文|引用元|元の文|文脈|前後)"
    r"(?:は|を(?:見せて|教えて|示して)(?:ください)?|は(?:何|どこ)|です)?(?:です|なの|でした)?か?)",
    re.IGNORECASE,
)
_EDGES = re.compile(r"^[\s?？!！.。、,]+|[\s?？!！.。、,]+$")


def asks_where(words: str) -> bool:
    """Whether a reply wants nothing but the source of what it replies to; a reply without words does."""
    plain = _EDGES.sub("", unicodedata.normalize("NFKC", words))
    return not plain or _WHERE.fullmatch(_SPACES.sub(" ", plain)) is not None


def cited_by(answer: Answer, words: str) -> tuple[int, ...]:
    """The numbers of the citations behind words taken from an answer, in its order; empty where they are not in it.

    A sentence is found by any part of it; words that cross sentences bring the citations of each.
    """
    wanted, found = plainly(words), dict[int, None]()
    for statement in answer.statements:
        if _meet(wanted, plainly(statement.text)):
            found |= dict.fromkeys(statement.citations)
    if not found:
        for citation in answer.citations:
            if _meet(wanted, plainly(citation.quote)):
                found[citation.n] = None
    if not found:
        for note in answer.evidence:
            if _meet(wanted, plainly(note.text)):
                found |= dict.fromkeys(note.citations)
    if not found:  # words of the answer that are no sentence of it, such as a number between brackets
        cited = {citation.n for citation in answer.citations}
        found = dict.fromkeys(n for n in map(int, re.findall(r"\[(\d{1,3})\]", words)) if n in cited)
    return tuple(found)


def plainly(text: str) -> str:
    """Text without citation numbers, marks around it, width, case and spaces: as two copies of it can be compared."""
    bare = _NUMBERS.sub("", unicodedata.normalize("NFKC", text))
    return _SPACES.sub("", bare.strip(_MARKS)).strip(_MARKS).casefold()


def _meet(one: str, other: str) -> bool:
    return bool(one) and bool(other) and (one in other or other in one)
