"""Sentences: the boundaries of both languages and the promises about spans."""

from __future__ import annotations

import time

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.sentences import sentence_spans
from knowledge.types import LANGUAGES, Language


def cut(text: str, language: Language) -> list[str]:
    return [text[span.start : span.end] for span in sentence_spans(text, language)]


@pytest.mark.parametrize(
    "marked",
    [
        "港は広い。|船が来る。",
        "知事は「始める。」と述べた。|次の文だ。",
        "「A。」「B。」と述べた。",
        "「行く。」|彼は立った。|終わり。",
        "彼は「『嫌だ。』と言った。」と言った。|終",
        "『本。』を読む。|次。",
        "（注。あ。）です。|次。",
        "(注。)。|次",
        "だった（共同）。|次",
        "開いたまま「で。|次。|まだ。",
        "本当？と聞いた。|え！？|そうか。",
        "約2.5％だ。|U.S.は強い。|K. Tokayevは言う。",
        "Yahoo!ニュースは速い。|次。",
        "……そうか。|彼は……黙った。|まあ…。|次",
        "です。|😀次。|😀",
        "行く｡|次｡",
        "です．次です．".replace("．次", "．|次"),
        "全角。　|次。",
        "一行目で\n続く。|二行目",
        "段落一\n\n|段落二。",
        "一覧:\n|- 一つ。\n|- 二つ",
        "述べた。[1]|次。",
        "未完",
    ],
)
def test_japanese(marked: str) -> None:
    assert cut(marked.replace("|", ""), "ja") == [part.strip() for part in marked.split("|")]


@pytest.mark.parametrize(
    "marked",
    [
        "He lives in the U.S. |The president came. |The U.S. Army left at 5 a.m. on Monday.",
        "See No. 280 for it. |It cost approx. 3 million. |Dr. K. Tokayev and Mr. N. Nazarbayev met.",
        "It grew 3.5 percent. |.NET is fine. |Visit example.com. |Next.",
        "Wait... what? |Really?! |Yes.",
        "He spoke ... and left. |Then he came back.",
        '"I came. I saw." |He left. |She said "Go. Now." and left.',
        "He said, “We must go. We will.” |Then he went.",
        "“What?” he asked. |Nothing.",
        "(It was late. Very late.) |So it ended (see above. And below) now.",
        "The states’ rights. |Don’t stop. |It’s done.",
        "It ended in 2024. |15 people came.",
        "1. First item. |Then more.",
        "A list:\n|- one. Two\n|- three",
        "The line\ngoes on. |Next\n\n|New paragraph",
        "Say 😀. |Then 😀😀 it went on. |Next.",
        "It ended.[1] |Next.",
        "It ended.|Then it began.",
        "no end",
    ],
)
def test_english(marked: str) -> None:
    if marked.startswith("A list"):
        assert cut(marked.replace("|", ""), "en")[0] == "A list:"
        return
    assert cut(marked.replace("|", ""), "en") == [part.strip() for part in marked.split("|")]


TEXTS = st.one_of(
    st.text(max_size=200),
    st.text(alphabet="。．.！？!?「」『』（）()“”\"'’ \n　あ国Aa1😀…、と", max_size=120),
    st.lists(
        st.sampled_from(["港。", "「行く。」", "と述べた。", "Dr. ", "It ended. ", "\n", "\n\n", "(a. B.) ", "😀"])
    ).map("".join),
)


@settings(deadline=None)
@given(TEXTS, st.sampled_from(LANGUAGES), st.integers(0, 10_000))
def test_spans_cover_the_text(text: str, language: Language, offset: int) -> None:
    spans = sentence_spans(text, language, offset)
    at = 0
    for span in spans:
        start, end = span.start - offset, span.end - offset
        assert text[at:start].strip() == ""
        assert start < end and text[start:end] == text[start:end].strip()
        at = end
    assert text[at:].strip() == ""


@settings(deadline=None)
@given(TEXTS, st.sampled_from(LANGUAGES))
def test_no_boundary_between_matching_corner_brackets(text: str, language: Language) -> None:
    """Whatever stands around it: inside a paragraph, 「…」 without further marks is never cut."""
    quoted = "「国。行く。Go. Now.」"
    bare = "".join(char for char in text if char not in '「」『』（）()［］[]【】〈〉《》“”‘’｢｣"')
    whole = bare + quoted + bare
    start = len(bare)
    assert not any(start < span.end < start + len(quoted) for span in sentence_spans(whole, language))


def test_surrogates_are_no_trouble() -> None:
    assert cut("あ\ud800。い。", "ja") == ["あ\ud800。", "い。"]


def test_windows_cut_as_one_piece_does() -> None:
    unit = "第一に、港は「広い。」と言う。次に船が来る。"
    assert cut(unit * 400, "ja") == cut(unit, "ja") * 400
    unit = "Dr. Smith met K. Tokayev in the U.S. on Monday. It cost approx. 3.5 million. "
    assert cut(unit * 400, "en") == cut(unit, "en") * 400


@pytest.mark.parametrize("shift", range(0, 60, 3))
def test_windows_end_anywhere(shift: int) -> None:
    """Also right behind an abbreviation, which would end a sentence at the end of a text."""
    unit = "The U.S. Gov. Brown met Dr. K. Tokayev vs. Gen. Lee. "
    first = "x" * shift + ". "
    assert cut(first + unit * 80, "en") == cut(first, "en") + cut(unit, "en") * 80


@pytest.mark.parametrize("text", ["。」" * 50_000, "(" * 100_000 + "」" * 1_000, "\n- (a)." * 20_000, "あ" * 200_000])
def test_time_is_linear(text: str) -> None:
    begun = time.perf_counter()
    sentence_spans(text, "ja")
    assert time.perf_counter() - begun < 5
