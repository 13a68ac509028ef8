"""What the reranker is trained on: questions of the sets beside the sentences found for them, and questions of JaQuAD."""

from __future__ import annotations

import hashlib
import json
import re
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from random import Random
from typing import NamedTuple

from knowledge.encoder.training.datafolder import DataFolder, Question

FOLDS = 2
_WRONG = 3  # sentences that do not answer, of those found for a question; the likeliest
_ACROSS_RIGHT, _ACROSS_WRONG = 0.4, 0.1  # shares of the pairs whose twin is shown as well, in the other language
_PARAGRAPH_WRONG = 2  # sentences of the same paragraph beside the one that holds the answer
_SENTENCE = re.compile(r"[^。\n]+。?")
_SHORTEST = 8  # characters of a sentence
_LONG = 20  # characters that a sentence is taken to have besides: a short one is not near for a few common ones


class Pair(NamedTuple):
    """A question beside a sentence."""

    question: str
    sentence: str
    right: bool


class Found(NamedTuple):
    """A sentence that was found for a training question, as ``python -m knowledge.measure.found`` writes it.

    Attributes:
        pair: The id that both languages of the question share.
        twin: The same sentence in the other language; None where there is none.
        rank: Its place among those judged, 0 for the likeliest.
    """

    pair: str
    question: str
    sentence: str
    twin: str | None
    right: bool
    rank: int

    @property
    def fold(self) -> int:
        """Which part of the questions it belongs to."""
        # Not by CRC-32: half of the sets was kept back by its last bit, which is that of any other text of the same length.
        return hashlib.blake2b(self.pair.encode(), digest_size=1).digest()[0] % FOLDS


def read_found(path: Path) -> list[Found]:
    """Read what was found for the training questions."""
    return [Found(**json.loads(line)) for line in path.read_text(encoding="utf-8").splitlines()]


def pairs_of(found: Iterable[Found], random: Random) -> list[Pair]:
    """The pairs to train on, each once, right ones and the likeliest of the wrong, some of them across languages."""
    pairs: dict[tuple[str, str], bool] = {}
    twins: dict[tuple[str, str], str | None] = {}
    for one in found:
        key = one.question, one.sentence
        if one.right or one.rank < _WRONG:
            # Where its passage was taken away a sentence is not marked right; it is all the same.
            pairs[key] = pairs.get(key, False) or one.right
            twins[key] = one.twin
    made = [Pair(*key, right) for key, right in pairs.items()]
    for (question, sentence), right in pairs.items():
        twin = twins[question, sentence]
        share = _ACROSS_RIGHT if right else _ACROSS_WRONG
        if twin is not None and (question, twin) not in pairs and random.random() < share:
            made.append(Pair(question, twin, right))
    return made


def paragraphs(folder: DataFolder, most: int, random: Random) -> list[Pair]:
    """Questions of JaQuAD, one a paragraph, beside the sentence that holds the answer and others most like the question."""
    every = folder.questions("train")
    random.shuffle(every)
    one_each = {one.paragraph: one for one in every}
    found: list[Pair] = []
    for asked in one_each.values():
        found.extend(_paragraph(asked))
        if len(found) >= most:
            break
    return found


def _paragraph(asked: Question) -> Iterator[Pair]:
    right, others = "", []
    for match in _SENTENCE.finditer(asked.paragraph):
        sentence = match.group().strip()
        if match.start() <= asked.answer_start < match.end():
            right = sentence
        elif len(sentence) > _SHORTEST:
            others.append(sentence)
    if len(right) <= _SHORTEST or not others:
        return
    yield Pair(asked.text, right, True)
    letters = set(asked.text)
    others.sort(key=lambda one: -len(letters & set(one)) / (_LONG + len(set(one))))
    for other in others[:_PARAGRAPH_WRONG]:
        yield Pair(asked.text, other, False)


Report = Callable[[str], object]
