"""Opening the state: addresses, migrations, transactions, and what is said when it cannot be opened."""

from __future__ import annotations

import asyncio
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.script import ScriptDirectory
from sqlalchemy import delete, insert, select, text, update
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.place import Place
from bot.state.chats import Chats
from bot.state.database import State, address
from bot.state.deliveries import DELIVERIES
from bot.state.gaps import Gaps
from bot.state.metrics import METRICS, Metrics
from bot.state.migrate import configured, differences, upgrade
from bot.state.prepare import prepare
from bot.state.turns import TURNS, Turns
from bot.state.versions import NEWEST
from knowledge.errors import SettingsError, StateError
from knowledge.types import Turn

NOON = datetime(2026, 11, 24, 12, 0, 0, 123_000, tzinfo=UTC)


async def test_migrations_make_what_the_program_draws(state: State) -> None:
    async with state.reading() as connection:
        assert await connection.run_sync(differences) == []
        assert await connection.run_sync(lambda c: ScriptDirectory.from_config(configured(c)).get_heads()) == [NEWEST]


async def test_each_step_up_keeps_what_is_there(state_address: str) -> None:
    state = State(address(state_address))
    async with state.writing() as connection:
        await connection.run_sync(upgrade, "0001")
        await connection.execute(insert(TURNS).values(chat_id=1, topic_id=0, question="q", answer="a", at=NOON))
    await prepare(state)
    async with state.reading() as connection:
        assert await connection.run_sync(differences) == []
    assert await Turns(state, 6).of(Place(1)) == (Turn("q", "a"),)
    await state.close()


async def test_two_bots_that_start_at_once_migrate_once(state_address: str) -> None:
    states = [State(address(state_address)) for _ in range(3)]
    await asyncio.gather(*(prepare(state) for state in states))
    for state in states:
        Turns(state, 6).add(Place(7), Turn("q", "a"), NOON)
        await state.close()


async def test_a_state_of_a_newer_version_is_refused(state: State, state_address: str) -> None:
    async with state.writing() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    newer = State(address(state_address))
    with pytest.raises(StateError, match="newer version of steppe"):
        await prepare(newer)
    await newer.close()


async def test_times_come_back_as_they_went_in(state: State) -> None:
    kazakh = timezone(timedelta(hours=5))
    async with state.writing() as connection:
        for at in (NOON, NOON.astimezone(kazakh), datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)):
            await connection.execute(insert(TURNS).values(chat_id=1, topic_id=0, question="q", answer="a", at=at))
    async with state.reading() as connection:
        times = (await connection.execute(select(TURNS.c.at).order_by(TURNS.c.id))).scalars().all()
    assert times == [NOON, NOON, datetime(1969, 12, 31, 23, 59, 59, 999_000, tzinfo=UTC)]
    with pytest.raises(StateError, match="without a zone"):
        async with state.writing() as connection:
            await connection.execute(
                insert(TURNS).values(chat_id=1, topic_id=0, question="q", answer="a", at=datetime(2026, 1, 1))
            )


async def test_a_failing_block_leaves_nothing(state: State) -> None:
    with pytest.raises(KeyError):
        async with state.writing() as connection:
            await connection.execute(insert(TURNS).values(chat_id=1, topic_id=0, question="q", answer="a", at=NOON))
            raise KeyError
    assert await Turns(state, 6).of(Place(1)) == ()


async def test_many_writers_lose_nothing(state: State) -> None:
    turns, chats = Turns(state, 100), Chats(state)

    async def talk(number: int) -> None:
        turns.add(Place(number % 5), Turn(str(number), ""), NOON)
        await state.insert(insert(METRICS), {"day": "2026-11-24", "name": str(number), "value": 1})
        await chats.speak(number, "ja")

    await asyncio.gather(*(talk(number) for number in range(60)))
    assert [len(await turns.of(Place(n))) for n in range(5)] == [12] * 5
    assert [await Chats(state).language(n) for n in range(60)] == ["ja"] * 60
    assert len(await Metrics(state).between(NOON.date(), NOON.date())) == 60


async def test_two_that_change_the_same_rows_in_another_order_both_do(state: State) -> None:
    for name in ("a", "b"):
        await state.insert(insert(METRICS), {"day": "2026-11-24", "name": name, "value": 0})

    async def raise_each(names: str) -> None:
        async with state.writing() as connection:
            for name in names:
                await connection.execute(
                    update(METRICS).where(METRICS.c.name == name).values(value=METRICS.c.value + 1)
                )
                await asyncio.sleep(0.05)

    await asyncio.gather(*(raise_each(names) for names in ("ab", "ba", "ab", "ba")))
    assert await Metrics(state).between(NOON.date(), NOON.date()) == {"a": 4, "b": 4}


async def test_a_question_of_any_length_is_noted(state: State) -> None:
    """PostgreSQL's index takes no more than some thousand bytes, and a note that is refused would stop all others."""
    words = "".join(chr(0x4E00 + (number * 7919) % 20_000) for number in range(2_000))
    for question in (words, words[1:], "𠮷" * 1_000 + words):
        Gaps(state).note(question, "ja", 1, 1, NOON)
    Turns(state, 6).add(Place(1), Turn("q", "a"), NOON)
    assert await Turns(state, 6).of(Place(1)) == (Turn("q", "a"),)
    assert (await Gaps(state).listed(9))[1] == 3


