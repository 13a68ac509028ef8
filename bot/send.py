"""Send, edit and acknowledge: the only room that turns our views into what Telegram takes.

Marks and buttons are written straight in Telegram's form: python-telegram-bot would make an object of each, look
through it and write it in the same form, and an answer has some twenty of them.

``sendMessage`` has no idempotency key. A failure before the request left is tried again; one after it may hide a
delivered message, so it is logged as uncertain and never sent twice.
"""

from __future__ import annotations

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager, suppress
from typing import Any, TypeVar

from telegram import Bot, CallbackQuery, Message
from telegram.constants import ChatAction
from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError

from bot.line import LateError, LostError
from bot.place import Place
from bot.split import CAPTION_UNITS, split
from bot.text import Rendered, is_blank, render
from bot.view import Button, Photo, View

log = logging.getLogger(__name__)
T = TypeVar("T")
Wire = dict[str, Any]  # parameters in the form of the Bot API
Rows = Sequence[Sequence[Button]]

RETRY_AFTER_S = (0.5, 1.0, 2.0, 4.0)
# An answer takes a fiftieth of a second as a rule. A sign that it is coming would arrive beside it, and be shown for
# five seconds after it; so it is given only to those who wait longer.
TYPING_AFTER_S = 0.1
TYPING_EVERY_S = 4.5  # Telegram shows the action for five seconds
_NO_PREVIEW = {"is_disabled": True}


async def send(bot: Bot, place: Place, view: View, *, reply_to: int | None = None) -> list[Message]:
    """Send a view in as many messages as it needs: the first replies, the last carries the buttons.

    Returns:
        The messages known to be delivered. One whose fate is unknown is logged and missing here; the rest still goes.

    Raises:
        TelegramError: Telegram refused, or could not be reached for about eight seconds.
    """
    parts = _parts(view)
    delivered = []
    for number, part in enumerate(parts):
        wire = _message(part, view.rows if number == len(parts) - 1 else ())
        if reply_to and number == 0:
            wire["reply_parameters"] = {"message_id": reply_to, "allow_sending_without_reply": True}
        message = await _send_part(bot, place, part, wire)
        if message is not None:
            delivered.append(message)
            place = Place(message.chat_id, place.topic_id)  # a group that became a supergroup has a new id
    return delivered


async def send_photo(bot: Bot, place: Place, photo: Photo) -> None:
    """Send a picture with what stands under it; what does not fit under it follows as messages.

    Raises:
        TelegramError: Telegram refused, or could not be reached for about eight seconds.
    """
    under, *rest = split(render(photo.below.text), limit=CAPTION_UNITS)
    rows = photo.below.rows

    def attempt(chat_id: int) -> Callable[[], Awaitable[Message]]:
        return lambda: bot.send_photo(
            chat_id=chat_id,
            photo=photo.png,
            filename=photo.filename,
            caption=under.text,
            message_thread_id=place.topic_id,
            api_kwargs=_caption(under, () if rest else rows),
        )

    message = await _once(attempt, place, "sendPhoto")
    place = Place(message.chat_id, place.topic_id) if message is not None else place
    await _send_rest(bot, place, rest, rows)


async def send_document(bot: Bot, place: Place, content: bytes, filename: str, below: View) -> None:
    """Send a file with a short text under it.

    Raises:
        TelegramError: Telegram refused, or could not be reached for about eight seconds.
    """
    under = render(below.text)

    def attempt(chat_id: int) -> Callable[[], Awaitable[Message]]:
        return lambda: bot.send_document(
            chat_id=chat_id,
            document=content,
            filename=filename,
            caption=under.text,
            message_thread_id=place.topic_id,
            api_kwargs=_caption(under, below.rows),
        )

    await _once(attempt, place, "sendDocument")


async def _send_part(bot: Bot, place: Place, part: Rendered, wire: Wire) -> Message | None:
    def attempt(chat_id: int) -> Callable[[], Awaitable[Message]]:
        return lambda: bot.send_message(
            chat_id=chat_id, text=part.text, message_thread_id=place.topic_id, api_kwargs=wire
        )

    return await _once(attempt, place, "sendMessage")


async def _send_rest(bot: Bot, place: Place, rest: Sequence[Rendered], rows: Rows) -> None:
    """Send what did not fit; the buttons stand under the last of it."""
    for number, part in enumerate(rest):
        await _send_part(bot, place, part, _message(part, rows if number == len(rest) - 1 else ()))


async def _once(attempt: Callable[[int], Callable[[], Awaitable[Message]]], place: Place, what: str) -> Message | None:
    """Send to the chat, or to the one it became; None where that is not possible or not known."""
    try:
        return await _deliver(attempt(place.chat_id), what, repeatable=False)
    except ChatMigrated as moved:
        return await _deliver(attempt(moved.new_chat_id), what, repeatable=False)
    except Forbidden:
        log.info("chat %s takes no messages from the bot: blocked, or the bot was removed", place.chat_id)
        return None


