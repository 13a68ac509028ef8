"""Words of Japanese, English and mixed text, with exact offsets: what the full-text index and the encoder both read.

Japanese runs go through Sudachi (mode C, with the A-mode parts of each compound); everything else is cut by script.
No input raises: unknown characters become lexemes of kind ``symbol`` or ``other``.
"""

from __future__ import annotations

import re
import threading
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import lru_cache
from importlib.metadata import version
from typing import NamedTuple

from sudachipy import Dictionary, Morpheme, SplitMode, Tokenizer

from knowledge.encoder.numbers import ENGLISH_SCALES, canonical_number, scaled_number
from knowledge.encoder.scripts import fold, runs

RULES_VERSION = 1
"""Raised whenever the same text would be cut differently; part of every index's fingerprint."""

_CACHED_TEXTS = 1024
_CACHED_TEXT_CHARACTERS = 4000
# Sudachi takes 49,149 bytes; a character has four at most.
_PIECE_CHARACTERS = 12_000
_CACHED_WORDS = 200_000
_CACHED_LATIN = 65_536

_KINDS = {
    "動詞": "verb", "形容詞": "adjective", "形状詞": "adjective", "副詞": "adverb", "助詞": "particle", "助動詞": "particle",
    "補助記号": "symbol", "記号": "symbol", "空白": "symbol", "接尾辞": "noun", "接頭辞": "noun",
}  # fmt: skip
_SENTENCE_ENDS = re.compile(r"[。！？!?、，・\n]")
_KATAKANA = re.compile(r"[ァ-ヺー]{2,}")
_ENGLISH = re.compile(
    r"(?P<number>\d+(?:[.,]\d+)*)"
    rf"(?:(?P<scale>[ -](?:{'|'.join(ENGLISH_SCALES)})s?\b)|(?P<ordinal>(?:st|nd|rd|th|s)\b))?"
    r"|(?P<abbreviation>(?:[^\W\d_]\.){2,})"
    r"|(?P<word>[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*|['’][^\W\d_]+)*)"
    r"|(?P<symbol>\S)",
    re.IGNORECASE,
)
_POSSESSIVE = re.compile(r"'s$")
_LATIN_WORD = re.compile(r"[a-zß-öø-ɏḀ-ỿ\u0300-\u036f'.]+")


class Lexeme(NamedTuple):
    """One word of a text.

    ``text[start:end] == surface`` in code points, half-open. ``norm`` is what two spellings of one word share: Sudachi's
    normalised form or the lower-cased word; numbers in ASCII digits. ``reading`` is katakana, empty where unknown.
    ``parts`` are the norms of the A-mode parts of a compound, empty where it has none.
    """

    surface: str
    start: int
    end: int
    norm: str
    kind: str
    reading: str = ""
    parts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Analysis:
    """A text and its lexemes in order of their start."""

    text: str
    lexemes: tuple[Lexeme, ...]


def analyse(text: str) -> Analysis:
    """Cut a text into lexemes. Safe from several threads; never raises on a ``str``, whatever it holds.

    The last 1,024 texts of at most 4,000 characters are remembered, so index and encoder analyse each text once.
    """
    return _remembered(text) if len(text) <= _CACHED_TEXT_CHARACTERS else _analyse(text)


def tokenizer_version() -> str:
    """Name the rules and the dictionary that decide how a text is cut."""
    return f"{RULES_VERSION}/sudachi-core-{version('sudachidict-core')}"


def _analyse(text: str) -> Analysis:
    folded = fold(text)
    lexemes: list[Lexeme] = []
    for start, end, is_japanese in runs(folded.text):
        (_japanese if is_japanese else _by_script)(folded.text[start:end], start, lexemes)
    if folded.starts is not None:
        for index, lexeme in enumerate(lexemes):
            first, last = folded.original_span(lexeme.start, lexeme.end)
            lexemes[index] = lexeme._replace(surface=text[first:last], start=first, end=last)
    return Analysis(text, tuple(lexemes))


_remembered = lru_cache(maxsize=_CACHED_TEXTS)(_analyse)

# A lexeme is made a hundred times for each passage; this is NamedTuple's constructor without its argument handling.
_new = tuple.__new__


