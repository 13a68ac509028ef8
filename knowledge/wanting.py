"""What a question wants to be told, beyond what it is about: a unit, a year, a name, and the word it turns on.

A near miss shares its topic with the library and asks for something else: "how many households" where a sentence tells
when and why the heating failed. What it asks for stands in a few of its words, and those are found here by rule.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Literal

from knowledge.encoder.tokens import Lexeme, analyse
from knowledge.lexical import STOP_WORDS, plain_word
from knowledge.reading.quantities import quantities
from knowledge.types import Question

UnitClass = Literal["share", "money", "person", "mass", "barrel", "length", "date", "duration"]
NameKind = Literal["person", "company", "place"]

_I = re.IGNORECASE
_UNITS: tuple[tuple[UnitClass, re.Pattern[str]], ...] = (
    ("share", re.compile(
        r"何(?:割|％|%|パーセント)|割合|比率|シェア|占め|率(?:は|を|が)|\bpercent|\bper cent|\bproportion\b"
        r"|\bshare of\b|what (?:share|fraction|part|slice)", _I)),
    ("money", re.compile(
        r"いくら|何(?:億|万|兆|百万|千)?(?:ドル|円|ユーロ|テンゲ|元)|金額|総額|費用|価格|値段|単価|売上|利益|予算|月収|賃金"
        r"|\bcosts?\b|\bprice|how much (?:money|did .* (?:pay|cost|earn)|does .* (?:pay|cost|earn|charge))|\bworth\b|\bdollars?\b"
        r"|\bvalue of\b|\bfor what sum\b|\brevenue|\bprofit|\bbudget|\bpay\b|\bearn|\bfees?\b|\bwage", _I)),
    ("person", re.compile(
        r"何(?:万|千|百)?人|人数|人口(?!の何)|\bpopulation\b|death toll|\bhow many (?:\w+ )?(?:people|men|women|soldiers|troops|workers|employees"
        r"|kazakhs|russians|civilians|inhabitants|residents|persons|victims|prisoners|activists|settlers|guards|scientists)", _I)),
    ("mass", re.compile(r"何(?:万|億|百万)?(?:トン|キロ(?:でした|です|の高))|\btonnes?\b|\btons?\b|トン数|\bkilograms?\b", _I)),
    ("barrel", re.compile(r"バレル|\bbarrels?\b", _I)),
    ("length", re.compile(
        r"何(?:キロ(?!トン|ワット)|km|メートル)|長さ|全長|距離|\blength\b|\bkilomet|\bhow (?:far|high)\b"
        r"|\bhow long (?:is|are|will)[^?]*(?:border|line|pipeline|railway|route|section|frontier|coast|stretch)", _I)),
    ("date", re.compile(
        r"いつ|何年(?!間)|何月|何日(?!間)|時期|日付|\bwhen\b|(?:what|which) (?:year|date|month|day)|since when", _I)),
    ("duration", re.compile(
        r"何(?:日|年|時間|か月|ヶ月|週)間|何時間|何日(?:かか|で)|\bhow many (?:days|years|months|hours|weeks)\b"
        r"|\bhow long (?:does|did|has|have|it)\b", _I)),
)  # fmt: skip
_NAMES: tuple[tuple[NameKind, re.Pattern[str]], ...] = (
    ("person", re.compile(
        r"誰|だれ|どなた|名前|何(?:という人|さん|者)|氏名|\bwho(?:m|se)?\b|\bnames? (?:is|of (?:the|its|that) (?!\w+ (?:programme|policy|law)))"
        r"|\bwhich (?:\w+ )?(?:minister|judge|president|deputy|lawmaker|scientist|official|senator|ambassador|executive)\b", _I)),
    ("company", re.compile(
        r"(?:どの|どこの|何という)(?:会社|企業|銀行|新聞|党|政党)|(?:会社|企業|銀行|社名|業者)(?:は|を|の名)"
        r"|\b(?:which|what|name the|list (?:all )?the) (?:\w+ )?(?:compan(?:y|ies)|firms?|banks?|contractors?|utilit(?:y|ies)|newspapers?|part(?:y|ies))\b", _I)),
    ("place", re.compile(
        r"どこ(?!の(?:会社|企業|国))|どの(?:都市|州|町|場所|地域|港)|開催地|\bwhere\b|\b(?:which|what) (?:city|place|region|port|town|location|province)\b", _I)),
)  # fmt: skip
_ENGLISH_FOCUS = tuple(
    re.compile(pattern, _I)
    for pattern in (
        r"\bhow (?:many|much)\s+(?:more |other |of )?(?P<focus>\w[\w'-]*(?:\s\w[\w'-]*)?)",
        r"\b(?:what|which|whose)(?:'s| is| was| are| were)? (?:the |a |an |kazakhstan's )?(?:total |current |official |exact |present |overall )?"
        r"(?P<focus>(?!(?:is|was|are|were|did|does|do|has|have|the)\b)\w[\w'-]*"
        r"(?:\s(?!(?:of|is|was|did|does|do|are|for|in|on|at|to|by|and|has|have|that|the)\b)\w[\w'-]*)?)",
        r"\bnames? (?:of )?(?:the |all the |some )?(?P<focus>\w[\w'-]*(?:\s\w[\w'-]*)?)",
        r"^(?:the )?(?P<focus>\w[\w'-]*(?:\s\w[\w'-]*)?) (?:of|in|for)\b",
        r"\bhow (?P<focus>long|large|big|far|high|fast|wide|heavy|old|deep)\b",
    )
)
_ASKS = re.compile(r"[、]?(?:いくら|何|誰|だれ|どこ|いつ|どれ|どの|どう|[?？]|教え|いくつ|どんな)")
_WHICH = re.compile(r"何|どの|どんな|どこの")
_YEAR = re.compile(r"(?<!\d)(?:1[5-9]|20)\d\d(?!\d)")
_SAYING_NOTHING = STOP_WORDS | {
    "name",
    "list",
    "give",
    "kazakhstan",
    "kazakh",
    "カザフスタン",
    "何",
    "何年",
    "知る",
    "名前",
}
_NOMINAL = {"noun", "name", "other"}


@dataclass(frozen=True, slots=True)
class Wanted:
    """What an answer would have to hold.

    Attributes:
        units: The classes of units asked for; a sentence that answers holds one of them, about always.
        names: The kinds of name asked for.
        years: The years that the question names.
        focus: The words that say what is asked: ``households`` in "how many households", 「投票率」 in 「投票率は？」.
        said: The quantities of the question itself, as unit and value: naming them again tells nothing.
    """

    units: frozenset[UnitClass]
    names: frozenset[NameKind]
    years: frozenset[int]
    focus: tuple[Lexeme, ...]
    said: frozenset[tuple[str, object]]


@lru_cache(maxsize=1_024)
def wanted(question: Question) -> Wanted:
    """Read what a question wants, by rule."""
    return Wanted(
        frozenset(unit for unit, pattern in _UNITS if pattern.search(question.text)),
        frozenset(kind for kind, pattern in _NAMES if pattern.search(question.text)),
        years_in(question.standalone),
        _focus(question),
        frozenset((one.unit, one.value) for one in quantities(question.standalone)),
    )


@lru_cache(maxsize=8_192)
def years_in(text: str) -> frozenset[int]:
    """The years written in a text, from 1500 on."""
    return frozenset(map(int, _YEAR.findall(text)))


def unit_class(unit: str) -> str:
    """The class of a unit of ``knowledge.reading.quantities``; a unit without a class is its own."""
    if unit in ("date", "year", "month", "day", "decade", "century", "half-year", "quarter"):
        return "date"
    if unit in ("percent", "fraction", "point"):
        return "share"
    if unit in ("week", "hour", "minute", "second"):
        return "duration"
    if len(unit) == 3 and unit.isupper() and unit != "TEU":
        return "money"
    return {"tonne": "mass", "metre": "length", "mile": "length"}.get(unit, unit)


def _focus(question: Question) -> tuple[Lexeme, ...]:
    lexemes = analyse(question.text).lexemes
    found = _japanese_focus(lexemes) if question.written == "ja" else _english_focus(question.text, lexemes)
    return tuple(dict.fromkeys(one for one in found if one.norm not in _SAYING_NOTHING and plain_word(one)))


def _english_focus(text: str, lexemes: tuple[Lexeme, ...]) -> list[Lexeme]:
    for pattern in _ENGLISH_FOCUS:
        if match := pattern.search(text):
            start, end = match.span("focus")
            return [one for one in lexemes if start <= one.start < end and one.kind not in ("symbol", "particle")]
    return []


def _japanese_focus(lexemes: tuple[Lexeme, ...]) -> list[Lexeme]:
    found: list[Lexeme] = []
    before_ask = None
    for index, one in enumerate(lexemes):
        if _WHICH.match(one.surface):
            if one.surface.startswith("何") and one.parts:  # 何人: the counter says what is counted
                found.append(one._replace(norm=one.parts[-1], parts=()))
            for after in lexemes[index + 1 : index + 3]:
                if after.kind not in ("noun", "name"):
                    break
                found.append(after)
        if one.surface in ("は", "って", "が", "を") and index and lexemes[index - 1].kind in _NOMINAL:
            after_it = "".join(following.surface for following in lexemes[index + 1 : index + 4])
            if not after_it or _ASKS.match(after_it):
                before_ask = index
    if before_ask is not None:
        place = before_ask - 1
        while place >= 0 and lexemes[place].kind in _NOMINAL and before_ask - place <= 2:
            found.append(lexemes[place])
            place -= 1
    return found or [one for one in reversed(lexemes) if one.kind == "noun"][:1]
