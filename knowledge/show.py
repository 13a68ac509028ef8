"""Answers, passages and reports on a terminal: colour only where there is one, plain text in a pipe."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from rich.console import Console
from rich.markup import escape
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from knowledge.types import Answer, Citation, Claim, Hit, IngestReport, Reference, Source
from knowledge.wire import locator

_VERDICTS = {
    "contradicted": "Contradicted / 食い違う",
    "partly": "Partly / 一部のみ一致",
    "unverified": "Unverified / 未検証",
    "corroborated": "Corroborated / 裏づけあり",
}
_STANCES = {
    "opinion": ("opinion", "オピニオン"),
    "news": ("news", "報道"),
    "official": ("official", "公的資料"),
    "state-media": ("state media", "国営メディア"),
    "think-tank": ("think tank", "シンクタンク"),
    "reference": ("reference", "参考資料"),
}


class _Sheet(Console):
    """Wraps and indents on a terminal; in a pipe each sentence stays on one line, for grep and for other programs."""

    def __init__(self) -> None:
        super().__init__(highlight=False)

    def say(self, text: Text, *, indent: int = 0, above: int = 0) -> None:
        """Print ``text`` indented by so many columns, with so many empty lines above."""
        if self.is_terminal:
            self.print(Padding(text, (above, 0, 0, indent)))
            return
        for _ in range(above):
            self.print()
        for one in text.split("\n"):
            self.print(Text(" " * indent) + one, soft_wrap=True)


def _console() -> _Sheet:
    return _Sheet()


def print_answer(answer: Answer) -> None:
    """Print an answer with its sources below."""
    console = _console()
    ja = answer.language == "ja"
    if answer.abstention is not None:
        console.say(Text(answer.abstention.text))
        if answer.abstention.nearest:
            console.say(Text("近い箇所:" if ja else "What comes nearest:", style="dim"))
            for passage, sentence in answer.abstention.told:
                console.say(Text(f"· {passage.section}: {sentence}", style="dim"), indent=2)
        return
    line = Text()
    for statement in answer.statements:
        line.append(statement.text)
        line.append("".join(f"[{n}]" for n in statement.citations), style="cyan")
        line.append("" if ja else " ")
    console.say(line)
    for note in answer.evidence:
        console.say(Text(f"⚠ {note.text}", style="yellow"), indent=2, above=1)
    console.print()
    for citation in answer.citations:
        console.say(_source_line(citation, ja))
        console.say(Text(citation.quote, style="dim"), indent=4)
    count = len(answer.statements)
    badge = (
        f"✓ {count}文すべてに原文の引用あり"
        if ja
        else f"✓ {count} statement{'s' * (count != 1)}, every quotation found in its source"
    )
    console.say(Text(f"{badge} · {answer.mode} · {answer.elapsed_ms:.0f} ms", style="green"))
    if answer.notice:
        console.say(Text(answer.notice, style="yellow"))


def _source_line(citation: Citation, ja: bool) -> Text:
    source = citation.source
    label = _STANCES.get(source.stance or "", ("", ""))[ja]
    parts = [source.title, locator(citation), label, source.published or ""]
    line = Text(f"[{citation.n}] ", style="cyan")
    line.append(" · ".join(part for part in parts if part))
    if len(citation.references) == 1:
        line.append(" · 典拠は1件のみ" if ja else " · single source", style="yellow")
    if citation.references:
        line.append(" — " + "; ".join(_reference(reference, ja) for reference in citation.references), style="dim")
    return line


def _reference(reference: Reference, ja: bool) -> str:
    kinds = {
        "state-media": ("state media", "国営メディア"),
        "opinion": ("opinion", "オピニオン"),
        "official": ("official", "公的"),
    }
    label = kinds.get(reference.kind, (reference.kind, reference.kind))[ja]
    return f"{reference.publisher}{f', {reference.published}' if reference.published else ''} ({label})"


def print_hits(hits: Sequence[Hit], sources: Mapping[str, Source]) -> None:
    """Print passages, best first."""
    console = _console()
    for place, hit in enumerate(hits, 1):
        passage = hit.passage
        title = sources[passage.source_id].title if passage.source_id in sources else passage.source_id
        console.say(Text(f"{place}. {title} · {passage.section} · {hit.score:.2f}", style="cyan"))
        console.say(Text(passage.text), indent=3)


def print_report(report: IngestReport) -> None:
    """Print what was taken in, then the counts; what failed is said on standard error by the command."""
    console = _console()
    for outcome in report.outcomes:
        if outcome.status != "failed":
            count = f", {outcome.passages} passages" if outcome.passages else ""
            console.say(Text(f"{outcome.status}: {outcome.title} ({outcome.source_id}{count})"))
    counts = ", ".join(f"{report.count(s)} {s}" for s in ("added", "replaced", "unchanged", "failed"))
    console.say(Text(counts if report.outcomes else "nothing to take in", style="dim"))


def print_sources(rows: Sequence[Source]) -> None:
    """Print the library as a table."""
    table = Table(box=None, pad_edge=False)
    for heading in ("id", "", "kind", "date", "title"):
        table.add_column(heading, no_wrap=heading != "title")
    for source in rows:
        kind = source.kind + (f"/{source.stance}" if source.stance else "")
        table.add_row(source.id, source.language, kind, source.published or "", escape(source.title))
    _console().print(table)


def print_evidence(rows: Sequence[tuple[Claim, Sequence[Reference]]]) -> None:
    """Print the ledger by verdict, both languages."""
    console = _console()
    for verdict, heading in _VERDICTS.items():
        mine = [(claim, references) for claim, references in rows if claim.verdict == verdict]
        if not mine:
            continue
        console.say(Text(f"{heading} ({len(mine)})", style="bold"))
        for claim, references in mine:
            console.say(Text(f"{claim.id} · {claim.as_of}", style="cyan"))
            for words in (claim.claim, claim.finding):
                console.say(Text(f"{words['en']}\n{words['ja']}"), indent=2)
            names = "; ".join(f"{_reference(r, False)} {r.url or ''}".strip() for r in references)
            console.say(Text(names, style="dim"), indent=2)
            console.print()
