"""The room's rows of the handler table: its commands, what people write, its buttons, inline and guest questions."""

from __future__ import annotations

import asyncio
from collections.abc import Callable, Coroutine
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import partial
from typing import Any

from telegram import CallbackQuery, Message, Update
from telegram.ext import (
    BaseHandler,
    CallbackContext,
    CallbackQueryHandler,
    CommandHandler,
    InlineQueryHandler,
    MessageHandler,
    filters,
)

from bot.addressed import words_to
from bot.bureau import Bureau
from bot.send import acknowledge, edit, place_of, send
from bot.speech import language_in, language_of
from bot.start import explain, say
from bot.state.answers import Kept, new_id
from bot.talk import presses, vote
from bot.talk.ask import Asking, answer
from bot.talk.cards import Typing, answer_guest, offer_cards
from bot.talk.gaps import Scope, gaps_view, still_open
from bot.talk.passages import citation_view, passage_view
from bot.talk.person import deletion_view, erase, hand_out, language_view, privacy_view
from bot.talk.render import OTHER, answer_rows, answer_text
from bot.talk.reply import leaning_on, respond
from bot.talk.twin import other_language
from bot.view import View
from bot.wording import WORDING
from knowledge.errors import NotFoundError

Context = CallbackContext[Any, Any, Any, Any]
Handler = BaseHandler[Any, Context, None]
Verb = Callable[[Bureau, Message, Context], Coroutine[Any, Any, None]]

EDITED_WITHIN = timedelta(minutes=10)  # a message changed later is history, not a question


def rows(bureau: Bureau) -> list[Handler]:
    """Commands, buttons, inline queries and guest messages; what people write comes last, see ``written``."""
    new = filters.UpdateType.MESSAGE
    verbs: dict[str, Verb] = {
        "ask": _ask,
        "reset": _reset,
        "lang": _lang,
        "gaps": _gaps,
        "privacy": _privacy,
        "deleteme": _delete_me,
        "export": _export,
    }
    return [
        *(CommandHandler(name, partial(_with_message, bureau, verb), filters=new) for name, verb in verbs.items()),
        CallbackQueryHandler(partial(_press, bureau), pattern=presses.PATTERN),
        InlineQueryHandler(partial(_inline, bureau, Typing())),
        MessageHandler(filters.UpdateType.GUEST_MESSAGE, partial(_guest, bureau)),
        MessageHandler(filters.UpdateType.EDITED_MESSAGE, partial(_edited, bureau)),
    ]


def written(bureau: Bureau) -> list[Handler]:
    """What is written without a command: everything in private, in groups what speaks to the bot."""
    new = filters.UpdateType.MESSAGE
    words = (filters.TEXT & ~filters.COMMAND) | (filters.CAPTION & ~filters.Document.ALL)
    here = filters.ChatType.PRIVATE | filters.ChatType.GROUPS
    return [MessageHandler(new & here & words, partial(_with_message, bureau, _write))]


async def _with_message(bureau: Bureau, verb: Verb, update: Update, context: Context) -> None:
    if update.message is not None:
        await verb(bureau, update.message, context)


async def _ask(bureau: Bureau, message: Message, _: Context) -> None:
    await _asked_by_command(bureau, message)


async def _asked_by_command(bureau: Bureau, message: Message, *, edited: bool = False) -> None:
    _command, *rest = (message.text or "").split(maxsplit=1)
    if not await respond(bureau, message, rest[0] if rest else "", edited=edited):
        words = WORDING[await language_in(bureau, message.chat_id, message.from_user)]
        await say(message, words.ask_usage.format(example=words.examples[0]))


async def _write(bureau: Bureau, message: Message, context: Context) -> None:
    await _written(bureau, message, context)


async def _written(bureau: Bureau, message: Message, context: Context, *, edited: bool = False) -> None:
    if message.via_bot is not None and message.via_bot.id == context.bot.id:
        return  # a card of ours that someone posted
    words = words_to(message, context.bot.bot)
    if words is None:
        return
    if not await respond(bureau, message, words, edited=edited):
        await explain(bureau, message)


