"""The operator's page of numbers: people, questions, times, library, state."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from sqlalchemy import text

from bot.bureau import Bureau
from bot.state.database import State
from bot.state.metrics import percentile
from bot.text import Text, bold, join
from bot.wording import WORDING
from bot.wording.people import PeopleWords
from knowledge.types import LANGUAGES, Language

WEEK = timedelta(days=6)  # today and the six days before


@dataclass(frozen=True, slots=True)
class Span:
    """What happened in a span of days."""

    people: int
    answered: int
    abstained: int
    refused: int
    uploads: int
    p50_ms: int | None
    p95_ms: int | None


@dataclass(frozen=True, slots=True)
class Stats:
    """Everything on the page. Sizes in bytes."""

    today: Span
    week: Span
    known: int
    sources: int
    passages: int
    state_bytes: int
    uptime_s: float
    version: str


async def stats(bureau: Bureau) -> Stats:
    """Count. Raises StateError, LibraryError."""
    await bureau.visitors.save()
    sources, passages = await asyncio.to_thread(_library, bureau)
    return Stats(
        await _span(bureau, timedelta(0)),
        await _span(bureau, WEEK),
        await bureau.visitors.people.count(),
        sources,
        passages,
        await state_bytes(bureau.state),
        bureau.visitors.tally.uptime_s,
        program_version(),
    )


def stats_text(found: Stats, language: Language) -> Text:
    """The page."""
    words = WORDING[language].people
    week, today = (_span_lines(span, words) for span in (found.week, found.today))
    library = words.stats_library.format(sources=f"{found.sources:,}", passages=f"{found.passages:,}")
    program = words.stats_program.format(
        version=found.version, uptime=duration(found.uptime_s, words), size=size(found.state_bytes)
    )
    return join(
        "\n\n",
        [
            bold(words.stats_title),
            (bold(words.stats_today), "\n", today),
            (bold(words.stats_week), "\n", week),
            (bold(words.stats_all), "\n", join("\n", [words.stats_known.format(count=found.known), library, program])),
        ],
    )


async def _span(bureau: Bureau, back: timedelta) -> Span:
    today = datetime.now(UTC).date()
    counts = await bureau.visitors.metrics.between(today - back, today)
    return Span(
        await bureau.visitors.people.active_since(today - back),
        counts.get("answered", 0),
        counts.get("abstained", 0),
        counts.get("refused", 0),
        counts.get("uploads", 0),
        percentile(counts, 0.5),
        percentile(counts, 0.95),
    )


def _span_lines(span: Span, words: PeopleWords) -> Text:
    lines = [
        words.stats_people.format(count=span.people),
        words.stats_questions.format(
            count=span.answered + span.abstained, answered=span.answered, abstained=span.abstained
        ),
    ]
    if span.p50_ms is not None and span.p95_ms is not None:
        lines.append(words.stats_times.format(p50=seconds(span.p50_ms), p95=seconds(span.p95_ms)))
    if span.uploads:
        lines.append(words.stats_uploads.format(count=span.uploads))
    if span.refused:
        lines.append(words.stats_refused.format(count=span.refused))
    return join("\n", lines)


def _library(bureau: Bureau) -> tuple[int, int]:
    catalogue = bureau.knowledge.library.catalogue
    return len(bureau.knowledge.sources()), sum(catalogue.count(language) for language in LANGUAGES)


async def state_bytes(state: State) -> int:
    """How much room the state takes. Raises StateError."""
    if state.is_sqlite:
        file = Path(str(state.url.database))
        found = [file, *(file.with_name(file.name + end) for end in ("-wal", "-shm"))]
        return sum(one.stat().st_size for one in found if one.exists())
    async with state.reading() as connection:
        return int((await connection.execute(text("SELECT pg_database_size(current_database())"))).scalar_one())


def program_version() -> str:
    """The version of this program."""
    try:
        return version("steppe")
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "0"


def size(n: int) -> str:
    """Bytes as people read them."""
    if n < 1_000_000:
        return f"{n / 1_000:,.0f} KB"
    return f"{n / 1_000_000:,.1f} MB"


def seconds(ms: int) -> str:
    """A time taken: ``0.08`` or ``2.4``, in seconds."""
    return f"{ms / 1_000:.2f}" if ms < 1_000 else f"{ms / 1_000:.1f}"


def duration(s: float, words: PeopleWords) -> str:
    """A span of time in its two largest units."""
    minutes = max(1, int(s // 60))
    days, hours, minutes = minutes // 1_440, minutes // 60 % 24, minutes % 60
    if days:
        return words.days_hours.format(days=days, hours=hours)
    return words.hours_minutes.format(hours=hours, minutes=minutes) if hours else words.minutes.format(minutes=minutes)
