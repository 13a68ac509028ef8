"""Put what was found in the order in which it is likely to answer, decide whether it does, and pick what is quoted."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace

from knowledge.abbreviations import abbreviation_of, written_out
from knowledge.abstain import NOTHING, Decision, answer_odds, decide, decide_read, read_odds, sentence_odds
from knowledge.compose import choose, repeats
from knowledge.desk import Desk
from knowledge.glossary import Entry
from knowledge.judging import judged, judged_of
from knowledge.library import Library
from knowledge.overview import Topic, argument, opinions, overview, whole, widened
from knowledge.premises import borne_out, correction, left, membership, reasked
from knowledge.retrieve import Retrieval, retrieve
from knowledge.scoring import Candidate, candidates
from knowledge.types import Passage, Question, Source
from knowledge.understand import understand

Search = Callable[[Question], Retrieval]
_CLOSE = 0.3  # log-odds within which two sentences are as likely to answer
_BROAD = 3  # sentences of an overview of what a broad question names
_FEW = 5  # words of a broad question; one with more of them is after something definite, however it is put
_GATHERED = Decision(1.0, 0.0)  # an overview: enough was found on the topic, and that is all that was asked


@dataclass(frozen=True, slots=True)
class Ranking:
    """The sentences found, best first, and whether the best of them answers.

    Attributes:
        chosen: The sentences to quote, in order; they count only where the decision carries.
        retrieval: What was found for the question as a whole.
        judged: The sentences that were judged for the question as a whole, with their signals, in the order of their scores;
            none for an overview.
        read: The log-odds that the cross-encoder gave those of them that it was asked for, by their place.
        unanswered: The questions in a message that nothing chosen answers, as asked, where others are answered.
        not_left: The organisation, as written, that the question wrongly says was left; what is chosen corrects it.
    """

    found: tuple[Candidate, ...]
    decision: Decision
    chosen: tuple[Candidate, ...]
    retrieval: Retrieval
    judged: tuple[tuple[Candidate, Mapping[str, float]], ...] = ()
    read: Mapping[int, float] = field(default_factory=dict)
    unanswered: tuple[str, ...] = ()
    not_left: str | None = None


def ranked(desk: Desk, question: Question, search: Search | None = None) -> Ranking:
    """Find, order and pick the sentences that answer a question, or each of the questions in it.

    Args:
        search: What looks for passages; None: ``retrieve``.

    Raises:
        LibraryError, EncoderError: The library cannot be read.
    """
    look: Search = search or (lambda one: retrieve(desk.library, one, desk.glossary))
    most = desk.library.settings.ask.max_statements
    whole = _one(desk, question, look, most)
    if not question.parts:
        return whole
    share = -(-most // len(question.parts))  # no overview crowds out what is asked beside it
    return _together(whole, [(part, _one(desk, part, look, share)) for part in question.parts], most)


def cards(desk: Desk, retrieval: Retrieval) -> Mapping[str, Source]:
    """The sources of the passages found, by id."""
    return desk.library.catalogue.cards({hit.passage.source_id for hit in retrieval.hits})


def twins(library: Library, passages: Sequence[Passage]) -> dict[str, Passage]:
    """The passages' twins by their own ids: a statement across languages is checked against the words of its own."""
    return dict(library.catalogue.passages([p.twin_id for p in passages if p.twin_id]))


def _one(desk: Desk, question: Question, look: Search, most: int) -> Ranking:
    retrieval = look(question)
    sources = cards(desk, retrieval)
    topic = Topic(question, desk.glossary, desk.encoder) if question.asked == "overview" or question.bare else None
    gathered = min(_BROAD, most) if question.bare else most
    if topic is not None and topic.column:
        texts = {one.id: one for one in opinions(question, desk.library, retrieval.weighed)}
        every = whole(retrieval, list(texts.values()), desk.library)
        said = tuple(candidates(every, question, desk.glossary, desk.encoder, texts))
        picked = argument(said, most) if topic.gist else overview(topic, said, texts, desk.glossary, gathered)
        if picked:
            return _quoting(picked, said, every)
    elif topic is not None:
        retrieval = widened(retrieval, topic, sources, desk.library)
    found = candidates(retrieval, question, desk.glossary, desk.encoder, sources)
    if (told := _told(desk, question, look, retrieval, found)) is not None:
        return told
    picked = overview(topic, found, sources, desk.glossary, gathered) if topic is not None else ()
    if picked:
        return _quoting(picked, found, retrieval)
    ranking = _judge(desk, question, retrieval, found, sources, most)
    if question.asked == "overview":
        return replace(ranking, chosen=_passage_of(ranking.chosen, ranking.found, most))
    return ranking


def _told(
    desk: Desk, question: Question, look: Search, retrieval: Retrieval, found: Sequence[Candidate]
) -> Ranking | None:
    """The answer where a sentence either says in so many words what is asked, or nothing does; None where it is to be judged."""
    if premise := left(question, desk.glossary):
        borne = borne_out(found, premise[0], desk.glossary)
        return _quoting((borne,), found, retrieval) if borne else _corrected(desk, question, look, premise)
    if organisation := membership(question, desk.glossary):
        member = borne_out(found, organisation, desk.glossary) or correction(found, organisation, desk.glossary)
        return _quoting((member,), found, retrieval) if member else Ranking(tuple(found), NOTHING, (), retrieval)
    short = abbreviation_of(question.text)
    best = written_out(found, short) if short else None
    return _quoting((best,), found, retrieval) if best else None


def _quoting(picked: tuple[Candidate, ...], found: Sequence[Candidate], retrieval: Retrieval) -> Ranking:
    """What is quoted without being judged."""
    return Ranking(_led_by(picked, found), _GATHERED, picked, retrieval)


