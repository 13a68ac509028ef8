"""A briefing is stored as sent and read back without loss; another form is refused."""

from __future__ import annotations

import json
from datetime import UTC, date, datetime

import pytest

from knowledge.briefing.values import (
    Ahead,
    Background,
    Basis,
    Briefing,
    Change,
    Doubted,
    Fact,
    Gap,
    Item,
    Mix,
)
from knowledge.briefing.wire import briefing_from_json, briefing_to_json
from knowledge.errors import BriefingError
from knowledge.types import Citation, Passage, Reference, Source, Span, Statement

TEXT = "The harbour of Talwick shipped 4.2 million tonnes. A second line."
SOURCE = Source(
    "s1", "Harbour", "en", "feed", "", "0" * 64, "Gazette", None, "2026-11-24", "https://example.org/1", "news"
)
PASSAGE = Passage("p1", "s1", "en", "", 1, 0, len(TEXT), TEXT, (Span(0, 50), Span(51, 65)))
REFERENCE = Reference("k", "T", "P", None, "2024", "official")
SAID = Statement(TEXT[:50], (1,), "quoted")


def whole() -> Briefing:
    """A briefing in which every kind of part stands."""
    return Briefing(
        "0123456789ab", "daily", date(2026, 11, 25), "en", "Asia/Tokyo",
        datetime(2026, 11, 23, 21, 45, tzinfo=UTC), datetime(2026, 11, 24, 21, 45, tzinfo=UTC),
        themes=("oil",), bluf=(SAID,),
        new=(Item("a" * 12, SAID, "2026-11-24", ("a" * 12,), ("RU",), Mix(2, 1, 1, 0, 0, 0, 1, 1), "differ", ("official",),
                  (SAID, SAID), SAID, (SAID,)),),
        changed=(Change("b" * 12, SAID, SAID, "2026-11-24", None, ("4.2", "4.1"), date(2026, 11, 24)),),
        background=Background("Harbour", "Trade", (Fact("c" * 12, SAID, "2024-05", 1, ("opinion",)),)),
        watch=(Ahead("d" * 12, SAID, "2026-12-01", 6, "2026-11-24"), Ahead("e" * 12, SAID, "2027", None, None)),
        gaps=(Gap("asked", "塩は？"),), doubted=(Doubted("s9", "Old", "1970-01-01"),),
        citations=(Citation(1, SOURCE, PASSAGE, TEXT[:50], 0, 50, (REFERENCE,)),),
        basis=Basis(1, 1, 1, 0, 1, 0, 0, 0), last_new="2026-11-22", earlier=date(2026, 11, 24), more_new=2,
        mode="openai:x", notice="n", rejected=1, prompt="briefing@1+0",
    )  # fmt: skip


def test_stored_and_read_back_it_is_the_same() -> None:
    stored = json.loads(json.dumps(briefing_to_json(whole()), ensure_ascii=False))
    assert briefing_from_json(stored) == whole()
    assert briefing_to_json(briefing_from_json(stored)) == stored


def test_its_keys_are_kept_as_they_are() -> None:
    stored = briefing_to_json(whole())
    assert list(stored) == [
        "form", "id", "kind", "day", "language", "zone", "since", "until", "themes", "bluf", "new", "changed",
        "background", "watch", "gaps", "doubted", "citations", "basis", "last_new", "earlier", "more_new", "mode",
        "notice", "rejected", "prompt",
    ]  # fmt: skip
    assert list(stored["new"][0]) == [
        "key", "statement", "published", "members", "vectors", "mix", "agreement", "labels", "differing", "why", "more",
    ]  # fmt: skip
    assert stored["since"] == "2026-11-23T21:45:00+00:00" and stored["day"] == "2026-11-25"


@pytest.mark.parametrize(
    "spoiled",
    [
        {},
        {"form": 1},
        {"form": 99},
        [],
        {**briefing_to_json(whole()), "day": "2026-02-30"},
        {**briefing_to_json(whole()), "kind": "weekly"},
        {**briefing_to_json(whole()), "bluf": "text"},
        {**briefing_to_json(whole()), "extra": 1},
        {**briefing_to_json(whole()), "more_new": True},
    ],
)
def test_another_form_is_refused_with_a_line(spoiled: object) -> None:
    with pytest.raises(BriefingError):
        briefing_from_json(spoiled)  # type: ignore[arg-type]
