"""Keep the library whole: at start, bring index, corpus and inbox in step with what they should be.

Every step can be killed and run again. Readers go on with the old generation of vectors until a new one is complete.
"""

from __future__ import annotations

import hashlib
import json
import logging
import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

from knowledge.dossier.read import Corpus, corpus_digest, dossier_layout, read_corpus
from knowledge.errors import CorpusError, DiskError, LockedError, SourceError
from knowledge.ingest import ingest_documents
from knowledge.library import (
    INDEX,
    Library,
    Prepared,
    Progress,
    drop_vectors,
    fingerprint,
    index_vectors,
    open_vectors,
    prepare,
    store,
)
from knowledge.paths import named
from knowledge.prepare import from_layout
from knowledge.split import split_document
from knowledge.store.protocol import SentenceNote
from knowledge.types import LANGUAGES, IngestReport, Outcome, Passage

log = logging.getLogger(__name__)
CORPUS = "corpus"  # the remark that holds the digest of the corpus last taken in
_FIRST_WAIT_S = 120.0  # a second process waits this long while the first one fills a new library


def mend(library: Library, progress: Progress | None = None) -> tuple[str, ...]:
    """Bring the library in step with settings, corpus and inbox; does nothing when it is.

    When another process holds the write lock, an existing library is used as it stands.

    Returns:
        One line for each thing an operator should know.

    Raises:
        CorpusError: The corpus folder is not there.
        LockedError: The library must be rebuilt for these settings, and another process holds it.
    """
    remarks: list[str] = []
    current = library.catalogue.read(INDEX)
    wanted = fingerprint(library.settings, library.encoder)
    other = current is not None and not current.startswith(wanted + ".")
    if not (current is None or other or _stale_corpus(library) or _out_of_step(library) or any(_new_files(library))):
        return ()
    try:
        with library.writing(wait_s=_FIRST_WAIT_S if current is None else 0.0):
            if library.catalogue.read(INDEX) is None:
                library.catalogue.write(INDEX, f"{wanted}.1")
            elif other:
                remarks.append("the encoder or the splitting changed: the index was rebuilt")
                rebuild(library, progress)
            elif _out_of_step(library):
                remarks.append(mend_index(library))
            remarks.extend(sync_corpus(library, progress))
            report = sweep_inbox(library, progress)
            remarks.extend(f"inbox: {o.origin}: {o.reason}" for o in report.outcomes if o.status == "failed")
    except LockedError:
        if current is None or other:
            raise
        remarks.append("another process is writing to the library; using it as it stands")
    return tuple(remarks)


# the index


def _out_of_step(library: Library) -> bool:
    return any(library.catalogue.count(one) != library.vectors.count(one) for one in LANGUAGES)


def mend_index(library: Library) -> str:
    """Give every passage its vector again and sweep out vectors without a passage. The caller holds the lock."""
    added = dropped = 0
    for language in LANGUAGES:
        ids = library.catalogue.passage_ids(language)
        missing = library.vectors.missing(language, ids)
        for first in range(0, len(missing), 500):
            part = library.catalogue.passages(missing[first : first + 500])
            by_source: dict[str, list[Passage]] = {}
            for passage in part.values():
                by_source.setdefault(passage.source_id, []).append(passage)
            batch = [
                prepare(library.encoder, library.catalogue.source(source_id), passages, "")
                for source_id, passages in by_source.items()
            ]
            index_vectors(library.vectors, batch)
        stray = library.vectors.strangers(language, set(ids))
        library.vectors.delete(language, stray)
        added, dropped = added + len(missing), dropped + len(stray)
    return f"the index was out of step with the catalogue: {added} vectors made again, {dropped} removed"


