"""The command ``steppe start``, which ``make run`` calls: the bot where there is a token, the local page where not."""

from __future__ import annotations

import click

from bot.run import run
from bot.settings import BotSettings
from bot.simulate import simulate
from knowledge.cli import Terminal, failing, pass_terminal


@click.command()
@click.pass_context
@pass_terminal
@failing
def start(terminal: Terminal, command: click.Context) -> None:
    """Run the bot where a token is set; otherwise open it in a page of your browser."""
    settings = terminal.settings
    has_token = isinstance(settings, BotSettings) and settings.telegram_token is not None
    command.invoke(run if has_token else simulate)
