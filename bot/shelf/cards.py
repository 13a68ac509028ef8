"""A source's card: what it is, where it comes from, how to read it and, for librarians, how to forget it."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from urllib.parse import urlsplit

from bot.bureau import Bureau
from bot.labels import date_label, kind_label
from bot.shelf.presses import Forget, OpenCard, ReadSource, write
from bot.talk.passages import passage_view
from bot.text import Text, bold, code, join
from bot.view import Button, View
from bot.wording import WORDING
from knowledge.errors import NotFoundError
from knowledge.types import Language, Source


def card_view(bureau: Bureau, language: Language, source_id: str, *, librarian: bool) -> View:
    """The card of a source; ``librarian``: with the button to forget it. Blocks; call it from a thread.

    Raises:
        NotFoundError: It is not in the library any more.
        LibraryError: The library cannot be read.
    """
    source = bureau.knowledge.source(source_id)
    lines = [bold(source.title), *card_lines(source, _passages(bureau, source_id), language)]
    words = WORDING[language].shelf
    reading = [Button(words.read_button, data=write(ReadSource(language, source_id)))]
    if source.url is not None and _may_open(source.url):
        reading.append(Button(words.address_button, url=source.url))
    rows: list[tuple[Button, ...]] = [tuple(reading)]
    if librarian:
        rows.append((Button(words.forget_button, data=write(Forget(language, source_id, sure=False))),))
    return View(join("\n", lines), tuple(rows))


def _may_open(address: str) -> bool:
    """Whether Telegram takes an address on a button: it refuses those within a network, and the whole message with them."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return False
    return (
        parts.scheme in ("http", "https") and ("." in host.strip(".") or ":" in host) and not re.search(r"\s", address)
    )


def card_lines(source: Source, passages: int, language: Language) -> list[Text]:
    """What is known of a source, a line each, its title apart."""
    words, told = WORDING[language].shelf, WORDING[language]
    speaks = words.languages[source.language]
    if source.twin_id is not None:
        other: Language = "en" if source.language == "ja" else "ja"
        speaks = words.twin_exists.format(language=speaks, other=words.languages[other])
    lines: list[Text] = [kind_label(source, told)]
    if source.publisher:
        lines.append(words.card_publisher.format(name=source.publisher))
    if source.author:
        lines.append(words.card_author.format(name=source.author))
    if date := date_label(source.published, told):
        lines.append(words.card_published.format(date=date))
    lines.append(words.card_language.format(language=speaks))
    lines.append(words.card_passages.format(count=f"{passages:,}"))
    if source.added is not None:
        day = datetime.fromtimestamp(source.added, UTC).date().isoformat()
        lines.append(words.card_added.format(date=date_label(day, told)))
    if source.url:
        lines.append(source.url)
    lines.append(("ID ", code(source.id)))
    return lines


def first_passage_view(bureau: Bureau, language: Language, source_id: str) -> View:
    """The beginning of a source, with the buttons to read on. Blocks. Raises NotFoundError, LibraryError."""
    bureau.knowledge.source(source_id)
    passages = bureau.knowledge.library.catalogue.passages_of(source_id)
    if not passages:
        raise NotFoundError(f"no passage of {source_id}")
    return passage_view(bureau, language, passages[0].id, None)


def forget_view(bureau: Bureau, language: Language, source_id: str) -> View:
    """The question before a source is forgotten. Blocks. Raises NotFoundError, LibraryError."""
    source = bureau.knowledge.source(source_id)
    words = WORDING[language].shelf
    lines: list[Text] = [bold(source.title), words.forget_ask]
    if source.kind == "dossier":
        lines.append(words.forget_dossier)
    buttons = (
        Button(words.forget_go, data=write(Forget(language, source_id, sure=True))),
        Button(words.keep, data=write(OpenCard(language, source_id, back=True))),
    )
    return View(join("\n\n", lines), (buttons,))


def _passages(bureau: Bureau, source_id: str) -> int:
    return len(bureau.knowledge.library.catalogue.passages_of(source_id))
