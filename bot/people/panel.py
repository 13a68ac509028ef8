"""The operator's panel, /admin: its front page, its pages, and making the index again."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.bureau import Bureau
from bot.people.presses import OpenPage, PageName, UsersPage, write
from bot.people.reports import report
from bot.people.stats import duration, program_version, stats, stats_text
from bot.progress import showing
from bot.send import edit
from bot.sources import sources_view
from bot.state.broadcasts import Broadcasts
from bot.text import Text, bold, join
from bot.view import Button, View, rows_of
from bot.wording import WORDING
from knowledge.errors import LockedError, SteppeError
from knowledge.types import Language

if TYPE_CHECKING:
    from telegram import Message

log = logging.getLogger(__name__)
_REBUILD = "rebuild"
_GRID: tuple[PageName, ...] = (
    "stats", "errors", "sources", "gaps", "feedback", "feeds", "deliveries", "rebuild", "message"
)  # fmt: skip


async def page_view(bureau: Bureau, page: PageName, language: Language) -> View:
    """A page of the panel. Raises StateError, LibraryError."""
    words = WORDING[language].people
    if page == "stats":
        return View(stats_text(await stats(bureau), language), (_back(language),))
    if page == "sources":
        listed = await asyncio.to_thread(sources_view, bureau, language, 0)
        return View(listed.text, (*listed.rows, _back(language)))
    if page == "rebuild":
        go = Button(words.rebuild_go, data=write(OpenPage("rebuild-now")))
        return View((bold(words.pages["rebuild"]), "\n\n", words.rebuild_ask), ((go,), _back(language)))
    if page == "message":
        count = await Broadcasts(bureau.state).audience()
        told = words.broadcast_usage if count else words.broadcast_nobody
        return View((bold(words.pages["message"]), "\n\n", told), (_back(language),))
    told_by_others = await report(bureau, page, language)
    if told_by_others is not None:
        return View(told_by_others, (_back(language),))
    return await _home(bureau, language)


async def rebuild(bureau: Bureau, message: Message, language: Language) -> str | None:
    """Begin to make the index again and show how it goes; a line where that is going on already."""
    if bureau.chores.runs(_REBUILD):
        return WORDING[language].people.rebuild_running
    bureau.chores.begin(_rebuild(bureau, message, language), _REBUILD)
    return None


async def _rebuild(bureau: Bureau, message: Message, language: Language) -> None:
    words = WORDING[language].people
    await edit(message, View(words.rebuild_going.format(done=0, total="…")))
    async with showing(message) as show:

        def progress(done: int, total: int, _: str) -> None:
            show(words.rebuild_going.format(done=done, total=total))

        try:
            passages = await asyncio.to_thread(bureau.knowledge.rebuild, progress)
            told = words.rebuild_done.format(passages=f"{passages:,}")
        except LockedError:
            told = words.rebuild_locked
        except SteppeError as error:
            log.error("the index could not be made again: %s", error)
            told = words.rebuild_failed
    await edit(message, View(told, (_back(language),)))


async def _home(bureau: Bureau, language: Language) -> View:
    words = WORDING[language].people
    today = datetime.now(UTC).date()
    await bureau.visitors.save()
    counts = await bureau.visitors.metrics.between(today, today)
    questions = counts.get("answered", 0) + counts.get("abstained", 0)
    lines: list[Text] = [
        bold(words.panel_title),
        words.panel_line.format(
            people=await bureau.visitors.people.active_since(today),
            questions=questions,
            uptime=duration(bureau.visitors.tally.uptime_s, words),
            version=program_version(),
        ),
        words.access_line[bureau.settings.access],
        words.panel_commands,
    ]
    users = Button(words.users_button, data=write(UsersPage(0)))
    buttons = [users, *(Button(words.pages[page], data=write(OpenPage(page))) for page in _GRID)]
    return View(join("\n\n", lines), rows_of(buttons, 2))


def _back(language: Language) -> tuple[Button, ...]:
    return (Button(WORDING[language].people.back, data=write(OpenPage("home"))),)
