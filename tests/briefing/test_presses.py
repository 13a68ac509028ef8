"""Button data of subscriptions: what is written reads back, and nothing else is read."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.briefing.cities import cities
from bot.briefing.presses import _STEPS, Decide, Wish, read, write

languages = st.sampled_from(["ja", "en"])
zones = st.sampled_from(sorted({city.zone for city in cities()} | {"Etc/GMT-9", "America/Argentina/Buenos_Aires"}))
wishes = st.one_of(
    *(
        st.builds(Wish, languages, st.just(step), st.from_regex(values, fullmatch=True))
        for step, (_, values) in _STEPS.items()
    )
)


@given(wishes)
def test_every_step_reads_back(wish: Wish) -> None:
    try:
        written = write(wish)
    except ValueError:  # a zone longer than any there is
        assert len(wish.value) > 40
        return
    assert read(written) == wish and len(written.encode()) <= 64


@given(languages, zones)
def test_every_zone_fits_with_a_time(language: str, zone: str) -> None:
    assert read(write(Wish(language, "time", f"0730.{zone}"))) is not None  # type: ignore[arg-type]


@given(languages, st.booleans(), st.integers(0, 10**18 - 1))
def test_decisions_read_back(language: str, again: bool, number: int) -> None:
    decide = Decide(language, again, number)  # type: ignore[arg-type]
    assert read(write(decide)) == decide


@given(st.text(max_size=70))
def test_anything_else_is_nothing_or_itself(written: str) -> None:
    found = read(written)
    assert found is None or write(found) == written


@pytest.mark.parametrize(
    "forged",
    [
        "j:e:t:2599",
        "j:e:t:0730.../../x",
        "j:x:o",
        "j:e:o:1",
        "j:e:e:7",
        "j:e:??",
        "y:e:a:-1",
        "y:e:x:1",
        "j:e:s:9y",
        "j:e:",
        "j:e:n:",
    ],
)
def test_forged_data_is_refused(forged: str) -> None:
    assert read(forged) is None
