"""Train a cross-encoder on sentences with questions, and let it say what it makes of others."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from knowledge.reranker.pieces import PAD, Pieces
from knowledge.reranker.training.examples import Put, Report
from knowledge.reranker.training.network import CrossNetwork

_AT_ONCE = 2_048  # pieces of a step, padding among them
_SORTED = 20  # steps among which sentences are put together by length
_WARM = 0.06  # share of the steps during which the rate rises
_DECAY = 0.05
_CLIPPED = 1.0
_SAY_EVERY = 50


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train."""

    epochs: int
    rate: float


class Texts:
    """Turns sentences with questions into tensors, each text cut once."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._ids: dict[str, list[int]] = {}

    def parts(self, put: Put) -> list[list[int]]:
        """The ids of a sentence and of each of its questions."""
        pairs = [self._pieces.pair(self._cut(question), self._cut(put.sentence)) for question, _ in put.questions]
        return [pairs[0][1], *(question for question, _ in pairs)]

    def _cut(self, text: str) -> list[int]:
        if text not in self._ids:
            self._ids[text] = self._pieces.ids(text)
        return self._ids[text]


def train(network: CrossNetwork, texts: Texts, puts: Sequence[Put], plan: Plan, random: Random, say: Report) -> None:
    """Train in place: binary cross-entropy, AdamW with a linear rise and fall of its rate."""
    matrices = [one for one in network.parameters() if one.requires_grad and one.ndim > 1]
    vectors = [one for one in network.parameters() if one.requires_grad and one.ndim < 2]
    optimiser = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": _DECAY}, {"params": vectors, "weight_decay": 0.0}], lr=plan.rate
    )
    steps = [step for _ in range(plan.epochs) for step in _steps(texts, puts, random)]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step / len(steps)))
    network.train()
    lost = 0.0
    for number, step in enumerate(steps, 1):
        wanted = torch.tensor([float(right) for put in step for _, right in put.questions])
        loss = functional.binary_cross_entropy_with_logits(_odds(network, texts, step), wanted)
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), _CLIPPED)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        lost += float(loss.detach())
        if number % _SAY_EVERY == 0:
            say(f"  step {number} of {len(steps)}, loss {lost / _SAY_EVERY:.3f}")
            lost = 0.0


def odds_of(network: CrossNetwork, texts: Texts, puts: Sequence[Put]) -> list[NDArray[np.float32]]:
    """The log-odds of each sentence's questions."""
    found: list[NDArray[np.float32]] = [np.zeros(0, np.float32)] * len(puts)
    network.eval()
    with torch.inference_mode():
        for numbers in _packed([sum(map(len, texts.parts(put))) for put in puts]):
            odds = _odds(network, texts, [puts[number] for number in numbers]).numpy()
            ends = np.cumsum([len(puts[number].questions) for number in numbers])
            for number, part in zip(numbers, np.split(odds, ends[:-1]), strict=True):
                found[number] = part
    return found


def _odds(network: CrossNetwork, texts: Texts, puts: Sequence[Put]) -> Tensor:
    """The log-odds of all questions of all sentences, one behind the other."""
    parts = [texts.parts(put) for put in puts]
    shape = len(parts), max(sum(map(len, one)) for one in parts)
    ids, places, whose = torch.full(shape, PAD), torch.zeros(shape, dtype=torch.long), torch.full(shape, -1)
    for row, one in enumerate(parts):
        flat = [piece for part in one for piece in part]
        ids[row, : len(flat)] = torch.tensor(flat)
        places[row, : len(flat)] = torch.tensor([place for part in one for place in range(len(part))])
        whose[row, : len(flat)] = torch.tensor([number for number, part in enumerate(one) for _ in part])
    odds: Tensor = network(ids, places, whose)
    return torch.cat([row[: len(put.questions)] for row, put in zip(odds, puts, strict=True)])


def _steps(texts: Texts, puts: Sequence[Put], random: Random) -> list[list[Put]]:
    """All sentences, those about as long as one another together, in random order."""
    order = random.sample(puts, len(puts))
    lengths = [sum(map(len, texts.parts(put))) for put in order]
    near = max(1, _AT_ONCE * _SORTED * len(order) // max(1, sum(lengths)))
    found = []
    for first in range(0, len(order), near):
        steps = [[order[first + number] for number in step] for step in _packed(lengths[first : first + near])]
        random.shuffle(steps)
        found.extend(steps)
    return found


def _packed(lengths: Sequence[int]) -> Iterator[list[int]]:
    """The numbers of texts, put together by length so that no step holds more than its share."""
    step: list[int] = []
    for number in sorted(range(len(lengths)), key=lambda number: lengths[number]):
        if step and (len(step) + 1) * lengths[number] > _AT_ONCE:
            yield step
            step = []
        step.append(number)
    if step:
        yield step


def _rate(done: float) -> float:
    return done / _WARM if done < _WARM else max(0.0, math.fsum((1.0, -done)))