def _corrected(desk: Desk, question: Question, look: Search, premise: tuple[Entry, str]) -> Ranking:
    """What the library says of a membership that a question takes to have ended; nothing where it says nothing of it."""
    organisation, name = premise
    again = understand(
        reasked(name, question.written), glossary=desk.glossary, language=question.language, longest=len(name) + 200
    )
    retrieval = look(again)
    found = tuple(candidates(retrieval, again, desk.glossary, desk.encoder, cards(desk, retrieval)))
    best = correction(found, organisation, desk.glossary)
    if best is None:
        return Ranking(found, NOTHING, (), retrieval)
    return Ranking(_led_by([best], found), _GATHERED, (best,), retrieval, not_left=name)


def _passage_of(chosen: Sequence[Candidate], found: Sequence[Candidate], most: int) -> tuple[Candidate, ...]:
    """The whole passage of the best sentence: all the library has on a topic may stand in one."""
    if not chosen:
        return ()
    here = [one for one in found if one.passage.id == chosen[0].passage.id]
    near = sorted(here, key=lambda one: abs(_number(one) - _number(chosen[0])))[:most]
    return tuple(sorted(near, key=_number))


def _number(one: Candidate) -> int:
    """The number of a sentence in its passage."""
    return one.passage.sentences.index(one.span)


def _judge(
    desk: Desk,
    question: Question,
    retrieval: Retrieval,
    found: Sequence[Candidate],
    sources: Mapping[str, Source],
    most: int,
) -> Ranking:
    """Put the best sentences by score in the order in which they are likely to answer, and decide on the first.

    The scores stay in their order: the likeliest sentence has the best of them, so that passages can be ordered by score.
    """
    if not found:
        return Ranking((), NOTHING, (), retrieval)
    others = twins(desk.library, [one.passage for one in found[: judged_of(question)]])
    measured = judged(retrieval, question, found, desk.glossary, desk.encoder, sources, others)
    odds = [sentence_odds(one) for one in measured]
    order = sorted(range(len(odds)), key=lambda index: -odds[index])
    decision = decide(measured[order[0]], odds)
    read: Mapping[int, float] = {}
    if question.asked != "overview" and desk.doubt.holds(decision.chance):  # an overview asks nothing to be answered
        read = _read(desk, question, found, odds)
    if read:
        judged_best = answer_odds(measured[order[0]], odds)
        odds = [read_odds(measured[i], own, read[i]) if i in read else own for i, own in enumerate(odds)]
        # What was not read stays behind: it was less likely, and nobody knows what would have been said of it.
        order.sort(key=lambda index: (index not in read, -odds[index]))
        decision = decide_read(measured[order[0]], judged_best, [odds[i] for i in read], list(read.values()))
    first = tuple(
        replace(found[index], odds=odds[index], score=found[place].score) for place, index in enumerate(order)
    )
    ordered = (*first, *found[len(first) :])
    definite = question.asked == "broad" and len(question.terms) > _FEW
    chosen = choose(ordered, "fact" if definite else question.asked, most)
    pairs = tuple(zip(found, measured, strict=False))
    return Ranking(ordered, decision, chosen, retrieval, pairs, read)


def _read(desk: Desk, question: Question, found: Sequence[Candidate], odds: Sequence[float]) -> dict[int, float]:
    """What the cross-encoder says of the likeliest sentences, by their place; nothing where there is none."""
    if desk.reader is None:
        return {}
    places = desk.doubt.read(odds)
    said = desk.reader.odds(question.text, [found[place].text for place in places])
    return {place: one for place, one in zip(places, said, strict=True) if not math.isnan(one)}


def _together(whole: Ranking, parts: Sequence[tuple[Question, Ranking]], most: int) -> Ranking:
    """Put the answers of a message's questions one behind the other; without any, the message is taken as one question."""
    carried = [ranking for _, ranking in parts if ranking.decision.carries]
    if not carried:
        return whole
    picked: list[Candidate] = []
    own = [whole] if whole.decision.carries and len(carried) < len(parts) else []
    for ranking in (*carried, *own):
        if not _answered_by(picked, ranking):
            picked.extend(one for one in ranking.chosen if not any(repeats(one, other) for other in picked))
    chosen = tuple(picked[:most])
    places = {_place(one) for one in chosen}
    unanswered = tuple(
        part.text
        for part, ranking in parts
        if not ranking.decision.carries and not (ranking.found and _place(ranking.found[0]) in places)
    )
    decision = max((ranking.decision for ranking in (*carried, *own)), key=lambda one: one.chance)
    found = _led_by(chosen, whole.found)
    not_left = next((ranking.not_left for ranking in carried if ranking.not_left), None)
    return Ranking(found, decision, chosen, whole.retrieval, whole.judged, whole.read, unanswered, not_left)


def _answered_by(picked: Sequence[Candidate], ranking: Ranking) -> bool:
    """Whether a sentence that is quoted already answers a question about as likely as the best one does."""
    places = {_place(one) for one in picked}
    best = ranking.found[0].odds if ranking.found else None
    return best is not None and any(
        one.odds is not None and one.odds >= best - _CLOSE for one in ranking.found if _place(one) in places
    )


def _led_by(chosen: Sequence[Candidate], found: Sequence[Candidate]) -> tuple[Candidate, ...]:
    """The chosen sentences and then the others, with scores that keep that order."""
    places = {_place(one) for one in chosen}
    best = max((one.score for one in (*chosen, *found)), default=0.0)
    first = (replace(one, score=best) for one in chosen)
    return (*first, *(one for one in found if _place(one) not in places))


def _place(one: Candidate) -> tuple[str, int]:
    return one.passage.id, one.span.start
