"""From a briefing to one message: headings, sentences with numbers, counted lines, buttons for what lies behind.

A message holds 4,096 UTF-16 units. What would not fit stays behind the item's button, in this order: why it matters,
the counted line of facts, background beyond the first sentence, items beyond the third. Nothing is cut within a sentence.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from bot.labels import locator, marked_quote, references_told, source_line
from bot.presses import BriefingPart, OpenPassage, write
from bot.split import MESSAGE_ENTITIES, MESSAGE_UNITS
from bot.text import Text, bold, italic, join, quote, render
from bot.view import Button, View, rows_of
from bot.wording import WORDING
from knowledge.briefing import telling
from knowledge.briefing.values import Briefing, Change, Fact, Item
from knowledge.briefing.words import BRIEFING_WORDS
from knowledge.types import Citation, Language, Span, Statement

_ITEM_BUTTONS = 5


@dataclass(frozen=True, slots=True)
class _Room:
    """How much of the briefing is shown in the message itself."""

    whys: bool = True
    befores: bool = True
    facts: int = 9
    lines: bool = True
    items: int = 9
    ahead: int = 9


_ROOMS = (
    _Room(),
    _Room(whys=False),
    _Room(whys=False, facts=1),
    _Room(whys=False, facts=1, lines=False),
    _Room(whys=False, facts=1, lines=False, befores=False, items=3, ahead=2),
    _Room(whys=False, facts=1, lines=False, befores=False, items=1, ahead=1),
)


def render_briefing(briefing: Briefing) -> View:
    """Show a briefing in one message, with buttons to its items, its sources and the other language."""
    for room in _ROOMS:
        text = _text(briefing, room)
        rendered = render(text)
        if rendered.units <= MESSAGE_UNITS and len(rendered.entities) <= MESSAGE_ENTITIES:
            break
    return View(text, _buttons(briefing))


def item_view(briefing: Briefing, index: int) -> View:
    """Show one of the new items with everything that is known of it; beyond the last one, that it is gone."""
    words = WORDING[briefing.language].briefings
    if not 0 <= index < len(briefing.new):
        return View(words.item_gone)
    item = briefing.new[index]
    alone = replace(briefing, bluf=())  # nothing stands above it here
    parts: list[Text] = [bold(words.item_title.format(number=index + 1)), *_item(item, alone, _Room())]
    if item.more:
        parts.append(join("\n", [bold(words.further), *(_sentence(one, briefing.language) for one in item.more)]))
    used = [*item.statement.citations, *(n for one in (*item.differing, *item.more) for n in one.citations)]
    used += item.why.citations if item.why else ()
    cited = [briefing.citation(n) for n in sorted(set(used))]
    parts.append(quote(join("\n", [_listed(one, briefing.language) for one in cited]), folded=True))
    return View(join("\n\n", parts), _openers(cited, briefing.language))


def briefing_sources_view(briefing: Briefing) -> View:
    """Show every source of a briefing with the words quoted from it. They come from the briefing as stored."""
    words = WORDING[briefing.language].briefings
    listed = [_listed(one, briefing.language) for one in briefing.citations]
    return View(join("\n\n", [bold(words.sources_title), *listed]), _openers(briefing.citations, briefing.language))


def _text(briefing: Briefing, room: _Room) -> Text:
    words, language = BRIEFING_WORDS[briefing.language], briefing.language
    parts: list[Text] = [join("\n", [bold(telling.title(briefing)), italic(telling.dateline(briefing))])]
    quiet = telling.quiet_line(briefing)
    if briefing.notice:
        parts.append(italic(briefing.notice))
    said: list[Text] = [_sentence(one, language) for one in briefing.bluf] + ([italic(quiet)] if quiet else [])
    if said:
        parts.append((bold(words.bluf), " ", join(_space(language), said)))
    if briefing.new:
        shown = [_numbered(i, item, briefing, room) for i, item in enumerate(briefing.new[: room.items], 1)]
        parts += [bold(words.new), *shown]
        if more := telling.more_line(briefing):
            parts.append(italic(more))
    if briefing.changed:
        parts.append(bold(telling.changed_heading(briefing)))
        parts += [_change(one, language, room) for one in briefing.changed]
    if briefing.background is not None:
        told = briefing.background
        heading = (bold(words.background), " ", italic(telling.theme_line(told)))
        parts.append(join("\n", [heading, *(_fact(one, language) for one in told.facts[: room.facts])]))
    if briefing.watch:
        lines = [
            (words.list_mark, bold(telling.ahead_line(one, language)), " ", _sentence(one.statement, language))
            for one in briefing.watch[: room.ahead]
        ]
        parts.append(join("\n", [bold(words.watch), *lines]))
    gaps = telling.gap_lines(briefing)
    if gaps:
        parts.append(join("\n", [bold(words.gaps), *((words.list_mark, line) for line in gaps)]))
    if briefing.citations:
        parts.append(italic(words.basis_heading, words.colon, telling.basis_line(briefing)))
    if rejected := telling.rejected_line(briefing):
        parts.append(italic(rejected))
    return join("\n\n", parts)


def _numbered(number: int, item: Item, briefing: Briefing, room: _Room) -> Text:
    first, *rest = _item(item, briefing, room)
    return join("\n", [(f"🆕 {number}. ", first), *rest])


def _item(item: Item, briefing: Briefing, room: _Room) -> list[Text]:
    words, language = BRIEFING_WORDS[briefing.language], briefing.language
    parts: list[Text] = [_sentence(replace(item.statement, text=telling.item_text(item, briefing)), language)]
    if room.lines or item.agreement != "agree":
        parts.append(italic(telling.item_line(item, language)))
    if item.differing:
        parts.append((words.differ, " ", join(" / ", [_sentence(one, language) for one in item.differing])))
    if item.why is not None and room.whys:
        parts.append((italic(words.why, words.colon), _sentence(item.why, language)))
    return parts


def _change(change: Change, language: Language, room: _Room) -> Text:
    words = BRIEFING_WORDS[language]
    parts: list[Text] = [
        (bold(telling.change_line(change, language)), " · ", _sentence(change.now, language)),
    ]
    if room.befores:
        parts.append((italic(telling.before_line(change, language), words.colon), _sentence(change.before, language)))
    return join("\n", parts)


def _fact(fact: Fact, language: Language) -> Text:
    line = telling.fact_line(fact, language)
    left, right = BRIEFING_WORDS[language].parentheses
    return (
        BRIEFING_WORDS[language].list_mark,
        _sentence(fact.statement, language),
        italic(left, line, right) if line else "",
    )


def _sentence(statement: Statement, language: Language) -> Text:
    return (statement.text, "" if language == "ja" else " ", telling.numbers(statement))


def _space(language: Language) -> str:
    return "" if language == "ja" else " "


def _listed(citation: Citation, language: Language) -> Text:
    words = WORDING[language]
    parts: list[Text] = [
        (f"[{citation.n}] ", source_line(citation.source, language)),
        locator(citation.passage, words),
        marked_quote(citation, words),
    ]
    if citation.references:
        heading, lines = references_told(citation.references, language)
        parts.append((heading, " ", join("; ", lines)))
    return join("\n", parts)


def _openers(citations: Sequence[Citation], language: Language) -> tuple[tuple[Button, ...], ...]:
    opened: Callable[[Citation], Button] = lambda c: Button(  # noqa: E731 - named for the line below
        str(c.n), data=write(OpenPassage(language, c.passage.id, Span(c.start, c.end)))
    )
    return rows_of([opened(one) for one in citations])


def _buttons(briefing: Briefing) -> tuple[tuple[Button, ...], ...]:
    words, language = WORDING[briefing.language].briefings, briefing.language

    def part(label: str, name: str) -> Button:
        return Button(label, data=write(BriefingPart(language, briefing.id, name)))

    items = [part(f"🆕 {i + 1}", f"i{i}") for i in range(min(len(briefing.new), _ITEM_BUTTONS))]
    others = [part(words.sources_button, "s")] if briefing.citations else []
    others.append(part(WORDING["en" if language == "ja" else "ja"].talk.in_this_language, "o"))
    rows = [tuple(items)] if items else []
    rows.append(tuple(others))
    rows.append((part(words.since_button, "c"), part(words.card_button, "p")))
    return tuple(rows)
