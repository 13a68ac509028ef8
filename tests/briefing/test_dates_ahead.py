"""Dates that lie ahead of their source, in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.briefing.dates_ahead import dates_ahead


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("The summit will be held in Samarkand on 12 December 2026.", ["2026-12-12"]),
        ("首脳会合は2026年12月12日にサマルカンドで開かれる。", ["2026-12-12"]),
        ("The talks open on 3 December.", ["2026-12-03"]),
        ("協議は12月3日に始まる。", ["2026-12-03"]),
        ("会合は1月15日に開かれる。", ["2027-01-15"]),
        ("The plant is due in 2035.", ["2035"]),
        ("着工は2027年10月の予定だ。", ["2027-10"]),
        ("It was signed on 3 March 2026.", []),
        ("The concept covers 2020–2030.", []),
        ("The lines are due in 2027–28.", ["2027"]),
        ("It rose in October.", []),
        ("The year 2026 was good.", []),
        ("On 30 February 2027 nothing happens.", []),
    ],
)
def test_what_a_sentence_announces(text: str, wanted: list[str]) -> None:
    assert [one.written for one in dates_ahead(text, "2026-11-20")] == wanted


@given(st.text(max_size=120), st.one_of(st.none(), st.text(max_size=12), st.dates().map(str)))
def test_any_text_and_any_date_are_read_without_an_error(text: str, published: str | None) -> None:
    for one in dates_ahead(text, published):
        assert one.last >= one.last.replace(day=1)
