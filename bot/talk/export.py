"""The verb /export: a chat as a Markdown document, every answer with its sources."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import datetime

from bot.labels import date_label, kind_label, locator
from bot.state.answers import Kept
from bot.wording import WORDING, Wording
from knowledge.types import Citation, Language

_SIGNS = re.compile(r"([\\`*_{}\[\]<>#|~])")
_LIST = re.compile(r"^(\s*\d*)([-+.)])(?=\s)", re.MULTILINE)


def markdown(kept: Sequence[Kept], language: Language, now: datetime) -> str:
    """The answers of a chat, in the order given.

    Args:
        language: Of the headings; questions and answers stay as they are.
        now: When it is written, aware.
    """
    words = WORDING[language].talk
    parts = [f"# {words.export_title}", words.export_made.format(date=_time(now))]
    for one in kept:
        parts.append(f"## {plain(one.answer.question)}")
        parts.append(f"*{words.export_asked.format(date=_time(one.at))}*")
        parts.append(plain(one.answer.text))
        parts.extend(plain(note.text) for note in one.answer.evidence)
        parts.extend(_source(citation, one.answer.language) for citation in one.answer.citations)
    return "\n\n".join(parts) + "\n"


def _source(citation: Citation, language: Language) -> str:
    words: Wording = WORDING[language]
    source = citation.source
    told = [kind_label(source, words), source.publisher, date_label(source.published, words)]
    lines = [f"\\[{citation.n}\\] **{plain(source.title)}** – " + " · ".join(plain(one) for one in told if one)]
    lines.append(plain(locator(citation.passage, words)))
    lines.append("\n".join(f"> {plain(line)}" for line in citation.quote.splitlines()))
    for reference in citation.references:
        date = date_label(reference.published, words) or words.undated
        lines.append(
            f"{plain(reference.publisher)}: {plain(reference.title)} · {date} {_address(reference.url)}".rstrip()
        )
    if source.url:
        lines.append(_address(source.url))
    return "\n\n".join(lines)


def _address(url: str | None) -> str:
    """An address as a link that shows where it leads; one that is none, as words."""
    if not url:
        return ""
    if url.lower().startswith(("https://", "http://")) and not re.search(r"[\s<>]", url):
        return f"<{url}>"
    return plain(url)


def plain(text: str) -> str:
    """Text whose signs Markdown leaves alone: what people wrote makes no headings, links or pictures here."""
    return _LIST.sub(r"\1\\\2", _SIGNS.sub(r"\\\1", text))


def _time(at: datetime) -> str:
    return f"{at:%Y-%m-%d %H:%M} UTC"
