"""The running bot asks its feeds, goes on when something is wrong, and ends them when it ends."""

from __future__ import annotations

import asyncio
import logging
import threading
from collections.abc import Callable
from datetime import datetime
from types import SimpleNamespace
from typing import Any, cast

import pytest

from bot import application
from bot.bureau import Bureau
from knowledge.errors import DiskError, LockedError, SettingsError, SteppeError
from knowledge.feeds.values import FeedOutcome, FeedReport


class Rounds:
    """Answers each round with the next of its script; the last one lasts until it is told to end."""

    def __init__(self, *script: FeedReport | SteppeError) -> None:
        self._script = list(script)
        self.began = 0
        self.waiting, self.stopped = threading.Event(), threading.Event()

    def fetch_feeds(self, now: datetime, *, protected: Callable[[str], bool]) -> FeedReport:
        assert now.tzinfo is not None and protected("cited") and not protected("other")
        self.began += 1
        if not self._script:
            self.waiting.set()
            assert self.stopped.wait(10)
            return FeedReport()
        answer = self._script.pop(0)
        if isinstance(answer, SteppeError):
            raise answer
        return answer

    def stop_feeds(self) -> None:
        self.stopped.set()


class Cited:
    """Stored briefings that cite one source."""

    async def cited(self) -> frozenset[str]:
        return frozenset({"cited"})


def bureau(rounds: Rounds, feeds_file: str | None = "feeds.toml") -> Bureau:
    settings = SimpleNamespace(feeds_file=feeds_file)
    return cast(Any, SimpleNamespace(knowledge=rounds, settings=settings, briefings=Cited()))


@pytest.fixture(autouse=True)
def quickly(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(application, "FEEDS_EVERY_S", 0.001)


async def test_rounds_go_on_after_errors_and_end_with_the_bot(caplog: pytest.LogCaptureFixture) -> None:
    caplog.set_level(logging.INFO)
    done = FeedReport((FeedOutcome("wire", "fetched", taken=2), FeedOutcome("lost", "failed", "late", "too slow")))
    rounds = Rounds(LockedError("busy"), DiskError("disk full"), done)
    task = asyncio.create_task(application._watch_feeds(bureau(rounds)))
    assert await asyncio.to_thread(rounds.waiting.wait, 10)
    task.cancel()
    with pytest.raises(asyncio.CancelledError):
        await task
    assert rounds.stopped.is_set() and rounds.began == 4
    assert "wire: fetched, 2 taken" in caplog.text and "lost: late, 0 taken (too slow)" in caplog.text
    assert [r.levelname for r in caplog.records if "disk full" in r.message] == ["WARNING"]


async def test_a_wrong_list_is_said_once(caplog: pytest.LogCaptureFixture) -> None:
    rounds = Rounds(SettingsError("feeds.toml: mend it"))
    await asyncio.wait_for(application._watch_feeds(bureau(rounds)), 5)
    assert rounds.began == 1 and caplog.text.count("mend it") == 1


async def test_without_a_list_there_is_nothing_to_watch() -> None:
    rounds = Rounds()
    await asyncio.wait_for(application._watch_feeds(bureau(rounds, None)), 5)
    assert rounds.began == 0
