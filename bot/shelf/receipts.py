"""A document comes in: a receipt that says how it goes, and at the end what was added or why it was not.

One document is worked on at a time, however many come at once; the library has one writer. Nothing that a sender
chose, file name included, names a file on this machine.
"""

from __future__ import annotations

import asyncio
import logging
import uuid
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Final

from telegram.error import BadRequest, TelegramError

from bot.bureau import Bureau
from bot.labels import kind_label
from bot.progress import showing
from bot.send import edit, place_of, send
from bot.shelf.note import Note, read_note
from bot.shelf.presses import Forget, OpenCard, write
from bot.text import Text, bold, join
from bot.view import Button, View
from bot.wording import WORDING
from knowledge.errors import (
    AddressError,
    DiskError,
    EmptyError,
    EncryptedError,
    FetchError,
    FormatError,
    LanguageError,
    LockedError,
    SourceError,
    SteppeError,
    TooLargeError,
)
from knowledge.load.normalise import one_line
from knowledge.shelve import Order
from knowledge.types import Language, Outcome

if TYPE_CHECKING:
    from telegram import Document, Message

log = logging.getLogger(__name__)
TELEGRAM_BYTES = 20_000_000  # bots are not given more
MOST_WAITING = 20
NAME_CHARS = 80
_ALBUMS_KEPT = 256
_REASONS: Final[dict[type[SteppeError], str]] = {
    FormatError: "format",
    EmptyError: "empty",
    EncryptedError: "encrypted",
    TooLargeError: "too-large",
    LanguageError: "language",
    AddressError: "address",
    FetchError: "fetch",
    LockedError: "locked",
    DiskError: "disk",
}


class DownloadError(SourceError):
    """The file could not be fetched from Telegram."""


@dataclass(slots=True)
class Desk:
    """Where documents are handed in, one after the other."""

    bureau: Bureau
    _turn: asyncio.Semaphore = field(default_factory=lambda: asyncio.Semaphore(1))
    _waiting: int = 0
    _albums: OrderedDict[str, None] = field(default_factory=OrderedDict)

    async def take_file(self, message: Message, document: Document, language: Language) -> None:
        """Take in a file that a librarian sent or forwarded."""
        name = shown_name(document.file_name)
        if (document.file_size or 0) > TELEGRAM_BYTES:
            await send(message.get_bot(), place_of(message), failure_view(name, "telegram-large", language))
            return
        # What stands under a forwarded file was written by somebody else: it says nothing for the librarian.
        note = read_note(message.caption) if message.forward_origin is None else Note()

        async def order() -> Order:
            return Order(document.file_name or "", await _download(document), note.title, note.stance)

        await self._take(message, name, order, language, "reading")

    async def take_address(self, message: Message, address: str, note: Note, language: Language) -> None:
        """Take in a page or file from the web."""

        async def order() -> Order:
            return Order(address, None, note.title, note.stance)

        await self._take(message, shown_name(address), order, language, "fetching")

    def is_new_album(self, message: Message) -> bool:
        """Whether to answer this message of an album: the first one, and any message that stands alone."""
        album = message.media_group_id
        if album is None:
            return True
        if album in self._albums:
            return False
        self._albums[album] = None
        if len(self._albums) > _ALBUMS_KEPT:
            self._albums.popitem(last=False)
        return True

    async def _take(
        self, message: Message, name: str, order: Callable[[], Awaitable[Order]], language: Language, first: str
    ) -> None:
        words = WORDING[language].shelf
        bot, place = message.get_bot(), place_of(message)
        if self._waiting >= MOST_WAITING:
            await send(bot, place, View((bold(name), "\n", words.waiting_too_long)))
            return
        self._waiting += 1
        # Beside the conversation: a question asked meanwhile is not to wait for an index.
        self.bureau.chores.begin(self._see_to(message, name, order, language, first))

    async def _see_to(
        self, message: Message, name: str, order: Callable[[], Awaitable[Order]], language: Language, first: str
    ) -> None:
        words = WORDING[language].shelf
        bot, place = message.get_bot(), place_of(message)
        try:
            receipt = await send(bot, place, View((bold(name), "\n", words.received)), reply_to=message.message_id)
            async with self._turn:
                if self.bureau.chores.stopping:
                    view = View((bold(name), "\n", words.stopping))
                else:
                    view = await self._work(name, order, receipt[-1] if receipt else None, language, first)
            if receipt:
                await edit(receipt[-1], view)
            else:
                await send(bot, place, view)
        except TelegramError as error:
            log.warning("a receipt could not be shown: %s", type(error).__name__)
        finally:
            self._waiting -= 1

    async def _work(
        self,
        name: str,
        order: Callable[[], Awaitable[Order]],
        receipt: Message | None,
        language: Language,
        first: str,
    ) -> View:
        words = WORDING[language].shelf
        try:
            if receipt is None:
                outcome = await asyncio.to_thread(self.bureau.knowledge.shelve, await order())
            else:
                async with showing(receipt) as show:
                    show((bold(name), "\n", words.stages[first]))
                    given = await order()
                    outcome = await asyncio.to_thread(
                        self.bureau.knowledge.shelve,
                        given,
                        lambda stage: show((bold(name), "\n", words.stages[first if stage == "reading" else stage])),
                    )
            view = await asyncio.to_thread(outcome_view, self.bureau, outcome, language)
        except SteppeError as error:
            reason = reason_of(error)
            if reason in ("disk", "other"):
                log.error("a document was not taken: %s", type(error).__name__)
            return failure_view(name, reason, language)
        except Exception as error:  # nobody above this would tell the sender
            error_id = uuid.uuid4().hex[:8]
            log.error("error %s: a document was not taken", error_id, exc_info=error)
            self.bureau.failures.note(error_id, error, "private")
            return View((bold(name), "\n", WORDING[language].failed.format(id=error_id)))
        self.bureau.visitors.tally.add("uploads")
        return view


