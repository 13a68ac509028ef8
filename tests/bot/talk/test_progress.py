"""What is seen while a chat model works: a draft in private, nothing but typing in groups, and one final message."""

from __future__ import annotations

import time
from pathlib import Path

from bot.simulator.driver import Simulator
from knowledge.opening import open_knowledge
from knowledge.settings import ModelSettings, Settings
from knowledge.stages import reached
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge
from tests.fakes.openai_server import OpenAIServer, answered
from tests.test_model_road import QUESTION, TRUE


def model_at_work(question: str) -> None:
    reached("reading", 8)
    time.sleep(0.3)
    reached("checking", 3)
    time.sleep(1.1)


def quick_model(question: str) -> None:
    reached("reading", 8)
    time.sleep(0.1)


def test_a_draft_says_how_far_the_work_is(desk: Simulator, knowledge: FakeKnowledge) -> None:
    knowledge.before_answer = model_at_work
    anna = desk.user(1)
    anna.says("How much salt?")
    assert anna.wait_draft()["text"] == "Reading 8 passages…"
    assert anna.wait_draft()["text"] == "Checking every quotation…"
    assert anna.wait_reply()["text"].startswith("The harbour")
    assert len(anna.heard()) == 1
    drafts = desk.calls("sendMessageDraft")
    assert len({one["draft_id"] for one in drafts}) == 1 and "salt" not in str(drafts)


def test_a_japanese_question_has_a_japanese_draft(desk: Simulator, knowledge: FakeKnowledge) -> None:
    knowledge.before_answer = lambda question: (reached("reading", 8), time.sleep(0.2))  # type: ignore[assignment,return-value]
    yuki = desk.user(2, "Yuki")
    yuki.says("塩はどれだけ？")
    assert yuki.wait_draft()["text"] == "8か所を読んでいます…"
    yuki.wait_reply()


def test_groups_have_no_drafts(desk: Simulator, knowledge: FakeKnowledge) -> None:
    knowledge.before_answer = quick_model
    anna, group = desk.user(1), desk.group()
    anna.says("@steppe_bot How much salt?", chat=group)
    anna.wait_reply(chat=group)
    assert desk.calls("sendMessageDraft") == []


def test_without_a_model_there_is_no_draft(desk: Simulator) -> None:
    anna = desk.user(1)
    anna.says("How much salt?")
    anna.wait_reply()
    assert desk.calls("sendMessageDraft") == []


def test_a_draft_that_fails_takes_nothing_with_it(desk: Simulator, knowledge: FakeKnowledge) -> None:
    knowledge.before_answer = quick_model
    desk.fault("sendMessageDraft", code=429, description="Too Many Requests: retry after 30", retry_after=30)
    anna = desk.user(1)
    anna.says("How much salt?")
    assert anna.wait_reply()["text"].startswith("The harbour")


def test_the_real_road_with_a_model_is_told_of_and_costs_nothing_inline(
    telegram: Simulator, small_corpus: Path, tmp_path: Path
) -> None:
    false = (TRUE[0].replace("300", "3,000"), *TRUE[1:])
    with OpenAIServer(answered(TRUE, false)) as server:
        settings = Settings(
            data_dir=tmp_path / "library", corpus=small_corpus, chat_model="openai:scripted",
            chat_model_key=server.key, chat_model_url=server.url, model=ModelSettings(timeout_s=3, max_retries=0),
        )  # fmt: skip
        core = open_knowledge(settings)
        with running(core, telegram):
            anna = telegram.user(1)
            anna.says(QUESTION)
            assert anna.wait_draft()["text"].startswith(("Reading ", "Checking "))
            answer = anna.wait_reply()
            assert answer["text"].startswith(f"{TRUE[0]} [1]") and "1 sentence could not be verified" in answer["text"]
            assert not [draft for draft in telegram.calls("sendMessageDraft") if "300" in str(draft)]
            asked = len(server.requests)
            _, offered = anna.inline(QUESTION)
            assert len(server.requests) == asked and "300 passengers" in offered["results"][0]["title"]
            anna.presses(answer, "日本語で")  # composed words have no twin; what they rest on has
            assert "一度に300人の乗客を運ぶ。[1]" in anna.wait_reply()["text"]
        core.close()
