from __future__ import annotations

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from knowledge.errors import QuestionError, SteppeError
from knowledge.opening import Knowledge
from knowledge.types import Answer, Turn


def sound(answer: Answer) -> None:
    """Every statement has a citation, every citation is a slice of its source, every number is known."""
    numbers = {c.n for c in answer.citations}
    assert [c.n for c in answer.citations] == list(range(1, len(numbers) + 1))
    for citation in answer.citations:
        assert citation.source.text[citation.start : citation.end] == citation.quote
        assert citation.quote in citation.passage.text
    for statement in answer.statements:
        assert statement.citations
        assert set(statement.citations) <= numbers
        quotes = [c.quote for c in answer.citations if c.n in statement.citations]
        if statement.kind == "quoted":
            assert any(quote in statement.text for quote in quotes)
    for note in answer.evidence:
        assert note.citations
        assert set(note.citations) <= numbers
    assert answer.abstained != bool(answer.statements)


@pytest.mark.parametrize(
    ("question", "language", "wanted"),
    [
        ("How many passengers does the ferry carry?", "en", "300"),
        ("渡し船には何人乗れますか", "ja", "300人"),
        ("When was the new ferry line opened?", "en", "12 May 2024"),
        ("新しい航路を開いたのは誰?", "ja", "ブラント"),
        ("Why does Talwick send salt to Norway?", "en", "two days"),
    ],
)
def test_the_sentence_that_answers_comes_first(small: Knowledge, question: str, language: str, wanted: str) -> None:
    answer = small.ask(question)
    sound(answer)
    assert answer.language == language
    assert wanted in answer.statements[0].text


def test_the_answer_is_in_the_language_asked_for(small: Knowledge) -> None:
    answer = small.ask("How many passengers does the ferry carry?", language="ja")
    sound(answer)
    assert answer.language == "ja"
    assert "300人" in answer.statements[0].text


def test_a_contradicted_claim_is_shown_beside_the_answer_with_both_sides_cited(small: Knowledge) -> None:
    for question, figures in (
        ("How much salt did Talwick ship in 2023?", ("9 million", "4.2 million")),
        ("タルウィック港は2023年に塩をどれだけ積み出した?", ("900万", "420万")),
    ):
        answer = small.ask(question)
        sound(answer)
        note = answer.evidence[0]
        assert (note.claim_id, note.verdict) == ("KZ-C01", "contradicted")
        assert all(figure in note.text for figure in figures)
        assert len(note.citations) == 2


def test_a_corroborated_claim_needs_no_note(small: Knowledge) -> None:
    assert small.ask("How many passengers does the ferry carry?").evidence == ()


def test_the_published_sources_behind_a_sentence_come_with_it(small: Knowledge) -> None:
    answer = small.ask("How many passengers does the ferry carry?")
    assert [r.publisher for r in answer.citations[0].references] == ["Talwick Gazette"]


@pytest.mark.parametrize("question", ["What is the capital of France?", "明日の天気は?", "Who won the football match?"])
def test_what_the_library_does_not_hold_is_not_answered(small: Knowledge, question: str) -> None:
    answer = small.ask(question)
    assert answer.abstained
    assert answer.text


@pytest.mark.parametrize("question", ['" OR * NEAR(', "when? where? why?", "何がどうしたの?"])
def test_a_question_without_a_telling_word_is_not_answered(small: Knowledge, question: str) -> None:
    assert small.ask(question).abstained


@pytest.mark.parametrize(("text", "language"), [("hello", "en"), ("ありがとう!", "ja"), ("who are you?", "en")])
def test_small_talk_is_answered_in_a_line(small: Knowledge, text: str, language: str) -> None:
    answer = small.ask(text)
    assert answer.language == language
    assert answer.abstention is not None
    assert answer.abstention.reason == "small-talk"


@pytest.mark.parametrize("question", ["", "   \n\t", "\x00", "🎉🎉", "Сколько соли?", "a" * 10_000, "?!"])
def test_what_is_no_question_gets_one_line(small: Knowledge, question: str) -> None:
    with pytest.raises(QuestionError) as caught:
        small.ask(question)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "question",
    [
        "<script>alert(1)</script> salt?",
        "salt'; DROP TABLE sources; --",
        '" OR * NEAR(salt',
        "sa\x00lt export?",
        "塩 AND NOT 港",
    ],
)
def test_operators_and_markup_are_only_words(small: Knowledge, question: str) -> None:
    sound(small.ask(question))
    assert len(small.sources()) == 4


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(st.text(max_size=300))
def test_no_text_breaks_an_answer(small: Knowledge, text: str) -> None:
    try:
        sound(small.ask(text))
    except SteppeError as error:
        assert "\n" not in str(error)


def test_a_follow_up_leans_on_the_turn_before(small: Knowledge) -> None:
    history = [Turn("Who opened the new ferry line?", "")]
    answer = small.ask("When?", history=history)
    sound(answer)
    assert "12 May 2024" in answer.text


def test_an_empty_library_says_so(small: Knowledge, tmp_path) -> None:  # type: ignore[no-untyped-def]
    from knowledge.opening import open_knowledge
    from knowledge.settings import Settings

    empty = open_knowledge(Settings(data_dir=tmp_path / "empty", corpus=None))
    answer = empty.ask("How much salt?")
    assert answer.abstention is not None
    assert answer.abstention.reason == "no-sources"
    assert empty.search("salt") == []
    empty.close()


def test_search_finds_across_languages_and_keeps_one_of_two_twins(small: Knowledge) -> None:
    for query in ("ferry passengers", "渡し船の乗客"):
        hits = small.search(query, top=5)
        assert "300" in hits[0].passage.text
        twins = {hit.passage.twin_id for hit in hits}
        assert not twins & {hit.passage.id for hit in hits}
        assert hits[0].score == max(hit.score for hit in hits)


def test_neighbours_and_twin_of_a_passage(small: Knowledge) -> None:
    passages = small.library.catalogue.passages_of("dossier-harbour-en")
    assert small.neighbours(passages[0].id) == (None, passages[1])
    assert small.neighbours(passages[1].id) == (passages[0], None)
    twin = small.twin(passages[0].id)
    assert twin is not None
    assert twin.language == "ja"


@pytest.mark.parametrize(
    "question",
    [
        "How many people died in the Bengal famine?",
        "nigeria oil exports 2024",
        "ノルウェーとロシアの国境は何キロ？",
        "When did Russia invade Kazakhstan?",
        "カザフスタンが日本と断交したのはいつ？",
    ],
)
def test_a_question_about_another_country_or_an_act_that_never_was_gets_no_sentence(
    shipped: Knowledge, question: str
) -> None:
    assert shipped.ask(question).abstained
