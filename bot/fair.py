"""Who is served when many ask at once: everyone gets a turn, however many messages one of them sends."""

from __future__ import annotations

import asyncio
from collections.abc import Awaitable
from typing import Any
from weakref import WeakValueDictionary

from telegram import Update
from telegram.ext import BaseUpdateProcessor

_TAKEN_IN = 100_000  # updates that may wait in memory; Telegram keeps what was not fetched


class Fair(BaseUpdateProcessor):
    """Handles ``at_once`` updates at the same time, of one chat at most ``per_chat``; the others wait in their order.

    Without the second limit a thousand messages of one person would take every place, each waiting for the one
    before it, and nobody else would be answered until the last of them was.
    """

    def __init__(self, at_once: int, per_chat: int) -> None:
        super().__init__(_TAKEN_IN)
        self._places, self._per_chat = asyncio.Semaphore(at_once), per_chat
        self._chats: WeakValueDictionary[int, asyncio.Semaphore] = WeakValueDictionary()

    async def do_process_update(self, update: object, coroutine: Awaitable[Any]) -> None:
        """See ``telegram.ext.BaseUpdateProcessor``."""
        chat = self._chat(update)  # lives as long as someone waits for it or sits in it
        async with chat, self._places:
            await coroutine

    async def room(self) -> None:
        """Wait until one of the places is free, behind whoever waits for one already."""
        async with self._places:
            pass

    async def initialize(self) -> None:
        """Nothing to do."""

    async def shutdown(self) -> None:
        """Nothing to do."""

    def _chat(self, update: object) -> asyncio.Semaphore:
        chat = update.effective_chat if isinstance(update, Update) else None
        user = update.effective_user if isinstance(update, Update) else None
        key = chat.id if chat else user.id if user else 0
        found = self._chats.get(key)
        if found is None:
            found = self._chats[key] = asyncio.Semaphore(self._per_chat)
        return found
