"""Reports of one event are gathered: the figure of the half that nothing was fitted on, and what gathering promises."""

from __future__ import annotations

from datetime import date

import pytest

from knowledge.briefing.evaluate import Row, fit, read_rows, scores
from knowledge.briefing.same import Sameness, gather, shipped_sameness


@pytest.fixture(scope="module")
def halves() -> tuple[list[Row], list[Row]]:
    return read_rows()


def test_duplicates_are_found_in_the_half_not_fitted_on(halves: tuple[list[Row], list[Row]]) -> None:
    _, second = halves
    found = scores(second, shipped_sameness())
    assert found.f1 >= 0.9, found
    assert found.wanted >= 80


def test_the_shipped_model_is_what_the_first_half_gives(halves: tuple[list[Row], list[Row]]) -> None:
    """Fitted again on the same half it is the same: nothing was set by hand."""
    first, _ = halves
    model, shipped = fit(first), shipped_sameness()
    assert model.threshold == shipped.threshold
    assert model.weights == pytest.approx(shipped.weights, abs=0.02)


def test_a_model_without_its_weights_is_noticed(halves: tuple[list[Row], list[Row]]) -> None:
    _, second = halves
    shipped = shipped_sameness()
    blank = Sameness((0.0,) * len(shipped.weights), shipped.constant, shipped.threshold)
    assert scores(second, blank).f1 < 0.5


def test_no_subject_stands_in_both_halves(halves: tuple[list[Row], list[Row]]) -> None:
    first, second = halves
    assert not {row.family for row in first} & {row.family for row in second}
    assert min(len({row.event for row in half}) for half in halves) >= 40


def test_gathering_is_a_partition_in_order(halves: tuple[list[Row], list[Row]]) -> None:
    rows = halves[1][:30]
    groups = gather([row.gist for row in rows], [row.day for row in rows], shipped_sameness())
    assert sorted(i for group in groups for i in group) == list(range(len(rows)))
    assert [group[0] for group in groups] == sorted(group[0] for group in groups)
    assert gather([], [], shipped_sameness()) == ()
    assert gather([rows[0].gist], [date(2026, 1, 1)], shipped_sameness()) == ((0,),)
