"""Questions that a message holds: "What is the CPC? How much oil goes through it?", "who signed it, and when was that?".

A message is split where one asking clause ends and another begins, and only where each says something of its own: "when
and where was it signed?" stays one question.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from itertools import pairwise

from knowledge.encoder.tokens import analyse
from knowledge.lexical import plain_words, question_words
from knowledge.topics import topic_of

MOST = 4  # questions in a message; more are taken as one
_SENTENCES = re.compile(r"(?<=[?？。])\s*|(?<=[.!])\s+(?=[A-Z])")
_JAPANESE = re.compile(r"[\u3040-\u30ff\u4e00-\u9fff]")
_ASKING_EN = re.compile(r"\b(?:who|whom|whose|what|when|where|which|why|how)\b", re.IGNORECASE)
_ASKING_JA = re.compile(
    r"何(?!も|か(?!国|所|月)|らか|度も|回も)|(?:誰|だれ|いつ|どこ)(?!も|か(?![?？らがをに]))|いくら(?!でも)|いくつ(?!か)|どれ(?:だけ|くらい|ほど)"
    r"|(?<!ほ)どの(?!\S{1,6}も)|なぜ|どう(?!しても)|どんな"
)
_OR = re.compile(r"^(?:それとも|あるいは|または|もしくは|or\b)", re.IGNORECASE)
_AND = re.compile(
    r",?\s+and\s+(?=(?:(?:in|at|by|to|from|for|of|on|with|since|until|up to|as)\s+)?(?:what|who|whom|whose|when|where|which|why|how)\b)",
    re.IGNORECASE,
)
# Behind a clause that goes on, or before a word that begins another.
_COMMA = re.compile(r"(?<=[でてしりびちいきえせけれねみ])[、,，]|[、,，](?=そして|また|それから|加えて|あと)")
# A question with no other content word than these asks for something more of what is asked before it: "in which year?".
_LIGHT = """
    year years month day date time volume volumes quantity quantities share shares percentage percentages figure figures
    number numbers amount amounts worth cost price value name names total two three
    年 月 日 量 割合 数 額 名前 名 話 時期 場所 理由 形 何年 数字 総額 合計 比率
"""


def clauses_of(text: str) -> tuple[str, ...]:
    """The questions in a message, in order; empty where there is one, or more than ``MOST``."""
    found: list[str] = []
    aside = ""
    for sentence in filter(str.strip, _SENTENCES.split(text)):
        if _asks(sentence) and not (found and _OR.match(sentence.strip())):
            found.extend(_split(f"{aside} {sentence}".strip()))
            aside = ""
        elif found:
            found[-1] = f"{found[-1]} {sentence.strip()}"  # what is said behind a question belongs to it
        else:
            aside = f"{aside} {sentence}".strip()
    return tuple(found) if 1 < len(found) <= MOST else ()


def _asks(sentence: str) -> bool:
    if not _says_something(sentence):
        return False
    asking = _asking(sentence).search(sentence) or sentence.rstrip()[-1:] in ("?", "？")
    return bool(asking) or topic_of(sentence) is not None


def _split(sentence: str) -> list[str]:
    """One sentence at the places where a second question begins."""
    places = [found.span() for found in (_COMMA if _JAPANESE.search(sentence) else _AND).finditer(sentence)]
    asking = _asking(sentence)
    parts, begin = [], 0
    for start, end in places:
        before, after = sentence[begin:start], sentence[end:]
        if all(asking.search(part) and _says_something(part) for part in (before, after)):
            parts.append(before.strip())
            begin = end
    return [*parts, sentence[begin:].strip()]


def _asking(sentence: str) -> re.Pattern[str]:
    return _ASKING_JA if _JAPANESE.search(sentence) else _ASKING_EN


def _says_something(part: str) -> bool:
    return any(word not in _light() and not word.isdigit() for word in question_words(analyse(part)))


@lru_cache(maxsize=1)
def _light() -> frozenset[str]:
    return plain_words(_LIGHT.split())


def in_context(parts: Sequence[str], names: Sequence[Sequence[str]]) -> tuple[str, ...]:
    """Each question made to stand alone: one that names nothing is about what the one before it names.

    Args:
        names: The names in each part, as written.
    """
    alone = [parts[0]]
    known = names[0]
    for (before, part), mine in zip(pairwise(parts), names[1:], strict=True):
        context = "" if mine else " ".join(known) or before
        alone.append(f"{context} {part}".strip())
        known = mine or known
    return tuple(alone)
