"""Measure the answers on question sets: retrieval, the sentences quoted, and refusals; and fit the decision to answer.

The sets are JSON lines (see ``tests/evals``): questions with the statements of the dossier that answer them, as
``paragraph-id#number``, alternatives joined by ``|``. A pair of questions stays on one side of the split.
"""

from __future__ import annotations

import json
import zlib
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from knowledge.abstain import carries, signals
from knowledge.answer import Desk, ranked
from knowledge.compose import choose
from knowledge.dossier.parts import load_yaml
from knowledge.errors import SteppeError
from knowledge.logistic import logistic
from knowledge.retrieve import retrieve
from knowledge.scoring import Candidate, best_passages
from knowledge.smalltalk import small_talk
from knowledge.types import LANGUAGES, Language, Question, Span, Turn
from knowledge.understand import understand

Place = tuple[str, Span]  # source id and the sentence's span in it
FITTED = ("nearness", "surround", "named", "typed", "agree", "hit")
_RIDGE = 0.3  # keeps the weights of signals that say the same from growing against each other
_REFUSED = 0.04  # share of the answerable training questions that the threshold may refuse


@dataclass(frozen=True, slots=True)
class Asked:
    """One question of a set, with what was found for it.

    Attributes:
        gold: For each thing the answer needs, the places that give it; empty for an unanswerable question.
        found: Scored sentences, best first; None for small talk, which is recognised before any search.
    """

    id: str
    kind: str
    answerable: bool
    gold: tuple[frozenset[Place], ...]
    question: Question | None
    found: Sequence[Candidate] | None

    @property
    def language(self) -> Language:
        """The language of the question."""
        return "ja" if self.id.endswith("-ja") else "en"

    @property
    def held_out(self) -> bool:
        """Whether it belongs to the test half: nothing is fitted on it."""
        return zlib.crc32(self.id.rsplit("-", 1)[0].encode()) % 2 == 1


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
    """Where each statement of the dossier stands in the library, by ``paragraph-id#number`` and language."""
    found: dict[str, dict[Language, Place]] = defaultdict(dict)
    corpus = desk.library.settings.corpus
    for path in sorted((corpus / "dossiers").glob("*.yaml")) if corpus else ():
        raw = load_yaml(path, [])
        for language in LANGUAGES:
            passages = iter(desk.library.catalogue.passages_of(f"dossier-{raw['id']}-{language}"))
            for paragraph in (one for section in raw["sections"] for one in section["paragraphs"]):
                passage = next(passages)
                for number, span in enumerate(passage.sentences, 1):
                    found[f"{paragraph['id']}#{number}"][language] = (passage.source_id, span)
    return found


def ask_all(desk: Desk, rows: Sequence[Mapping[str, Any]], *, across: bool = False) -> Iterator[Asked]:
    """Search for every question of the sets, as answering does.

    Args:
        across: Look through the other language's passages only, as if nothing had a twin.
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
        history = [Turn(turn["question"], turn.get("answer", "")) for turn in row["history"]]
        question = understand(row["question"], glossary=desk.glossary, language=row["language"], history=history)
        languages = [one for one in LANGUAGES if not across or one != question.written]
        retrieval = retrieve(desk.library, question, desk.glossary, languages)
        yield Asked(*head, question, ranked(desk, question, retrieval))


def table(asked: Sequence[Asked], most: int) -> list[str]:
    """The figures as a Markdown table, a row a language."""
    lines = [
        "| questions | n | passage first | among three | MRR | first sentence right | citations right | needs met | wrongly refused |",
        "|---|---|---|---|---|---|---|---|---|",
    ]
    for language in LANGUAGES:
        mine = [one for one in asked if one.answerable and one.language == language]
        if mine:
            values = _answerable(mine, most)
            lines.append(f"| {language} | {len(mine)} | " + " | ".join(f"{value:.3f}" for value in values) + " |")
    lines += ["", "| unanswerable | n | wrongly answered ja | en |", "|---|---|---|---|"]
    for kind in dict.fromkeys(one.kind for one in asked if not one.answerable):
        mine = [one for one in asked if not one.answerable and one.kind == kind]
        rates = [np.mean([_answers(one) for one in mine if one.language == language]) for language in LANGUAGES]
        lines.append(f"| {kind} | {len(mine) // 2} × 2 | {rates[0]:.3f} | {rates[1]:.3f} |")
    return lines


def _answerable(mine: Sequence[Asked], most: int) -> list[float]:
    total: Counter[str] = Counter()
    for one in mine:
        found, question = one.found or (), one.question
        gold = frozenset().union(*one.gold)
        passages = {(source, _passage_start(place, found)) for source, place in gold}
        order = [(hit.passage.source_id, hit.passage.start) for hit in best_passages(found, 8)]
        rank = next((n for n, key in enumerate(order) if key in passages), None)
        total["first"] += rank == 0
        total["three"] += rank is not None and rank < 3
        total["mrr"] += 1000 // (rank + 1) if rank is not None else 0
        chosen = [(c.passage.source_id, c.span) for c in choose(found, question.asked, most)] if question else []
        total["sentence"] += bool(chosen) and chosen[0] in gold
        total["cited"] += len(chosen)
        total["right"] += sum(place in gold for place in chosen)
        total["needs"] += len(one.gold)
        total["met"] += sum(any(place in need for place in chosen) for need in one.gold)
        total["refused"] += not _answers(one)
    n = len(mine)
    return [
        total["first"] / n, total["three"] / n, total["mrr"] / 1000 / n, total["sentence"] / n,
        total["right"] / total["cited"], total["met"] / total["needs"], total["refused"] / n,
    ]  # fmt: skip


def _passage_start(span: Span, found: Sequence[Candidate]) -> int:
    """Where the passage of a sentence starts, if it is among those found; -1 otherwise."""
    return next((c.passage.start for c in found if c.passage.start <= span.start < c.passage.end), -1)


def _answers(one: Asked) -> bool:
    return one.question is not None and one.found is not None and carries(signals(one.question, one.found))


def fit(asked: Sequence[Asked]) -> dict[str, float]:
    """Fit the decision to answer by logistic regression (both classes weigh the same), on the training half alone."""
    rows = [
        (signals(one.question, one.found), one.answerable)
        for one in asked
        if not one.held_out and one.question is not None and one.found is not None
    ]
    inputs = np.array([[measured[name] for name in FITTED] + [1.0] for measured, _ in rows])
    wanted = np.array([answerable for _, answerable in rows], dtype=float)
    weights = logistic(inputs, wanted, _RIDGE)
    chances = np.sort(1 / (1 + np.exp(-(inputs @ weights)[wanted > 0])))
    threshold = float(chances[int(_REFUSED * len(chances))])
    named = dict(zip((*FITTED, "bias"), map(float, weights), strict=True))
    return {name: round(value, 3) for name, value in {**named, "threshold": threshold}.items()}
