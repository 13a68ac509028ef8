"""Which format bytes are: by their content first, by their name second."""

from __future__ import annotations

import io
import re
import zipfile
from typing import Literal

from knowledge.errors import EmptyError, EncryptedError, FormatError

Format = Literal["plain", "markdown", "html", "pdf", "docx"]

READ_HERE = "text, Markdown, HTML, PDF or DOCX"
_KNOWN = (
    (b"\x89PNG", "a PNG picture"), (b"\xff\xd8\xff", "a JPEG picture"), (b"GIF8", "a GIF picture"),
    (b"BM", "a bitmap picture"), (b"II*\0", "a TIFF picture"), (b"MM\0*", "a TIFF picture"),
    (b"\x1f\x8b", "a gzip archive"), (b"BZh", "a bzip2 archive"), (b"7z\xbc\xaf", "a 7z archive"),
    (b"Rar!", "a RAR archive"), (b"\xfd7zXZ", "an xz archive"), (b"\x28\xb5\x2f\xfd", "a zstd archive"),
    (b"\x7fELF", "a program"), (b"MZ", "a program"), (b"SQLite format 3", "an SQLite database"),
    (b"{\\rtf", "an RTF text"), (b"%!PS", "a PostScript file"), (b"ID3", "a sound file"), (b"OggS", "a sound file"),
    (b"\0\0\0\x18ftyp", "a film"), (b"\0\0\0\x20ftyp", "a film"), (b"\x1aE\xdf\xa3", "a film"),
)  # fmt: skip
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # the container of old Office files, and of encrypted new ones
_ENCRYPTED_PART = "EncryptedPackage".encode("utf-16-le")
_SUFFIXES: dict[str, Format] = {
    ".md": "markdown", ".markdown": "markdown", ".mdown": "markdown", ".mkd": "markdown",
    ".html": "html", ".htm": "html", ".xhtml": "html", ".shtml": "html",
}  # fmt: skip
CONTENT_TYPES: dict[str, Format | None] = {
    "text/html": "html", "application/xhtml+xml": "html", "text/plain": "plain", "text/markdown": "markdown",
    "text/x-markdown": "markdown", "application/pdf": "pdf", "application/x-pdf": "pdf",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
    "application/octet-stream": None, "binary/octet-stream": None,  # says nothing: the content decides
}  # fmt: skip
_TEXT_CONTROLS = bytes({7, 8, 9, 10, 12, 13, 26, 27}) + bytes(range(0x20, 0x100))
_HTML = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?><!--.{0,2000}?-->\s*)*+<(?:!doctype\s+html|html|head|body)\b", re.I | re.S
)
_HTML_WITHIN = re.compile(rb"<(?:html|body)\b[^>]{0,500}>", re.IGNORECASE)
_XML = re.compile(rb"\s*<(?:\?xml|rss|feed|rdf:RDF)\b", re.IGNORECASE)


def sniff(data: bytes, name: str, content_type: str | None = None) -> Format:
    """Tell the format.

    Args:
        data: The whole file.
        name: File name or address; its ending decides between the text formats.
        content_type: The media type a server gave, without parameters.

    Raises:
        EmptyError: No bytes, or nothing but white space.
        EncryptedError: A DOCX with a password.
        FormatError: None of the formats read here; says what it is where that can be told.
    """
    head = data[:4096]
    if not data or (not head.strip(b"\0 \t\r\n\f\v\xef\xbb\xbf") and not data.strip(b"\0 \t\r\n\f\v\xef\xbb\xbf")):
        raise EmptyError(f"{name}: the file is empty; give a document with text")
    if b"%PDF-" in head[:1024]:
        return "pdf"
    if data.startswith(b"PK\x03\x04"):
        return _zipped(data, name)
    if data.startswith(_OLE):
        if _ENCRYPTED_PART in data[:1_000_000]:
            raise EncryptedError(f"{name}: asks for a password; save a copy without one")
        raise FormatError(f"{name}: an Office file of the old format; save it as DOCX or PDF")
    marked = head.startswith((b"\xff\xfe", b"\xfe\xff", b"\0\0\xfe\xff"))  # UTF-16 and UTF-32 have NULs by right
    for magic, what in _KNOWN:
        if head.startswith(magic) and not (len(magic) == 2 and _looks_like_text(data)):
            raise FormatError(f"{name}: {what}, not a text; give {READ_HERE}")
    if not marked and not _looks_like_text(data):
        raise FormatError(f"{name}: binary data, not a text; give {READ_HERE}")
    return _text_format(head, name, content_type)


def _looks_like_text(data: bytes) -> bool:
    """No more control characters than a text may have by accident."""
    sample = data[:200_000]
    strange = sample.translate(None, _TEXT_CONTROLS)
    return len(strange) <= len(sample) // 500 + (1 if len(sample) > 20 else 0)


def _text_format(head: bytes, name: str, content_type: str | None) -> Format:
    if _HTML.match(head.removeprefix(b"\xef\xbb\xbf")):
        return "html"
    declared = CONTENT_TYPES.get(content_type or "")
    if _XML.match(head.removeprefix(b"\xef\xbb\xbf")):
        if _HTML_WITHIN.search(head):
            return "html"
        raise FormatError(f"{name}: an XML file or feed, not a document; give {READ_HERE}")
    if declared in ("html", "markdown"):
        return declared
    stem = name.split("?", 1)[0].split("#", 1)[0].lower()
    by_name = next((kind for suffix, kind in _SUFFIXES.items() if stem.endswith(suffix)), None)
    if by_name:
        return by_name
    if stem.endswith((".pdf", ".docx")) or declared in ("pdf", "docx"):
        raise FormatError(f"{name}: not the PDF or DOCX it is named as; save it again, or name it .txt if it is text")
    first = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    # A text that begins with front matter or a Markdown heading is Markdown whatever its name says.
    return "markdown" if re.match(rb"---[ \t]*\r?\n[ \t]*[\w-]+[ \t]*:\s|#{1,3} \S", first) else "plain"


def _zipped(data: bytes, name: str) -> Format:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = set(archive.namelist())
            kind = (
                archive.read("mimetype")[:100]
                if "mimetype" in names and archive.getinfo("mimetype").file_size < 200
                else b""
            )
    except (zipfile.BadZipFile, NotImplementedError, ValueError, OSError, RuntimeError, EOFError) as error:
        raise FormatError(f"{name}: a damaged DOCX or archive; get a sound copy") from error
    if "word/document.xml" in names or any(part.startswith("word/document") for part in names):
        return "docx"
    for mark, what in (("xl/", "an Excel file"), ("ppt/", "a PowerPoint file")):
        if any(part.startswith(mark) for part in names):
            raise FormatError(f"{name}: {what}; save it as PDF or DOCX")
    if kind:
        what = "an EPUB book" if b"epub" in kind else "an OpenDocument file"
        raise FormatError(f"{name}: {what}; save it as DOCX, PDF or HTML")
    raise FormatError(f"{name}: a zip archive; unpack it and give the files in it")
