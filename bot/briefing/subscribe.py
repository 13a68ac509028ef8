"""The verbs of a subscription: set it, show it, pause it, end it; by command, by button, by reply, by shared location.

In a group only its administrators may; everything is decided when it is asked, nothing is remembered between presses.
"""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, datetime, time, timedelta

from telegram import CallbackQuery, ForceReply, Message, User
from telegram.constants import ChatMemberStatus, ChatType
from telegram.error import TelegramError

from bot.briefing import forms
from bot.briefing.presses import Wish
from bot.briefing.written import plain, read_span, read_time, read_words
from bot.briefing.zones import find_zones, is_zone, nearest, zone_label
from bot.bureau import Bureau
from bot.due import EVERY_DAY, WORKING_DAYS, Schedule
from bot.place import Place
from bot.send import acknowledge, edit, messages_of, place_of, send
from bot.speech import language_in
from bot.state.subscriptions import Subscription
from bot.text import bold
from bot.view import View
from bot.wording import WORDING
from knowledge.types import Language

ZONE_MARK, WORDS_MARK = "🌐", "🔎"
_ASKED_ZONE = re.compile(rf"{ZONE_MARK} (?:(\d\d):(\d\d) · )?")
_SHOWN_CHARS = 40
_ENDS = ("off", "none", "stop", "再開", "解除", "0")


async def subscribe(bureau: Bureau, message: Message, written: str) -> None:
    """Answer /subscribe: with a time, and a zone perhaps, set it; otherwise let an hour be picked."""
    language, place = await language_in(bureau, message.chat_id, message.from_user), place_of(message)
    if not await _may_change(message, message.from_user):
        await send(message.get_bot(), place, View(WORDING[language].delivery.admins_only))
        return
    await send(message.get_bot(), place, await _subscribed(bureau, place, language, plain(written)))


async def _subscribed(bureau: Bureau, place: Place, language: Language, written: str) -> View:
    words, now = WORDING[language].delivery, _now()
    old = await bureau.subscriptions.of(place)
    if not written:
        return forms.overview(old, language, now) if old and not old.stopped else forms.hours(language, None)
    at, zone_written = _time_and_rest(written)
    if at is None:
        return forms.hours(language, None, said=words.no_time.format(written=_shown(written)))
    if not zone_written:
        if old is None:
            return forms.zones(language, now, at)
        return await _set(bureau, place, language, Schedule(old.schedule.zone, at, old.schedule.weekdays), old)
    found = find_zones(zone_written, now)
    if not found:
        return forms.zones(language, now, at, said=words.no_zone.format(written=_shown(zone_written)))
    if len(found) > 1:
        return forms.zones(language, now, at, found, words.pick_among.format(written=_shown(zone_written)))
    days = old.schedule.weekdays if old else EVERY_DAY
    return await _set(bureau, place, language, Schedule(found[0], at, days), old)


def _time_and_rest(written: str) -> tuple[time | None, str]:
    """A time and what stands beside it, in either order."""
    parts = written.split(" ")
    for cut in range(len(parts), 0, -1):
        for one, rest in ((parts[:cut], parts[cut:]), (parts[-cut:], parts[:-cut])):
            at = read_time(" ".join(one))
            if at is not None:
                return at, " ".join(rest).strip(" ,、")
    return None, written


async def show(bureau: Bureau, message: Message, _: str) -> None:
    """Answer /subscription."""
    language, place = await language_in(bureau, message.chat_id, message.from_user), place_of(message)
    found = await bureau.subscriptions.of(place)
    view = forms.overview(found, language, _now()) if found else View(WORDING[language].delivery.not_subscribed)
    await send(message.get_bot(), place, view)


async def unsubscribe(bureau: Bureau, message: Message, _: str) -> None:
    """Answer /unsubscribe: at once, since it is easily taken back."""
    language, place = await language_in(bureau, message.chat_id, message.from_user), place_of(message)
    words = WORDING[language].delivery
    if not await _may_change(message, message.from_user):
        line = words.admins_only
    else:
        line = words.unsubscribed if await bureau.subscriptions.remove(place) else words.nothing_to_stop
    await send(message.get_bot(), place, View(line))


async def mute(bureau: Bureau, message: Message, written: str) -> None:
    """Answer /mute: for a span, until it is taken back with ``off``, or let a span be picked."""
    language, place = await language_in(bureau, message.chat_id, message.from_user), place_of(message)
    words = WORDING[language].delivery
    found = await bureau.subscriptions.of(place)
    span = read_span(written)
    if not await _may_change(message, message.from_user):
        view = View(words.admins_only)
    elif found is None:
        view = View(words.not_subscribed)
    elif plain(written).lower() in _ENDS:
        view = await _muted(bureau, found, language, None)
    elif span is not None:
        view = await _muted(bureau, found, language, span)
    elif plain(written):
        view = View(words.no_span.format(written=_shown(written)), forms.pauses(language).rows)
    else:
        view = forms.pauses(language)
    await send(message.get_bot(), place, view)


