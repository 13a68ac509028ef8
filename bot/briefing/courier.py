"""The one ticking job of the bot: looks at the clock, claims what is due, sends it at Telegram's pace, keeps the ledger.

Everything that must survive is in SQL. A process that is killed loses nothing: what it had claimed is due again when its
lease is over, and what it was sending at that moment is listed as uncertain, since ``sendMessage`` cannot be asked.
"""

from __future__ import annotations

import asyncio
import logging
import secrets
import time
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from aiolimiter import AsyncLimiter
from telegram.error import TelegramError
from telegram.ext import ExtBot

from bot.briefing.card import CARDS
from bot.briefing.composing import Wanted, composed, scheduled
from bot.briefing.late import late_line
from bot.briefing.post import Posted, post
from bot.briefing.record import Record
from bot.briefing.render import render_briefing
from bot.bureau import Bureau
from bot.place import Place
from bot.send import messages_of, send, send_photo
from bot.state.deliveries import Claimed, Outcome
from bot.state.questions import open_questions
from bot.state.subscriptions import Stopped, Subscription
from bot.text import italic
from bot.view import View
from bot.wording import WORDING
from knowledge.briefing.values import Briefing
from knowledge.errors import StateError, SteppeError
from knowledge.types import Language

log = logging.getLogger(__name__)

TICK_S = 1.0
PER_SECOND = 30  # Telegram's limit over all chats
_BURST = 4  # so many may follow each other at once, to make up for a moment's delay
_IN_FLIGHT = 16  # being sent at once: enough for half a second's latency, and few to be unsure of after a kill
_BATCH = 60  # two seconds' worth
_COMPOSED_KEPT = 256
_JUMP = timedelta(seconds=30)
_LATE = timedelta(minutes=15)
_LONGEST_PAUSE_S = 60.0
_CLOSING_S = 20.0
_PRUNE_EVERY_S = 6 * 3_600.0
_NOTICE_EVERY_S = 60.0
_STOPS: dict[str, Stopped] = {"blocked": "blocked", "gone": "gone", "topic": "topic"}


def utc_now() -> datetime:
    """The time, aware."""
    return datetime.now(UTC)


@dataclass(frozen=True, slots=True)
class _Parcel:
    """A claimed delivery with what its chat wants."""

    row: Claimed
    wish: Subscription
    wanted: Wanted


