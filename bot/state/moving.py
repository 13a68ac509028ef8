"""A group that becomes a supergroup gets another number: its conversation, answers and language go with it."""

from __future__ import annotations

from sqlalchemy import delete, update

from bot.state.answers import ANSWERS
from bot.state.chats import CHATS
from bot.state.database import State
from bot.state.turns import TURNS


async def move_chat(state: State, old_id: int, new_id: int) -> None:
    """Give everything of a chat its new number; what the new one has set already stays. Raises StateError.

    Numbers of messages begin anew there, so what only names a message stays behind.
    """
    async with state.writing() as connection:
        for table in (TURNS, ANSWERS):
            await connection.execute(update(table).where(table.c.chat_id == old_id).values(chat_id=new_id))
        there = CHATS.c.chat_id == new_id
        if (await connection.execute(CHATS.select().where(there))).first() is None:
            await connection.execute(update(CHATS).where(CHATS.c.chat_id == old_id).values(chat_id=new_id))
        await connection.execute(delete(CHATS).where(CHATS.c.chat_id == old_id))
    state.changed()
