"""Delivery by real processes: two on one PostgreSQL, and one on SQLite that is killed again and again."""

from __future__ import annotations

import asyncio
import os
import sys
import time
from pathlib import Path

from sqlalchemy import select

from bot.simulator.driver import Simulator
from bot.state.database import State, address
from bot.state.deliveries import DELIVERIES
from bot.state.prepare import prepare
from tests.benchmarks import deliveries as soak

LEASE_S = 1.0


def courier(telegram: Simulator, folder: Path, database: str, name: str = "bot") -> soak.Process:
    env = {key: value for key, value in os.environ.items() if not key.startswith("STEPPE_")}
    env["STEPPE_DATA_DIR"] = str(folder / "library")
    command = [sys.executable, "-m", "tests.briefing.process", database, telegram.url, str(LEASE_S)]
    return soak.Process(command, env, folder / f"{name}.log")


def made_ready(database: str) -> None:
    async def work() -> None:
        state = State(address(database))
        await prepare(state)
        await state.close()

    asyncio.run(work())


def holders(database: str) -> set[str]:
    async def work() -> set[str]:
        state = State(address(database))
        async with state.reading() as connection:
            found = set((await connection.execute(select(DELIVERIES.c.holder))).scalars())
        await state.close()
        return found

    return asyncio.run(work())


def test_two_processes_on_one_postgresql_deliver_each_briefing_once(
    telegram: Simulator, tmp_path: Path, postgresql_server: str
) -> None:
    chats = 300
    database = asyncio.run(_new_database(postgresql_server))
    made_ready(database)
    bots = [courier(telegram, tmp_path, database, name) for name in ("one", "two")]
    try:
        for bot in bots:
            bot.start()
        telegram.world.flood.on = False  # two bots are faster than Telegram lets one be
        # More than one of them takes at a time, however slow the other is to wake.
        soak.subscribe(database, chats, telegram)
        states = soak.wait_until_over(telegram, database, chats)
    finally:
        for bot in bots:
            bot.stop()
    counts, _, _ = soak.arrived(telegram)
    assert set(states.values()) == {"sent"} and len(states) == chats
    assert len(counts) == chats and set(counts.values()) == {1}
    assert len(holders(database)) == 2, "one of the two did nothing: this proves little"


async def _new_database(server: str) -> str:
    import asyncpg

    connection = await asyncpg.connect(server.replace("/?", "/postgres?"))
    await connection.execute("CREATE DATABASE steppe_two_processes")
    await connection.close()
    return server.replace("/?", "/steppe_two_processes?")


def test_kills_lose_nothing_and_double_only_what_is_listed(telegram: Simulator, tmp_path: Path) -> None:
    chats, kills = 80, 3
    telegram.world.latency_s = 0.05
    database = f"sqlite:///{tmp_path / 'state.db'}"
    bot = courier(telegram, tmp_path, database)
    try:
        bot.start()
        soak.subscribe(database, chats, telegram, due_in_s=0.0)
        for number in range(kills):
            while len(soak.arrived(telegram)[0]) < 15 * (number + 1):
                time.sleep(0.02)
            bot.kill()
            bot.start()
        states = soak.wait_until_over(telegram, database, chats)
    finally:
        bot.stop()
    counts, _, _ = soak.arrived(telegram)
    unsure = {chat for chat, state in states.items() if state == "uncertain"}
    assert len(states) == chats and set(states.values()) <= {"sent", "uncertain"}
    assert {chat for chat, count in counts.items() if count > 1} <= unsure
    assert {chat for chat in states if chat not in counts} <= unsure
    assert len(unsure) <= kills * 20, "more than can be on its way at once"
