"""Words and their offsets: exact on any input, and the same for both ways of writing a thing."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.encoder import Analysis, analyse
from knowledge.encoder.scripts import fold

_ODD = [
    "",
    " \n\t　",
    "\x00あ\x00い",
    "\ud800カザフ\udfff abc \ud83d",
    "ｶﾞｽﾊﾟｲﾌﾟﾗｲﾝの㍻㈱①½ﬁ…",
    "か\u3099き\u3099 e\u0301 n\u0303",
    "Токаев встретился с президентом Қазақстан",
    "مرحبا بالعالم १२३ ٣٤",
    "😀👨‍👩‍👧🇰🇿 emoji",
    "𠮷野家𩸽",
    "ーーー々々〆〇・・・「」",
    "1.2.3億4.5 .5 5. 1,2,3 12,34",
]


def assert_exact(analysis: Analysis) -> None:
    last = 0
    for lexeme in analysis.lexemes:
        assert analysis.text[lexeme.start : lexeme.end] == lexeme.surface
        assert lexeme.surface
        assert lexeme.start >= last or lexeme.start == last
        last = lexeme.start


@pytest.mark.parametrize("text", _ODD)
def test_odd_texts_have_exact_offsets(text: str) -> None:
    assert_exact(analyse(text))


@settings(max_examples=150, deadline=None)
@given(st.text(st.characters(codec=None), max_size=60))
def test_any_text_has_exact_offsets(text: str) -> None:
    assert_exact(analyse(text))


@settings(max_examples=100, deadline=None)
@given(st.text(alphabet="カザフスタンの石油ｶﾞ㍻百三億1２.,%A ｂ\u3099。、\n", max_size=40))
def test_mixed_scripts_have_exact_offsets(text: str) -> None:
    assert_exact(analyse(text))


@settings(max_examples=100, deadline=None)
@given(st.text(max_size=30))
def test_folding_covers_the_original(text: str) -> None:
    folded = fold(text)
    spans = [folded.original_span(i, i + 1) for i in range(len(folded.text))]
    assert all(0 <= start < end <= len(text) for start, end in spans)


def test_a_text_beyond_sudachis_limit_is_cut_and_covered() -> None:
    text = "カザフスタンは世界最大の内陸国である。" * 5300
    analysis = analyse(text)
    assert len(text) > 100_000
    assert_exact(analysis)
    assert sum(lexeme.end - lexeme.start for lexeme in analysis.lexemes) == len(text)


def test_a_long_text_without_any_mark_is_cut_hard() -> None:
    text = "あ" * 60_000
    assert_exact(analyse(text))


@pytest.mark.parametrize(
    ("text", "norm"),
    [
        ("１２３", "123"),
        ("百二十三", "123"),
        ("三千万", "30000000"),
        ("3億5000万", "350000000"),
        ("1,234", "1234"),
        ("1.5 million", "1500000"),
        ("19th", "19"),
        ("1990s", "1990"),
        ("12.50", "12.5"),
        ("二〇二四", "2024"),
    ],
)
def test_numbers_have_one_form(text: str, norm: str) -> None:
    (lexeme,) = analyse(text).lexemes
    assert (lexeme.norm, lexeme.kind) == (norm, "number")


def test_kinds_readings_and_parts() -> None:
    found = {lexeme.surface: lexeme for lexeme in analyse("トカエフ大統領は東京で選挙管理委員会とEUを訪れた。").lexemes}
    assert found["トカエフ"].kind == "name"
    assert found["東京"].reading == "トウキョウ"
    assert found["選挙管理委員会"].parts == ("選挙", "管理", "委員", "会")
    assert found["EU"].kind == "word"
    assert found["は"].kind == "particle"
    assert found["。"].kind == "symbol"


def test_english_words() -> None:
    norms = [lexeme.norm for lexeme in analyse("The President’s U.S. visit isn't over").lexemes]
    assert norms == ["the", "president", "u.s.", "visit", "isn't", "over"]


def test_threads_agree() -> None:
    texts = [f"カザフスタンの原油輸出は{n}万トンだった。Exports were {n}." for n in range(200)]
    with ThreadPoolExecutor(8) as pool:
        assert [a.lexemes for a in pool.map(analyse, texts)] == [analyse(text).lexemes for text in texts]
