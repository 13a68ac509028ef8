"""Train a cross-encoder on pairs, and let it say what it makes of others."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from random import Random

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

from knowledge.reranker.pieces import PAD, Pieces
from knowledge.reranker.training.examples import Pair, Report
from knowledge.reranker.training.network import CrossNetwork

_AT_ONCE = 32
_SORTED = 20  # batches among which texts are put together by length
_WARM = 0.06  # share of the steps during which the rate rises
_DECAY = 0.05
_CLIPPED = 1.0
_READ_AT_ONCE = 64
_SAY_EVERY = 200


@dataclass(frozen=True, slots=True)
class Plan:
    """How long and how fast to train."""

    epochs: int = 2
    rate: float = 1e-4


class Texts:
    """Turns pairs into padded ids, each text cut once."""

    def __init__(self, pieces: Pieces) -> None:
        self._pieces = pieces
        self._ids: dict[str, list[int]] = {}

    def ids(self, question: str, sentence: str) -> list[int]:
        """One pair as one text."""
        return self._pieces.pair(self._cut(question), self._cut(sentence))

    def padded(self, texts: Sequence[Sequence[int]]) -> Tensor:
        """Texts as one tensor (texts, pieces of the longest)."""
        found = torch.full((len(texts), max(map(len, texts))), PAD)
        for row, text in zip(found, texts, strict=True):
            row[: len(text)] = torch.tensor(text)
        return found

    def _cut(self, text: str) -> list[int]:
        if text not in self._ids:
            self._ids[text] = self._pieces.ids(text)
        return self._ids[text]


def train(network: CrossNetwork, texts: Texts, pairs: Sequence[Pair], plan: Plan, random: Random, say: Report) -> None:
    """Train in place: binary cross-entropy, AdamW with a linear rise and fall of its rate, in bfloat16."""
    matrices = [one for one in network.parameters() if one.requires_grad and one.ndim > 1]
    vectors = [one for one in network.parameters() if one.requires_grad and one.ndim < 2]
    optimiser = torch.optim.AdamW(
        [{"params": matrices, "weight_decay": _DECAY}, {"params": vectors, "weight_decay": 0.0}], lr=plan.rate
    )
    steps = [batch for _ in range(plan.epochs) for batch in _batches(texts, pairs, random)]
    schedule = torch.optim.lr_scheduler.LambdaLR(optimiser, lambda step: _rate(step / len(steps)))
    loss_of = nn.BCEWithLogitsLoss()
    network.train()
    lost = 0.0
    for number, batch in enumerate(steps, 1):
        ids = texts.padded([text for text, _ in batch])
        with torch.autocast("cpu", torch.bfloat16):
            odds = network(ids)
        loss = loss_of(odds, torch.tensor([float(right) for _, right in batch]))
        loss.backward()
        nn.utils.clip_grad_norm_(network.parameters(), _CLIPPED)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad(set_to_none=True)
        lost += float(loss.detach())
        if number % _SAY_EVERY == 0:
            say(f"  step {number} of {len(steps)}, loss {lost / _SAY_EVERY:.3f}")
            lost = 0.0


def odds_of(network: CrossNetwork, texts: Texts, pairs: Sequence[tuple[str, str]]) -> NDArray[np.float32]:
    """The log-odds of pairs of question and sentence; float32 (len(pairs),)."""
    ids = [texts.ids(question, sentence) for question, sentence in pairs]
    order = sorted(range(len(ids)), key=lambda index: len(ids[index]))
    found = np.zeros(len(ids), np.float32)
    network.eval()
    with torch.inference_mode(), torch.autocast("cpu", torch.bfloat16):
        for first in range(0, len(order), _READ_AT_ONCE):
            part = order[first : first + _READ_AT_ONCE]
            found[part] = network(texts.padded([ids[index] for index in part])).numpy()
    return found


def _batches(texts: Texts, pairs: Sequence[Pair], random: Random) -> list[list[tuple[list[int], bool]]]:
    """All pairs in batches of texts about as long as one another, in random order."""
    rows = [(texts.ids(one.question, one.sentence), one.right) for one in pairs]
    random.shuffle(rows)
    found = []
    for first in range(0, len(rows), _AT_ONCE * _SORTED):
        near = sorted(rows[first : first + _AT_ONCE * _SORTED], key=lambda row: len(row[0]))
        batches = [near[at : at + _AT_ONCE] for at in range(0, len(near), _AT_ONCE)]
        random.shuffle(batches)
        found.extend(batches)
    return found


def _rate(done: float) -> float:
    return done / _WARM if done < _WARM else max(0.0, math.fsum((1.0, -done)))
