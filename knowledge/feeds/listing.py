"""The operator's file of feeds: TOML, one table a feed."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any, get_args

from knowledge.errors import AddressError, SettingsError
from knowledge.feeds.values import FeedKind, FeedSource
from knowledge.load.address import parse_address
from knowledge.load.normalise import one_line
from knowledge.types import LANGUAGES

_KINDS: tuple[str, ...] = get_args(FeedKind)
_FIELDS = {"name", "url", "kind", "language", "weight", "full_text", "every_min", "on"}
_ID = re.compile(r"[a-z0-9][a-z0-9-]{0,39}")


def read_feeds(path: Path | None, *, allow_loopback: bool = False) -> tuple[FeedSource, ...]:
    """Read the list of feeds; those with ``on = false`` are left out.

    Args:
        path: The file; None: there are no feeds.
        allow_loopback: For tests: addresses with any port of this machine pass.

    Returns:
        The feeds in the order of the file.

    Raises:
        SettingsError: The file cannot be read, or an entry is wrong; names file, feed and field.
    """
    if path is None:
        return ()
    try:
        tables = tomllib.loads(path.read_text(encoding="utf-8"))
    except OSError as error:
        raise SettingsError(f"STEPPE_FEEDS_FILE: {path}: cannot be read ({error.strerror}); check the path") from error
    except (UnicodeDecodeError, tomllib.TOMLDecodeError) as error:
        raise SettingsError(f"STEPPE_FEEDS_FILE: {path}: {' '.join(str(error).split())}; mend the file") from error
    if set(tables) - {"feeds"} or not isinstance(tables.get("feeds", {}), dict):
        raise SettingsError(f"STEPPE_FEEDS_FILE: {path}: write each feed as a table [feeds.some-id]")
    feeds: list[FeedSource] = []
    addresses: dict[str, str] = {}
    for id, table in tables.get("feeds", {}).items():
        try:
            feed = _feed(id, table, allow_loopback=allow_loopback)
            if feed.url in addresses:
                raise ValueError(f"the same address as {addresses[feed.url]}")
        except (ValueError, AddressError) as error:
            raise SettingsError(f"STEPPE_FEEDS_FILE: {path}: feeds.{one_line(str(id))}: {error}") from error
        addresses[feed.url] = id
        if table.get("on", True):
            feeds.append(feed)
    return tuple(feeds)


def _feed(id: str, table: Any, *, allow_loopback: bool) -> FeedSource:
    if not isinstance(table, Mapping):
        raise ValueError("write it as a table with name, url, kind and language")
    if not _ID.fullmatch(id):
        raise ValueError("an id is small letters, digits and hyphens, 40 at most")
    if unknown := sorted(set(table) - _FIELDS):
        raise ValueError(f"unknown: {', '.join(unknown)}; known are {', '.join(sorted(_FIELDS))}")
    kind, language = table.get("kind"), table.get("language")
    if kind not in _KINDS:
        raise ValueError(f"kind must be one of {', '.join(_KINDS)}")
    if language not in LANGUAGES:
        raise ValueError("language must be ja or en")
    weight, every = table.get("weight", 1.0), table.get("every_min")
    if isinstance(weight, bool) or not isinstance(weight, int | float) or not 0 < weight <= 1:
        raise ValueError("weight must be a number over 0 and up to 1")
    if every is not None and (isinstance(every, bool) or not isinstance(every, int) or not 10 <= every <= 10_080):
        raise ValueError("every_min must be whole minutes from 10 to 10080")
    for name in ("full_text", "on"):
        if not isinstance(table.get(name, False), bool):
            raise ValueError(f"{name} must be true or false")
    for name in ("name", "url"):
        if not isinstance(table.get(name), str) or not table[name].strip():
            raise ValueError(f"{name} is missing")
    url = parse_address(table["url"], allow_loopback=allow_loopback).url
    return FeedSource(
        id, one_line(table["name"]), url, kind, language, float(weight), bool(table.get("full_text", False)), every
    )
