"""A stored answer comes back as it was given."""

from __future__ import annotations

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.state.answer_json import read, written
from knowledge.types import (
    LANGUAGES,
    Abstention,
    Answer,
    Citation,
    EvidenceNote,
    Passage,
    Reference,
    Source,
    Span,
    Statement,
)

WORDS = st.text(max_size=40)
MAYBE = st.none() | WORDS
NUMBERS = st.tuples(st.integers(1, 9)).map(tuple)
LANGUAGE = st.sampled_from(LANGUAGES)
SPANS = st.tuples(st.integers(0, 99), st.integers(0, 99)).map(lambda two: Span(*two))
REFERENCES = st.builds(Reference, key=WORDS, title=WORDS, publisher=WORDS, url=MAYBE, published=MAYBE, kind=WORDS)
SOURCES = st.builds(
    Source, id=WORDS, title=WORDS, language=LANGUAGE, kind=st.sampled_from(["dossier", "feed"]), text=st.just(""),
    sha256=WORDS, publisher=MAYBE, author=MAYBE, published=MAYBE, url=MAYBE, origin=MAYBE, twin_id=MAYBE,
    stance=st.sampled_from([None, "opinion", "state-media"]),
)  # fmt: skip
PASSAGES = st.builds(
    Passage, id=WORDS, source_id=WORDS, language=LANGUAGE, section=WORDS, paragraph=st.integers(1, 9),
    start=st.integers(0, 99), end=st.integers(0, 99), text=WORDS, sentences=st.lists(SPANS, max_size=3).map(tuple),
    twin_id=MAYBE,
)  # fmt: skip
ABSTENTIONS = st.builds(
    Abstention, reason=st.sampled_from(["not-covered", "no-sources"]), text=WORDS,
    nearest=st.lists(PASSAGES, max_size=3, unique_by=lambda p: p.id).map(tuple),
    closest=st.lists(SPANS, max_size=3).map(tuple),
)  # fmt: skip


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """Any answer at all, one source and passage cited several times included."""
    sources = draw(st.lists(SOURCES, min_size=1, max_size=2, unique_by=lambda s: s.id))
    passages = draw(st.lists(PASSAGES, min_size=1, max_size=3, unique_by=lambda p: p.id))
    citations = tuple(
        Citation(n, draw(st.sampled_from(sources)), draw(st.sampled_from(passages)), draw(WORDS), 1, 5, references)
        for n, references in enumerate(draw(st.lists(st.lists(REFERENCES, max_size=2).map(tuple), max_size=3)), 1)
    )
    statements = st.builds(Statement, text=WORDS, citations=NUMBERS, kind=st.sampled_from(["quoted", "composed"]))
    notes = st.builds(EvidenceNote, claim_id=WORDS, verdict=st.just("partly"), text=WORDS, citations=NUMBERS)
    return Answer(
        id=draw(WORDS), question=draw(WORDS), language=draw(LANGUAGE), mode=draw(WORDS), citations=citations,
        statements=draw(st.lists(statements, max_size=3).map(tuple)), evidence=draw(st.lists(notes).map(tuple)),
        followups=draw(st.lists(WORDS, max_size=3).map(tuple)), notice=draw(MAYBE), prompt=draw(MAYBE),
        rejected=draw(st.integers(0, 9)), elapsed_ms=draw(st.floats(0, 1e6)),
    )  # fmt: skip


@given(answers())
def test_nothing_of_an_answer_is_lost(answer: Answer) -> None:
    assert read(written(answer)) == answer


@given(ABSTENTIONS)
def test_nothing_of_an_abstention_is_lost(abstention: Abstention) -> None:
    answer = Answer("a", "q", "ja", "extractive", abstention=abstention)
    assert read(written(answer)) == answer


def test_the_whole_text_of_a_source_is_not_stored() -> None:
    source = Source("s", "Title", "en", "article", "a whole book", "0" * 64)
    passage = Passage("p", "s", "en", "", 1, 0, 1, "a")
    answer = Answer("a", "q", "en", "extractive", citations=(Citation(1, source, passage, "a", 0, 1),))
    body = written(answer)
    assert "a whole book" not in body
    assert read(body) == replace(answer, citations=(replace(answer.citations[0], source=replace(source, text="")),))


def test_an_unknown_form_is_refused() -> None:
    with pytest.raises(ValueError, match="form 9"):
        read('{"version": 9}')
