"""One call to Telegram for one delivery, and what its answer means for the ledger."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, Literal

from telegram.error import BadRequest, ChatMigrated, Forbidden, InvalidToken, NetworkError, RetryAfter, TelegramError
from telegram.ext import ExtBot

from bot.line import LateError, LostError
from bot.place import Place

Fate = Literal["sent", "uncertain", "later", "unreachable", "moved", "blocked", "gone", "topic", "refused"]
_TRIES = 1  # of python-telegram-bot's limiter after a 429; the ledger does the rest
_TOKEN_WAIT_S = 60.0


@dataclass(frozen=True, slots=True)
class Posted:
    """What became of a message.

    Attributes:
        fate: ``later``: refused for now, nothing was delivered; ``unreachable``: it did not leave; ``moved``: the group has
            the id ``new_chat_id`` now; ``blocked``, ``gone``, ``topic``: the chat, or its topic, takes no messages any more;
            ``refused``: for another reason, which lies with us.
        wait_s: With ``later``: for how long Telegram wants to be left alone; 0: it did not say.
        said: What Telegram answered, for the log.
    """

    fate: Fate
    message_id: int | None = None
    wait_s: float = 0.0
    new_chat_id: int | None = None
    said: str = ""


async def post(bot: ExtBot[Any], place: Place, messages: Sequence[dict[str, Any]]) -> Posted:
    """Send the messages of one briefing. Never raises a TelegramError; never sends one twice."""
    first: int | None = None
    for message in messages:
        try:
            sent = await bot.send_message(
                place.chat_id, message_thread_id=place.topic_id, rate_limit_args=_TRIES, **message
            )
        except TelegramError as error:
            failed = _fate(error)
            if first is None:
                return failed
            # The reader has the first part: sending all of it again would be worse than what is missing.
            return Posted("sent" if failed.fate != "uncertain" else "uncertain", first, said=failed.said)
        first = first or sent.message_id
    return Posted("sent", first)


def _fate(error: TelegramError) -> Posted:
    said = f"{type(error).__name__}: {error.message}"
    match error:
        case RetryAfter():
            wait = error.retry_after
            return Posted("later", wait_s=float(wait if isinstance(wait, int) else wait.total_seconds()), said=said)
        case ChatMigrated():
            return Posted("moved", new_chat_id=error.new_chat_id, said=said)
        case Forbidden():
            return Posted("blocked", said=said)
        case InvalidToken():
            return Posted("later", wait_s=_TOKEN_WAIT_S, said=said)
        case BadRequest():
            return Posted(_refusal(error.message.lower()), said=said)
        case LostError() | LateError():
            return Posted("uncertain", said=said)
        case NetworkError():
            return Posted("unreachable" if error.__cause__ is not None else "later", said=said)
    return Posted("refused", said=said)


def _refusal(said: str) -> Fate:
    """Telegram tells these cases by their texts alone."""
    if "chat not found" in said or "user is deactivated" in said or "not enough rights" in said:
        return "gone"
    if "thread not found" in said or "topic_closed" in said or "topic_deleted" in said:
        return "topic"
    return "refused"
