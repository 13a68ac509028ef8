"""Plain text: title, date line, sections and paragraphs from the layout alone.

The layout is that of news text in both languages: title, date line, prose with empty lines between paragraphs, short
lines standing alone as section headings. Texts with one paragraph a line, and texts wrapped at a fixed width, are
brought into the same form; joined lines are the normalised text, offsets refer to it.
"""

from __future__ import annotations

import re
from itertools import pairwise

from knowledge.load.draft import LONGEST_TITLE, Block, Draft
from knowledge.load.furniture import is_furniture_line, is_sentence, mark_furniture
from knowledge.load.normalise import scrub

_GAP = re.compile(r"\n(?:[^\S\n]*\n)+")
_INDENT = re.compile(r"\n(?=\u3000)")  # an ideographic space at the start of a line begins a paragraph
_ITEM = re.compile(r"\s*(?:[-*+•・●○■▪‣–—>]|\(?\d{1,3}[.)．）、])")
_WIDE = re.compile("[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff01-\uff60\uffe0-\uffe6]")
_EAST = re.compile("[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60\u2014\u2026]")
_HEADING_CHARS = {True: 45, False: 90}  # longest heading: text with Japanese characters, other text
_HEADING_WORDS = 14
_NOT_AT_HEADING_END = ("。", ".", "．", "、", ",", "，", ";", ":", "：", "；", "！", "!", "と", "は", "が", "を")
_WIDEST_WRAP, _NARROWEST_WRAP = 130, 40  # columns of a text wrapped at a fixed width
_LONG_LINE = {True: 30, False: 60}  # characters from which a line is prose rather than an item of a list


def read_plain(text: str) -> Draft:
    """Read plain text.

    Args:
        text: Decoded; normalisation is not needed.
    """
    return paragraphs_to_draft(split_paragraphs(scrub(text)))


def paragraphs_to_draft(paragraphs: list[str]) -> Draft:
    """Give paragraphs their roles from their looks: title, headings, furniture, prose."""
    return mark_furniture(Draft(tuple(_with_roles(paragraphs))))


def split_paragraphs(text: str) -> list[str]:
    """Cut a text into paragraphs, one string each and none empty; lines that belong together are joined."""
    blocks = [block.strip("\n") for block in _GAP.split(text)]
    blocks = [block for block in blocks if block.strip()]
    if not any("\n" in block for block in blocks):
        return [block.strip() for block in blocks]
    width = max((_columns(line) for block in blocks if "\n" in block for line in block.split("\n")), default=0)
    paragraphs: list[str] = []
    for block in blocks:
        for part in _INDENT.split(block) if "\n\u3000" in block else (block,):
            lines = [line.strip() for line in part.split("\n")]
            paragraphs += _unwrap([line for line in lines if line], width)
    return paragraphs


def join_lines(lines: list[str]) -> str:
    """Join the lines of one paragraph: with a space, but without one beside a Japanese character."""
    pieces = [lines[0]]
    last = lines[0]
    for line in lines[1:]:
        if last and line and not (_EAST.match(last[-1]) or _EAST.match(line[0])):
            pieces.append(" ")
        pieces.append(line)
        last = line or last
    return "".join(pieces)


def _unwrap(lines: list[str], width: int) -> list[str]:
    """The paragraphs of a block of lines: one a line, all lines joined, or the lines as they stand."""
    head: list[str] = []
    if not lines:
        return head
    while len(lines) > 1 and len(head) < 4 and _is_own_line(lines):
        head.append(lines.pop(0))
    if len(lines) == 1:
        return head + lines
    east = bool(_EAST.search(lines[0])) or bool(_EAST.search(lines[-1]))
    long = [line for line in lines if len(line) >= _LONG_LINE[east]]
    items = sum(bool(_ITEM.match(line)) for line in lines)
    if long and 2 * len(long) >= len(lines) and 5 * sum(map(is_sentence, long)) >= 4 * len(long) and not items:
        return head + lines
    widest = width if width <= _WIDEST_WRAP else max(map(_columns, lines))
    if not items and _NARROWEST_WRAP <= widest <= _WIDEST_WRAP and _is_wrapped(lines, widest):
        return [*head, join_lines(lines)]
    if _is_lines_of_prose(lines, east) and not items:
        return head + lines
    return [*head, "\n".join(lines)]


