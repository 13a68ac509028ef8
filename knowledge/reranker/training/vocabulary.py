"""Which pieces of the base model's vocabulary are kept: those that Japanese and English texts are cut into."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence

from knowledge.reranker.pieces import UNKNOWN, normal

_SIZE = 32_000
# Single characters that stay although they may be rare, so that a word never seen can be spelt: Latin, Cyrillic,
# punctuation, kana, and the full-width forms. Kanji stay where any text has them.
_SPELT = ((0x20, 0x250), (0x400, 0x460), (0x2000, 0x2070), (0x2581, 0x2582), (0x3000, 0x3100), (0xFF00, 0xFFF0))
_KANJI = (0x4E00, 0xA000)


def kept(pieces: Sequence[str], scores: Sequence[float], texts: Iterable[str]) -> list[int]:
    """The ids of the pieces that are kept, in order; the special ones come first."""
    from tokenizers import Tokenizer, models, pre_tokenizers  # cuts as Pieces does, which would take minutes here

    cut = Tokenizer(models.Unigram(list(zip(pieces, scores, strict=True)), UNKNOWN, False))
    cut.pre_tokenizer = pre_tokenizers.Metaspace()
    counts: Counter[int] = Counter()
    for text in texts:
        counts.update(cut.encode(normal(text)).ids)
    found = set(range(UNKNOWN + 1))
    for number, piece in enumerate(pieces):
        if len(piece) == 1 and (_within(piece, _SPELT) or (number in counts and _within(piece, (_KANJI,)))):
            found.add(number)
    for number, _ in counts.most_common():
        if len(found) >= _SIZE:
            break
        found.add(number)
    return sorted(found)


def _within(character: str, ranges: Iterable[tuple[int, int]]) -> bool:
    return any(first <= ord(character) < end for first, end in ranges)
