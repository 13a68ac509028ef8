"""What is shown while a subscription is set: the overview with the next three, and a picker for each part. Pure."""

from __future__ import annotations

from datetime import datetime, time
from itertools import islice
from zoneinfo import ZoneInfo

from bot.briefing.presses import Step, Wish, write
from bot.briefing.zones import offset_label, zone_label
from bot.due import EVERY_DAY, WORKING_DAYS, dues
from bot.state.subscriptions import Subscription
from bot.text import Text, bold, italic, join
from bot.view import Button, View, rows_of
from bot.wording import WORDING
from knowledge.types import Language

HOURS_IN_A_ROW = 6
MINUTES = range(0, 60, 5)
SHOWN_NEXT = 3
FIRST_ZONES: dict[Language, tuple[str, ...]] = {
    "ja": ("Asia/Tokyo", "Asia/Almaty", "Europe/London", "America/New_York", "Asia/Shanghai", "Europe/Moscow"),
    "en": ("Asia/Almaty", "Europe/London", "America/New_York", "Asia/Tokyo", "Europe/Berlin", "Europe/Istanbul"),
}


def overview(one: Subscription, language: Language, now: datetime, *, title: str | None = None) -> View:
    """Show a subscription: its parts, the next three deliveries in local time, and a button to change each part."""
    words = WORDING[language].delivery
    zone = zone_label(one.schedule.zone, language)
    lines: list[Text] = [
        words.line_time.format(time=f"{one.schedule.at:%H:%M}", zone=zone, offset=offset_label(one.schedule.zone, now)),
        words.line_days.format(days=days_told(one.schedule.weekdays, language)),
        words.line_language.format(language=words.languages[one.language]),
        words.line_themes.format(themes=themes_told(one.themes, language)),
        words.line_words.format(words=words.day_separator.join(one.watch_words) or words.no_words),
    ]
    if one.card:
        lines.append(words.line_card)
    if one.muted_until and one.muted_until > now:
        lines.append(words.line_muted.format(until=moment_told(one.muted_until, one.schedule.zone, language)))
    if one.skipped:
        lines.append(words.line_skipped.format(count=one.skipped))
    parts: list[Text] = [join("\n", [bold(title or words.overview), *lines])]
    if one.next is not None:
        coming = [one.next, *islice(dues(one.schedule, one.next.at), SHOWN_NEXT - 1)]
        told = [moment_told(due.at, one.schedule.zone, language) for due in coming]
        parts.append(join("\n", [bold(words.next_title), *told]))
    elif one.stopped:
        parts.append(italic(words.stopped[one.stopped]))
    return View(join("\n\n", parts), _overview_buttons(one, language, now))


def _overview_buttons(one: Subscription, language: Language, now: datetime) -> tuple[tuple[Button, ...], ...]:
    words = WORDING[language].delivery
    other: Language = "en" if one.language == "ja" else "ja"
    paused = bool(one.muted_until and one.muted_until > now)
    last = (
        _button(words.button_resume, language, "resume")
        if one.stopped
        else _button(words.button_resume, language, "pause", "off")
        if paused
        else _button(words.button_pause, language, "pauses")
    )
    return (
        (
            _button(words.button_time, language, "hours"),
            _button(words.button_zone, language, "zones"),
            _button(words.button_days, language, "days"),
        ),
        (
            _button(WORDING[one.language].delivery.button_language, language, "language", other),
            _button(words.button_themes, language, "themes"),
            _button(words.button_words, language, "words"),
        ),
        (
            _button(words.button_no_card, language, "card", "off")
            if one.card
            else _button(words.button_card, language, "card", "on"),
            last,
        ),
        (_button(words.button_stop, language, "leave"),),
    )


def hours(language: Language, zone: str | None, *, said: str | None = None, back: bool = False) -> View:
    """Pick an hour of the day."""
    words = WORDING[language].delivery
    asked = words.pick_hour_at.format(zone=zone_label(zone, language)) if zone else words.pick_hour
    picks = [
        _button(f"{hour:02}", language, "minutes", f"{hour:02}" + (f".{zone}" if zone else "")) for hour in range(24)
    ]
    return View(f"{said}\n\n{asked}" if said else asked, rows_of(picks, HOURS_IN_A_ROW) + _back(language, back))


def minutes(language: Language, hour: int, zone: str | None) -> View:
    """Pick the minutes of an hour."""
    words = WORDING[language].delivery
    tail = f".{zone}" if zone else ""
    picks = [_button(f"{hour:02}:{one:02}", language, "time", f"{hour:02}{one:02}{tail}") for one in MINUTES]
    again = (_button(words.button_back, language, "hours", zone or ""),)
    return View(words.pick_minute.format(hour=f"{hour:02}"), (*rows_of(picks, 4), again))


