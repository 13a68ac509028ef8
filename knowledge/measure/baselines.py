"""What the same library answers without our parts: vectors only by LangChain's Chroma chain, BM25 only, equal-weight fusion.

Each gets all it could use: the built-in encoder, our words, the nearest or best sentence of its first passage as the answer,
and the threshold on its own score that serves it best on the training questions.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import partial
from typing import Any

import numpy as np

from knowledge.desk import Desk
from knowledge.encoder import BuiltinEmbeddings
from knowledge.encoder.tokens import analyse
from knowledge.lexical import match_expression, question_words, sentence_words
from knowledge.measure.score import Share
from knowledge.measure.sets import Place, places, read_question
from knowledge.smalltalk import small_talk
from knowledge.types import LANGUAGES, Passage, Question

_DEPTH = 24  # passages asked of each leg, as ours
_RANK_OFFSET = 60  # of reciprocal rank fusion (Cormack, Clarke and Buettcher 2009)

Search = Callable[[Question], list[tuple[Passage, float]]]
"""Passages best first, each with a score, higher better."""


@dataclass(frozen=True, slots=True)
class Outcome:
    """What a baseline makes of one question.

    Attributes:
        rank: Of the first right passage, from 1; 0 where none is among the first eight.
        right: Whether the sentence it would quote is a gold one.
        score: Of its first passage; it answers from a threshold on.
    """

    id: str
    kind: str
    answerable: bool
    rank: int
    right: bool
    score: float


def baselines(desk: Desk) -> dict[str, Search]:
    """The three, by name."""
    vectors, words = vector_search(desk), partial(word_search, desk)
    return {"Chroma chain (vectors)": vectors, "BM25": words, "equal fusion (RRF)": partial(fused, vectors, words)}


def vector_search(desk: Desk) -> Search:
    """Passages of both languages in one Chroma collection, found by LangChain's similarity search."""
    import chromadb
    from langchain_chroma import Chroma

    catalogue = desk.library.catalogue
    everything = catalogue.passages([identity for one in LANGUAGES for identity in catalogue.passage_ids(one)])
    client = chromadb.EphemeralClient()
    name = f"baseline-{abs(hash(tuple(sorted(everything))))}"
    chain = Chroma(
        collection_name=name,
        client=client,
        embedding_function=BuiltinEmbeddings(),
        collection_configuration={"hnsw": {"space": "cosine"}},
    )
    identities = list(everything)
    for first in range(0, len(identities), 1_000):
        part = identities[first : first + 1_000]
        chain.add_texts([everything[one].text for one in part], [{"id": one} for one in part], part)

    def search(question: Question) -> list[tuple[Passage, float]]:
        found = chain.similarity_search_with_score(question.standalone, k=_DEPTH)
        return [(everything[document.metadata["id"]], 1 - distance) for document, distance in found]

    return search


def word_search(desk: Desk, question: Question) -> list[tuple[Passage, float]]:
    """BM25 over both languages' full-text tables, with the question's own words."""
    expression = match_expression(question_words(analyse(question.standalone)))
    scores: dict[str, float] = {}
    for language in LANGUAGES:
        if expression:
            scores |= dict(desk.library.catalogue.search(language, expression, _DEPTH))
    passages = desk.library.catalogue.passages(scores)
    return sorted(((passages[one], score) for one, score in scores.items()), key=lambda pair: -pair[1])


def fused(vectors: Search, words: Search, question: Question) -> list[tuple[Passage, float]]:
    """Reciprocal rank fusion with equal weights."""
    scores: dict[str, float] = {}
    passages: dict[str, Passage] = {}
    for leg in (vectors, words):
        for place, (passage, _) in enumerate(leg(question), 1):
            passages[passage.id] = passage
            scores[passage.id] = scores.get(passage.id, 0.0) + 1 / (_RANK_OFFSET + place)
    return sorted(((passages[one], score) for one, score in scores.items()), key=lambda pair: -pair[1])


def outcomes(desk: Desk, search: Search, rows: Sequence[Mapping[str, Any]]) -> Iterator[Outcome]:
    """Ask a baseline every question of the sets; small talk is recognised for it as well."""
    where = places(desk)
    for row in rows:
        if small_talk(row["question"]):
            continue
        question = read_question(desk, row)
        right = frozenset(
            place for need in row["gold"] for name in need.split("|") for place in where.get(name, {}).values()
        )
        found = search(question)[:8]
        ranks = [place for place, (passage, _) in enumerate(found, 1) if _holds(passage, right)]
        quoted = _nearest(desk, question, found[0][0]) if found else None
        yield Outcome(
            row["id"],
            row["kind"],
            row["answerable"],
            ranks[0] if ranks else 0,
            quoted in right,
            found[0][1] if found else 0.0,
        )


def best_threshold(training: Sequence[Outcome]) -> float:
    """The threshold with the fewest errors, false answers and false refusals counting alike by their shares."""
    scores = np.array([one.score for one in training])
    wanted = np.array([one.answerable for one in training])
    candidates = np.unique(scores)
    errors = [np.mean(scores[wanted] < one) + np.mean(scores[~wanted] >= one) for one in candidates]
    return float(candidates[int(np.argmin(errors))])


def threshold_refusing(training: Sequence[Outcome], share: float) -> float:
    """The threshold that refuses a given share of the answerable questions."""
    return float(np.quantile([one.score for one in training if one.answerable], share))


def answered(tested: Sequence[Outcome], threshold: float, kind: str) -> Share:
    """The unanswerable questions of a kind that are answered from a threshold on."""
    mine = [one for one in tested if not one.answerable and one.kind == kind]
    return Share(sum(one.score >= threshold for one in mine), len(mine))


def _nearest(desk: Desk, question: Question, passage: Passage) -> Place:
    """The sentence of a passage that a chain would quote: the nearest to the question, by vector and words."""
    analysis = analyse(passage.text)
    spans = [(one.start - passage.start, one.end - passage.start) for one in passage.sentences]
    near = desk.encoder.encode_spans(analysis, spans) @ desk.encoder.encode([question.standalone])[0]
    asked = set(question_words(analyse(question.standalone)))
    common = [
        len(asked & sentence_words(one for one in analysis.lexemes if start <= one.start < end)) for start, end in spans
    ]
    best = max(range(len(spans)), key=lambda index: float(near[index]) + 0.01 * common[index])
    return passage.source_id, passage.sentences[best]


def _holds(passage: Passage, right: frozenset[Place]) -> bool:
    return any(source == passage.source_id and passage.start <= span.start < passage.end for source, span in right)
