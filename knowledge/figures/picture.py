"""The way in: a picture as PNG, and its caption."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import TYPE_CHECKING

from knowledge.errors import CorpusError
from knowledge.figures.caption import cited
from knowledge.figures.match import Figures, Name, read_figures
from knowledge.figures.plan import FILE
from knowledge.settings import SHIPPED_CORPUS
from knowledge.types import Language, Reference

if TYPE_CHECKING:
    from knowledge.figures.paper import Paper

_DRAWING = threading.Lock()  # matplotlib is not made for several threads


def draw(name: Name, language: Language, corpus: Path = SHIPPED_CORPUS) -> bytes:
    """Draw a picture of the corpus folder: PNG, 1080 by 1350 pixels. The same folder gives the same bytes.

    Safe from several threads, one picture at a time; takes about a second.

    Raises:
        CorpusError: ``figures.yaml`` is absent or wrong, or holds a character that cannot be drawn; names file and line.
    """
    return sheet(name, language, corpus).png()


def sheet(name: Name, language: Language, corpus: Path = SHIPPED_CORPUS) -> Paper:
    """The drawn sheet itself, which knows where each text stands. Raises as ``draw``."""
    from knowledge.figures.balance import draw_balance
    from knowledge.figures.corridors import draw_corridors

    figures = read_figures(corpus)
    sources = cited(figures, name)
    with _DRAWING:
        _check_glyphs(figures, sources, language)
        return (draw_balance if name == "balance" else draw_corridors)(figures, language, sources)


def _check_glyphs(figures: Figures, sources: tuple[Reference, ...], language: Language) -> None:
    from knowledge.figures.paper import missing_glyphs

    for text in figures.texts:
        if missing := missing_glyphs(getattr(text, language), language):
            raise CorpusError(
                f"{FILE}:{text.line}: the typeface cannot draw “{missing}” ({language}); write it otherwise"
            )
    for source in sources:
        if missing := missing_glyphs(source.publisher, language):
            raise CorpusError(
                f"sources.yaml:1: the typeface cannot draw “{missing}” in the publisher of {source.key}; write it otherwise"
            )
