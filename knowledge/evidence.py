"""The evidence beside an answer: what the column says, what other sources say, as of when.

Both sides are verbatim quotations with citations of their own; the words between them only say who speaks.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass

from knowledge.encoder import SentenceEncoder
from knowledge.library import Library
from knowledge.store.protocol import SentenceNote
from knowledge.types import Claim, Language, Passage, Source, Span, Verdict

_NOTED = {"contradicted": 0, "partly": 1, "unverified": 2}  # in this order of weight; corroborated needs no note
MOST_NOTES = 2
# Cosine of question and claim from which a note belongs beside the answer. A quoted sentence may touch a claim that the
# question is not about; only a plain contradiction is worth a reader's time then.
_ABOUT: dict[Verdict, float] = {"contradicted": 0.1, "partly": 0.35, "unverified": 0.35}
COLUMN_TITLE = "カザフスタンが映す中ロの溝 同盟神話に亀裂"
_LIKE = 0.35  # cosine from which a sentence of the column counts as making a claim of its paragraph
_SPACES = re.compile(r"\s+")


@dataclass(frozen=True, slots=True)
class Spot:
    """A sentence in the library: passage and span in its source."""

    passage: Passage
    span: Span

    @property
    def text(self) -> str:
        """The sentence, verbatim."""
        return self.passage.text[self.span.start - self.passage.start : self.span.end - self.passage.start]


@dataclass(frozen=True, slots=True)
class Weighing:
    """A claim beside what other sources say of it.

    Attributes:
        says: Where the column, or the digest of it, makes the claim.
        others: Where the dossier gives what other sources say; empty when no sentence of the dossier does.
    """

    claim: Claim
    says: Spot | None
    others: tuple[Spot, ...]


def weigh_claims(
    library: Library, used: Sequence[Spot], language: Language, encoder: SentenceEncoder, question: str
) -> tuple[Weighing, ...]:
    """Find what the ledger knows of the claims that the quoted sentences make or answer.

    Args:
        used: The sentences an answer quotes, in its order.
        language: The language of the answer.
        question: What was asked: of several claims the nearest to it come first.

    Returns:
        At most ``MOST_NOTES``, the claim nearest to the question first.
    """
    ledger = {claim.id: claim for claim in library.catalogue.claims()}
    if not ledger:
        return ()
    touched: dict[str, Spot | None] = {}
    for spot in used:
        for claim_id in _claims_at(library, spot, ledger, encoder):
            touched.setdefault(claim_id, spot)
    noted = [ledger[one] for one in touched if one in ledger and ledger[one].verdict in _NOTED]
    if not noted:
        return ()
    near = encoder.encode([question])[0] @ encoder.encode([claim.claim[language] for claim in noted]).T
    order = [i for i in range(len(noted)) if near[i] >= _ABOUT[noted[i].verdict]]
    order.sort(key=lambda i: -float(near[i]) + 0.1 * _NOTED[noted[i].verdict])
    return tuple(
        _weighing(library, noted[i], touched[noted[i].id], language, encoder, question) for i in order[:MOST_NOTES]
    )


def _claims_at(library: Library, spot: Spot, ledger: dict[str, Claim], encoder: SentenceEncoder) -> list[str]:
    notes = library.catalogue.notes(spot.passage.source_id, spot.span.start, spot.span.end)
    if notes:
        return [claim for note in notes for claim in (*note.claims, *note.evidence)]
    source = library.catalogue.source(spot.passage.source_id)
    if not is_column(source):
        return []
    place = place_in_column(source, library.catalogue.passages_of(source.id), spot.passage)
    here = [claim for claim in ledger.values() if claim.place == place]
    if not here:
        return []
    vectors = encoder.encode([source.text[spot.span.start : spot.span.end], *(claim.claim["ja"] for claim in here)])
    likeness = vectors[1:] @ vectors[0]
    return [claim.id for claim, value in zip(here, likeness, strict=True) if value >= _LIKE]


def is_column(source: Source) -> bool:
    """Whether a source is the owner's column, whatever file it came from."""
    return source.kind != "dossier" and _plain(source.title) == _plain(COLUMN_TITLE)


def place_in_column(source: Source, passages: Sequence[Passage], passage: Passage) -> tuple[int, int]:
    """Section (0 before the first heading) and paragraph of a passage of the column."""
    sections = list(dict.fromkeys(one.section for one in passages))
    number = sections.index(passage.section)
    return (number if sections[0] == "" else number + 1), passage.paragraph


def _weighing(
    library: Library, claim: Claim, used: Spot | None, language: Language, encoder: SentenceEncoder, question: str
) -> Weighing:
    says: Spot | None = None
    others: list[tuple[str, SentenceNote]] = []
    for source_id, note in library.catalogue.notes_for(claim.id):
        if not source_id.endswith(f"-{language}"):
            continue
        if claim.id in note.evidence:
            others.append((source_id, note))
        elif says is None:
            says = _spot(library, source_id, note)
    if used is not None and is_column(library.catalogue.source(used.passage.source_id)):
        says = used
    spots = [spot for spot in (_spot(library, *one) for one in others) if spot is not None]
    named = [spot for spot, (_, note) in zip(spots, others, strict=True) if claim.id in note.speaks]
    if named:
        spots = named[:1]
    elif len(spots) > 1:
        # No sentence is named in the dossier: the one nearest to question, claim and the ledger's finding speaks for the other sources.
        vectors = encoder.encode([question, claim.claim[language], claim.finding[language], *(s.text for s in spots)])
        spots = [spots[int((vectors[3:] @ vectors[:3].sum(axis=0)).argmax())]]
    return Weighing(claim, says, tuple(spots))


def _spot(library: Library, source_id: str, note: SentenceNote) -> Spot | None:
    for passage in library.catalogue.passages_of(source_id):
        if passage.start <= note.start < passage.end:
            return Spot(passage, Span(note.start, note.end))
    return None


def _plain(title: str) -> str:
    return _SPACES.sub("", unicodedata.normalize("NFKC", title))
