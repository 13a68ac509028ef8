"""Delivery at Telegram's ceiling, and through fifty kills: the unchanged bot in a process of its own.

``python -m tests.benchmarks deliveries``: 10,000 subscriptions due at the same instant, over a simulated API that takes
50 ms a call and refuses more than Telegram's pace. ``python -m tests.benchmarks kills``: the same, while the bot is killed
with SIGKILL at 50 random moments and started again. ``STEPPE_SOAK_CHATS``, ``STEPPE_SOAK_KILLS`` and
``STEPPE_SOAK_DATABASE`` (an address, empty) make them shorter, or run them on PostgreSQL.
"""

from __future__ import annotations

import asyncio
import os
import random
import signal
import subprocess
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from pathlib import Path

from sqlalchemy import insert, select

from bot.simulator.driver import TOKEN, Simulator
from bot.state.database import State, address
from bot.state.deliveries import DELIVERIES
from bot.state.subscriptions import SUBSCRIPTIONS

PER_SECOND = 30
LATENCY_S = 0.05
FIRST_CHAT = 100_000
LEASE_S = 4.0
LONGEST_S = 1_800.0


@dataclass
class Process:
    """A bot that can be killed: ``steppe run`` with its log in a file, or another command."""

    command: list[str]
    env: dict[str, str]
    log: Path
    process: subprocess.Popen[bytes] | None = field(default=None)

    def start(self) -> None:
        """Start it and wait until it listens."""
        before = self.log.stat().st_size if self.log.exists() else 0
        with self.log.open("a") as log:
            self.process = subprocess.Popen(self.command, env=self.env, stderr=log, stdout=log)
        while "is listening" not in self.log.read_text()[before:]:
            assert self.process.poll() is None, self.log.read_text()[-2_000:]
            time.sleep(0.02)

    def kill(self) -> None:
        """End it with no chance to do anything."""
        assert self.process is not None
        self.process.send_signal(signal.SIGKILL)
        self.process.wait()

    def stop(self) -> None:
        """End it as a service manager would."""
        if self.process is not None and self.process.poll() is None:
            self.process.send_signal(signal.SIGTERM)
            self.process.wait(60)


def steppe(telegram: Simulator, folder: Path, database: str) -> Process:
    """``steppe run`` over the shipped dossier."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("STEPPE_")}
    env |= {
        "STEPPE_TELEGRAM_TOKEN": TOKEN,
        "STEPPE_TELEGRAM_API_URL": telegram.url,
        "STEPPE_ACCESS": "open",
        "STEPPE_DATA_DIR": str(folder / "library"),
        "STEPPE_DATABASE_URL": database,
        "STEPPE_DELIVERY_LEASE_S": str(LEASE_S),
    }
    return Process([sys.executable, "-m", "bot", "run"], env, folder / "bot.log")


def subscribe(database: str, chats: int, telegram: Simulator, *, due_in_s: float = 2.0) -> float:
    """Let ``chats`` people subscribe to one and the same instant; returns it as ``time.monotonic`` counts."""
    with telegram.world.changed:
        for number in range(chats):
            telegram.world.add_person(FIRST_CHAT + number, f"P{number}", "en")
    now = datetime.now(UTC)
    due = now + timedelta(seconds=due_in_s)
    common = {
        "topic_id": 0,
        "language": "en",
        "zone": "Etc/UTC",
        "minute": now.hour * 60 + now.minute,
        "weekdays": 127,
        "themes": "[]",
        "watch_words": "[]",
        "card": False,
        "skipped": 0,
        "next_at": due,
        "next_day": now.date().isoformat(),
    }
    at = time.monotonic() + due_in_s

    async def work() -> None:
        state = State(address(database))
        async with state.writing() as connection:
            rows = [{"chat_id": FIRST_CHAT + number, **common} for number in range(chats)]
            await connection.execute(insert(SUBSCRIPTIONS), rows)
        await state.close()

    asyncio.run(work())
    return at


def ledger(database: str) -> dict[int, str]:
    """Each chat's delivery and its state."""

    async def work() -> dict[int, str]:
        state = State(address(database))
        async with state.reading() as connection:
            rows = (await connection.execute(select(DELIVERIES.c.chat_id, DELIVERIES.c.status))).all()
        await state.close()
        return {row[0]: row[1] for row in rows}

    return asyncio.run(work())


