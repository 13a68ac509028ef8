"""The command ``steppe``: the terminal's commands, and those that run the bot."""

from __future__ import annotations

from bot.launch import start
from bot.run import run
from bot.settings import BotSettings
from bot.simulate import simulate
from knowledge.cli import build_app


def main() -> None:
    """Run the command line."""
    app = build_app(BotSettings)
    app.add_command(run)
    app.add_command(simulate)
    app.add_command(start)
    app(prog_name="steppe")


if __name__ == "__main__":
    main()
