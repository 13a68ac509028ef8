"""A running bot against the simulated Telegram, for tests."""

from __future__ import annotations

import asyncio
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest

from bot.application import build_application, serve
from bot.bureau import Asked
from bot.settings import BotSettings
from bot.simulator.driver import TOKEN, Simulator
from tests.bot.fake_knowledge import FakeKnowledge


@pytest.fixture
def knowledge() -> FakeKnowledge:
    """The small library of the fake."""
    return FakeKnowledge()


@contextmanager
def running(knowledge: Asked, telegram: Simulator, **more: Any) -> Iterator[Simulator]:
    """The unchanged bot, polling the simulator from a thread of its own until the block ends."""
    values = {"telegram_token": TOKEN, "telegram_api_url": telegram.url, "access": "open", **more}
    application = build_application(BotSettings(**values), knowledge)
    ready, failed = threading.Event(), []
    handle: dict[str, Any] = {}

    async def whole_life() -> None:
        handle["loop"], handle["stop"] = asyncio.get_running_loop(), asyncio.Event()
        await serve(application, handle["stop"], ready=lambda name: ready.set())

    def live() -> None:
        try:
            asyncio.run(whole_life())
        except BaseException as error:
            failed.append(error)
            ready.set()

    thread = threading.Thread(target=live, name="bot")
    thread.start()
    try:
        assert ready.wait(20), "the bot did not come up"
        assert not failed, failed
        yield telegram
    finally:
        if thread.is_alive():
            handle["loop"].call_soon_threadsafe(handle["stop"].set)
        thread.join(20)
    assert not thread.is_alive(), "the bot did not stop"
    assert not failed, failed


@pytest.fixture
def telegram() -> Iterator[Simulator]:
    """The simulated Telegram without a bot."""
    with Simulator() as simulator:
        yield simulator


@pytest.fixture
def desk(knowledge: FakeKnowledge, telegram: Simulator) -> Iterator[Simulator]:
    """The simulated Telegram with the bot in it, open to everyone, over the fake library."""
    with running(knowledge, telegram):
        yield telegram
