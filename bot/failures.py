"""When a handler fails: an id in the log with the traceback, and a polite line with the same id in the chat.

The last failures are kept for the operator's panel: what kind and where in the program, and nothing of what was said.
"""

from __future__ import annotations

import logging
import traceback
import uuid
from collections import deque
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import PurePath

from telegram import Message, Update
from telegram.error import Forbidden, NetworkError, TelegramError
from telegram.ext import CallbackContext

from bot.send import acknowledge, place_of, send
from bot.speech import language_of
from bot.view import View
from bot.wording import WORDING
from knowledge.errors import SteppeError

log = logging.getLogger(__name__)
KEPT = 50
_OURS = ("bot", "knowledge")


@dataclass(frozen=True, slots=True)
class Failure:
    """One failure, without a word of anybody's.

    Attributes:
        kind: The name of the exception's class.
        place: File and line of this program where it came through last.
        chat: ``private``, ``group`` or ``none``.
    """

    id: str
    at: datetime
    kind: str
    place: str
    chat: str


@dataclass(slots=True)
class Failures:
    """The last failures of this process, newest first."""

    _kept: deque[Failure] = field(default_factory=lambda: deque(maxlen=KEPT))

    def recent(self) -> tuple[Failure, ...]:
        """What is kept."""
        return tuple(reversed(self._kept))

    async def report(self, update: object, failed: CallbackContext) -> None:  # type: ignore[type-arg]  # only .error is read
        """Log the failure and tell the person, if there is one and Telegram can be reached.

        The log names the chat and the update, never what was said in it.
        """
        error_id = uuid.uuid4().hex[:8]
        shown = update if isinstance(update, Update) else None
        chat = shown.effective_chat if shown else None
        update_id = shown.update_id if shown else None
        log.error(
            "error %s in chat %s at update %s", error_id, chat.id if chat else None, update_id, exc_info=failed.error
        )
        self.note(error_id, failed.error, "none" if chat is None else "private" if chat.id > 0 else "group")
        if shown is None or isinstance(failed.error, Forbidden):
            return
        words = WORDING[language_of(shown.effective_user)]
        line = (words.library_failed if isinstance(failed.error, SteppeError) else words.failed).format(id=error_id)
        try:
            if shown.callback_query is not None:
                await acknowledge(shown.callback_query, line)
            elif isinstance(shown.effective_message, Message):
                message = shown.effective_message
                await send(message.get_bot(), place_of(message), View(line))
        except (TelegramError, NetworkError) as second:
            log.warning("error %s could not be told to the chat: %s", error_id, type(second).__name__)

    def note(self, error_id: str, error: BaseException | None, chat: str = "none") -> None:
        """Keep a failure for the operator."""
        self._kept.append(Failure(error_id, datetime.now(UTC), type(error).__name__, place_of_error(error), chat))


def place_of_error(error: BaseException | None) -> str:
    """Where in this program an error came through last, as ``bot/ask.py:51``; empty where it never did."""
    if error is None:
        return ""
    for frame in reversed(traceback.extract_tb(error.__traceback__)):
        parts = PurePath(frame.filename).parts
        # The folder nearest to the file counts: a library may lie in a folder of the same name.
        at = next((i for i in range(len(parts) - 1, -1, -1) if parts[i] in _OURS), None)
        if at is not None and "site-packages" not in parts:
            return f"{'/'.join(parts[at:])}:{frame.lineno}"
    return ""
