"""One briefing for all who want the same: composed by the first who asks, stored, and shared by its key."""

from __future__ import annotations

import asyncio
import hashlib
import json
from dataclasses import dataclass, replace
from datetime import date, datetime, time

from bot.bureau import Bureau
from bot.state.subscriptions import Subscription
from bot.wording import WORDING
from knowledge.briefing.compose import sealed
from knowledge.briefing.values import Briefing, Gap
from knowledge.types import Language


@dataclass(frozen=True, slots=True)
class Wanted:
    """All that a briefing is made from, beside the library.

    Attributes:
        cut_off: Where its window ends, in the zone.
        previous: The id of the reader's briefing before: what stood in it does not come again.
    """

    day: date
    language: Language
    zone: str
    cut_off: time | None = None
    themes: tuple[str, ...] = ()
    watch_words: tuple[str, ...] = ()
    gaps: tuple[str, ...] = ()
    previous: str | None = None

    @property
    def key(self) -> str:
        """The same for all that ask for the same, whatever the order of their themes."""
        cut_off = self.cut_off.isoformat("minutes") if self.cut_off else None
        made_from = [
            *(self.day.isoformat(), self.language, self.zone, cut_off, self.previous),
            *(sorted(self.themes), sorted(self.watch_words), list(self.gaps)),
        ]
        return hashlib.sha256(json.dumps(made_from, ensure_ascii=False).encode()).hexdigest()


def scheduled(one: Subscription, day: date, previous: str | None, gaps: tuple[str, ...] = ()) -> Wanted:
    """What a subscription wants of a day: the window ends at the hour it is delivered, however late it goes out."""
    themes = theme_words(one.themes, one.language)
    return Wanted(*(day, one.language, one.schedule.zone, one.schedule.at, themes, one.watch_words, gaps, previous))


def theme_words(themes: tuple[str, ...], language: Language) -> tuple[str, ...]:
    """Themes by the names that the reader knows; one that is not of the menu stays as it was written."""
    told = WORDING[language].delivery.themes
    return tuple(told.get(theme, theme) for theme in themes)


async def composed(bureau: Bureau, wanted: Wanted, now: datetime) -> Briefing:
    """The briefing, made now or before.

    Raises:
        BriefingError: The day has not come yet.
        LibraryError, EncoderError, StateError: The operator must mend something.
    """
    if not wanted.gaps:
        return await bureau.briefings.once(wanted.key, lambda: _made(bureau, wanted, now), now)
    plain = replace(wanted, gaps=())  # nobody's questions change what is new

    async def with_questions() -> Briefing:
        # Watch-words are one chat's own: what is stored of them a delivery must name, so that it can be erased.
        shared = await (_made(bureau, plain, now) if wanted.watch_words else composed(bureau, plain, now))
        own = tuple(Gap("asked", text) for text in wanted.gaps)
        return sealed(replace(shared, gaps=(*shared.gaps, *own)))

    return await bureau.briefings.once(wanted.key, with_questions, now)


async def composed_now(bureau: Bureau, wanted: Wanted, now: datetime) -> Briefing:
    """The briefing as of this moment, stored so that its buttons work. Raises as above."""
    briefing = await _made(bureau, wanted, now)
    return await bureau.briefings.keep(f"at:{briefing.id}", briefing, now)


async def _made(bureau: Bureau, wanted: Wanted, now: datetime) -> Briefing:
    previous = await bureau.briefings.get(wanted.previous) if wanted.previous else None
    return await asyncio.to_thread(
        bureau.knowledge.brief,
        wanted.day,
        language=wanted.language,
        themes=wanted.themes,
        zone=wanted.zone,
        cut_off=wanted.cut_off,
        now=now,
        watch_words=wanted.watch_words,
        gaps=wanted.gaps,
        previous=previous,
    )
