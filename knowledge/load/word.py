"""DOCX: paragraphs, headings by style, lists and tables, in the order of the document."""

from __future__ import annotations

import io
import re
import zipfile
from typing import TYPE_CHECKING

from knowledge.errors import EncryptedError, FormatError, SteppeError, TooLargeError
from knowledge.load.draft import Block, Draft
from knowledge.load.furniture import mark_furniture
from knowledge.load.published import iso_date
from knowledge.settings import LoadSettings

if TYPE_CHECKING:
    from docx.document import Document as WordDocument
    from docx.table import Table
    from docx.text.paragraph import Paragraph

_UNPACKED_SHARE = 4  # of the file cap: the most that a DOCX may unpack to
_MOST_PARTS = 5_000
_CHUNK = 1 << 20
_HEADING = re.compile(r"(?:heading|見出し)\s*\d?", re.IGNORECASE)
_TITLE = re.compile(r"title|表題|タイトル", re.IGNORECASE)
_LIST = re.compile(r"list\b(?!.*continue)|箇条書き|リスト", re.IGNORECASE)
_TEMPLATE_AUTHOR = "python-docx"  # its template carries this name and a date of 2013


def read_docx(data: bytes, name: str, settings: LoadSettings) -> Draft:
    """Read a DOCX.

    Raises:
        TooLargeError: Unpacks to more than four times the file cap, by what it declares or by what it does.
        EncryptedError: A part is encrypted.
        FormatError: Damaged.
    """
    _refuse_bombs(data, name, _UNPACKED_SHARE * settings.max_file_bytes)
    import docx  # 0.3 s

    try:
        document = docx.Document(io.BytesIO(data))
        blocks = _blocks(document)
        said = _properties(document)
    except SteppeError:
        raise
    except Exception as error:  # damaged files raise what zip, lxml and python-docx raise
        raise FormatError(f"{name}: a damaged DOCX; open it in a word processor and save it again") from error
    draft = mark_furniture(Draft(tuple(blocks), paged=True))
    return Draft(
        draft.blocks,
        title=said.get("title"),
        author=said.get("author") or draft.author,
        published=draft.published or said.get("published"),  # the date in the text, before that of the file
        stance=draft.stance,
        paged=True,
    )


def _refuse_bombs(data: bytes, name: str, cap: int) -> None:
    """Unpack every part once, counting, before a library does it without counting."""
    over = f"{name}: unpacks to more than {cap:,} bytes, four times the cap on files; save its text instead"
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            parts = archive.infolist()
            if len(parts) > _MOST_PARTS or sum(part.file_size for part in parts) > cap:
                raise TooLargeError(over)
            size = 0
            for part in parts:
                if part.flag_bits & 0x1:
                    raise EncryptedError(f"{name}: asks for a password; save a copy without one")
                with archive.open(part) as stream:
                    while chunk := stream.read(_CHUNK):
                        size += len(chunk)
                        if size > cap:
                            raise TooLargeError(over)
    except SteppeError:
        raise
    except Exception as error:  # zipfile raises zlib's, struct's and its own errors on damaged archives
        raise FormatError(f"{name}: a damaged DOCX; open it in a word processor and save it again") from error


def _blocks(document: WordDocument) -> list[Block]:
    from docx.table import Table

    blocks: list[Block] = []
    items: list[str] = []  # the open list: its items become the lines of one block
    for element in document.iter_inner_content():
        if isinstance(element, Table):
            text, style = _table(element), ""
        else:
            text, style = element.text.strip(), _style(element)
        if _LIST.match(style) and text:
            items.append(f"- {text}")
            continue
        if items and text:
            blocks.append(Block("\n".join(items)))
            items = []
        if not text:
            continue
        if _TITLE.fullmatch(style) and not blocks:
            blocks.append(Block(text, "title"))
        elif _TITLE.fullmatch(style) or _HEADING.match(style):
            blocks.append(Block(text, "heading"))
        else:
            blocks.append(Block(text))
    if items:
        blocks.append(Block("\n".join(items)))
    return _with_title(blocks)


def _with_title(blocks: list[Block]) -> list[Block]:
    """Where no paragraph has the style Title, a heading at the very top is the title."""
    if blocks and blocks[0].role == "heading" and not any(block.role == "title" for block in blocks):
        return [Block(blocks[0].text, "title"), *blocks[1:]]
    return blocks


def _style(paragraph: Paragraph) -> str:
    style = paragraph.style
    return (style.name or "") if style is not None else ""


def _table(table: Table) -> str:
    """A table as lines ``a | b``; a cell that spans several columns or rows stands once a line."""
    lines: list[str] = []
    for row in table.rows:
        cells: list[str] = []
        last: object = None
        for cell in row.cells:
            if cell._tc is not last:  # python-docx repeats merged cells
                cells.append(" ".join(cell.text.split()))
            last = cell._tc
        if any(cells):
            lines.append(" | ".join(cells))
    return "\n".join(lines)


def _properties(document: WordDocument) -> dict[str, str]:
    properties = document.core_properties
    said = {"title": properties.title or "", "author": properties.author or ""}
    if said["author"] == _TEMPLATE_AUTHOR:
        return {"title": said["title"]} if said["title"] else {}
    made = properties.created
    if made is not None:
        said["published"] = iso_date(made.date().isoformat()) or ""
    return {name: value for name, value in said.items() if value.strip()}