async def test_no_number_of_a_delivery_is_used_again(state: State) -> None:
    row = {
        "topic_id": 0,
        "day": "2026-11-25",
        "slot": 0,
        "due_at": NOON,
        "status": "due",
        "not_before": NOON,
        "tries": 0,
    }
    for chat in (1, 2):
        await state.insert(insert(DELIVERIES), {**row, "chat_id": chat})
    async with state.writing() as connection:
        old = (await connection.execute(select(DELIVERIES.c.id).where(DELIVERIES.c.chat_id == 2))).scalar_one()
        await connection.execute(delete(DELIVERIES).where(DELIVERIES.c.chat_id == 2))
    await state.insert(insert(DELIVERIES), {**row, "chat_id": 3})
    async with state.reading() as connection:
        new = (await connection.execute(select(DELIVERIES.c.id).where(DELIVERIES.c.chat_id == 3))).scalar_one()
    assert new > old


async def test_deliveries_written_before_the_last_step_are_there_after_it(state_address: str) -> None:
    state = State(address(state_address))
    async with state.writing() as connection:
        await connection.run_sync(upgrade, "0004")
        await connection.execute(
            insert(DELIVERIES).values(
                id=7,
                chat_id=1,
                topic_id=0,
                day="2026-11-25",
                slot=0,
                due_at=NOON,
                status="sent",
                not_before=NOON,
                tries=1,
            )
        )
    await prepare(state)
    async with state.reading() as connection:
        assert await connection.run_sync(differences) == []
        assert (await connection.execute(select(DELIVERIES.c.id, DELIVERIES.c.due_at))).all() == [(7, NOON)]
    await state.close()


async def test_what_is_noted_is_there_for_every_reader_and_comes_in_order(state: State) -> None:
    turns = Turns(state, 9)
    for number in range(3):
        turns.add(Place(1), Turn(str(number), ""), NOON)
    read = await asyncio.gather(*(Turns(state, 9).of(Place(1)) for _ in range(4)))
    assert [[turn.question for turn in one] for one in read] == [["0", "1", "2"]] * 4


async def test_one_row_is_there_at_once_for_another_process_too(state: State) -> None:
    other = State(state.url)
    await state.insert(insert(METRICS), {"day": "2026-11-24", "name": "x", "value": 1})
    assert await Metrics(other).between(NOON.date(), NOON.date()) == {"x": 1}
    with pytest.raises(StateError):
        await state.insert(insert(METRICS), {"day": "2026-11-24", "name": "x", "value": 2})
    assert await Metrics(other).between(NOON.date(), NOON.date()) == {"x": 1}
    await other.close()


async def test_what_cannot_be_written_now_is_noted_still_and_written_once(state: State) -> None:
    broken = [True]

    async def write(connection: AsyncConnection, rows: Sequence[str]) -> None:
        await connection.execute(insert(METRICS), [{"day": "2026-11-24", "name": name, "value": 1} for name in rows])
        if broken:
            raise StateError("no room")

    state.later(write, "a")
    with pytest.raises(StateError, match="no room"):
        await state.settle()
    with pytest.raises(StateError, match="no room"):  # whoever erases must not be overtaken by what is noted
        async with state.writing():
            raise AssertionError
    state.later(write, "b")
    broken.clear()
    assert await Metrics(state).between(NOON.date(), NOON.date()) == {"a": 1, "b": 1}
    await state.settle()


@pytest.mark.parametrize("written", ["", "nonsense", "mysql://host/name", "http://host"])
def test_an_address_that_is_none_is_named(written: str) -> None:
    with pytest.raises(SettingsError, match="STEPPE_DATABASE_URL"):
        address(written)


async def test_the_password_is_in_no_message(tmp_path: Path) -> None:
    state = State(address(f"postgresql://anna:hunter2@/steppe?host={tmp_path}"))
    with pytest.raises(StateError) as caught:
        await prepare(state)
    assert "hunter2" not in str(caught.value) and "\n" not in str(caught.value)
    await state.close()


async def test_a_file_that_is_no_database_is_named(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    path.write_bytes(b"not a database at all, though long enough to be looked at" * 50)
    state = State(address(f"sqlite:///{path}"))
    with pytest.raises(StateError, match=r"state\.db"):
        await prepare(state)
    await state.close()


async def test_what_is_deleted_is_gone_from_the_file(tmp_path: Path) -> None:
    path = tmp_path / "state.db"
    state = State(address(f"sqlite:///{path}"))
    await prepare(state)
    turns = Turns(state, 6)
    turns.add(Place(1), Turn("canary-7f3a", "canary-answer"), NOON)
    await turns.forget(Place(1))
    await state.tidy()
    await state.close()
    assert not [file.name for file in tmp_path.iterdir() if b"canary" in file.read_bytes()]
