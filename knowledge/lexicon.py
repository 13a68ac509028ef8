"""Words that stand for one another: a person asks who *owns* a field, and the text names its *shareholders*.

The file has a group a line, ``english, words | 日本語、単語``, so that the two languages meet in it as well. English words
are stemmed as the index has them; Japanese ones stand as the analysis writes them, which a test holds them to.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from functools import lru_cache
from importlib import resources

import Stemmer


def kin(word: str) -> tuple[str, ...]:
    """The words that may stand for a plain word (see ``knowledge.lexical.plain_word``), in both languages, the most usual first."""
    return _kin().get(word, ())


def groups() -> Iterator[tuple[tuple[str, ...], tuple[str, ...]]]:
    """The groups of the file, English words as written and Japanese ones."""
    text = resources.files("knowledge").joinpath("lexicon.txt").read_text(encoding="utf-8")
    for line in text.splitlines():
        if line and not line.startswith("#"):
            english, _, japanese = line.partition(" | ")
            yield tuple(english.split(", ")), tuple(japanese.split("、"))


@lru_cache(maxsize=1)
def _kin() -> Mapping[str, tuple[str, ...]]:
    found: dict[str, dict[str, None]] = defaultdict(dict)
    stemmer = Stemmer.Stemmer("english", 0)
    for english, japanese in groups():
        words = dict.fromkeys((*stemmer.stemWords(english), *japanese))
        words.pop("", None)
        for word in words:
            found[word] |= words
    return {word: tuple(one for one in others if one != word) for word, others in found.items()}
