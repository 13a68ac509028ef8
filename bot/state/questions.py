"""What many chats asked that the library did not answer, in one look: for the part GAPS of their briefings."""

from __future__ import annotations

from collections.abc import Collection

from sqlalchemy import func, select

from bot.state.database import State
from bot.state.gaps import GAP_ASKERS, GAPS

MOST = 3  # of a chat's questions, so many stand in its briefing


async def open_questions(state: State, chats: Collection[int]) -> dict[int, tuple[str, ...]]:
    """The questions of each chat, most asked first; chats that have none are missing. Raises StateError."""
    asked = func.sum(GAP_ASKERS.c.times)
    query = (
        select(GAP_ASKERS.c.chat_id, GAPS.c.question)
        .join(GAPS, GAPS.c.id == GAP_ASKERS.c.gap_id)
        .where(GAP_ASKERS.c.chat_id.in_(chats))
        .group_by(GAP_ASKERS.c.chat_id, GAPS.c.id, GAPS.c.question)
        .order_by(asked.desc(), func.max(GAP_ASKERS.c.last_at).desc(), GAPS.c.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    async with state.reading() as connection:
        for chat_id, question in (await connection.execute(query)).all():
            found[chat_id] = (*found.get(chat_id, ()), question)[:MOST]
    return found
