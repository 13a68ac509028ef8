"""What a person sees: through python-telegram-bot and the strict server, not by calling handlers."""

from __future__ import annotations

import logging
import threading
import time
from dataclasses import replace

import pytest

from bot.simulator.driver import Simulator
from bot.wording import MENU
from knowledge.errors import DamagedError
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge


def labels(message: dict) -> list[list[str]]:
    """The labels of a message's buttons, by row."""
    return [[b["text"] for b in row] for row in message.get("reply_markup", {}).get("inline_keyboard", [])]


def test_an_answer_carries_numbers_badge_sources_and_buttons(desk: Simulator) -> None:
    anna = desk.user(1)
    anna.says("How much salt?")
    answer = anna.wait_reply()
    text = answer["text"]
    assert text.startswith("The harbour of Talwick shipped 4.2 million tonnes of salt in 2023. [1]")
    assert "Talwick sends 35% of its salt to Norway. [2]" in text
    assert "✓ 2 statements, 2 quotes found word for word" in text
    assert "⚠ Contradicted: other sources differ\nThe report counts otherwise.[1]" in text
    assert "“Trade”, paragraph\u00a01" in text
    assert "Harbour office: Annual report – official · March 2024 · single source" in text
    assert labels(answer) == [["1", "2"], ["日本語で", "👍", "👎"], ["And Norway?"]]
    kinds = {e["type"] for e in answer["entities"]}
    assert {"expandable_blockquote", "bold", "italic", "text_link"} <= kinds
    assert answer["link_preview_options"] == {"is_disabled": True}
    assert "reply_to_message" not in answer


def test_japanese_question_japanese_answer_whatever_the_app_speaks(desk: Simulator) -> None:
    anna = desk.user(1, language_code="en")
    anna.says("塩はどれだけ？")
    text = anna.wait_reply()["text"]
    assert "✓ 2文・引用2件を原文で確認" in text
    assert "「貿易」第1段落" in text


def test_typing_is_shown_while_the_core_works(desk: Simulator, knowledge: FakeKnowledge) -> None:
    knowledge.before_answer = lambda question: time.sleep(0.2)
    anna = desk.user(1)
    anna.says("How much salt?")
    anna.wait_reply()
    kinds = [event.kind for event in desk.world.events]
    assert kinds.index("typing") < len(kinds) - 1 - kinds[::-1].index("message")


def test_a_citation_button_opens_the_passage_and_leads_on(desk: Simulator, knowledge: FakeKnowledge) -> None:
    anna = desk.user(1)
    anna.says("How much salt?")
    answer = anna.wait_reply()
    press = anna.presses(answer, "2")
    assert anna.wait_notice(press) == {"text": None, "show_alert": False}
    opened = anna.wait_reply()
    assert opened["reply_to_message"]["message_id"] == answer["message_id"]
    assert knowledge.rows["harbour-en"][1].text in opened["text"]
    assert labels(opened) == [["◀ Before", "After ▶"], ["In Japanese", "Copy reference"]]
    bold_text = knowledge.rows["harbour-en"][1].text
    assert any(e["type"] == "bold" and e["length"] == len(bold_text) for e in opened["entities"])

    anna.presses(opened, "In Japanese")
    twin = anna.wait_edit()
    same = knowledge.rows["harbour-ja"][1].text
    assert any(
        e["type"] == "bold" and e["length"] == len(same) for e in twin["entities"]
    )  # the same sentence is marked
    anna.presses(twin, "In English")
    assert any(e["type"] == "bold" and e["length"] == len(bold_text) for e in anna.wait_edit()["entities"])

    anna.presses(opened, "After ▶")
    turned = anna.wait_edit()
    assert turned["message_id"] == opened["message_id"]
    assert knowledge.rows["harbour-en"][2].text in turned["text"]
    anna.presses(turned, "In Japanese")
    assert knowledge.rows["harbour-ja"][2].text in anna.wait_edit()["text"]


