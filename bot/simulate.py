"""The command ``steppe simulate``: the unchanged bot against a Telegram on this machine, with a page to talk to it."""

from __future__ import annotations

import errno

import click

from bot.redact import protect
from bot.run import run_until_stopped
from bot.settings import BotSettings
from bot.simulator.driver import TOKEN, Simulator
from bot.simulator.world import GROUP_ID
from knowledge.cli import Terminal, failing, pass_terminal
from knowledge.errors import SettingsError
from knowledge.settings import Settings

PORT = 8765


@click.command()
@click.option("--port", type=click.IntRange(0, 65_535), help=f"Port of the page; 0: any free one. Default: {PORT}.")
@pass_terminal
@failing
def simulate(terminal: Terminal, port: int | None) -> None:
    """Talk to the bot in a page of your browser, without Telegram; stop it with Ctrl-C.

    \b
    steppe simulate
    steppe simulate --port 9000
    """
    settings = terminal.settings
    telegram = open_simulator(port)
    undo = protect(TOKEN)
    try:
        with terminal.knowledge() as knowledge:
            knowledge.hold()  # other processes hand their files to our inbox
            with telegram:
                click.echo(f"steppe: open {telegram.url}/ in a browser; Ctrl-C ends", err=True)
                run_until_stopped(local_settings(settings, telegram), knowledge)
    finally:
        undo()


def open_simulator(port: int | None) -> Simulator:
    """A simulator with two people, a group, a forum, and a group without the bot; not started yet.

    Raises:
        SettingsError: The port that was asked for is taken.
    """
    from bot.simulator.web import PageHandler

    try:
        telegram = Simulator(port=PORT if port is None else port, handler=PageHandler)
    except OSError as error:
        if port is not None or error.errno != errno.EADDRINUSE:
            raise SettingsError(
                f"port {port or PORT} cannot be opened ({error.strerror}); give another with --port"
            ) from error
        telegram = Simulator(port=0, handler=PageHandler)
    telegram.user(1, "Anna", language_code="en")
    telegram.user(2, "ゆき", language_code="ja")
    telegram.group(title="Desk / デスク")
    forum = telegram.group(GROUP_ID - 1, "Forum / フォーラム", forum=True)
    telegram.topic(forum, 2, "Oil / 石油")
    telegram.topic(forum, 3, "Uranium / ウラン")
    telegram.group(GROUP_ID - 2, "Friends / 友人", member=False)
    return telegram


def local_settings(settings: Settings, telegram: Simulator) -> BotSettings:
    """The settings with Telegram's place taken by the simulator.

    Open to all, and whoever sits here is its operator: only this machine can reach it.
    """
    values = {name: getattr(settings, name) for name in type(settings).model_fields}
    values |= {"telegram_token": TOKEN, "telegram_api_url": telegram.url, "access": "open"}
    values["admin_ids"] = tuple(values.get("admin_ids", ())) or tuple(sorted(telegram.world.people))
    return BotSettings.model_validate(values)
