"""Write to everyone: shown before it goes, sent within Telegram's pace, once to each, and taken up after a restart.

The ledger is ``bot.state.broadcasts``. A time-out after the request left is ``uncertain`` and never sent again.
"""

from __future__ import annotations

import asyncio
import logging
import time
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from telegram.error import BadRequest, ChatMigrated, Forbidden, NetworkError, TelegramError

from bot.bureau import Bureau
from bot.people.presses import DecideBroadcast, OpenPage, write
from bot.send import edit, may_have_arrived, place_of, send
from bot.state.broadcasts import Broadcast, Broadcasts, Fate
from bot.text import Text, bold, join, quote
from bot.view import Button, View
from bot.wording import WORDING
from knowledge.types import Language

if TYPE_CHECKING:
    from telegram import Bot, Message

log = logging.getLogger(__name__)
AT_ONCE = 10  # as many may be uncertain after a kill
TOLD_EVERY_S = 3.0
RETRY_AFTER_S = (0.5, 1.0, 2.0, 4.0)


async def preview(bureau: Bureau, message: Message, text: str, language: Language) -> None:
    """Show a text as everyone will get it, how many that is, and ask."""
    words = WORDING[language].people
    ledger = Broadcasts(bureau.state)
    await bureau.visitors.save()
    count = await ledger.audience()
    if not text or not count or message.from_user is None:
        await send(
            message.get_bot(), place_of(message), View(words.broadcast_usage if count else words.broadcast_nobody)
        )
        return
    number = await ledger.draft(message.from_user.id, text, datetime.now(UTC))
    buttons = (
        Button(words.broadcast_go.format(count=count), data=write(DecideBroadcast(number, go=True))),
        Button(words.cancel, data=write(DecideBroadcast(number, go=False))),
    )
    view = View(join("\n\n", [bold(words.broadcast_preview), quote(text), words.broadcast_ask]), (buttons,))
    await send(message.get_bot(), place_of(message), view)


async def decide(bureau: Bureau, message: Message, wanted: DecideBroadcast, language: Language) -> bool:
    """Begin to send, or drop the draft; False where it was decided before."""
    words = WORDING[language].people
    ledger = Broadcasts(bureau.state)
    if not wanted.go:
        dropped = await ledger.cancel(wanted.id)
        if dropped:
            await edit(message, View(words.broadcast_dropped, (_home(language),)))
        return dropped
    begun = await ledger.begin(wanted.id)
    if begun is None:
        return False
    bureau.chores.begin(carry_out(bureau, message.get_bot(), begun, message, language))
    return True


async def resume(bureau: Bureau, bot: Bot) -> None:
    """Go on with what was being sent when the bot stopped. Raises StateError."""
    for one in await Broadcasts(bureau.state).unfinished():
        log.warning("message %d to everyone: going on where it stopped", one.id)
        bureau.chores.begin(carry_out(bureau, bot, one, None, "en"))


async def carry_out(bureau: Bureau, bot: Bot, one: Broadcast, shown: Message | None, language: Language) -> None:
    """Send to everyone who is due, and say how it goes in place of the preview."""
    ledger = Broadcasts(bureau.state)
    told_at = 0.0
    while not bureau.chores.stopping and (chats := await ledger.claim(one.id, AT_ONCE)):
        fates = await asyncio.gather(*(_send(bot, chat_id, one.text) for chat_id in chats))
        await ledger.record(one.id, dict(zip(chats, fates, strict=True)))
        for chat_id, fate in zip(chats, fates, strict=True):
            if fate == "blocked" and chat_id > 0:
                await bureau.visitors.people.unreachable(chat_id)
        if shown is not None and time.monotonic() - told_at >= TOLD_EVERY_S:
            told_at = time.monotonic()
            await _show(ledger, one, shown, language, done=False)
    if bureau.chores.stopping:
        return  # the next start goes on
    await ledger.finish(one.id)
    if shown is not None:
        await _show(ledger, one, shown, language, done=True)
    log.info("message %d to everyone: %s", one.id, await ledger.counts(one.id))


async def _show(ledger: Broadcasts, one: Broadcast, shown: Message, language: Language, *, done: bool) -> None:
    words = WORDING[language].people
    counts = await ledger.counts(one.id)
    total = sum(counts.values())
    title = words.broadcast_done if done else words.broadcast_going
    lines: list[Text] = [bold(title.format(sent=counts.get("sent", 0), total=total))]
    lines += [
        words.fates[fate].format(count=counts[fate]) for fate in ("uncertain", "blocked", "failed") if counts.get(fate)
    ]
    try:
        await edit(shown, View(join("\n", lines), (_home(language),) if done else ()))
    except TelegramError as error:  # an ornament: the ledger knows
        log.info("progress of message %d could not be shown: %s", one.id, type(error).__name__)


async def _send(bot: Bot, chat_id: int, text: str) -> Fate:
    """Send to one chat and tell what became of it. A limit of Telegram's is waited out by the limiter."""
    for pause_s in (*RETRY_AFTER_S, None):
        try:
            await bot.send_message(chat_id, text)
            return "sent"
        except ChatMigrated as moved:
            chat_id = moved.new_chat_id
        except Forbidden:
            return "blocked"
        except BadRequest as refused:
            return "blocked" if "chat not found" in refused.message.lower() else "failed"
        except NetworkError as error:
            if may_have_arrived(error):
                return "uncertain"
            if pause_s is not None:
                await asyncio.sleep(pause_s)
        except TelegramError as error:
            log.warning("chat %s: not sent (%s)", chat_id, type(error).__name__)
            return "failed"
    return "failed"


def _home(language: Language) -> tuple[Button, ...]:
    return (Button(WORDING[language].people.back, data=write(OpenPage("home"))),)
