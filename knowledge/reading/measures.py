"""Units of measure, Japanese and English, and the value that a number with its unit becomes."""

from __future__ import annotations

import re
from dataclasses import dataclass
from fractions import Fraction
from typing import Literal

Bound = Literal["", "above", "below", "low", "high"]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number, date or share named in a text.

    Attributes:
        value: Exact, in the canonical unit. A date is ``year * 10000 + month * 100 + day`` with 0 for what is not said.
        unit: ``count, person, occasion, multiple, times, rank, label, percent, point, fraction, date, decade, century,
            half-year, quarter, year, month, week, day, hour, minute, second, clock``, a currency code (``USD``) or a
            measure (``metre, mile, square-metre, hectare, cubic-metre, litre, tonne, barrel, watt, watt-hour, TEU``).
        approximate: Whether it is hedged (約, about, estimated).
        bound: ``above`` (more than, 以上), ``below``, the ``low`` or ``high`` end of a range, or empty.
        step: One unit of its last stated digit: the precision it claims.
        firm: Whether a statement that says it must find it in its quotes; idioms (両国, both, 一つ) only serve as evidence.
        bare: A count of nothing named ("2.6 billion planned for 2024"): it may be of whatever was named before.
        written: For a measure, the number before its unit's factor; None for other quantities.
        below_zero: Whether a sign says so; the value is without it.
        start: Code points of the text given, half-open.
        end: See ``start``.
    """

    value: Fraction
    unit: str
    approximate: bool
    start: int
    end: int
    bound: Bound = ""
    step: Fraction = Fraction(1)
    firm: bool = True
    bare: bool = False
    written: Fraction | None = None
    below_zero: bool = False

    @property
    def ymd(self) -> tuple[int, int, int]:
        """Year, month and day of a date, 0 for what is not said."""
        code = int(self.value)
        return code // 10_000, code // 100 % 100, code % 100


_I = re.IGNORECASE | re.ASCII  # Japanese letters are no word characters beside Latin ones

# Longer spellings first within a row; (pattern, canonical unit, factor).
_SUFFIXES: tuple[tuple[str, str, int | Fraction], ...] = (
    (
        r"パーセント・?ポイント|%・?ポイント|ポイント|percentage[- ]points?|points?\b(?= (?:higher|lower))|pp\b",
        "point",
        1,
    ),
    (r"パーセント|%|per ?cent\b|pct\b", "percent", 1),
    (r"平方キロ(?:メートル)?|km2\b|sq(?:uare|\.)?[- ](?:km\b|kilomet(?:re|er)s?\b)", "square-metre", 10**6),
    (r"平方メートル|m2\b|sq(?:uare|\.)?[- ](?:m\b|met(?:re|er)s?\b)", "square-metre", 1),
    (r"立方キロ(?:メートル)?|km3\b|cubic[- ](?:km\b|kilomet(?:re|er)s?\b)", "cubic-metre", 10**9),
    (r"bcm\b", "cubic-metre", 10**9),
    (r"立方メートル|m3\b|cubic[- ](?:m\b|met(?:re|er)s?\b)", "cubic-metre", 1),
    (r"ヘクタール|ha\b|hectares?\b", "hectare", 1),
    (r"ギガワット時|GWh\b|gigawatt[- ]hours?\b", "watt-hour", 10**9),
    (r"メガワット時|MWh\b|megawatt[- ]hours?\b", "watt-hour", 10**6),
    (r"キロワット時|kWh\b|kilowatt[- ]hours?\b", "watt-hour", 10**3),
    (r"テラワット時|TWh\b|terawatt[- ]hours?\b", "watt-hour", 10**12),
    (r"ギガワット|GW(?:e\b|\b)|gigawatts?\b", "watt", 10**9),
    (r"メガワット|MW(?:e\b|\b)|megawatts?\b", "watt", 10**6),
    (r"キロワット|kW\b|kilowatts?\b", "watt", 10**3),
    (r"キログラム|kg\b|kilograms?\b|kilos?\b", "tonne", Fraction(1, 1000)),
    (r"Mt(?:pa)?\b", "tonne", 10**6),
    (r"kt\b", "tonne", 10**3),
    (r"トン|(?:metric )?(?:tonnes?|tons?)(?:U\b|\b)", "tonne", 1),
    (r"キロ(?:メートル)?|km\b|kilomet(?:re|er)s?\b", "metre", 1000),
    (r"マイル|miles?\b", "mile", 1),
    (r"メートル|met(?:re|er)s?\b|m\b", "metre", 1),
    (r"バレル|barrels?\b|bbl\b|bpd\b|b/d\b", "barrel", 1),
    (r"リットル|lit(?:re|er)s?\b", "litre", 1),
    (r"TEUs?\b|20フィート(?:コンテナ)?換算", "TEU", 1),
    (r"(?:米|アメリカ)?ドル|(?:US |U\.S\. )?dollars?\b|USD\b", "USD", 1),
    (r"円|(?:Japanese )?yen\b|JPY\b", "JPY", 1),
    (r"ユーロ|euros?\b|EUR\b", "EUR", 1),
    (r"(?:人民)?元(?![副老首大帥])|(?:Chinese )?yuan\b|renminbi\b|CNY\b|RMB\b", "CNY", 1),
    (r"(?:ロシア・?)?ルーブル|(?:Russian )?rou?bles?\b|RUB\b", "RUB", 1),
    (r"テンゲ|tenge\b|KZT\b", "KZT", 1),
    (r"英?ポンド|pounds?(?: sterling)?\b|GBP\b", "GBP", 1),
    (r"倍|[- ]?fold\b", "multiple", 1),
    (r"times\b", "times", 1),
    (r"世紀(?=以上|にわた|の間|も|近く|余)|centur(?:y|ies)\b", "year", 100),
    (r"decades?\b", "year", 10),
    (r"年間?|years?\b|yr\b", "year", 1),
    (r"[かカケヵヶ箇]月間?|months?\b", "month", 1),
    (r"週間?|weeks?\b", "week", 1),
    (r"日間?|days?\b", "day", 1),
    (r"時間|hours?\b|hrs?\b", "hour", 1),
    (r"分間?(?![野類割解析散担配の岐])|minutes?\b|mins?\b", "minute", 1),
    (r"秒間?|seconds?\b", "second", 1),
    (r"回|度", "occasion", 1),
    (r"人(?!民)|名(?!目|義|前)|people\b|persons?\b", "person", 1),
    (
        r"[かカケヵヶ箇][国所年村語]|つ|個|件|本(?!部|格|当|土|質)|基|隻|機|台|社|か国|国|州|都市|地域|地区|団体|組|便|両|編成|品目|種類?|項目|"
        r"議席|票|校|頭|枚|段階|路線|隊|大|者|世帯|戸|棟|世代",
        "count",
        1,
    ),
)
UNIT = re.compile("|".join(f"(?P<u{i}>{row[0]})" for i, row in enumerate(_SUFFIXES)), _I)
UNIT_PATTERN = "|".join(row[0] for row in _SUFFIXES)

CURRENCIES = {
    "US$": "USD", "$": "USD", "€": "EUR", "¥": "JPY", "£": "GBP", "₸": "KZT", "₽": "RUB",
    "USD": "USD", "EUR": "EUR", "JPY": "JPY", "CNY": "CNY", "RMB": "CNY", "RUB": "RUB", "KZT": "KZT", "GBP": "GBP",
}  # fmt: skip
CURRENCY_PATTERN = r"US\$|[$€¥£₸₽]|\b(?:USD|EUR|JPY|CNY|RMB|RUB|KZT|GBP)(?= ?\d)"


def unit_of(written: str) -> tuple[str, Fraction]:
    """The canonical unit and factor of what ``UNIT_PATTERN`` matched; ``count`` for nothing."""
    found = UNIT.match(written)
    if found is None or found.lastgroup is None:
        return "count", Fraction(1)
    _, unit, factor = _SUFFIXES[int(found.lastgroup[1:])]
    return unit, Fraction(factor)


# Hedges and bounds directly before or after a number; the text around has been folded by NFKC.
_NEAR_BEFORE = re.compile(
    r"(?:約|およそ|おおよそ|ほぼ|推定で?|推計で?|概算で?|ざっと|大体|(?<![a-z])(?:about|around|approximately|approx\.?|roughly|some|nearly|"
    r"almost|close to|(?:an |is |was |were |are )?estimated(?: at)?|an estimate of|circa|ca?\.|in the region of|on the order of)|[~≈])"
    r"[、,]?(?: a| an| the)?\s*$",
    _I,
)
_NEAR_AFTER = re.compile(
    r"ほど|程度|前後|近く|弱(?![いく体者点まさ])|台(?![湾頭])|くらい|ぐらい|ごろ|頃|"
    r"\s?(?:or so|or thereabouts)\b|-odd\b",
    _I,
)
_ABOVE_BEFORE = re.compile(
    r"(?:少なくとも|最低でも?|(?<![a-z])(?:more than|over|above|at least|exceed(?:s|ed|ing)?|upwards of|no(?:t)? (?:less|fewer) than|"
    r"in excess of|greater than|surpass(?:es|ed|ing)?|passed|crossed|topp(?:ed|ing)))[、,]?(?: a| an| the)?\s*$",
    _I,
)
_ABOVE_AFTER = re.compile(
    r"以上|超(?!大国|党)|を?(?:少し|やや|わずかに|大きく|はるかに)?(?:超え|上回)|を突破|より多|を越え|余り|あまり|余(?![地剰裕計])|強(?![制化硬いくまさ])|\s?(?:or|and) (?:more|higher|above)\b|\+(?!\d)",
    _I,
)
_BELOW_BEFORE = re.compile(
    r"(?:最[大長多高]で?|多くても?|せいぜい|(?<![a-z])(?:less than|fewer than|under|below|no(?:t)? more than|at most|(?<!add )(?<!adds )(?<!added )up to|a maximum of|short of))"
    r"[、,]?(?: a| an| the)?\s*$",
    _I,
)
_BELOW_AFTER = re.compile(
    r"以下|未満|足らず|を下回|より少|に満たな|に届か|\s?(?:or|and) (?:less|fewer|lower|below)\b", _I
)
_DURATIONS = ("year", "month", "week", "day", "hour")


def hedge(text: str, start: int, end: int, unit: str) -> tuple[bool, Bound]:
    """Whether the number at ``text[start:end]`` is approximate, and whether it is a bound."""
    before, after = text[max(0, start - 32) : start], text[end : end + 16]
    if unit in ("label", "rank"):
        return False, ""  # "under article 5"
    approximate = bool(_NEAR_BEFORE.search(before) or _NEAR_AFTER.match(after))
    above = _ABOVE_BEFORE.search(before)
    if above and above[0].strip().lower() == "over" and unit in _DURATIONS:
        above = None  # "over 30 years" is as often "during"
    # 「10%以上」 and "no more than 10%": the words before are read first, for "more than" stands inside the latter.
    if _BELOW_BEFORE.search(before):
        return approximate, "below"
    if above or _ABOVE_AFTER.match(after):
        return approximate, "above"
    return approximate, "below" if _BELOW_AFTER.match(after) else ""
