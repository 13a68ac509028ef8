"""The data of the conversation's buttons: 64 bytes, the exact form or nothing."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot import presses as general
from bot.state.answers import new_id
from bot.state.feedback import VOTES
from bot.talk import presses
from knowledge.types import LANGUAGES

IDS = st.text("0123456789abcdef", min_size=16, max_size=16)
NUMBERS = st.integers(0, 999)
PRESSES = st.one_of(
    st.builds(presses.OpenCitation, IDS, NUMBERS),
    st.builds(presses.OpenNearest, IDS, NUMBERS),
    st.builds(presses.OtherLanguage, IDS),
    st.builds(presses.AskNext, IDS, NUMBERS),
    st.builds(presses.Judge, IDS, st.sampled_from(VOTES)),
    st.builds(presses.Judge, IDS, st.just("wrong-citation"), NUMBERS),
    st.builds(presses.BackToAnswer, IDS),
    st.builds(presses.SetLanguage, st.sampled_from([*LANGUAGES, None])),
    st.builds(presses.GapsPage, NUMBERS),
    st.builds(presses.AskAgain, st.integers(1, 10**15)),
    st.builds(presses.DeleteMe, st.booleans()),
)


@given(PRESSES)
def test_every_press_reads_back_and_is_taken_by_this_room_alone(press: presses.Press) -> None:
    written = presses.write(press)
    assert len(written.encode()) <= 64 and presses.read(written) == press
    assert re.match(presses.PATTERN, written) and general.read(written) is None


@given(st.text(max_size=70) | st.from_regex(r"[goqn]:[0-9a-f:]{0,40}", fullmatch=True))
def test_what_reads_is_what_would_be_written(data: str) -> None:
    press = presses.read(data)
    assert press is None or presses.write(press) == data


@pytest.mark.parametrize(
    "press",
    [
        presses.OtherLanguage("short"),
        presses.OpenCitation("A" * 16, 1),
        presses.AskNext("0" * 16, 1_000),
        presses.Judge("0" * 16, "dated", 3),
        presses.AskAgain(0),
    ],
)
def test_what_would_not_read_back_is_refused_before_it_is_sent(press: presses.Press) -> None:
    with pytest.raises(ValueError, match="read back"):
        presses.write(press)


def test_ids_of_answers_are_of_the_form_that_buttons_take() -> None:
    for _ in range(100):
        press = presses.OtherLanguage(new_id())
        assert presses.read(presses.write(press)) == press
