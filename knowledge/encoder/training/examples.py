"""Everything a training run reads, analysed once and turned into bags of rows."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from knowledge.encoder.rows import Rows
from knowledge.encoder.tokens import Lexeme, analyse
from knowledge.encoder.training.bags import Bags
from knowledge.encoder.training.datafolder import DICTIONARY_FILE, SENTENCE_FILES, DataFolder
from knowledge.encoder.training.names import dossier_pairs, glossary_pairs, jmnedict
from knowledge.encoder.training.negatives import NEGATIVES, Questions, mine
from knowledge.encoder.training.overlap import HeldOut, Pair
from knowledge.encoder.training.teacher import DIMENSION as TEACHER_DIMENSION
from knowledge.encoder.training.teacher import teacher_vectors
from knowledge.encoder.training.vocabulary import FeatureCount
from knowledge.errors import SettingsError

# How often a pair of each source is drawn, relative to the others; technical prose would otherwise crowd out the rest.
_DRAWN = {"python-docs": 0.4, "dossiers": 3.0}
_GLOSSARY_COPIES = 3
# What each source's words count when the vocabulary is chosen: a word in running text is worth more than an entry.
_COUNTED = {
    "sentences": 2.0,
    "python-docs": 0.5,
    "dictionary": 1.0,
    "names": 0.34,
    "paragraphs": 0.5,
    "questions": 0.25,
}


@dataclass(frozen=True, slots=True)
class Pairs:
    """Pairs as bags; ``key`` is equal for pairs with one English text, which must not count as each other's negatives."""

    english: Bags
    japanese: Bags
    key: NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Asked:
    """Questions, paragraphs and sentences as bags, and who answers whom."""

    questions: Bags
    paragraphs: Bags
    sentences: Bags
    links: Questions


@dataclass(frozen=True, slots=True)
class Examples:
    """All training data. ``teacher`` (texts, 384) is indexed by the keys of ``sentences`` and ``dictionary``."""

    vocabulary: list[str]
    sentences: Pairs
    drawn: NDArray[np.float64]
    dictionary: Pairs
    names: Pairs
    asked: Asked | None
    teacher: NDArray[np.float32]


_Analysed = list[tuple[tuple[Lexeme, ...], tuple[Lexeme, ...]]]


def collect(
    data: DataFolder, cache: Path, vocabulary_size: int, buckets: int, report: Callable[[str], object] = print
) -> Examples:
    """Read the data folder, drop what is held out, analyse everything and look up its rows.

    Args:
        data: The data folder.
        cache: Where the teacher's vectors are kept.
        vocabulary_size: How many features get a row of their own.
        buckets: How many rows the other features share.
        report: Called with lines of progress.

    Raises:
        SettingsError: The data folder holds no sentence pairs.
    """
    held_out = HeldOut(data.held_out_texts())
    groups: dict[str, list[Pair]] = {name: held_out.without(data.pairs(name)) for name in SENTENCE_FILES}
    if not any(groups.values()):
        raise SettingsError("The data folder holds no sentence pairs (pairs/*.tsv.gz): nothing to train on.")
    groups["dossiers"] = held_out.without(dossier_pairs())
    dictionary = held_out.without(data.pairs(DICTIONARY_FILE))
    names = held_out.without(jmnedict(report)) + glossary_pairs() * _GLOSSARY_COPIES
    questions = [q for q in data.questions("train") if q.text not in held_out and q.paragraph not in held_out]
    report(
        f"analysing {sum(map(len, groups.values())):,} sentence, {len(dictionary):,} dictionary, {len(names):,} name pairs"
    )

    count = FeatureCount()
    analysed = {name: _analysed(pairs) for name, pairs in groups.items()}
    for name, pairs in analysed.items():
        _count(count, pairs, _COUNTED.get(name, _COUNTED["sentences"]))
    entries, named = _analysed(dictionary), _analysed(names)
    _count(count, entries, _COUNTED["dictionary"])
    _count(count, named, _COUNTED["names"])
    report(f"analysing {len(questions):,} questions")
    links = mine(questions, report) if len({q.paragraph for q in questions}) > NEGATIVES else None
    if links:
        count.add(links.paragraphs, _COUNTED["paragraphs"])
        count.add(links.questions, _COUNTED["questions"])

    vocabulary = count.most_common(vocabulary_size)
    rows = Rows(vocabulary, buckets)
    running = [pair for pairs in groups.values() for pair in pairs]
    english = [pair[0] for pair in running] + [pair[0] for pair in dictionary]
    key_of = {text: key for key, text in enumerate(dict.fromkeys(english))}
    keys = np.array([key_of[text] for text in english], np.int64)
    name_of = {text: key for key, text in enumerate(dict.fromkeys(pair[0].casefold() for pair in names))}
    drawn = np.concatenate([np.full(len(pairs), _DRAWN.get(name, 1.0)) for name, pairs in groups.items()])
    return Examples(
        vocabulary=vocabulary,
        sentences=_bags(rows, [pair for pairs in analysed.values() for pair in pairs], keys[: len(running)]),
        drawn=drawn / max(drawn.sum(), 1e-9),
        dictionary=_bags(rows, entries, keys[len(running) :]),
        names=_bags(rows, named, np.array([name_of[pair[0].casefold()] for pair in names], np.int64)),
        asked=_asked(rows, links) if links else None,
        teacher=teacher_vectors(list(key_of), cache, report)
        if key_of
        else np.zeros((0, TEACHER_DIMENSION), np.float32),
    )


def _analysed(pairs: Sequence[Pair]) -> _Analysed:
    return [(analyse(english).lexemes, analyse(japanese).lexemes) for english, japanese in pairs]


def _count(count: FeatureCount, pairs: _Analysed, weight: float) -> None:
    for pair in pairs:
        count.add(pair, weight)


def _asked(rows: Rows, links: Questions) -> Asked:
    bags = [Bags.of(rows, texts) for texts in (links.questions, links.paragraphs, links.sentences)]
    return Asked(bags[0], bags[1], bags[2], links)


def _bags(rows: Rows, pairs: _Analysed, keys: NDArray[np.int64]) -> Pairs:
    return Pairs(Bags.of(rows, (pair[0] for pair in pairs)), Bags.of(rows, (pair[1] for pair in pairs)), keys)
