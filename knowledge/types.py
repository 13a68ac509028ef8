"""The values that travel between the rooms. Frozen; their stage is in the name.

Offsets are Unicode code points, half-open, into ``Source.text``: ``source.text[start:end] == passage.text`` and
``source.text[start:end] == citation.quote`` hold for every passage and citation that leaves the library.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

Language = Literal["ja", "en"]
SourceKind = Literal["dossier", "article", "report", "feed", "upload"]
Stance = Literal["opinion", "news", "official", "state-media", "think-tank", "reference"]
Verdict = Literal["corroborated", "partly", "contradicted", "unverified"]
StatementKind = Literal["quoted", "composed"]
Asked = Literal[
    "number", "date", "person", "place", "reason", "manner", "list", "comparison", "polar", "fact", "broad", "overview"
]

LANGUAGES: tuple[Language, ...] = ("ja", "en")
SOURCE_KINDS: tuple[SourceKind, ...] = ("dossier", "article", "report", "feed", "upload")


@dataclass(frozen=True, slots=True, order=True)
class Span:
    """A stretch of a text: code points, half-open."""

    start: int
    end: int


@dataclass(frozen=True, slots=True)
class Reference:
    """A published source behind a statement of the dossier: where its fact was read.

    Attributes:
        key: Its name in the corpus, for example ``cpc_2025``.
        published: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None where the page carries no date.
        kind: ``official | academic | thinktank | news | state-media | ngo | reference | mirror | partisan | opinion``.
    """

    key: str
    title: str
    publisher: str
    url: str | None
    published: str | None
    kind: str


@dataclass(frozen=True, slots=True)
class Source:
    """A text in the library, whole, so that a citation can always be checked.

    Attributes:
        published: ``YYYY``, ``YYYY-MM`` or ``YYYY-MM-DD``; None when unknown.
        sha256: Of ``text`` in UTF-8, lower-case hexadecimal.
        origin: The path or address it came from; a new text from the same origin replaces the old one.
        twin_id: The source that says the same in the other language, if there is one.
        added: When this text was taken into the library, in seconds since 1970, UTC; None before it is stored.
    """

    id: str
    title: str
    language: Language
    kind: SourceKind
    text: str = field(repr=False)
    sha256: str
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    stance: Stance | None = None
    origin: str | None = None
    twin_id: str | None = None
    added: int | None = field(default=None, compare=False)


@dataclass(frozen=True, slots=True)
class Passage:
    """A stored piece of a source: one paragraph, or a run of sentences of a long one.

    Attributes:
        id: Hash of source, place and text: the same text at the same place keeps its id.
        section: The heading it stands under, empty before the first one.
        paragraph: Its paragraph within the section, from 1.
        sentences: Its sentences as spans of the source, in order.
        twin_id: The passage that says the same in the other language; its sentences correspond one to one.
    """

    id: str
    source_id: str
    language: Language
    section: str
    paragraph: int
    start: int
    end: int
    text: str
    sentences: tuple[Span, ...] = ()
    twin_id: str | None = None


@dataclass(frozen=True, slots=True)
class Hit:
    """A passage found for a question, best first where several stand together.

    Attributes:
        score: Fused relevance in [0, 1]; comparable within one question.
        similarity: Cosine of question and passage in [-1, 1]; None when the vector leg did not return it.
        lexical: BM25 relevance as a share of the best one of its language in [0, 1]; None when the leg did not return it.
    """

    passage: Passage
    score: float
    similarity: float | None = None
    lexical: float | None = None


@dataclass(frozen=True, slots=True)
class Citation:
    """A verbatim span of a source that stands behind a statement.

    Attributes:
        n: Its number in the answer, from 1.
        references: For the dossier: the published sources behind exactly this sentence.
    """

    n: int
    source: Source = field(repr=False)
    passage: Passage
    quote: str
    start: int
    end: int
    references: tuple[Reference, ...] = ()


@dataclass(frozen=True, slots=True)
class Statement:
    """One sentence the bot asserts, with the numbers of its citations (never empty)."""

    text: str
    citations: tuple[int, ...]
    kind: StatementKind


@dataclass(frozen=True, slots=True)
class Claim:
    """One claim of the column in the evidence ledger, in both languages.

    Attributes:
        place: Section (0 is the untitled introduction) and paragraph (from 1) in the column.
        claim: What the column says, per language.
        finding: What other sources say, per language.
        as_of: ``YYYY``, ``YYYY-MM``, ``YYYY-MM-DD``, or two of them with ``/`` between.
    """

    id: str
    verdict: Verdict
    place: tuple[int, int]
    claim: Mapping[Language, str]
    finding: Mapping[Language, str]
    as_of: str
    keys: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class EvidenceNote:
    """What other sources say of a claim that the answer uses."""

    claim_id: str
    verdict: Verdict
    text: str
    citations: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Abstention:
    """Why there is no answer, and what stood nearest.

    Attributes:
        reason: ``no-sources | off-topic | not-covered | language | small-talk``.
        nearest: The passages that came closest, best first; not an answer.
        closest: The sentence of each of them that came closest; none in answers stored before these were told.
    """

    reason: Literal["no-sources", "off-topic", "not-covered", "language", "small-talk"]
    text: str
    nearest: tuple[Passage, ...] = ()
    closest: tuple[Span, ...] = ()

    @property
    def told(self) -> tuple[tuple[Passage, str], ...]:
        """Each passage that came closest with its sentence, verbatim."""
        return tuple(
            (passage, passage.text[span.start - passage.start : span.end - passage.start])
            for passage, span in zip(self.nearest, self.closest, strict=False)
        )


@dataclass(frozen=True, slots=True)
class Turn:
    """One earlier exchange of the same conversation, oldest first in a history."""

    question: str
    answer: str


@dataclass(frozen=True, slots=True)
class Question:
    """A question, understood.

    Attributes:
        text: As asked, trimmed.
        standalone: The same question made independent of the conversation.
        language: The language to answer in.
        written: The language it is written in, which its words are searched in.
        asked: The kind of answer it wants.
        terms: Content words, normalised as in the full-text index.
        names: Glossary entries it mentions, by id.
        bare: It is put broadly and only names are left of it: nothing particular is asked of what it names.
        parts: The questions in it where it holds several, each understood in the light of those before it.
    """

    text: str
    standalone: str
    language: Language
    written: Language
    asked: Asked
    terms: tuple[str, ...]
    names: tuple[str, ...]
    bare: bool = False
    parts: tuple[Question, ...] = ()


@dataclass(frozen=True, slots=True)
class DraftStatement:
    """What a chat model proposes for one sentence, unchecked.

    Attributes:
        quotes: Pairs of passage key (``P1``, ``P2``, ... as shown to the model) and the words quoted from it.
    """

    text: str
    quotes: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class DraftAnswer:
    """A chat model's reply after parsing, unchecked."""

    statements: tuple[DraftStatement, ...]


