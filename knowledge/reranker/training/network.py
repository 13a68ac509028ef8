"""The network as it is trained; ``knowledge.reranker.network`` is the same, forward only and in numpy."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn
from torch.nn import functional

from knowledge.reranker.training.base import Base

_HEADS = 12
_DROPPED = 0.1
_EPSILON = 1e-12


class Layer(nn.Module):  # type: ignore[misc]  # PyTorch is not there when types are checked
    """One layer: attention, then a network on each piece."""

    def __init__(self, base: Base, number: int) -> None:
        super().__init__()
        width, inner = base.width, base.inner
        self.qkv = nn.Linear(width, 3 * width)
        parts = [(f"l{number}.{name}", width) for name in "qkv"]
        self.qkv.weight.data = torch.cat([torch.from_numpy(base.values(f"{name}.w", rows)) for name, rows in parts])
        self.qkv.bias.data = torch.cat([torch.from_numpy(base.values(f"{name}.b", 1)[0]) for name, _ in parts])
        self.out = _linear(base, f"l{number}.ao", width, width)
        self.up = _linear(base, f"l{number}.fi", width, inner)
        self.down = _linear(base, f"l{number}.fo", inner, width)
        self.seen = norm(base, f"l{number}.aln")
        self.thought = norm(base, f"l{number}.oln")
        self.drop = nn.Dropout(_DROPPED)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        """Map (texts, pieces, width) to the same shape; ``mask`` says which pieces each one sees."""
        texts, pieces, width = x.shape
        query, key, value = self.qkv(x).view(texts, pieces, 3, _HEADS, width // _HEADS).permute(2, 0, 3, 1, 4)
        taken = functional.scaled_dot_product_attention(query, key, value, attn_mask=mask)
        x = self.seen(x + self.drop(self.out(taken.transpose(1, 2).reshape(texts, pieces, width))))
        thought: Tensor = self.thought(x + self.drop(self.down(functional.gelu(self.up(x), approximate="tanh"))))
        return thought


class Apart(nn.Module):  # type: ignore[misc]
    """The first layers of the base model as they are: each text is read by itself.

    Args:
        kept: Ids, in the base model, of the pieces that make the vocabulary.
    """

    def __init__(self, base: Base, layers: int, kept: Sequence[int]) -> None:
        super().__init__()
        words = base.values("emb.word", base.rows)[np.asarray(kept)]
        self.word = nn.Embedding.from_pretrained(torch.from_numpy(words))
        # Everything is of the first type: its vector is added to that of each place.
        self.position = torch.from_numpy(base.values("emb.pos", 512) + base.values("emb.type", 2)[0])
        self.start = norm(base, "emb.ln")
        self.layers = nn.ModuleList(Layer(base, number) for number in range(layers))
        self.eval()

    @torch.inference_mode()  # type: ignore[untyped-decorator]
    def forward(self, ids: Tensor, there: Tensor) -> Tensor:
        """Read texts (texts, pieces); ``there``, of the same shape, says what is no ``PAD``. Returns (texts, pieces, width)."""
        x: Tensor = self.start(self.word(ids) + self.position[: ids.shape[1]])
        for layer in self.layers:
            x = layer(x, there[:, None, None])
        return x


class Together(nn.Module):  # type: ignore[misc]
    """The other layers, in which a question looks at the sentence, with a head that says how likely that answers."""

    def __init__(self, base: Base, apart: int, layers: int) -> None:
        super().__init__()
        self.said = nn.Parameter(torch.zeros(base.width))
        self.layers = nn.ModuleList(Layer(base, number) for number in range(apart, layers))
        self.pool = nn.Linear(base.width, base.width)
        self.head = nn.Linear(base.width, 1)
        nn.init.eye_(self.pool.weight)
        nn.init.zeros_(self.pool.bias)
        nn.init.normal_(self.head.weight, std=0.02)
        nn.init.zeros_(self.head.bias)

    def forward(self, x: Tensor, whose: Tensor) -> Tensor:
        """The log-odds (texts, most questions) of sentences, each with the questions that are put to it.

        Args:
            x: Pieces as read apart (texts, pieces, width): of the sentence, then of each question, then ``PAD``.
            whose: 0 for those of the sentence, 1 for those of the first question and so on, -1 for ``PAD``.
        """
        x = x + (whose == 0)[:, :, None] * self.said
        own = whose[:, :, None] == whose[:, None, :]
        mask = (own | (whose == 0)[:, None, :])[:, None]
        for layer in self.layers:
            x = layer(x, mask)
        share = functional.one_hot(whose.clamp(min=0)).transpose(1, 2)[:, 1:].to(x.dtype)
        pooled = share @ x / share.sum(2, keepdim=True).clamp(min=1)
        odds: Tensor = self.head(torch.tanh(self.pool(pooled)))[:, :, 0]
        return odds


def tensors(apart: Apart, together: Together) -> dict[str, NDArray[Any]]:
    """What ``knowledge.reranker.network.Network`` takes, less the words."""
    found: dict[str, NDArray[Any]] = {
        "position": apart.position.numpy().astype(np.float16),
        "said": together.said.detach().numpy().astype(np.float16),
    }
    linear = {"pool": together.pool, "head": together.head}
    norms = {"start": apart.start}
    for number, layer in enumerate([*apart.layers, *together.layers]):
        linear |= {f"{number}.{name}": getattr(layer, name) for name in ("qkv", "out", "up", "down")}
        norms |= {f"{number}.{name}": getattr(layer, name) for name in ("seen", "thought")}
    for name, one in linear.items():
        weight = one.weight.detach().numpy()
        scales = np.maximum(np.abs(weight).max(axis=1), 1e-6) / 127
        found[name] = np.rint(weight / scales[:, None]).astype(np.int8)
        found[f"{name}.scales"] = scales.astype(np.float16)
        found[f"{name}.bias"] = one.bias.detach().numpy().astype(np.float16)
    for name, one in norms.items():
        found[f"{name}.gain"] = one.weight.detach().numpy().astype(np.float16)
        found[f"{name}.bias"] = one.bias.detach().numpy().astype(np.float16)
    return found


def _linear(base: Base, name: str, inputs: int, outputs: int) -> nn.Linear:
    made = nn.Linear(inputs, outputs)
    made.weight.data = torch.from_numpy(base.values(f"{name}.w", outputs))
    made.bias.data = torch.from_numpy(base.values(f"{name}.b", 1)[0])
    return made


def norm(base: Base, name: str) -> nn.LayerNorm:
    """A layer norm with the base model's values."""
    made = nn.LayerNorm(base.width, eps=_EPSILON)
    made.weight.data = torch.from_numpy(base.values(f"{name}.w", 1)[0])
    made.bias.data = torch.from_numpy(base.values(f"{name}.b", 1)[0])
    return made