class Courier:
    """Delivers briefings; ``run`` it for as long as the bot runs.

    Args:
        clock: Aware; only tests pass another one.
    """

    def __init__(self, bureau: Bureau, bot: ExtBot[Any], *, clock: Callable[[], datetime] = utc_now) -> None:
        self._bureau, self._bot, self._clock = bureau, bot, clock
        settings = bureau.settings
        self._grace = timedelta(hours=settings.delivery_grace_h)
        self._lease = timedelta(seconds=settings.delivery_lease_s)
        self.holder = secrets.token_hex(8)
        self._record = Record(bureau.deliveries, self.holder, self._lease, clock)
        self._pace = AsyncLimiter(_BURST, _BURST / PER_SECOND)
        self._slots = asyncio.Semaphore(_IN_FLIGHT)
        self._wake = asyncio.Event()
        self._stopping = asyncio.Event()
        self._paused_until = 0.0
        self._sending: set[asyncio.Task[None]] = set()
        self._letters: dict[str, asyncio.Task[Briefing]] = {}
        self._ready: dict[tuple[str, str | None], tuple[dict[str, Any], ...]] = {}  # rendered once for many chats
        self._composing = asyncio.Semaphore(1)  # the core is pure computation: two at once are no faster
        self._unsure, self._told_at = 0, -_NOTICE_EVERY_S
        self._drift = self._clock() - datetime.fromtimestamp(time.monotonic(), UTC)

    async def run(self) -> None:
        """Deliver until cancelled; what is on its way then is still recorded."""
        writer = asyncio.create_task(self._record.run())
        jobs = [asyncio.create_task(self._ticking()), asyncio.create_task(self._pumping())]
        try:
            await asyncio.wait(jobs)
        finally:
            # They end by themselves: one that is cancelled within a transaction may leave it open, and the file locked.
            self._stopping.set()
            self._wake.set()
            _, late = await asyncio.wait(jobs, timeout=_CLOSING_S)
            for job in late:
                job.cancel()
            await self._close(writer)

    async def _close(self, writer: asyncio.Task[None]) -> None:
        if self._sending:
            await asyncio.wait(self._sending, timeout=_CLOSING_S)
        for letter in self._letters.values():
            letter.cancel()
        await self._record.close()
        with suppress(TimeoutError, StateError):
            await asyncio.wait_for(writer, _CLOSING_S)
            await self._bureau.deliveries.release(self.holder)

    # --- the clock

    async def _ticking(self) -> None:
        renewed = pruned = tidied = -1e9
        while not self._stopping.is_set():
            now, beat = self._clock(), time.monotonic()
            try:
                await self._look(now)
                if beat - tidied > self._lease.total_seconds() / 4:
                    tidied = beat
                    self._unsure += await self._bureau.deliveries.expire(self.holder, now, self._lease)
                    await self._bureau.subscriptions.reset(now)
                if self._sending and beat - renewed > self._lease.total_seconds() / 3:
                    renewed = beat
                    await self._bureau.deliveries.renew(self.holder, now + self._lease)
                if beat - pruned > _PRUNE_EVERY_S:
                    pruned = beat
                    await self._prune(now)
                await self._tell_admins()
            except StateError as error:
                log.error("deliveries: %s", error)
            except Exception:  # whatever it is, tomorrow's briefings must not depend on it
                log.exception("deliveries: a look at the clock failed")
            await self._rest(TICK_S)

    async def _look(self, now: datetime) -> None:
        """Turn what has come due into deliveries."""
        drift = now - datetime.fromtimestamp(time.monotonic(), UTC)
        if abs(drift - self._drift) > _JUMP:
            log.warning("the clock jumped by %s", drift - self._drift)
            if drift < self._drift:
                await self._bureau.subscriptions.reset(now, all_of_them=True)
            self._drift = drift
        skipped = await self._bureau.subscriptions.let_go(now, self._grace)
        while True:
            queued = await self._bureau.subscriptions.queue(now, self._grace)
            skipped += queued.skipped
            if queued.made:
                self._wake.set()
            if not queued.more:
                break
        if skipped:
            log.warning("%d briefings were let go: they would have come more than %s late", skipped, self._grace)

    async def _prune(self, now: datetime) -> None:
        before = now - timedelta(days=self._bureau.settings.keep_briefings_days)
        await self._bureau.deliveries.prune(before)
        await self._bureau.briefings.prune(before)

    # --- sending

    async def _rest(self, seconds: float) -> None:
        """Wait, but not past the end."""
        with suppress(TimeoutError):
            await asyncio.wait_for(self._stopping.wait(), seconds)

    async def _pumping(self) -> None:
        while not self._stopping.is_set():
            rows: list[Claimed] = []
            try:
                rows = await self._bureau.deliveries.claim(self.holder, self._clock(), _BATCH, self._lease)
                parcels = await self._packed(rows)
            except Exception as error:
                if isinstance(error, StateError):
                    log.error("deliveries: %s", error)
                else:
                    log.exception("deliveries: nothing could be claimed")
                for row in rows:  # claimed, and then not packed: nobody else would take them up again
                    self._end(row, "due", reason="state")
                await self._rest(TICK_S)
                continue
            for parcel in parcels:
                self._letter(parcel.wanted)
            for parcel in parcels:
                await self._slots.acquire()
                await self._pace.acquire()
                while not self._stopping.is_set() and (pause := self._paused_until - time.monotonic()) > 0:
                    await self._rest(pause)
                if self._stopping.is_set():  # what is claimed and not on its way is given back
                    return
                task = asyncio.create_task(self._deliver(parcel))
                self._sending.add(task)
                task.add_done_callback(self._sent)
            if not rows:
                self._wake.clear()
                with suppress(TimeoutError):
                    await asyncio.wait_for(self._wake.wait(), TICK_S)

    def _sent(self, task: asyncio.Task[None]) -> None:
        self._sending.discard(task)
        self._slots.release()

    async def _packed(self, rows: list[Claimed]) -> list[_Parcel]:
        if not rows:
            return []
        wishes = await self._bureau.subscriptions.wanted([row.place for row in rows])
        before = await self._bureau.deliveries.before(rows)
        asked = await open_questions(self._bureau.state, {row.place.chat_id for row in rows})
        out = []
        for row in rows:
            wish = wishes.get(row.place)
            if wish is None or wish.stopped:  # gone between the two looks
                self._end(row, "failed", reason="unsubscribed")
                continue
            out.append(
                _Parcel(row, wish, scheduled(wish, row.day, before.get(row.id), asked.get(row.place.chat_id, ())))
            )
        return out

    async def _deliver(self, parcel: _Parcel) -> None:
        row, left = parcel.row, False
        try:
            messages, briefing = await self._messages(parcel)
            if not await self._record.may_leave(row.id, briefing.id):
                return
            left = True
            posted = await post(self._bot, row.place, messages)
            await self._settle(row, posted)
            if posted.fate == "sent" and parcel.wish.card:
                await self._add_card(row, briefing)
        except StateError as error:
            log.error("delivery %d: %s", row.id, error)
            self._end(row, "uncertain" if left else "due", reason="state", wait_s=5.0)
        except SteppeError as error:
            log.error("delivery %d could not be composed: %s", row.id, error)
            self._letters.pop(parcel.wanted.key, None)
            self._end(row, "due", reason="library", wait_s=_pause_s(row.tries))
        except Exception:
            log.exception("delivery %d failed", row.id)
            self._letters.pop(parcel.wanted.key, None)
            self._end(row, "uncertain" if left else "due", reason="error", wait_s=_pause_s(row.tries))

    def _letter(self, wanted: Wanted) -> asyncio.Task[Briefing]:
        """The briefing, being made by a task that all who want the same wait for; begun anew where it failed."""
        found = self._letters.get(wanted.key)
        if found is None or (found.done() and (found.cancelled() or found.exception() is not None)):
            if len(self._letters) >= _COMPOSED_KEPT:
                self._letters = {key: task for key, task in self._letters.items() if not task.done()}
            found = self._letters[wanted.key] = asyncio.create_task(self._compose(wanted))
        return found

    async def _compose(self, wanted: Wanted) -> Briefing:
        async with self._composing:
            return await composed(self._bureau, wanted, self._clock())

    async def _messages(self, parcel: _Parcel) -> tuple[tuple[dict[str, Any], ...], Briefing]:
        briefing = await asyncio.shield(self._letter(parcel.wanted))
        late: str | None = None
        if self._clock() - parcel.row.due_at > _LATE:
            late = late_line(parcel.row.due_at, parcel.wish.schedule.zone, briefing.language)
        ready = self._ready.get((briefing.id, late))
        if ready is None:
            view = render_briefing(briefing)
            if late:
                view = View((italic(late), "\n\n", view.text), view.rows)
            if len(self._ready) >= _COMPOSED_KEPT:
                self._ready.clear()
            ready = self._ready[briefing.id, late] = messages_of(view)
        return ready, briefing

    async def _add_card(self, row: Claimed, briefing: Briefing) -> None:
        """The picture comes after its text; without it nothing is lost, so it is tried once."""
        try:
            await send_photo(self._bot, row.place, await asyncio.to_thread(CARDS.photo, briefing))
        except Exception as error:
            log.warning("the picture of delivery %d was not sent: %s", row.id, type(error).__name__)

    async def _settle(self, row: Claimed, posted: Posted) -> None:
        """Write down what became of it, and see to the chat where that is needed."""
        match posted.fate:
            case "sent":
                self._end(row, "sent", message_id=posted.message_id)
            case "uncertain":
                self._unsure += 1
                log.warning("delivery %d is uncertain: %s", row.id, posted.said)
                self._end(row, "uncertain", reason="timeout")
            case "later" | "unreachable":
                wait_s = posted.wait_s or _pause_s(row.tries)
                log.info("delivery %d waits %.0f s: %s", row.id, wait_s, posted.said)
                self._paused_until = max(self._paused_until, time.monotonic() + min(wait_s, _LONGEST_PAUSE_S))
                self._end(row, "due", reason=posted.fate, wait_s=wait_s)
            case "moved":
                assert posted.new_chat_id is not None  # noqa: S101 - Telegram says where to
                log.info("chat %s is now %s", row.place.chat_id, posted.new_chat_id)
                await self._bureau.subscriptions.follow(row.place.chat_id, posted.new_chat_id)
                self._end(row, "due", reason="moved")
                self._wake.set()
            case "blocked" | "gone" | "topic":
                log.info("chat %s takes no briefings any more: %s", row.place.chat_id, posted.fate)
                self._end(row, "failed", reason=posted.fate)
                await self._bureau.subscriptions.stop(row.place, _STOPS[posted.fate])
            case "refused":
                log.error("delivery %d was refused: %s", row.id, posted.said)
                self._end(row, "failed", reason="refused")

    def _end(
        self,
        row: Claimed,
        status: Any,
        *,
        message_id: int | None = None,
        reason: str | None = None,
        wait_s: float = 0.0,
    ) -> None:
        now = self._clock()
        self._record.over(Outcome(row.id, status, now, message_id, reason, now + timedelta(seconds=wait_s)))

    # --- the operator

    async def _tell_admins(self) -> None:
        """Say, at most once a minute, that there are deliveries whose fate is unknown."""
        if not self._unsure or time.monotonic() - self._told_at < _NOTICE_EVERY_S:
            return
        count, self._told_at = self._unsure, time.monotonic()
        reached = not self._bureau.settings.admin_ids
        for admin in self._bureau.settings.admin_ids:
            wish = await self._bureau.subscriptions.of(Place(admin))
            language: Language = wish.language if wish else "en"
            words = WORDING[language].delivery
            line = words.uncertain_notice_one if count == 1 else words.uncertain_notice.format(count=count)
            try:
                await send(self._bot, Place(admin), View(line))
            except TelegramError as error:
                log.warning("an operator could not be told of uncertain deliveries: %s", type(error).__name__)
            else:
                reached = True
        if reached:  # otherwise with the next ones, or in a minute
            self._unsure -= count


def _pause_s(tries: int) -> float:
    return min(_LONGEST_PAUSE_S, 2.0 ** min(tries, 6))
