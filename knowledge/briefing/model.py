"""The chat model's part in a briefing: it words the same events anew; what is not verified never reaches the reader.

Which events are shown, in what order, with which sources, is decided before and does not change. An event whose sentence
fails keeps its quotation; where none passes, or the provider is down, the briefing is the extractive one and says so.
"""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.briefing.values import Briefing, Item
from knowledge.desk import Desk
from knowledge.errors import ModelError
from knowledge.phrases import phrase
from knowledge.types import Citation, Language, Passage, Statement, VerifiedStatement

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)
_PASSAGES_AN_ITEM = 3
_TASK: dict[Language, str] = {
    "en": "Write one sentence for each of these events: {events}.",
    "ja": "次の出来事それぞれについて一文を書く: {events}。",
}
_EVENT: dict[Language, str] = {"en": "event {number} ({keys})", "ja": "出来事{number}({keys})"}
# Words of likelihood belong to whoever judged: a sentence may have one only where its quotation has it.
_LIKELIHOOD = re.compile(
    r"\b(?:almost (?:no chance|certain(?:ly)?)|(?:very |highly )?(?:un)?likely|roughly even|probabl[ey]|probability|(?:im)?probably"
    r"|possibly|presumably|certainly|undoubtedly)\b"
    r"|可能性が(?:高|低|大|小)|ほぼ確実|確実に|おそらく|恐らく|多分|見込みが(?:高|低)|公算",
    re.IGNORECASE,
)


def worded(desk: Desk, model: BaseChatModel, briefing: Briefing) -> Briefing:
    """The briefing with its new events worded by the chat model where verification lets it.

    Never raises because of the model. Blocks for at most the model's time limit.
    """
    if not briefing.new:
        return briefing
    from knowledge.models import draft_answer
    from knowledge.prompts import load_prompt_file
    from knowledge.verify import verify

    settings, language = desk.library.settings, briefing.language
    prompt = load_prompt_file("briefing")
    passages, owners = _shown(briefing)
    failed = replace(briefing, notice=phrase("model-down", language))
    try:
        draft = draft_answer(
            model, _task(owners, len(briefing.new), language), passages, language, settings, prompt=prompt
        )
    except ModelError as error:
        log.warning("chat model: %s", error)
        return failed
    twins = desk.library.catalogue.passages([p.twin_id for p in passages if p.twin_id])
    verified = verify(
        draft,
        passages,
        language=language,
        glossary=desk.glossary,
        titles={one.source.id: one.source.title for one in briefing.citations},
        twins=twins,
        similarity=desk.similarity,
    )
    by_item: dict[int, VerifiedStatement] = {}
    rejected = len(verified.rejected)
    for one in verified.kept:
        events = {owners[quote.passage.id] for quote in one.quotes}
        if len(events) == 1 and not _coins_likelihood(one):
            by_item.setdefault(events.pop(), one)
        else:
            rejected += 1
    if not by_item:
        return replace(failed, rejected=rejected, prompt=prompt.fingerprint)
    name = settings.chat_model or type(model).__name__
    return _put(replace(briefing, mode=name, prompt=prompt.fingerprint, rejected=rejected), by_item)


def _shown(briefing: Briefing) -> tuple[list[Passage], dict[str, int]]:
    """The passages of the events as shown to the model, and to which event each belongs."""
    passages: list[Passage] = []
    owners: dict[str, int] = {}
    for number, item in enumerate(briefing.new):
        mine: dict[str, Passage] = {}
        for statement in (*_led(item, briefing), *item.differing, *item.more):
            passage = briefing.citation(statement.citations[0]).passage
            if passage.id not in owners:
                mine.setdefault(passage.id, passage)
        for passage in list(mine.values())[:_PASSAGES_AN_ITEM]:
            passages.append(passage)
            owners[passage.id] = number
    return passages, owners


def _led(item: Item, briefing: Briefing) -> Iterator[Statement]:
    """The item's own sentence, and the one of it that is said first of all."""
    yield item.statement
    source = briefing.citation(item.statement.citations[0]).source.id
    yield from (one for one in briefing.bluf if briefing.citation(one.citations[0]).source.id == source)


def _task(owners: dict[str, int], events: int, language: Language) -> str:
    keys: dict[int, list[str]] = {number: [] for number in range(events)}
    for place, number in enumerate(owners.values(), 1):
        keys[number].append(f"P{place}")
    told = [
        _EVENT[language].format(number=number + 1, keys=", ".join(several))
        for number, several in keys.items()
        if several
    ]
    return _TASK[language].format(events="; ".join(told))


def _coins_likelihood(one: VerifiedStatement) -> bool:
    quoted = " ".join(q.passage.text[q.start - q.passage.start : q.end - q.passage.start] for q in one.quotes)
    known = {word.lower() for word in _LIKELIHOOD.findall(quoted)}
    said = {word.lower() for word in _LIKELIHOOD.findall(one.text)}
    if _one_language(one.text, quoted):
        return not said <= known
    return bool(said) and not known


def _one_language(text: str, quoted: str) -> bool:
    """Whether both are in one script, so that their words can be compared."""
    return any("ぁ" <= c <= "ん" for c in text) == any("ぁ" <= c <= "ん" for c in quoted)


def _put(briefing: Briefing, by_item: dict[int, VerifiedStatement]) -> Briefing:
    """Set the model's sentences: of the event said first of all in its place, of the others in their item."""
    citations = list(briefing.citations)
    sources = {one.passage.id: one.source for one in citations}
    first = len(briefing.bluf)
    bluf, items = list(briefing.bluf), list(briefing.new)
    for number, one in by_item.items():
        numbers = []
        for quote in one.quotes:
            text = quote.passage.text[quote.start - quote.passage.start : quote.end - quote.passage.start]
            known = next(
                (c for c in citations if (c.passage.id, c.start, c.end) == (quote.passage.id, quote.start, quote.end)),
                None,
            )
            if known is None:
                source = sources[quote.passage.id]
                known = Citation(len(citations) + 1, source, quote.passage, text, quote.start, quote.end)
                citations.append(known)
            numbers.append(known.n)
        statement = Statement(one.text, tuple(numbers), "composed")
        if number < first:
            bluf[number] = statement
        else:
            items[number] = replace(items[number], statement=statement)
    return renumbered(replace(briefing, bluf=tuple(bluf), new=tuple(items), citations=tuple(citations)))


def renumbered(briefing: Briefing) -> Briefing:
    """The same briefing with its citations numbered in reading order; those no sentence uses are dropped."""
    order = list(dict.fromkeys(n for statement in briefing.statements() for n in statement.citations))
    new = {old: number for number, old in enumerate(order, 1)}

    def told(statement: Statement) -> Statement:
        return replace(statement, citations=tuple(new[n] for n in statement.citations))

    def all_told(statements: Sequence[Statement]) -> tuple[Statement, ...]:
        return tuple(map(told, statements))

    background = briefing.background
    if background is not None:
        facts = tuple(replace(fact, statement=told(fact.statement)) for fact in background.facts)
        background = replace(background, facts=facts)
    return replace(
        briefing,
        bluf=all_told(briefing.bluf),
        new=tuple(
            replace(
                item,
                statement=told(item.statement),
                differing=all_told(item.differing),
                why=told(item.why) if item.why else None,
                more=all_told(item.more),
            )
            for item in briefing.new
        ),
        changed=tuple(replace(one, now=told(one.now), before=told(one.before)) for one in briefing.changed),
        background=background,
        watch=tuple(replace(one, statement=told(one.statement)) for one in briefing.watch),
        citations=tuple(replace(briefing.citation(old), n=new[old]) for old in order),
    )
