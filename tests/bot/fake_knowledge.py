"""A small honest stand-in for the core: it answers what it was given, records what it was asked, and knows no more."""

from __future__ import annotations

import hashlib
import threading
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import date, datetime, time, timedelta
from types import SimpleNamespace
from zoneinfo import ZoneInfo

from bot.due import instant
from knowledge.briefing.compose import sealed
from knowledge.briefing.scoreboard import Standing
from knowledge.briefing.values import VECTORS, Basis, Briefing, Gap, Item, Mix
from knowledge.errors import NotFoundError, QuestionError
from knowledge.feeds.values import FeedHealth, FeedReport
from knowledge.library import Progress
from knowledge.shelve import Order, Stage
from knowledge.store.protocol import SentenceNote
from knowledge.types import (
    Abstention,
    Answer,
    Citation,
    Claim,
    EvidenceNote,
    Hit,
    IngestReport,
    Language,
    Outcome,
    Passage,
    Reference,
    Source,
    Span,
    Statement,
    Turn,
    Verdict,
)

HARBOUR = Reference("harbour", "Annual report", "Harbour office", "https://example.org/report", "2024-03", "official")
RADIO = Reference("radio", "Salt on the air", "Talwick Radio", "https://example.org/radio", "2024", "state-media")


def make_claim(number: int, verdict: Verdict, keys: tuple[str, ...] = ("harbour",), as_of: str = "2024-03") -> Claim:
    """A claim of the column on salt."""
    return Claim(
        f"KZ-C{number:02}", verdict, (1, number),
        {"en": f"The column says {number} tonnes.", "ja": f"コラムは{number}トンとする。"},
        {"en": f"The harbour counted otherwise ({number}).", "ja": f"港の数字は異なる（{number}）。"},
        as_of, keys,
    )  # fmt: skip


def make_source(
    source_id: str, language: Language, text: str, *, title: str = "", twin_id: str | None = None
) -> Source:
    """A source of the dossier kind."""
    digest = hashlib.sha256(text.encode()).hexdigest()
    name = title or ("タルウィックの港" if language == "ja" else "The harbour of Talwick")
    return Source(
        source_id, name, language, "dossier", text, digest,
        publisher="Steppe", published="2024-06-01", stance="reference", twin_id=twin_id,
    )  # fmt: skip


def make_passage(source: Source, start: int, end: int, number: int, *, twin_id: str | None = None) -> Passage:
    """A passage of a source with an id like the core's."""
    text = source.text[start:end]
    passage_id = hashlib.sha256(f"{source.id}{start}{text}".encode()).hexdigest()[:16]
    section = "貿易" if source.language == "ja" else "Trade"
    return Passage(
        passage_id, source.id, source.language, section, number, start, end, text, (Span(start, end),), twin_id
    )


