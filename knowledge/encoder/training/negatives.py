"""For each training question: the sentence that answers it, and wrong ones that share its words."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.bm25 import Bm25
from knowledge.encoder.measures import sentence_spans
from knowledge.encoder.tokens import Analysis, Lexeme, analyse
from knowledge.encoder.training.datafolder import Question

NEGATIVES = 8
_REPORT_EVERY = 5_000


@dataclass(frozen=True, slots=True)
class Questions:
    """Training questions with what answers them, as indices into ``paragraphs`` and ``sentences``.

    ``wrong_paragraphs`` and ``wrong_sentences`` are (questions, 8): the best other paragraphs by BM25, and in each the
    sentence with most of the question's words.
    """

    questions: list[tuple[Lexeme, ...]]
    paragraphs: list[tuple[Lexeme, ...]]
    sentences: list[tuple[Lexeme, ...]]
    paragraph: NDArray[np.int64]
    sentence: NDArray[np.int64]
    wrong_paragraphs: NDArray[np.int64]
    wrong_sentences: NDArray[np.int64]


def mine(asked: Sequence[Question], report: Callable[[str], object] = print) -> Questions:
    """Analyse questions and paragraphs and find the hard negatives."""
    number = {text: index for index, text in enumerate(dict.fromkeys(question.paragraph for question in asked))}
    stored = [analyse(text) for text in number]
    sentences: list[tuple[Lexeme, ...]] = []
    spans: list[list[tuple[int, int]]] = []
    first: list[int] = []
    for text in stored:
        first.append(len(sentences))
        spans.append(sentence_spans(text.text))
        starts = np.array([lexeme.start for lexeme in text.lexemes])
        for begin, end in spans[-1]:
            low, high = np.searchsorted(starts, [begin, end])
            sentences.append(text.lexemes[low:high])
    first.append(len(sentences))
    index = Bm25(stored)
    words = [
        {lexeme.norm for lexeme in sentence if lexeme.kind not in ("symbol", "particle")} for sentence in sentences
    ]
    analyses: list[Analysis] = [analyse(question.text) for question in asked]
    own = np.array([number[question.paragraph] for question in asked], np.int64)
    right = np.empty(len(asked), np.int64)
    wrong_paragraphs = np.empty((len(asked), NEGATIVES), np.int64)
    wrong_sentences = np.empty((len(asked), NEGATIVES), np.int64)
    for row, (question, analysis) in enumerate(zip(asked, analyses, strict=True)):
        home = int(own[row])
        inside = (i for i, (begin, end) in enumerate(spans[home]) if begin <= question.answer_start < end)
        right[row] = first[home] + next(inside, 0)
        scores = index.scores(analysis)
        scores[home] = -1
        wrong_paragraphs[row] = np.argpartition(-scores, NEGATIVES)[:NEGATIVES]
        wanted = {lexeme.norm for lexeme in analysis.lexemes}
        for column, paragraph in enumerate(wrong_paragraphs[row]):
            candidates = range(first[paragraph], first[paragraph + 1])
            wrong_sentences[row, column] = max(candidates, key=lambda sentence: len(words[sentence] & wanted))
        if row % _REPORT_EVERY == 0:
            report(f"hard negatives: {row:,} of {len(asked):,} questions")
    return Questions(
        [analysis.lexemes for analysis in analyses], [text.lexemes for text in stored], sentences,
        own, right, wrong_paragraphs, wrong_sentences,
    )  # fmt: skip
