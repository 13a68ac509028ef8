"""What is kept of a person: told, handed out, removed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from bot.bureau import Bureau
from bot.send import place_of, send, send_document
from bot.speech import language_in
from bot.state.erasure import erase_person
from bot.talk.export import markdown
from bot.talk.presses import DeleteMe, SetLanguage, write
from bot.text import Text, bold, join
from bot.view import Button, View
from bot.wording import WORDING
from knowledge.types import Language

if TYPE_CHECKING:
    from telegram import Message


def privacy_view(bureau: Bureau, language: Language) -> View:
    """What is stored and how long, as set here."""
    words, settings = WORDING[language].talk, bureau.settings
    parts: list[Text] = [
        bold(words.privacy_title),
        words.privacy.format(turns=settings.history_turns, days=settings.keep_answers_days),
    ]
    if settings.chat_model:
        parts.append(words.privacy_model.format(model=settings.chat_model))
    parts.append(words.privacy_rights)
    return View(join("\n\n", parts))


def language_view(language: Language, fixed: Language | None) -> View:
    """Which language a chat is spoken to in, and the choice."""
    words = WORDING[language].talk
    choices: tuple[tuple[str, Language | None], ...] = (("ja", "ja"), ("en", "en"), ("auto", None))
    row = tuple(
        Button(("● " if one == fixed else "") + words.language_choice[name], data=write(SetLanguage(one)))
        for name, one in choices
    )
    return View(words.language_title, (row,))


def deletion_view(language: Language) -> View:
    """Ask once more before everything goes."""
    words = WORDING[language].talk
    rows = (
        (Button(words.delete_yes, data=write(DeleteMe(True))),),
        (Button(words.delete_no, data=write(DeleteMe(False))),),
    )
    return View(join("\n\n", [bold(words.delete_title), words.delete_ask]), rows)


async def erase(bureau: Bureau, user_id: int, language: Language) -> View:
    """Remove every trace of a person. Raises StateError; then nothing was removed."""
    await erase_person(bureau.state, user_id)
    await bureau.visitors.forget(user_id)
    return View(WORDING[language].talk.deleted)


async def hand_out(bureau: Bureau, message: Message) -> None:
    """Send a person their conversation as a document. Raises StateError."""
    place = place_of(message)
    language = await language_in(bureau, place.chat_id, message.from_user)
    words = WORDING[language].talk
    kept = await bureau.answers.in_chat(place.chat_id)
    if not kept:
        await send(message.get_bot(), place, View(words.export_none))
        return
    now = datetime.now(UTC)
    text = markdown(kept, language, now)
    name = f"steppe-{now:%Y-%m-%d}.md"
    await send_document(message.get_bot(), place, text.encode("utf-8", "replace"), name, View(words.export_caption))
