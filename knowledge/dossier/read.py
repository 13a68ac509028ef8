"""Read the dossier: YAML files in which every sentence has its twin and its sources, into sources and passages.

What is wrong in a file is a ``Problem`` with file, line and what to do; the paragraph concerned is left out and the
rest is read, so that one slip never keeps the bot from starting.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path

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
from knowledge.errors import CorpusError
from knowledge.split import make_passage
from knowledge.store.protocol import SentenceNote
from knowledge.types import LANGUAGES, Claim, Language, Passage, Reference, Source, Span


@dataclass(frozen=True, slots=True)
class DossierSource:
    """One dossier in one language, with its passages and what stands behind each sentence."""

    source: Source
    passages: tuple[Passage, ...]
    notes: tuple[SentenceNote, ...]


@dataclass(frozen=True, slots=True)
class Corpus:
    """All that could be read of a corpus folder, and what could not."""

    dossiers: tuple[DossierSource, ...]
    references: tuple[Reference, ...]
    claims: tuple[Claim, ...]
    problems: tuple[Problem, ...]


def corpus_digest(folder: Path) -> str:
    """A hash of all files of a corpus folder, names included; changes when any of them does.

    Raises:
        CorpusError: The folder is not there or cannot be read.
    """
    total = hashlib.sha256()
    try:
        if not folder.is_dir():
            raise CorpusError(f"{folder}: no such folder; set STEPPE_CORPUS to a folder, or to nothing")
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith("."):
                total.update(f"{path.relative_to(folder)}\0".encode("utf-8", "surrogateescape"))
                total.update(path.read_bytes())
    except OSError as error:
        raise CorpusError(
            f"{error.filename or folder}: cannot be read ({error.strerror}); mend its permissions"
        ) from error
    return total.hexdigest()


def read_corpus(folder: Path) -> Corpus:
    """Read dossiers, bibliography and ledger of a corpus folder; absent files are simply absent."""
    problems: list[Problem] = []
    references = read_references(folder, problems)
    known = {reference.key for reference in references}
    claims = _claims(folder, known, problems)
    ids = {claim.id for claim in claims}
    taken: dict[str, str] = {}
    dossiers: list[DossierSource] = []
    for path in sorted((folder / "dossiers").glob("*.yaml")):
        part = checked(DossierPart, load_yaml(path, problems), path, problems)
        if part is not None:
            dossiers.extend(_dossier(part, path, known, ids, taken, problems))
    return Corpus(tuple(dossiers), references, claims, tuple(sorted(problems)))


def read_references(folder: Path, problems: list[Problem]) -> tuple[Reference, ...]:
    """The bibliography; entries that are wrong are left out and go to ``problems``."""
    path = folder / "sources.yaml"
    found = []
    for key, raw in entries(load_yaml(path, problems)):
        part = checked(ReferencePart, raw, path, problems)
        if part is not None:
            found.append(Reference(key, part.title, part.publisher, part.url, part.published, part.kind))
    return tuple(found)


def _claims(folder: Path, known: set[str], problems: list[Problem]) -> tuple[Claim, ...]:
    path = folder / "evidence.yaml"
    found: dict[str, Claim] = {}
    ledger = load_yaml(path, problems) or []
    if not isinstance(ledger, list):
        problems.append(Problem(path.name, 1, "a list of entries is expected; start each with `- id:`"))
        ledger = []
    for raw in ledger:
        part = checked(ClaimPart, raw, path, problems)
        if part is None:
            continue
        if part.id in found:
            problems.append(Problem(path.name, part.line, f"claim {part.id} stands twice; keep one"))
            continue
        _unknown(part.sources, known, path, part.line, problems)
        texts = ({"ja": both.ja, "en": both.en} for both in (part.claim, part.finding))
        claim, finding = texts
        place = (part.place.section, part.place.paragraph)
        found[part.id] = Claim(part.id, part.verdict, place, claim, finding, part.as_of, tuple(part.sources))  # type: ignore[arg-type]  # keys are ja and en
    return tuple(found.values())


def _dossier(
    part: DossierPart, path: Path, known: set[str], ids: set[str], taken: dict[str, str], problems: list[Problem]
) -> Iterator[DossierSource]:
    """Build both languages of one file; they stay in step because a paragraph enters both or neither."""
    sections: list[tuple[Both, list[list[StatementPart]]]] = []
    for raw_section in part.sections:
        section = checked(SectionPart, raw_section, path, problems)
        paragraphs = []
        for raw in section.paragraphs if section else ():
            paragraph = checked(ParagraphPart, raw, path, problems)
            if paragraph is None:
                continue
            if paragraph.id in taken:
                said = f"paragraph {paragraph.id} stands in {taken[paragraph.id]} too; give it another id"
                problems.append(Problem(path.name, paragraph.line, said))
                continue
            taken[paragraph.id] = path.name
            statements = [checked(StatementPart, item, path, problems) for item in paragraph.statements]
            if any(statement is None for statement in statements):
                continue
            whole = [statement for statement in statements if statement is not None]
            for statement in whole:
                _unknown(statement.sources, known | {COLUMN}, path, statement.line, problems)
                for claim in (*statement.claims, *statement.evidence, *statement.speaks):
                    if claim not in ids:
                        said = f"claim {claim} is not in evidence.yaml; mend the id or add the entry"
                        problems.append(Problem(path.name, statement.line, said))
            paragraphs.append(whole)
        if section and paragraphs:
            sections.append((section.title, paragraphs))
    if not sections:
        problems.append(Problem(path.name, part.line, "nothing could be read of this file; see the lines above"))
        return
    built = {language: _build(part, sections, language) for language in LANGUAGES}
    for language, other in (("ja", "en"), ("en", "ja")):
        mine, theirs = built[language], built[other]  # type: ignore[index]  # the two literals above
        twins = [p.id for p in theirs.passages]
        passages = tuple(replace(p, twin_id=twin) for p, twin in zip(mine.passages, twins, strict=True))
        yield DossierSource(replace(mine.source, twin_id=theirs.source.id), passages, mine.notes)


def _build(
    part: DossierPart, sections: list[tuple[Both, list[list[StatementPart]]]], language: Language
) -> DossierSource:
    title = getattr(part.title, language)
    source_id = f"dossier-{part.id}-{language}"
    pieces: list[str] = [title]
    length = len(title)
    places: list[tuple[str, int, list[Span]]] = []
    notes: list[SentenceNote] = []
    for heading, paragraphs in sections:
        name = getattr(heading, language)
        pieces.append(name)
        length += 2 + len(name)
        for number, paragraph in enumerate(paragraphs, 1):
            length += 2
            first = length
            spans: list[Span] = []
            words: list[str] = []
            for statement in paragraph:
                sentence = getattr(statement, language)
                if words and language == "en":
                    length += 1
                spans.append(Span(length, length + len(sentence)))
                behind = map(tuple, (statement.sources, statement.claims, statement.evidence, statement.speaks))
                notes.append(SentenceNote(length, length + len(sentence), *behind))
                length += len(sentence)
                words.append(sentence)
            pieces.append((" " if language == "en" else "").join(words))
            assert first + len(pieces[-1]) == length  # noqa: S101 - offsets are exact or the corpus must not load
            places.append((name, number, spans))
    text = "\n\n".join(pieces)
    source = Source(
        id=source_id,
        title=title,
        language=language,
        kind="dossier",
        text=text,
        sha256=hashlib.sha256(text.encode()).hexdigest(),
        publisher="Steppe",
        published=part.updated,
        stance=part.stance,
        origin=f"corpus:{part.id}.{language}",
    )
    passages = tuple(make_passage(text, language, source_id, name, number, tuple(s)) for name, number, s in places)
    return DossierSource(source, passages, tuple(notes))


def dossier_layout() -> str:
    """The stored layout of a dossier: it is never split again, its paragraphs are its passages."""
    return json.dumps({"dossier": True})


def _unknown(keys: list[str], known: set[str], path: Path, line: int, problems: list[Problem]) -> None:
    for key in keys:
        if key not in known:
            problems.append(
                Problem(path.name, line, f"source {key} is not in sources.yaml; mend the key or add the entry")
            )
