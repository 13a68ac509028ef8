"""An exchange as a whole: the answer, the turn that a follow-up leans on, and the gap that it leaves. One transaction,
because each costs a write to the disk.
"""

from __future__ import annotations

from bot.state.answers import Kept, insert_answer
from bot.state.database import State
from bot.state.gaps import count_gap
from bot.state.turns import Turns
from knowledge.types import Turn


class Exchanges:
    """Records what was asked and answered."""

    def __init__(self, state: State, turns: Turns) -> None:
        self._state, self._turns = state, turns

    async def record(self, kept: Kept, *, gap: bool = False) -> None:
        """Store an answer before it is sent, so that its buttons work from the first moment.

        Args:
            kept: An abstention is no turn: nothing follows from it.
            gap: Count the question among those that the library could not answer.

        Raises:
            StateError: The state cannot be used.
        """
        answer = kept.answer
        turn = Turn(answer.question, answer.text)
        async with self._state.writing() as connection:
            await insert_answer(connection, kept)
            if not answer.abstained:
                await self._turns.insert(connection, kept.place, turn, kept.at, kept.user_id)
            elif gap and kept.user_id is not None:
                await count_gap(connection, answer.question, answer.language, kept.place.chat_id, kept.user_id, kept.at)
        if not answer.abstained:
            self._turns.added(kept.place, turn)
