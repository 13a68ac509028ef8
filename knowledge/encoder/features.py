"""From lexemes to the names of the vectors that a text is the sum of.

A feature is a short string: a word (``選挙``, ``election``), ``#2024`` a number, ``@5`` a month, ``~tok`` three letters of
a romanised name or word, ``%tkb`` its consonant skeleton, ``^選`` a character of a Japanese word. Both languages emit the
same names for numbers, months, letters and skeletons, which is how an unseen name or figure finds its counterpart.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence

from knowledge.encoder.numbers import ENGLISH_CARDINALS, ERA_OFFSETS, MONTHS
from knowledge.encoder.romanise import latin_letters, romanise_kana, skeleton
from knowledge.encoder.tokens import Lexeme

FEATURES_VERSION = 1
"""Raised whenever the same lexemes would give other features: weights trained before that do not fit."""

_KATAKANA = re.compile(r"[ァ-ヺー]{2,}")
_MONTH_ABBREVIATIONS = {name[:3]: number for name, number in MONTHS.items()} | {"sept": 9}
_SMALL_NUMBER_WORDS = {"一人": "1", "二人": "2", "半分": "0.5"}


def word_features(lexeme: Lexeme) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Return a lexeme's own features: its word and parts, and the letter features for its spelling or sound."""
    norm, kind = lexeme.norm, lexeme.kind
    if kind == "symbol" or (kind == "other" and not norm.isalpha()):
        return (), ()
    if kind == "word":
        named: tuple[str, ...] = (
            (norm, f"#{ENGLISH_CARDINALS[norm]}") if norm in ENGLISH_CARDINALS and norm != "one" else (norm,)
        )
        return named, _letters(latin_letters(norm)) if len(norm) > 2 else ()
    if kind == "other" and (letters := latin_letters(norm)):
        return (norm,), _letters(letters)
    words: tuple[str, ...] = (norm, *lexeme.parts)
    if norm in _SMALL_NUMBER_WORDS:
        words += (f"#{_SMALL_NUMBER_WORDS[norm]}",)
    if _KATAKANA.fullmatch(norm):
        return words, _letters(romanise_kana(norm))
    if kind == "name" and lexeme.reading:
        return words, _letters(romanise_kana(lexeme.reading))
    return words, ()


def characters(lexeme: Lexeme) -> tuple[str, ...]:
    """Return the character features that stand in for a Japanese word without a vector of its own."""
    norm = lexeme.norm
    if lexeme.kind in ("word", "symbol", "number") or len(norm) < 2 or _KATAKANA.fullmatch(norm):
        return ()
    return (*(f"^{c}" for c in norm), *(f"^{norm[i : i + 2]}" for i in range(len(norm) - 1)))


def number_features(lexemes: Sequence[Lexeme]) -> Iterator[tuple[int, str]]:
    """Yield (index, feature) for the numbers and month names of a text, read with their neighbours."""
    last = len(lexemes) - 1
    for index, lexeme in enumerate(lexemes):
        if lexeme.kind == "number":
            after = lexemes[index + 1].norm if index < last else ""
            yield index, _number_feature(lexeme.norm, after, lexemes[index - 1].norm if index else "")
        elif lexeme.kind == "word" and lexeme.surface[0].isupper():
            month = MONTHS.get(lexeme.norm) or _MONTH_ABBREVIATIONS.get(lexeme.norm)
            if month:
                yield index, f"@{month}"


def _number_feature(number: str, after: str, before: str) -> str:
    if number.isdecimal() and len(number) <= 2:
        value = int(number)
        if after == "月" and 1 <= value <= 12:
            return f"@{value}"
        if after == "年" and before in ERA_OFFSETS:
            return f"#{ERA_OFFSETS[before] + value}"
        if after == "割":
            return f"#{value * 10}"
    return f"#{number}"


def _letters(letters: str) -> tuple[str, ...]:
    if len(letters) < 2:
        return ()
    framed = f"<{letters}>"
    grams = [f"~{framed[i : i + 3]}" for i in range(len(framed) - 2)]
    grams += [f"~{framed[i : i + 4]}" for i in range(len(framed) - 3)]
    if len(bones := skeleton(letters)) > 1:
        grams.append(f"%{bones}")
    return tuple(grams)
