"""What the column says, asked as a whole or on one thing."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.column import argument_of, asked_about, besides_column, names_column
from knowledge.gist import weights
from knowledge.opening import Knowledge
from knowledge.ranking import Search, ranked
from knowledge.retrieve import retrieve
from knowledge.types import LANGUAGES, Answer, Citation, Language
from knowledge.understand import understand


@pytest.mark.parametrize(
    "text",
    [
        "What does the column say?",
        "What does that Japanese opinion column argue about Kazakhstan?",
        "so what is the author trying to say in the end",
        "What is the main argument of the column?",
        "what's the columnist's main point",
        "What is the op-ed about?",
        "コラムは何を言っているのですか",
        "このコラムの主張は？",
        "日本のコラムはカザフスタンについて何を論じていますか",
        "コラムの筆者の結論は要するに何ですか",
        "記事の要旨を教えて",
    ],
)
def test_who_asks_for_the_columns_argument(text: str) -> None:
    assert argument_of(text)


@pytest.mark.parametrize(
    "text",
    [
        "What does the column say about uranium?",
        "What does the column say Kazakhstan depends on Russia for?",
        "When was the column published?",
        "Who wrote the column?",
        "What is the main point of the treaty?",
        "コラムはロシアについて何と言っていますか",
        "コラムは石油輸出の何割をロシアが握ると書いていますか",
        "コラムの筆者は誰ですか",
        "協定の要点は？",
    ],
)
def test_who_asks_for_something_else(text: str) -> None:
    assert argument_of(text) is None


def test_an_article_of_a_law_is_no_column() -> None:
    assert names_column("What does the article say?") and not names_column("What does article 174 say?")
    assert asked_about("What does article 174 say about discord?") is None


@given(st.text(max_size=300))
def test_any_text_can_be_read(text: str) -> None:
    topic = argument_of(text)
    assert topic is None or topic in text
    assert len(besides_column(text)) <= len(text) + text.count("") and (asked_about(text) is None or names_column(text))


def test_a_long_row_of_words_takes_no_time() -> None:
    for text in ("what does the " * 150, "コラムの" * 500, "the column " * 200, "the main point of " * 120):
        argument_of(text)
        asked_about(text)


def test_nothing_weighs_nothing() -> None:
    assert weights(()).shape == (0,)


def quoted(answer: Answer) -> list[Citation]:
    """What the statements quote; notes on where sources differ have citations of their own."""
    numbers = [number for statement in answer.statements for number in statement.citations]
    return [citation for citation in answer.citations if citation.n in numbers]


@pytest.mark.parametrize(
    "question", ["What is the main argument of the column?", "コラムの筆者は結局、何を言いたいの？"]
)
def test_the_argument_is_told_from_beginning_to_end(shipped: Knowledge, question: str) -> None:
    said = quoted(shipped.ask(question))
    (source,) = {citation.source.id for citation in said}
    assert len(said) == 5 and said[0].source.stance == "opinion"
    passages = [one.id for one in shipped.library.catalogue.passages_of(source)]
    order = [passages.index(citation.passage.id) for citation in said]
    assert order == sorted(set(order))
    assert order[0] == 0 and order[-1] == len(passages) - 1  # a writer opens with the question and ends with the answer
    assert all(word in said[0].quote for word in (("Russia", "China") if "What" in question else ("ロシア", "中国")))


def test_in_one_language_alone_it_is_looked_for_in_that_one(shipped: Knowledge) -> None:
    question = understand("What is the main argument of the column?", glossary=shipped.desk.glossary)

    def look(language: Language) -> Search:
        return lambda one: retrieve(shipped.library, one, shipped.desk.glossary, [language])

    for language in LANGUAGES:
        found = ranked(shipped.desk, question, look(language))
        assert {one.passage.language for one in found.chosen} == {language}


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("What does the column say about Russia?", "Russia"),
        ("What is the columnist's view on the United States?", "United States|America|Washington"),
        ("コラムは中国についてどう書いている？", "中国"),
        ("コラムはロシアについて何と言っていますか", "ロシア"),
    ],
)
def test_its_words_on_something_are_its_own(shipped: Knowledge, question: str, name: str) -> None:
    said = quoted(shipped.ask(question))
    assert {citation.source.stance for citation in said} == {"opinion"} and len(said) >= 2
    assert all(any(one in citation.quote for one in name.split("|")) for citation in said)


@pytest.mark.parametrize(
    "question", ["What does the column say about Mongolia?", "コラムはモンゴルについて何と書いていますか"]
)
def test_of_what_it_does_not_speak_nothing_is_told(shipped: Knowledge, question: str) -> None:
    assert not shipped.ask(question).statements


def test_as_it_was_written_where_that_is_at_hand(column: Knowledge) -> None:
    answer = column.ask("コラムの要旨を教えて")
    assert 3 <= len(answer.statements) <= 5
    assert {citation.source.kind for citation in quoted(answer)} == {column.sources()[0].kind}
    assert column.sources()[0].kind != "dossier"
