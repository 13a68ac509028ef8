"""How much of a statement its quotations say: content words in one language, a similarity across two."""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from knowledge.folding import japanese

_STOP = frozenset(
    """a an the of in to is are was were be been being by for and or but with has have had from on at as that its it
    not this these those which who whom whose than about into out up down over under after before between while
    where when he she they his her their them him i we you our your my there here also both either more most less
    least very much many some any all each such same other another so then thus only just even still yet do does did
    done will would can could may might shall should must one two three said says say saying according again against
    during through per via among upon within without because if though although however therefore since until nor no
    off own too now today it's""".split()
)
_LIGHT = frozenset(
    """為る する 有る ある 成る なる 居る いる 言う 行う 出来る 事 物 者 所 為 其れ 此れ 此の 其の 様 中 上 下 間 等 時 年 月 日 人 とき こと もの ため よう それ これ その この また さらに
    更に 及び 並びに 同 約 国 的 化 性 側 際 他 点 置く 付く 於く 因る 依る 対する 取る 持つ 見る 受ける 示す 呼ぶ 述べる 語る 指摘 説明 良い 多い 大きい""".split()
)
_ENDINGS = (
    "ations",
    "ation",
    "ingly",
    "ments",
    "ment",
    "ings",
    "ing",
    "edly",
    "ies",
    "ied",
    "ers",
    "ors",
    "ed",
    "es",
    "er",
    "or",
    "ly",
    "al",
    "ic",
    "s",
    "e",
    "y",
)


@lru_cache(maxsize=2048)
def content_words(text: str) -> tuple[str, ...]:
    """The words of a text that carry its sense, normalised: nouns, names, verbs, adjectives; English stems."""
    from knowledge.encoder.tokens import analyse  # loads a dictionary

    words: list[str] = []
    for lexeme in analyse(text).lexemes:
        if lexeme.kind == "word":
            norm = re.sub(r"['\u2019].*$", "", lexeme.norm)
            words += (stem(part) for part in norm.split("-") if part not in _STOP and len(part) > 2)
        elif lexeme.kind in ("noun", "name", "verb", "adjective") and lexeme.norm not in _LIGHT:
            words += lexeme.parts or (lexeme.norm,)
    return tuple(dict.fromkeys(word for word in words if word not in _LIGHT))


def stem(word: str) -> str:
    """A crude English stem: the word without one ending, at least four letters long."""
    for ending in _ENDINGS:
        if word.endswith(ending) and len(word) - len(ending) >= 4:
            return word[: -len(ending)]
    return word


def coverage(claim: str, quoted: str, near: str = "") -> float:
    """The share of the content words of ``claim`` in ``quoted``; a word found only ``near`` it counts half. In [0, 1].

    Kanji words match when one contains the other's first character and they share two (核実験 and 実験); English stems
    when one begins with the other.
    """
    wanted = content_words(claim)
    if not wanted:
        return 1.0
    first, second = content_words(quoted), content_words(near)
    return sum(1.0 if _met(word, first) else 0.5 if _met(word, second) else 0.0 for word in wanted) / len(wanted)


CAUSE = re.compile(r"ため(?:、|$)|せいで|を受けて|because|due to|owing to|thanks to|as a result", re.IGNORECASE)
"""A clause that gives a cause."""


def clauses(text: str) -> list[str]:
    """The parts of a sentence between commas and the like; a cause begins a part of its own."""
    return [
        part
        for part in re.split(
            r"、|[,;:](?=\s)|\s[\u2013\u2014]\s|\b(?:while|but|whereas|and that|and thus|which)\b"
            r"|\b(?=because\b|due to\b|owing to\b|thanks to\b|as a result\b)",
            text,
        )
        if part.strip()
    ]


def _met(word: str, words: Iterable[str]) -> bool:
    if word in words:
        return True
    if word.isascii():
        return any(
            len(w) >= 4 and len(word) >= 4 and (w.startswith(word) or word.startswith(w)) for w in words if w.isascii()
        )
    if len(word) >= 2 and japanese(word[0]):
        kanji = {c for c in word if "\u3400" <= c <= "\u9fff"}
        return any(word in w or (len(w) > 1 and w in word) or len(kanji & set(w)) >= 2 for w in words)
    return False
