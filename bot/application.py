"""The running bot: python-telegram-bot's application over our handler table, started, kept running and stopped."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from typing import Any

from telegram import BotCommand
from telegram.error import Conflict, InvalidToken, NetworkError, TelegramError
from telegram.ext import Application, ApplicationBuilder

from bot.briefing.courier import Courier
from bot.bureau import Asked, Bureau, open_bureau
from bot.fair import Fair
from bot.handlers import ALLOWED_UPDATES, handler_table
from bot.limiter import Pace
from bot.line import CALLS_AT_ONCE, Line, PollLine
from bot.people import table as people
from bot.settings import BotSettings
from bot.state.prepare import prepare
from bot.talk.retention import keep_noted, keep_pruned, write_down
from bot.wording import WORDING, menu
from knowledge.errors import LockedError, SettingsError, SteppeError
from knowledge.types import Language

log = logging.getLogger(__name__)
Bot = Application[Any, Any, Any, Any, Any, Any]

AT_ONCE, PER_CHAT = 256, 8  # updates handled at the same time; one conversation still goes in order
POLL_S = 20
FEEDS_EVERY_S = 60.0  # how often it is looked whether a feed is due; each has its own time
_REFUSED = "STEPPE_TELEGRAM_TOKEN was refused by Telegram; copy the token again from @BotFather"


def build_application(settings: BotSettings, knowledge: Asked) -> Bot:
    """Put the parts together; nothing is sent yet.

    Raises:
        SettingsError: There is no token.
    """
    if settings.telegram_token is None:
        raise SettingsError("STEPPE_TELEGRAM_TOKEN is not set; get a token from @BotFather, or run `steppe simulate`")
    bureau = open_bureau(knowledge, settings)
    fair = Fair(AT_ONCE, PER_CHAT)
    poll = PollLine(fair.room)
    builder = (
        ApplicationBuilder()
        .token(settings.telegram_token.get_secret_value())
        .base_url(f"{settings.telegram_api_url}/bot")
        .base_file_url(f"{settings.telegram_api_url}/file/bot")
        .rate_limiter(Pace())
        .request(Line(at_once=CALLS_AT_ONCE))
        .get_updates_request(poll)
        .concurrent_updates(fair)
    )
    try:
        application: Bot = builder.build()
    except InvalidToken:
        raise SettingsError(_REFUSED) from None
    for group, handlers in handler_table(bureau).items():
        application.add_handlers(handlers, group)
    application.add_error_handler(bureau.failures.report)
    application.bot_data |= {"bureau": bureau, "poll": poll}
    return application


async def serve(application: Bot, stop: asyncio.Event, *, ready: Callable[[str], None] | None = None) -> None:
    """Run until ``stop`` is set: what is being answered then is finished, and nothing received is lost.

    Args:
        ready: Called with the bot's user name once it listens.

    Raises:
        SettingsError: Telegram refused the token, at once or later.
        StateError: The bot's database cannot be opened.
    """
    bureau: Bureau = application.bot_data["bureau"]
    await prepare(bureau.state)
    try:
        await _initialize(application, stop)
        if not stop.is_set():
            await _serve(application, bureau, stop, ready)
    finally:
        await write_down(bureau)
        bureau.answerers.shutdown(wait=False)
        await bureau.state.close()


async def _serve(application: Bot, bureau: Bureau, stop: asyncio.Event, ready: Callable[[str], None] | None) -> None:
    updater = application.updater
    assert updater is not None  # noqa: S101 - the builder makes one
    await _introduce(application)
    await people.begin(bureau, application.bot)
    await application.start()
    await updater.start_polling(
        timeout=POLL_S, allowed_updates=list(ALLOWED_UPDATES), bootstrap_retries=-1, error_callback=_poll_failed
    )
    poll: PollLine = application.bot_data["poll"]
    watches = [asyncio.create_task(watch(bureau)) for watch in (_watch_inbox, _watch_feeds, keep_noted, keep_pruned)]
    watches.append(asyncio.create_task(bureau.visitors.keep()))
    watches.append(asyncio.create_task(Courier(bureau, application.bot).run()))
    ends = [asyncio.create_task(event.wait()) for event in (stop, poll.refused)]
    if ready is not None:
        ready(application.bot.username)
    try:
        await asyncio.wait(ends, return_when=asyncio.FIRST_COMPLETED)
    finally:
        for task in (*watches, *ends):
            task.cancel()
        await asyncio.gather(*watches, *ends, return_exceptions=True)
        with suppress(InvalidToken):  # what ended the polling is raised here once more
            await updater.stop()
        await application.stop()
        await people.end(bureau)
        await application.shutdown()
    if poll.refused.is_set():
        raise SettingsError(_REFUSED)


async def _initialize(application: Bot, stop: asyncio.Event) -> None:
    """Reach Telegram, however long that takes: a machine that boots may have no network yet."""
    pause_s = 1.0
    while not stop.is_set():
        try:
            await application.initialize()
            return
        except InvalidToken:
            raise SettingsError(_REFUSED) from None
        except NetworkError as error:
            reason = type(error.__cause__ or error).__name__
            log.warning("Telegram cannot be reached (%s); again in %.0f s", reason, pause_s)
        with suppress(TimeoutError):
            await asyncio.wait_for(stop.wait(), pause_s)
        pause_s = min(60.0, pause_s * 2)


async def _introduce(application: Bot) -> None:
    """Set menu and descriptions in each language; what fails does not keep the bot from answering."""
    codes: tuple[tuple[Language, str | None], ...] = (("en", None), ("ja", "ja"))
    bot = application.bot
    for language, code in codes:
        commands = [BotCommand(command, told) for command, told in menu(language).items()]
        words = WORDING[language].talk
        try:
            await bot.set_my_commands(commands, language_code=code)
            await bot.set_my_description(words.description, language_code=code)
            await bot.set_my_short_description(words.short_description, language_code=code)
        except TelegramError as error:
            log.warning("menu and descriptions could not be set: %s", type(error).__name__)


def _poll_failed(error: TelegramError) -> None:
    if isinstance(error, Conflict):
        log.error("another process asks Telegram for updates with the same token; stop one of the two")
    else:
        log.warning("no updates from Telegram just now (%s); trying on", type(error.__cause__ or error).__name__)


async def _watch_inbox(bureau: Bureau) -> None:
    """Take in what appears in the inbox folder, for as long as the bot runs."""
    while True:
        await asyncio.sleep(bureau.settings.inbox_every_s)
        try:
            taken = await asyncio.to_thread(bureau.knowledge.sweep_inbox)
        except LockedError as error:
            log.debug("inbox: %s", error)
        except SteppeError as error:
            log.warning("inbox: %s", error)
        except Exception:  # whatever it is, what comes into the inbox tomorrow must not depend on it
            log.exception("inbox: a look into it failed")
        else:
            for outcome in taken.outcomes:
                level = logging.WARNING if outcome.status == "failed" else logging.INFO
                log.log(level, "inbox: %s %s %s", outcome.status, outcome.origin, outcome.reason or "")


async def _watch_feeds(bureau: Bureau) -> None:
    """Ask the feeds that are due, each minute, for as long as the bot runs and follows any."""
    while bureau.settings.feeds_file is not None:
        try:
            await asyncio.sleep(FEEDS_EVERY_S)
            cited = await bureau.briefings.cited()
            report = await asyncio.to_thread(
                bureau.knowledge.fetch_feeds, datetime.now(UTC), protected=cited.__contains__
            )
        except asyncio.CancelledError:
            bureau.knowledge.stop_feeds()  # its thread goes on: it is told to end
            raise
        except SettingsError as error:
            log.error("feeds: %s", error)
            return
        except LockedError as error:
            log.debug("feeds: %s", error)
        except SteppeError as error:
            log.warning("feeds: %s", error)
        else:
            for outcome in report.outcomes:
                log.info("feeds: %s: %s, %d taken%s", outcome.feed, outcome.problem or outcome.status,
                         outcome.taken + outcome.replaced, f" ({outcome.line})" if outcome.line else "")  # fmt: skip
