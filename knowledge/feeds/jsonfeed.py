"""JSON Feed (jsonfeed.org, versions 1 and 1.1), brought into the form of feedparser's entries."""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping
from typing import Any

from knowledge.feeds.values import NotAFeedError


def json_entries(text: str, url: str) -> tuple[str, Iterator[dict[str, Any]]]:
    """Title and entries of a JSON Feed.

    Raises:
        NotAFeedError: JSON of another kind, or none.
    """
    try:
        feed = json.loads(text)
    except (ValueError, RecursionError):
        feed = None
    if not isinstance(feed, dict) or "jsonfeed.org/version" not in str(feed.get("version")):
        raise NotAFeedError("not-a-feed", f"{url}: JSON, but no JSON Feed; check the address")
    items = feed.get("items")
    return _string(feed, "title"), map(_entry, filter(_is_object, items if isinstance(items, list) else ()))


def _is_object(item: object) -> bool:
    return isinstance(item, dict)


def _entry(item: Mapping[str, Any]) -> dict[str, Any]:
    author = next(filter(_is_object, _list(item, "authors")), item.get("author"))
    whole = _string(item, "content_html") or _string(item, "content_text")
    return {
        "id": str(item["id"]) if isinstance(item.get("id"), str | int) else "",
        "title": _string(item, "title"),
        "link": _string(item, "url") or _string(item, "external_url"),
        "summary": _string(item, "summary"),
        "content": [{"value": whole}],
        "published": _string(item, "date_published"),
        "updated": _string(item, "date_modified"),
        "author": _string(author, "name") if isinstance(author, dict) else "",
    }


def _string(item: Mapping[str, Any], name: str) -> str:
    value = item.get(name)
    return value if isinstance(value, str) else ""


def _list(item: Mapping[str, Any], name: str) -> list[Any]:
    value = item.get(name)
    return value if isinstance(value, list) else []
