"""Sentences as spans of a text, Japanese and English.

The boundaries come from ``sentencex`` (Wikimedia's segmenter: abbreviations, initials, decimals, ``Yahoo!``); its
offsets are code points. What it does not promise is mended here: no boundary inside brackets or quotation marks,
closing marks stay with their sentence, 「…。」と述べた is one sentence, and a single line break ends nothing.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterator

from sentencex import get_sentence_boundaries

from knowledge.types import Language, Span

_PAIRS = dict(zip("「『（(［[【〈《“‘｢", "」』）)］]】〉》”’｣", strict=True))
_CLOSERS = frozenset(_PAIRS.values()) | {'"'}
_OPENING = frozenset(_PAIRS)
_MARK = re.compile("[" + re.escape("".join({*_PAIRS, *_PAIRS.values(), '"'})) + "]")
_TERMINATORS = frozenset("。．.！？!?｡…‥‼⁇⁈⁉")
_WINDOW_CHARS = 2_000
_LOOK_AHEAD_CHARS = 100
_FULL_STOP = re.compile("[。！？]+")
_EMPTY_LINE = re.compile(r"\n[^\S\n]*\n\s*")
_SURROGATE = re.compile("[\ud800-\udfff]")  # half characters from broken input; Rust strings cannot hold them
_REMARK = re.compile(r"(?:\[\d{1,3}\]|（注\d*）)+")  # footnote marks after the full stop belong to the sentence before
_ITEM = re.compile(r"\n(?=[^\S\n]*(?:[-*+•・●○■▪‣–—]|\(?\d{1,3}[.)．）])[^\S\n]*\S)")

# What follows a quotation when the sentence goes on, and openings of a new sentence that look alike.
_GOES_ON = re.compile(
    r"(?!ところ|とはいえ|だが|もし|もちろん|かつて|では、|でも、|はたして|がん|やがて|のち|はじめ|まで来)"
    r"(?:と|って|の|など|なんて|なる|なら|な、|は|が|を|に|も|で|へ|や|か|だ|から|より|まで|ら|くらい|ほど|ばかり|しか|さえ"
    r"|[、，・」』）「『（(。．！？!?｡…])"
)
_REPORTED = re.compile(r"(?:と(?:い|言|聞|述|問|語|話|思|考|叫|答|尋|訴|主張|指摘|批判|書|の|も|、|する|し)|って|、)")
_JAPANESE = re.compile(r"[\u3005-\u3007\u3041-\u30ff\u3400-\u9fff\uf900-\ufaff]")
# Abbreviations that the library lets end a sentence; they do so only before a word with a capital letter.
_ABBREVIATED = re.compile(
    r"(?:^|[\s(\[“\"])(?:approx|est|ca|cf|nos?|pp?|vol|ch|sec|art|paras?|figs?|eds?|incl|dept|min|max)\.$",
    re.IGNORECASE,
)
_ITEM_NUMBER = re.compile(r"(?:^|\n)\s*\(?\d{1,3}[.)．）]$")


def sentence_spans(text: str, language: Language, offset: int = 0) -> tuple[Span, ...]:
    """Cut a text into sentences.

    Args:
        text: One or more paragraphs; empty lines end sentences, single line breaks do so only before a list item.
        language: Which rules apply.
        offset: Added to every span: where ``text`` starts in its source.

    Returns:
        Spans in order, half-open, in code points: trimmed, not empty, not overlapping, and together covering every
        character that is not white space.
    """
    if "\n" not in text:
        return tuple(_paragraph(text, language, offset))
    spans: list[Span] = []
    start = 0
    for gap in _EMPTY_LINE.finditer(text):
        spans += _paragraph(text[start : gap.start()], language, offset + start)
        start = gap.end()
    spans += _paragraph(text[start:], language, offset + start)
    return tuple(spans)


def _paragraph(text: str, language: Language, offset: int) -> Iterator[Span]:
    start, size = 0, len(text)
    for cut in (*_cuts(text, language), size):
        end = cut
        while start < end and text[start].isspace():
            start += 1
        while end > start and text[end - 1].isspace():
            end -= 1
        if start < end:
            yield Span(start + offset, end + offset)
        start = cut


def _cuts(text: str, language: Language) -> list[int]:
    """The places where a sentence ends and another begins, ascending."""
    if text.isspace() or not text:
        return []
    known = text if text.isprintable() else _SURROGATE.sub("\ufffd", text)
    proposed = _boundaries(known, language)
    if language == "ja":  # the library lets a sentence run on where a digit follows its full stop (…だった。1930年代…)
        proposed = sorted({*proposed, *(mark.end() for mark in _FULL_STOP.finditer(text))})
    enclosed = _enclosed(text) if _MARK.search(text) else []
    if enclosed:
        proposed = sorted({*proposed, *(end for start, end in enclosed if _ends_within(text, start, end))})
    goes_on = _goes_on_ja if language == "ja" else _goes_on_en
    cuts: list[int] = []
    at = 0  # the first pair of brackets that may still enclose the cut
    for place in proposed:
        cut = _past_closers(text, place)
        while at < len(enclosed) and enclosed[at][1] <= cut:
            at += 1
        inside = at < len(enclosed) and enclosed[at][0] < cut
        if not inside and cut < len(text) and (not cuts or cut > cuts[-1]) and not goes_on(text, cut):
            cuts.append(cut)
    if "\n" in text:
        return sorted({*cuts, *(m.end() for m in _ITEM.finditer(text) if not _is_inside(enclosed, m.end()))})
    return cuts


def _boundaries(text: str, language: Language) -> list[int]:
    """The library's sentence ends, in windows: its time grows with the square of the text's length."""
    if len(text) <= _WINDOW_CHARS:
        return [int(found["end_index"]) for found in get_sentence_boundaries(language, text)]
    ends: list[int] = []
    start = 0
    while start < len(text):
        window = text[start : start + _WINDOW_CHARS]
        found = [start + int(boundary["end_index"]) for boundary in get_sentence_boundaries(language, window)]
        whole = start + len(window) == len(text)
        # What stands near the end of a window is read again at the head of the next one: an end depends on what follows.
        safe = start + len(window) - _LOOK_AHEAD_CHARS
        kept = found if whole else [end for end in found[:-1] if end <= safe] or found[:-1]
        ends += kept
        start = kept[-1] if kept else start + _WINDOW_CHARS
    return ends


def _past_closers(text: str, cut: int) -> int:
    """Move a cut behind closing marks that follow a terminator at once: they belong to the sentence before."""
    if cut == 0 or text[cut - 1].isspace():
        return cut
    end = cut
    while end < len(text) and text[end] in _CLOSERS and text[end] != '"':
        end += 1
    remark = _REMARK.match(text, end)
    return remark.end() if remark else end


def _goes_on_ja(text: str, cut: int) -> bool:
    """Whether the sentence goes on behind a proposed end, by the rules of Japanese."""
    end, follows = _around(text, cut)
    last = text[end - 1]
    if last in _CLOSERS:
        return bool(_GOES_ON.match(text, follows))
    if last not in _TERMINATORS:
        return True
    if last in "！？!?‼⁇⁈⁉":
        return bool(_REPORTED.match(text, follows))
    if last in ".．":
        before = text[end - 2] if end > 1 else " "
        # An English sentence inside Japanese: only behind a word, before a capital letter.
        english = before.islower() and follows > end and text[follows : follows + 1].isupper()
        return not (_JAPANESE.match(before) or before in _CLOSERS or english)
    return last in "…‥" and follows == end


def _goes_on_en(text: str, cut: int) -> bool:
    """Whether the sentence goes on behind a proposed end, by the rules of English."""
    end, follows = _around(text, cut)
    last = text[end - 1]
    if last not in _TERMINATORS and last not in _CLOSERS:
        return True
    first = text[follows : follows + 1]
    if first.islower():
        return True
    if follows == end and last != "。":  # at most a lost space ("ended.Then"), never a name (".NET")
        return not (text[end - 2 : end - 1].islower() and first.isupper() and text[follows + 1 : follows + 2].islower())
    if last != ".":
        return False
    tail = text[max(0, end - 12) : end]
    return bool(first.isdigit() and _ABBREVIATED.search(tail)) or bool(_ITEM_NUMBER.search(tail))


def _around(text: str, cut: int) -> tuple[int, int]:
    """The end of what stands before a cut and the start of what follows, both without white space."""
    end, follows = cut, cut
    while end > 1 and text[end - 1].isspace():
        end -= 1
    while follows < len(text) and text[follows].isspace():
        follows += 1
    return end, follows


def _enclosed(text: str) -> list[tuple[int, int]]:
    """The outermost pairs of brackets and quotation marks, in order; a mark without its partner encloses nothing."""
    pairs: list[tuple[int, int]] = []
    open_marks: list[tuple[int, str]] = []
    straight = text.count('"') % 2 == 0  # an odd number cannot be paired safely
    for found in _MARK.finditer(text):
        at, mark = found.start(), found.group()
        if mark == '"':
            if not straight:
                continue
            paired = _partner(open_marks, mark)
            if paired is None:
                open_marks.append((at, mark))
                continue
        elif mark in _OPENING:
            open_marks.append((at, _PAIRS[mark]))
            continue
        elif mark == "’" and at + 1 < len(text) and text[at + 1].isalpha():
            continue  # an apostrophe
        else:
            paired = _partner(open_marks, mark)
            if paired is None:
                continue
        start = open_marks[paired][0]
        del open_marks[paired:]
        while pairs and pairs[-1][0] > start:
            pairs.pop()
        pairs.append((start, at + 1))
    return pairs


def _partner(open_marks: list[tuple[int, str]], mark: str) -> int | None:
    """The nearest open mark that waits for ``mark``; among the last 40, which keeps broken text linear."""
    lowest = max(0, len(open_marks) - 40)
    return next((n for n in range(len(open_marks) - 1, lowest - 1, -1) if open_marks[n][1] == mark), None)


def _ends_within(text: str, start: int, end: int) -> bool:
    """Whether a bracket closes right behind the end of a sentence: ``(Late.)``, 「行く。」."""
    last = end - 1
    while last > start and text[last] in _CLOSERS:
        last -= 1
    return text[last] in _TERMINATORS


def _is_inside(enclosed: list[tuple[int, int]], place: int) -> bool:
    at = bisect_left(enclosed, (place, 0)) - 1  # the last pair that starts before the place
    return at >= 0 and enclosed[at][1] > place
