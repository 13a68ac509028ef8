"""Bring a state up to date, or check that it is: Alembic over the migrations beside this file."""

from __future__ import annotations

from importlib import resources
from typing import Any

from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.util import CommandError
from sqlalchemy import Connection

from bot.state.tables import METADATA
from knowledge.errors import StateError


def upgrade(connection: Connection, revision: str = "head") -> None:
    """Run the migrations that are missing, within the connection's transaction.

    Raises:
        StateError: The state was written by a newer version of the program.
    """
    try:
        command.upgrade(configured(connection), revision)
    except CommandError as error:
        if "locate revision" not in str(error):
            raise
        raise StateError("the bot's state was written by a newer version of steppe; update steppe") from error


def configured(connection: Connection) -> Config:
    """Alembic's configuration for one open connection."""
    config = Config()
    config.set_main_option("script_location", str(resources.files("bot.state") / "migrations"))
    config.attributes["connection"] = connection
    return config


def differences(connection: Connection) -> list[Any]:
    """What the tables in the database lack or have beyond those that the program draws; empty when they agree."""
    found: list[Any] = compare_metadata(MigrationContext.configure(connection, opts={"compare_type": True}), METADATA)
    return found
