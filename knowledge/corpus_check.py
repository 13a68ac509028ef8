"""Check a dossier folder as its editors should: ``python -m knowledge.corpus_check [FOLDER]``.

Beyond what ``read_corpus`` finds while reading: one sentence a statement, numbers alike in both languages, the ledger
reported and answered, all background facts carried, real dates and addresses, and nothing copied from the owner's
material where that is at hand.
"""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from urllib.parse import urlsplit

from knowledge.dossier.borrowed import Borrowed, owners_material
from knowledge.dossier.parts import (
    COLUMN,
    Both,
    ClaimPart,
    DossierPart,
    ParagraphPart,
    Problem,
    ReferencePart,
    SectionPart,
    StatementPart,
    checked,
    entries,
    load_yaml,
)
from knowledge.dossier.read import corpus_digest, read_corpus
from knowledge.dossier.twins import disagreements
from knowledge.errors import SteppeError
from knowledge.figures.match import check_figures
from knowledge.sentences import sentence_spans
from knowledge.settings import SHIPPED_CORPUS
from knowledge.types import LANGUAGES

# What the shipped dossier was written from: every one of these facts stands in some statement of it.
SHIPPED_FACTS = tuple(f"KZ-B{number:02}" for number in range(1, 78))
# The owner's material is not part of the repository; beside it, it is compared with.
OWNERS = Path(__file__).parent.parent.parent / "shared"
STATEMENTS_A_PARAGRAPH = range(2, 6)

_END = {"ja": "。", "en": "."}
_PRONOUN = {
    "ja": re.compile(r"(?:これ|それ(?!でも|ぞれ)|この|その|こうした|そうした|彼|同(?:氏|国|社|州|年|月|相|紙|大統領))"),
    "en": re.compile(r"(?:It|They|He|She|This|That|These|Those|Its|Their|His|Her)\b"),
}
_HOST = re.compile(r"(?:[a-z0-9](?:[a-z0-9-]*[a-z0-9])?\.)+[a-z][a-z0-9-]+\.?(?::\d+)?")


@dataclass(slots=True)
class Report:
    """What a check found: ``problems`` must be mended, ``warnings`` looked at.

    ``twins`` and ``agreeing`` count the pairs of twin texts and those among them whose numbers agree.
    """

    problems: list[Problem] = field(default_factory=list)
    warnings: list[Problem] = field(default_factory=list)
    dossiers: int = 0
    paragraphs: int = 0
    statements: int = 0
    claims: int = 0
    sources: int = 0
    twins: int = 0
    agreeing: int = 0
    compared: bool = False

    def problem(self, file: str, line: int, said: str) -> None:
        """Note what must be mended."""
        self.problems.append(Problem(file, line, said))

    def warning(self, file: str, line: int, said: str) -> None:
        """Note what should be looked at."""
        self.warnings.append(Problem(file, line, said))

    def __str__(self) -> str:
        share = 100 * self.agreeing / self.twins if self.twins else 100.0
        return (
            f"{self.dossiers} dossiers, {self.paragraphs} paragraphs, {self.statements} statements, "
            f"{self.claims} claims, {self.sources} published sources; numbers agree in {self.agreeing} of {self.twins} "
            f"twins ({share:.1f}%); {len(self.problems)} problems, {len(self.warnings)} warnings"
        )


@dataclass(frozen=True, slots=True)
class _Paragraph:
    file: str
    dossier: DossierPart
    part: ParagraphPart
    statements: tuple[StatementPart, ...]


def check_corpus(folder: Path, owners: Path | None = OWNERS) -> Report:
    """Check all files of a corpus folder.

    Args:
        folder: Holds ``dossiers/*.yaml``, ``evidence.yaml`` and ``sources.yaml``.
        owners: Holds the owner's ``sources/*.txt`` and ``evidence/*.yaml``, with which wording is compared; None, or
            a folder that is not there, leaves this out.

    Raises:
        CorpusError: The folder is not there or cannot be read.
    """
    corpus_digest(folder)  # names a folder that cannot be read
    report = Report(problems=[*read_corpus(folder).problems, *check_figures(folder)])
    borrowed = None if owners is None else owners_material(owners)
    report.compared = borrowed is not None
    kinds = _check_sources(folder, report)
    paragraphs = list(_paragraphs(folder, report))
    for paragraph in paragraphs:
        _check_paragraph(paragraph, kinds, borrowed, report)
    _check_ledger(folder, paragraphs, borrowed, report)
    if folder.resolve() == SHIPPED_CORPUS.resolve():
        _check_facts(paragraphs, report)
    report.problems.sort()
    report.warnings.sort()
    return report