@dataclass(frozen=True, slots=True)
class Rejected:
    """A drafted statement that did not pass, with the reason in one word for the count."""

    statement: DraftStatement
    reason: Literal[
        "no-quote", "unknown-passage", "quote-not-found", "number", "date", "name", "polarity", "language", "empty"
    ]


@dataclass(frozen=True, slots=True)
class QuotedSpan:
    """A quotation that was found: passage and span in the passage's source."""

    passage: Passage
    start: int
    end: int


@dataclass(frozen=True, slots=True)
class VerifiedStatement:
    """A drafted statement whose quotations, numbers, dates and names were all found."""

    text: str
    quotes: tuple[QuotedSpan, ...]


@dataclass(frozen=True, slots=True)
class VerifiedStatements:
    """The outcome of verification, in draft order."""

    kept: tuple[VerifiedStatement, ...]
    rejected: tuple[Rejected, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What the reader gets: statements that each carry at least one citation, or an abstention.

    Attributes:
        mode: ``extractive``, or the chat model's name.
        notice: A line that says why the mode is not the one configured, or which of several questions has no answer;
            None when all went as set and everything is answered.
        rejected: How many of the model's statements were dropped by verification.
        prompt: Id, version and hash of the prompt used; None in the extractive mode.
    """

    id: str
    question: str
    language: Language
    mode: str
    statements: tuple[Statement, ...] = ()
    citations: tuple[Citation, ...] = ()
    evidence: tuple[EvidenceNote, ...] = ()
    followups: tuple[str, ...] = ()
    abstention: Abstention | None = None
    notice: str | None = None
    rejected: int = 0
    prompt: str | None = None
    elapsed_ms: float = 0.0

    @property
    def abstained(self) -> bool:
        """Whether the answer is that there is none."""
        return self.abstention is not None

    @property
    def text(self) -> str:
        """The answer as plain text with ``[n]`` after each statement."""
        if self.abstention is not None:
            return self.abstention.text
        marked = (s.text + "".join(f"[{n}]" for n in s.citations) for s in self.statements)
        return ("" if self.language == "ja" else " ").join(marked)


@dataclass(frozen=True, slots=True)
class Document:
    """A loaded file before it is stored: text and what could be read about it.

    Attributes:
        text: Normalised: ``\\n`` line ends, no NUL, paragraphs separated by one empty line.
        headings: Spans of the headings in ``text``, in order.
        title_span: The span of the title line in ``text``; None when the title came from elsewhere.
        furniture: Spans that are neither prose nor headings (date lines, captions, "related" lines); not indexed.
    """

    title: str
    language: Language
    text: str = field(repr=False)
    kind: SourceKind = "article"
    publisher: str | None = None
    author: str | None = None
    published: str | None = None
    url: str | None = None
    stance: Stance | None = None
    origin: str | None = None
    headings: tuple[Span, ...] = ()
    title_span: Span | None = None
    furniture: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Outcome:
    """What became of one file or address given to ingest."""

    origin: str
    status: Literal["added", "unchanged", "replaced", "failed"]
    source_id: str | None = None
    title: str | None = None
    passages: int = 0
    reason: str | None = None


@dataclass(frozen=True, slots=True)
class IngestReport:
    """The outcomes of one ingest, in the order given."""

    outcomes: tuple[Outcome, ...]

    def count(self, status: str) -> int:
        """How many outcomes have ``status``."""
        return sum(o.status == status for o in self.outcomes)
