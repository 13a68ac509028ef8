"""What the reranker is trained on: an invented reading set in both languages, questions put to the statements of the dossier,
questions of JaQuAD, and the training questions of the sets beside the sentences found for them.
"""

from __future__ import annotations

import hashlib
import json
import re
from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from random import Random
from typing import Any, NamedTuple

import numpy as np

from knowledge.dossier.parts import load_yaml
from knowledge.encoder.embeddings import SentenceEncoder
from knowledge.encoder.training.datafolder import DataFolder, Question
from knowledge.types import LANGUAGES

_ACROSS = 0.2  # share of the questions that are put to the sentence in the other language
_KEPT_BACK = 20  # one in so many sentences of the reading set is not trained on, to see how it goes
_MOST_QUESTIONS = 8  # put to one sentence at once
_SENTENCE = re.compile(r"[^。\n]+。?")
_SHORTEST = 8  # characters of a sentence
_WRONG = 3  # sentences that do not answer, of those found for a question; the likeliest
_FOLDS = 2
_STRANGERS = 2  # questions on something else that are put to a sentence
_NEAREST = 12  # those that they are drawn from
_COMPARED = 256  # sentences at once
Report = Callable[[str], object]


class Put(NamedTuple):
    """A sentence with the questions that are put to it, and whether it answers each.

    Attributes:
        origin: What it shares with the sentences whose questions it may answer as well: its English wording, or its paragraph.
    """

    sentence: str
    questions: tuple[tuple[str, bool], ...]
    origin: str = ""


class Found(NamedTuple):
    """A sentence that was found for a training question, as ``python -m knowledge.measure.found`` writes it.

    Attributes:
        pair: The id that both languages of the question share.
        rank: Its place among those judged, 0 for the likeliest.
    """

    pair: str
    question: str
    sentence: str
    right: bool
    rank: int

    @property
    def set_apart(self) -> bool:
        """Whether it belongs to the half of the questions that one reranker is not trained on."""
        # Not by CRC-32: half of the sets was kept back by its last bit, which is that of any other text of the same length.
        return hashlib.blake2b(self.pair.encode(), digest_size=1).digest()[0] % _FOLDS == 0


def read_found(path: Path) -> list[Found]:
    """Read what was found for the training questions.

    Raises:
        OSError, ValueError, TypeError: The file cannot be read, or is none.
    """
    return [Found(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def by_sentence(found: Iterable[Found], random: Random) -> list[Put]:
    """The sentences found with the questions they were found for: all that they answer, and some that they do not."""
    pairs: dict[str, dict[str, bool]] = defaultdict(dict)
    for one in found:
        if one.right or one.rank < _WRONG:
            # Where its passage was taken away a sentence is not marked right; it is all the same.
            pairs[one.sentence][one.question] = pairs[one.sentence].get(one.question, False) or one.right
    puts = []
    for sentence, asked in pairs.items():
        questions = random.sample(list(asked.items()), len(asked))
        puts += [
            Put(sentence, tuple(questions[first : first + _MOST_QUESTIONS]))
            for first in range(0, len(questions), _MOST_QUESTIONS)
        ]
    return puts


def read_items(path: Path) -> list[dict[str, Any]]:
    """Read sentences with the questions that they answer (``yes``) and do not answer (``no``), all in both languages.

    Raises:
        OSError, ValueError: The file cannot be read, or is none.
    """
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]


def with_statements(items: Iterable[Mapping[str, Any]], dossiers: Path) -> list[dict[str, Any]]:
    """Questions put to statements of the dossier, ``paragraph-id#number``, with the statements themselves.

    Raises:
        OSError, KeyError: A dossier cannot be read; a statement is not there any more.
    """
    said = {
        f"{paragraph['id']}#{number}": {language: statement[language] for language in LANGUAGES}
        for path in sorted(dossiers.glob("*.yaml"))
        for section in load_yaml(path, [])["sections"]
        for paragraph in section["paragraphs"]
        for number, statement in enumerate(paragraph["statements"], 1)
    }
    return [{**item, "sentence": said[item["statement"]]} for item in items]


def reading(items: Iterable[Mapping[str, Any]], random: Random) -> tuple[list[Put], list[Put]]:
    """Sentences with their questions, each in both languages: what is trained on, and what is kept back."""
    trained: list[Put] = []
    kept: list[Put] = []
    for row in items:
        back = for_the_test(row["sentence"]["en"])
        (kept if back else trained).extend(_item(row, 0.0 if back else _ACROSS, random))
    return trained, kept


def for_the_test(sentence: str) -> bool:
    """Whether a sentence with its questions, by its English wording, is kept back."""
    return hashlib.blake2b(sentence.encode(), digest_size=1).digest()[0] % _KEPT_BACK == 0


def _item(row: Mapping[str, Any], across: float, random: Random) -> Iterator[Put]:
    asked = [(one, True) for one in row["yes"]] + [(one, False) for one in row["no"]]
    swapped = [random.random() < across for _ in asked]
    for language, other in (LANGUAGES, LANGUAGES[::-1]):
        questions = [
            (one[other if swap else language], right) for (one, right), swap in zip(asked, swapped, strict=True)
        ]
        random.shuffle(questions)
        yield Put(row["sentence"][language], tuple(questions), row["sentence"]["en"])


def paragraphs(folder: DataFolder, most: int, random: Random) -> list[Put]:
    """Sentences of JaQuAD that answer a question, with other questions on the same paragraph."""
    by_paragraph: dict[str, list[Question]] = defaultdict(list)
    for question in folder.questions("train"):
        by_paragraph[question.paragraph].append(question)
    every = list(by_paragraph.items())
    random.shuffle(every)
    found: list[Put] = []
    for paragraph, questions in every:
        found.extend(_paragraph(paragraph, questions))
        if len(found) >= most:
            break
    return found[:most]


def _paragraph(paragraph: str, questions: Sequence[Question]) -> Iterator[Put]:
    for match in _SENTENCE.finditer(paragraph):
        sentence = match.group().strip()
        asked = tuple(
            (one.text, match.start() <= one.answer_start < match.end()) for one in questions[:_MOST_QUESTIONS]
        )
        if len(sentence) > _SHORTEST and any(right for _, right in asked):
            yield Put(sentence, asked, paragraph)


def with_strangers(puts: Sequence[Put], random: Random) -> list[Put]:
    """The same sentences, each beside questions on something else as well: those of other origin that lie nearest.

    A sentence of a text is mostly put to questions it has nothing to do with; its own questions teach nothing of these.
    """
    encoder = SentenceEncoder()
    asked = [(question, put.origin) for put in puts for question, right in put.questions if right]
    vectors = encoder.encode([question for question, _ in asked])
    found = []
    for first in range(0, len(puts), _COMPARED):
        some = puts[first : first + _COMPARED]
        near = np.argsort(encoder.encode([put.sentence for put in some]) @ -vectors.T, axis=1)[:, : 4 * _NEAREST]
        for put, numbers in zip(some, near.tolist(), strict=True):
            others = [asked[number][0] for number in numbers if asked[number][1] != put.origin][:_NEAREST]
            chosen = random.sample(others, min(_STRANGERS, len(others)))
            found.append(put._replace(questions=put.questions + tuple((one, False) for one in chosen)))
    return found


def told_apart(odds: Iterable[tuple[float, bool]]) -> float:
    """The share of pairs of a right and a wrong one of which the right one has the better odds (area under the curve)."""
    ordered = sorted(odds)
    right, below, won = 0, 0, 0
    for _, is_right in ordered:
        if is_right:
            right += 1
            won += below
        else:
            below += 1
    return won / (right * below) if right and below else 0.0
