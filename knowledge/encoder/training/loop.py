"""The training loop: contrastive losses over batches of pairs, and Adam on just the rows a batch uses.

Losses (InfoNCE, symmetric; van den Oord et al. 2018): running sentences English–Japanese, and each with the teacher's
vector of the English side; dictionary entries the same; names English–Japanese; questions with paragraphs and with the
sentence that answers them, against mined wrong ones. Half of the sentence batches join two or three pairs into one text,
which makes them as long as news sentences.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional

from knowledge.encoder.training.bags import Bags, Ids, joined
from knowledge.encoder.training.examples import Asked, Examples, Pairs
from knowledge.encoder.training.negatives import NEGATIVES


@dataclass(frozen=True, slots=True)
class Plan:
    """How to train. Batch sizes are in pairs; weights multiply the losses; ``dropped`` is the share of rows left out."""

    steps: int = 1000
    warm_up_steps: int = 50
    learning_rate: float = 2e-3
    last_rate_share: float = 0.05
    temperature: float = 0.05
    sentences: int = 1024
    dictionary: int = 1024
    names: int = 768
    questions: int = 256
    wrong_sentences: int = 2
    joined_share: float = 0.5
    dropped: float = 0.1
    teacher_weight: float = 0.5
    dictionary_weight: float = 0.5
    names_weight: float = 0.5
    paragraphs_weight: float = 0.2
    answers_weight: float = 0.3
    report_every_steps: int = 100


def contrast(first: Tensor, second: Tensor, temperature: float, keys: Ids | None = None) -> Tensor:
    """Symmetric InfoNCE between (n, dimension) unit vectors; equal keys are not each other's negatives."""
    logits = first @ second.T / temperature
    own = torch.arange(len(first))
    if keys is not None:
        key = torch.from_numpy(keys)
        logits = logits.masked_fill((key[:, None] == key[None]) & (own[:, None] != own[None]), -1e4)
    return (functional.cross_entropy(logits, own) + functional.cross_entropy(logits.T, own)) / 2


def choose(asked: Tensor, answers: Tensor, wanted: Ids, answer_keys: Ids, temperature: float) -> Tensor:
    """InfoNCE from (n, dimension) questions to (m ≥ n, dimension) answers, of which the first n are right in order."""
    logits = asked @ answers.T / temperature
    same = torch.from_numpy(answer_keys[None] == wanted[:, None])
    own = torch.arange(len(asked))
    same[own, own] = False
    return functional.cross_entropy(logits.masked_fill(same, -1e4), own)


