"""What goes with /deleteme: every table that names a chat or a person says here how its rows are taken away.

A table that is not listed fails a test. Rows go where the person is meant by ``user_id`` or the private chat by
``chat_id``; in a private chat Telegram gives both the same number.
"""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Mapping
from typing import Final

from sqlalchemy import Column, Table, delete, or_
from sqlalchemy.ext.asyncio import AsyncConnection

from bot.state import briefings, deliveries, subscriptions
from bot.state.answers import ANSWER_MESSAGES, ANSWERS
from bot.state.broadcasts import BROADCASTS, RECIPIENTS
from bot.state.chats import CHATS
from bot.state.database import State
from bot.state.feedback import FEEDBACK
from bot.state.gaps import GAP_ASKERS, erase_asker
from bot.state.metrics import USAGE
from bot.state.pairings import PAIRINGS
from bot.state.people import ADMITTED_GROUPS, PERSONS
from bot.state.turns import TURNS

Eraser = Callable[[AsyncConnection, int], Awaitable[None]]

# The columns that may hold the number of a person or of their private chat.
PERSONAL: Final = ("chat_id", "user_id")


def rows_of(table: Table, *columns: Column[int]) -> Eraser:
    """Delete the rows in which one of the columns is the person."""

    async def erase(connection: AsyncConnection, person_id: int) -> None:
        await connection.execute(delete(table).where(or_(*(column == person_id for column in columns))))

    return erase


async def _gaps(connection: AsyncConnection, person_id: int) -> None:
    await erase_asker(connection, person_id, person_id)


ERASERS: Final[Mapping[Table, Eraser]] = {
    TURNS: rows_of(TURNS, TURNS.c.chat_id, TURNS.c.user_id),
    ANSWER_MESSAGES: rows_of(ANSWER_MESSAGES, ANSWER_MESSAGES.c.chat_id),
    ANSWERS: rows_of(ANSWERS, ANSWERS.c.chat_id, ANSWERS.c.user_id),
    FEEDBACK: rows_of(FEEDBACK, FEEDBACK.c.chat_id, FEEDBACK.c.user_id),
    GAP_ASKERS: _gaps,
    CHATS: rows_of(CHATS, CHATS.c.chat_id),
    PERSONS: rows_of(PERSONS, PERSONS.c.user_id),  # whoever was let in has to be let in again
    PAIRINGS: rows_of(PAIRINGS, PAIRINGS.c.chat_id, PAIRINGS.c.user_id),
    USAGE: rows_of(USAGE, USAGE.c.user_id),
    BROADCASTS: rows_of(BROADCASTS, BROADCASTS.c.user_id),
    RECIPIENTS: rows_of(RECIPIENTS, RECIPIENTS.c.chat_id),
    ADMITTED_GROUPS: rows_of(ADMITTED_GROUPS, ADMITTED_GROUPS.c.chat_id),
    briefings.READINGS: briefings.erase,  # with what was composed for this chat alone; so before the next
    deliveries.DELIVERIES: deliveries.erase,
    subscriptions.SUBSCRIPTIONS: subscriptions.erase,
}


async def erase_person(state: State, person_id: int) -> None:
    """Remove every trace of a person, in one transaction, and from SQLite's log file as well.

    Raises:
        StateError: The state cannot be used; then nothing was removed.
    """
    async with state.writing() as connection:
        for erase in ERASERS.values():
            await erase(connection, person_id)
    state.changed()
    await state.tidy()
