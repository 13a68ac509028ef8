"""PDF: the text layer, page by page, made into paragraphs again."""

from __future__ import annotations

import io
import logging
import re
import unicodedata
from collections import Counter
from itertools import pairwise
from typing import TYPE_CHECKING

from knowledge.errors import EmptyError, EncryptedError, FormatError, SteppeError, TooLargeError
from knowledge.load.draft import Draft
from knowledge.load.furniture import is_sentence
from knowledge.load.normalise import normalise, one_line
from knowledge.load.plain import join_lines, paragraphs_to_draft
from knowledge.load.published import iso_date
from knowledge.settings import LoadSettings

if TYPE_CHECKING:
    from pypdf import PdfReader

_EDGE_LINES = 2  # lines at the top and at the bottom of a page that may be running heads
_LONGEST_HEAD = 90  # characters; full lines of prose that repeat are tables or forms
_PAGE_NUMBER = re.compile(
    r"(?:[-–—|]\s*)?(?:page|p\.?|頁)?\s*(?:\d{1,4}|[ivxlc]{1,7})\s*(?:(?:/|of|／)\s*\d{1,4})?\s*(?:[-–—|]|頁|ページ)?",
    re.I,
)
_NO_TITLE = re.compile(
    r"untitled.*|無題.*|microsoft (?:word|powerpoint) ?-.*|.*\.(?:docx?|indd|pdf|tex|pptx?|qxd|odt)|\W*|document\d*|title",
    re.I,
)
_HYPHENATED = re.compile(r"([^\W\d_]{2,})-$")
_EAST = re.compile("[\u3001-\u30ff\u3400-\u9fff\uf900-\ufaff\uff01-\uff60]")


def read_pdf(data: bytes, name: str, settings: LoadSettings) -> Draft:
    """Read a PDF.

    Raises:
        EncryptedError: Asks for a password (an empty one is tried first).
        EmptyError: No text layer.
        TooLargeError: The text is over the cap.
        FormatError: Damaged.
    """
    import pypdf  # 0.3 s

    logging.getLogger("pypdf").setLevel(logging.ERROR)  # it warns of every small fault of the files of others
    try:
        reader = pypdf.PdfReader(io.BytesIO(data))
        if reader.is_encrypted and not reader.decrypt(""):
            raise EncryptedError(f"{name}: asks for a password; save a copy without one")
        pages = _page_lines(reader, name, settings.max_text_chars)
        said = _metadata(reader)
    except SteppeError:
        raise
    except pypdf.errors.FileNotDecryptedError as error:
        raise EncryptedError(f"{name}: asks for a password; save a copy without one") from error
    except pypdf.errors.LimitReachedError as error:
        raise TooLargeError(
            f"{name}: unpacks to more than is safe to read; print it to a new PDF, or save its text"
        ) from error
    except Exception as error:  # damaged files raise whatever the parser stumbles over
        raise FormatError(f"{name}: a damaged PDF; print it to a new PDF, or save its text") from error
    if not any(pages):
        raise EmptyError(f"{name}: no text layer: scanned pages need OCR first; give the PDF that OCR makes of it")
    paragraphs = _paragraphs(_without_running_heads(pages))
    draft = paragraphs_to_draft(paragraphs)
    return Draft(
        draft.blocks,
        title=said.get("title"),
        author=said.get("author") or draft.author,
        published=draft.published or said.get("published"),  # the date on the page, before that of the file
        stance=draft.stance,
        paged=True,
    )


def _page_lines(reader: PdfReader, name: str, cap: int) -> list[list[str]]:
    pages: list[list[str]] = []
    size = 0
    for page in reader.pages:
        text = normalise(page.extract_text() or "")
        size += len(text)
        if size > 2 * cap:  # the exact count comes later; here a file is stopped that would not end
            raise TooLargeError(
                f"{name}: more than {cap:,} characters of text, the cap; divide the file, or raise STEPPE_LOAD__MAX_TEXT_CHARS"
            )
        pages.append([line.strip() for line in text.split("\n")] if text.strip() else [])
    return pages


