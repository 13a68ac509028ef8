"""The verb /sources: what is in the library, a page at a time, with a button for the card of each."""

from __future__ import annotations

from bot.bureau import Bureau
from bot.labels import source_line
from bot.presses import SourcesPage, write
from bot.shelf.presses import OpenCard
from bot.shelf.presses import write as write_card
from bot.text import bold, join
from bot.view import Button, View, rows_of
from bot.wording import WORDING
from knowledge.types import Language, Source

PAGE_SOURCES = 8


def sources_view(bureau: Bureau, language: Language, page: int) -> View:
    """Show a page of the library, from 0; beyond the last one, the last. Blocks; call it from a thread.

    Raises:
        LibraryError: The library cannot be read.
    """
    words = WORDING[language]
    listed = _readable(bureau.knowledge.sources(), language)
    if not listed:
        return View(words.sources_none)
    pages = -(-len(listed) // PAGE_SOURCES)
    page = min(page, pages - 1)
    first = page * PAGE_SOURCES
    lines = [
        (f"{number}. ", source_line(source, language))
        for number, source in enumerate(listed[first : first + PAGE_SOURCES], first + 1)
    ]
    cards = rows_of(
        [
            Button(str(number), data=write_card(OpenCard(language, source.id)))
            for number, source in enumerate(listed[first : first + PAGE_SOURCES], first + 1)
        ]
    )
    title = bold((words.sources_title_one if len(listed) == 1 else words.sources_title).format(count=len(listed)))
    if pages == 1:
        return View(join("\n\n", [title, *lines]), cards)
    turns = [
        Button(label, data=write(SourcesPage(language, to)))
        for label, to in (("◀", page - 1), ("▶", page + 1))
        if 0 <= to < pages
    ]
    told = words.sources_page.format(page=page + 1, pages=pages)
    return View(join("\n\n", [title, *lines, told]), (*cards, tuple(turns)))


def _readable(sources: list[Source], language: Language) -> list[Source]:
    """Each text once: of two twins the one in the reader's language."""
    ids = {source.id for source in sources}
    return [s for s in sources if s.language == language or s.twin_id is None or s.twin_id not in ids]
