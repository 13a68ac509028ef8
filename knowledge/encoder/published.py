"""Figures that others published for their encoders, and our feasibility study's, to stand beside ours."""

from __future__ import annotations

from typing import NamedTuple


class Published(NamedTuple):
    """Accuracies from 0 to 1 of matching Japanese and English sentences; size in millions of parameters."""

    model: str
    tatoeba: float
    ntrex_ja_en: float
    ntrex_en_ja: float
    parameters_m: int


PUBLISHED = (
    Published("LaBSE", 0.965, 0.993, 0.993, 471),
    Published("paraphrase-multilingual-MiniLM-L12-v2", 0.925, 0.931, 0.948, 118),
    Published("static-similarity-mrl-multilingual-v1 (static)", 0.898, 0.959, 0.960, 108),
    Published("multilingual-e5-small", 0.875, 0.975, 0.915, 118),
    Published("potion-multilingual-128M (static)", 0.548, 0.592, 0.642, 128),
    Published("all-MiniLM-L6-v2 (Chroma's default)", 0.017, 0.033, 0.058, 22),
    Published("our feasibility study (static, 3 minutes of training)", 0.910, 0.918, 0.933, 34),
)
