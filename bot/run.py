"""The command ``steppe run``: open the library, start the bot, stop it cleanly on SIGTERM or Ctrl-C."""

from __future__ import annotations

import asyncio
import gc
import logging
import signal
import sys
from typing import TYPE_CHECKING

import click

from bot.redact import protect
from bot.settings import BotSettings
from knowledge.cli import Terminal, failing, pass_terminal
from knowledge.errors import SettingsError

if TYPE_CHECKING:
    from bot.bureau import Asked

log = logging.getLogger(__name__)


@click.command()
@pass_terminal
@failing
def run(terminal: Terminal) -> None:
    """Run the bot in Telegram. Needs STEPPE_TELEGRAM_TOKEN; stop it with Ctrl-C or SIGTERM."""
    settings = terminal.settings
    if not isinstance(settings, BotSettings) or settings.telegram_token is None:
        raise SettingsError("STEPPE_TELEGRAM_TOKEN is not set; get a token from @BotFather, or run `steppe simulate`")
    undo = protect(settings.telegram_token.get_secret_value())
    try:
        with terminal.knowledge() as knowledge:
            knowledge.hold()  # other processes hand their files to our inbox
            warn_of_nobody(settings)
            run_until_stopped(settings, knowledge)
    finally:
        undo()


def warn_of_nobody(settings: BotSettings) -> None:
    """Say at start, not by silence, that no one has been let in."""
    if settings.access == "pairing" and not settings.admin_ids:
        click.echo(
            "steppe: nobody can let people in yet; write to the bot, it tells you your id, then set STEPPE_ADMIN_IDS "
            "(or STEPPE_ACCESS=open for everyone)",
            err=True,
        )
    elif settings.access == "allowlist" and not settings.admin_ids and not settings.allowed_ids:
        click.echo(
            "steppe: nobody may ask yet; write to the bot, it tells you your id, then set STEPPE_ALLOWED_IDS "
            "(or STEPPE_ACCESS=open for everyone)",
            err=True,
        )


def run_until_stopped(settings: BotSettings, knowledge: Asked) -> None:
    """Run the bot over an open library until a signal asks to stop; a second signal changes nothing. Blocks.

    On uvloop where there is one: it costs a tenth of the bot's processor time less, and replies come in half the time
    under load. On Windows, for which none is made, on asyncio's own loop.
    """
    serving = _serve_until_stopped(settings, knowledge)
    if sys.platform == "win32":
        asyncio.run(serving)
    else:
        import uvloop

        uvloop.run(serving)


async def _serve_until_stopped(settings: BotSettings, knowledge: Asked) -> None:
    from bot.application import build_application, serve  # python-telegram-bot takes a second to import

    application = build_application(settings, knowledge)
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for number in (signal.SIGINT, signal.SIGTERM):
        loop.add_signal_handler(number, stop.set)
    await serve(application, stop, ready=_listening)


def _listening(name: str) -> None:
    gc.freeze()  # what was loaded stays until the end: walking through it again and again only stops the answers
    click.echo(f"steppe: @{name} is listening", err=True)
