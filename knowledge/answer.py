"""From a question to an answer: understand, retrieve, decide, compose, verify.

The extractive road always works; the chat model's road ends in it whenever verification leaves nothing.
"""

from __future__ import annotations

import logging
import time
import uuid
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING

from knowledge.column import names_column
from knowledge.compose import present
from knowledge.desk import Desk
from knowledge.errors import ModelError
from knowledge.evidence import Spot, Weighing, weigh_claims
from knowledge.followups import follow_ups
from knowledge.judging import unheard
from knowledge.library import Library
from knowledge.phrases import phrase
from knowledge.ranking import Ranking, cards, ranked, twins
from knowledge.retrieve import Retrieval, retrieve
from knowledge.scoring import SUBJECT, Candidate, best_passages, candidates
from knowledge.smalltalk import small_talk
from knowledge.stages import reached
from knowledge.types import (
    LANGUAGES,
    Abstention,
    Answer,
    Citation,
    EvidenceNote,
    Hit,
    Language,
    Passage,
    Question,
    Span,
    Statement,
    StatementKind,
    Turn,
    VerifiedStatements,
)
from knowledge.understand import understand

if TYPE_CHECKING:
    from langchain_core.language_models import BaseChatModel

log = logging.getLogger(__name__)
_NEAREST = 3  # passages named beside an abstention
_COVERED = 0.3  # share of a question's words, by weight, that such a passage's sentence holds; names do as well
_CLOSE = 1.0  # log-odds within which two sentences are as likely to answer


def answer(
    desk: Desk, text: str, *, language: Language | None = None, history: Sequence[Turn] = (), id: str | None = None
) -> Answer:
    """Answer a question.

    Args:
        text: As asked.
        language: The language to answer in; None: that of the question.
        history: Earlier turns, oldest first.
        id: The id of the answer; None: a new one.

    Raises:
        QuestionError: The question cannot be taken.
        LibraryError, EncoderError: The library cannot be read.
    """
    began = time.perf_counter()
    limits = desk.library.settings.ask
    question = understand(
        text, glossary=desk.glossary, language=language, history=history, longest=limits.max_question_chars
    )
    found = _answer(desk, question)
    return replace(found, id=id or uuid.uuid4().hex[:12], elapsed_ms=(time.perf_counter() - began) * 1000)


def _answer(desk: Desk, question: Question) -> Answer:
    empty = Answer("", question.text, question.language, "extractive")
    if talk := small_talk(question.text):
        return replace(empty, abstention=Abstention("small-talk", phrase(talk, question.language)))
    if not any(map(desk.library.catalogue.count, LANGUAGES)):
        return replace(empty, abstention=Abstention("no-sources", phrase("no-sources", question.language)))
    if not (question.terms or question.names):
        # Nothing but operators, question words or signs: whatever lies nearest would answer nothing.
        return replace(empty, abstention=Abstention("not-covered", phrase("not-covered", question.language)))
    ranking = ranked(desk, question)
    if not ranking.decision.carries:
        nearest = [_in_language(desk.library, spot, question.language) for spot in _nearest(question, ranking.found)]
        abstention = Abstention(
            "not-covered",
            _not_covered(desk, question, ranking.retrieval),
            tuple(one.passage for one in nearest),
            tuple(one.span for one in nearest),
        )
        return _with_followups(desk, question, replace(empty, abstention=abstention))
    return _with_followups(desk, question, _composed(desk, question, ranking, empty))


def _nearest(question: Question, found: Sequence[Candidate]) -> list[Spot]:
    """The best sentence of each of the passages that came nearest, where it shares a name or a good part with the question."""
    names = any(name != SUBJECT for name in question.names)
    best: dict[str, Candidate] = {}
    for one in found:
        if (one.spoken > 0 if names else one.coverage >= _COVERED) and one.passage.id not in best:
            best[one.passage.id] = one
    passages = [hit.passage for hit in best_passages(list(best.values()), _NEAREST)]
    return [Spot(passage, best[passage.id].span) for passage in passages]