async def _muted(bureau: Bureau, one: Subscription, language: Language, span: timedelta | None) -> View:
    words, now = WORDING[language].delivery, _now()
    saved = await _save(bureau, replace(one, muted_until=now + span if span else None), now)
    line = words.muted if span else words.unmuted
    assert saved.next is not None  # noqa: S101 - what was just saved has a next slot
    title = line.format(next=forms.moment_told(saved.next.at, saved.schedule.zone, language))
    return forms.overview(saved, language, now, title=title)


async def replied(bureau: Bureau, message: Message) -> None:
    """A reply to one of our two questions: a zone, or words to watch for."""
    asked = message.reply_to_message
    language, place = await language_in(bureau, message.chat_id, message.from_user), place_of(message)
    words, now = WORDING[language].delivery, _now()
    if asked is None or not await _may_change(message, message.from_user):
        await send(message.get_bot(), place, View(words.admins_only))
        return
    if message.location is not None:
        await located(bureau, message)
        return
    written = plain(message.text or "")
    old = await bureau.subscriptions.of(place)
    if (asked.text or "").startswith(WORDS_MARK):
        if old is None:
            view = View(words.not_subscribed)
        else:
            view = forms.overview(
                await _save(bureau, replace(old, watch_words=read_words(written)), now), language, now
            )
        await send(message.get_bot(), place, view)
        return
    at = _asked_time(asked)
    found = find_zones(written, now)
    if not found:
        await _ask_city(message, language, at, said=words.no_zone.format(written=_shown(written)))
        return
    await send(message.get_bot(), place, await _zoned(bureau, place, language, at, found, written))


async def _zoned(
    bureau: Bureau, place: Place, language: Language, at: time | None, found: tuple[str, ...], written: str
) -> View:
    """A zone was named: set it, or ask which one, or at what time."""
    words, now = WORDING[language].delivery, _now()
    old = await bureau.subscriptions.of(place)
    at = at or (old.schedule.at if old else None)
    if len(found) > 1:
        return forms.zones(
            language, now, at if old is None else None, found, words.pick_among.format(written=_shown(written))
        )
    if at is None:
        return forms.hours(language, found[0])
    days = old.schedule.weekdays if old else EVERY_DAY
    return await _set(bureau, place, language, Schedule(found[0], at, days), old)


async def located(bureau: Bureau, message: Message) -> None:
    """A shared location: take the zone of the nearest city, and say which one that is."""
    language, place = await language_in(bureau, message.chat_id, message.from_user), place_of(message)
    words = WORDING[language].delivery
    where = message.location
    if where is None or not await _may_change(message, message.from_user):
        return
    found = nearest(where.latitude, where.longitude)
    if not found.cities:
        await send(message.get_bot(), place, View(words.nowhere))
        return
    first = found.cities[0]
    at = _asked_time(message.reply_to_message) if message.reply_to_message else None
    view = await _zoned(bureau, place, language, at, tuple(city.zone for city in found.cities), first.en)
    if len(found.cities) == 1:
        city = first.ja if language == "ja" else first.en
        near = words.near.format(city=city, km=round(found.km), zone=zone_label(first.zone, language))
        view = View((near, "\n\n", view.text), view.rows)
    await send(message.get_bot(), place, view)


async def pressed(bureau: Bureau, press: CallbackQuery, message: Message, wish: Wish) -> None:
    """A button of a form."""
    words = WORDING[wish.language].delivery
    if not await _may_change(message, press.from_user):
        await acknowledge(press, words.admins_only)
        return
    place = place_of(message)
    old = await bureau.subscriptions.of(place)
    if wish.step in ("city", "ask-words") or (wish.step == "words" and old and not old.watch_words):
        await acknowledge(press)
        await _ask(message, press.from_user, wish)
        return
    picker = _opened(wish, old) if old else _begun(wish)
    view = picker or await _changed(bureau, place, wish, old)
    if isinstance(view, str):
        await acknowledge(press, view)
        return
    await acknowledge(press)
    await edit(message, view)


def _begun(wish: Wish) -> View | None:
    """A picker that needs no subscription."""
    match wish.step:
        case "hours":
            return forms.hours(wish.language, _known(wish.value))
        case "minutes":
            hour, _, zone = wish.value.partition(".")
            return forms.minutes(wish.language, int(hour), _known(zone))
    return None


def _opened(wish: Wish, old: Subscription) -> View | None:
    """A picker for a part of a subscription; None for what changes one."""
    now, language = _now(), wish.language
    match wish.step:
        case "hours":
            return forms.hours(language, _known(wish.value), back=True)
        case "overview":
            return forms.overview(old, language, now)
        case "zones":
            return forms.zones(language, now, None)
        case "days":
            return forms.days(old, language)
        case "themes":
            return forms.themes(old, language)
        case "words":
            return forms.watched(old, language)
        case "pauses":
            return forms.pauses(language)
        case "leave":
            return forms.sure(language)
    return _begun(wish)


