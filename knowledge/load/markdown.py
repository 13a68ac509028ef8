"""Markdown: front matter, headings, paragraphs, lists, quotations, tables and code as text.

A reader of its own rather than a renderer: what is wanted is plain text in blocks. Links show as their text, images
are dropped, marks of emphasis too; the lines of a paragraph are joined, the items of a list stay lines of one block.
"""

from __future__ import annotations

import html
import re
from dataclasses import dataclass, field, replace

from knowledge.load.draft import Block, Draft
from knowledge.load.frontmatter import split_front_matter
from knowledge.load.furniture import mark_furniture
from knowledge.load.normalise import scrub
from knowledge.load.plain import join_lines

_ATX = re.compile(r" {0,3}(#{1,6})(?:[ \t]+(.*?))?(?:[ \t]+#+)?[ \t]*$")
_SETEXT = re.compile(r" {0,3}(=+|-{2,})[ \t]*$")
_RULE = re.compile(r" {0,3}(?:(?:\*[ \t]*){3,}|(?:-[ \t]*){3,}|(?:_[ \t]*){3,})$")
_FENCE = re.compile(r" {0,3}(`{3,}|~{3,})")
_ITEM = re.compile(r"([ \t]*)([-*+]|\d{1,9}[.)])[ \t]+(?=\S)")
_TABLE_RULE = re.compile(r"[ \t]*\|?[ \t]*:?-+:?[ \t]*(?:\|[ \t]*:?-+:?[ \t]*)*\|?[ \t]*$")
_DEFINITION = re.compile(r" {0,3}\[[^\]\n]{1,200}\]:[ \t]*\S")
_COMMENT = re.compile(r"<!--.*?-->", re.DOTALL)

_CODE = re.compile(r"(?<!`)(`{1,3})(?!`)([^`\n]{1,1000})\1(?!`)")
_IMAGE = re.compile(
    r"!\[[^\]\n]{0,500}\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)|\[[^\]\n]{0,200}\])"
)
_LINK = re.compile(
    r"\[((?:[^\[\]\n]|\[[^\[\]\n]{0,200}\]){1,1000})\](?:\([^()\n]{0,2000}(?:\([^()\n]{0,500}\)[^()\n]{0,500})?\)|\[[^\]\n]{0,200}\])"
)
_AUTOLINK = re.compile(r"<((?:https?://|mailto:)[^<>\s]{1,2000})>")
_TAG = re.compile(r"</?[A-Za-z][A-Za-z0-9-]{0,20}(?:\s[^<>\n]{0,1000})?/?>")
_STRONG = re.compile(r"(\*\*\*|\*\*|~~)(?=\S)([^*~\n]{1,1000}?)(?<=\S)\1")
_EMPHASIS = re.compile(
    r"(?<![\w*])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*(?!\*)|(?<=[^\x00-\x7f])\*(?=[^\s*])([^*\n]{1,1000}?)(?<=[^\s*])\*(?!\*)"
)
_UNDERSCORED = re.compile(r"(?<!\w)(__|_)(?=[^\s_])([^_\n]{1,1000}?)(?<=[^\s_])\1(?!\w)")
_ESCAPED = re.compile(r"\\([!-/:-@\[-`{-~])")
_HIDDEN = 0xE000  # escaped characters wait in the private use area while marks are taken away


def read_markdown(text: str, name: str) -> Draft:
    """Read Markdown with optional front matter.

    Args:
        text: Decoded.
        name: For messages.

    Raises:
        FormatError: The front matter is broken; names the line.
    """
    given, body = split_front_matter(scrub(text), name)
    return mark_furniture(replace(given, blocks=tuple(markdown_blocks(body))))


def markdown_blocks(text: str) -> list[Block]:
    """The blocks of a Markdown text; its first heading of level one, if nothing but furniture precedes it, is the title."""
    reader = _Reader()
    if text.rfind("-->") > text.find("<!--") >= 0:
        text = _COMMENT.sub("", text[: text.rfind("-->") + 3]) + text[text.rfind("-->") + 3 :]
    for line in text.split("\n"):
        reader.take(line)
    reader.close()
    return reader.blocks


