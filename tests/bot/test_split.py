"""Rendering and splitting lose nothing, whatever the text."""

from __future__ import annotations

import unicodedata

import pytest
import regex
from hypothesis import given, settings
from hypothesis import strategies as st

from bot.simulator.driver import Simulator
from bot.simulator.refusal import Refusal
from bot.simulator.rules import TEXT_UNITS, formatted
from bot.split import is_boundary, split
from bot.text import Entity, Rendered, Styled, Text, bold, code, italic, join, link, quote, render, units
from tests.bot.random_texts import send_all

PIECES = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["👨‍👩‍👧‍👦", "🇰🇿🇯🇵", "é", "e\u0301", "한국어", "각", "\u202eabc\u202c", "カザフスタン。", "Oil. ", "\n\n",
         "[1][2]", "👍🏽", "\ud83d", "　", "🏴󠁧󠁢󠁳󠁣󠁴󠁿", " ", "\r\n", "नमस्ते", "<b>&amp;</b>", "*_`["]
    ),
)  # fmt: skip
LONG = st.builds(lambda parts, times: "".join(parts) * times, st.lists(PIECES, max_size=12), st.integers(1, 60))
STYLES = st.sampled_from([bold, italic, lambda t: link("https://example.org/a", t), lambda t: quote(t, folded=True)])
TREES: st.SearchStrategy[Text] = st.recursive(
    LONG,
    lambda inner: st.one_of(
        st.lists(inner, max_size=4).map(tuple), st.builds(lambda style, t: style(t), STYLES, inner), LONG.map(code)
    ),
    max_leaves=8,
)


def plain(text: Text) -> str:
    """The text of a tree, read independently of ``render``."""
    if isinstance(text, str):
        return text
    return plain(text.inner) if isinstance(text, Styled) else "".join(map(plain, text))


@settings(max_examples=150, deadline=None)
@given(TREES, st.integers(20, 400))
def test_nothing_is_lost_and_every_entity_stays_inside(tree: Text, limit: int) -> None:
    rendered = render(tree)
    assert rendered.text == plain(tree).encode("utf-16", "surrogatepass").decode(
        "utf-16", "replace"
    ) or "\ud83d" in plain(tree)
    parts = split(rendered, limit=limit)
    assert "".join(part.text for part in parts) == rendered.text
    covered: list[tuple[str, int, int]] = []
    at = 0
    for part in parts:
        assert 0 < part.units <= limit
        assert len(part.entities) <= 100
        for entity in part.entities:
            assert entity.offset >= 0 and entity.length > 0 and entity.end <= part.units
            covered.append((entity.style, at + entity.offset, at + entity.end))
        at += part.units
    whole = sum(e.length for e in rendered.entities)
    assert sum(end - start for _, start, end in covered) == whole


@settings(max_examples=150, deadline=None)
@given(TREES)
def test_telegram_takes_every_part(tree: Text) -> None:
    for part in split(render(tree)):
        if not part.text.strip():
            continue
        entities = [
            {"type": e.style, "offset": e.offset, "length": e.length} | ({"url": e.url} if e.url else {})
            for e in part.entities
        ]
        try:
            formatted(part.text, entities, TEXT_UNITS)
        except Refusal as no:
            assert "message text is empty" in no.description  # nothing in it that a reader could see


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=8).map("".join))
def test_cuts_between_characters_as_a_reader_sees_them(text: str) -> None:
    text = render(text).text
    if regex.search(r"\p{InCB=Linker}|\p{GCB=Prepend}", text) or any(unicodedata.category(ch) == "Cn" for ch in text):
        return  # joined letters of Indian scripts, and letters that this Python does not know yet
    ends, at = {0}, 0
    for cluster in regex.findall(r"\X", text):
        at += len(cluster)
        ends.add(at)
    for place in range(len(text) + 1):
        if is_boundary(text, place):
            assert place in ends, (text, place)


def test_entities_are_counted_in_utf16_units() -> None:
    rendered = render(("🧂🧂 ", bold("塩🧂"), " x ", italic("y")))
    assert rendered.entities == (Entity("bold", 5, 3), Entity("italic", 11, 1))
    raw = rendered.text.encode("utf-16-le")
    assert raw[10:16].decode("utf-16-le") == "塩🧂"


def test_cuts_fall_behind_paragraphs_then_sentences_with_their_numbers() -> None:
    one, two = "A first paragraph. " * 5, "B second one. " * 5
    parts = split(Rendered(f"{one}\n\n{two}"), limit=120)
    assert [p.text for p in parts] == [f"{one}\n\n", two]
    japanese = "塩を積み出した。[1][2]" * 20
    assert all(part.text.endswith("。[1][2]") for part in split(Rendered(japanese), limit=100))
    english = "Salt was shipped. [1] [2] " * 20
    assert all(part.text.endswith("[2] ") for part in split(Rendered(english), limit=100))


def test_a_word_of_ten_thousand_letters_and_a_tower_of_accents() -> None:
    for text in ("x" * 10_000, "e" + "\u0301" * 10_000, "👨‍👩‍👧‍👦" * 1_500):
        parts = split(Rendered(text))
        assert "".join(p.text for p in parts) == text
        assert all(p.units <= TEXT_UNITS for p in parts)
    assert all(not p.text.startswith("\u200d") for p in split(Rendered("👨‍👩‍👧‍👦" * 1_500)))


def test_a_quotation_that_is_cut_goes_on_in_the_next_message() -> None:
    parts = split(render(("Head\n\n", quote("word " * 200, folded=True))), limit=300)
    assert len(parts) > 2
    assert all(part.entities[0].style == "expandable_blockquote" for part in parts)


def test_more_than_a_hundred_entities_take_another_message() -> None:
    parts = split(render(join(" ", (bold("x") for _ in range(250)))))
    assert [len(part.entities) for part in parts] == [100, 100, 50]


@pytest.mark.parametrize("url", [None, "javascript:alert(1)", "tg://user?id=1", "file:///etc/passwd", ""])
def test_only_web_addresses_become_links(url: str | None) -> None:
    assert render(link(url, "text")).entities == ()


def test_an_empty_text_gives_no_message() -> None:
    assert split(render("")) == [] and units("🧂") == 2


async def test_random_texts_arrive_whole(telegram: Simulator) -> None:
    """A small share of what ``make soak`` sends."""
    sent, characters = await send_all(telegram, 120, seed=1)
    assert sent >= 120 and characters > 50_000
