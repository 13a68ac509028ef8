"""What the library's sources report: of each the sentence that tells it best, and its gist.

Texts of feeds and uploads are nobody's instructions: a sentence that addresses the reader, holds an address or markup is
passed over, and a report of nothing else is none.
"""

from __future__ import annotations

import re
import threading
from collections import OrderedDict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from itertools import islice
from weakref import WeakKeyDictionary

from knowledge.briefing.gist import Gist, gist_of
from knowledge.briefing.window import Window, place
from knowledge.desk import Desk
from knowledge.evidence import Spot
from knowledge.reading.quote import in_language, unsafe
from knowledge.scoring import SUBJECT
from knowledge.store.catalogue import SqliteCatalogue
from knowledge.types import Language, Passage, Source, SourceKind

REPORTING: tuple[SourceKind, ...] = ("feed", "article", "report", "upload")
READ_SENTENCES = 8  # of each source: news tells the news first
MORE_SENTENCES = 3
MOST_REPORTS = 120  # of a window; more would be read by nobody and cost seconds
_KEPT = 4_096
_LENGTHS: dict[Language, tuple[int, int]] = {"ja": (12, 220), "en": (30, 420)}
_MARKUP = re.compile(r"</?[a-z!][^<>]*>|&[a-z]{2,8};|&#\d+;|\{\{|<<<|```", re.IGNORECASE)
_FURNITURE = re.compile(
    r"^(?:read more|continue reading|photo|image|source|copyright|©|subscribe|advertisement|follow us|share this"
    r"|続きを読む|関連記事|写真|提供|出典|画像|無断転載|広告)|all rights reserved|無断転載を禁|\bthe post .+ appeared first on\b",
    re.IGNORECASE,
)
_ENDED = re.compile(r"[。．.!?！？][」』）)\"'”’]*$")
# A sentence that leans on the one before says little alone.
_LEANING = re.compile(
    r"^(?:(?:it|he|she|they|this|that|these|those|its|his|her|their|but|and|however|also|meanwhile|instead|such)\b"
    r"|(?:同氏|同国|同社|同相|同省|これ|それ|この|その|また|さらに|しかし|ただ|一方|なお|同日|同じ|そこ|彼)|(?:同|両)(?=[一-龥]{1,2}[はがも]))",
    re.IGNORECASE,
)


@dataclass(frozen=True, slots=True)
class Report:
    """One source as a briefing sees it.

    Attributes:
        source: Without its text.
        lead: The sentence that tells it best.
        more: Sentences near it, in the order of the text.
        gist: Of title and lead.
    """

    source: Source
    lead: Spot
    more: tuple[Spot, ...]
    gist: Gist

    @property
    def day(self) -> date | None:
        """The day it was published; None where the source does not say."""
        try:
            return date.fromisoformat(self.source.published or "")
        except ValueError:
            return None

    @property
    def spots(self) -> tuple[Spot, ...]:
        """All its sentences that were read, the lead first."""
        return (self.lead, *self.more)

    @property
    def about_subject(self) -> bool:
        """Whether it names the country all of this is about."""
        return SUBJECT in self.gist.entries


_known: WeakKeyDictionary[SqliteCatalogue, OrderedDict[tuple[object, ...], Report | None]] = WeakKeyDictionary()
_turn = threading.Lock()


def reports_in(desk: Desk, window: Window) -> tuple[list[Report], list[Source]]:
    """The newest ``MOST_REPORTS`` of a window, newest first, and the sources whose dates cannot be right.

    Sources of the window are found by an index on their dates; nothing else of the library is read.
    """
    catalogue = desk.library.catalogue
    found: dict[str, Source] = {}
    for by in ("added", "published"):
        for source in catalogue.sources_between(window.since, window.until, REPORTING, by=by):
            found.setdefault(source.id, source)
    placed = {source.id: place(source, window) for source in found.values()}
    fresh = [source for source in found.values() if placed[source.id] == "in"]
    fresh.sort(key=lambda one: (one.published or "", one.added or 0, one.id), reverse=True)
    doubted = sorted((s for s in found.values() if placed[s.id] == "doubted"), key=lambda s: s.id)
    reports = (report for source in fresh if (report := read_report(desk, source)) is not None)
    return list(islice(reports, MOST_REPORTS)), doubted


def read_report(desk: Desk, source: Source) -> Report | None:
    """Read one source, once; None where no sentence of it can be shown. Safe from several threads."""
    key = (source.id, source.sha256, source.title, source.published, source.stance)
    with _turn:
        kept = _known.setdefault(desk.library.catalogue, OrderedDict())
        if key in kept:
            return kept[key]
    report = _read(desk, source)
    with _turn:
        kept[key] = report
        if len(kept) > _KEPT:
            kept.popitem(last=False)
    return report


def _read(desk: Desk, source: Source) -> Report | None:
    passages = desk.library.catalogue.opening_of(source.id, READ_SENTENCES)
    spots = list(sayable(passages, source.language))
    if not spots:
        return None
    lead = next((one for one in spots[:3] if not leans(one.text)), spots[0])
    rest = [one for one in spots if one != lead][:MORE_SENTENCES]
    gist = gist_of(f"{source.title}\n{lead.text}", source.language, desk.encoder, desk.glossary)
    return Report(source, lead, tuple(rest), gist)


def sayable(passages: Sequence[Passage], language: Language) -> Iterable[Spot]:
    """The first sentences of a source that can be shown, in the order of the text."""
    seen = 0
    for passage in passages:
        for span in passage.sentences:
            if seen >= READ_SENTENCES:
                return
            seen += 1
            spot = Spot(passage, span)
            if may_be_shown(spot.text, language):
                yield spot


@lru_cache(maxsize=16_384)
def may_be_shown(text: str, language: Language) -> bool:
    """Whether a sentence may stand in a briefing: whole, of its language, no markup, and not a word to the reader."""
    shortest, longest = _LENGTHS[language]
    return (
        shortest <= len(text) <= longest
        and "\n" not in text
        and _ENDED.search(text) is not None
        and not _MARKUP.search(text)
        and not _FURNITURE.search(text)
        and in_language(text, language)
        and not unsafe(text, text)
    )


def leans(text: str) -> bool:
    """Whether a sentence begins by pointing to another one."""
    return _LEANING.match(text) is not None