def _paragraphs(folder: Path, report: Report) -> Iterator[_Paragraph]:
    for path in sorted((folder / "dossiers").glob("*.yaml")):
        dossier = checked(DossierPart, load_yaml(path, []), path, [])
        if dossier is None:
            continue
        report.dossiers += 1
        if dossier.id != path.stem:
            report.problem(path.name, dossier.line, f"id {dossier.id} is not the file's name; mend it")
        _check_dates(path.name, dossier.line, "updated", dossier.updated, report)
        for raw in dossier.sections:
            section = checked(SectionPart, raw, path, [])
            for item in section.paragraphs if section else ():
                part = checked(ParagraphPart, item, path, [])
                if part is not None:
                    statements = (checked(StatementPart, one, path, []) for one in part.statements)
                    yield _Paragraph(path.name, dossier, part, tuple(one for one in statements if one is not None))


def _check_paragraph(paragraph: _Paragraph, kinds: dict[str, str], borrowed: Borrowed | None, report: Report) -> None:
    report.paragraphs += 1
    file, part, count = paragraph.file, paragraph.part, len(paragraph.part.statements)
    if not part.id.startswith(f"{paragraph.dossier.id}-"):
        report.problem(file, part.line, f"paragraph {part.id} does not begin with {paragraph.dossier.id}-; mend its id")
    if count not in STATEMENTS_A_PARAGRAPH:
        report.problem(file, part.line, f"paragraph {part.id} has {count} statements; 2 to 5 make a paragraph")
    for statement in paragraph.statements:
        report.statements += 1
        for said in _wrong(statement, paragraph.dossier.stance == "opinion"):
            report.problem(file, statement.line, said)
        for said in _doubtful(statement, kinds):
            report.warning(file, statement.line, said)
        _check_texts(file, statement.line, statement, borrowed, report)


def _wrong(statement: StatementPart, opinion: bool) -> Iterator[str]:
    for language in LANGUAGES:
        text, end = getattr(statement, language), _END[language]
        if len(sentence_spans(text, language)) != 1 or not text.endswith(end):
            yield f"the {language} text is not one sentence; split the statement or end it with {end}"
    if opinion and (not statement.claims or statement.evidence or statement.facts):
        yield "a digest of the column carries claims, and neither evidence nor facts; mend the keys"
    if not opinion and (statement.claims or COLUMN in statement.sources):
        yield "only the digest speaks for the column; mend claims and sources"


def _doubtful(statement: StatementPart, kinds: dict[str, str]) -> Iterator[str]:
    for language in LANGUAGES:
        if found := _PRONOUN[language].match(getattr(statement, language)):
            yield f"the {language} text starts with {found[0]}; it may be quoted alone, so name what is meant"
    if {kinds.get(key) for key in statement.sources} <= {"mirror", "partisan"}:
        sources = ", ".join(statement.sources)
        yield f"only a mirror or partisan source ({sources}); add one of another kind if there is one"


def _check_texts(file: str, line: int, both: Both | StatementPart, borrowed: Borrowed | None, report: Report) -> None:
    report.twins += 1
    if found := disagreements(both.ja, both.en):
        report.problem(file, line, f"ja and en differ in numbers: {'; '.join(found)}; make the twins say the same")
    else:
        report.agreeing += 1
    for language in LANGUAGES:
        if borrowed is not None and (run := borrowed.run(getattr(both, language), language)):
            report.problem(
                file, line, f"the {language} text copies the owner's material: “{run}”; say it in other words"
            )


