"""The verb /vectors: the multi-vector policy partner by partner, each with its newest dated line."""

from __future__ import annotations

from collections.abc import Sequence

from bot.presses import OpenPassage, write
from bot.text import Text, bold, italic, join
from bot.view import Button, View, rows_of
from bot.wording import WORDING
from knowledge.briefing.scoreboard import Standing
from knowledge.briefing.telling import date_told
from knowledge.briefing.words import BRIEFING_WORDS
from knowledge.types import Language, Span

_BUTTONS_IN_ROW = 4


def vectors_view(standings: Sequence[Standing], language: Language) -> View:
    """Show the scoreboard; a partner's button opens the passage of its newest line."""
    words = WORDING[language].briefings
    parts: list[Text] = [join("\n", [bold(words.vectors_title), words.vectors_intro])]
    parts += [_standing(one, language) for one in standings]
    buttons = [
        Button(
            BRIEFING_WORDS[language].vector[one.vector],
            data=write(OpenPassage(language, one.citation.passage.id, Span(one.citation.start, one.citation.end))),
        )
        for one in standings
        if one.citation is not None
    ]
    return View(join("\n\n", parts), rows_of(buttons, _BUTTONS_IN_ROW))


def _standing(one: Standing, language: Language) -> Text:
    words, told = WORDING[language].briefings, BRIEFING_WORDS[language]
    if not one.passages:
        return join("\n", [bold(words.partner[one.vector]), italic(words.vectors_none)])
    counted = (words.vectors_line_one if one.passages == 1 else words.vectors_line).format(count=one.passages)
    kinds = told.comma.join(f"{told.stance[kind]} {count}" for kind, count in one.kinds)
    recent = [words.vectors_recent.format(count=one.recent)] if one.recent else []
    lines: list[Text] = [bold(words.partner[one.vector]), italic(" · ".join([counted, kinds, *recent]))]
    if one.line is not None:
        date = date_told(one.published, language)
        lines.append((f"{date}{told.colon}" if date else "", one.line.text))
    return join("\n", lines)
