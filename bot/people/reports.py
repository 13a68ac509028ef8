"""What other rooms have to tell the operator: each a title and lines, or a line that there is nothing.

A room that comes later puts its lines here, in one function; the panel shows whatever stands.
"""

from __future__ import annotations

from bot.bureau import Bureau
from bot.failures import Failure
from bot.labels import date_label
from bot.people.presses import PageName
from bot.text import Text, bold, code, join
from bot.wording import WORDING
from knowledge.types import Language

SHOWN = 12


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
    return []


async def feedback(bureau: Bureau, language: Language) -> list[Text]:
    """What readers said of answers, newest first."""
    return []


async def feeds(bureau: Bureau, language: Language) -> list[Text]:
    """How each feed fares."""
    return []


async def uncertain(bureau: Bureau, language: Language) -> list[Text]:
    """Deliveries of which it is not known whether they arrived."""
    return []


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
