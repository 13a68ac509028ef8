"""The dossier in turn: two months without a repeated sentence, in both languages, and all of it comes by."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.briefing.background import theme_for
from knowledge.briefing.shelf import shelf_of
from knowledge.briefing.values import Briefing
from knowledge.opening import Knowledge
from knowledge.types import LANGUAGES, Language

LATER = datetime(2030, 1, 1, tzinfo=UTC)


def briefings(knowledge: Knowledge, language: Language, first: date, days: int) -> list[Briefing]:
    return [knowledge.brief(first + timedelta(days=i), language=language, now=LATER) for i in range(days)]


@pytest.mark.parametrize("language", LANGUAGES)
@given(start=st.dates(date(2026, 10, 1), date(2028, 6, 1)))
@settings(max_examples=2, deadline=None)
def test_sixty_days_of_the_dossier_alone_repeat_no_sentence(
    shipped: Knowledge, language: Language, start: date
) -> None:
    told: list[str] = []
    themes = []
    for briefing in briefings(shipped, language, start, 60):
        assert briefing.background is not None and briefing.quiet
        told += [briefing.citation(s.citations[0]).quote for s in briefing.statements()]
        themes.append((briefing.background.topic, briefing.background.facts))
    assert len(told) == len(set(told)) and len(told) > 120
    assert all(one[0] != other[0] for one, other in pairwise(themes)), "two days alike"


def test_the_whole_dossier_comes_by_but_what_is_contradicted(shipped: Knowledge) -> None:
    shelf = shelf_of(shipped.desk, "en")
    contradicted = {claim.id for claim in shipped.claims() if claim.verdict == "contradicted"}
    wanted = {
        one.spot.text for one in shelf.sentences if one.ahead is None and not set(one.claims) & contradicted
    }  # those with a date ahead stand under WATCH
    seen = set()
    for offset in range(200):
        seen |= {
            one.spot.text for one in theme_for(shelf, date(2026, 1, 1) + timedelta(days=offset), (), contradicted, ())
        }
    assert seen == wanted


def test_both_languages_have_the_same_theme_on_a_day(shipped: Knowledge) -> None:
    for offset in range(0, 140, 7):
        day = date(2026, 6, 1) + timedelta(days=offset)
        sections = []
        for language in LANGUAGES:
            turn = theme_for(shelf_of(shipped.desk, language), day, (), (), ())
            sections.append((turn[0].dossier, turn[0].spot.passage.paragraph))
        assert sections[0] == sections[1], day


@pytest.mark.parametrize(
    ("theme", "dossier"), [("russia", "russia"), ("中国", "china"), ("oil", "oil-routes"), ("回廊", "corridors")]
)
def test_a_theme_draws_from_what_is_on_it(shipped: Knowledge, theme: str, dossier: str) -> None:
    found = [
        shipped.brief(date(2026, 11, d), language="en", themes=(theme,), now=LATER).background for d in range(1, 20)
    ]
    assert all(one is not None for one in found)
    topics = {one.topic for one in found if one}
    home = next(one.source.title for one in shelf_of(shipped.desk, "en").sentences if one.dossier == dossier)
    assert home in topics


def test_of_a_theme_that_nothing_is_on_it_is_said_so(shipped: Knowledge) -> None:
    briefing = shipped.brief(date(2026, 11, 24), language="en", themes=("zeppelins",), now=LATER)
    assert briefing.background is None and [gap.text for gap in briefing.gaps] == ["zeppelins"]


def test_opinion_is_labelled_wherever_the_column_is_the_theme(shipped: Knowledge) -> None:
    labelled = 0
    for briefing in briefings(shipped, "en", date(2026, 11, 1), 60):
        for fact in briefing.background.facts if briefing.background else ():
            opinion = briefing.citation(fact.statement.citations[0]).source.stance == "opinion"
            assert ("opinion" in fact.labels) == opinion
            labelled += opinion
    assert labelled
