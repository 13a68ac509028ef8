"""What other rooms have to tell the operator: each a title and lines, or a line that there is nothing.

A room that comes later puts its lines here, in one function; the panel shows whatever stands.
"""

from __future__ import annotations

import asyncio

from bot.bureau import Bureau
from bot.failures import Failure
from bot.labels import date_label
from bot.people.presses import PageName
from bot.state.feedback import Feedback
from bot.state.gaps import Gaps
from bot.text import Text, bold, code, join
from bot.wording import WORDING
from knowledge.errors import SteppeError
from knowledge.types import Language

SHOWN = 12
MOST_GAPS = 100
LAST_COMPLAINTS = 5


async def report(bureau: Bureau, page: PageName, language: Language) -> Text | None:
    """The text of a page that only reports; None for a page that is none. Raises StateError."""
    words = WORDING[language].people
    match page:
        case "errors":
            return page_of(words.errors_title, [_failure(one, language) for one in bureau.failures.recent()], language)
        case "gaps":
            return page_of(words.gaps_title, await gaps(bureau, language), language)
        case "feedback":
            return page_of(words.feedback_title, await feedback(bureau, language), language)
        case "feeds":
            return page_of(words.feeds_title, await feeds(bureau, language), language)
        case "deliveries":
            return page_of(words.deliveries_title, await uncertain(bureau, language), language)
        case _:
            return None


async def gaps(bureau: Bureau, language: Language) -> list[Text]:
    """Questions the library could not answer, the most asked first."""
    words = WORDING[language].people
    found, _ = await Gaps(bureau.state).listed(MOST_GAPS)
    return [
        (f"{number}. {one.question} – ", words.times_asked.format(count=one.count))
        for number, one in enumerate(found, 1)
    ]


async def feedback(bureau: Bureau, language: Language) -> list[Text]:
    """How often readers said what of answers, and the questions behind the last complaints."""
    words = WORDING[language].people
    votes = Feedback(bureau.state)
    counts = await votes.counts()
    lines: list[Text] = [words.vote_count.format(vote=words.votes[vote], count=n) for vote, n in counts.items() if n]
    for voice in await votes.latest(LAST_COMPLAINTS, only_bad=True):
        if voice.question is not None:
            lines.append(
                (
                    "• ",
                    words.votes[voice.vote],
                    f" [{voice.citation}]" if voice.citation else "",
                    f" – {voice.question}",
                )
            )
    return lines


async def feeds(bureau: Bureau, language: Language) -> list[Text]:
    """How each feed that is followed fares, the failing ones first."""
    words = WORDING[language].people
    try:
        found = await asyncio.to_thread(bureau.knowledge.feed_health)
    except SteppeError as error:
        return [str(error)]
    lines: list[Text] = []
    for one in sorted(found, key=lambda one: -one.failures):
        told = words.feed_failing.format(count=one.failures) if one.failures else words.feed_well
        lines.append(("• ", bold(one.source.name), " – ", words.feed_waiting if one.tried is None else told))
    return lines


async def uncertain(bureau: Bureau, language: Language) -> list[Text]:
    """Deliveries of which it is not known whether they arrived; ``/deliveries`` settles them."""
    words = WORDING[language].delivery
    return [
        words.uncertain_line.format(
            chat=one.place.chat_id, day=one.day.isoformat(), time=f"{one.due_at:%H:%M}", why=words.uncertain_why
        )
        for one in await bureau.deliveries.unsettled()
    ]


def page_of(title: str, lines: list[Text], language: Language) -> Text:
    """A title and the first lines, and how many there are besides."""
    words = WORDING[language].people
    more = [words.and_more.format(count=len(lines) - SHOWN)] if len(lines) > SHOWN else []
    return join("\n\n", [bold(title), join("\n", lines[:SHOWN]) if lines else words.nothing_there, *more])


def _failure(one: Failure, language: Language) -> Text:
    at = f"{date_label(one.at.date().isoformat(), WORDING[language])} {one.at:%H:%M} UTC"
    return (
        code(one.id),
        f" {at} · {one.kind} · ",
        WORDING[language].people.chat_kind[one.chat],
        "\n",
        one.place or "–",
    )
