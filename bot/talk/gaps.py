"""The verb /gaps: what the library could not answer. Admins see everyone's, in private; all others their own."""

from __future__ import annotations

from typing import TYPE_CHECKING

from bot.bureau import Bureau
from bot.labels import date_label
from bot.state.gaps import Gap
from bot.talk.presses import AskAgain, GapsPage, write
from bot.text import bold, join
from bot.view import ROW_BUTTONS, Button, View, rows_of
from bot.wording import WORDING
from knowledge.types import Language

if TYPE_CHECKING:
    from telegram import Chat, User

PAGE_GAPS = ROW_BUTTONS


class Scope:
    """Whose gaps someone may see in a chat: the person's, the group's, or all of them."""

    def __init__(self, bureau: Bureau, chat: Chat, user: User) -> None:
        private = chat.type == "private"
        self.all = private and user.id in bureau.settings.admin_ids
        self.user_id = user.id if private and not self.all else None
        self.chat_id = None if private else chat.id


async def gaps_view(bureau: Bureau, language: Language, scope: Scope, page: int) -> View:
    """Show a page of the gaps, from 0; beyond the last one, the last. Raises StateError."""
    words = WORDING[language]
    found, total = await _page(bureau, scope, page)
    if not found and total:
        page = -(-total // PAGE_GAPS) - 1
        found, total = await _page(bureau, scope, page)
    if not found:
        return View(words.talk.gaps_none)
    title = words.talk.gaps_title if scope.all else words.talk.gaps_here if scope.chat_id else words.talk.gaps_mine
    first, pages = page * PAGE_GAPS + 1, -(-total // PAGE_GAPS)
    lines = [
        words.talk.gap_line.format(
            number=number,
            question=one.question,
            count=one.count,
            date=date_label(one.last_at.date().isoformat(), words),
        )
        for number, one in enumerate(found, first)
    ]
    again = [Button(str(number), data=write(AskAgain(one.id))) for number, one in enumerate(found, first)]
    turns = tuple(
        Button(label, data=write(GapsPage(to)))
        for label, to in (("◀", page - 1), ("▶", page + 1))
        if 0 <= to < min(pages, 1_000)
    )
    told = [words.talk.gaps_hint]
    if turns:
        told.append(words.sources_page.format(page=page + 1, pages=pages))
    text = join("\n\n", [bold(title.format(count=total)), join("\n", lines), *told])
    return View(text, rows_of(again) + ((turns,) if turns else ()))


async def _page(bureau: Bureau, scope: Scope, page: int) -> tuple[list[Gap], int]:
    return await bureau.gaps.listed(PAGE_GAPS, offset=page * PAGE_GAPS, user_id=scope.user_id, chat_id=scope.chat_id)


def still_open(bureau: Bureau, gap: Gap) -> bool:
    """Whether the library still has no answer; no chat model is asked. Blocks.

    Raises:
        LibraryError: The library cannot be read.
    """
    return bureau.knowledge.ask(gap.question, language=gap.language, extractive=True).abstained
