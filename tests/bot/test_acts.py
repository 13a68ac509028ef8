"""What people do in the stand-in, and what of it a bot is told: no more and no less than Telegram tells."""

from __future__ import annotations

from typing import Any

import pytest

from bot.simulator.driver import Simulator
from bot.simulator.person import Person
from bot.simulator.refusal import Json, Refusal
from tests.bot.test_simulator import call, refused

ARTICLE = {
    "type": "article", "id": "1", "title": "Salt", "description": "From the harbour",
    "input_message_content": {"message_text": "Salt [1]", "entities": [{"type": "bold", "offset": 0, "length": 4}]},
}  # fmt: skip


@pytest.fixture
def anna(telegram: Simulator) -> Person:
    return telegram.user(1)


def updates(telegram: Simulator, kind: str) -> list[Json]:
    """What waits for the bot, of one kind."""
    return [one[kind] for one in telegram.world.updates if kind in one]


def listens_to(telegram: Simulator, *kinds: str) -> None:
    """Ask for these kinds of update from now on."""
    call(telegram, "getUpdates", offset=-1, allowed_updates=list(kinds))
    telegram.world.updates = []


def test_an_edited_message_comes_as_such(telegram: Simulator, anna: Person) -> None:
    said = anna.says("How much slat?")
    edited = anna.edits(said, "How much salt?")
    assert edited["edit_date"] and edited["message_id"] == said["message_id"]
    assert [m["text"] for m in updates(telegram, "edited_message")] == ["How much salt?"]
    sent = call(telegram, "sendMessage", chat_id=1, text="mine")[1]["result"]
    with pytest.raises(Refusal, match=r".*"):
        anna.edits(sent, "theirs")


def test_a_forward_says_where_it_came_from(telegram: Simulator, anna: Person) -> None:
    group = telegram.group()
    first = telegram.user(2, "Boris").says("salt is @somebody's", chat=group)
    passed = anna.forwards(first)
    assert passed["forward_origin"]["sender_user"]["first_name"] == "Boris"
    assert passed["text"] == first["text"] and passed["entities"] == first["entities"]
    assert anna.forwards(passed, chat=group)["forward_origin"] == passed["forward_origin"]


def test_a_quotation_has_its_place_and_keeps_light_styles_alone(telegram: Simulator, anna: Person) -> None:
    entities = [
        {"type": "bold", "offset": 3, "length": 8},
        {"type": "text_link", "offset": 3, "length": 4, "url": "https://example.org"},
    ]
    sent = call(telegram, "sendMessage", chat_id=1, text="🧂 Salt and roads", entities=entities)[1]["result"]
    asked = anna.replies(sent, "Since when?", quote="and roads")
    assert asked["reply_to_message"]["message_id"] == sent["message_id"]
    assert asked["quote"] == {
        "text": "and roads", "position": 8, "is_manual": True, "entities": [{"type": "bold", "offset": 0, "length": 3}],
    }  # fmt: skip
    with pytest.raises(Refusal):
        anna.replies(sent, "What?", quote="not in it")


def test_files_and_places_are_told(telegram: Simulator, anna: Person) -> None:
    sent = anna.uploads("map.pdf", b"%PDF-1.7", "the map of @steppe_bot")
    assert sent["document"]["mime_type"] == "application/pdf" and sent["document"]["file_size"] == 8
    assert sent["caption_entities"][0]["type"] == "mention"
    place = anna.shares_location(35.68, 139.69)
    assert place["location"] == {"latitude": 35.68, "longitude": 139.69}
    assert len(updates(telegram, "message")) == 2
    anna.uploads("huge.txt", b"x" * (20 * 1024 * 1024 + 1))
    huge = updates(telegram, "message")[-1]["document"]
    assert refused(telegram, "getFile", file_id=huge["file_id"]) == "file is too big"


def test_topics_are_told_apart_and_begin_with_their_first_message(telegram: Simulator, anna: Person) -> None:
    forum = telegram.group(-1007, "Forum", forum=True)
    oil = telegram.topic(forum, 7, "Oil")
    said = anna.says("/help", chat=forum, topic_id=oil)
    assert said["reply_to_message"]["forum_topic_created"]["name"] == "Oil" and said["is_topic_message"]
    assert call(telegram, "sendMessage", chat_id=forum, message_thread_id=oil, text="x")[0] == 200
    assert refused(telegram, "sendMessage", chat_id=forum, message_thread_id=9, text="x") == "message thread not found"


def test_reactions_both_ways(telegram: Simulator, anna: Person) -> None:
    listens_to(telegram, "message_reaction")
    sent = call(telegram, "sendMessage", chat_id=1, text="x")[1]["result"]
    anna.reacts(sent, "👍")
    told = updates(telegram, "message_reaction")[0]
    assert told["old_reaction"] == [] and told["new_reaction"] == [{"type": "emoji", "emoji": "👍"}]
    here = {"chat_id": 1, "message_id": sent["message_id"]}
    assert call(telegram, "setMessageReaction", reaction=[{"type": "emoji", "emoji": "👀"}], **here)[0] == 200
    assert telegram.world.reactions[1, sent["message_id"]] == {1: "👍", telegram.world.bot["id"]: "👀"}
    wrong = [{"type": "emoji", "emoji": "🧂"}]
    assert refused(telegram, "setMessageReaction", reaction=wrong, **here) == "REACTION_INVALID"