def _by_script(run: str, offset: int, lexemes: list[Lexeme]) -> None:
    for match in _ENGLISH.finditer(run):
        surface, (start, end) = match.group(), match.span()
        group = match.lastgroup
        if group == "word" or group == "abbreviation":
            norm, kind = _latin(surface)
        elif group == "symbol":
            # A surrogate without its partner, a control or an unassigned character carries no meaning for a search.
            norm, kind = surface, "other" if unicodedata.category(surface)[0] == "C" else "symbol"
        else:
            number, scale = match["number"], match["scale"]
            norm = scaled_number(number, scale[1:].lower().rstrip("s")) if scale else canonical_number(number)
            kind = "number"
        lexemes.append(_new(Lexeme, (surface, offset + start, offset + end, norm, kind, "", ())))


@lru_cache(maxsize=_CACHED_LATIN)
def _latin(surface: str) -> tuple[str, str]:
    norm = _POSSESSIVE.sub("", surface.lower().replace("’", "'"))
    return norm, "word" if _LATIN_WORD.fullmatch(norm) else "other"


def _japanese(run: str, offset: int, lexemes: list[Lexeme]) -> None:
    for place, piece in _pieces(run):
        for morpheme in _sudachi().tokenize(piece, SplitMode.C):
            norm, kind, reading, parts = _describe(morpheme)
            start, end = place + morpheme.begin(), place + morpheme.end()
            lexemes.append(_new(Lexeme, (run[start:end], offset + start, offset + end, norm, kind, reading, parts)))


def _pieces(run: str) -> Iterator[tuple[int, str]]:
    """Cut a run that is too long for Sudachi after the last mark that ends a clause, or hard where there is none."""
    start = 0
    while len(run) - start > _PIECE_CHARACTERS:
        ends = [match.end() for match in _SENTENCE_ENDS.finditer(run, start, start + _PIECE_CHARACTERS)]
        end = ends[-1] if ends else start + _PIECE_CHARACTERS
        yield start, run[start:end]
        start = end
    yield start, run[start:]


_local = threading.local()
_dictionary_lock = threading.Lock()
_dictionary: Dictionary | None = None
_words: dict[int, tuple[str, str, str, tuple[str, ...]]] = {}


def _sudachi() -> Tokenizer:
    """Return this thread's tokenizer; the dictionary behind them is shared."""
    global _dictionary
    tokenizer: Tokenizer | None = getattr(_local, "tokenizer", None)
    if tokenizer is None:
        with _dictionary_lock:
            if _dictionary is None:
                _dictionary = Dictionary(dict="core")
            tokenizer = _dictionary.tokenizer(mode=SplitMode.C)
        _local.tokenizer = tokenizer
    return tokenizer


def _describe(morpheme: Morpheme) -> tuple[str, str, str, tuple[str, ...]]:
    if morpheme.is_oov():
        return _description(morpheme)
    word = morpheme.word_id()
    known = _words.get(word)
    if known is None:
        known = _description(morpheme)
        if len(_words) < _CACHED_WORDS:
            _words[word] = known
    return known


def _description(morpheme: Morpheme) -> tuple[str, str, str, tuple[str, ...]]:
    speech = morpheme.part_of_speech()
    surface, norm, reading = morpheme.surface(), morpheme.normalized_form().lower(), morpheme.reading_form()
    if speech[1] == "数詞":
        return canonical_number(norm), "number", "", ()
    if speech[0] == "名詞":
        # Sudachi guesses "common noun" for katakana it does not know; in practice these are names.
        unknown_name = morpheme.is_oov() and _KATAKANA.fullmatch(surface)
        kind = "name" if speech[1] == "固有名詞" or unknown_name else "noun"
    else:
        kind = _KINDS.get(speech[0], "other")
    if kind == "symbol":
        return norm, kind, "", ()
    split = [part.normalized_form().lower() for part in morpheme.split(SplitMode.A)] if len(surface) > 1 else []
    return norm, kind, reading if _KATAKANA.fullmatch(reading + "ー") else "", tuple(split) if len(split) > 1 else ()
