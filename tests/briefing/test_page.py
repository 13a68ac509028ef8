"""Text, page and card: nothing of a source is ever markup, nothing is fetched, everything can be drawn."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import UTC, date, datetime
from html.parser import HTMLParser

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from knowledge.briefing.card import draw_card, figures_shown
from knowledge.briefing.page import as_page
from knowledge.briefing.text import as_text
from knowledge.briefing.values import Briefing
from knowledge.opening import Knowledge
from knowledge.types import LANGUAGES
from tests.briefing.test_wire import whole

EVIL = "\"><script>alert('x')</script><img src=http://evil.example/x onerror=y>"


class Tags(HTMLParser):
    """Collects the tags and attributes of a page."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def poisoned(text: str) -> Briefing:
    """A briefing in which everything that comes from a source is ``text``."""
    plain = whole()
    said = replace(plain.bluf[0], text=text)
    citation = plain.citations[0]
    source = replace(citation.source, title=text, publisher=text, url=f"javascript:{text}")
    passage = replace(citation.passage, text=text, section=text)
    item = replace(plain.new[0], statement=said, why=said, differing=(said, said))
    return replace(
        plain, bluf=(said,), new=(item,), themes=(text,), notice=text, mode=text,
        gaps=(replace(plain.gaps[0], text=text),), doubted=(replace(plain.doubted[0], title=text),),
        citations=(replace(citation, source=source, passage=passage, quote=text),),
    )  # fmt: skip


def tags_of(page: str) -> list[tuple[str, dict[str, str | None]]]:
    parser = Tags()
    parser.feed(page)
    return parser.tags


def test_a_page_with_hostile_sources_has_the_tags_of_a_plain_one() -> None:
    plain, evil = (tags_of(as_page(poisoned(text))) for text in ("words", EVIL))
    assert [tag for tag, _ in plain] == [tag for tag, _ in evil]
    assert not any(tag in ("script", "img", "iframe", "link", "object") for tag, _ in evil)
    for _, attributes in evil:
        assert not any(name.startswith("on") or name == "src" for name in attributes)
        assert not (attributes.get("href") or "#").lower().startswith("javascript")


def test_nothing_of_a_page_is_fetched_from_elsewhere() -> None:
    page = as_page(whole())
    assert "url(" not in page and "@import" not in page and "default-src 'none'" in page
    assert all(tag in ("a", "meta") or not ({"href", "src"} & attributes.keys()) for tag, attributes in tags_of(page))


@given(st.text(min_size=1, max_size=60))
@settings(max_examples=60, suppress_health_check=[HealthCheck.too_slow], deadline=None)
def test_any_text_stays_text(text: str) -> None:
    page = as_page(poisoned(text))
    assert [tag for tag, _ in tags_of(page)] == [tag for tag, _ in tags_of(as_page(poisoned("words")))]
    assert as_text(poisoned(text))


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_sentence_and_source_stands_in_text_and_page(shipped: Knowledge, language: str) -> None:
    briefing = shipped.brief(date(2026, 11, 24), language=language, now=datetime(2027, 1, 1, tzinfo=UTC))  # type: ignore[arg-type]
    text, page = as_text(briefing), as_page(briefing)
    for statement in briefing.main():
        assert statement.text in text
    for citation in briefing.main_citations:
        assert f"[{citation.n}] {citation.source.title}" in text and f'id="s{citation.n}"' in page
    assert f'<html lang="{language}">' in page and re.search(r"@media print", page)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_card_is_drawn_with_three_figures_and_their_sources(shipped: Knowledge, language: str) -> None:
    later = datetime(2027, 1, 1, tzinfo=UTC)
    briefing = shipped.brief(date(2026, 11, 25), language=language, now=later)  # type: ignore[arg-type]
    shown = figures_shown(briefing)
    assert shown and all(one.source.startswith("[") and one.sentence for one in shown)
    picture = draw_card(briefing)
    assert picture.startswith(b"\x89PNG") and picture == draw_card(briefing)


def test_a_card_of_an_empty_library_and_of_hostile_text_is_drawn() -> None:
    bare = Briefing(
        "",
        "daily",
        date(2026, 11, 25),
        "ja",
        "Asia/Tokyo",
        datetime(2026, 11, 24, tzinfo=UTC),
        datetime(2026, 11, 25, tzinfo=UTC),
    )
    assert draw_card(bare).startswith(b"\x89PNG")
    assert draw_card(poisoned(EVIL * 40 + "\x00\u202e𝔘🛢")).startswith(b"\x89PNG")
