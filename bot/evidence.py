"""The verb /evidence: the claims of the column by verdict, and each with what other sources say of it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Final

from bot.bureau import Bureau
from bot.labels import VERDICT_MARKS, as_of_label, passage_label, references_told, verdict_line
from bot.presses import LedgerPage, OpenClaim, OpenPassage, write
from bot.text import Text, bold, join, quote
from bot.view import ROW_BUTTONS, Button, View, rows_of
from bot.wording import WORDING
from knowledge.errors import NotFoundError
from knowledge.evidence import is_column, place_in_column
from knowledge.types import Claim, Language, Passage, Source, Span, Verdict

PAGE_CLAIMS = ROW_BUTTONS
VERDICTS: Final[tuple[Verdict, ...]] = ("contradicted", "partly", "unverified", "corroborated")


def ledger_view(bureau: Bureau, language: Language, verdict: Verdict | None, page: int) -> View:
    """Show a page of the claims with one verdict, from 0; beyond the last one, the last. Blocks; call it from a thread.

    Args:
        verdict: None: the weightiest that there is.

    Raises:
        LibraryError: The library cannot be read.
    """
    words = WORDING[language]
    claims = bureau.knowledge.claims()
    by_verdict = {one: [claim for claim in claims if claim.verdict == one] for one in VERDICTS}
    shown = verdict if verdict and by_verdict[verdict] else next((one for one in VERDICTS if by_verdict[one]), None)
    if shown is None:
        return View(words.evidence_none)
    listed = by_verdict[shown]
    pages = -(-len(listed) // PAGE_CLAIMS)
    page = min(page, pages - 1)
    numbered = list(enumerate(listed, 1))[page * PAGE_CLAIMS : (page + 1) * PAGE_CLAIMS]
    heading = words.verdict_heading.format(verdict=f"{VERDICT_MARKS[shown]} {words.verdict[shown]}", count=len(listed))
    parts: list[Text] = [
        join("\n", [bold(words.evidence_title.format(count=len(claims))), words.evidence_intro]),
        bold(heading),
        *(f"{number}. {claim.claim[language]}" for number, claim in numbered),
    ]
    opens = [Button(str(number), data=write(OpenClaim(language, claim.id))) for number, claim in numbered]
    turns = [
        Button(label, data=write(LedgerPage(language, shown, to)))
        for label, to in (("◀", page - 1), ("▶", page + 1))
        if 0 <= to < pages
    ]
    if turns:
        parts.append(words.sources_page.format(page=page + 1, pages=pages))
    others = [
        Button(f"{VERDICT_MARKS[one]} {words.verdict[one]} {len(found)}", data=write(LedgerPage(language, one, 0)))
        for one, found in by_verdict.items()
        if found
    ]
    return View(join("\n\n", parts), rows_of(opens) + ((tuple(turns),) if turns else ()) + rows_of(others, 2))


def claim_view(bureau: Bureau, language: Language, claim_id: str) -> View:
    """Show a claim with its verdict, the finding, its sources, and the passages that say either. Blocks, as above.

    Raises:
        NotFoundError: The ledger has no such claim.
        LibraryError: The library cannot be read.
    """
    words = WORDING[language]
    claim = next((one for one in bureau.knowledge.claims() if one.id == claim_id), None)
    if claim is None:
        raise NotFoundError(f"no claim {claim_id} in the ledger; `steppe evidence` lists them")
    references = bureau.knowledge.library.catalogue.references(claim.keys)
    parts: list[Text] = [
        bold(verdict_line(claim.verdict, words)),
        quote(claim.claim[language]),
        join("\n", [bold(words.claim_others.format(as_of=as_of_label(claim.as_of, words))), claim.finding[language]]),
    ]
    if references:
        heading, lines = references_told(references, language)
        parts.append(join("\n", [heading, *(("• ", line) for line in lines)]))
    return View(join("\n\n", parts), _passage_buttons(bureau, language, claim))


def _passage_buttons(bureau: Bureau, language: Language, claim: Claim) -> tuple[tuple[Button, ...], ...]:
    """The column's own words first, then the digest of them, then the dossier's sentences on it."""
    found = [*_in_column(bureau, claim), *_in_dossier(bureau, language, claim)]
    rows: list[tuple[Button, ...]] = []
    times: dict[str, int] = {}
    for source, passage, span in found:
        label = passage_label(passage, source, WORDING[language])
        times[label] = times.get(label, 0) + 1
        told = label if times[label] == 1 else f"{label} ({times[label]})"
        rows.append((Button(told, data=write(OpenPassage(language, passage.id, span))),))
    return tuple(rows)


def _in_column(bureau: Bureau, claim: Claim) -> Iterator[tuple[Source, Passage, Span]]:
    """The paragraph of the column that makes the claim, where the column itself is in the library."""
    for source in filter(is_column, bureau.knowledge.sources()):
        passages = bureau.knowledge.library.catalogue.passages_of(source.id)
        here = (one for one in passages if place_in_column(source, passages, one) == claim.place)
        yield from ((source, passage, Span(passage.start, passage.start)) for passage in here)


def _in_dossier(bureau: Bureau, language: Language, claim: Claim) -> list[tuple[Source, Passage, Span]]:
    """The sentences that report the claim, then those that answer it; neighbours in a passage are one span."""
    catalogue = bureau.knowledge.library.catalogue
    found: list[tuple[bool, Source, Passage, Span]] = []
    for source_id, note in catalogue.notes_for(claim.id):
        source = bureau.knowledge.source(source_id)
        passage = _passage_at(catalogue.passages_of(source_id), note.start)
        if source.language != language or passage is None:
            continue
        answers = claim.id not in note.claims
        before = found[-1] if found else None
        if (
            before is not None
            and before[0] == answers
            and before[2].id == passage.id
            and _adjoin(passage, before[3], note.start)
        ):
            found[-1] = (answers, source, passage, Span(before[3].start, note.end))
        else:
            found.append((answers, source, passage, Span(note.start, note.end)))
    return [one[1:] for one in sorted(found, key=lambda one: one[0])]


def _passage_at(passages: Sequence[Passage], place: int) -> Passage | None:
    return next((one for one in passages if one.start <= place < one.end), None)


def _adjoin(passage: Passage, before: Span, start: int) -> bool:
    return not any(before.end <= one.start < start for one in passage.sentences)