def rebuild(library: Library, progress: Progress | None = None) -> int:
    """Make words and vectors of the whole library again, beside the old ones, then switch.

    Returns:
        How many passages the library holds now.

    Raises:
        LockedError: Another process writes.
    """
    with library.writing():
        current = library.catalogue.read(INDEX)
        number = int(current.rsplit(".", 1)[1]) + 1 if current else 1
        generation = f"{fingerprint(library.settings, library.encoder)}.{number}"
        fresh = open_vectors(library.settings, library.encoder, generation)
        sources = library.catalogue.sources()
        for done, card in enumerate(sources, 1):
            prepared = _again(library, card.id)
            index_vectors(fresh, [prepared])
            library.catalogue.add([prepared.entry], replacing=[card.id])
            if progress:
                progress(done, len(sources), card.title)
        library.catalogue.write(INDEX, generation)
        library.vectors = fresh
        # The generation just left stays for readers that are in the middle of a question.
        for old in fresh.generations():
            if old not in (generation, current):
                fresh.drop(old)
        return sum(map(library.catalogue.count, LANGUAGES))


def _again(library: Library, source_id: str) -> Prepared:
    source, layout = library.catalogue.source(source_id), library.catalogue.layout(source_id)
    notes: Sequence[SentenceNote] = ()
    if json.loads(layout).get("dossier"):
        passages = library.catalogue.passages_of(source_id)
        notes = library.catalogue.notes(source_id, 0, len(source.text))
    else:
        passages = split_document(from_layout(source, layout), source_id, library.settings.split)
    return prepare(library.encoder, source, passages, layout, notes)


# the corpus


def _stale_corpus(library: Library) -> bool:
    folder = library.settings.corpus
    return (corpus_digest(folder) if folder else "none") != library.catalogue.read(CORPUS)


def sync_corpus(library: Library, progress: Progress | None = None) -> tuple[str, ...]:
    """Make the library hold exactly the dossiers of the corpus folder. The caller holds the lock.

    Returns:
        One line per problem in the corpus files; the paragraphs concerned are left out.
    """
    if not _stale_corpus(library):
        return ()
    folder = library.settings.corpus
    corpus = read_corpus(folder) if folder else Corpus((), (), (), ())
    stored = {s.id: s for s in library.catalogue.sources() if (s.origin or "").startswith("corpus:")}
    wanted = {d.source.id: d for d in corpus.dossiers}
    gone = [source_id for source_id in stored if source_id not in wanted]
    fresh = corpus.dossiers
    library.catalogue.set_corpus(corpus.references, corpus.claims)
    batch: list[Prepared] = []
    for done, dossier in enumerate(fresh, 1):
        batch.append(prepare(library.encoder, dossier.source, dossier.passages, dossier_layout(), dossier.notes))
        if progress:
            progress(done, len(fresh), dossier.source.title)
    old = [p for source_id in gone for p in library.catalogue.passages_of(source_id)]
    library.catalogue.remove(gone)
    drop_vectors(library, old)
    store(library, batch, replacing=[source_id for source_id in wanted if source_id in stored])
    if folder:
        _plain_files(library, folder)
    library.catalogue.write(CORPUS, corpus_digest(folder) if folder else "none")
    return tuple(f"corpus: {problem}" for problem in corpus.problems)


def _plain_files(library: Library, folder: Path) -> None:
    """A corpus folder may also hold ordinary documents; they are taken in like any other."""
    ours = {"dossiers", "sources.yaml", "evidence.yaml"}
    paths = [p for p in sorted(folder.rglob("*")) if p.is_file() and p.relative_to(folder).parts[0] not in ours]
    paths = [p for p in paths if p.suffix.lower() in (".txt", ".md", ".html", ".htm", ".pdf", ".docx")]
    if not paths:
        return
    from knowledge.load import load_path

    documents = ((str(p), lambda p=p: load_path(p, library.settings.load)) for p in paths)
    for outcome in ingest_documents(library, documents, len(paths)).outcomes:
        if outcome.status == "failed":
            log.warning("corpus: %s", outcome.reason)


# the inbox


