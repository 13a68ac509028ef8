"""Numbers, dates and shares in Japanese and English, comparable across the two.

8割, 80% and four fifths are one value; 150万 and 1.5 million are another; 令和7年12月15日 is 15 December 2025. Rules run
in order over the folded text and what one rule has read is closed to the next.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import replace
from fractions import Fraction

from knowledge.folding import Folded, fold
from knowledge.reading.bearing import supports
from knowledge.reading.dates import datings
from knowledge.reading.measures import CURRENCIES, CURRENCY_PATTERN, UNIT_PATTERN, Quantity, hedge, unit_of
from knowledge.reading.numerals import (
    EN_ORDINAL,
    EN_WORDS,
    JA_NUMBER,
    Reading,
    read_number,
    read_ordinal,
    scale,
    step_of,
)

__all__ = ["Quantity", "quantities", "supports"]

_I = re.IGNORECASE | re.ASCII  # Japanese letters are no word characters beside Latin ones

# Names and idioms that hold a number: C5+1, B737, SPM-2, 一帯一路, 十分; and numbers that say no number: 数百万, dozens.
_SKIP = re.compile(
    r"https?://\S+"
    r"|\b(?!(?:US|USD|EUR|JPY|CNY|RUB|KZT|GBP|Q|H)\d)[A-Za-z]+\d[\w+]*"
    r"|\b(?!(?:[Mm]id|[Pp]re|[Pp]ost|[Ee]arly|[Ll]ate|[Ss]ince|[Uu]ntil|[Nn]on)-)[a-z]*[A-Z][A-Za-z]*[-\u2013]\d+\b"
    r"|\b\d+(?:G|D)\b"
    r"|一帯一路|一方|一部|一般|一層|一枚岩|一時(?!間)|一致|一定|一貫|一環|一員|一族|一気|一切|一律|一斉|一因|一端|一変|一転|一体|一連|"
    r"一見|一向|一同|一面|一帯|一段|一新|一連|一線|万一|第一(?=に|の|線|人者|歩)|第三(?=者|国)|二度と|二の次|再三|三菱|三井|九州|四国(?=地方|電力)|千葉|千島|"
    r"四川|三重|五輪|十分|十字|百貨|七面|八方|四方|二酸化|三権|十二指|六本木"
    r"|[数何幾][十百千万億兆]+|十数|\b(?:tens|dozens|hundreds|thousands|millions|billions|trillions)\b"
    r"|\bone of\b|\bno one\b|\bone another\b|\bone-off\b|\bone day\b|\bnumber one\b",
    re.ASCII,
)
_ENDLESS = re.compile(
    r"[\d,.]{31,}|[〇零一二三四五六七八九十百千万億兆\d,.]{61,}"
)  # no number, and costly to read as one

# Words that stand for two or a half without saying a number that could be wrong: evidence only.
_LOOSE: tuple[tuple[re.Pattern[str], Fraction, str], ...] = (
    (
        re.compile(r"両(?=国|者|方|首脳|大国|政府|面|国家|陣営|岸)|双方|二者択一|\bboth\b|\bpair\b|\btwin\b", _I),
        Fraction(2),
        "count",
    ),
    (re.compile(r"過半数?|\bmajority\b|大半", _I), Fraction(1, 2), "fraction"),
    (re.compile(r"\bthe two\b", _I), Fraction(2), "count"),
    (re.compile(r"\bonce\b|一度|唯一|\bonly one\b", _I), Fraction(1), "times"),
)
_FRACTION_WORDS = {"half": 2, "halve": 2, "third": 3, "quarter": 4, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7,
                   "eighth": 8, "ninth": 9, "tenth": 10}  # fmt: skip
_NTH = rf"(?:{'|'.join(_FRACTION_WORDS)})"
_SMALL_WORD = r"(?:one|two|three|four|five|six|seven|eight|nine|\d)"
# After "a third" these say a share; anything else ("a third pipeline") says a rank.
_SHARE_FOLLOWS = r"(?=\s*(?:of\b|[.,;:!?)]|$|more\b|less\b|higher\b|lower\b|to\b|in\b|by\b|were\b|was\b|is\b|are\b|each\b|from\b|and\b))"
_MAGNITUDE = r"(?:hundred(?: thousand)?|thousand|million|billion|trillion|mn|bn|tn|[mk](?![a-zA-Z0-9]))"
_ASCII_DIGIT = re.compile(r"\d")

Found = Callable[["re.Match[str]"], "Quantity | None"]


def _plain(
    m: re.Match[str], value: Fraction, unit: str, *, firm: bool = True, step: Fraction | None = None
) -> Quantity:
    return Quantity(value, unit, False, m.start(), m.end(), step=step_of(value) if step is None else step, firm=firm)


def _ja_fraction(m: re.Match[str]) -> Quantity | None:
    parts, of = read_number(m[2]).value, read_number(m[1]).value
    return _plain(m, parts / of, "fraction") if of else None


def _slash(m: re.Match[str]) -> Quantity | None:
    parts, of = int(m[1]), int(m[2])
    # One eleventh and on may as well be a date, or a number of two parts.
    return _plain(m, Fraction(parts, of), "fraction", firm=of <= _FIRM_SLASH) if 0 < parts < of else None


def _en_fraction(m: re.Match[str]) -> Quantity:
    of = _FRACTION_WORDS[m["of"].lower()]
    written = (m["parts"] or "a").lower()
    parts = Fraction(1) if written in ("a", "an") else read_number(written).value
    return _plain(m, parts / of, "fraction")


def _one_in(m: re.Match[str]) -> Quantity | None:
    parts, of = read_number(m[1].lower()).value, read_number(m[2].lower()).value
    return _plain(m, parts / of, "fraction") if 0 < parts < of else None


def _wari(m: re.Match[str]) -> Quantity:
    value = read_number(m[1]).value * 10
    step = Fraction(10)
    for group, share in ((m[2], Fraction(1)), (m[3], Fraction(1, 10))):
        if group:
            value, step = value + read_number(group).value * share, share
    if m[4]:  # 8割半
        value, step = value + 5, Fraction(1)
    found = _plain(m, value, "percent", step=step)
    return (
        replace(found, bound="high")
        if _RANGE_BEFORE.search(m.string[max(0, m.start() - _LOOK_BACK) : m.start()])
        else found
    )


def _rank(m: re.Match[str]) -> Quantity:
    return _plain(m, read_number(m[1]).value, "rank")


def _label(m: re.Match[str]) -> Quantity:
    return _plain(m, read_number(m[1]).value, "label")


def _en_rank(m: re.Match[str]) -> Quantity | None:
    # "First, ... Second, ..." and "a second time" count nothing; "second-largest" and "9th" do.
    digits = m[1][0].isdigit()
    number = read_ordinal(m[1])
    firm = digits or (number >= 2 and (number > 3 or bool(m[2])))
    return _plain(m, Fraction(number), "rank", firm=firm)


def _multiple(m: re.Match[str]) -> Quantity:
    word = m[1].lower()
    return _plain(m, Fraction({"doubl": 2, "tripl": 3, "treb": 3, "quadrup": 4, "quintup": 5}[word]), "multiple")


def _half_unit(m: re.Match[str]) -> Quantity:
    said = m[0].lower()
    size = 100 if "世紀" in said or "century" in said else 10 if "decade" in said else 1
    return _plain(m, Fraction(6), "month") if size == 1 else _plain(m, Fraction(size, 2), "year")


def _clock(m: re.Match[str]) -> Quantity | None:
    hours, minutes = int(m[1]), int(m[2])
    return _plain(m, Fraction(hours * 60 + minutes), "clock") if hours < 25 and minutes < 60 else None


_RULES: tuple[tuple[re.Pattern[str], Found], ...] = (
    (re.compile(r"(?<![\d:])(\d{1,2}):(\d{2})(?![\d:])"), _clock),
    (re.compile(rf"({JA_NUMBER})分の({JA_NUMBER})"), _ja_fraction),
    (re.compile(r"(?<![\d/.])(\d{1,2})[/\u2044](\d{1,3})(?![\d/])"), _slash),
    (re.compile(rf"({JA_NUMBER})割(?!合)(?:({JA_NUMBER})分)?(?:({JA_NUMBER})厘)?(半)?"), _wari),
    (re.compile(r"半年|半世紀|\bhalf[- ](?:a )?(?:year|century|decade)\b", _I), _half_unit),
    (re.compile(r"半分|半数|(?<![前後上下一大])半ば(?=を占)"), lambda m: _plain(m, Fraction(1, 2), "fraction")),
    (re.compile(rf"\b(?P<parts>{_SMALL_WORD})[- ](?P<of>{_NTH})s?\b", _I), _en_fraction),
    (re.compile(rf"\b(?P<parts>an?) (?P<of>(?!half){_NTH}){_SHARE_FOLLOWS}", _I), _en_fraction),
    (re.compile(r"(?P<parts>)\b(?P<of>half|halve)(?:d|s)?\b(?! (?:a )?(?:million|billion|trillion|dozen))(?!-)", _I), _en_fraction),
    (re.compile(rf"\b(one|two|three|four|five|six|seven|eight|nine) (?:in|out of) (?:every )?({EN_WORDS})(?! years?| months?)", _I), _one_in),
    (re.compile(r"\b(\d{1,3}) out of (?:every )?(\d{1,4})\b", _I), _one_in),
    (re.compile(rf"第({JA_NUMBER})[号条項]|(?<![\d.])({JA_NUMBER})(?:号(?!機)|条(?![件約]))"), lambda m: _label(m) if m[1] else _plain(m, read_number(m[2]).value, "label")),
    (re.compile(rf"({JA_NUMBER})項(?!目)"), lambda m: _plain(m, read_number(m[1]).value, "label", firm=False)),
    (re.compile(r"\b(?:No|Nos|Article|Resolution|Decree|Number|Order)\b\.?\s?(\d[\d,]*)(?:\(\w\))*", _I), _label),
    (re.compile(rf"第?({JA_NUMBER})(?:番目|位(?![置相])|(?:つ|人|回|度|か国|カ国|例|件|本|基|国|隻)目)"), _rank),
    (re.compile(rf"第({JA_NUMBER})(?!四半|世紀)(?:次|回|代|期|の|者|極)?"), _rank),
    (re.compile(rf"({EN_ORDINAL})([- ](?:\w+est|most|place|rank)\b)?(?!-?(?:half|quarter))", _I), _en_rank),
    (re.compile(r"\b(doubl|tripl|treb|quadrup|quintup)(?:e[ds]?|l(?:e[ds]?|ing)|ing)\b", _I), _multiple),
    (re.compile(r"\b(?:twice|two-fold|twofold)\b", _I), lambda m: _plain(m, Fraction(2), "times")),
    (re.compile(r"倍増|(?<![\d一二三四五六七八九十百千半])倍(?=以上|に(?:増|な|拡)|を超|近く|ほど)"), lambda m: _plain(m, Fraction(2), "multiple")),
)  # fmt: skip

_FIRM_SLASH = 10
_LOOK_BACK = 12  # characters before a number in which its sign, or the other end of its range, is looked for
_RANGE_BEFORE = re.compile(rf"{JA_NUMBER}割?\s?[-\u2013\u2014~\u301c]\s?$")
# A sign right before a number; a hyphen behind a digit, a letter or a bracket joins.
_BELOW_ZERO = re.compile(r"(?:(?<![\dA-Za-z%)\]])[-\u2212\u25b2\u25b3]|マイナス|\bminus )$", _I)

_GENERIC = re.compile(
    rf"(?P<currency>{CURRENCY_PATTERN})?\s?(?<![\d.,])(?P<number>{JA_NUMBER}(?:\.\d+)?|{EN_WORDS})"
    rf"(?:[\s-]?(?P<magnitude>{_MAGNITUDE})(?![a-zA-Z]))?"
    rf"(?P<gap>[\s-]?(?:metric )?)(?P<unit>{UNIT_PATTERN})?(?P<half>半(?![分数島径導額減]))?(?P<per>/日)?",
    _I,
)
_NOTHING_NAMED = re.compile(
    r"\s*(?:$|[.,;:()、。]|(?:in|to|by|from|of|for|at|on|and|or|over|during|after|before|that|which|was|were|is|a (?:year|month|day)|went|more|worldwide|globally|overall|altogether|annually|\w+ed)\b)",
    _I,
)
_BETWEEN = re.compile(r"\s?(?:[-\u2013\u2014~\u301c]|to|ないし|or|and|か|、)\s?(?:about |more than |約)?", _I)
_RANGE = re.compile(r"\s?(?:[-\u2013\u2014~\u301c]|to)\s?", _I)


def quantities(text: str) -> tuple[Quantity, ...]:
    """The numbers, dates and shares that ``text`` names, in order of place.

    Offsets are code points of ``text``, half-open. Names that hold digits (C5+1, B737) and idioms (一帯一路, one of) are
    not quantities. Units carry to both ends of a range: 150万〜200万人 is two quantities of persons.
    """
    folded = fold(text)
    plain = _ENDLESS.sub(lambda m: "・" * len(m[0]), folded.text)
    taken = bytearray(len(plain))
    found: list[Quantity] = []
    for m in _SKIP.finditer(plain):
        taken[m.start() : m.end()] = b"\x01" * (m.end() - m.start())
    for dating in datings(plain, taken):
        near, _ = hedge(plain, dating.start, dating.end, dating.unit)
        found.append(Quantity(dating.value, dating.unit, near, dating.start, dating.end, firm=dating.firm))
    for pattern, build in _RULES:
        for m in pattern.finditer(plain):
            quantity = None if any(taken[m.start() : m.end()]) else build(m)
            if quantity is not None:
                taken[m.start() : m.end()] = b"\x01" * (m.end() - m.start())
                found.append(_hedged(quantity, plain))
    found += _ranges(list(_measured(plain, taken)), plain)
    for pattern, value, unit in _LOOSE:
        found += (Quantity(value, unit, False, m.start(), m.end(), firm=False) for m in pattern.finditer(plain))
    found.sort(key=lambda q: (q.start, q.end))
    return tuple(_in_original(q, folded) for q in found)


def _in_original(quantity: Quantity, folded: Folded) -> Quantity:
    span = folded.span(quantity.start, quantity.end)
    return replace(quantity, start=span.start, end=span.end)


def _hedged(quantity: Quantity, plain: str) -> Quantity:
    near, bound = hedge(plain, quantity.start, quantity.end, quantity.unit)
    return replace(quantity, approximate=near, bound=bound or quantity.bound)


def _measured(plain: str, taken: bytearray) -> Iterator[tuple[Quantity, Reading, bool]]:
    """Numbers with or without a unit, hedged; with their reading before units, and whether a unit was written."""
    at = 0
    while (m := _GENERIC.search(plain, at)) is not None:
        at = max(m.end("number"), m.start() + 1)
        start = m.start("currency") if m["currency"] else m.start("number")
        if any(taken[m.start("number") : m.end("number")]):
            at = m.start("number") + 1
            while at < len(plain) and taken[at]:
                at += 1
            continue
        number = m["number"]
        digits = _ASCII_DIGIT.search(number) is not None
        reading = read_number(number)
        if m["magnitude"] and (len(m["magnitude"]) > 1 or m["currency"] or m["magnitude"] == "k"):
            for word in m["magnitude"].split():
                reading = scale(reading, word)
            end = m.end("magnitude")
            written, size = m["unit"], m.end("unit")
        elif m["magnitude"]:  # 5 m without a currency is metres
            end = m.end("magnitude")
            written, size = "m", end
        else:
            end = m.end("number")
            written, size = m["unit"], m.end("unit")
        kanji = not digits and not number[0].isascii()
        if kanji and not written and not reading.scaled and len(number) < 3:
            continue
        unit, factor = unit_of(written) if written else ("count", Fraction(1))
        if m["currency"]:
            unit, factor = CURRENCIES[m["currency"].upper()], Fraction(1)
        elif written:
            end = size
        value, step = reading.value * factor, reading.step * factor
        if m["half"] and written:
            value, step, end = value + factor / 2, factor / 10, m.end("half")
        if m["per"] and written:
            end = m.end("per")
        # 一国, 一人, "one lesson": too idiomatic to be held against a statement.
        idiom = not digits and reading.value == 1 and unit in ("count", "person", "occasion", "day", "hour", "year")
        two = kanji and number in ("二", "三", "四", "五") and written in ("大", "国", "者", "本")
        pair = number.lower() == "two" and plain[max(0, start - 4) : start].lower() == "the "
        bare = not written and not m["currency"] and _NOTHING_NAMED.match(plain, end) is not None
        quantity = Quantity(
            value,
            unit,
            False,
            start,
            end,
            step=step,
            firm=not (idiom or two or pair),
            bare=bare,
            written=reading.value,
            below_zero=_BELOW_ZERO.search(plain[max(0, start - _LOOK_BACK) : start]) is not None,
        )
        taken[start:end] = b"\x01" * (end - start)
        yield _hedged(quantity, plain), reading, bool(written or m["currency"])
        at = max(at, end)


def _ranges(measured: list[tuple[Quantity, Reading, bool]], plain: str) -> list[Quantity]:
    """Carry unit and magnitude to the first of two numbers that share them, and mark both ends of a range."""
    result = [quantity for quantity, _, _ in measured]
    for i in range(len(measured) - 1):
        (_, reading, with_unit), (_, next_reading, next_with_unit) = measured[i], measured[i + 1]
        first, second = result[i], result[i + 1]
        between = plain[first.end : second.start]
        if not _BETWEEN.fullmatch(between):
            continue
        ratio = second.value / next_reading.value if next_reading.value else Fraction(1)
        value, step = first.value, first.step
        if with_unit and next_with_unit and first.unit != second.unit:
            continue  # "rose by 62% to 4.5 million tonnes"
        if not with_unit and next_with_unit:
            value, step = reading.value * ratio, reading.step * ratio
            first = replace(first, unit=second.unit)
        elif with_unit and not next_with_unit and first.unit not in ("count", "person") and first.unit.isupper():
            second = replace(second, unit=first.unit)  # $1.5-2 billion
        if not reading.scaled and next_reading.scaled:
            magnitude = _magnitude(plain[second.start : second.end])
            if value * magnitude <= second.value:  # 9,000〜1万 is not ninety million
                value, step = value * magnitude, step * magnitude
        first = replace(first, value=value, step=step, bare=first.bare and second.bare)
        before = plain[max(0, first.start - 14) : first.start].lower().rstrip()
        is_range = _RANGE.fullmatch(between) and not before.endswith("from")
        if is_range or (between.strip() == "and" and before.endswith("between")):
            near = first.approximate or second.approximate
            first = replace(first, bound="low", approximate=near)
            second = replace(second, bound="high" if second.bound != "above" else "above", approximate=near)
        result[i], result[i + 1] = first, second
    return result


def _magnitude(written: str) -> Fraction:
    """The word of magnitude in what was written: 10,000 for 200万, 1,000,000 for ``2 million``."""
    for kanji, size in (("兆", 10**12), ("億", 10**8), ("万", 10**4)):
        if kanji in written:
            return Fraction(size)
    word = re.search(r"(?:^|[^a-z])(hundred|thousand|million|billion|trillion|mn|bn|tn|[mk])(?![a-z])", written, _I)
    return scale(Reading(Fraction(1), Fraction(1), False), word[1]).value if word else Fraction(1)
