"""What the tests of delivery share: a clock that is set by hand, and a courier over real parts."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable, Iterator
from contextlib import asynccontextmanager, suppress
from datetime import UTC, datetime, time, timedelta
from typing import Any

import pytest
from pydantic import SecretStr
from telegram.ext import ExtBot

from bot.briefing.courier import Courier
from bot.bureau import Bureau, open_bureau
from bot.due import Schedule
from bot.limiter import Pace
from bot.line import Line
from bot.place import Place
from bot.settings import BotSettings
from bot.simulator.driver import TOKEN, Simulator
from bot.state.prepare import prepare
from bot.state.subscriptions import Subscription
from tests.bot.fake_knowledge import FakeKnowledge

MORNING = datetime(2026, 11, 24, 22, 0, tzinfo=UTC)  # 07:00 in Tokyo on the 25th
GRACE = timedelta(hours=6)


class Clock:
    """A clock that only moves when it is told to."""

    def __init__(self, now: datetime) -> None:
        self.now = now

    def __call__(self) -> datetime:
        return self.now

    def goes(self, **by: float) -> None:
        self.now += timedelta(**by)


@pytest.fixture
def clock() -> Clock:
    """Five minutes before the morning's briefing."""
    return Clock(MORNING - timedelta(minutes=5))


@pytest.fixture
def telegram() -> Iterator[Simulator]:
    """The simulated Telegram without a bot."""
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def knowledge() -> FakeKnowledge:
    """The small library of the fake."""
    return FakeKnowledge()


@pytest.fixture
async def bureau(state_address: str, knowledge: FakeKnowledge, telegram: Simulator) -> AsyncIterator[Bureau]:
    """A bureau over a new state on each of the two databases."""
    opened = await open_one(state_address, knowledge, telegram)
    yield opened
    await opened.state.close()


async def open_one(state_address: str, knowledge: FakeKnowledge, telegram: Simulator, **more: Any) -> Bureau:
    settings = BotSettings(
        **{
            "telegram_token": TOKEN,
            "telegram_api_url": telegram.url,
            "database_url": SecretStr(state_address),
            "admin_ids": (99,),
            "delivery_lease_s": 1.0,
            **more,
        }
    )
    opened = open_bureau(knowledge, settings)
    await prepare(opened.state)
    return opened


@asynccontextmanager
async def delivering(bureau: Bureau, clock: Clock, **more: Any) -> AsyncIterator[Courier]:
    """A courier at work until the block ends."""
    request = Line(at_once=32, read_s=2.0)
    bot = ExtBot(TOKEN, base_url=f"{bureau.settings.telegram_api_url}/bot", request=request, rate_limiter=Pace())
    await bot.initialize()
    courier = Courier(bureau, bot, clock=clock, **more)
    task = asyncio.create_task(courier.run())
    try:
        yield courier
    finally:
        task.cancel()
        with suppress(asyncio.CancelledError):
            await task
        await bot.shutdown()


def wish(chat_id: int, at: time = time(7), zone: str = "Asia/Tokyo", **more: Any) -> Subscription:
    """A subscription in English to everything."""
    more = {"language": "en", **more}
    topic_id = more.pop("topic_id", None)
    return Subscription(Place(chat_id, topic_id), more.pop("language"), Schedule(zone, at), **more)


async def until(wanted: Callable[[], Awaitable[bool] | bool], timeout_s: float = 15.0) -> None:
    """Wait until something holds."""
    end = asyncio.get_running_loop().time() + timeout_s
    while True:
        found = wanted()
        if found if isinstance(found, bool) else await found:
            return
        assert asyncio.get_running_loop().time() < end, "it did not come to that"
        await asyncio.sleep(0.02)


def briefings_in(telegram: Simulator, chat_id: int) -> list[dict[str, Any]]:
    """The briefings that arrived in a chat."""
    with telegram.world.changed:
        return [
            event.body
            for event in telegram.world.events
            if event.kind == "message"
            and event.body["chat"]["id"] == chat_id
            and event.body["from"]["is_bot"]
            and ("Steppe Daily" in event.body.get("text", "") or "ステッペ日報" in event.body.get("text", ""))
        ]