def _composed(desk: Desk, question: Question, ranking: Ranking, empty: Answer) -> Answer:
    notices = []
    if ranking.not_left:
        notices.append(phrase("not-left", question.language, name=ranking.not_left))
    if ranking.unanswered:
        notices.append(_unanswered(ranking.unanswered, question.language))
    if desk.model is not None:
        drafted = _with_model(desk, desk.model, question, ranking.found, empty)
        if drafted.statements:
            return drafted
        empty = drafted
        notices.insert(0, phrase("model-down", question.language))
    notice = ("" if question.language == "ja" else " ").join(notices)
    return _extractive(desk, question, ranking, replace(empty, notice=notice or None))


def _unanswered(questions: Sequence[str], language: Language) -> str:
    """Say which of the questions in a message have no answer, in the asker's words."""
    quoted = [f"「{one}」" if language == "ja" else f"“{one}”" for one in questions]
    return phrase("part-not-covered", language, questions=("" if language == "ja" else ", ").join(quoted))


def _with_followups(desk: Desk, question: Question, found: Answer) -> Answer:
    said = " ".join(statement.text for statement in found.statements)
    parts = [part.standalone for part in question.parts]
    followups = follow_ups(desk.library, desk.encoder, question.language, question.standalone, said, parts)
    return replace(found, followups=followups)


def _not_covered(desk: Desk, question: Question, retrieval: Retrieval) -> str:
    """Say that there is no answer, and which words of the question no passage holds: what a new document should be on."""
    missing = unheard(question, retrieval, desk.library)
    if not missing:
        return phrase("not-covered", question.language)
    quoted = (f"「{word}」" if question.language == "ja" else f"“{word}”" for word in missing)
    return phrase("not-mentioned", question.language, words=("" if question.language == "ja" else ", ").join(quoted))


def search(desk: Desk, query: str, top: int) -> list[Hit]:
    """The passages nearest to a query, best first. Raises QuestionError, LibraryError, EncoderError."""
    question = understand(query, glossary=desk.glossary, longest=desk.library.settings.ask.max_question_chars)
    retrieval = retrieve(desk.library, question, desk.glossary)
    # By score alone: whether a sentence answers is not what is asked here, and judging it moves passages no nearer.
    return best_passages(candidates(retrieval, question, desk.glossary, desk.encoder, cards(desk, retrieval)), top)


def _extractive(desk: Desk, question: Question, ranking: Ranking, empty: Answer) -> Answer:
    spots = [_in_language(desk.library, Spot(one.passage, one.span), question.language) for one in ranking.chosen]
    spots = _fair(desk, question, spots, _close(desk.library, ranking.found, question.language))
    numbered = Numbered(desk.library)
    statements = tuple(
        Statement(
            present(spot.text, spot.passage.language, question.language),
            (numbered.cite(spot.passage, spot.span),),
            "quoted",
        )
        for spot in spots
    )
    return _with_evidence(desk, question, statements, spots, numbered, empty)


def _fair(desk: Desk, question: Question, spots: list[Spot], close: Sequence[Spot]) -> list[Spot]:
    """Put what other sources say before a claim of the column that they contradict, unless the column is asked about.

    The same where the best sentence speaks to such a claim and the other sources' sentence is as likely an answer:
    a figure that is explained away must not stand without the one that holds.

    Args:
        close: The sentences about as likely to answer as the best one.
    """
    if not spots or names_column(question.standalone):
        return spots
    weighings = weigh_claims(desk.library, spots[:1], question.language, desk.encoder, question.standalone)
    others = [
        other
        for weighing in weighings
        if weighing.claim.verdict == "contradicted"
        for other in weighing.others
        if other not in spots and (weighing.says == spots[0] or other in close)
    ]
    return [*others[:1], *spots][: desk.library.settings.ask.max_statements]


def _close(library: Library, found: Sequence[Candidate], language: Language) -> list[Spot]:
    odds = found[0].odds if found else None
    if odds is None:
        return []
    near = [one for one in found if one.odds is not None and one.odds >= odds - _CLOSE]
    return [_in_language(library, Spot(one.passage, one.span), language) for one in near]


def _in_language(library: Library, spot: Spot, language: Language) -> Spot:
    """The same sentence in the wanted language where the passage has a twin; the sentence itself where it has none."""
    passage = spot.passage
    if passage.language == language or passage.twin_id is None:
        return spot
    twin = library.catalogue.passages([passage.twin_id]).get(passage.twin_id)
    if twin is None or len(twin.sentences) != len(passage.sentences):
        return spot
    return Spot(twin, twin.sentences[passage.sentences.index(spot.span)])