def arrived(telegram: Simulator) -> tuple[Counter[int], float, float]:
    """How many messages each chat got, and when the first and the last came."""
    with telegram.world.changed:
        events = [
            one for one in telegram.world.events if one.kind == "message" and one.body["chat"]["id"] >= FIRST_CHAT
        ]
    times = [one.at for one in events]
    return Counter(one.body["chat"]["id"] for one in events), min(times, default=0.0), max(times, default=0.0)


def wait_until_over(telegram: Simulator, database: str, chats: int) -> dict[int, str]:
    """Wait until every delivery is sent or uncertain."""
    until = time.monotonic() + LONGEST_S
    while time.monotonic() < until:
        if len(arrived(telegram)[0]) >= chats * 0.98:
            found = ledger(database)
            if len(found) == chats and set(found.values()) <= {"sent", "uncertain", "failed"}:
                return found
        time.sleep(0.5)
    return ledger(database)


@contextmanager
def _setting() -> Iterator[tuple[Simulator, Path, str]]:
    with tempfile.TemporaryDirectory() as name, Simulator() as telegram:
        telegram.world.latency_s = LATENCY_S
        database = os.environ.get("STEPPE_SOAK_DATABASE") or f"sqlite:///{Path(name) / 'state.db'}"
        yield telegram, Path(name), database


def pace() -> list[str]:
    """Deliver to everyone at once, and hold the time against the ceiling."""
    chats = int(os.environ.get("STEPPE_SOAK_CHATS", "10000"))
    with _setting() as (telegram, folder, database):
        bot = steppe(telegram, folder, database)
        bot.start()
        due = subscribe(database, chats, telegram)
        states = Counter(wait_until_over(telegram, database, chats).values())
        bot.stop()
        counts, _, last = arrived(telegram)
    share = chats / PER_SECOND / (last - due)
    twice = sum(count > 1 for count in counts.values())
    return [
        f"| {chats:,} briefings due at once, share of {PER_SECOND} messages a second kept "
        f"(last one after {last - due:.1f} s; ceiling {chats / PER_SECOND:.1f} s) | {share:.3f} | 0.97 at least |",
        f"| of them not delivered / delivered twice / in the ledger {_told(states)} | {chats - len(counts)} / {twice} | 0 / 0 |",
    ]


def kills() -> list[str]:
    """Kill the bot again and again while it delivers, and hold the ledger against what arrived."""
    chats = int(os.environ.get("STEPPE_SOAK_CHATS", "10000"))
    wanted = int(os.environ.get("STEPPE_SOAK_KILLS", "50"))
    with _setting() as (telegram, folder, database):
        bot = steppe(telegram, folder, database)
        bot.start()
        subscribe(database, chats, telegram)
        done = kill_at_random(bot, telegram, chats, wanted)
        states = wait_until_over(telegram, database, chats)
        bot.stop()
        counts, _, _ = arrived(telegram)
    return verdict(states, counts, chats, done)


def kill_at_random(bot: Process, telegram: Simulator, chats: int, wanted: int) -> int:
    """Kill and start it again at random moments, spread over the run; returns how often it was possible."""
    rng = random.Random(20261125)
    between_s = chats / PER_SECOND / (wanted + 1)
    for done in range(wanted):
        time.sleep(rng.uniform(0.0, 2 * between_s))
        if len(arrived(telegram)[0]) >= chats:
            return done
        bot.kill()
        bot.start()
    return wanted


def verdict(states: dict[int, str], counts: Counter[int], chats: int, done: int) -> list[str]:
    """What came of it, in two rows."""
    unsure = {chat for chat, state in states.items() if state == "uncertain"}
    everyone = range(FIRST_CHAT, FIRST_CHAT + chats)
    lost = sum(counts[chat] == 0 and chat not in unsure for chat in everyone)
    twice = sum(counts[chat] > 1 and chat not in unsure for chat in everyone)
    came = sum(counts[chat] > 0 for chat in unsure)
    return [
        f"| {done} kills while {chats:,} briefings are delivered: lost / delivered twice, but for the uncertain ones "
        f"| {lost} / {twice} | 0 / 0 |",
        f"| listed as uncertain (had arrived / had not / arrived twice); in the ledger {_told(Counter(states.values()))} | "
        f"{len(unsure)} ({came} / {len(unsure) - came} / {sum(counts[chat] > 1 for chat in unsure)}) | |",
    ]


def _told(states: Counter[str]) -> str:
    return ", ".join(f"{state} {count:,}" for state, count in sorted(states.items()))