def zones(
    language: Language, now: datetime, at: time | None, among: tuple[str, ...] = (), said: str | None = None
) -> View:
    """Pick a zone: of the usual ones, or among those that a word may mean.

    Args:
        at: A time that is picked already and not stored yet.
    """
    words = WORDING[language].delivery
    offered = among or FIRST_ZONES[language]
    asked = said or (words.pick_zone.format(time=f"{at:%H:%M}") if at else words.pick_zone_again)
    picks = []
    for zone in offered:
        label, offset = zone_label(zone, language), offset_label(zone, now)
        told = label if label == offset else f"{label} · {offset}"
        picks.append(
            _button(told, language, "time", f"{at:%H%M}.{zone}") if at else _button(told, language, "zone", zone)
        )
    other = (_button(words.other_city, language, "city", f"{at:%H%M}" if at else ""),)
    return View(asked, (*rows_of(picks, 2), other, *_back(language, at is None)))


def days(one: Subscription, language: Language) -> View:
    """Switch days of the week on and off."""
    words = WORDING[language].delivery
    picks = [
        _button(f"{'✓ ' if number in one.schedule.weekdays else ''}{name}", language, "day", str(number))
        for number, name in enumerate(words.weekdays)
    ]
    sets = (
        _button(words.every_day, language, "day", "all"),
        _button(words.working_days, language, "day", "work"),
    )
    told = words.line_days.format(days=days_told(one.schedule.weekdays, language))
    return View(f"{words.pick_days}\n{told}", (*rows_of(picks, 4), sets, *_back(language)))


def themes(one: Subscription, language: Language) -> View:
    """Switch themes on and off."""
    words = WORDING[language].delivery
    picks = [
        _button(f"{'✓ ' if key in one.themes else ''}{name}", language, "theme", key)
        for key, name in words.themes.items()
    ]
    every = (_button(words.button_again, language, "theme", "-"),) if one.themes else ()
    rows = (*rows_of(picks, 2), *((every,) if every else ()), *_back(language))
    return View(words.pick_themes, rows)


def watched(one: Subscription, language: Language) -> View:
    """Show the words that are watched for; other ones are written."""
    words = WORDING[language].delivery
    told = words.line_words.format(words=words.day_separator.join(one.watch_words) or words.no_words)
    change = _button(words.button_change, language, "ask-words")
    return View(told, ((change, _button(words.button_clear, language, "no-words")), *_back(language)))


def pauses(language: Language) -> View:
    """Pick for how long to pause."""
    words = WORDING[language].delivery
    picks = [_button(told, language, "pause", span) for span, told in words.spans.items()]
    return View(words.pick_pause, (*rows_of(picks, 4), *_back(language)))


def sure(language: Language) -> View:
    """Ask once before unsubscribing."""
    words = WORDING[language].delivery
    return View(
        words.sure_to_stop,
        ((_button(words.button_keep, language, "overview"), _button(words.button_yes_stop, language, "left")),),
    )


def days_told(weekdays: frozenset[int], language: Language) -> str:
    """Days of the week in words."""
    words = WORDING[language].delivery
    if weekdays == EVERY_DAY:
        return words.every_day
    if weekdays == WORKING_DAYS:
        return words.working_days
    return words.day_separator.join(words.weekdays[day] for day in sorted(weekdays))


def themes_told(chosen: tuple[str, ...], language: Language) -> str:
    """Themes by their names."""
    words = WORDING[language].delivery
    return words.day_separator.join(words.themes.get(one, one) for one in chosen) or words.all_themes


def moment_told(moment: datetime, zone: str, language: Language) -> str:
    """An instant in the local time of a zone, with its day of the week."""
    words = WORDING[language]
    local = moment.astimezone(ZoneInfo(zone))
    month = words.months[local.month - 1]
    weekday = words.delivery.weekdays[local.weekday()]
    return words.delivery.day_time.format(weekday=weekday, day=local.day, month=month, time=f"{local:%H:%M}")


def _back(language: Language, wanted: bool = True) -> tuple[tuple[Button, ...], ...]:
    words = WORDING[language].delivery
    return ((_button(words.button_back, language, "overview"),),) if wanted else ()


def _button(label: str, language: Language, step: Step, value: str = "") -> Button:
    return Button(label, data=write(Wish(language, step, value)))