async def edit(message: Message, view: View) -> None:
    """Show ``view`` in place of a message. What does not fit in one message is sent behind it.

    Raises:
        TelegramError: Telegram refused, or could not be reached.
    """
    parts = _parts(view)
    if not parts:
        return
    first, rest = parts[0], parts[1:]
    bot, place = message.get_bot(), place_of(message)
    try:
        await _deliver(
            lambda: bot.edit_message_text(
                chat_id=message.chat_id,
                message_id=message.message_id,
                text=first.text,
                api_kwargs=_message(first, () if rest else view.rows),
            ),
            "editMessageText",
            repeatable=True,
        )
    except BadRequest as refused:
        if "not modified" not in refused.message.lower():  # Telegram tells this case by its text alone
            raise
    await _send_rest(bot, place, rest, view.rows)


async def edit_buttons(message: Message, rows: Rows) -> None:
    """Show other buttons under a message, its text as it is.

    Raises:
        TelegramError: Telegram refused, or could not be reached.
    """
    try:
        await _deliver(
            lambda: message.get_bot().edit_message_reply_markup(
                chat_id=message.chat_id, message_id=message.message_id, api_kwargs=_buttons(rows)
            ),
            "editMessageReplyMarkup",
            repeatable=True,
        )
    except BadRequest as refused:
        if "not modified" not in refused.message.lower():  # Telegram tells this case by its text alone
            raise


async def acknowledge(press: CallbackQuery, said: str | None = None, *, alert: bool = True) -> None:
    """Stop the button's spinner, with a line where there is something to say. An old press is let go.

    Args:
        alert: Let the reader close the line; otherwise it passes by itself.
    """
    try:
        await press.answer(said, show_alert=alert and said is not None)
    except BadRequest as refused:
        log.debug("press not acknowledged: %s", refused.message)
    except TelegramError as error:  # a spinner that goes on is no reason not to do what was pressed
        log.info("press not acknowledged: %s", type(error).__name__)


@asynccontextmanager
async def typing(bot: Bot, place: Place, action: ChatAction = ChatAction.TYPING) -> AsyncIterator[None]:
    """Show that the bot is writing, or what else it does, for as long as the block runs."""
    shown: list[asyncio.Task[None]] = []
    due = asyncio.get_running_loop().call_later(
        TYPING_AFTER_S, lambda: shown.append(asyncio.create_task(_keep_typing(bot, place, action)))
    )
    try:
        yield
    finally:
        due.cancel()
        for task in shown:
            task.cancel()
            with suppress(asyncio.CancelledError):
                await task


async def _keep_typing(bot: Bot, place: Place, action: ChatAction) -> None:
    while True:
        with suppress(TelegramError):  # an ornament: what ails the chat shows when the answer is sent
            await bot.send_chat_action(place.chat_id, action, message_thread_id=place.topic_id)
        await asyncio.sleep(TYPING_EVERY_S)


def place_of(message: Message) -> Place:
    """The conversation that a message belongs to. Only topics count: a thread of replies is no topic."""
    return Place(message.chat_id, message.message_thread_id if message.is_topic_message else None)


def may_have_arrived(error: NetworkError) -> bool:
    """Whether a call that failed may have been carried out all the same: its request had left."""
    return isinstance(error, LostError | LateError)


async def _deliver(attempt: Callable[[], Awaitable[T]], what: str, *, repeatable: bool) -> T | None:
    """Call Telegram; None when it is unknown whether the call arrived."""
    for pause_s in (*RETRY_AFTER_S, None):
        try:
            return await attempt()
        except BadRequest:
            raise
        except NetworkError as error:
            cause = error.__cause__
            if may_have_arrived(error) and not repeatable:
                log.warning("%s: uncertain whether it was delivered (%s); not sent again", what, type(cause).__name__)
                return None
            if pause_s is None:
                raise
            log.info("%s: %s; again in %s s", what, type(cause or error).__name__, pause_s)
            await asyncio.sleep(pause_s)
    raise AssertionError("the last attempt returns or raises")


def _parts(view: View) -> list[Rendered]:
    """The messages that a view takes; what nobody could see is not sent."""
    return [part for part in split(render(view.text)) if not is_blank(part.text)]


def messages_of(view: View) -> tuple[Wire, ...]:
    """The arguments of ``sendMessage``, but for the chat, of each message that a view needs: made once for many chats."""
    parts = _parts(view)
    return tuple(
        {"text": part.text, "api_kwargs": _message(part, view.rows if number == len(parts) - 1 else ())}
        for number, part in enumerate(parts)
    )


def _message(part: Rendered, rows: Rows) -> Wire:
    return {"entities": _entities(part), "link_preview_options": _NO_PREVIEW, **_buttons(rows)}


def _caption(part: Rendered, rows: Rows) -> Wire:
    return {"caption_entities": _entities(part), **_buttons(rows)}


def _entities(part: Rendered) -> list[Wire]:
    return [
        {"type": e.style, "offset": e.offset, "length": e.length} | ({"url": e.url} if e.url else {})
        for e in part.entities
    ]


def _buttons(rows: Rows) -> Wire:
    """The keyboard under a message; nothing where there are no buttons, which takes away what was there."""
    return {"reply_markup": {"inline_keyboard": [[_button(one) for one in row] for row in rows]}} if rows else {}


def _button(button: Button) -> Wire:
    if button.copy is not None:
        return {"text": button.label, "copy_text": {"text": button.copy}}
    if button.url is not None:
        return {"text": button.label, "url": button.url}
    return {"text": button.label, "callback_data": button.data}