def _metadata(reader: PdfReader) -> dict[str, str]:
    info = reader.metadata
    if info is None:
        return {}
    title, author = one_line(str(info.title or "")), one_line(str(info.author or ""))
    said = {"author": author} if author and not _NO_TITLE.fullmatch(author) else {}
    if title and not _NO_TITLE.fullmatch(title):
        said["title"] = title
    try:
        made = info.creation_date
    except (ValueError, TypeError):  # dates in PDF files are free text in practice
        made = None
    date = iso_date(made.date().isoformat()) if made else None
    return said | ({"published": date} if date else {})


def _without_running_heads(pages: list[list[str]]) -> list[list[str]]:
    """Drop page numbers, and lines that stand at the edge of at least three pages and of half of them."""
    seen: Counter[str] = Counter()
    for lines in pages:
        seen.update({_shape(line) for line in _edges([line for line in lines if line])})
    needed = max(3, (len(pages) + 1) // 2)
    kept: list[list[str]] = []
    for lines in pages:
        first, last = 0, len(lines)
        for _ in range(_EDGE_LINES + 1):
            while first < last and not lines[first]:
                first += 1
            while last > first and not lines[last - 1]:
                last -= 1
            if first < last and _is_running(lines[first], seen, needed):
                first += 1
            if first < last and _is_running(lines[last - 1], seen, needed):
                last -= 1
        kept.append(lines[first:last])
    return kept


def _edges(lines: list[str]) -> list[str]:
    return lines[:_EDGE_LINES] + lines[-_EDGE_LINES:]


def _shape(line: str) -> str:
    return re.sub(r"\d+", "#", line).casefold()


def _is_running(line: str, seen: Counter[str], needed: int) -> bool:
    number = bool(_PAGE_NUMBER.fullmatch(line)) and any(char.isdigit() or char in "ivxlcIVXLC" for char in line)
    return number or (seen[_shape(line)] >= needed and len(line) <= _LONGEST_HEAD)


def _paragraphs(pages: list[list[str]]) -> list[str]:
    """Make lines into paragraphs: a sentence that ends in a short line, a gap or an indent ends one."""
    lines = _one_flow(pages)
    words = Counter(word for line in lines for word in re.findall(r"[^\W\d_]+(?:-[^\W\d_]+)+", line))
    width = _usual_width(lines)
    paragraphs: list[list[str]] = [[]]
    for line, following in pairwise([*lines, ""]):
        if not line:
            paragraphs.append([])
            continue
        head = _is_heading(line, following, width)
        if head and paragraphs[-1] and is_sentence(paragraphs[-1][-1]):
            paragraphs.append([])
        paragraphs[-1].append(line)
        if (head and len(paragraphs[-1]) == 1) or (is_sentence(line) and _columns(line) < 0.85 * width):
            paragraphs.append([])
    return [_joined(part, words) for part in paragraphs if part]


def _one_flow(pages: list[list[str]]) -> list[str]:
    """The lines of all pages; between pages an empty line only where a sentence ended."""
    flow: list[str] = []
    for lines in pages:
        if flow and lines and is_sentence(flow[-1]):
            flow.append("")
        flow += lines
    return flow


def _usual_width(lines: list[str]) -> float:
    """The width of a full line, in columns: that which a tenth of the lines reach."""
    widths = sorted(_columns(line) for line in lines if line)
    return widths[len(widths) * 9 // 10 - (len(widths) == 1)] if widths else 0.0


def _columns(line: str) -> float:
    return len(line) + sum(unicodedata.east_asian_width(char) in "WF" for char in line)


def _is_heading(line: str, following: str, width: float) -> bool:
    """Whether a line is short and no sentence, and what follows can begin one."""
    if is_sentence(line) or line.endswith((",", "、", "-", ";")) or _columns(line) >= 0.6 * width:
        return False
    return bool(following) and not following[0].islower() and not line[0].islower()


def _joined(lines: list[str], words: Counter[str]) -> str:
    """Join the lines of a paragraph and mend words divided at line ends.

    A hyphen stays where the hyphenated word also stands undivided in the document.
    """
    joined = lines[0]
    for line in lines[1:]:
        divided = _HYPHENATED.search(joined) if joined.isascii() or not _EAST.search(joined[-12:]) else None
        if divided and line[:1].islower():
            rest = re.match(r"[^\W\d_]+", line)
            whole = f"{divided[1]}-{rest[0]}" if rest else ""
            joined = (joined if words[whole] else joined[:-1]) + line
        else:
            joined = join_lines([joined, line])
    return joined
