"""The stored form of texts."""

from __future__ import annotations

import unicodedata

from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.load.normalise import normalise, one_line

WILD = st.text(
    alphabet=st.one_of(
        st.characters(), st.sampled_from("\n\r\x00\u3000 \t\u202e\u0301\u3099か\u2028\ufeff\x0c\ud800a。\x85")
    ),
    max_size=200,
)


@settings(deadline=None)  # the machine may be busy
@given(WILD)
def test_idempotent(text: str) -> None:
    once = normalise(text)
    assert normalise(once) == once
    assert one_line(one_line(text)) == one_line(text)


@settings(deadline=None)  # the machine may be busy
@given(WILD)
def test_what_is_promised(text: str) -> None:
    found = normalise(text)
    assert unicodedata.is_normalized("NFC", found)
    assert not set(found) & set("\r\x00\u202e\ufeff\x1b\ud800\u2028")
    assert "\n\n\n" not in found
    assert all(line == line.rstrip() and not line.startswith("\u3000") for line in found.split("\n"))
    found.encode("utf-8")


def test_quotations_stay_verbatim() -> None:
    text = "「ＣＰＣは８割、②番」と①ﾄｶｴﾌ氏"
    assert normalise(text) == text


def test_examples() -> None:
    assert normalise("か\u3099\r\nb\rc  \n\n\n\n　d\x00\u202e") == "が\nb\nc\n\nd"
