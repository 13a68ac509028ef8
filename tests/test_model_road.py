"""The chat model's road from question to reader, over a scripted server: nothing unverified ever gets through."""

from __future__ import annotations

from pathlib import Path

import pytest

from knowledge.opening import Knowledge, open_knowledge
from knowledge.settings import ModelSettings, Settings
from knowledge.stages import watched
from knowledge.types import Language
from tests.fakes.openai_server import REPLIES, OpenAIServer, answered
from tests.test_answer import sound

QUESTION = "How many passengers does the ferry of Talwick carry?"


def ask(  # type: ignore[no-untyped-def]
    server: OpenAIServer, folder: Path, corpus: Path, question: str = QUESTION, language: Language | None = None
):
    settings = Settings(
        data_dir=folder / "library",
        corpus=corpus,
        chat_model="openai:scripted",
        chat_model_key=server.key,
        chat_model_url=server.url,
        model=ModelSettings(timeout_s=3, max_retries=0),
    )
    knowledge: Knowledge = open_knowledge(settings)
    try:
        return knowledge.ask(question, language=language)
    finally:
        knowledge.close()


FAITHFUL = {"good", "fenced"}
QUOTE = "The new ferry of Talwick carries 300 passengers on each trip."
TRUE = ("Each trip of Talwick's new ferry carries 300 passengers.", "P1", QUOTE)


@pytest.mark.parametrize("reply", sorted(REPLIES))
def test_whatever_the_model_does_the_reader_gets_only_what_was_found(
    reply: str, tmp_path: Path, small_corpus: Path
) -> None:
    with OpenAIServer(reply) as server:
        answer = ask(server, tmp_path, small_corpus)
    sound(answer)
    assert answer.statements
    if reply in FAITHFUL:
        assert answer.mode == "openai:scripted"
        assert answer.notice is None
    else:
        assert answer.mode == "extractive"
        assert answer.statements[0].text == QUOTE
        assert answer.notice


def test_a_faithful_reply_is_used_and_says_which_prompt_it_came_from(tmp_path: Path, small_corpus: Path) -> None:
    with OpenAIServer(answered(TRUE)) as server:
        answer = ask(server, tmp_path, small_corpus)
    sound(answer)
    assert answer.mode == "openai:scripted"
    assert [(s.text, s.kind) for s in answer.statements] == [(TRUE[0], "composed")]
    assert answer.citations[0].quote == QUOTE
    assert answer.prompt
    assert answer.prompt.startswith("answer@")


def test_words_added_to_a_passage_of_the_other_language_are_dropped(tmp_path: Path, small_corpus: Path) -> None:
    """The Japanese passage is shown; that nothing of its English twin says so is seen though the model was not shown it."""
    japanese = "タルウィックの新しい渡し船は一度に300人の乗客を運ぶ。"
    added = TRUE[0].replace(
        "300 passengers.", "300 passengers on board, and travellers praise the crossing, boats and crew."
    )
    question = "タルウィックの渡し船は何人の乗客を運びますか"
    for text, kept in ((TRUE[0], True), (added, False)):
        with OpenAIServer(answered((text, "P1", japanese))) as server:
            answer = ask(server, tmp_path / str(kept), small_corpus, question, "en")
        assert (answer.mode == "openai:scripted") == kept, answer.statements
        assert "praise" not in str(answer.statements)


def test_an_altered_number_is_dropped_and_counted(tmp_path: Path, small_corpus: Path) -> None:
    with OpenAIServer(answered(TRUE, (TRUE[0].replace("300", "3,000"), "P1", QUOTE))) as server:
        answer = ask(server, tmp_path, small_corpus)
    sound(answer)
    assert [s.text for s in answer.statements] == [TRUE[0]]
    assert answer.rejected == 1


def test_the_model_is_not_asked_what_the_library_cannot_answer(tmp_path: Path, small_corpus: Path) -> None:
    with OpenAIServer("good") as server:
        answer = ask(server, tmp_path, small_corpus, "What is the capital of France?")
        assert answer.abstained
        assert server.requests == []


def test_whoever_waits_hears_how_far_it_is(tmp_path: Path, small_corpus: Path) -> None:
    seen: list[tuple[str, int]] = []
    with OpenAIServer(answered(TRUE)) as server:
        with watched(lambda stage, count: seen.append((stage, count))):
            ask(server, tmp_path, small_corpus)
        ask(server, tmp_path, small_corpus)  # nobody listens any more
    assert [stage for stage, _ in seen] == ["reading", "checking"] and seen[1][1] == 1 and seen[0][1] > 1
