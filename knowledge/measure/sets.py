"""The question sets, and what the library finds for each question.

The sets are JSON lines (see ``tests/evals``): questions with the statements of the dossier that answer them, as
``paragraph-id#number``, alternatives joined by ``|``. A pair of questions, the same in both languages, stays on one side
of the split. ``boundary`` was written to fit on and is all training; ``late`` was written after the first choices and
``blind`` after the first rules were settled, and both are all test, like ``visitors``, written by two people in nine roles, one of them
before reading the library; the others are halved by a hash of their ids. ``close`` puts three
questions to every statement that it answers and three that lie as near to it and have no answer: far harder than what
people ask, so it is told apart. ``everyday`` is what four people in four roles (an analyst, a journalist, a student, a trader)
would type, written before they had read the library and marked afterwards; half of it is fitted on. ``curious`` is the like by
twelve others, some of it written after reading, in words as far from the library's as they come, and all training. ``overview`` asks for no fact but for what there is on a topic, ``several`` asks two or
three things at once, of which in a quarter of the messages only one has an answer.
"""

from __future__ import annotations

import json
import zlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

from knowledge.abstain import NOTHING, Decision, Side
from knowledge.desk import Desk
from knowledge.dossier.parts import load_yaml
from knowledge.errors import SteppeError
from knowledge.ranking import Search, ranked
from knowledge.retrieve import Retrieval, retrieve
from knowledge.scoring import Candidate
from knowledge.smalltalk import small_talk
from knowledge.types import LANGUAGES, Hit, Language, Passage, Question, Span, Turn
from knowledge.understand import understand

SETS = (
    "energy",
    "powers",
    "society",
    "reach",
    "evidence",
    "unanswerable",
    "elsewhere",
    "close",
    "boundary",
    "late",
    "blind",
    "everyday",
    "visitors",
)
LEARNED = ("curious",)  # all of it is for training; nothing of it is reported
MESSAGES = ("overview", "several")  # what people write that is no single question; nothing is fitted on these
REMOVED = "passage-removed"  # the kind of a question whose gold passages were taken away
HALVED = ("multihop", "overview", "several", "half", "broad")  # kinds of which half an answer would remain

