"""Show in one message how a long piece of work goes, without more edits than Telegram likes."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager

from telegram import Message
from telegram.error import TelegramError

from bot.send import edit
from bot.text import Text
from bot.view import View

log = logging.getLogger(__name__)
EVERY_S = 2.0


@asynccontextmanager
async def showing(message: Message, *, every_s: float = EVERY_S) -> AsyncIterator[Callable[[Text], None]]:
    """Give a function that shows a text in place of ``message``: the newest, every ``every_s``, where it changed.

    It may be called from any thread. What is shown at the end is the caller's to send.
    """
    latest: list[Text] = []
    task = asyncio.create_task(_show(message, latest, every_s))
    try:
        yield latest.append
    finally:
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)


async def _show(message: Message, latest: list[Text], every_s: float) -> None:
    shown: Text | None = None
    while True:
        await asyncio.sleep(every_s)
        if not latest or latest[-1] == shown:
            continue
        shown = latest[-1]
        del latest[:-1]
        try:
            await edit(message, View(shown))
        except TelegramError as error:  # an ornament: what ails the chat shows at the end
            log.info("progress could not be shown: %s", type(error).__name__)
