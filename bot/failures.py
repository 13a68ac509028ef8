"""When a handler fails: an id in the log with the traceback, and a polite line with the same id in the chat."""

from __future__ import annotations

import logging
import uuid

from telegram import Message, Update
from telegram.error import Forbidden, NetworkError, TelegramError
from telegram.ext import CallbackContext

from bot.send import acknowledge
from bot.speech import language_of
from bot.start import say
from bot.wording import WORDING
from knowledge.errors import SteppeError

log = logging.getLogger(__name__)


async def report(update: object, failed: CallbackContext) -> None:  # type: ignore[type-arg]  # only .error is read
    """Log the failure and tell the person, if there is one and Telegram can be reached.

    The log names the chat and the update, never what was said in it.
    """
    error_id = uuid.uuid4().hex[:8]
    shown = update if isinstance(update, Update) else None
    chat_id = shown.effective_chat.id if shown and shown.effective_chat else None
    update_id = shown.update_id if shown else None
    log.error("error %s in chat %s at update %s", error_id, chat_id, update_id, exc_info=failed.error)
    if shown is None or isinstance(failed.error, Forbidden):
        return
    words = WORDING[language_of(shown.effective_user)]
    line = (words.library_failed if isinstance(failed.error, SteppeError) else words.failed).format(id=error_id)
    try:
        if shown.callback_query is not None:
            await acknowledge(shown.callback_query, line)
        elif isinstance(shown.effective_message, Message):
            await say(shown.effective_message, line)
    except (TelegramError, NetworkError) as second:
        log.warning("error %s could not be told to the chat: %s", error_id, type(second).__name__)
