"""An answer as JSON and back, without loss: what a reader was shown can be shown again when the library has moved on.

Only the full text of its sources is left out: a passage holds the stretch that was quoted.
"""

from __future__ import annotations

import json
from dataclasses import replace
from typing import Any

from knowledge.types import (
    Abstention,
    Answer,
    Citation,
    EvidenceNote,
    Passage,
    Reference,
    Source,
    Span,
    Statement,
)

VERSION = 1


def written(answer: Answer) -> str:
    """The answer as JSON; passages and sources stand in it once, however often they are cited."""
    nearest = answer.abstention.nearest if answer.abstention else ()
    passages = {p.id: p for p in (*(c.passage for c in answer.citations), *nearest)}
    sources = {c.source.id: replace(c.source, text="") for c in answer.citations}
    body: dict[str, Any] = {name: getattr(answer, name) for name in _PLAIN}
    body |= {
        "version": VERSION,
        "statements": [_fields(one) for one in answer.statements],
        "citations": [
            {
                "n": c.n,
                "source": c.source.id,
                "passage": c.passage.id,
                "quote": c.quote,
                "start": c.start,
                "end": c.end,
                "references": [_fields(one) for one in c.references],
            }
            for c in answer.citations
        ],
        "evidence": [_fields(one) for one in answer.evidence],
        "followups": answer.followups,
        "abstention": answer.abstention
        and {
            "reason": answer.abstention.reason,
            "text": answer.abstention.text,
            "nearest": [one.id for one in answer.abstention.nearest],
            "closest": [(one.start, one.end) for one in answer.abstention.closest],
        },
        "passages": [_passage_fields(one) for one in passages.values()],
        "sources": [_fields(one) for one in sources.values()],
    }
    return json.dumps(body, ensure_ascii=False, separators=(",", ":"))


def read(body: str) -> Answer:
    """The answer that ``written`` wrote; its sources are cards, without their text.

    Raises:
        ValueError: It was written in a form that this version does not know.
    """
    told: dict[str, Any] = json.loads(body)
    if told.get("version") != VERSION:
        raise ValueError(f"a stored answer of form {told.get('version')!r} is not known here")
    passages = {one["id"]: _passage(one) for one in told["passages"]}
    sources = {one["id"]: Source(**one) for one in told["sources"]}
    abstention = told["abstention"]
    return Answer(
        **{name: told[name] for name in _PLAIN},
        statements=tuple(Statement(**{**one, "citations": tuple(one["citations"])}) for one in told["statements"]),
        citations=tuple(
            Citation(
                **{
                    **one,
                    "source": sources[one["source"]],
                    "passage": passages[one["passage"]],
                    "references": tuple(Reference(**reference) for reference in one["references"]),
                }
            )
            for one in told["citations"]
        ),
        evidence=tuple(EvidenceNote(**{**one, "citations": tuple(one["citations"])}) for one in told["evidence"]),
        followups=tuple(told["followups"]),
        abstention=abstention
        and Abstention(
            abstention["reason"],
            abstention["text"],
            tuple(passages[one] for one in abstention["nearest"]),
            tuple(Span(*one) for one in abstention.get("closest", ())),
        ),
    )


_PLAIN = ("id", "question", "language", "mode", "notice", "rejected", "prompt", "elapsed_ms")


def _fields(value: Any) -> dict[str, Any]:
    """The fields of a frozen value; ``asdict`` would copy all that is in them, which takes ten times as long."""
    return {name: getattr(value, name) for name in value.__slots__}


def _passage_fields(passage: Passage) -> dict[str, Any]:
    return _fields(passage) | {"sentences": [(one.start, one.end) for one in passage.sentences]}


def _passage(told: dict[str, Any]) -> Passage:
    return Passage(**{**told, "sentences": tuple(Span(*one) for one in told["sentences"])})
