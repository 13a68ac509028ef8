"""Show that an answer is on its way: typing always, and in a private chat a draft once a chat model is at work.

A draft says how far the work is, never words that were not checked yet. Groups have none: Telegram shows drafts only
in private chats, and a group is better left in peace.
"""

from __future__ import annotations

import asyncio
import secrets
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from typing import TYPE_CHECKING

from telegram.error import TelegramError

from bot.place import Place
from bot.send import typing
from bot.wording import WORDING
from knowledge.stages import Stage, Watcher
from knowledge.types import Language

if TYPE_CHECKING:
    from telegram import Bot

DRAFT_EVERY_S = 1.0  # a draft that changes faster flickers, and each change is a call to Telegram


@asynccontextmanager
async def working(bot: Bot, place: Place, language: Language, *, drafts: bool) -> AsyncIterator[Watcher]:
    """Show progress for as long as the block runs.

    Args:
        drafts: Whether the place may have them: a private chat.

    Yields:
        What to call, from any thread, when a stage begins.
    """
    loop, stages = asyncio.get_running_loop(), asyncio.Queue[tuple[Stage, int]]()
    drawing: list[asyncio.Task[None]] = []

    def begin(stage: Stage, count: int) -> None:
        stages.put_nowait((stage, count))
        if not drawing and not ended:
            drawing.append(asyncio.create_task(_draw(bot, place, language, stages)))

    def watcher(stage: Stage, count: int) -> None:
        if drafts:
            with suppress(RuntimeError):  # the loop has ended, and with it whoever would read it
                loop.call_soon_threadsafe(begin, stage, count)

    ended = False
    try:
        async with typing(bot, place):
            yield watcher
    finally:
        ended = True
        for task in drawing:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _draw(bot: Bot, place: Place, language: Language, stages: asyncio.Queue[tuple[Stage, int]]) -> None:
    draft_id, words = secrets.randbelow(2**31 - 1) + 1, WORDING[language].talk
    while True:
        stage, count = await stages.get()
        while not stages.empty():  # only where the work is now
            stage, count = stages.get_nowait()
        line = words.reading.format(count=count) if stage == "reading" else words.checking
        with suppress(TelegramError):  # an ornament: what ails the chat shows when the answer is sent
            await bot.send_message_draft(place.chat_id, draft_id, line, message_thread_id=place.topic_id)
        await asyncio.sleep(DRAFT_EVERY_S)