async def _edited(bureau: Bureau, update: Update, context: Context) -> None:
    """A changed message is answered if it has not been, and was written a short while ago."""
    message = update.edited_message
    if message is None or message.edit_date is None or message.edit_date - message.date > EDITED_WITHIN:
        return
    if message.chat.type not in ("private", "group", "supergroup") or not (message.text or message.caption):
        return
    text = message.text or ""
    if not text.startswith("/"):
        await _written(bureau, message, context, edited=True)
    elif text.split()[0].lower() in ("/ask", f"/ask@{context.bot.username}".lower()):
        await _asked_by_command(bureau, message, edited=True)


async def _reset(bureau: Bureau, message: Message, _: Context) -> None:
    place = place_of(message)
    async with bureau.turn(place):  # what is being answered belongs to what is forgotten
        await bureau.turns.forget(place)
    await say(message, WORDING[await language_in(bureau, message.chat_id, message.from_user)].talk.reset_done)


async def _lang(bureau: Bureau, message: Message, _: Context) -> None:
    _command, *rest = (message.text or "").lower().split()
    choice = presses.read(f"n:l:{_LANG_WORDS.get(rest[0], '')}") if rest else None
    if isinstance(choice, presses.SetLanguage):
        await bureau.chats.speak(message.chat_id, choice.language)
        spoken = await language_in(bureau, message.chat_id, message.from_user)
        await say(message, WORDING[spoken].talk.language_set[choice.language or "auto"])
        return
    fixed = await bureau.chats.language(message.chat_id)
    await send(message.get_bot(), place_of(message), language_view(fixed or language_of(message.from_user), fixed))


_LANG_WORDS = {
    **dict.fromkeys(("ja", "jp", "japanese", "日本語"), "j"),
    **dict.fromkeys(("en", "english", "英語"), "e"),
    **dict.fromkeys(("auto", "automatic", "自動"), "a"),
}


async def _gaps(bureau: Bureau, message: Message, _: Context) -> None:
    if message.from_user is None:
        return
    language = await language_in(bureau, message.chat_id, message.from_user)
    view = await gaps_view(bureau, language, Scope(bureau, message.chat, message.from_user), 0)
    await send(message.get_bot(), place_of(message), view)


async def _privacy(bureau: Bureau, message: Message, _: Context) -> None:
    language = await language_in(bureau, message.chat_id, message.from_user)
    await send(message.get_bot(), place_of(message), privacy_view(bureau, language))


async def _delete_me(bureau: Bureau, message: Message, _: Context) -> None:
    language = await language_in(bureau, message.chat_id, message.from_user)
    if message.chat.type != "private":
        await say(message, WORDING[language].talk.only_private)
        return
    await send(message.get_bot(), place_of(message), deletion_view(language))


async def _export(bureau: Bureau, message: Message, _: Context) -> None:
    if message.chat.type != "private":
        language = await language_in(bureau, message.chat_id, message.from_user)
        await say(message, WORDING[language].talk.only_private)
        return
    await hand_out(bureau, message)


async def _inline(bureau: Bureau, typing: Typing, update: Update, _: Context) -> None:
    if update.inline_query is not None:
        await offer_cards(bureau, update.inline_query, typing)


async def _guest(bureau: Bureau, update: Update, context: Context) -> None:
    message = update.guest_message
    words = words_to(message, context.bot.bot) if message is not None else None
    if message is not None and words:
        await answer_guest(bureau, context.bot, message, words)


async def _press(bureau: Bureau, update: Update, _: Context) -> None:
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
        await edit(message, await erase(bureau, user.id, language) if wanted.yes else View(words.not_deleted))
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
            await bureau.answers.shown(kept.id, place.chat_id, [one.message_id for one in sent], citation=n)
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
        await bureau.answers.shown(answer_id, place.chat_id, [one.message_id for one in sent])
