"""Words for full-text search: what is indexed of a passage, and how a question becomes an FTS5 expression.

Both sides read the same analysis; English words are stemmed here and not by FTS5, so that what the index holds is
word for word what a sentence is compared with. Particles and symbols are left out; a compound is indexed whole and
in parts, so that 核実験 is found by 実験. Every word goes to FTS5 as a quoted string: no character of a question is an
operator.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from functools import lru_cache

import Stemmer

from knowledge.encoder.tokens import Analysis, Lexeme

LEXICAL_VERSION = 1  # part of the catalogue's fingerprint: raise it when the same text would be indexed otherwise
_UNSEARCHED = {"particle", "symbol"}
MOST_TERMS = 60  # a longer question says nothing more, and the cost of a query grows with its words

# Words that say nothing of a topic: auxiliaries and question words. Left out of questions, kept in the index.
STOP_WORDS = frozenset(
    """
    為る 有る 居る 成る 言う 事 物 為 其れ 此れ 其の 此の 何 何時 何処 誰 何故 どう 如何 どの どれ 何れ どんな 幾つ 幾ら
    教える 下さる 呉れる 貰う 出来る 因る 於く 対する 関する 就く 付く つく 様 よう 的 者 所 方 等 など 又 そして 及び
    する ある いる なる いう こと もの ため それ これ なぜ いつ どこ だれ なに
    a an the and or of in on at to for from by with about as into than then that this these those it its their his her
    is are was were be been being am do does did has have had will would can could should may might must shall
    near what when where who whom whose which why how tell me please explain describe many much long far often
    there here any some also more most such between both i we you they he she them us our your my not no so if
    """.split()
)


def passage_words(analysis: Analysis) -> str:
    """The words of a passage as the full-text index stores them, joined by spaces."""
    return " ".join(_words(analysis.lexemes))


def sentence_words(lexemes: Iterable[Lexeme]) -> frozenset[str]:
    """The searchable words among ``lexemes``, without stop words, for comparing a sentence with a question."""
    return frozenset(word for word in _words(lexemes) if word not in _stopped())


def question_words(analysis: Analysis) -> tuple[str, ...]:
    """The content words of a question, each once, in order."""
    return tuple(dict.fromkeys(word for word in _words(analysis.lexemes) if word not in _stopped()))[:MOST_TERMS]


def match_expression(words: Sequence[str]) -> str:
    """An FTS5 expression that matches any of ``words``; empty when nothing in them can be searched."""
    quoted = ('"' + word.replace('"', '""') + '"' for word in words if any(map(str.isalnum, word)))
    return " OR ".join(quoted)


def plain_word(lexeme: Lexeme) -> str:
    """A lexeme as the index has it; empty where it is not searched or says nothing of a topic."""
    if lexeme.kind in _UNSEARCHED:
        return ""
    word = stem(lexeme.norm) if lexeme.kind == "word" else lexeme.norm.replace("\x00", "")
    return "" if word in _stopped() else word


def _words(lexemes: Iterable[Lexeme]) -> Iterable[str]:
    for lexeme in lexemes:
        if lexeme.kind in _UNSEARCHED:
            continue
        yield stem(lexeme.norm) if lexeme.kind == "word" else lexeme.norm.replace("\x00", "")
        for part in lexeme.parts:
            yield stem(part) if part.isascii() else part


def plain_words(words: Iterable[str]) -> frozenset[str]:
    """Words of a list of our own as the index has them: English ones are stemmed, Japanese ones stand as the analysis writes them."""
    listed = list(words)
    english = Stemmer.Stemmer("english", 0).stemWords([word for word in listed if word.isascii()])
    return frozenset(english) | {word for word in listed if not word.isascii()}


# A stemmer object is not safe for several threads; making one costs little beside a word seen for the first time.
@lru_cache(maxsize=65_536)
def stem(word: str) -> str:
    """An English word as the index has it, lower-case."""
    return str(Stemmer.Stemmer("english", 0).stemWord(word))


@lru_cache(maxsize=1)
def _stopped() -> frozenset[str]:
    return STOP_WORDS | {stem(word) for word in STOP_WORDS if word.isascii()}