def _with_model(
    desk: Desk, model: BaseChatModel, question: Question, found: Sequence[Candidate], empty: Answer
) -> Answer:
    from knowledge.models import draft_answer
    from knowledge.prompts import load_prompt_file
    from knowledge.verify import verify

    settings = desk.library.settings
    prompt = load_prompt_file("answer")
    passages = [hit.passage for hit in best_passages(found, settings.ask.passages_shown)]
    reached("reading", len(passages))
    try:
        draft = draft_answer(model, question, passages, question.language, settings, prompt=prompt)
    except ModelError as error:
        log.warning("chat model: %s", error)
        return empty
    reached("checking", sum(len(one.quotes) for one in draft.statements))
    sources = desk.library.catalogue.cards({one.source_id for one in passages})
    titles = {source.id: source.title for source in sources.values()}
    verified: VerifiedStatements = verify(
        draft,
        passages,
        language=question.language,
        glossary=desk.glossary,
        titles=titles,
        twins=twins(desk.library, passages),
        similarity=desk.similarity,
    )
    if verified.rejected:
        log.info("chat model: dropped %s", [one.reason for one in verified.rejected])
    numbered = Numbered(desk.library)
    statements, used = [], []
    kind: StatementKind = "composed"
    for one in verified.kept[: settings.ask.max_statements]:
        spots = [Spot(quote.passage, Span(quote.start, quote.end)) for quote in one.quotes]
        statements.append(Statement(one.text, tuple(numbered.cite(s.passage, s.span) for s in spots), kind))
        used.extend(spots)
    empty = replace(empty, rejected=len(verified.rejected), prompt=prompt.fingerprint)
    if not statements:
        return empty
    return _with_evidence(
        desk,
        question,
        tuple(statements),
        used,
        numbered,
        replace(empty, mode=settings.chat_model or type(model).__name__),
    )


def _with_evidence(
    desk: Desk,
    question: Question,
    statements: tuple[Statement, ...],
    used: Sequence[Spot],
    numbered: Numbered,
    empty: Answer,
) -> Answer:
    weighings = weigh_claims(desk.library, used, question.language, desk.encoder, question.standalone)
    notes = tuple(_note(weighing, question.language, numbered) for weighing in weighings)
    return replace(empty, statements=statements, citations=numbered.citations, evidence=notes)


def _note(weighing: Weighing, language: Language, numbered: Numbered) -> EvidenceNote:
    """Say what the column says and what others say, each in its own words and with its own citation."""
    claim = weighing.claim
    parts, cited = [phrase(claim.verdict, language)], []
    for key, spots in (("column-says", (weighing.says,)), ("others-say", weighing.others)):
        for spot in filter(None, spots):
            n = numbered.cite(spot.passage, spot.span)
            values = {"quote": spot.text} | ({"as_of": claim.as_of.replace("/", "–")} if key == "others-say" else {})
            parts.append(phrase(key, language, **values) + f"[{n}]")
            cited.append(n)
    if not weighing.others:
        parts.append(phrase("no-other", language))
    return EvidenceNote(claim.id, claim.verdict, ("" if language == "ja" else " ").join(parts), tuple(cited))


class Numbered:
    """Hands out citation numbers: one for each distinct span, in order of first use."""

    def __init__(self, library: Library) -> None:
        self._library = library
        self._by_span: dict[tuple[str, Span], Citation] = {}

    def cite(self, passage: Passage, span: Span) -> int:
        """The number of the citation of ``span`` in ``passage``."""
        key = (passage.source_id, span)
        if key not in self._by_span:
            source = self._library.catalogue.source(passage.source_id)
            notes = self._library.catalogue.notes(source.id, span.start, span.end)
            references = self._library.catalogue.references(list(dict.fromkeys(k for n in notes for k in n.keys)))
            n = len(self._by_span) + 1
            quote = source.text[span.start : span.end]
            self._by_span[key] = Citation(n, source, passage, quote, span.start, span.end, references)
        return self._by_span[key].n

    @property
    def citations(self) -> tuple[Citation, ...]:
        """All citations, by number."""
        return tuple(self._by_span.values())
