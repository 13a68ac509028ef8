"""What an abbreviation stands for."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.abbreviations import abbreviation_of
from knowledge.opening import Knowledge


@pytest.mark.parametrize(
    ("text", "short"),
    [
        ("What does CPC stand for?", "CPC"),
        ("what does the acronym CSTO mean", "CSTO"),
        ("what's CICA short for?", "CICA"),
        ("What is the full name of the SCO?", "SCO"),
        ("CPCって何の略", "CPC"),
        ("「OTS」とは何の略ですか？", "OTS"),
        ("EAEUの正式名称は？", "EAEU"),
        ("What does Tokayev stand for?", None),
        ("What does the CPC carry?", None),
        ("What does the CPC attack mean for Kazakhstan?", None),
        ("CPCとは何ですか", None),
    ],
)
def test_what_is_to_be_written_out(text: str, short: str | None) -> None:
    assert abbreviation_of(text) == short


@given(st.text(max_size=200))
def test_any_text_is_read_without_harm(text: str) -> None:
    short = abbreviation_of(text)
    assert short is None or short in text


@pytest.mark.parametrize(
    ("question", "long"),
    [
        ("What does CPC stand for?", "Caspian Pipeline Consortium"),
        ("What is the full name of the CSTO?", "Collective Security Treaty Organization"),
        ("SCOの正式名称は？", "上海協力機構"),
        ("CPCって何の略ですか", "カスピ海パイプライン・コンソーシアム"),
    ],
)
def test_it_is_answered_where_it_is_written_out(shipped: Knowledge, question: str, long: str) -> None:
    (statement,) = shipped.ask(question).statements
    assert long in statement.text


@pytest.mark.parametrize("question", ["What does WTO stand for?", "NATOって何の略？"])
def test_nothing_is_made_up(shipped: Knowledge, question: str) -> None:
    assert not shipped.ask(question).statements
