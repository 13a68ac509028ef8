"""What was said before in each conversation."""

from __future__ import annotations

from datetime import UTC, datetime

from bot.place import Place
from bot.state.database import State
from bot.state.turns import Turns
from knowledge.types import Turn

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def test_the_last_exchanges_are_kept_in_order(state: State) -> None:
    turns = Turns(state, 3)
    for number in range(5):
        turns.add(Place(1), Turn(f"q{number}", f"a{number}"), NOON)
    assert [turn.question for turn in await turns.of(Place(1))] == ["q2", "q3", "q4"]


async def test_topics_and_chats_are_kept_apart(state: State) -> None:
    turns = Turns(state, 3)
    for place in (Place(-100), Place(-100, 7), Place(5)):
        turns.add(place, Turn(f"{place.chat_id}/{place.topic_id}", ""), NOON)
    assert [turn.question for turn in await turns.of(Place(-100, 7))] == ["-100/7"]
    await turns.forget(Place(-100, 7))
    assert await turns.of(Place(-100, 7)) == () and len(await turns.of(Place(-100))) == 1


async def test_nothing_is_remembered_where_nothing_should_be(state: State) -> None:
    turns = Turns(state, 0)
    turns.add(Place(1), Turn("q", "a"), NOON)
    assert await turns.of(Place(1)) == ()