class FakeKnowledge:
    """A library of two twin sources of three paragraphs each."""

    def __init__(self) -> None:
        self.asked: list[tuple[str, Language | None, tuple[Turn, ...]]] = []
        self.extractive: list[bool] = []
        self.answers: dict[str, Callable[[], Answer]] = {}
        self.gone: set[str] = set()
        self.swept = 0
        self.rebuilt = 0
        self.briefed: list[tuple[object, ...]] = []
        self.since: list[datetime] = []
        self.before_brief: Callable[[], None] = lambda: None
        self.empty = False
        self.ledger: list[Claim] = []
        self.library = SimpleNamespace(catalogue=self)
        self.before_answer: Callable[[str], None] = lambda question: None
        self._lock = threading.Lock()
        english = [
            "The harbour of Talwick shipped 4.2 million tonnes of salt in 2023.",
            "Talwick sends 35% of its salt to Norway.",
            "The new ferry carries 300 passengers.",
        ]
        japanese = [
            "タルウィック港は2023年に塩420万トンを積み出した。",
            "タルウィックは塩の35%をノルウェーに送る。",
            "新しい渡し船は300人を運ぶ。",
        ]
        self.english = make_source("harbour-en", "en", "\n\n".join(english), twin_id="harbour-ja")
        self.japanese = make_source("harbour-ja", "ja", "\n\n".join(japanese), twin_id="harbour-en")
        self.extra: list[Source] = []
        self.passages: dict[str, Passage] = {}
        self.rows: dict[str, list[Passage]] = {}
        for source, paragraphs in ((self.english, english), (self.japanese, japanese)):
            at, row = 0, []
            for number, paragraph in enumerate(paragraphs, 1):
                row.append(make_passage(source, at, at + len(paragraph), number))
                at += len(paragraph) + 2
            self.rows[source.id] = row
            self.passages |= {p.id: p for p in row}
        self.twins = {}
        for one, other in zip(self.rows["harbour-en"], self.rows["harbour-ja"], strict=True):
            self.twins |= {one.id: other.id, other.id: one.id}
        self.answers |= {
            "How much salt?": lambda: self.answer("How much salt?", "en", [0, 1]),
            "塩はどれだけ？": lambda: self.answer("塩はどれだけ？", "ja", [0, 1]),
            "And Norway?": lambda: self.answer("And Norway?", "en", [1]),
            "What of gold?": lambda: self.abstention("What of gold?", "en"),
        }

    def answer(self, question: str, language: Language, places: list[int], **more: object) -> Answer:
        """An answer of whole paragraphs."""
        source = self.english if language == "en" else self.japanese
        chosen = [self.rows[source.id][place] for place in places]
        citations = tuple(
            Citation(n, source, p, p.text, p.start, p.end, (HARBOUR,) if n == 1 else ())
            for n, p in enumerate(chosen, 1)
        )
        statements = tuple(Statement(p.text, (n,), "quoted") for n, p in enumerate(chosen, 1))
        evidence = (EvidenceNote("KZ-C01", "contradicted", "Sources differ. The report counts otherwise.[1]", (1,)),)
        values: dict[str, object] = {"followups": ("And Norway?",), "evidence": evidence, **more}
        return Answer("a1", question, language, "extractive", statements, citations, **values)  # type: ignore[arg-type]

    def abstention(self, question: str, language: Language) -> Answer:
        """No answer, with two passages near it."""
        nearest = tuple(self.rows["harbour-en"][:2])
        closest = tuple(Span(passage.start, passage.end) for passage in nearest)
        abstention = Abstention("not-covered", "Nothing on that.", nearest, closest)
        return Answer("a2", question, language, "extractive", abstention=abstention, followups=("And Norway?",))

    def ask(
        self, question: str, *, language: Language | None = None, history: Sequence[Turn] = (), extractive: bool = False
    ) -> Answer:
        """Answer a prepared question. Any other is a mistake of the test."""
        with self._lock:
            self.asked.append((question, language, tuple(history)))
            self.extractive.append(extractive)
        if not question.strip():
            raise QuestionError("the question is empty")
        self.before_answer(question)
        if question not in self.answers:
            raise AssertionError(f"the fake was not told the answer to {question!r}")
        return self.answers[question]()

    def search(self, query: str, *, top: int = 10) -> list[Hit]:
        """Every passage, those that share most letters with the query first."""
        share = {p.id: len(set(p.text) & set(query)) for p in self.passages.values()}
        ranked = sorted(self.passages.values(), key=lambda p: -share[p.id])
        return [Hit(p, 1.0) for p in ranked[:top] if p.id not in self.gone]

    def sources(self) -> list[Source]:
        """All sources."""
        return [self.english, self.japanese, *self.extra]

    def source(self, source_id: str) -> Source:
        """One source."""
        for source in self.sources():
            if source.id == source_id and source_id not in self.gone:
                return source
        raise NotFoundError(f"no source {source_id}")

    def passage(self, passage_id: str) -> Passage:
        """One passage."""
        if passage_id in self.gone or passage_id not in self.passages:
            raise NotFoundError(f"no passage {passage_id}")
        return self.passages[passage_id]

    def neighbours(self, passage_id: str) -> tuple[Passage | None, Passage | None]:
        """Before and after."""
        row = self.rows[self.passage(passage_id).source_id]
        at = [p.id for p in row].index(passage_id)
        return (row[at - 1] if at else None), (row[at + 1] if at + 1 < len(row) else None)

    def twin(self, passage_id: str) -> Passage | None:
        """In the other language."""
        return self.passages.get(self.twins.get(self.passage(passage_id).id, ""))

    def references(self, source_id: str | Sequence[str], start: int = 0, end: int = 1) -> tuple[Reference, ...]:
        """One published source behind every sentence; behind a claim those with its keys."""
        assert start < end
        known = {"harbour": HARBOUR, "radio": RADIO}
        return (HARBOUR,) if isinstance(source_id, str) else tuple(known[key] for key in source_id)

    def claims(self) -> tuple[Claim, ...]:
        """The ledger."""
        return tuple(self.ledger)

    def passages_of(self, source_id: str) -> tuple[Passage, ...]:
        """All passages of a source."""
        return tuple(self.rows[source_id])

    def notes_for(self, claim_id: str) -> tuple[tuple[str, SentenceNote], ...]:
        """The first paragraph reports every claim, the second answers it."""
        return tuple(
            (
                source_id,
                SentenceNote(p.start, p.end, ("harbour",), *(((claim_id,), ()) if n == 0 else ((), (claim_id,)))),
            )
            for source_id, row in self.rows.items()
            for n, p in enumerate(row[:2])
        )

    def fetch_feeds(self, now: datetime, *, protected: Callable[[str], bool] = lambda source_id: False) -> FeedReport:
        return FeedReport()

    def feed_health(self) -> tuple[FeedHealth, ...]:
        return ()

    def stop_feeds(self) -> None:
        """There is no round to end."""

    def count(self, language: Language) -> int:
        """How many passages in a language."""
        return sum(passage.language == language for passage in self.passages.values())

    def shelve(self, order: Order, progress: Callable[[Stage], None] | None = None) -> Outcome:
        """No document is taken here: tests of that use a real library."""
        raise AssertionError(f"the fake takes no documents, and {order.name} is one")

    def forget(self, source_id: str) -> Source:
        """Remove one of the extra sources."""
        source = self.source(source_id)
        self.gone.add(source_id)
        return source

    def rebuild(self, progress: Progress | None = None) -> int:
        """Nothing to make."""
        self.rebuilt += 1
        return len(self.passages)

    def brief(
        self, day: date, *, language: Language, themes: tuple[str, ...] = (), zone: str = "Asia/Tokyo",
        cut_off: time | None = None, now: datetime | None = None, watch_words: tuple[str, ...] = (),
        gaps: tuple[str, ...] = (), previous: Briefing | None = None,
    ) -> Briefing:  # fmt: skip
        """One new item: a paragraph of the library in the language, turning with the day; none on what is watched. Records what was asked."""
        with self._lock:
            self.briefed.append((day, language, themes, zone, cut_off, watch_words, gaps, previous))
        self.before_brief()
        assert now is not None
        over = day < now.astimezone(ZoneInfo(zone)).date()
        until = instant(day + timedelta(days=over and not cut_off), cut_off or time(), ZoneInfo(zone))
        if not over and not cut_off:
            until = now.replace(microsecond=0)
        if self.empty:
            return sealed(Briefing("", "daily", day, language, zone, until - timedelta(days=1), until, themes=themes))
        source = self.english if language == "en" else self.japanese
        passage = self.rows[source.id][day.toordinal() % 3]
        cited = Citation(1, replace(source, text=""), passage, passage.text, passage.start, passage.end)
        said = Statement(passage.text, (1,), "quoted")
        item = Item("0" * 12, said, "2026-11-24", ("0" * 12,), (), Mix(1, news=1, en=1), "single")
        return sealed(
            Briefing(
                "", "daily", day, language, zone, previous.until if previous else until - timedelta(days=1), until,
                themes=themes, bluf=(said,), new=(item,),
                gaps=(*(Gap("watched", word) for word in watch_words), *(Gap("asked", text) for text in gaps)), citations=(cited,), basis=Basis(passages=1, sources=1),
                earlier=previous.day if previous else None,
            )
        )  # fmt: skip

    def changes_since(
        self, since: datetime, *, language: Language, themes: tuple[str, ...] = (), zone: str = "Asia/Tokyo",
        now: datetime | None = None, previous: Briefing | None = None,
    ) -> Briefing:  # fmt: skip
        """Nothing new. Records since when it was asked."""
        assert now is not None
        self.since.append(since)
        day = now.astimezone(ZoneInfo(zone)).date()
        return sealed(Briefing("", "since", day, language, zone, since, now.replace(microsecond=0), themes=themes))

    def scoreboard(self, language: Language) -> tuple[Standing, ...]:
        """No partner is named anywhere."""
        return tuple(Standing(vector, 0, (), 0, None, None, None) for vector in VECTORS)

    def sweep_inbox(self) -> IngestReport:
        """Nothing there."""
        self.swept += 1
        return IngestReport(())
