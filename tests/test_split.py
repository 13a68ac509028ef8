from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from knowledge.settings import SplitSettings
from knowledge.split import split_document
from knowledge.types import Document, Span

TINY = SplitSettings(passage_ja_chars=60, passage_en_chars=100)
PARAGRAPHS = st.lists(
    st.text(alphabet="あいう、。カナ漢字abc. 0123\n「」", min_size=1, max_size=200)
    .map(lambda t: t.strip())
    .filter(bool),
    min_size=1,
    max_size=6,
)


@given(PARAGRAPHS)
def test_passages_are_slices_that_cover_every_word(paragraphs: list[str]) -> None:
    text = "\n\n".join(paragraphs)
    document = Document("t", "ja", text)
    passages = split_document(document, "s1", TINY)
    covered = set()
    last = 0
    for passage in passages:
        assert text[passage.start : passage.end] == passage.text
        assert passage.start >= last
        last = passage.end
        covered |= set(range(passage.start, passage.end))
        for sentence in passage.sentences:
            assert passage.start <= sentence.start < sentence.end <= passage.end
    assert all(i in covered for i, c in enumerate(text) if not c.isspace())
    assert len({p.id for p in passages}) == len(passages)


def test_headings_title_and_furniture_are_not_passages() -> None:
    text = "題\n\n2024/01/02\n\n一つ目の段落はここにあり、長さもそれなりにあって一つの箇所として立つ。もう一文ある。\n\n見出し\n\n二つ目の段落である。"
    at = text.index
    document = Document(
        "題",
        "ja",
        text,
        headings=(Span(at("見出し"), at("見出し") + 3),),
        title_span=Span(0, 1),
        furniture=(Span(at("2024"), at("2024") + 10),),
    )
    passages = split_document(document, "s1", SplitSettings())
    assert [(p.section, p.paragraph) for p in passages] == [("", 1), ("見出し", 1)]
    assert passages[1].text == "二つ目の段落である。"


def test_a_long_paragraph_is_cut_at_sentences_into_even_parts() -> None:
    text = "".join(f"これは{i:02}番目の文でそれなりに長い。" for i in range(12))
    passages = split_document(Document("t", "ja", text), "s1", SplitSettings(passage_ja_chars=100))
    assert all(len(p.text) <= 100 and p.text.endswith("。") for p in passages)
    assert max(len(p.text) for p in passages) < 2 * min(len(p.text) for p in passages)
    assert {p.paragraph for p in passages} == {1}


def test_a_sentence_longer_than_a_passage_is_cut_and_loses_nothing() -> None:
    text = "長い" * 500
    passages = split_document(Document("t", "ja", text), "s1", TINY)
    assert "".join(p.text for p in passages) == text
    assert all(len(p.text) <= 60 for p in passages)