def _new_files(library: Library) -> Iterator[Path]:
    inbox = library.settings.inbox
    if not inbox.is_dir():
        if library.settings.sources_dir is not None:
            raise SourceError(f"{inbox}: no such folder; make it, or unset STEPPE_SOURCES_DIR")
        return
    try:
        paths = sorted(p for p in inbox.rglob("*") if p.is_file() and not p.name.startswith("."))
    except OSError as error:
        raise DiskError(f"{inbox}: cannot be read ({error.strerror}); mend its permissions") from error
    for path in paths:
        try:
            stat = path.stat()
        except OSError:  # gone since it was listed
            continue
        if library.catalogue.seen(named(path)) != (stat.st_size, stat.st_mtime_ns):
            yield path


def sweep_inbox(library: Library, progress: Progress | None = None) -> IngestReport:
    """Take in the files of the inbox that are new or changed. They stay where they are.

    A file named ``*.url`` holds one address a line, to be fetched. A file that failed is tried again when it changes.

    Raises:
        LockedError: Another process writes.
    """
    with library.writing():
        outcomes: list[Outcome] = []
        paths = list(_new_files(library))
        if paths:
            from knowledge.load import load_path, load_url  # with all the document libraries behind it
        for done, path in enumerate(paths, 1):
            try:
                stat = path.stat()
                lines = (
                    path.read_text(encoding="utf-8", errors="replace").split("\n") if path.suffix == ".url" else None
                )
            except OSError as error:  # gone, or not to be read: others wait behind it
                reason = f"{named(path)}: cannot be read ({error.strerror}); mend its permissions"
                outcomes.append(Outcome(named(path), "failed", reason=reason))
                continue
            if lines is not None:
                jobs = [(a, lambda a=a: load_url(a, library.settings.load)) for a in map(str.strip, lines) if a]
            else:
                jobs = [(named(path), lambda p=path: load_path(p, library.settings.load))]
            report = ingest_documents(library, jobs, len(jobs))
            failed = [o.reason for o in report.outcomes if o.status == "failed"]
            library.catalogue.mark_seen(
                named(path),
                stat.st_size,
                stat.st_mtime_ns,
                "failed" if failed else "taken",
                failed[0] if failed else None,
            )
            outcomes.extend(
                replace(o, origin=named(path) if path.suffix != ".url" else o.origin) for o in report.outcomes
            )
            if progress:
                progress(done, len(paths), path.name)
        return IngestReport(tuple(outcomes))


def hand_over(library: Library, targets: Sequence[str | Path]) -> int:
    """Put files and addresses into the inbox of the process that holds the lock; returns how many.

    Raises:
        DiskError: The inbox cannot be written.
    """
    from knowledge.load import walk

    inbox = library.settings.inbox
    count = 0
    try:
        inbox.mkdir(parents=True, exist_ok=True)
        for target in walk(targets):
            # In a folder of its own, the same each time: nothing that is called alike takes its place.
            whole = target if isinstance(target, str) else target.resolve()
            own = inbox / hashlib.sha256(os.fsencode(whole)).hexdigest()[:12]
            own.mkdir(exist_ok=True)
            if isinstance(target, str):
                _drop(own / "address.url", target.encode())
            else:
                _drop(own / target.name, target.read_bytes())
            count += 1
    except OSError as error:
        raise DiskError(f"{inbox}: cannot be written ({error.strerror}); mend its permissions") from error
    return count


def _drop(path: Path, content: bytes) -> None:
    # Written beside and renamed: the other process must never see half a file.
    partial = path.with_name(f".{path.name}.partial")
    partial.write_bytes(content)
    partial.rename(path)


def corpus_problems(folder: Path | None) -> tuple[str, ...]:
    """What is wrong in the corpus files, one line each, for ``steppe check``."""
    if folder is None:
        return ()
    try:
        corpus_digest(folder)
    except CorpusError as error:
        return (str(error),)
    return tuple(str(problem) for problem in read_corpus(folder).problems)
