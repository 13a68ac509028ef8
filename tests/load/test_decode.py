"""Encodings."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import FormatError
from knowledge.load.decode import decode

LEVEL_1 = "".join(bytes((row, cell)).decode("euc_jp") for row in range(0xB0, 0xCF) for cell in range(0xA1, 0xFF))
KANA = "".join(map(chr, range(0x3041, 0x3094))) + "".join(map(chr, range(0x30A1, 0x30F5)))
WORDS = st.text(alphabet=KANA + "、。「」ー・々", min_size=4, max_size=60)
JAPANESE = st.tuples(WORDS, st.text(alphabet=LEVEL_1 + "ABCabc123 \n", max_size=60), WORDS).map("".join)
ENCODINGS = ["utf-8", "utf-8-sig", "utf-16", "cp932", "euc_jp", "iso2022_jp"]


@pytest.mark.parametrize("encoding", ENCODINGS)
@settings(deadline=None)  # the machine may be busy
@given(text=JAPANESE)
def test_japanese_round_trip(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "x") == text


@pytest.mark.parametrize("encoding", ENCODINGS)
@pytest.mark.parametrize("text", ["核実験 回数", "港の工事", "港湾整備計画", "カザフスタン", "Tokayev氏の2025年"])
def test_short_japanese(encoding: str, text: str) -> None:
    assert decode(text.encode(encoding), "x") == text


@pytest.mark.parametrize(
    "text",
    [
        "The mayor said “we don’t hurry” — and the café cost £3.5 million.",
        "A plain line with one naïve word in it, and nothing else that is odd.",
        "It’s the harbour’s “first” and the town’s last.",
    ],
)
def test_windows_1252(text: str) -> None:
    assert decode(text.encode("cp1252"), "x") == text


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet=st.characters(max_codepoint=0x7F, exclude_characters="\x1b"), max_size=100))
def test_ascii(text: str) -> None:
    assert decode(text.encode(), "x") == text


def test_utf8_that_was_cut_off_is_read() -> None:
    text = "港は百年前に築かれた。"
    assert decode(text.encode()[:-1], "x") == text[:-1]


def test_broken_utf8_is_named() -> None:
    data = ("港は百年前に築かれた。" * 5).encode()
    with pytest.raises(FormatError, match=r"x: broken UTF-8 at byte 33; save"):
        decode(data[:33] + b"\xff" + data[33:], "x")


def test_nothing_fits() -> None:
    with pytest.raises(FormatError, match="save it as UTF-8"):
        decode(bytes(range(0x80, 0x100)) * 4, "x")


def test_a_wrong_declaration_is_not_believed() -> None:
    text = "港は百年前に築かれた。"
    assert decode(text.encode("cp932"), "x", "iso-8859-1") == text
    assert decode(text.encode("utf-8"), "x", "shift_jis") == text
    assert decode(text.encode("euc_jp"), "x", "EUC-JP") == text
    assert decode(text.encode("euc_jp"), "x", "no-such-encoding") == text
    assert decode(text.encode("euc_jp"), "x", "hex") == text


@settings(deadline=None)  # the machine may be busy
@given(st.binary(max_size=300))
def test_any_bytes_have_an_end(data: bytes) -> None:
    try:
        assert isinstance(decode(data, "x"), str)
    except FormatError as error:
        assert "\n" not in str(error)
