"""A briefing as one HTML page: no script, no remote resource, everything from a source escaped; prints on A4 or Letter."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from html import escape

from knowledge.briefing import telling
from knowledge.briefing.telling import words_of
from knowledge.briefing.values import Briefing, Change, Fact, Item
from knowledge.types import Citation, Statement

_STYLE = """
:root{--ink:#1f2328;--grey:#5b636b;--rule:#d5d9dd;--pale:#f5f6f7;--mark:#0b5c8a;--warn:#8a4b00}
@media (prefers-color-scheme:dark){:root{--ink:#e6e8ea;--grey:#a2a9b0;--rule:#3a4046;--pale:#22262a;--mark:#7cc0e8;--warn:#f0b36a}
body{background:#16191c}}
*{box-sizing:border-box}
body{margin:0 auto;max-width:46rem;padding:2rem 1.25rem 4rem;color:var(--ink);line-height:1.6;
font-family:"Hiragino Sans","Noto Sans CJK JP","Yu Gothic UI",Meiryo,system-ui,-apple-system,"Segoe UI",sans-serif}
h1{font-size:1.6rem;line-height:1.25;margin:0}
header p{margin:.2rem 0 0;color:var(--grey);font-size:.92rem}
header{border-bottom:2px solid var(--ink);padding-bottom:.8rem}
h2{font-size:.82rem;letter-spacing:.08em;margin:2rem 0 .5rem;color:var(--grey);border-bottom:1px solid var(--rule)}
h2 span{letter-spacing:0;font-weight:400}
.bluf p{font-size:1.12rem;margin:.3rem 0}
ol,ul{margin:0;padding-left:1.4rem}
li{margin:.75rem 0}
.facts{color:var(--grey);font-size:.86rem;margin:.15rem 0}
.why{background:var(--pale);border-left:3px solid var(--mark);padding:.35rem .7rem;margin:.35rem 0;font-size:.94rem}
.differ{color:var(--warn)}
.when{font-weight:600}
a{color:var(--mark);text-decoration:none}
a:hover,a:focus{text-decoration:underline}
sup a{padding:0 .1em}
.sources li{font-size:.86rem;margin:.55rem 0;overflow-wrap:anywhere}
.sources blockquote{margin:.2rem 0 0;color:var(--grey)}
footer{margin-top:2rem;border-top:1px solid var(--rule);color:var(--grey);font-size:.86rem}
@media print{body{max-width:none;padding:0;font-size:10.5pt;color:#000;background:#fff}
h2{break-after:avoid}li,.bluf{break-inside:avoid}a{color:#000}@page{margin:18mm 16mm}}
"""


def as_page(briefing: Briefing) -> str:
    """The briefing as a whole HTML document."""
    head = f"{telling.title(briefing)} · {telling.date_told(briefing.day.isoformat(), briefing.language)}"
    return (
        f'<!DOCTYPE html>\n<html lang="{briefing.language}">\n<head>\n<meta charset="utf-8">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; style-src 'unsafe-inline'\">\n"
        f"<title>{escape(head)}</title>\n<style>{_STYLE}</style>\n</head>\n<body>\n"
        + "\n".join(part for part in _parts(briefing) if part)
        + "\n</body>\n</html>\n"
    )


def _parts(briefing: Briefing) -> Iterable[str]:
    words = words_of(briefing)
    notice = f"<p>{escape(briefing.notice)}</p>" if briefing.notice else ""
    yield f"<header><h1>{escape(telling.title(briefing))}</h1><p>{escape(telling.dateline(briefing))}</p>{notice}</header>"
    quiet = telling.quiet_line(briefing)
    said = [f"<p>{_said(one)}</p>" for one in briefing.bluf] + ([f"<p>{escape(quiet)}</p>"] if quiet else [])
    if said:
        yield f'<section class="bluf">{_heading(words.bluf)}{"".join(said)}</section>'
    if briefing.new:
        more = telling.more_line(briefing)
        listed = "".join(_item(item, briefing) for item in briefing.new)
        yield _section(words.new, f"<ol>{listed}</ol>{_facts(more)}")
    if briefing.changed:
        yield _section(
            telling.changed_heading(briefing), f"<ul>{''.join(_change(c, briefing) for c in briefing.changed)}</ul>"
        )
    if briefing.background is not None:
        told = briefing.background
        listed = "".join(_fact(fact, briefing) for fact in told.facts)
        yield _section(words.background, f"<ul>{listed}</ul>", telling.theme_line(told))
    if briefing.watch:
        listed = "".join(
            f'<li><span class="when">{escape(telling.ahead_line(one, briefing.language))}</span><br>{_said(one.statement)}</li>'
            for one in briefing.watch
        )
        yield _section(words.watch, f"<ul>{listed}</ul>")
    if gaps := telling.gap_lines(briefing):
        yield _section(words.gaps, f"<ul>{''.join(f'<li>{escape(line)}</li>' for line in gaps)}</ul>")
    if briefing.citations:
        listed = "".join(_source(one, briefing) for one in briefing.main_citations)
        yield f'<section class="sources">{_heading(words.sources_heading)}<ol>{listed}</ol></section>'
        rejected = telling.rejected_line(briefing)
        lines = [words.basis_heading + words.colon + telling.basis_line(briefing), *([rejected] if rejected else [])]
        yield f"<footer>{''.join(f'<p>{escape(line)}</p>' for line in lines)}</footer>"


def _section(heading: str, inner: str, beside: str = "") -> str:
    return f"<section>{_heading(heading, beside)}{inner}</section>"


def _heading(text: str, beside: str = "") -> str:
    more = f" <span>· {escape(beside)}</span>" if beside else ""
    return f"<h2>{escape(text)}{more}</h2>"


def _item(item: Item, briefing: Briefing) -> str:
    words, language = words_of(briefing), briefing.language
    parts = [_item_said(item, briefing), _facts(telling.item_line(item, language))]
    if item.differing:
        sides = "".join(f"<li>{_said(one)}</li>" for one in item.differing)
        parts.append(f'<div class="differ">{escape(words.differ)}<ul>{sides}</ul></div>')
    if item.why is not None:
        parts.append(f'<p class="why"><b>{escape(words.why + words.colon)}</b>{_said(item.why)}</p>')
    return f"<li>{''.join(parts)}</li>"


def _change(change: Change, briefing: Briefing) -> str:
    words, language = words_of(briefing), briefing.language
    return (
        f'<li><span class="when">{escape(telling.change_line(change, language))}</span><br>{_said(change.now)}'
        f'<p class="facts">{escape(telling.before_line(change, language) + words.colon)}{_said(change.before)}</p></li>'
    )


def _fact(fact: Fact, briefing: Briefing) -> str:
    return f"<li>{_said(fact.statement)}{_facts(telling.fact_line(fact, briefing.language))}</li>"


def _facts(line: str | None) -> str:
    return f'<p class="facts">{escape(line)}</p>' if line else ""


def _source(citation: Citation, briefing: Briefing) -> str:
    words, language = words_of(briefing), briefing.language
    left, right = words.quote_marks
    told = f"{telling.source_told(citation, language)}"
    quoted = f'<blockquote lang="{citation.passage.language}">{escape(left + citation.quote + right)}</blockquote>'
    references = "".join(
        f'<div class="facts">{escape(one)}</div>' for one in telling.references_told(citation, language)
    )
    url = citation.source.url or next((r.url for r in citation.references if r.url), None)
    return f'<li id="s{citation.n}" value="{citation.n}">{escape(told)}{quoted}{references}{_link(url)}</li>'


def _link(url: str | None) -> str:
    """An address to follow; anything but http(s) is left out."""
    if not url or not url.lower().startswith(("https://", "http://")):
        return ""
    return f'<a href="{escape(url)}" rel="noopener noreferrer nofollow">{escape(url)}</a>'


def _item_said(item: Item, briefing: Briefing) -> str:
    return _said(replace(item.statement, text=telling.item_text(item, briefing)))


def _said(statement: Statement) -> str:
    numbers = "".join(f'<sup><a href="#s{n}">[{n}]</a></sup>' for n in statement.citations)
    return f"{escape(statement.text)}{numbers}"
