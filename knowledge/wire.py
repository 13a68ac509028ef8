"""The JSON that others read: keys and types here are kept as they are."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from knowledge.types import Answer, Citation, Claim, Hit, IngestReport, Reference, Source


def answer_json(answer: Answer) -> dict[str, Any]:
    """An answer for ``steppe ask --json``."""
    return {
        "id": answer.id,
        "question": answer.question,
        "language": answer.language,
        "mode": answer.mode,
        "abstained": answer.abstained,
        "text": answer.text,
        "statements": [{"text": s.text, "citations": list(s.citations), "kind": s.kind} for s in answer.statements],
        "citations": [_citation(citation) for citation in answer.citations],
        "evidence": [
            {"claim_id": e.claim_id, "verdict": e.verdict, "text": e.text, "citations": list(e.citations)}
            for e in answer.evidence
        ],
        "followups": list(answer.followups),
        "elapsed_ms": round(answer.elapsed_ms, 1),
    }


def _citation(citation: Citation) -> dict[str, Any]:
    return {
        "n": citation.n,
        "source_id": citation.source.id,
        "source_title": citation.source.title,
        "locator": locator(citation),
        "passage_id": citation.passage.id,
        "passage": citation.passage.text,
        "language": citation.passage.language,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "url": address(citation),
    }


def locator(citation: Citation) -> str:
    """Where in its source a quote stands, in the source's language: section and paragraph."""
    section, number = citation.passage.section, citation.passage.paragraph
    place = f"第{number}段落" if citation.passage.language == "ja" else f"paragraph {number}"
    return f"{section}, {place}" if section else place


def address(citation: Citation) -> str | None:
    """The address to check a quote at: that of its source, or of the first published source behind it."""
    return citation.source.url or next((r.url for r in citation.references if r.url), None)


def hits_json(id: str, hits: Sequence[Hit]) -> dict[str, Any]:
    """Passages for ``steppe search --json``."""
    return {
        "id": id,
        "results": [
            {
                "passage_id": hit.passage.id,
                "source_id": hit.passage.source_id,
                "language": hit.passage.language,
                "section": hit.passage.section,
                "text": hit.passage.text,
                "start": hit.passage.start,
                "end": hit.passage.end,
                "score": round(hit.score, 4),
            }
            for hit in hits
        ],
    }


def source_json(source: Source) -> dict[str, Any]:
    """A source with its text for ``steppe show --json``."""
    return card_json(source) | {"text": source.text}


def card_json(source: Source) -> dict[str, Any]:
    """A source without its text for ``steppe sources --json``."""
    return {
        "id": source.id,
        "title": source.title,
        "language": source.language,
        "kind": source.kind,
        "stance": source.stance,
        "publisher": source.publisher,
        "published": source.published,
        "url": source.url,
        "sha256": source.sha256,
    }


def report_json(report: IngestReport) -> dict[str, Any]:
    """What became of the files given to ``steppe ingest --json``."""
    return {status: report.count(status) for status in ("added", "unchanged", "replaced", "failed")} | {
        "outcomes": [
            {
                "origin": o.origin,
                "status": o.status,
                "source_id": o.source_id,
                "title": o.title,
                "passages": o.passages,
                "reason": o.reason,
            }
            for o in report.outcomes
        ]
    }


def claim_json(claim: Claim, references: Sequence[Reference]) -> dict[str, Any]:
    """An entry of the ledger for ``steppe evidence --json``."""
    return {
        "claim_id": claim.id,
        "verdict": claim.verdict,
        "section": claim.place[0],
        "paragraph": claim.place[1],
        "claim": dict(claim.claim),
        "finding": dict(claim.finding),
        "as_of": claim.as_of,
        "sources": [
            {"title": r.title, "publisher": r.publisher, "url": r.url, "published": r.published, "kind": r.kind}
            for r in references
        ],
    }