async def _changed(bureau: Bureau, place: Place, wish: Wish, old: Subscription | None) -> View | str:
    """Carry out what a button changes; a string is said instead of shown."""
    words, now, language = WORDING[wish.language].delivery, _now(), wish.language
    if wish.step == "time":
        clock, _, named = wish.value.partition(".")
        at, zone = time(int(clock[:2]), int(clock[2:])), _known(named)
        if zone is None and old is None:
            return forms.zones(language, now, at)
        days = old.schedule.weekdays if old else EVERY_DAY
        chosen = zone or (old.schedule.zone if old else "")
        return await _set(bureau, place, language, Schedule(chosen, at, days), old)
    if old is None:
        return words.not_subscribed
    schedule = old.schedule
    match wish.step:
        case "zone":
            zone = _known(wish.value)
            if zone is None:
                return WORDING[language].gone
            return await _set(bureau, place, language, Schedule(zone, schedule.at, schedule.weekdays), old)
        case "day":
            days = _days(schedule.weekdays, wish.value)
            if not days:
                return words.one_day_at_least
            return forms.days(
                await _save(bureau, replace(old, schedule=replace(schedule, weekdays=days)), now), language
            )
        case "language":
            spoken: Language = "ja" if wish.value == "ja" else "en"
            return forms.overview(await _save(bureau, replace(old, language=spoken), now), language, now)
        case "theme":
            return forms.themes(await _save(bureau, replace(old, themes=_themes(old, wish.value)), now), language)
        case "no-words":
            return forms.overview(await _save(bureau, replace(old, watch_words=()), now), language, now)
        case "card":
            saved = await _save(bureau, replace(old, card=wish.value == "on"), now)
            return forms.overview(saved, language, now)
        case "pause":
            return await _muted(bureau, old, language, None if wish.value == "off" else read_span(wish.value))
        case "resume":
            return forms.overview(await _save(bureau, old, now), language, now)
        case "left":
            await bureau.subscriptions.remove(place)
            return View(words.unsubscribed)
    return WORDING[language].gone


async def _set(bureau: Bureau, place: Place, language: Language, schedule: Schedule, old: Subscription | None) -> View:
    now = _now()
    wanted = replace(old, schedule=schedule) if old else Subscription(place, language, schedule)
    saved = await _save(bureau, wanted, now)
    title = None if old else WORDING[language].delivery.subscribed
    return forms.overview(saved, language, now, title=title)


async def _save(bureau: Bureau, wanted: Subscription, now: datetime) -> Subscription:
    return await bureau.subscriptions.save(wanted, now, timedelta(hours=bureau.settings.delivery_grace_h))


def _days(weekdays: frozenset[int], value: str) -> frozenset[int]:
    if value in ("all", "work"):
        return EVERY_DAY if value == "all" else WORKING_DAYS
    return weekdays ^ {int(value)}


def _themes(old: Subscription, value: str) -> tuple[str, ...]:
    known = WORDING[old.language].delivery.themes
    if value == "-":
        return ()
    if value not in known:
        return old.themes
    chosen = {*old.themes} ^ {value}
    return tuple(one for one in known if one in chosen)


async def _ask(message: Message, user: User, wish: Wish) -> None:
    """Ask for what no button can hold; the answer comes as a reply, which is all that has to be remembered."""
    words = WORDING[wish.language].delivery
    if wish.step == "city":
        at = time(int(wish.value[:2]), int(wish.value[2:])) if wish.value else None
        await _ask_city(message, wish.language, at)
        return
    await _ask_for(message, words.ask_words.format(mark=WORDS_MARK), words.ask_words_hint)


async def _ask_city(message: Message, language: Language, at: time | None, said: str | None = None) -> None:
    words = WORDING[language].delivery
    asked = words.ask_zone.format(mark=ZONE_MARK, time=f"{at:%H:%M} · " if at else "")
    await _ask_for(message, asked, f"{said}\n{words.ask_zone_hint}" if said else words.ask_zone_hint)


async def _ask_for(message: Message, asked: str, hint: str) -> None:
    place = place_of(message)
    (prepared,) = messages_of(View((bold(asked), "\n", hint)))
    prepared["reply_markup"] = ForceReply(selective=False)
    await message.get_bot().send_message(place.chat_id, message_thread_id=place.topic_id, **prepared)


def _asked_time(asked: Message) -> time | None:
    found = _ASKED_ZONE.match(asked.text or "")
    return time(int(found[1]), int(found[2])) if found and found[1] else None


async def _may_change(message: Message, user: User | None) -> bool:
    """Whether this person may set what comes to this chat."""
    if message.chat.type == ChatType.PRIVATE:
        return True
    if user is None:
        return False
    try:
        member = await message.get_bot().get_chat_member(message.chat_id, user.id)
    except TelegramError:
        return False
    return member.status in (ChatMemberStatus.OWNER, ChatMemberStatus.ADMINISTRATOR)


def _known(zone: str) -> str | None:
    """A zone from a button's data, if there is such a one."""
    return zone if zone and (is_zone(zone) or zone == "Etc/UTC") else None


def _shown(written: str) -> str:
    said = plain(written)
    return said if len(said) <= _SHOWN_CHARS else said[: _SHOWN_CHARS - 1] + "…"


def _now() -> datetime:
    return datetime.now(UTC)
