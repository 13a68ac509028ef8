"""Briefings as they were sent, and what they keep in the library."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

from bot.state.briefings import Briefings
from bot.state.database import State
from tests.bot.fake_knowledge import FakeKnowledge

NOW = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def test_sources_are_cited_for_as_long_as_a_briefing_is_kept(state: State) -> None:
    knowledge, briefings = FakeKnowledge(), Briefings(state)
    assert await briefings.cited() == frozenset()
    for number, language in enumerate(("en", "ja")):
        made = knowledge.brief(date(2026, 11, 24), language=language, now=NOW)  # type: ignore[arg-type]
        await briefings.keep(f"day-{language}", made, NOW + timedelta(days=number))
    assert await briefings.cited() == {knowledge.english.id, knowledge.japanese.id}
    assert await Briefings(state).cited() == await briefings.cited()
    await briefings.prune(NOW + timedelta(hours=1))
    assert await briefings.cited() == {knowledge.japanese.id}
