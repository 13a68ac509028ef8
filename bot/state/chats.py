"""What a chat has set for itself: the language it is spoken to in."""

from __future__ import annotations

from sqlalchemy import BigInteger, Column, String, Table, delete, select

from bot.state.database import State
from bot.state.metadata import METADATA
from bot.state.recent import Recent
from bot.state.upsert import upsert
from knowledge.types import Language

CHATS = Table(
    "chats",
    METADATA,
    Column("chat_id", BigInteger, primary_key=True, autoincrement=False),
    Column("language", String(2), nullable=False),
)


class Chats:
    """The chats that have set something; the others go by each message and each reader's app. Raises StateError."""

    def __init__(self, state: State) -> None:
        self._state = state
        self._recent: Recent[int, Language | None] = Recent(state)

    async def language(self, chat_id: int) -> Language | None:
        """The language that was set with /lang; None: that of each message."""
        return await self._recent.get(chat_id, lambda: self._read(chat_id))

    async def _read(self, chat_id: int) -> Language | None:
        async with self._state.reading() as connection:
            found: Language | None = await connection.scalar(select(CHATS.c.language).where(CHATS.c.chat_id == chat_id))
        return found

    async def speak(self, chat_id: int, language: Language | None) -> None:
        """Set the language of a chat; None: go by each message again."""
        async with self._state.writing() as connection:
            if language is None:
                await connection.execute(delete(CHATS).where(CHATS.c.chat_id == chat_id))
            else:
                await upsert(connection, CHATS, {"chat_id": chat_id}, {"language": language})
        self._recent.put(chat_id, language)