def test_pressing_the_same_again_is_quiet(desk: Simulator) -> None:
    anna = desk.user(1)
    anna.says("/start")
    anna.wait_reply()
    anna.says("How much salt?")
    opened_from = anna.wait_reply()
    anna.presses(opened_from, "1")
    opened = anna.wait_reply()
    data = opened["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    anna.forges(opened, data)
    anna.wait_edit()
    press = anna.forges(opened, data)  # now the message shows that passage already: "message is not modified"
    anna.wait_notice(press)
    anna.says("How much salt?")
    assert "Something went wrong" not in anna.wait_reply()["text"]


def test_buttons_work_after_a_restart(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    anna = telegram.user(1)
    with running(knowledge, telegram):
        anna.says("How much salt?")
        answer = anna.wait_reply()
    with running(knowledge, telegram):
        anna.presses(answer, "1")
        assert knowledge.rows["harbour-en"][0].text in anna.wait_reply()["text"]
        anna.presses(answer, "And Norway?")
        assert anna.wait_reply()["text"].startswith("▸ And Norway?\n\nTalwick sends 35%")


def test_a_nearest_passage_that_is_gone_is_said_politely(desk: Simulator, knowledge: FakeKnowledge) -> None:
    anna = desk.user(1)
    anna.says("What of gold?")
    none = anna.wait_reply()
    knowledge.gone.add(knowledge.rows["harbour-en"][0].id)
    notice = anna.wait_notice(anna.presses(none, "1 · The harbour of Talwick: Trade"))
    assert notice["show_alert"] and "no longer in the library" in notice["text"]


@pytest.mark.parametrize(
    "data", ["", "x", "c:e:../../etc:1-2", "s:e:99999999", "f:e:7", "c:q:a:1-2", "q:x", "o:", "n:d:z", "g:1:u"]
)
def test_forged_button_data_is_refused(desk: Simulator, data: str) -> None:
    anna = desk.user(1)
    anna.says("How much salt?")
    notice = anna.wait_notice(anna.forges(anna.wait_reply(), data))
    assert notice["show_alert"] and notice["text"]


def test_an_abstention_shows_the_nearest_as_buttons(desk: Simulator, knowledge: FakeKnowledge) -> None:
    anna = desk.user(1)
    anna.says("What of gold?")
    none = anna.wait_reply()
    told, what_to_add, nearest, sentences, instead = none["text"].split("\n\n")
    assert told == "Nothing on that." and what_to_add.startswith("A document that states it")
    assert nearest == "What comes nearest, without answering"
    assert sentences.startswith(f"1. “{knowledge.rows['harbour-en'][0].text}”\n2. “")
    assert instead == "Questions near it that have an answer stand below."
    assert labels(none) == [[f"{n} · The harbour of Talwick: Trade"] for n in (1, 2)] + [["And Norway?"]]
    anna.presses(none, "2 · The harbour of Talwick: Trade")
    assert knowledge.rows["harbour-en"][1].text in anna.wait_reply()["text"]
    anna.presses(none, "And Norway?")
    assert anna.wait_reply()["text"].startswith("▸ And Norway?\n\nTalwick sends")


def test_start_help_and_sources_speak_the_apps_language(desk: Simulator) -> None:
    anna, yuki = desk.user(1), desk.user(2, "Yuki", language_code="ja-JP")
    anna.says("/start")
    welcome = anna.wait_reply()
    assert "Every sentence comes with a passage" in welcome["text"]
    assert len(labels(welcome)) == 3
    yuki.says("/help")
    assert "使い方" in yuki.wait_reply()["text"]
    yuki.says("/sources")
    listed = yuki.wait_reply()["text"]
    assert "資料：1件" in listed and "タルウィックの港" in listed and "Talwick" not in listed
    assert desk.world.commands["ja"][0] == {"command": "ask", "description": "カザフスタンの均衡戦略について質問する"}
    assert [c["command"] for c in desk.world.commands[""]] == list(MENU)
    assert desk.world.profile["description:ja"].startswith("ロシア、中国") and desk.world.profile["short_description:"]


def test_sources_are_paged(desk: Simulator, knowledge: FakeKnowledge) -> None:
    from tests.bot.fake_knowledge import make_source

    knowledge.extra = [make_source(f"s{i}", "en", f"text {i}", title=f"Source {i}") for i in range(20)]
    anna = desk.user(1)
    anna.says("/sources")
    first = anna.wait_reply()
    assert "The library: 21 sources" in first["text"] and "Page 1 of 3" in first["text"]
    assert labels(first) == [[str(n) for n in range(1, 9)], ["▶"]]
    anna.presses(first, "▶")
    second = anna.wait_edit()
    assert "Page 2 of 3" in second["text"] and labels(second)[-1] == ["◀", "▶"]
    anna.presses(second, "▶")
    assert "21. Source 19" in anna.wait_edit()["text"]


def test_ask_command_with_and_without_a_question(desk: Simulator) -> None:
    anna = desk.user(1)
    anna.says("/ask")
    assert anna.wait_reply()["text"].startswith("Write your question behind the command")
    anna.says("/ask   How much salt?")
    assert anna.wait_reply()["text"].startswith("The harbour of Talwick")
    anna.says("/dance")
    assert "do not know that command" in anna.wait_reply()["text"]
    anna.says("", extra={"sticker": {"file_id": "x", "file_unique_id": "y", "type": "regular", "width": 1, "height": 1,
                                     "is_animated": False, "is_video": False}})  # fmt: skip
    assert "only read text" in anna.wait_reply()["text"]


def test_earlier_turns_are_given_to_the_core_and_stay_in_their_chat(desk: Simulator, knowledge: FakeKnowledge) -> None:
    anna, boris = desk.user(1), desk.user(2, "Boris")
    group = desk.group()
    anna.says("How much salt?")
    anna.wait_reply()
    anna.says("And Norway?")
    anna.wait_reply()
    boris.says("And Norway?")
    boris.wait_reply()
    anna.says("@steppe_bot And Norway?", chat=group)
    anna.wait_reply(chat=group)
    histories = [[turn.question for turn in history] for _, _, history in knowledge.asked]
    assert histories == [[], ["How much salt?"], [], []]


def test_a_group_is_answered_when_addressed_and_only_then(desk: Simulator, knowledge: FakeKnowledge) -> None:
    desk.world.bot["can_read_all_group_messages"] = True
    anna, group = desk.user(1), desk.group()
    said = anna.says("How much salt?", chat=group)
    desk.world.tell_bot({"message": said})  # as with privacy mode switched off
    assert anna.hears_nothing(chat=group)
    asked = anna.says("@Steppe_Bot How much salt?", chat=group)
    answer = anna.wait_reply(chat=group)
    assert answer["reply_to_message"]["message_id"] == asked["message_id"]
    anna.says("And Norway?", chat=group, reply_to=answer["message_id"])
    assert "Norway" in anna.wait_reply(chat=group)["text"]
    anna.says("/ask@steppe_bot How much salt?", chat=group)
    anna.wait_reply(chat=group)
    anna.says("/ask@other_bot How much salt?", chat=group)
    assert anna.hears_nothing(chat=group)
    anna.says("@steppe_bot", chat=group)
    assert "How it works" in anna.wait_reply(chat=group)["text"]
    assert next(question for question, _, _ in knowledge.asked) == "How much salt?"


def test_topics_are_kept_apart(desk: Simulator, knowledge: FakeKnowledge) -> None:
    anna, forum = desk.user(1), desk.group(-1009, "Forum", forum=True)
    anna.says("@steppe_bot How much salt?", chat=forum, topic_id=7)
    assert anna.wait_reply(chat=forum)["message_thread_id"] == 7
    anna.says("@steppe_bot And Norway?", chat=forum, topic_id=8)
    assert anna.wait_reply(chat=forum)["message_thread_id"] == 8
    assert knowledge.asked[-1][2] == ()


def test_bots_channels_and_edits_are_passed_over(desk: Simulator, knowledge: FakeKnowledge) -> None:
    anna = desk.user(1)
    first = anna.says("How much salt?")
    anna.wait_reply()
    desk.world.tell_bot({"edited_message": {**first, "edit_date": first["date"]}})
    other = {"id": 77, "is_bot": True, "first_name": "Other"}
    desk.world.tell_bot({"message": {**first, "message_id": 99, "from": other}})
    channel = {"id": -100777, "type": "channel", "title": "News"}
    desk.world.tell_bot(
        {"channel_post": {"message_id": 5, "date": first["date"], "chat": channel, "text": "How much salt?"}}
    )
    assert anna.hears_nothing()
    assert len(knowledge.asked) == 1


def test_one_chat_in_order_others_at_once(desk: Simulator, knowledge: FakeKnowledge) -> None:
    slow = threading.Event()
    knowledge.before_answer = lambda q: slow.wait(60) if q == "How much salt?" else None  # type: ignore[assignment,return-value]
    anna, boris = desk.user(1), desk.user(2, "Boris")
    anna.says("How much salt?")
    anna.says("And Norway?")
    boris.says("And Norway?")
    assert boris.wait_reply()["text"].startswith("Talwick sends")
    assert anna.hears_nothing(for_s=0.2)
    slow.set()
    assert anna.wait_reply()["text"].startswith("The harbour")
    assert anna.wait_reply()["text"].startswith("Talwick sends")


def test_a_refused_question_gets_a_line_in_its_language(desk: Simulator, knowledge: FakeKnowledge) -> None:
    from knowledge.errors import QuestionError

    def refuse() -> None:
        raise QuestionError("the question has 3,000 characters; shorten it to 2,000")

    knowledge.answers["塩"] = refuse  # type: ignore[assignment]
    anna = desk.user(1)
    anna.says("塩")
    assert anna.wait_reply()["text"] == "質問は日本語か英語で、1語以上、2,000文字以内でお書きください。"


@pytest.mark.parametrize("failure", [DamagedError("catalogue is damaged"), RuntimeError("a secret detail")])
def test_a_failure_is_told_politely_and_logged_with_the_same_id(
    desk: Simulator, knowledge: FakeKnowledge, failure: Exception, caplog: pytest.LogCaptureFixture
) -> None:
    def fail() -> None:
        raise failure

    knowledge.answers["How much salt?"] = fail  # type: ignore[assignment]
    anna = desk.user(1)
    with caplog.at_level(logging.ERROR):
        anna.says("How much salt?")
        told = anna.wait_reply()["text"]
    assert str(failure) not in told and "Traceback" not in told
    error_id = told.split("error ")[1][:8]
    logged = [r for r in caplog.records if error_id in r.getMessage()]
    assert len(logged) == 1 and logged[0].exc_info and str(failure) in caplog.text
    assert "How much salt?" not in caplog.text
    knowledge.answers["How much salt?"] = lambda: knowledge.answer("How much salt?", "en", [0])
    anna.says("How much salt?")
    assert anna.wait_reply()["text"].startswith("The harbour")


def test_a_very_long_answer_arrives_whole(desk: Simulator, knowledge: FakeKnowledge) -> None:
    from knowledge.types import Statement

    long = "".join(f"Sentence {i} says that the 🧂 harbour ships salt. " for i in range(400)).strip()
    base = knowledge.answer("How much salt?", "en", [0])
    knowledge.answers["How much salt?"] = lambda: replace(base, statements=(Statement(long, (1,), "composed"),))
    anna = desk.user(1)
    anna.says("How much salt?")
    got, messages = "", []
    while "found word for word" not in got:
        messages.append(anna.wait_reply())
        got += messages[-1]["text"] + " "
    assert len(messages) >= 5 and long in got
    assert [bool(labels(m)) for m in messages] == [False] * (len(messages) - 1) + [True]


def test_strangers_are_told_their_id_once(telegram: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, telegram, access="allowlist", allowed_ids=(1,), admin_ids=(9,)):
        anna, eve = telegram.user(1), telegram.user(2, "Eve")
        eve.says("How much salt?")
        told = eve.wait_reply()["text"]
        assert "Your Telegram id is 2" in told and "STEPPE_ALLOWED_IDS=2" in told
        eve.says("How much salt?")
        assert eve.hears_nothing()
        anna.says("How much salt?")
        answer = anna.wait_reply()
        press = eve.forges(answer, answer["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
        eve.wait_notice(press)
        assert anna.hears_nothing()
        boss = telegram.user(9, "Boss")
        boss.says("How much salt?")
        boss.wait_reply()
        group = telegram.group()
        eve.says("@steppe_bot How much salt?", chat=group)
        assert eve.hears_nothing(chat=group)
    assert [question for question, _, _ in knowledge.asked] == ["How much salt?"] * 2
