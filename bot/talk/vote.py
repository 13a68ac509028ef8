"""👍 and 👎: one vote a person; 👎 asks what is wrong, and a wrong citation which one."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Final

from bot.bureau import Bureau
from bot.send import acknowledge, edit_buttons
from bot.state.answers import Kept
from bot.state.feedback import Vote
from bot.talk.presses import BackToAnswer, Judge, write
from bot.talk.render import answer_rows
from bot.view import Button, rows_of
from bot.wording import WORDING

if TYPE_CHECKING:
    from telegram import CallbackQuery, Message

_REASONS: Final[tuple[Vote, ...]] = ("wrong-citation", "incomplete", "dated")


async def judge(bureau: Bureau, press: CallbackQuery, message: Message, kept: Kept, wanted: Judge) -> None:
    """Record a vote and lead on to what is wrong, or back. Raises StateError."""
    words, answer = WORDING[kept.answer.language].talk, kept.answer
    cited = {citation.n for citation in answer.citations}
    if wanted.citation is not None and wanted.citation not in cited:
        await acknowledge(press, words.answer_gone)
        return
    await bureau.feedback.vote(
        kept.id, kept.place.chat_id, press.from_user.id, wanted.vote, datetime.now(UTC), citation=wanted.citation
    )
    if wanted.vote == "bad":
        await acknowledge(press, words.what_is_wrong, alert=False)
        await edit_buttons(message, _reasons(kept))
    elif wanted.vote == "wrong-citation" and wanted.citation is None and len(cited) > 1:
        await acknowledge(press, words.which_citation, alert=False)
        await edit_buttons(message, _which(kept))
    else:
        told = words.votes["good"] if wanted.vote == "good" else words.vote_noted
        await acknowledge(press, told, alert=False)
        if wanted.vote != "good":
            await edit_buttons(message, answer_rows(answer, kept.id))


async def back(press: CallbackQuery, message: Message, kept: Kept) -> None:
    """Show the usual buttons again."""
    await acknowledge(press)
    await edit_buttons(message, answer_rows(kept.answer, kept.id))


def _reasons(kept: Kept) -> tuple[tuple[Button, ...], ...]:
    words = WORDING[kept.answer.language].talk
    reasons = tuple((Button(words.votes[vote], data=write(Judge(kept.id, vote))),) for vote in _REASONS)
    return (*reasons, (_back(kept),))


def _which(kept: Kept) -> tuple[tuple[Button, ...], ...]:
    numbers = [Button(f"[{c.n}]", data=write(Judge(kept.id, "wrong-citation", c.n))) for c in kept.answer.citations]
    return (*rows_of(numbers), (_back(kept),))


def _back(kept: Kept) -> Button:
    return Button(WORDING[kept.answer.language].talk.back, data=write(BackToAnswer(kept.id)))
