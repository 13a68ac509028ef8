"""What Telegram or a neighbour refuses must not take the work with it."""

from __future__ import annotations

import time
from datetime import timedelta
from typing import Any, cast

import pytest
from telegram import CallbackQuery
from telegram.error import RetryAfter

from bot.limiter import Pace
from bot.send import acknowledge
from bot.shelf.cards import _may_open
from bot.simulator.driver import Simulator
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge


async def test_a_press_that_cannot_be_acknowledged_is_done_all_the_same() -> None:
    class Press:
        async def answer(self, *_: object, **__: object) -> bool:
            raise RetryAfter(timedelta(seconds=5))

    await acknowledge(cast(CallbackQuery, Press()))


async def test_how_the_bot_presents_itself_is_not_waited_for() -> None:
    async def refused() -> Any:
        raise RetryAfter(timedelta(seconds=60))

    began = time.monotonic()
    with pytest.raises(RetryAfter):
        await Pace().process_request(refused, (), {}, "setMyCommands", {}, None)
    assert time.monotonic() - began < 5


@pytest.mark.parametrize(
    ("address", "taken"),
    [
        ("https://example.org/a", True),
        ("HTTP://192.0.2.7/a", True),
        ("http://[2001:db8::1]/", True),
        ("http://intranet/report", False),
        ("http://localhost:8000/x", False),
        ("https://", False),
        ("http://[", False),
        ("ftp://example.org", False),
    ],
)
def test_only_an_address_that_telegram_takes_is_put_on_a_button(address: str, taken: bool) -> None:
    assert _may_open(address) == taken


def test_the_inbox_is_looked_into_again_after_whatever_happened(
    telegram: Simulator, knowledge: FakeKnowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    real, failed = knowledge.sweep_inbox, list[int]()

    def fails_once() -> Any:
        if not failed:
            failed.append(1)
            raise RuntimeError("the folder went away")
        return real()

    monkeypatch.setattr(knowledge, "sweep_inbox", fails_once)
    with running(knowledge, telegram, inbox_every_s=0.05):
        end = time.monotonic() + 15
        while not knowledge.swept and time.monotonic() < end:
            time.sleep(0.05)
    assert failed and knowledge.swept
