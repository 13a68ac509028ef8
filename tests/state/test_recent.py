"""What is kept at hand is what the rows say, whatever is written, read and taken away at the same time."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime

from bot.place import Place
from bot.state.chats import Chats
from bot.state.database import State
from bot.state.erasure import erase_person
from bot.state.moving import move_chat
from bot.state.recent import Recent
from bot.state.turns import Turns
from knowledge.types import Turn

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


async def test_readers_and_writers_at_once_end_with_the_rows(state: State) -> None:
    turns = Turns(state, 4)

    async def talk(place: Place) -> None:  # one after the other in a place, as the bot has it
        for number in range(20):
            turns.add(place, Turn(str(number), ""), NOON)

    async def read() -> None:
        for number in range(60):
            await turns.of(Place(number % 2))

    await asyncio.gather(talk(Place(0)), talk(Place(1)), read(), read())
    for place in (Place(0), Place(1)):
        assert await turns.of(place) == await Turns(state, 4).of(place)
        assert len(await turns.of(place)) == 4


async def test_what_is_erased_moved_or_pruned_is_not_at_hand(state: State) -> None:
    turns, chats = Turns(state, 4), Chats(state)
    for chat_id in (5, -6):
        turns.add(Place(chat_id), Turn("q", ""), NOON)
        await chats.speak(chat_id, "ja")
        assert await turns.of(Place(chat_id)) and await chats.language(chat_id) == "ja"
    await erase_person(state, 5)
    assert await turns.of(Place(5)) == () and await chats.language(5) is None
    await move_chat(state, -6, -600)
    assert await turns.of(Place(-6)) == () and len(await turns.of(Place(-600))) == 1
    assert await chats.language(-6) is None and await chats.language(-600) == "ja"
    await turns.prune(datetime(2026, 11, 25, tzinfo=UTC))
    assert await turns.of(Place(-600)) == ()


async def test_what_is_taken_away_while_it_is_read_is_not_kept(state: State) -> None:
    recent: Recent[int, str] = Recent(state, most=2)

    async def overtaken() -> str:
        state.changed()
        return "old"

    async def read() -> str:
        return "new"

    assert await recent.get(1, overtaken) == "old"
    assert await recent.get(1, read) == "new" and recent.at_hand(1) == "new"
    for key in (2, 3):
        recent.put(key, "x")
    assert recent.at_hand(1) is None and recent.at_hand(3) == "x"