def _is_own_line(lines: list[str]) -> bool:
    """Whether the first line stands for itself: a date line, or a title right above one."""
    return is_furniture_line(lines[0]) or (not is_sentence(lines[0]) and is_furniture_line(lines[1]))


def _is_wrapped(lines: list[str], width: int) -> bool:
    """Whether every line but the last is as full as wrapping at ``width`` columns leaves it."""
    for line, following in pairwise(lines):
        east = _EAST.match(line[-1:]) or _EAST.match(following[:1])
        # In Japanese, marks that must not begin a line pull one or two characters with them: six columns.
        needed = 6 if east else 1 + _columns(following.split(" ", 1)[0])
        if _columns(line) + needed <= width:
            return False
    return True


def _is_lines_of_prose(lines: list[str], east: bool) -> bool:
    """Whether sections of one paragraph a line follow each other: long lines that end as sentences, short headings."""
    long = [line for line in lines if len(line) >= _LONG_LINE[east]]
    return len(long) >= 2 and 3 * len(long) >= len(lines) and 5 * sum(map(is_sentence, long)) >= 4 * len(long)


def _columns(line: str) -> int:
    return len(line) if line.isascii() else len(line) + len(_WIDE.findall(line))


def _with_roles(paragraphs: list[str]) -> list[Block]:
    title = _title_place(paragraphs)
    blocks: list[Block] = []
    follows = ""  # the paragraph after this one, captions left out: read from the end
    chained = 0  # headings that follow at once: a heading may stand over another one, a list of names is none
    for number in range(len(paragraphs) - 1, -1, -1):
        paragraph = paragraphs[number]
        if number == title:
            blocks.append(Block(paragraph, "title"))
            continue
        short = "\n" not in paragraph and len(paragraph) <= _HEADING_CHARS[False]
        furniture = short and is_furniture_line(paragraph)
        if short and not furniture and _could_head(paragraph) and (chained == 1 or _is_prose(follows)):
            blocks.append(Block(paragraph, "heading"))
            chained, follows = chained + 1, ""
            continue
        blocks.append(Block(paragraph))
        if not furniture:
            chained, follows = 0, paragraph
    blocks.reverse()
    return blocks


def _title_place(paragraphs: list[str]) -> int | None:
    """Which paragraph is the title: the first that is no label or date, if it looks like one and text follows."""
    for number, paragraph in enumerate(paragraphs[:4]):
        if len(paragraph) > LONGEST_TITLE or "\n" in paragraph or number + 1 == len(paragraphs):
            return None
        if is_furniture_line(paragraph):
            continue
        ends = paragraph.rstrip("」』）)”\"'’】 ").endswith(("。", ".", "．", "、", ","))
        abbreviated = paragraph.endswith(".") and is_furniture_line(paragraphs[number + 1])  # "Talks in the U.S."
        listed = _ITEM.match(paragraph) and not paragraph[0].isdigit()
        return number if (not ends or abbreviated) and not listed else None
    return None


def _could_head(line: str) -> bool:
    east = bool(_EAST.search(line))
    if len(line) > _HEADING_CHARS[east] or line.endswith(_NOT_AT_HEADING_END):
        return False
    if (_ITEM.match(line) and not line[0].isdigit()) or (not east and len(line.split()) > _HEADING_WORDS):
        return False
    whole_quotation = line[0] in '「『“"' and line[-1] in '」』”"'
    return not whole_quotation and any(char.isalpha() for char in line)


def _is_prose(paragraph: str) -> bool:
    return bool(paragraph) and (is_sentence(paragraph.rsplit("\n", 1)[-1]) or len(paragraph) > LONGEST_TITLE)