def _check_ledger(folder: Path, paragraphs: Sequence[_Paragraph], borrowed: Borrowed | None, report: Report) -> None:
    statements = [(p.dossier.stance, one) for p in paragraphs for one in p.statements]
    reported = {claim for stance, one in statements if stance == "opinion" for claim in one.claims}
    answered = {claim for stance, one in statements if stance != "opinion" for claim in one.evidence}
    for claim in _ledger(folder):
        report.claims += 1
        file, line = "evidence.yaml", claim.line
        _check_texts(file, line, claim.claim, borrowed, report)
        _check_texts(file, line, claim.finding, borrowed, report)
        _check_dates(file, line, "as_of", claim.as_of, report)
        if claim.id not in reported:
            report.problem(
                file, line, f"no statement of the digest reports {claim.id}; add one with claims: [{claim.id}]"
            )
        if claim.verdict in ("contradicted", "partly") and claim.id not in answered:
            said = f"no topic dossier answers {claim.id} ({claim.verdict}); add evidence: [{claim.id}] to a statement"
            report.problem(file, line, said)


def _ledger(folder: Path) -> list[ClaimPart]:
    path = folder / "evidence.yaml"
    parts = (checked(ClaimPart, raw, path, []) for raw in load_yaml(path, []) or ())
    return [part for part in parts if part is not None]


def _check_facts(paragraphs: Sequence[_Paragraph], report: Report) -> None:
    carried: set[str] = set()
    for paragraph in paragraphs:
        for statement in paragraph.statements:
            carried.update(statement.facts)
            for fact in sorted(set(statement.facts) - set(SHIPPED_FACTS)):
                report.problem(paragraph.file, statement.line, f"no fact {fact} is known; mend the id")
    for fact in SHIPPED_FACTS:
        if fact not in carried:
            report.problem("dossiers", 1, f"fact {fact} stands nowhere; write it, with facts: [{fact}]")


def _check_sources(folder: Path, report: Report) -> dict[str, str]:
    """Check dates and addresses of the bibliography; return the kind of each source."""
    path = folder / "sources.yaml"
    kinds: dict[str, str] = {}
    for key, raw in entries(load_yaml(path, [])):
        part = checked(ReferencePart, raw, path, [])
        if part is None:
            continue
        report.sources += 1
        kinds[key] = part.kind
        if part.published:
            _check_dates(path.name, part.line, "published", part.published, report)
        if part.url and not _HOST.fullmatch(urlsplit(part.url).netloc.lower()):
            report.problem(path.name, part.line, f"{part.url} names no public host; mend the address")
    return kinds


def _check_dates(file: str, line: int, name: str, written: str, report: Report) -> None:
    """Dates have the right shape already; here 31 February and a range that ends before it begins are found."""
    found = []
    for one in written.split("/"):
        year, month, day = (*(int(step) for step in one.split("-")), 1, 1)[:3]
        try:
            found.append(date(year, month, day))
        except ValueError:
            report.problem(file, line, f"{name}: {one} is no date; mend it")
    if found != sorted(found):
        report.problem(file, line, f"{name}: {written} ends before it begins; turn it round")


def main(arguments: Sequence[str] | None = None) -> int:
    """Print a line for each problem and a summary; 0 when there is nothing to mend, else 1."""
    parser = argparse.ArgumentParser(prog="python -m knowledge.corpus_check", description="Check a dossier folder.")
    parser.add_argument("folder", nargs="?", type=Path, default=SHIPPED_CORPUS, help="default: the shipped dossier")
    parser.add_argument("--warnings", action="store_true", help="print what should be looked at, too")
    options = parser.parse_args(arguments)
    try:
        report = check_corpus(options.folder)
    except SteppeError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    for problem in report.problems:
        sys.stderr.write(f"{problem}\n")
    for warning in report.warnings if options.warnings else ():
        sys.stderr.write(f"{warning.file}:{warning.line}: warning: {warning.message}\n")
    if not report.compared:
        sys.stdout.write("the owner's material is not beside the repository: wording was not compared\n")
    sys.stdout.write(f"{report}\n")
    return 1 if report.problems else 0


if __name__ == "__main__":
    raise SystemExit(main())