Place = tuple[str, Span]  # source id and the sentence's span in it


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a set, with what was found for it.

    Attributes:
        gold: For each thing the answer needs, the places that give it; empty for an unanswerable question.
        found: Sentences, best first; None for small talk, which is recognised before any search.
        chosen: The sentences that are quoted where the decision carries.
        signals: Of the judged sentences, before they were put in order; for fitting.
        right: Whether each of those is gold.
        read: What the reranker gave those of them that it was asked for, by their place.
    """

    id: str
    kind: str
    answerable: bool
    gold: tuple[frozenset[Place], ...]
    question: Question | None
    found: Sequence[Candidate] | None
    decision: Decision = NOTHING
    chosen: Sequence[Candidate] = ()
    signals: tuple[Mapping[str, float], ...] = ()
    right: tuple[bool, ...] = ()
    read: Mapping[int, float] = field(default_factory=dict)

    @property
    def language(self) -> Language:
        """The language of the question."""
        return "ja" if self.id.endswith("-ja") else "en"

    @property
    def pair(self) -> str:
        """The id that both languages of a question share."""
        return self.id.rsplit("-", 1)[0]

    @property
    def answered(self) -> bool:
        """Whether an answer is given."""
        return self.decision.carries

    @property
    def set(self) -> str:
        """The name of its set."""
        return set_of(self.id)

    @property
    def held_out(self) -> bool:
        """Whether it is a test question: nothing is fitted on it."""
        return held_out(self.id)


def held_out(id: str) -> bool:
    """Whether the question with this id is kept for the test."""
    pair, name = id.rsplit("-", 1)[0], set_of(id)
    return name in ("late", "blind", "visitors") or (
        name not in ("boundary", "curious") and zlib.crc32(pair.encode()) % 2 == 1
    )


def set_of(id: str) -> str:
    """The set that the question with this id belongs to."""
    return id.rsplit("-", 2)[0]


def read_sets(folder: Path, names: Sequence[str]) -> list[dict[str, Any]]:
    """Read question sets by name.

    Raises:
        SteppeError: A set is missing or not JSON lines.
    """
    rows = []
    for name in names:
        path = folder / f"{name}.jsonl"
        try:
            lines = path.read_text(encoding="utf-8").splitlines()
        except OSError as error:
            raise SteppeError(f"{path}: no question set; run from a clone of the repository, or give --sets") from error
        for number, line in enumerate(lines, 1):
            try:
                rows.append(json.loads(line))
            except ValueError as error:
                raise SteppeError(f"{path.name}:{number}: not a JSON object") from error
    return rows


def places(desk: Desk) -> dict[str, dict[Language, Place]]:
    """Where each statement of the dossier stands in the library, by ``paragraph-id#number`` and language.

    A language that the library has no dossier in is left out.
    """
    found: dict[str, dict[Language, Place]] = defaultdict(dict)
    corpus = desk.library.settings.corpus
    for path in sorted((corpus / "dossiers").glob("*.yaml")) if corpus else ():
        raw = load_yaml(path, [])
        for language in LANGUAGES:
            passages = iter(desk.library.catalogue.passages_of(f"dossier-{raw['id']}-{language}"))
            for paragraph in (one for section in raw["sections"] for one in section["paragraphs"]):
                if (passage := next(passages, None)) is None:
                    break
                for number, span in enumerate(passage.sentences, 1):
                    found[f"{paragraph['id']}#{number}"][language] = (passage.source_id, span)
    return found


def ask_all(
    desk: Desk, rows: Sequence[Mapping[str, Any]], *, side: Side = "twin", removed: bool = False
) -> Iterator[Asked]:
    """Search and decide for every question of the sets, as answering does.

    Args:
        side: ``twin``: as the library is. ``alone``, ``across``: look through the passages of the question's language only, or
            of the other one, as if nothing had a twin.
        removed: After each answerable question ask it once more without the passages that answer it, as an unanswerable
            one of the kind ``REMOVED``. They are taken from what is found, so the library's counts of words still know them:
            refusing is a little harder than if they had never been there. Questions of two passages are left out, since
            half an answer may remain.
    """
    where = places(desk)
    for row in rows:
        gold = tuple(
            frozenset(place for name in need.split("|") for place in where.get(name, {}).values())
            for need in row["gold"]
        )
        head = (row["id"], row["kind"], row["answerable"], gold)
        if small_talk(row["question"]):
            yield Asked(*head, None, None)
            continue
        question = read_question(desk, row)
        languages = [one for one in LANGUAGES if side == "twin" or (one == question.written) == (side == "alone")]
        search = _search(desk, languages, alone=side != "twin")
        yield _asked(desk, head, question, search)
        if removed and row["answerable"] and row["kind"] not in HALVED:
            without = _search(desk, languages, alone=side != "twin", removed=frozenset().union(*gold))
            yield _asked(desk, (row["id"], REMOVED, False, ()), question, without)


def _search(
    desk: Desk, languages: Sequence[Language], *, alone: bool, removed: frozenset[Place] = frozenset()
) -> Search:
    def search(question: Question) -> Retrieval:
        found = retrieve(desk.library, question, desk.glossary, languages)
        hits = (hit for hit in found.hits if not any(_within(place, hit.passage) for place in removed))
        return replace(found, hits=tuple(_alone(hit) if alone else hit for hit in hits))

    return search


def read_question(desk: Desk, row: Mapping[str, Any]) -> Question:
    """Understand the question of a row, with the turns before it."""
    history = [Turn(turn["question"], turn.get("answer", "")) for turn in row["history"]]
    return understand(row["question"], glossary=desk.glossary, language=row["language"], history=history)


def _asked(
    desk: Desk, head: tuple[str, str, bool, tuple[frozenset[Place], ...]], question: Question, search: Search
) -> Asked:
    ranking = ranked(desk, question, search)
    right = frozenset().union(*head[3])
    return Asked(
        *head,
        question,
        ranking.found,
        ranking.decision,
        ranking.chosen,
        tuple(signals for _, signals in ranking.judged),
        tuple((one.passage.source_id, one.span) in right for one, _ in ranking.judged),
        ranking.read,
    )


def _alone(hit: Hit) -> Hit:
    return replace(hit, passage=replace(hit.passage, twin_id=None))


def _within(place: Place, passage: Passage) -> bool:
    return place[0] == passage.source_id and passage.start <= place[1].start < passage.end
