"""A feed's bytes to items: RSS 0.9x to 2.0, RDF, Atom by feedparser, and JSON Feed.

feedparser gets bytes in memory, already decoded, and neither cleans nor completes anything: markup is taken out here,
addresses are checked here. Whatever it raises, the feed is then none.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any
from urllib.parse import parse_qsl, urlencode, urljoin, urlsplit, urlunsplit

from knowledge.errors import AddressError, EmptyError
from knowledge.feeds.dates import item_date
from knowledge.feeds.encoding import feed_text
from knowledge.feeds.jsonfeed import json_entries
from knowledge.feeds.plain import plain_line, plain_paragraphs, tidy_summary
from knowledge.feeds.values import Item, NotAFeedError, ParsedFeed
from knowledge.load.address import parse_address

_ROOT = re.compile(r"<(?:[\w-]+:)?(rss|feed|rdf|channel)\b", re.IGNORECASE)
_HTML = re.compile(r"<(?:!doctype\s+html|html)\b", re.IGNORECASE)
_PASSWORD = re.compile(r"<input\b[^>]{0,500}\btype\s*=\s*[\"']?password", re.IGNORECASE)
_HEAD_CHARS = 20_000  # comments and style sheets may stand before the root
_TRACKING = re.compile(r"(?:utm_\w+|fbclid|gclid|yclid|mc_[ce]id|at_\w+|ref|rss)", re.IGNORECASE)
_TAGS = 60_000  # a feed of 2 MB of full articles has about half as many
_GUID_CHARS = 500
_FULL_CHARS = 600  # a text of this length that the feed calls its content is the article, not its beginning


def parse_feed(
    data: bytes, content_type: str | None, url: str, now: datetime, most: int, *, allow_loopback: bool = False
) -> ParsedFeed:
    """Read a feed.

    Args:
        data: As sent, unpacked.
        content_type: The header, parameters included.
        url: Where it was fetched; links are completed with it.
        now: Aware; what is dated later is misdated.
        most: Items read; the rest, further down the feed, is left.

    Raises:
        EmptyError: No bytes.
        NotAFeedError: A web page, a page that asks for a login, or anything else.
    """
    if not data.strip(b"\0 \t\r\n\xef\xbb\xbf"):
        raise EmptyError(f"{url}: empty; try again later, or check the address")
    text, remark = feed_text(data, content_type)
    if (cut := _cut(text)) is not None:
        text, remark = text[:cut], "more markup than a feed has; its beginning was read"
    if text.lstrip()[:1] in ("{", "["):
        title, entries = json_entries(text, url)
    else:
        title, entries = _xml_entries(text, url)
    items = tuple(
        item
        for entry, _ in zip(entries, range(most), strict=False)
        if (item := _item(entry, url, now, allow_loopback=allow_loopback)) is not None
    )
    return ParsedFeed(plain_line(title), items, remark)


def _cut(text: str) -> int | None:
    """Where to stop reading a text that is nothing but markup: the parsers take a minute for what no publisher writes."""
    if text.count("<") <= _TAGS:
        return None
    at = -1
    for _ in range(_TAGS):
        at = text.find("<", at + 1)
    return at


def _xml_entries(text: str, url: str) -> tuple[str, Iterator[dict[str, Any]]]:
    head = text[:_HEAD_CHARS]
    root, page = _ROOT.search(head), _HTML.search(head)
    if root is None or (page is not None and page.start() < root.start()):
        raise _no_feed(text, url, page is not None)
    import feedparser

    stream = io.BytesIO(text.encode("utf-8", "replace"))
    headers = {"content-type": "application/xml; charset=utf-8", "content-location": url}
    try:
        found = feedparser.parse(stream, response_headers=headers, sanitize_html=False, resolve_relative_uris=False)
        version, title, entries = found.version, str(found.feed.get("title") or ""), list(found.entries)
    except Exception as error:  # it parses what strangers write, with parsers that raise what they like
        raise NotAFeedError("not-a-feed", f"{url}: a feed that cannot be read; tell its publisher") from error
    if not version and not entries:
        raise _no_feed(text, url, page is not None)
    return title, iter(entries)


def _no_feed(text: str, url: str, page: bool) -> NotAFeedError:
    if page and _PASSWORD.search(text[:500_000]):
        return NotAFeedError("login", f"{url}: a page that asks for a login, no feed; use a feed that is open to all")
    if page:
        return NotAFeedError("html", f"{url}: a web page, no feed; look on it for the address of its feed")
    return NotAFeedError("not-a-feed", f"{url}: neither RSS nor Atom nor JSON Feed; check the address")


def _item(entry: dict[str, Any], url: str, now: datetime, *, allow_loopback: bool) -> Item | None:
    """One entry; None where it says nothing."""
    title = plain_line(_string(entry, "title"))
    summary = tidy_summary(plain_paragraphs(_string(entry, "summary")))
    body = plain_paragraphs(max((_value(one) for one in entry.get("content") or ()), key=len, default=""))
    if len(body) < max(_FULL_CHARS, len(summary) + 1):
        summary, body = max(summary, tidy_summary(body), key=len), ""
    elif not summary:
        summary = body.split("\n\n", 1)[0]
    if not title and not summary:
        return None
    fields = ("published", "created", "updated")
    written = [_string(entry, name) for name in fields]
    day, moment, misdated = item_date(written, [dict.get(entry, f"{name}_parsed") for name in fields], now)
    author = plain_line(_string(entry, "author"))
    return Item(
        title=title or plain_line(summary.split("\n\n", 1)[0])[:120],
        guid=" ".join(_string(entry, "id").split())[:_GUID_CHARS],
        link=clean_link(_string(entry, "link"), url, allow_loopback=allow_loopback),
        summary=summary,
        body=body,
        author=author if author and "@" not in author else None,
        published=day,
        moment=moment,
        misdated=misdated,
    )


def clean_link(link: str, base: str, *, allow_loopback: bool = False) -> str | None:
    """The address of an item's page: complete, public in form, without fragment and marks of tracking."""
    try:
        parts = urlsplit(urljoin(base, link.strip()))
        kept = [pair for pair in parse_qsl(parts.query, keep_blank_values=True) if not _TRACKING.fullmatch(pair[0])]
        query = urlencode(kept) if len(kept) < len(parse_qsl(parts.query, keep_blank_values=True)) else parts.query
        if not link.strip():
            return None
        return parse_address(urlunsplit((*parts[:3], query, "")), allow_loopback=allow_loopback).url
    except (AddressError, ValueError):
        return None


def _string(entry: dict[str, Any], name: str) -> str:
    value = dict.get(
        entry, name
    )  # feedparser's own way to get would answer with other fields where this one is missing
    return value if isinstance(value, str) else ""


def _value(content: Any) -> str:
    value = content.get("value") if isinstance(content, Mapping) else None
    return value if isinstance(value, str) else ""
