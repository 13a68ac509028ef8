"""HTML: the article in a page, without its menus, with what its metadata say."""

from __future__ import annotations

import re
from typing import Any

from knowledge.errors import EmptyError, FormatError
from knowledge.load.decode import decode
from knowledge.load.draft import Block, Draft
from knowledge.load.furniture import mark_furniture
from knowledge.load.markdown import markdown_blocks
from knowledge.load.normalise import one_line, scrub
from knowledge.load.published import iso_date
from knowledge.types import Stance

_CHARSET = re.compile(rb"<meta[^>]{0,300}?charset\s*=\s*[\"']?\s*([\w.:-]{2,40})", re.IGNORECASE)
_XML_ENCODING = re.compile(rb"^\s*<\?xml[^>]{0,200}encoding\s*=\s*[\"']([\w.:-]{2,40})")
_OPINION = re.compile(r"^(?:オピニオン|社説|論説|コラム|opinions?|editorials?|op-?ed|commentary)$", re.IGNORECASE)


def read_html(data: bytes, name: str, charset: str | None) -> Draft:
    """Read a web page.

    Args:
        data: The page.
        name: Its address or file name, for messages.
        charset: The encoding the server named; the page's own word is the second choice.

    Raises:
        EmptyError: No article in it.
        FormatError: Not decodable, or no HTML that can be read.
    """
    import trafilatura  # 0.4 s

    found = _CHARSET.search(data[:8192]) or _XML_ENCODING.search(data[:400])
    page = scrub(decode(data, name, charset or (found[1].decode("ascii", "replace") if found else None)))
    page = re.sub(r"^\s*<\?xml[^>]*\?>", "", page, count=1)  # its encoding no longer holds, and lxml would insist on it
    try:
        tree = trafilatura.load_html(page)
        if tree is None:
            raise EmptyError(f"{name}: no text in this page; save the article as text, PDF or DOCX")
        said = _metadata(tree)
        body = trafilatura.extract(
            page, output_format="markdown", include_comments=False, include_tables=True, include_links=False,
            include_images=False, include_formatting=True,
        )  # fmt: skip
        text = body or ""
        if not text.strip():
            text = trafilatura.html2txt(page) or ""  # a page too short or too plain to look like an article
    except EmptyError:
        raise
    except Exception as error:  # lxml and trafilatura raise what their parsers raise
        raise FormatError(f"{name}: HTML that cannot be read; save the article as text, PDF or DOCX") from error
    if not text.strip():
        raise EmptyError(f"{name}: no text in this page, perhaps a script writes it; save the article as text or PDF")
    blocks = _titled(markdown_blocks(scrub(text)), said.get("title"))
    return mark_furniture(
        Draft(
            tuple(blocks),
            title=said.get("title"),
            publisher=said.get("publisher"),
            author=said.get("author"),
            published=said.get("published"),
            url=said.get("url"),
            stance=_stance(tree),
        )
    )


def _metadata(tree: Any) -> dict[str, str]:
    from trafilatura.metadata import extract_metadata

    found = extract_metadata(tree, extensive=False)
    url = found.url if found.url and re.match(r"https?://", found.url) else None
    said = {
        "title": found.title,
        "publisher": found.sitename,
        "author": found.author or _meta(tree, "author") or _meta(tree, "article:author"),
        "published": iso_date(found.date) if found.date else None,
        "url": url,
    }
    author = said["author"]
    if author and author.startswith(("http://", "https://")):
        said["author"] = None
    return {name: one_line(value) for name, value in said.items() if value and value.strip()}


def _meta(tree: Any, name: str) -> str | None:
    values = tree.xpath("//meta[@name=$name or @property=$name]/@content", name=name)
    return str(values[0]) if values else None


def _stance(tree: Any) -> Stance | None:
    sections = [_meta(tree, name) or "" for name in ("article:section", "og:section", "section", "category")]
    return "opinion" if any(_OPINION.match(section.strip()) for section in sections) else None


def _titled(blocks: list[Block], title: str | None) -> list[Block]:
    """The heading that repeats the page's title becomes the title in the text, whatever its level."""
    if any(block.role == "title" for block in blocks) or not title:
        return blocks
    for number, block in enumerate(blocks[:6]):
        if one_line(block.text) == title:
            return [*blocks[:number], Block(block.text, "title"), *blocks[number + 1 :]]
    return blocks
