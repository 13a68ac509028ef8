"""Keep within Telegram's pace: 30 messages a second over all, 20 a minute in a group, one a second in a chat of two."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.ext import AIORateLimiter

MAX_RETRIES = 5
PRIVATE_BURST = 5  # Telegram bears a short burst; five messages at once are one long answer
_ORNAMENTS = (
    *("sendChatAction", "sendMessageDraft", "answerCallbackQuery"),
    *("setMyCommands", "setMyDescription", "setMyShortDescription"),
)
_PRIVATE_KEPT = 1_024

Reply = bool | dict[str, Any] | list[dict[str, Any]]


class Pace(AIORateLimiter):
    """python-telegram-bot's limiter, which also keeps private chats to one message a second.

    A 429 is waited out for as long as Telegram says, up to ``MAX_RETRIES`` times. Typing indicators and acknowledged
    presses are not messages: they pass without waiting. Nor is how the bot presents itself waited for: it listens after that.
    """

    def __init__(self) -> None:
        super().__init__(max_retries=MAX_RETRIES)
        self._private: dict[int, AsyncLimiter] = {}

    async def process_request(
        self,
        callback: Callable[..., Coroutine[Any, Any, Reply]],
        args: Any,
        kwargs: dict[str, Any],
        endpoint: str,
        data: dict[str, Any],
        rate_limit_args: int | None,
    ) -> Reply:
        """See ``telegram.ext.BaseRateLimiter``."""
        if endpoint in _ORNAMENTS:
            return await callback(*args, **kwargs)
        chat_id = data.get("chat_id")
        if isinstance(chat_id, int) and chat_id > 0:
            await self._limiter(chat_id).acquire()
        return await super().process_request(callback, args, kwargs, endpoint, data, rate_limit_args)

    def _limiter(self, chat_id: int) -> AsyncLimiter:
        if len(self._private) > _PRIVATE_KEPT:  # those with their whole burst left are as good as new
            self._private = {k: one for k, one in self._private.items() if not one.has_capacity(PRIVATE_BURST)}
        if chat_id not in self._private:
            self._private[chat_id] = AsyncLimiter(PRIVATE_BURST, PRIVATE_BURST)
        return self._private[chat_id]
