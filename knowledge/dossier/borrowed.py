"""Long runs of words that a text shares with material it may tell of but not copy."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from knowledge.errors import CorpusError
from knowledge.folding import fold
from knowledge.types import Language

JA_RUN_CHARS = 18
EN_RUN_WORDS = 8

# Names and figures are common property: katakana, Latin letters, digits and punctuation go out of a Japanese text,
# words with a capital or a digit in front out of an English one, and only what is left is compared.
_JA_PLAIN = re.compile(r"[ぁ-ゖ\u3400-\u9fff々]")
_EN_WORD = re.compile(r"[A-Za-z0-9][A-Za-z0-9'\u2019-]*")


class Borrowed:
    """Finds runs of ``JA_RUN_CHARS`` characters or ``EN_RUN_WORDS`` words that stand in other texts too."""

    def __init__(self, texts: Iterable[str]) -> None:
        """Remember all runs of ``texts``, in either language or both."""
        self._known: dict[Language, set[tuple[str, ...]]] = {"ja": set(), "en": set()}
        for text in texts:
            self._known["ja"].update(_grams(_plain(text, "ja"), JA_RUN_CHARS))
            self._known["en"].update(_grams(_plain(text, "en"), EN_RUN_WORDS))

    def run(self, text: str, language: Language) -> str:
        """The first shared run of ``text``, without its names and figures; empty when there is none."""
        size, glue = (JA_RUN_CHARS, "") if language == "ja" else (EN_RUN_WORDS, " ")
        return next(
            (glue.join(gram) for gram in _grams(_plain(text, language), size) if gram in self._known[language]), ""
        )


def _plain(text: str, language: Language) -> list[str]:
    folded = fold(text).text
    if language == "ja":
        return _JA_PLAIN.findall(folded)
    return [word for word in _EN_WORD.findall(folded) if word[0].islower()]


def _grams(parts: Sequence[str], size: int) -> Iterator[tuple[str, ...]]:
    for i in range(len(parts) - size + 1):
        yield tuple(parts[i : i + size])


@lru_cache(maxsize=2)
def owners_material(folder: Path) -> Borrowed | None:
    """What the owner's folder holds (``sources/*.txt``, ``evidence/*.yaml``); None where there is no such folder.

    Raises:
        CorpusError: A file of it cannot be read.
    """
    import yaml

    if not (folder / "sources").is_dir():
        return None
    texts: list[str] = []
    for path in (*sorted((folder / "sources").glob("*.txt")), *sorted((folder / "evidence").glob("*.yaml"))):
        try:
            text = path.read_text(encoding="utf-8")
            texts += [text] if path.suffix == ".txt" else _strings(yaml.safe_load(text))
        except (OSError, UnicodeDecodeError, yaml.YAMLError) as error:
            raise CorpusError(f"{path}: cannot be read as UTF-8; mend the file or move it away") from error
    return Borrowed(texts)


def _strings(raw: Any) -> Iterator[str]:
    if isinstance(raw, str):
        yield raw
    elif isinstance(raw, dict | list):
        for item in raw.values() if isinstance(raw, dict) else raw:
            yield from _strings(item)
