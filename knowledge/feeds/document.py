"""An item as a document of the library, with the text of its page where there is one that is really its own."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from knowledge.encoder import analyse
from knowledge.errors import SteppeError
from knowledge.feeds.values import STANCES, FeedSource, Item
from knowledge.lexical import sentence_words
from knowledge.load.draft import Block, Draft, assemble
from knowledge.load.fetch import Reply
from knowledge.settings import LoadSettings
from knowledge.types import Document

ORIGIN = "feed:"  # before the address: a page that was ingested by hand is another source, and stays
# Shares of an item's words that its page must hold: log-in pages and notices hold few of the headline's, and a page
# that is closed to us holds the headline but little of what the summary says.
_OF_HEADLINE, _OF_SUMMARY = 0.5, 0.35
_COMPARED_CHARS = 20_000  # of a page; its headline's words come early


def item_key(item: Item) -> str:
    """What tells an item from others of its feed: the feed's own id, else its address, else its text."""
    return item.guid or item.link or f"text:{_hash(item.title, item.summary)[:24]}"


def item_digest(item: Item) -> str:
    """A hash of what the feed says of an item; an item whose hash is known need not be looked at again."""
    return _hash(item.title, item.summary, item.body, item.link or "", item.published or "")[:32]


def item_origin(source: FeedSource, item: Item) -> str:
    """Where the library keeps an item: under its address, so that two feeds that name one page mean one source."""
    return ORIGIN + (item.link or f"{source.id}:{item_key(item)}")


def to_document(
    source: FeedSource, item: Item, origin: str, settings: LoadSettings, page: Draft | None = None
) -> Document:
    """Make the document of an item.

    Args:
        source: Its feed: publisher and stance come from there, never from what the item says of itself.
        item: The item.
        origin: From ``item_origin``.
        settings: The cap on the text.
        page: What was read of its page; None: what the feed carries is the text.

    Raises:
        LanguageError: Neither Japanese nor English.
        EmptyError, TooLargeError: No text, or over the cap.
    """
    if page is not None:
        blocks = tuple(block for block in page.blocks if block.role != "title")
    else:
        blocks = tuple(Block(text) for text in (item.body or item.summary).split("\n\n") if text.strip())
    # A headline alone is all that is said: it is then the text, and can be quoted.
    title = Block(item.title, "title") if any(block.role == "prose" for block in blocks) else Block(item.title)
    draft = Draft(
        (title, *blocks),
        title=item.title,
        kind="feed",
        publisher=source.name,
        author=item.author or (page.author if page is not None else None),
        published=item.published,
        url=item.link,
        stance="opinion" if page is not None and page.stance == "opinion" else STANCES[source.kind],
    )
    document = assemble(draft, item.title, settings, origin, item.link)
    return replace(document, url=item.link)


def read_page(reply: Reply, item: Item) -> Draft | None:
    """The article in an item's page; None where there is none, or where it is not about what the item says."""
    from knowledge.load.web import read_html

    content_type = reply.headers.get("content-type", "")
    if reply.status != 200 or "html" not in content_type.lower():
        return None
    charset = content_type.lower().partition("charset=")[2].strip(" \"';") or None
    try:
        draft = read_html(reply.data, reply.url, charset)
    except SteppeError:
        return None
    text = "\n".join(block.text for block in draft.blocks if block.role == "prose")
    if len(text) <= len(item.summary):
        return None
    prose = _words(text[:_COMPARED_CHARS])
    headings = [block.text for block in draft.blocks if block.role in ("title", "heading")]
    headed = prose | _words("\n".join([draft.title or "", *headings[:5]]))
    about = _share(item.title, headed) >= _OF_HEADLINE and _share(item.summary, prose) >= _OF_SUMMARY
    return draft if about else None


def _words(text: str) -> frozenset[str]:
    return sentence_words(analyse(text).lexemes)


def _share(text: str, held: frozenset[str]) -> float:
    """How many of a text's words are among ``held``; all of none."""
    wanted = _words(text)
    return len(wanted & held) / len(wanted) if wanted else 1.0


def _hash(*parts: str) -> str:
    return hashlib.sha256("\x1f".join(parts).encode("utf-8", "surrogatepass")).hexdigest()
