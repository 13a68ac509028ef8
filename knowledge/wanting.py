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
from knowledge.reading.quantities import Quantity, quantities
from knowledge.types import Question

UnitClass = Literal[
    "share", "money", "person", "mass", "barrel", "length", "area", "date", "day", "duration", "occasion", "energy"
]
NameKind = Literal["person", "company", "place", "country"]

_I = re.IGNORECASE
_NOT_SAID = r"(?<![\d.])(?<!\d[ -])(?<!million[ -])(?<!billion[ -])"  # "the 100-million-tonne goal" asks for no tonnes
_UNITS: tuple[tuple[UnitClass, re.Pattern[str]], ...] = (
    ("share", re.compile(
        r"何(?:割|％|%|パーセント|分の)|(?<!何の)(?:割合|比率|シェア)|率(?:は|を|が)|(?:どのくらい|どれくらい|どれほど|どれだけ|いくら|何割)を?占め"
        rf"|{_NOT_SAID}\b(?:percent|per cent|percentage)\b|\bproportion\b|what (?:share|fraction|part|slice) of|\bthe share of\b", _I)),
    ("money", re.compile(
        r"いくら|何(?:億|万|兆|百万|千)?(?:ドル|円|ユーロ|テンゲ|元)|(?:金|総|投資|融資|貿易|取引|契約|援助|債務)額|残高|費用|価格|値段|単価|売上|利益|予算|月収|賃金"
        r"|\bcosts?\b(?! .*\blives\b)|\bprice|how much (?:money|did .* (?:pay|cost|earn)|does .* (?:pay|cost|earn|charge))|\bworth\b"
        rf"|{_NOT_SAID}\b(?:dollars?|euros?|tenge)\b|\bmonetary value\b|\bfor what sum\b|\brevenue|\bprofit|\bbudget|\bsalar|\bfees?\b|\bwages?\b", _I)),
    ("person", re.compile(
        r"何(?:万|千|百)?人|(?<!何の)(?:人数|人口(?!の何))|\bpopulation\b|death toll|\bhow many (?:\w+ ){0,2}(?:people|men|women|soldiers|troops|workers"
        r"|employees|kazakhs|russians|civilians|inhabitants|residents|persons|victims|prisoners|activists|settlers|guards|scientists)\b", _I)),
    ("mass", re.compile(
        rf"何(?:万|億|百万)?トン|何キロ(?:でした|です)?の高|トン数|{_NOT_SAID}\b(?:tonnes?|tons?|kilograms?)\b", _I)),
    ("barrel", re.compile(rf"何(?:万|億|百万)?バレル|バレル数|{_NOT_SAID}\bbarrels?\b", _I)),
    ("length", re.compile(
        r"何(?:キロ(?!トン|ワット|グラム)|km|メートル)|(?<!何の)(?:長さ|全長|距離)(?!だと)|(?<!what )\blength of\b|\b(?:what|which) length\b"
        rf"|(?<!square ){_NOT_SAID}\bkilomet|\bhow far (?:is|are|away|apart|from|does .* (?:run|stretch|extend))\b"
        r"|\bhow long (?:is|are|will)[^?]*(?:border|line|pipeline|railway|route|section|frontier|coast|stretch)", _I)),
    ("area", re.compile(r"何平方|面積は(?![^?？]*何(?:番|位))|\bsquare (?:kilomet|miles?)|\bwhat is [^?]*\barea\b", _I)),
    ("day", re.compile(r"何月何日|何日(?!間|かか|で|も)|(?:what|which|exact) (?:day|date)\b", _I)),
    ("date", re.compile(
        r"いつ(?!も|まで経)|何年(?!間|かか|も|前)|何月|何日(?!間|かか|で|も)|時期|日付|(?:what|which) (?:exact )?(?:year|date|month|day)\b|since when"
        r"|(?:^|[,;:] |\b(?:and|but|so|by|until|in) )when(?=[ ?]|$)(?! all)", _I)),
    ("duration", re.compile(
        r"何(?:日|年|時間|か月|カ月|ヶ月|週)間|何時間|何日(?:かか|で)|何(?:か月|カ月|ヶ月|週)|\bhow many (?:days|years|months|hours|weeks)\b"
        r"|\bhow long (?:does|did|has|have|had|was|were|it)\b", _I)),
    ("occasion", re.compile(r"何回|何度(?!目)|\bhow many times\b|何発", _I)),
    ("energy", re.compile(r"何(?:億|万)?(?:kWh|キロワット|メガワット|MW)|\b(?:kWh|megawatts?|kilowatts?|gigawatts?)\b", _I)),
)  # fmt: skip
# The units of ``knowledge.reading.quantities`` that tell what is asked for; money is any currency, a day a date that names one.
_TOLD_IN: dict[UnitClass, frozenset[str]] = {
    "share": frozenset({"percent", "fraction", "point", "multiple"}),
    "person": frozenset({"person", "count"}),
    "mass": frozenset({"tonne"}),
    "barrel": frozenset({"barrel"}),
    "length": frozenset({"metre", "mile"}),
    "area": frozenset({"square-metre"}),
    "date": frozenset({"date", "decade", "century", "half-year", "quarter"}),
    "duration": frozenset({"day", "week", "month", "year", "decade", "century", "hour", "minute", "second"}),
    "occasion": frozenset({"occasion", "count", "times"}),
    "energy": frozenset({"watt-hour", "watt"}),
}
# Who owns a field or builds a plant is a company, or a country, sooner than a person.
_COMPANY_DOES = r"(?:(?:is|are|was|will|would|has been) )?(?:own|operat|run|build|built|construct|buy|bought|hold|mine|develop|financ|fund|suppl|ship|sell|sold)\w*\b"
_COMPANY_DOES_JA = r"持|所有|建て|建設|つく|作|運営|操業|買|売|開発|出資|供給|運ん"
_NAMES: tuple[tuple[NameKind, re.Pattern[str]], ...] = (
    ("person", re.compile(
        rf"名前|(?:誰|だれ)(?!(?:が|の)?(?:{_COMPANY_DOES_JA}))|どなた|何(?:という人|さん|者)|氏名|\bwho(?:m|se)?\b(?! {_COMPANY_DOES})|\bnames? (?:is|of (?:the|its|that) (?!\w+ (?:programme|policy|law)))"
        r"|\bwhich (?:\w+ )?(?:minister|judge|president|deputy|lawmaker|scientist|official|senator|ambassador|executive)\b", _I)),
    ("company", re.compile(
        rf"(?:誰|だれ|どこ)が(?:{_COMPANY_DOES_JA})|\bwho {_COMPANY_DOES}"
        r"|(?:どの|どこの|何という)(?:会社|企業|銀行|新聞|党|政党)|(?:会社|企業|銀行|社名|業者)(?:は|を|の名)"
        r"|\b(?:which|what|name the|list (?:all )?the) (?:\w+ ){0,2}(?:compan(?:y|ies)|firms?|banks?|contractors?|utilit(?:y|ies)|newspapers?|part(?:y|ies))\b", _I)),
    ("place", re.compile(
        r"どこ(?!の(?:会社|企業|国|機関|銀行)|まで|かに|から|か)|どの(?:都市|州|町|場所|地域|港)|開催地|\bwhere\b(?! does .* (?:stand|rank))"
        r"|\b(?:which|what) (?:city|cities|place|region|port|town|location|province)\b", _I)),
    ("country", re.compile(r"どの国|どこの国|何という国|どちらの国|\b(?:which|what) (?:\w+ )?countr(?:y|ies)\b", _I)),
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
_AFTER_NO_FIGURE = {"polar", "reason", "person", "manner"}
_AFTER_FIGURE = re.compile(
    r"何[^がをとのでも]|いくら|いつ|どのくらい|どれくらい|どれほど|\bhow (?:many|much|long|far)\b|\band when\b", _I
)
# After an auxiliary and a subject that starts with a capital: "did the Kazakh government sever", "was Almaty bombed".
_DONE = re.compile(
    r"\b(?:[Dd]id|[Dd]oes|[Ww]as|[Ww]ere|[Ww]ill|[Hh]as|[Hh]ave|[Ii]s) (?:the )?(?:[A-Z][\w'’-]*\.? )+(?:and (?:[A-Z][\w'’-]* )+)?"
    r"(?:(?:government|authorities|president|leader|company|ever|really|officially|formally|already) )*(?P<verb>[a-z]\w+)"
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
# Acts that are told wherever they happened; most are in the false premises that people put: "When did they leave the CSTO?"
_GRAVE = frozenset(
    """
    leave withdraw quit exit sever cut break bomb attack invade occupy annex seize expel deport ban abolish cancel scrap
    close nationalise nationalize resign die kill arrest default surrender merge suspend freeze reject veto refuse join
    脱退 離脱 撤退 断交 断絶 爆撃 攻撃 侵攻 侵略 占領 併合 合併 追放 国有 国有化 禁止 廃止 中止 撤回 閉鎖 辞任 死亡 死去 逮捕 破綻 降伏
    停止 凍結 拒否 破棄 抜ける 辞める 攻める 加盟 統一 売却
    """.split()
)
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
        predicate: What the question says was done: ``sever`` in "Why did Kazakhstan sever ties", 「断交」 in 「なぜ断交した」.
            None where no rule finds it.
    """

    units: frozenset[UnitClass]
    names: frozenset[NameKind]
    years: frozenset[int]
    focus: tuple[Lexeme, ...]
    said: frozenset[tuple[str, object]]
    predicate: Lexeme | None

    @property
    def grave(self) -> bool:
        """Whether what was done is of the kind that no source would leave unsaid."""
        return self.predicate is not None and self.predicate.norm in _GRAVE


@lru_cache(maxsize=1_024)
def wanted(question: Question) -> Wanted:
    """Read what a question wants, by rule."""
    return Wanted(
        _units(question),
        frozenset(kind for kind, pattern in _NAMES if pattern.search(question.text)),
        years_in(question.standalone),
        _focus(question),
        frozenset((one.unit, one.value) for one in quantities(question.standalone)),
        _predicate(question),
    )


def _units(question: Question) -> frozenset[UnitClass]:
    """The units asked for. Whether, why and who are after no figure, whatever they mention, unless they ask for one as well."""
    if question.asked in _AFTER_NO_FIGURE and not _AFTER_FIGURE.search(question.text):
        return frozenset()
    return frozenset(unit for unit, pattern in _UNITS if pattern.search(question.text))


@lru_cache(maxsize=8_192)
def years_in(text: str) -> frozenset[int]:
    """The years written in a text, from 1500 on."""
    return frozenset(map(int, _YEAR.findall(text)))


def tells(wants: UnitClass, said: Quantity) -> bool:
    """Whether a quantity is of the kind that is asked for."""
    if wants == "money":
        return len(said.unit) == 3 and said.unit.isupper() and said.unit != "TEU"
    if wants == "day":
        return said.unit == "date" and int(said.value) % 100 != 0
    return said.unit in _TOLD_IN[wants]


def _predicate(question: Question) -> Lexeme | None:
    lexemes = analyse(question.standalone).lexemes
    if question.written == "en":
        found = _DONE.search(question.standalone)
        at = found.start("verb") if found else -1
        return next((one for one in lexemes if one.start == at and plain_word(one)), None)
    for index in range(len(lexemes) - 1, -1, -1):
        one = lexemes[index]
        if one.kind == "verb" and one.norm == "為る" and index and lexemes[index - 1].kind == "noun":
            return lexemes[index - 1]
        if one.kind == "verb" and plain_word(one):
            return one
    return None


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
