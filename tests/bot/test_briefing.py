"""A briefing in the chat: one message, whatever it holds; buttons that read back; sources shown as plain text."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from bot import presses
from bot.briefing.render import briefing_sources_view, item_view, render_briefing
from bot.briefing.vectors import vectors_view
from bot.split import MESSAGE_UNITS
from bot.text import render
from bot.view import View
from knowledge.briefing.values import Briefing
from knowledge.opening import Knowledge
from knowledge.types import LANGUAGES, Language
from tests.briefing.test_page import EVIL, poisoned
from tests.briefing.test_wire import whole

LATER = datetime(2027, 1, 1, tzinfo=UTC)


def crowded(sentence: str, items: int) -> Briefing:
    """A briefing of a busy day in which every sentence is ``sentence``."""
    plain = poisoned(sentence)
    item = plain.new[0]
    fact = replace(plain.background.facts[0], statement=item.statement) if plain.background else None
    return replace(
        plain, notice=None, themes=(), mode="extractive", new=(item,) * items, changed=plain.changed * 3,
        background=replace(plain.background, facts=(fact,) * 4) if plain.background and fact else None,
        watch=tuple(replace(one, statement=item.statement) for one in plain.watch) * 2,
    )  # fmt: skip


def buttons_read_back(view: View) -> None:
    for row in view.rows:
        assert 0 < len(row) <= 8
        for button in row:
            assert button.data is None or presses.read(button.data) is not None


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_days_briefing_is_one_message_with_its_numbers(shipped: Knowledge, language: Language) -> None:
    briefing = shipped.brief(date(2026, 11, 25), language=language, now=LATER)
    view = render_briefing(briefing)
    rendered = render(view.text)
    assert rendered.units <= MESSAGE_UNITS
    for statement in briefing.main():
        assert statement.text in rendered.text
    assert "[1]" in rendered.text
    buttons_read_back(view)


@pytest.mark.parametrize("sentence", ["Kazakhstan sold oil. " * 18, "カザフスタンは石油を売った。" * 14, "🛢" * 200])
@pytest.mark.parametrize("items", [1, 3, 5])
def test_a_busy_day_still_fits_one_message(sentence: str, items: int) -> None:
    view = render_briefing(crowded(sentence, items))
    rendered = render(view.text)
    assert rendered.units <= MESSAGE_UNITS and sentence in rendered.text
    buttons_read_back(view)


@given(st.text(max_size=400), st.integers(1, 5))
@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_any_text_fits_and_makes_no_link(text: str, items: int) -> None:
    rendered = render(render_briefing(crowded(text, items)).text)
    assert rendered.units <= MESSAGE_UNITS and len(rendered.entities) <= 100


def test_hostile_markup_is_shown_as_it_stands_and_leads_nowhere() -> None:
    for view in (render_briefing(poisoned(EVIL)), item_view(poisoned(EVIL), 0), briefing_sources_view(poisoned(EVIL))):
        rendered = render(view.text)
        assert "<script>" in rendered.text  # as text: nothing here is ever parsed as markup
        assert not any(entity.style == "text_link" for entity in rendered.entities)


def test_an_item_opens_with_all_that_is_known_and_one_that_is_not_there_says_so() -> None:
    view = item_view(whole(), 0)
    told = render(view.text).text
    assert "Item 1" in told and "Why it matters" in told and "Gazette" in told
    buttons_read_back(view)
    assert "not there" in render(item_view(whole(), 7).text).text


def test_an_empty_library_is_said_in_both_languages() -> None:
    for language, line in (("en", "The library is empty"), ("ja", "資料が空")):
        bare = Briefing("0" * 12, "daily", date(2026, 11, 25), language, "UTC", LATER, LATER)  # type: ignore[arg-type]
        assert line in render(render_briefing(bare).text).text


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_scoreboard_names_every_partner_and_opens_their_lines(shipped: Knowledge, language: Language) -> None:
    view = vectors_view(shipped.scoreboard(language), language)
    rendered = render(view.text)
    assert rendered.units <= MESSAGE_UNITS
    assert sum(len(row) for row in view.rows) == 7
    buttons_read_back(view)
