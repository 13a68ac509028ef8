"""The same answer in the other language, from the same passages: no new search, no new words.

Sentences with a twin are quoted from it; those without are quoted in the original and labelled so.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from bot.talk.passages import counterpart
from knowledge.compose import present
from knowledge.errors import NotFoundError
from knowledge.phrases import phrase
from knowledge.types import Answer, Citation, EvidenceNote, Language, Span, Statement

if TYPE_CHECKING:
    from bot.bureau import Asked


def other_language(knowledge: Asked, answer: Answer, language: Language) -> Answer:
    """Say an answer in ``language``: same statements, same numbers, each quoted from the twin of its passage. Blocks.

    Raises:
        LibraryError: The library cannot be read.
    """
    citations = tuple(_twin_of(knowledge, citation, language) for citation in answer.citations)
    by_number = {citation.n: citation for citation in citations}
    statements = tuple(_said(statement, by_number, language) for statement in answer.statements)
    return replace(
        answer,
        language=language,
        statements=statements,
        citations=citations,
        evidence=_evidence(knowledge, answer, language),
        followups=(),
        notice=None,
        rejected=0,
    )


def _twin_of(knowledge: Asked, citation: Citation, language: Language) -> Citation:
    if citation.passage.language == language:
        return citation
    try:
        twin = knowledge.twin(citation.passage.id)
        span = counterpart(citation.passage, twin, Span(citation.start, citation.end)) if twin else None
        if twin is None or span is None:
            return citation
        source = knowledge.source(twin.source_id)
        references = knowledge.references(source.id, span.start, span.end)
    except NotFoundError:  # the library has moved on; what was stored is still true
        return citation
    quote = source.text[span.start : span.end]
    return Citation(citation.n, source, twin, quote, span.start, span.end, references)


def _said(statement: Statement, citations: dict[int, Citation], language: Language) -> Statement:
    quotes = [
        present(citations[n].quote, citations[n].passage.language, language)
        for n in statement.citations
        if n in citations
    ]
    return Statement(("" if language == "ja" else " ").join(quotes), statement.citations, "quoted")


def _evidence(knowledge: Asked, answer: Answer, language: Language) -> tuple[EvidenceNote, ...]:
    """What the ledger finds, in the ledger's own words in that language."""
    ledger = {claim.id: claim for claim in knowledge.claims()}
    notes = []
    for note in answer.evidence:
        claim = ledger.get(note.claim_id)
        if claim is not None:
            opening = phrase(note.verdict, language) if note.verdict != "corroborated" else ""
            said = " ".join(filter(None, (opening, claim.finding[language])))
            notes.append(EvidenceNote(note.claim_id, note.verdict, said, note.citations))
    return tuple(notes)