def plain_inline(text: str) -> str:
    """A line of Markdown as plain text."""
    if not any(mark in text for mark in "*_`[<&\\~!"):
        return text
    text = _ESCAPED.sub(lambda found: chr(_HIDDEN + ord(found[1])), text)
    text = _CODE.sub(lambda found: found[2].translate(_HIDING), text)
    text = _LINK.sub(r"\1", _IMAGE.sub("", text))
    text = _TAG.sub("", _AUTOLINK.sub(r"\1", text))
    for _ in range(2):  # bold inside italics, and the other way round
        text = _UNDERSCORED.sub(r"\2", _STRONG.sub(r"\2", text))
        text = _EMPHASIS.sub(lambda found: found[1] or found[2], text)
    return html.unescape(text).translate(_SHOWING)


_HIDING = {code: _HIDDEN + code for code in range(0x21, 0x7F) if not chr(code).isalnum()}
_SHOWING = {hidden: code for code, hidden in _HIDING.items()}


@dataclass(slots=True)
class _Reader:
    """Takes lines one by one; ``blocks`` is complete after ``close``."""

    blocks: list[Block] = field(default_factory=list)
    waiting: list[str] = field(default_factory=list)  # the lines of the open block
    form: str = "paragraph"  # of the open block: paragraph, list, table, code
    fence: str = ""
    loose: bool = False  # an empty line after a list: the list may go on

    def take(self, line: str) -> None:
        if self.fence:
            closing = line.strip()
            if closing.startswith(self.fence) and not closing.strip(self.fence[0]):
                self.close()
            else:
                self.waiting.append(line)
            return
        while quoted := re.match(r" {0,3}> ?", line):
            line = line[quoted.end() :]
        if not line.strip():
            if self.form == "list" and self.waiting:
                self.loose = True
            else:
                self.close()
            return
        self._take_text(line)

    def _take_text(self, line: str) -> None:
        fence, atx, item = _FENCE.match(line), _ATX.match(line), _ITEM.match(line)
        if self.loose and not item and not line.startswith(("  ", "\t")):
            self.close()
        if fence and "`" not in line[fence.end() :]:
            self.close()
            self.form, self.fence = "code", fence[1]
        elif atx:
            self.close()
            self._head(atx[2] or "", len(atx[1]))
        elif self.form == "paragraph" and self.waiting and (setext := _SETEXT.match(line)):
            heading = join_lines([part.strip() for part in self.waiting])
            self.waiting = []
            self._head(heading, 1 if setext[1][0] == "=" else 2)
        elif _RULE.match(line) or (not self.waiting and _DEFINITION.match(line)):
            self.close()
        elif item:
            if self.form != "list":
                self.close()
            self.form, self.loose = "list", False
            self.waiting.append(item[0] + line[item.end() :])
        elif self.form == "list" and self.waiting:
            self.waiting[-1] = join_lines([self.waiting[-1], line.strip()])
            self.loose = False
        elif line.lstrip().startswith("|") or (self.form == "table" and "|" in line):
            if self.form != "table":
                self.close()
            self.form = "table"
            self.waiting.append(line)
        elif "|" in line and self.form == "paragraph" and len(self.waiting) == 1 and _TABLE_RULE.match(line):
            self.form = "table"
        else:
            if self.form == "table":
                self.close()
            self.waiting.append(line)

    def _head(self, text: str, level: int) -> None:
        text = plain_inline(text).strip()
        if text:
            first = level == 1 and not any(block.role != "prose" or len(block.text) > 60 for block in self.blocks)
            self.blocks.append(Block(text, "title" if first else "heading"))

    def close(self) -> None:
        """End the open block."""
        lines, form = self.waiting, self.form
        self.waiting, self.form, self.fence, self.loose = [], "paragraph", "", False
        if not lines:
            return
        if form == "code":
            text = "\n".join(lines)
        elif form == "list":
            text = "\n".join(plain_inline(line.rstrip()) for line in lines)
        elif form == "table":
            text = "\n".join(_row(line) for line in lines if not _TABLE_RULE.match(line))
        else:
            text = _paragraph(lines)
        self.blocks.append(Block(text))


def _row(line: str) -> str:
    cells = re.split(r"(?<!\\)\|", line.strip().strip("|"))
    return " | ".join(plain_inline(cell.strip()) for cell in cells)


def _paragraph(lines: list[str]) -> str:
    """Join the lines of a paragraph, but for hard breaks: two spaces or a backslash at the end of a line."""
    pieces: list[list[str]] = [[]]
    for line in lines:
        hard = line.endswith("  ") or line.rstrip().endswith("\\")
        pieces[-1].append(line.strip().removesuffix("\\").rstrip())
        if hard:
            pieces.append([])
    return "\n".join(plain_inline(join_lines(piece)) for piece in pieces if piece)
