"""Numbers, dates and shares are read exactly and compared across languages."""

from __future__ import annotations

import time
import unicodedata
from fractions import Fraction

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.reading.quantities import quantities, supports


def values(text: str) -> list[tuple[float, str]]:
    """Value and unit of what a statement would be held to."""
    return [(float(q.value), q.unit) for q in quantities(text) if q.firm]


def carries(source: str, claim: str) -> bool:
    """Whether the source carries every firm quantity of the claim; the claim must have one."""
    have, want = quantities(source), [q for q in quantities(claim) if q.firm]
    assert want, claim
    return all(supports(have, one) for one in want)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("約7600キロの国境", [(7_600_000, "metre")]),
        ("１２，３４５人", [(12_345, "person")]),
        ("百五十万人", [(1_500_000, "person")]),
        ("二十二回", [(22, "occasion")]),
        ("1億2,000万", [(120_000_000, "count")]),
        ("6480万トン", [(64_800_000, "tonne")]),
        ("2.5兆円", [(2.5e12, "JPY")]),
        ("272万4,900平方キロ", [(2_724_900e6, "square-metre")]),
        ("8割5分", [(85, "percent")]),
        ("８割", [(80, "percent")]),
        ("81パーセント", [(81, "percent")]),
        ("5ポイント", [(5, "point")]),
        ("3分の1", [(1 / 3, "fraction")]),
        ("約半分", [(0.5, "fraction")]),
        ("半数", [(0.5, "fraction")]),
        ("two thirds of it", [(2 / 3, "fraction")]),
        ("a quarter of it", [(0.25, "fraction")]),
        ("twenty-two tests", [(22, "count")]),
        ("two and a half million people", [(2_500_000, "person")]),
        ("three hundred and five", [(305, "count")]),
        ("half a million", [(500_000, "count")]),
        ("a dozen ships", [(12, "count")]),
        ("64.8 million tonnes", [(64_800_000, "tonne")]),
        ("64.8Mt", [(64_800_000, "tonne")]),
        ("40,200 TEU", [(40_200, "TEU")]),
        ("2.4 GW", [(2.4e9, "watt")]),
        ("1,200メガワット", [(1.2e9, "watt")]),
        ("日量152万バレル", [(1_520_000, "barrel")]),
        ("$4.2bn", [(4.2e9, "USD")]),
        ("42億ドル", [(4.2e9, "USD")]),
        ("4.2 billion dollars", [(4.2e9, "USD")]),
        ("¥3tn", [(3e12, "JPY")]),
        ("3兆円", [(3e12, "JPY")]),
        ("2.5倍", [(2.5, "multiple")]),
        ("exports doubled", [(2, "multiple")]),
        ("a three-fold rise", [(3, "multiple")]),
        ("世界第9位", [(9, "rank")]),
        ("ranks ninth", [(9, "rank")]),
        ("the second-largest", [(2, "rank")]),
        ("2025年12月15日", [(20251215, "date")]),
        ("令和7年12月15日", [(20251215, "date")]),
        ("平成元年", [(19890000, "date")]),
        ("昭和24年", [(19490000, "date")]),
        ("15 December 2025", [(20251215, "date")]),
        ("December 15, 2025", [(20251215, "date")]),
        ("on Dec. 15", [(1215, "date")]),
        ("2025/12/15", [(20251215, "date")]),
        ("2025-12-15", [(20251215, "date")]),
        ("二〇二五年十二月", [(20251200, "date")]),
        ("1930年代", [(1930, "decade")]),
        ("the 1930s", [(1930, "decade")]),
        ("7世紀", [(7, "century")]),
        ("the seventh century", [(7, "century")]),
        ("2025年上半期", [(20250000, "date"), (1, "half-year")]),
        ("the first half of 2025", [(1, "half-year"), (20250000, "date")]),
        ("H1 2025", [(1, "half-year"), (20250000, "date")]),
        ("第4四半期", [(4, "quarter")]),
        ("the fourth quarter", [(4, "quarter")]),
        ("30年間", [(30, "year")]),
        ("for 30 years", [(30, "year")]),
        ("半年", [(6, "month")]),
        ("Half a century ago", [(50, "year")]),
        ("Half-Year Trade Figures", [(6, "month")]),
        ("半世紀", [(50, "year")]),
        ("No. 280", [(280, "label")]),
        ("第280号", [(280, "label")]),
        ("教訓は二つある", [(2, "count")]),
        ("住民150万〜200万人", [(1_500_000, "person"), (2_000_000, "person")]),
        ("150～200万人", [(1_500_000, "person"), (2_000_000, "person")]),
        ("9,000〜1万人", [(9_000, "person"), (10_000, "person")]),
        ("1.5-2 million people", [(1_500_000, "person"), (2_000_000, "person")]),
        ("1.5 to 1.8 million Kazakhs", [(1_500_000, "count"), (1_800_000, "count")]),
        ("rose by 62% to 4.5 million tonnes", [(62, "percent"), (4_500_000, "tonne")]),
    ],
)
def test_reading(text: str, expected: list[tuple[float, str]]) -> None:
    assert values(text) == [(pytest.approx(value), unit) for value, unit in expected]


