"""The verbs behind the buttons of the conversation."""

from __future__ import annotations

import asyncio
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import CallbackContext

from bot.bureau import Bureau
from bot.send import acknowledge, edit, place_of, send
from bot.speech import language_in, language_of
from bot.state.answers import Kept, new_id
from bot.talk import presses, vote
from bot.talk.ask import Asking, answer
from bot.talk.gaps import Scope, gaps_view, still_open
from bot.talk.passages import citation_view, passage_view
from bot.talk.person import erase
from bot.talk.render import OTHER, answer_rows, answer_text
from bot.talk.reply import leaning_on
from bot.talk.twin import other_language
from bot.view import View
from bot.wording import WORDING
from knowledge.errors import NotFoundError

Context = CallbackContext[Any, Any, Any, Any]


async def pressed(bureau: Bureau, update: Update, _: Context) -> None:
    """A button of the room. Its answer must belong to the chat of the press, whatever the data says."""
    press = update.callback_query
    if press is None:
        return
    wanted = presses.read(press.data or "")
    message = press.message if isinstance(press.message, Message) else None
    if wanted is None or message is None:  # forged, from another version, or under a message too old to be seen
        await acknowledge(press, WORDING[language_of(press.from_user)].gone)
        return
    match wanted:
        case presses.SetLanguage() | presses.DeleteMe() | presses.GapsPage() | presses.AskAgain():
            await _choose(bureau, press, message, wanted)
        case _:
            await _about_answer(bureau, press, message, wanted)


async def _choose(
    bureau: Bureau,
    press: CallbackQuery,
    message: Message,
    wanted: presses.SetLanguage | presses.DeleteMe | presses.GapsPage | presses.AskAgain,
) -> None:
    user, chat = press.from_user, message.chat
    if isinstance(wanted, presses.SetLanguage):
        await bureau.chats.speak(chat.id, wanted.language)
        language = await language_in(bureau, chat.id, user)
        await acknowledge(press)
        await edit(message, View(WORDING[language].talk.language_set[wanted.language or "auto"]))
        return
    language = await language_in(bureau, chat.id, user)
    words, scope = WORDING[language].talk, Scope(bureau, chat, user)
    if isinstance(wanted, presses.DeleteMe):
        if chat.type != "private":
            await acknowledge(press, words.only_private)
            return
        await acknowledge(press)
        if not wanted.yes:
            await edit(message, View(words.not_deleted))
            return
        async with bureau.turn(place_of(message)):  # what is being answered is written before it goes, and not after
            await edit(message, await erase(bureau, user.id, language))
    elif isinstance(wanted, presses.GapsPage):
        await acknowledge(press)
        await edit(message, await gaps_view(bureau, language, scope, wanted.page))
    else:
        gap = await bureau.gaps.of(wanted.gap_id, user_id=scope.user_id, chat_id=scope.chat_id)
        if gap is None:
            await acknowledge(press, words.gap_gone)
        elif await asyncio.to_thread(still_open, bureau, gap):
            await acknowledge(press, words.gap_open)
        else:
            await bureau.gaps.close(gap.id)
            await acknowledge(press, words.gap_closed)
            await edit(message, await gaps_view(bureau, language, scope, 0))


async def _about_answer(
    bureau: Bureau,
    press: CallbackQuery,
    message: Message,
    wanted: presses.OpenCitation
    | presses.OpenNearest
    | presses.OtherLanguage
    | presses.AskNext
    | presses.Judge
    | presses.BackToAnswer,
) -> None:
    bot, place = message.get_bot(), place_of(message)
    kept = await bureau.answers.of(wanted.answer_id, place.chat_id)
    if kept is None:
        await acknowledge(press, WORDING[await language_in(bureau, place.chat_id, press.from_user)].talk.answer_gone)
        return
    found, language = kept.answer, kept.answer.language
    gone = WORDING[language].talk.answer_gone
    match wanted:
        case presses.OpenCitation(_, n):
            citation = next((one for one in found.citations if one.n == n), None)
            if citation is None:
                await acknowledge(press, gone)
                return
            view = await asyncio.to_thread(citation_view, bureau, language, citation)
            await acknowledge(press)
            sent = await send(bot, place, view, reply_to=message.message_id)
            bureau.answers.shown(kept.id, place.chat_id, [one.message_id for one in sent], citation=n)
        case presses.OpenNearest(_, index):
            nearest = found.abstention.nearest if found.abstention else ()
            if index >= len(nearest):
                await acknowledge(press, gone)
                return
            try:
                view = await asyncio.to_thread(passage_view, bureau, language, nearest[index].id, None)
            except NotFoundError:
                await acknowledge(press, WORDING[language].gone)
                return
            await acknowledge(press)
            await send(bot, place, view, reply_to=message.message_id)
        case presses.OtherLanguage():
            await _say_otherwise(bureau, press, message, kept)
        case presses.AskNext(_, index):
            if index >= len(found.followups):
                await acknowledge(press, gone)
                return
            await acknowledge(press)
            await answer(bureau, Asking(message, found.followups[index], press.from_user, leaning=leaning_on(kept)))
        case presses.Judge():
            await vote.judge(bureau, press, message, kept, wanted)
        case presses.BackToAnswer():
            await vote.back(press, message, kept)


async def _say_otherwise(bureau: Bureau, press: CallbackQuery, message: Message, kept: Kept) -> None:
    """Say an answer in the other language below it, once."""
    language, place = OTHER[kept.answer.language], kept.place
    async with bureau.turn(place):
        if kept.twin_of is not None or await bureau.answers.twin(kept.id) is not None:
            await acknowledge(press, WORDING[language].talk.other_language_there)
            return
        said = await asyncio.to_thread(other_language, bureau.knowledge, kept.answer, language)
        answer_id = new_id()
        twin = Kept(
            answer_id, place, press.from_user.id, None, replace(said, id=answer_id), datetime.now(UTC), twin_of=kept.id
        )
        await bureau.answers.keep(twin)
        await acknowledge(press)
        view = View(answer_text(twin.answer), answer_rows(twin.answer, answer_id))
        sent = await send(message.get_bot(), place_of(message), view, reply_to=message.message_id)
        bureau.answers.shown(answer_id, place.chat_id, [one.message_id for one in sent])
