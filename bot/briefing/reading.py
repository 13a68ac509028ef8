"""The verbs of reading: /briefing for now, for a day as it was sent, or on a theme; and the buttons under one."""

from __future__ import annotations

import asyncio
from datetime import UTC, date, datetime
from zoneinfo import ZoneInfo

from telegram import CallbackQuery, Message
from telegram.constants import ChatAction

from bot.briefing.card import CARDS
from bot.briefing.composing import Wanted, composed_now, theme_words
from bot.briefing.render import briefing_sources_view, item_view, render_briefing
from bot.briefing.vectors import vectors_view
from bot.briefing.written import read_request
from bot.briefing.zones import zone_label
from bot.bureau import Bureau
from bot.labels import date_label
from bot.place import Place
from bot.presses import BriefingPart
from bot.send import acknowledge, place_of, send, send_photo, typing
from bot.speech import language_in
from bot.state.subscriptions import Subscription
from bot.text import italic
from bot.view import View
from bot.wording import WORDING
from knowledge.briefing.values import Briefing
from knowledge.types import Language

USUAL_ZONE = "Asia/Tokyo"  # of a chat that has set none: the desk's own


async def brief(bureau: Bureau, message: Message, written: str) -> None:
    """Answer /briefing."""
    language, place, now = (
        await language_in(bureau, message.chat_id, message.from_user),
        place_of(message),
        datetime.now(UTC),
    )
    wish = await bureau.subscriptions.of(place)
    zone = wish.schedule.zone if wish else USUAL_ZONE
    today = now.astimezone(ZoneInfo(zone)).date()
    asked = read_request(written, today)
    words = WORDING[language].delivery
    bot = message.get_bot()
    if asked.impossible:
        line = words.impossible_day.format(day=asked.impossible[:20], example=today.isoformat())
        await send(bot, place, View(line))
        return
    if asked.day and asked.day > today:
        line = words.future_day.format(
            day=_told(asked.day, language), today=_told(today, language), zone=zone_label(zone, language)
        )
        await send(bot, place, View(line))
        return
    async with typing(bot, place):
        briefing, said = await _found(bureau, place, asked.day, asked.theme, language, zone, wish, now)
    await _show(bureau, message, briefing, said, now)


async def _found(
    bureau: Bureau,
    place: Place,
    day: date | None,
    theme: str | None,
    language: Language,
    zone: str,
    wish: Subscription | None,
    now: datetime,
) -> tuple[Briefing, str | None]:
    """The briefing of a day, and what to say above it."""
    words = WORDING[language].delivery
    today = now.astimezone(ZoneInfo(zone)).date()
    if day is not None and theme is None:
        kept = await bureau.briefings.of_day(place, day)
        if kept is not None:
            return kept.briefing, words.as_sent.format(day=_told(day, language))
    chosen = (theme,) if theme else theme_words(wish.themes, language) if wish else ()
    watched = wish.watch_words if wish and not theme else ()
    wanted = Wanted(day or today, language, zone, None, chosen, watched)
    made = await composed_now(bureau, wanted, now)
    past = day is not None and day != today and theme is None
    return made, words.never_sent.format(day=_told(wanted.day, language)) if past else None


async def vectors(bureau: Bureau, message: Message, _: str) -> None:
    """Answer /vectors."""
    language, bot, place = (
        await language_in(bureau, message.chat_id, message.from_user),
        message.get_bot(),
        place_of(message),
    )
    async with typing(bot, place):
        standings = await asyncio.to_thread(bureau.knowledge.scoreboard, language)
    await send(bot, place, vectors_view(standings, language))


async def opened(bureau: Bureau, press: CallbackQuery, message: Message, part: BriefingPart) -> None:
    """A button under a briefing."""
    place, language, now = place_of(message), part.language, datetime.now(UTC)
    words = WORDING[language]
    briefing = await bureau.briefings.shown_in(place, part.briefing_id)
    if briefing is None:
        await acknowledge(press, words.delivery.not_in_this_chat)
        return
    await acknowledge(press)
    if part.part == "o":
        async with typing(message.get_bot(), place):
            other = await _in_other_language(bureau, briefing, now)
        await _show(bureau, message, other, None, now, reply_to=message.message_id)
    elif part.part == "c":
        async with typing(message.get_bot(), place):
            since, said = await _since_last_read(bureau, place, briefing, language, now)
        await _show(bureau, message, since, said, now, reply_to=message.message_id)
    elif part.part == "p":
        async with typing(message.get_bot(), place, ChatAction.UPLOAD_PHOTO):
            photo = await asyncio.to_thread(CARDS.photo, briefing)
            await send_photo(message.get_bot(), place, photo)
    else:
        await bureau.briefings.read(place, briefing, now)
        view = briefing_sources_view(briefing) if part.part == "s" else item_view(briefing, int(part.part[1:]))
        await send(message.get_bot(), place, view, reply_to=message.message_id)


async def _in_other_language(bureau: Bureau, briefing: Briefing, now: datetime) -> Briefing:
    """The same day and window in the other language."""
    other: Language = "en" if briefing.language == "ja" else "ja"
    zone = ZoneInfo(briefing.zone)
    until = briefing.until.astimezone(zone)
    cut_off = until.time() if until.date() == briefing.day else None
    wanted = Wanted(briefing.day, other, briefing.zone, cut_off, _translated(briefing.themes, briefing.language, other))
    return await composed_now(bureau, wanted, now)


def _translated(themes: tuple[str, ...], language: Language, other: Language) -> tuple[str, ...]:
    keys = {name: key for key, name in WORDING[language].delivery.themes.items()}
    return theme_words(tuple(keys.get(theme, theme) for theme in themes), other)


async def _since_last_read(
    bureau: Bureau, place: Place, pressed: Briefing, language: Language, now: datetime
) -> tuple[Briefing, str | None]:
    """What is new and changed since the furthest briefing that this chat was shown."""
    last = await bureau.briefings.last_read(place) or pressed
    made = await asyncio.to_thread(
        bureau.knowledge.changes_since,
        last.until,
        language=language,
        themes=pressed.themes,
        zone=last.zone,
        now=now,
        previous=last if last.language == language else None,
    )
    return await bureau.briefings.keep(f"at:{made.id}", made, now), None


async def _show(
    bureau: Bureau,
    message: Message,
    briefing: Briefing,
    said: str | None,
    now: datetime,
    *,
    reply_to: int | None = None,
) -> None:
    view = render_briefing(briefing)
    if said:
        view = View((italic(said), "\n\n", view.text), view.rows)
    place = place_of(message)
    await bureau.briefings.read(place, briefing, now)  # before it is seen: its buttons must work at once
    await send(message.get_bot(), place, view, reply_to=reply_to)


def _told(day: date, language: Language) -> str:
    return date_label(day.isoformat(), WORDING[language]) or day.isoformat()