@pytest.mark.parametrize(
    "text",
    [
        "一帯一路", "一方で", "十分な", "三菱", "一つは", "C5+1の首脳会合", "SPM-2とT-14を", "a B737", "no one of them", "one of these",
        "数百万の人々", "dozens of people", "hundreds of thousands", "一枚岩", "二度とない", "G7", "quarterly", "the first time",
        "it may march on", "第三者", "一部の住民", "中部回廊", "COVID-19",
    ],
)  # fmt: skip
def test_names_and_idioms_are_no_quantities(text: str) -> None:
    assert values(text) == []


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("8割", "80%"),
        ("80%", "four fifths"),
        ("three quarters", "75%"),
        ("3分の1", "one third"),
        ("one third", "33%"),
        ("33%", "about a third"),
        ("81%", "about 80%"),
        ("7,644 km", "約7,600キロ"),
        ("約7600キロ", "about 7,600 km"),
        ("約半分", "roughly half"),
        ("48%", "about half"),
        ("6,480万トン", "64.8 million tonnes"),
        ("42億ドル", "$4.2 billion"),
        ("456回の核実験", "456 nuclear tests"),
        ("2,500人", "2,500 troops"),
        ("400%以上増えた", "rose by more than 400%"),
        ("at least 400%", "400%以上"),
        ("住民150万〜200万人", "1.5 to 2 million residents"),
        ("住民150万〜200万人", "between 1.5 and 2 million people"),
        ("1.5 to 2 million residents", "最大200万人"),
        ("2025年12月15日", "December 2025"),
        ("15 December 2025", "12月15日"),
        ("2022年1月13日に始まり、19日に終わった", "19 January 2022"),
        ("2022年1月、同年6月17日", "17 June 2022"),
        ("令和7年", "2025"),
        ("2 billion kWh in 2025, down from the 2.6 billion planned for 2024", "26億kWh"),
        ("倍以上に増えた", "more than doubled"),
        ("1年半", "18 months"),
        ("2倍", "doubled"),
        ("both countries", "二つの国"),
        ("成長率は-2.5%", "growth of minus 2.5%"),
        ("▲2.5%", "−2.5%"),
        ("2020-2025", "2025"),
        ("four fifths", "4/5"),
        ("輸出の7〜8割", "最大8割"),
    ],
)
def test_equal_across_languages(source: str, claim: str) -> None:
    assert carries(source, claim)


@pytest.mark.parametrize(
    ("source", "claim"),
    [
        ("growth was -2.5%", "growth was 2.5%"),
        ("growth was 2.5%", "成長率はマイナス2.5%"),
        ("four fifths", "1/5"),
        ("石油輸出の7〜8割", "石油輸出の8割"),
        ("7,644 km", "7,600 km"),
        ("約7600キロ", "7,600 km"),
        ("about 80%", "80%"),
        ("33%", "one third"),
        ("81%", "8割"),
        ("75%", "about half"),
        ("64.8 million tonnes", "64.8 million barrels"),
        ("64.8 million tonnes", "6.48 million tonnes"),
        ("400%以上", "400%"),
        ("400%以上", "400倍以上"),
        ("400%", "less than 400%"),
        ("5%", "5ポイント"),
        ("住民150万〜200万人", "1.5 million people"),
        ("2025年12月15日", "16 December 2025"),
        ("2025年12月15日", "15 December 2024"),
        ("15 December", "15 December 2025"),
        ("the first half of 2025", "2025年下半期"),
        ("1930年代", "the 1920s"),
        ("7世紀", "the eighth century"),
        ("ninth", "第8位"),
        ("$4.2 billion", "42億円"),
        ("二つ", "three"),
        ("2022 was a hard year", "2,022 people"),
    ],
)
def test_not_carried(source: str, claim: str) -> None:
    assert not carries(source, claim)


@given(st.text(max_size=200))
def test_any_text_is_read_in_its_own_offsets(text: str) -> None:
    last = 0
    for quantity in quantities(text):
        assert 0 <= quantity.start <= quantity.end <= len(text)
        assert quantity.start >= last or quantity.start <= quantity.end
        last = quantity.start


@given(
    st.lists(
        st.sampled_from(
            [
                "1,234",
                "5",
                "万",
                "億",
                "人",
                "%",
                "年",
                "月",
                "日",
                "〜",
                "分の",
                "割",
                "半",
                " ",
                "million",
                "third",
                "half",
                "of",
                "twenty",
                "-",
                "$",
                "約",
                "第",
                ".",
            ]
        ),
        max_size=14,
    )
)
def test_pieces_of_numbers_do_not_break_it(pieces: list[str]) -> None:
    text = "".join(pieces)
    found = quantities(text)
    assert all(supports(found, one) or not one.firm for one in found if one.unit != "date")


@pytest.mark.parametrize(
    "text", ["1" * 5_000, "1,234" * 900, "一" * 4_000, "万1" * 2_000, "twenty " * 900, "-1" * 2_000]
)
def test_endless_numbers_are_read_in_no_time(text: str) -> None:
    began = time.perf_counter()
    quantities(text)
    assert time.perf_counter() - began < 2


@settings(max_examples=60)
@given(st.integers(1, 99_999_999))
def test_plain_integers_in_any_writing(number: int) -> None:
    for written in (str(number), f"{number:,}", unicodedata.normalize("NFKC", str(number)).translate(FULL_WIDTH)):
        found = quantities(f"計{written}件の")
        assert [(q.value, q.unit) for q in found] == [(Fraction(number), "count")]


FULL_WIDTH = str.maketrans("0123456789", "０１２３４５６７８９")


@settings(max_examples=60)
@given(st.integers(1, 9_999))
def test_kanji_numerals_equal_digits(number: int) -> None:
    kanji = ""
    for size, sign in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        digit = number // size % 10
        kanji += ("〇一二三四五六七八九"[digit] if digit > 1 or size == 1 else "") * bool(digit) + sign * bool(digit)
    assert [q.value for q in quantities(f"{kanji}トン") if q.unit == "tonne"] == [number]
