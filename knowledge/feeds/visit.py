"""Ask a server for a feed, only for what has changed, and put its answer into words."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

from knowledge.errors import AddressError, FetchError, LateError, SourceError, TooLargeError
from knowledge.feeds.values import FeedSource, Problem
from knowledge.load.fetch import Reply, request
from knowledge.settings import LoadSettings

_ACCEPTED = (
    "application/atom+xml,application/rss+xml,application/rdf+xml,application/feed+json;q=0.9,"
    "application/xml;q=0.9,text/xml;q=0.9,*/*;q=0.5"
)
_LONGEST_MARK = 1_000  # characters of an ETag that is sent back
_ANSWERS: dict[int, tuple[Problem, str]] = {
    401: ("refused", "asks for a login; use a feed that is open to all"),
    402: ("refused", "asks for payment; use a feed that is open to all"),
    403: ("refused", "refuses programs; ask its publisher, or take it off the list"),
    404: ("not-found", "there is nothing there; look for the feed's new address"),
    410: ("gone", "the feed was given up; take it off the list"),
    429: ("busy", "too many requests; asked again later"),
}


@dataclass(frozen=True, slots=True)
class Visit:
    """A server's answer.

    Attributes:
        reply: The body with its headers; None when there is nothing new or nothing good.
        problem: What was wrong in one word, None when nothing was; ``line`` says it in a sentence, or says something
            worth knowing of a good answer.
        retry_after_s: How long the server asks us to stay away, in seconds.
    """

    reply: Reply | None = field(default=None, repr=False)
    problem: Problem | None = None
    line: str | None = None
    retry_after_s: float | None = None


def visit(
    source: FeedSource,
    settings: LoadSettings,
    now: datetime,
    *,
    etag: str | None = None,
    modified: str | None = None,
    before: Callable[[str], None] | None = None,
    allow_loopback: bool = False,
) -> Visit:
    """Fetch a feed unless it is as it was. Never raises for what a server does.

    Args:
        source: The feed.
        settings: Caps on size, time and redirects.
        now: Aware; for dates in the answer.
        etag, modified: What the server said of the version read last.
        before: Called with each address before it is asked; what it raises is passed on.
        allow_loopback: For tests against a server on this machine.
    """
    conditions = {"If-None-Match": etag, "If-Modified-Since": modified}
    try:
        reply = request(
            source.url,
            settings,
            conditions={name: value for name, value in conditions.items() if value},
            accepted=_ACCEPTED,
            before=before,
            allow_loopback=allow_loopback,
        )
    except SourceError as error:
        return Visit(problem=_word(error), line=str(error))
    if reply.status == 200:
        return Visit(reply, line=f"has moved to {reply.moved}; change its address in the list" if reply.moved else None)
    if reply.status == 304:
        return Visit()
    word, advice = _ANSWERS.get(
        reply.status, ("server-error" if reply.status >= 500 else "status", "asked again later")
    )
    line = f"{reply.url}: the server answered {reply.status}: {advice}"
    return Visit(problem=word, line=line, retry_after_s=retry_after(reply.headers.get("retry-after"), now))


def mark(value: str | None) -> str | None:
    """An ETag or Last-Modified that can be sent back; None where it cannot."""
    if not value or len(value) > _LONGEST_MARK or not value.isascii() or not value.isprintable():
        return None
    return value.strip() or None


def retry_after(value: str | None, now: datetime) -> float | None:
    """The header ``Retry-After`` in seconds from now: a number or a date; None where it is neither."""
    if value is None:
        return None
    value = value.strip()
    if value.isdecimal() and value.isascii():
        return float(value[:12])
    try:
        date = parsedate_to_datetime(value)
        return max(0.0, ((date if date.tzinfo else date.replace(tzinfo=UTC)) - now).total_seconds())
    except (ValueError, TypeError, OverflowError):
        return None


def _word(error: SourceError) -> Problem:
    if isinstance(error, AddressError):
        return "address"
    if isinstance(error, LateError):
        return "late"
    if isinstance(error, TooLargeError):
        return "too-large"
    return "unreachable" if isinstance(error, FetchError) else "not-a-feed"
