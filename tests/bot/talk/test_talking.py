"""The course of a conversation: replies and quotations, languages, forgetting, edits, groups, and odd messages."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import pytest

from bot.simulator.driver import Simulator
from bot.simulator.person import Person
from bot.simulator.refusal import Json
from tests.bot.fake_knowledge import FakeKnowledge
from tests.bot.talk.test_answers import ask


def questions_before(shelf: FakeKnowledge) -> list[str]:
    """What the last question was asked in the light of."""
    return [turn.question for turn in shelf.asked[-1][2]]


def test_a_quoted_sentence_leads_to_its_exact_source(anna: Person, shelf: FakeKnowledge) -> None:
    answer = ask(anna)
    anna.replies(answer, "where does this come from?", quote="sends 35% of its salt to Norway. [2]")
    opened = anna.wait_reply()
    passage = shelf.rows["harbour-en"][1]
    assert passage.text in opened["text"] and "“Trade”, paragraph\u00a02" in opened["text"]
    assert any(e["type"] == "bold" and e["length"] == len(passage.text) for e in opened["entities"])


def test_a_question_about_a_quoted_sentence_is_asked_in_its_light(anna: Person, shelf: FakeKnowledge) -> None:
    shelf.answers["Since when?"] = lambda: shelf.answer("Since when?", "en", [1])
    first = ask(anna)
    ask(anna, "And Norway?")
    anna.replies(first, "Since when?", quote="shipped 4.2 million tonnes of salt")
    anna.wait_reply()
    assert questions_before(shelf) == ["How much salt?", "shipped 4.2 million tonnes of salt"]
    anna.replies(first, "Since when?")  # the answer as a whole, though another was asked since
    anna.wait_reply()
    assert questions_before(shelf) == ["How much salt?"]
    anna.says("Since when?")
    anna.wait_reply()
    assert questions_before(shelf)[-1] == "Since when?"


def test_a_reply_without_words_of_its_own_shows_the_sources(anna: Person, shelf: FakeKnowledge) -> None:
    answer = ask(anna)
    anna.replies(answer, "source?")
    listed = anna.wait_reply()
    assert listed["text"].startswith("This answer rests on:") and "[2] The harbour of Talwick" in listed["text"]
    anna.presses(listed, "2")
    opened = anna.wait_reply()
    assert shelf.rows["harbour-en"][1].text in opened["text"]
    time.sleep(0.2)  # nobody replies sooner; the passage is on record a moment after it is sent
    anna.replies(opened, "出典は？")  # a reply to the passage itself is about that citation
    assert shelf.rows["harbour-en"][1].text in anna.wait_reply()["text"]


def test_a_reply_to_ones_own_question_leans_on_its_answer(anna: Person, shelf: FakeKnowledge) -> None:
    said = anna.says("How much salt?")
    anna.wait_reply()
    ask(anna, "And Norway?")
    anna.replies(said, "And Norway?")
    anna.wait_reply()
    assert questions_before(shelf) == ["How much salt?"]


def test_words_quoted_from_elsewhere_are_looked_up_in_the_library(anna: Person, shelf: FakeKnowledge) -> None:
    passage = shelf.rows["harbour-en"][2]
    other = anna.says("And Norway?")
    anna.wait_reply()
    extra = {"quote": {"text": passage.text[4:30], "position": 0, "is_manual": True}}
    anna.says("source?", reply_to=other["message_id"], extra=extra)
    found = anna.wait_reply()
    assert found["text"].startswith("This sentence comes from:") and passage.text in found["text"]
    extra = {"quote": {"text": "Words that no passage of the library holds", "position": 0, "is_manual": True}}
    anna.says("source?", reply_to=12_345, extra=extra)
    assert anna.wait_reply()["text"] == "No passage in the library says this word for word."


def test_what_telegram_quotes_by_itself_is_not_picked_out(anna: Person, shelf: FakeKnowledge) -> None:
    answer = ask(anna)
    extra = {"quote": {"text": shelf.rows["harbour-en"][1].text, "position": 0}}
    anna.says("And Norway?", reply_to=answer["message_id"], extra=extra)
    anna.wait_reply()
    assert questions_before(shelf) == ["How much salt?"]


def test_an_answer_of_another_chat_is_never_leant_on(someone: Callable[..., Person], shelf: FakeKnowledge) -> None:
    anna, eve = someone(), someone("Eve")
    answer = ask(anna)
    forged = {"reply_to_message": {**answer, "chat": {"id": eve.id, "type": "private"}}}
    eve.says("And Norway?", extra=forged)
    eve.wait_reply()
    assert questions_before(shelf) == []
    forged = {"reply_to_message": answer}
    eve.says("And Norway?", extra=forged)
    eve.wait_reply()
    assert questions_before(shelf) == ["And Norway?"]  # her own turn, and nothing of Anna's


def test_reset_forgets_this_conversation_alone(shared: Simulator, anna: Person, shelf: FakeKnowledge) -> None:
    group = shared.group()
    anna.says("@steppe_bot How much salt?", chat=group)
    anna.wait_reply(chat=group)
    ask(anna)
    assert "forgotten what was said" in ask(anna, "/reset")["text"]
    ask(anna, "And Norway?")
    assert questions_before(shelf) == []
    anna.says("@steppe_bot And Norway?", chat=group)
    anna.wait_reply(chat=group)
    assert questions_before(shelf) == ["How much salt?"]


def test_the_language_of_a_chat(anna: Person, shelf: FakeKnowledge) -> None:
    assert "日本語でお答えします" in ask(anna, "/lang ja")["text"]
    ask(anna)
    assert shelf.asked[-1][1] == "ja"
    assert "使い方" in ask(anna, "/help")["text"]


def test_the_language_is_chosen_by_buttons_too(anna: Person, shelf: FakeKnowledge) -> None:
    ask(anna, "/lang ja")
    chosen = ask(anna, "/lang")
    anna.presses(chosen, "自動")
    assert anna.wait_edit()["text"] == "I will answer each message in its own language."
    ask(anna, "塩はどれだけ？")
    assert shelf.asked[-1][1] == "ja"
    ask(anna)
    assert shelf.asked[-1][1] == "en"


def test_a_language_that_is_not_spoken_here_brings_the_choice(anna: Person) -> None:
    assert "Which language" in ask(anna, "/lang klingon")["text"]


def test_a_group_has_its_own_language(shared: Simulator, anna: Person, shelf: FakeKnowledge) -> None:
    group = shared.group(-1_005, "Tokyo")
    anna.says("/lang ja", chat=group)
    anna.wait_reply(chat=group)
    ask(anna)
    assert shelf.asked[-1][1] == "en"
    anna.says("@steppe_bot How much salt?", chat=group)
    anna.wait_reply(chat=group)
    assert shelf.asked[-1][1] == "ja"


def test_an_edit_is_answered_where_nothing_was_and_only_once(
    shared: Simulator, anna: Person, shelf: FakeKnowledge
) -> None:
    said = anna.says("How much salt?")
    anna.wait_reply()
    anna.edits(said, "And Norway?")
    assert anna.hears_nothing(for_s=0.2)
    group = shared.group(-1_006, "Edits")
    missed = anna.says("How much salt?", chat=group)
    assert anna.hears_nothing(chat=group, for_s=0.2)
    edited = anna.edits(missed, "@steppe_bot How much salt?")
    assert anna.wait_reply(chat=group)["reply_to_message"]["message_id"] == missed["message_id"]
    anna.edits(edited, "@steppe_bot How much salt? please")
    assert anna.hears_nothing(chat=group, for_s=0.2)
    command = anna.says("hello there all", chat=group)
    anna.edits(command, "/ask@steppe_bot And Norway?")
    assert "35%" in anna.wait_reply(chat=group)["text"]


def test_an_edit_that_comes_late_is_history(shared: Simulator, anna: Person) -> None:
    group = shared.group(-1_007, "Late")
    said = anna.says("How much salt?", chat=group)
    late = {**said, "text": "/ask How much salt?", "edit_date": said["date"] + 601}
    late["entities"] = [{"type": "bot_command", "offset": 0, "length": 4}]
    shared.world.tell_bot({"edited_message": late})
    assert anna.hears_nothing(chat=group, for_s=0.3)


def test_an_edit_while_the_answer_is_on_its_way_is_not_a_second_question(
    desk: Simulator, knowledge: FakeKnowledge
) -> None:
    import threading

    slow = threading.Event()
    knowledge.before_answer = lambda question: slow.wait(5)  # type: ignore[assignment,return-value]
    anna = desk.user(1)
    said = anna.says("How much salt?")
    anna.edits(said, "And Norway?")
    slow.set()
    assert anna.wait_reply()["text"].startswith("The harbour")
    assert anna.hears_nothing() and len(knowledge.asked) == 1


def test_our_own_card_posted_in_a_chat_is_no_question(shared: Simulator, anna: Person, shelf: FakeKnowledge) -> None:
    asked = len(shelf.asked)
    anna.says("@steppe_bot How much salt?", extra={"via_bot": shared.world.me})
    assert anna.hears_nothing(for_s=0.2) and len(shelf.asked) == asked


def test_a_channels_post_in_its_group_is_passed_over(shared: Simulator, anna: Person) -> None:
    group = shared.group()
    anna.says("@steppe_bot How much salt?", chat=group, extra={"is_automatic_forward": True})
    assert anna.hears_nothing(chat=group, for_s=0.2)


def test_what_stands_under_a_picture_is_read(anna: Person) -> None:
    photo: Json = {"photo": [{"file_id": "x", "file_unique_id": "y", "width": 9, "height": 9}]}
    anna.says("", extra={**photo, "caption": "How much salt?"})
    assert anna.wait_reply()["text"].startswith("The harbour")
    anna.says("", extra=photo)
    assert "only read text" in anna.wait_reply()["text"]


MEDIA: dict[str, dict[str, Any]] = {
    "voice": {"voice": {"file_id": "x", "file_unique_id": "y", "duration": 3}},
    "contact": {"contact": {"phone_number": "1", "first_name": "A"}},
    "dice": {"dice": {"emoji": "🎲", "value": 3}},
}


@pytest.mark.parametrize("kind", MEDIA)
def test_what_cannot_be_read_gets_one_polite_line(anna: Person, kind: str) -> None:
    anna.says("", extra=MEDIA[kind])
    assert "only read text" in anna.wait_reply()["text"]
    assert anna.hears_nothing(for_s=0.1)


def test_a_start_links_payload_is_not_looked_at(anna: Person, shelf: FakeKnowledge) -> None:
    asked = len(shelf.asked)
    for payload in ("inline", "q_0123456789abcdef", "'; DROP TABLE turns; --", "x" * 64):
        assert "Every sentence comes with a passage" in ask(anna, f"/start {payload}")["text"]
    assert len(shelf.asked) == asked


@pytest.mark.parametrize(
    "update",
    [
        {"edited_message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}}},
        {"callback_query": {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "A"}, "chat_instance": "1"}},
        {"callback_query": {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "A"}, "chat_instance": "1", "data": "q:x"}},
        {"inline_query": {"id": "1", "from": {"id": 5, "is_bot": False, "first_name": "A"}, "query": "", "offset": ""}},
        {"guest_message": {"message_id": 1, "date": 1, "chat": {"id": -5, "type": "group", "title": "x"}}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "private"}, "text": "no sender"}},
        {"message": {"message_id": 1, "date": 1, "chat": {"id": 5, "type": "moon"}, "text": "?", "from": {"id": 5, "is_bot": False, "first_name": "A"}}},
        {"poll_answer": {"poll_id": "1", "option_ids": []}},
        {"message": {"message_id": 1, "text": "no chat"}},
        {"message": "not a message"},
        {"callback_query": {"id": "1", "data": "q:x"}},
        {"edited_message": {"message_id": "x", "date": "y", "chat": {}}},
        {},
    ],
)  # fmt: skip
def test_odd_updates_do_no_harm(
    shared: Simulator, anna: Person, update: Json, caplog: pytest.LogCaptureFixture
) -> None:
    shared.world.tell_bot(update)
    assert ask(anna)["text"].startswith("The harbour")
    assert not [record for record in caplog.records if record.levelname == "ERROR"]


def test_a_group_that_grows_keeps_its_conversation_and_language(
    shared: Simulator, anna: Person, shelf: FakeKnowledge
) -> None:
    group = shared.group(-77, "Small")
    anna.says("/lang ja", chat=group)
    anna.wait_reply(chat=group)
    anna.says("@steppe_bot How much salt?", chat=group)
    answer = anna.wait_reply(chat=group)
    larger = shared.upgrades(group, -1_077)
    time.sleep(0.3)  # nobody writes in the new one sooner
    anna.says("@steppe_bot And Norway?", chat=larger)
    anna.wait_reply(chat=larger)
    assert questions_before(shelf) == ["How much salt?"] and shelf.asked[-1][1] == "ja"
    shown = {**answer, "chat": shared.world.chats[larger]}
    anna.forges(shown, answer["reply_markup"]["inline_keyboard"][0][0]["callback_data"])
    assert shelf.rows["harbour-en"][0].text in anna.wait_reply(chat=larger)["text"]
