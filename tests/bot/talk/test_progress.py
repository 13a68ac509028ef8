"""What is seen while a chat model works: a draft in private, nothing but typing in groups, and one final message."""

from __future__ import annotations

import time

from bot.simulator.driver import Simulator
from knowledge.stages import reached
from tests.bot.fake_knowledge import FakeKnowledge


def model_at_work(question: str) -> None:
    reached("reading", 8)
    time.sleep(0.3)
    reached("checking", 3)
    time.sleep(1.1)


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
    knowledge.before_answer = model_at_work
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
    knowledge.before_answer = model_at_work
    desk.fault("sendMessageDraft", code=429, description="Too Many Requests: retry after 30", retry_after=30)
    anna = desk.user(1)
    anna.says("How much salt?")
    assert anna.wait_reply()["text"].startswith("The harbour")
