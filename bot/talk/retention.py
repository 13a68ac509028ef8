"""What is done beside the conversation: write down what can wait, and remove what is older than the settings allow."""

from __future__ import annotations

import asyncio
import logging
from datetime import UTC, datetime, timedelta

from bot.bureau import Bureau
from knowledge.errors import StateError

log = logging.getLogger(__name__)
EVERY_S = 6 * 3_600.0
FLUSH_S = 1.0


async def prune(bureau: Bureau, now: datetime) -> int:
    """Remove turns, answers, votes and gaps that are too old; returns how many answers went. Raises StateError."""
    before = now - timedelta(days=bureau.settings.keep_answers_days)
    await bureau.turns.prune(before)
    gone = await bureau.answers.prune(before)
    await bureau.feedback.prune(before)
    await bureau.gaps.prune(before)
    return gone


async def keep_noted(bureau: Bureau) -> None:
    """Write down what was noted, for as long as the bot runs."""
    while True:
        await asyncio.sleep(FLUSH_S)
        await write_down(bureau)


async def write_down(bureau: Bureau) -> None:
    """Write it down now; a failure is logged: what was noted is noted still."""
    try:
        await bureau.state.settle()
    except StateError as error:
        log.warning("turns, gaps and which messages show which answers could not be written down: %s", error)


async def keep_pruned(bureau: Bureau) -> None:
    """Prune for as long as the bot runs; a failure is logged and tried again next time."""
    while True:
        try:
            gone = await prune(bureau, datetime.now(UTC))
            log.info("removed %s answers older than %s days", gone, bureau.settings.keep_answers_days)
        except StateError as error:
            log.warning("old answers could not be removed: %s", error)
        await asyncio.sleep(EVERY_S)
