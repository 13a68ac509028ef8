"""The pictures of the dossier, drawn once and kept in memory until the dossier changes."""

from __future__ import annotations

import threading
from pathlib import Path

from knowledge.dossier.read import corpus_digest
from knowledge.errors import CorpusError
from knowledge.figures.caption import Caption, captions
from knowledge.figures.match import Name
from knowledge.figures.picture import draw
from knowledge.types import Language


class Pictures:
    """Draws from one corpus folder. Calls block for about a second, or not at all; safe from several threads."""

    def __init__(self, corpus: Path | None) -> None:
        self._corpus = corpus
        self._drawn: dict[tuple[Name, Language, str], bytes] = {}
        self._guard = threading.Lock()

    def drawn(self, name: Name, language: Language) -> bytes:
        """A picture as PNG.

        Raises:
            CorpusError: There is no dossier, or nothing to draw in it.
        """
        folder = self._folder()
        key = (name, language, corpus_digest(folder))
        with self._guard:  # of many who ask at once the first draws
            if key not in self._drawn:
                self._drawn = {one: png for one, png in self._drawn.items() if one[2] == key[2]}
                self._drawn[key] = draw(name, language, folder)
            return self._drawn[key]

    def caption(self, name: Name, language: Language) -> Caption:
        """What goes with a picture. Raises as ``drawn``."""
        return captions(name, language, self._folder())

    def _folder(self) -> Path:
        if self._corpus is None:
            raise CorpusError("STEPPE_CORPUS is empty, so there is nothing to draw; unset it for the shipped dossier")
        return self._corpus