def outcome_view(bureau: Bureau, outcome: Outcome, language: Language) -> View:
    """What became of a document, with the way to its card. Blocks. Raises NotFoundError, LibraryError."""
    words = WORDING[language].shelf
    assert outcome.source_id is not None  # noqa: S101 - what was taken is in the library
    source = bureau.knowledge.source(outcome.source_id)
    count = words.passages_one if outcome.passages == 1 else words.passages.format(count=f"{outcome.passages:,}")
    told = " · ".join([kind_label(source, WORDING[language]), words.languages[source.language], count])
    buttons = (
        Button(words.card_button, data=write(OpenCard(language, source.id))),
        Button(words.forget_button, data=write(Forget(language, source.id, sure=False))),
    )
    return View(join("\n", [words.outcomes[outcome.status], bold(source.title), told]), (buttons,))


def failure_view(name: str, reason: str, language: Language) -> View:
    """Why a document was not added."""
    words = WORDING[language].shelf
    lines: list[Text] = [(words.failed_title, bold(name)), words.reasons[reason]]
    return View(join("\n", lines))


def reason_of(error: SteppeError) -> str:
    """The catalogue's word for an error."""
    if isinstance(error, DownloadError):
        return "download"
    return next((reason for kind, reason in _REASONS.items() if isinstance(error, kind)), "other")


def shown_name(name: str | None) -> str:
    """A file name or address as it is shown: one line without tricks of direction, its middle cut where it is long."""
    line = one_line((name or "").replace("\\", "/").rstrip("/")) or "?"
    if not line.startswith(("http://", "https://")):
        line = line.rsplit("/", 1)[-1] or "?"
    return line if len(line) <= NAME_CHARS else f"{line[: NAME_CHARS - 20]}…{line[-19:]}"


async def _download(document: Document) -> bytes:
    """Fetch a file from Telegram. Raises TooLargeError, DownloadError."""
    try:
        file = await document.get_file()
        if (file.file_size or 0) > TELEGRAM_BYTES:
            raise TooLargeError("the file is larger than bots are given")
        return bytes(await file.download_as_bytearray())
    except BadRequest as refused:
        if "too big" in refused.message.lower():  # Telegram tells this case by its text alone
            raise TooLargeError("the file is larger than bots are given") from refused
        raise DownloadError("the file could not be fetched from Telegram") from refused
    except (TelegramError, OSError) as error:
        raise DownloadError("the file could not be fetched from Telegram") from error