def test_only_what_was_asked_for_is_told(telegram: Simulator, anna: Person) -> None:
    sent = call(telegram, "sendMessage", chat_id=1, text="x")[1]["result"]
    anna.reacts(sent, "👍")
    assert telegram.world.updates == []  # reactions are not told unless asked for
    listens_to(telegram, "callback_query")
    anna.says("hello")
    assert telegram.world.updates == []


def test_an_inline_question_is_offered_results_and_one_is_posted(telegram: Simulator, anna: Person) -> None:
    import threading

    group = telegram.group()
    keyed = {**ARTICLE, "id": "2", "reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": "x"}]]}}
    asked: list[tuple[str, Json]] = []
    waiting = threading.Thread(target=lambda: asked.append(anna.inline("salt", chat=group)))
    waiting.start()
    query = call(telegram, "getUpdates", timeout=5)[1]["result"][0]["inline_query"]
    assert (query["query"], query["chat_type"], query["from"]["id"]) == ("salt", "supergroup", 1)
    assert refused(telegram, "answerInlineQuery", inline_query_id=query["id"], results=[ARTICLE] * 2) == (
        "RESULT_ID_DUPLICATE"
    )
    empty = {**ARTICLE, "input_message_content": {"message_text": " "}}
    assert refused(telegram, "answerInlineQuery", inline_query_id=query["id"], results=[empty]) == "MESSAGE_EMPTY"
    assert call(telegram, "answerInlineQuery", inline_query_id=query["id"], results=[ARTICLE, keyed])[0] == 200
    waiting.join(5)
    query_id, offered = asked[0]
    assert [one["title"] for one in offered["results"]] == ["Salt", "Salt"]
    posted = anna.chooses(query_id, "2", chat=group)
    assert posted["via_bot"]["username"] == "steppe_bot" and posted["from"]["id"] == 1
    handle = updates(telegram, "chosen_inline_result")[0]["inline_message_id"]
    assert call(telegram, "editMessageText", inline_message_id=handle, text="changed")[1]["result"] is True
    assert telegram.world.messages[group, posted["message_id"]]["text"] == "changed"
    anna.presses(posted, "1")
    assert updates(telegram, "callback_query")[0]["inline_message_id"] == handle
    late = refused(telegram, "answerInlineQuery", inline_query_id=query["id"], results=[])
    assert late.startswith("query is too old")


def test_a_guest_answers_once_where_it_is_no_member(telegram: Simulator, anna: Person) -> None:
    away = telegram.group(-1009, "Friends", member=False)
    anna.says("only among us", chat=away)
    asked = anna.says("@steppe_bot salt?", chat=away)
    guest = updates(telegram, "guest_message")
    assert len(guest) == 1 and guest[0]["text"] == asked["text"]
    status, envelope = call(telegram, "sendMessage", chat_id=away, text="x")
    assert (status, envelope["description"]) == (403, "Forbidden: bot is not a member of the supergroup chat")
    query = {"guest_query_id": guest[0]["guest_query_id"]}
    assert call(telegram, "answerGuestQuery", result=ARTICLE, **query)[1]["result"]["inline_message_id"]
    answer = anna.wait_reply(chat=away)
    assert answer["guest_bot_caller_user"]["id"] == 1 and answer["text"] == "Salt [1]"
    assert refused(telegram, "answerGuestQuery", result=ARTICLE, **query).startswith("query is too old")


def test_who_blocks_removes_and_upgrades_is_told(telegram: Simulator, anna: Person) -> None:
    group = telegram.group(-42, "Old")
    anna.blocks()
    anna.unblocks()
    anna.removes_bot(group)
    states = [one["new_chat_member"]["status"] for one in updates(telegram, "my_chat_member")]
    assert states == ["kicked", "member", "kicked"]
    assert call(telegram, "sendMessage", chat_id=group, text="x")[0] == 403
    new = telegram.upgrades(telegram.group(-43, "Growing"), -10043)
    told = updates(telegram, "message")
    assert [m.get("migrate_to_chat_id") or m.get("migrate_from_chat_id") for m in told] == [new, -43]
    assert call(telegram, "sendMessage", chat_id=-43, text="x")[1]["parameters"] == {"migrate_to_chat_id": new}


def test_updates_come_twice_or_in_disorder_when_asked(telegram: Simulator, anna: Person) -> None:
    telegram.disorder("reorder")
    telegram.disorder("duplicate")
    for word in ("one", "two"):
        anna.says(word)

    def words() -> list[str]:
        return [u["message"]["text"] for u in call(telegram, "getUpdates")[1]["result"]]

    assert words() == ["two", "one"]
    assert words() == ["one", "one", "two", "two"]
    assert words() == ["one", "two"]


def test_a_person_deletes(telegram: Simulator, anna: Person) -> None:
    said: Any = anna.says("hello")
    anna.deletes(said)
    reply = {"message_id": said["message_id"]}
    assert refused(telegram, "sendMessage", chat_id=1, text="x", reply_parameters=reply) == (
        "message to be replied not found"
    )
