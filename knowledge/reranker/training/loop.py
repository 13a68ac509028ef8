"""Train a cross-encoder on sentences with questions, and let it say what it makes of others."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from knowledge.reranker.pieces import PAD, Pieces
from knowledge.reranker.training.examples import Put, Report
from knowledge.reranker.training.network import Apart, Together

_AT_ONCE = 2_048  # pieces of a step, padding among them
_READ_AT_ONCE = 8_192  # of those that are only read
_SORTED = 20  # steps among which sentences are put together by length
_WARM = 0.04  # share of the steps during which the rate rises
_DECAY = 0.05
_CLIPPED = 1.0
_SAY_EVERY = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train."""

    steps: int
    rate: float


class Texts:
    """Texts as they are read apart, each once: these layers are not trained, so what they make of a text stays.

    Args:
        apart: The layers.
        puts: Every sentence with questions that will be asked for.
    """

    def __init__(self, pieces: Pieces, apart: Apart, puts: Iterable[Put], say: Report) -> None:
        ids: dict[tuple[bool, str], list[int]] = {}
        for put in puts:
            ids[True, put.sentence] = pieces.sentence(put.sentence)
            ids |= {(False, question): pieces.question(question) for question, _ in put.questions}
        self._values = np.empty((sum(map(len, ids.values())), apart.position.shape[1]), np.float16)
        self._places: dict[tuple[bool, str], slice] = {}
        say(f"reading {len(ids):,} texts of {len(self._values):,} pieces")
        keys, at = list(ids), 0
        for numbers in _packed([len(one) for one in ids.values()], _READ_AT_ONCE):
            some = [ids[keys[number]] for number in numbers]
            padded = torch.full((len(some), max(map(len, some))), PAD)
            for row, one in zip(padded, some, strict=True):
                row[: len(one)] = torch.tensor(one)
            there = torch.arange(padded.shape[1]) < torch.tensor(list(map(len, some)))[:, None]
            for number, one, values in zip(numbers, some, apart(padded, there).numpy(), strict=True):
                self._places[keys[number]] = slice(at, at + len(one))
                self._values[at : at + len(one)] = values[: len(one)]
                at += len(one)

    def parts(self, put: Put) -> list[NDArray[np.float16]]:
        """A sentence and each of its questions, as read."""
        keys = [(True, put.sentence), *((False, question) for question, _ in put.questions)]
        return [self._values[self._places[key]] for key in keys]

    def length(self, put: Put) -> int:
        """The pieces of a sentence with its questions."""
        return sum(map(len, self.parts(put)))


def train(
    network: Together, texts: Texts, rounds: Sequence[Sequence[Put]], plan: Plan, random: Random, say: Report
) -> None:
    """Train in place, going through one round after the other: binary cross-entropy, AdamW, a rate that rises and falls."""
    matrices = [one for one in network.parameters() if one.ndim > 1]
    vectors = [one for one in network.parameters() if one.ndim < 2]
    optimiser = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": _DECAY}, {"params": vectors, "weight_decay": 0.0}], lr=plan.rate
    )
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step / plan.steps))
    network.train()
    lost = 0.0
    steps = (step for puts in rounds for step in _steps(texts, puts, random))
    for number, step in enumerate(islice(steps, plan.steps), 1):
        wanted = torch.tensor([float(right) for put in step for _, right in put.questions])
        loss = functional.binary_cross_entropy_with_logits(_odds(network, texts, step), wanted)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), _CLIPPED)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        lost += float(loss.detach())
        if number % _SAY_EVERY == 0:
            say(f"  step {number} of {plan.steps}, loss {lost / _SAY_EVERY:.3f}")
            lost = 0.0


def odds_of(network: Together, texts: Texts, puts: Sequence[Put]) -> list[NDArray[np.float32]]:
    """The log-odds of each sentence's questions."""
    found: list[NDArray[np.float32]] = [np.zeros(0, np.float32)] * len(puts)
    network.eval()
    with torch.inference_mode():
        for numbers in _packed([texts.length(put) for put in puts], _AT_ONCE):
            odds = _odds(network, texts, [puts[number] for number in numbers]).numpy()
            ends = np.cumsum([len(puts[number].questions) for number in numbers])
            for number, part in zip(numbers, np.split(odds, ends[:-1]), strict=True):
                found[number] = part
    return found


def _odds(network: Together, texts: Texts, puts: Sequence[Put]) -> Tensor:
    """The log-odds of all questions of all sentences, one behind the other."""
    parts = [texts.parts(put) for put in puts]
    shape = len(parts), max(sum(map(len, one)) for one in parts)
    x, whose = np.zeros((*shape, parts[0][0].shape[1]), np.float32), np.full(shape, -1)
    for row, one in enumerate(parts):
        whole = np.concatenate(one)
        x[row, : len(whole)] = whole
        whose[row, : len(whole)] = np.repeat(np.arange(len(one)), list(map(len, one)))
    odds: Tensor = network(torch.from_numpy(x), torch.from_numpy(whose))
    return torch.cat([row[: len(put.questions)] for row, put in zip(odds, puts, strict=True)])


def _steps(texts: Texts, puts: Sequence[Put], random: Random) -> list[list[Put]]:
    """All sentences, those about as long as one another together, in random order."""
    order = random.sample(puts, len(puts))
    lengths = [texts.length(put) for put in order]
    near = max(1, _AT_ONCE * _SORTED * len(order) // max(1, sum(lengths)))
    found = []
    for first in range(0, len(order), near):
        steps = [
            [order[first + number] for number in step] for step in _packed(lengths[first : first + near], _AT_ONCE)
        ]
        random.shuffle(steps)
        found.extend(steps)
    return found


def _packed(lengths: Sequence[int], most: int) -> Iterator[list[int]]:
    """The numbers of texts, put together by length so that no step holds more than its share."""
    step: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: lengths[number]):
        if step and (len(step) + 1) * lengths[number] > most:
            yield step
            step = []
        step.append(number)
    if step:
        yield step


def _rate(done: float) -> float:
    return done / _WARM if done < _WARM else max(0.0, 1.0 - done)