class Trainer:
    """Trains a weight table in place.

    Args:
        examples: All training data.
        teacher: Reduced teacher vectors, unit length, by key.
        table: float32 (rows, dimension): where to begin.
        plan: Batch sizes, weights and rates.
        random: Source of every random choice.
    """

    def __init__(
        self,
        examples: Examples,
        teacher: NDArray[np.float32],
        table: NDArray[np.float32],
        plan: Plan,
        random: np.random.Generator,
    ) -> None:
        self._examples, self._plan, self._random = examples, plan, random
        self._teacher = torch.from_numpy(teacher)
        self._table = torch.from_numpy(table)
        self._first_moment = torch.zeros_like(self._table)
        self._second_moment = torch.zeros_like(self._table)

    def run(self, report: Callable[[str], object] = print) -> NDArray[np.float32]:
        """Train and return the table."""
        started, total = time.monotonic(), 0.0
        for step in range(1, self._plan.steps + 1):
            total += self._step(step)
            if step % self._plan.report_every_steps == 0 or step == self._plan.steps:
                seconds = time.monotonic() - started
                report(
                    f"step {step:,} of {self._plan.steps:,}: loss {total / self._plan.report_every_steps:.3f}, {seconds:.0f} s"
                )
                total = 0.0
        result: NDArray[np.float32] = self._table.numpy()
        return result

    def _step(self, step: int) -> float:
        plan, examples, random = self._plan, self._examples, self._random
        together = int(random.integers(2, 4)) if random.random() < plan.joined_share else 1
        # A batch of joined texts holds half as many rows again as one of single texts, and fewer texts.
        drawn = plan.sentences if together == 1 else int(plan.sentences * 1.5) // together * together
        sentence_ids = random.choice(len(examples.drawn), drawn, p=examples.drawn)
        bags = self._pair(examples.sentences, sentence_ids, plan.dropped)
        dictionary_ids = random.integers(0, max(len(examples.dictionary.key), 1), plan.dictionary)
        if len(examples.dictionary.key):
            bags += self._pair(examples.dictionary, dictionary_ids, 0.0)
        name_ids = random.integers(0, max(len(examples.names.key), 1), plan.names)
        if len(examples.names.key):
            bags += self._pair(examples.names, name_ids, 0.0)
        asked = self._draw_questions(examples.asked) if examples.asked else None
        if asked:
            bags += asked.bags

        used, inverse = np.unique(joined(bags).ids, return_inverse=True)
        rows = torch.from_numpy(used.astype(np.int64))
        values = self._table[rows].requires_grad_(True)
        vectors = _sums(values, inverse.astype(np.int64), bags)

        loss = self._sentence_loss(vectors[0], vectors[1], sentence_ids, together)
        at = 2
        if len(examples.dictionary.key):
            loss = loss + plan.dictionary_weight * self._dictionary_loss(vectors[at], vectors[at + 1], dictionary_ids)
            at += 2
        if len(examples.names.key):
            english, japanese = _unit(vectors[at]), _unit(vectors[at + 1])
            keys = examples.names.key[name_ids]
            loss = loss + plan.names_weight * contrast(english, japanese, plan.temperature, keys)
            at += 2
        if asked:
            loss = loss + self._question_loss(vectors[at:], asked)
        loss.backward()
        self._update(rows, values, step)
        return float(loss.item())

    def _pair(self, pairs: Pairs, ids: Ids, drop: float) -> list[Bags]:
        return [side.pick(ids, drop, self._random) for side in (pairs.english, pairs.japanese)]

    def _sentence_loss(self, english: Tensor, japanese: Tensor, ids: Ids, together: int) -> Tensor:
        keys: Ids | None = self._examples.sentences.key[ids]
        target = self._teacher[torch.from_numpy(self._examples.sentences.key[ids])]
        if together > 1:
            english, japanese, target = (
                x.view(-1, together, x.shape[1]).sum(dim=1) for x in (english, japanese, target)
            )
            keys = None
        english, japanese, target = _unit(english), _unit(japanese), _unit(target)
        taught = contrast(english, target, self._plan.temperature, keys)
        taught = taught + contrast(japanese, target, self._plan.temperature, keys)
        return contrast(english, japanese, self._plan.temperature, keys) + self._plan.teacher_weight * taught

    def _dictionary_loss(self, english: Tensor, japanese: Tensor, ids: Ids) -> Tensor:
        keys = self._examples.dictionary.key[ids]
        target = self._teacher[torch.from_numpy(keys)]
        english, japanese = _unit(english), _unit(japanese)
        taught = contrast(english, target, self._plan.temperature, keys)
        taught = taught + contrast(japanese, target, self._plan.temperature, keys)
        return contrast(english, japanese, self._plan.temperature, keys) + 0.5 * taught

    def _draw_questions(self, asked: Asked) -> _Drawn:
        plan, random, links = self._plan, self._random, asked.links
        ids = random.integers(0, len(links.paragraph), plan.questions)
        columns = np.stack([random.permutation(NEGATIVES)[: plan.wrong_sentences] for _ in ids])
        paragraph_keys = np.concatenate([links.paragraph[ids], links.wrong_paragraphs[ids, columns[:, 0]]])
        sentence_keys = np.concatenate([links.sentence[ids], links.wrong_sentences[ids[:, None], columns].ravel()])
        bags = [
            asked.questions.pick(ids, plan.dropped, random),
            asked.paragraphs.pick(paragraph_keys, plan.dropped, random),
            asked.sentences.pick(sentence_keys, plan.dropped, random),
        ]
        return _Drawn(bags, paragraph_keys, sentence_keys)

    def _question_loss(self, vectors: list[Tensor], drawn: _Drawn) -> Tensor:
        plan = self._plan
        asked, paragraphs, sentences = (_unit(vector) for vector in vectors)
        own = len(asked)
        by_paragraph = choose(asked, paragraphs, drawn.paragraphs[:own], drawn.paragraphs, plan.temperature)
        by_sentence = choose(asked, sentences, drawn.sentences[:own], drawn.sentences, plan.temperature)
        return plan.paragraphs_weight * by_paragraph + plan.answers_weight * by_sentence

    def _update(self, rows: Tensor, values: Tensor, step: int) -> None:
        """One step of Adam (Kingma and Ba 2015) on the rows in use; the others' moments stand still."""
        gradient = values.grad
        if gradient is None:  # every batch has a sentence, so the loss always depends on the rows
            raise RuntimeError("no gradient")
        with torch.no_grad():
            first = self._first_moment[rows].mul_(0.9).add_(gradient, alpha=0.1)
            second = self._second_moment[rows].mul_(0.999).addcmul_(gradient, gradient, value=0.001)
            self._first_moment[rows], self._second_moment[rows] = first, second
            plan = self._plan
            rate = (
                plan.learning_rate
                * min(1.0, step / plan.warm_up_steps)
                * max(plan.last_rate_share, 1 - step / plan.steps)
            )
            change = (first / (1 - 0.9**step)) / ((second / (1 - 0.999**step)).sqrt() + 1e-8)
            self._table[rows] = values.detach() - rate * change


@dataclass(frozen=True, slots=True)
class _Drawn:
    """A batch of questions, their right paragraphs then wrong ones, their right sentences then wrong ones."""

    bags: list[Bags]
    paragraphs: Ids
    sentences: Ids


def _unit(vectors: Tensor) -> Tensor:
    return functional.normalize(vectors, dim=1, eps=1e-6)


def _sums(values: Tensor, ids: Ids, bags: list[Bags]) -> list[Tensor]:
    """Add up the rows of each text; returns a tensor (texts, dimension) for each group of bags."""
    whole = joined(bags)
    sums = functional.embedding_bag(
        torch.from_numpy(ids),
        values,
        torch.from_numpy(whole.offsets[:-1]),
        mode="sum",
        per_sample_weights=torch.from_numpy(whole.weights),
    )
    return list(torch.split(sums, [len(group) for group in bags]))
