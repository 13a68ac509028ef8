"""The stand-in refuses what Telegram refuses, in Telegram's words; otherwise tests against it would prove little."""

from __future__ import annotations

import contextlib
import json
import threading
import urllib.error
import urllib.request
from typing import Any

import pytest

from bot.simulator.driver import TOKEN, Simulator
from bot.simulator.flood import Flood
from bot.simulator.refusal import Refusal

MARKUP = {"inline_keyboard": [[{"text": "1", "callback_data": "x"}]]}


def call(telegram: Simulator, method: str, token: str = TOKEN, **given: Any) -> tuple[int, dict[str, Any]]:
    """Call a method with JSON; returns status and envelope."""
    request = urllib.request.Request(
        f"{telegram.url}/bot{token}/{method}", json.dumps(given).encode(), {"Content-Type": "application/json"}
    )
    try:
        with urllib.request.urlopen(request, timeout=10) as reply:
            return reply.status, json.load(reply)
    except urllib.error.HTTPError as error:
        return error.code, json.load(error)


def refused(telegram: Simulator, method: str, **given: Any) -> str:
    """The description of a 400."""
    status, envelope = call(telegram, method, **given)
    assert (status, envelope["ok"], envelope["error_code"]) == (400, False, 400), envelope
    return str(envelope["description"]).removeprefix("Bad Request: ")


@pytest.fixture
def anna(telegram: Simulator) -> Any:
    return telegram.user(1)


def test_tokens_and_methods(telegram: Simulator) -> None:
    assert call(telegram, "getMe")[1]["result"]["username"] == "steppe_bot"
    assert call(telegram, "GETME")[0] == 200
    unauthorized = (401, {"ok": False, "error_code": 401, "description": "Unauthorized"})
    assert call(telegram, "getMe", token="123:wrong-token") == unauthorized
    not_found = (404, {"ok": False, "error_code": 404, "description": "Not Found"})
    assert call(telegram, "danceTango") == not_found
    assert call(telegram, "getMe", token="nonsense") == not_found


@pytest.mark.parametrize(
    ("given", "description"),
    [
        ({"text": ""}, "message text is empty"),
        ({"text": " \n\u200b"}, "message text is empty"),
        ({"text": "x" * 4097}, "message is too long"),
        ({"text": "🧂" * 2049}, "message is too long"),
        ({"text": "x", "chat_id": 2}, "chat not found"),
        ({"text": "x", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "aba", "entities": [{"type": "bold", "offset": 2, "length": 6}]},
         "entity beginning at UTF-16 offset 2 ends after the end of the text at UTF-16 offset 8"),
        ({"text": "aba", "entities": [{"type": "bold", "offset": 9, "length": 1}]},
         "entity begins after the end of the text at UTF-16 offset 9"),
        ({"text": "🧂🧂", "entities": [{"type": "bold", "offset": 1, "length": 1}]},
         "entity begins in a middle of a UTF-16 symbol at byte offset 4"),
        ({"text": "🧂🧂", "entities": [{"type": "bold", "offset": 0, "length": 1}]},
         "entity beginning at UTF-16 offset 0 ends in a middle of a UTF-16 symbol at byte offset 4"),
        ({"text": "aba", "entities": [{"type": "bold", "offset": -1, "length": 1}]},
         "receive an entity with incorrect offset -1"),
        ({"text": "aba", "entities": [{"type": "loud", "offset": 0, "length": 1}]},
         "can't parse entities: unsupported entity type specified"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": "é" * 33}]]}},
         "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "1", "callback_data": ""}]]}},
         "BUTTON_DATA_INVALID"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "1"}]]}},
         "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"),
        ({"text": "x", "reply_markup": {"inline_keyboard": [[{"text": "1", "copy_text": {"text": "x" * 257}}]]}},
         "BUTTON_COPY_TEXT_INVALID"),
        ({"text": "x", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "x", "message_thread_id": 7}, "message thread not found"),
    ],
)  # fmt: skip
def test_send_message_refuses(telegram: Simulator, anna: Any, given: dict[str, Any], description: str) -> None:
    assert refused(telegram, "sendMessage", **{"chat_id": 1, **given}) == description


def test_limits_are_exact(telegram: Simulator, anna: Any) -> None:
    assert call(telegram, "sendMessage", chat_id=1, text="🧂" * 2048)[0] == 200
    button = {"text": "1", "callback_data": "x" * 64}
    assert call(telegram, "sendMessage", chat_id=1, text="x", reply_markup={"inline_keyboard": [[button]]})[0] == 200
    many = [{"type": "bold", "offset": 2 * i, "length": 1} for i in range(150)]
    sent = call(telegram, "sendMessage", chat_id=1, text="x " * 150, entities=many)[1]["result"]
    assert len(sent["entities"]) == 100


def test_text_is_trimmed_and_entities_move_with_it(telegram: Simulator, anna: Any) -> None:
    entities = [{"type": "bold", "offset": 2, "length": 6}]
    sent = call(telegram, "sendMessage", chat_id=1, text="\n\n\r Salt \n", entities=entities)[1]["result"]
    assert sent["text"] == "Salt" and sent["entities"] == [{"type": "bold", "offset": 0, "length": 4}]


def test_edits(telegram: Simulator, anna: Any) -> None:
    said = anna.says("hello")
    sent = call(telegram, "sendMessage", chat_id=1, text="one", reply_markup=MARKUP)[1]["result"]
    here = {"chat_id": 1, "message_id": sent["message_id"]}
    same = refused(telegram, "editMessageText", text="one", reply_markup=MARKUP, **here)
    assert same.startswith("message is not modified: specified new message content and reply markup are exactly")
    edited = call(telegram, "editMessageText", text="two", **here)[1]["result"]
    assert edited["text"] == "two" and "reply_markup" not in edited and edited["edit_date"]
    assert call(telegram, "editMessageReplyMarkup", reply_markup=MARKUP, **here)[0] == 200
    assert refused(telegram, "editMessageText", chat_id=1, message_id=99, text="x") == "message to edit not found"
    theirs = refused(telegram, "editMessageText", chat_id=1, message_id=said["message_id"], text="x")
    assert theirs == "message can't be edited"


def test_presses_expire_and_are_answered_once(telegram: Simulator, anna: Any) -> None:
    sent = call(telegram, "sendMessage", chat_id=1, text="one", reply_markup=MARKUP)[1]["result"]
    press = anna.presses(sent, "1")
    assert call(telegram, "answerCallbackQuery", callback_query_id=press, text="x")[0] == 200
    old = "query is too old and response timeout expired or query ID is invalid"
    assert refused(telegram, "answerCallbackQuery", callback_query_id=press) == old
    assert refused(telegram, "answerCallbackQuery", callback_query_id="5") == old
    late = anna.presses(sent, "1")
    telegram.world.presses[late]["at"] -= 3600
    assert refused(telegram, "answerCallbackQuery", callback_query_id=late) == old


def test_blocking_and_migration(telegram: Simulator, anna: Any) -> None:
    anna.blocks()
    status, envelope = call(telegram, "sendMessage", chat_id=1, text="x")
    assert (status, envelope["description"]) == (403, "Forbidden: bot was blocked by the user")
    telegram.world.migrated[telegram.group(-42)] = -10042
    _, moved = call(telegram, "sendMessage", chat_id=-42, text="x")
    assert moved["parameters"] == {"migrate_to_chat_id": -10042}


def test_updates_are_kept_until_confirmed(telegram: Simulator, anna: Any) -> None:
    anna.says("one")
    anna.says("two")
    first = call(telegram, "getUpdates")[1]["result"]
    assert [u["message"]["text"] for u in first] == ["one", "two"]
    assert call(telegram, "getUpdates")[1]["result"] == first
    assert call(telegram, "getUpdates", offset=first[0]["update_id"] + 1)[1]["result"] == first[1:]
    assert call(telegram, "getUpdates", offset=first[1]["update_id"] + 1)[1]["result"] == []
    anna.says("three")
    anna.says("four")
    assert [u["message"]["text"] for u in call(telegram, "getUpdates", offset=-1)[1]["result"]] == ["four"]


def test_long_polling_wakes_and_a_second_poller_ends_the_first(telegram: Simulator, anna: Any) -> None:
    results: list[tuple[int, dict[str, Any]]] = []

    def poll() -> None:
        results.append(call(telegram, "getUpdates", timeout=10))

    first = threading.Thread(target=poll)
    first.start()
    while telegram.world.poller < 1:
        pass
    second = threading.Thread(target=poll)
    second.start()
    first.join(5)
    assert results[0][0] == 409 and results[0][1]["description"].startswith("Conflict: terminated by other getUpdates")
    anna.says("hello")
    second.join(5)
    assert results[1][1]["result"][0]["message"]["text"] == "hello"
    call(telegram, "setWebhook", url="https://example.org/hook")
    status, envelope = call(telegram, "getUpdates")
    assert status == 409 and "webhook is active" in envelope["description"]
    call(telegram, "deleteWebhook")
    assert call(telegram, "getUpdates")[0] == 200


def test_faults_befall_as_many_calls_as_asked(telegram: Simulator, anna: Any) -> None:
    telegram.fault("sendMessage", code=429, description="Too Many Requests: retry after 3", times=2, retry_after=3)
    for _ in range(2):
        status, envelope = call(telegram, "sendMessage", chat_id=1, text="x")
        assert status == 429 and envelope["parameters"] == {"retry_after": 3}
    assert call(telegram, "sendMessage", chat_id=1, text="x")[0] == 200
    telegram.fault("sendMessage", "accept-cut")
    with pytest.raises((urllib.error.URLError, ConnectionError)):
        call(telegram, "sendMessage", chat_id=1, text="accepted all the same")
    assert anna.wait_reply()["text"] == "x"
    assert anna.wait_reply()["text"] == "accepted all the same"


def test_a_flood_is_refused_with_the_seconds_to_wait(telegram: Simulator, anna: Any) -> None:
    telegram.user(2)
    sent = [call(telegram, "sendMessage", chat_id=1, text=str(i)) for i in range(12)]
    assert [status for status, _ in sent] == [200] * 10 + [429] * 2
    assert sent[-1][1]["description"] == "Too Many Requests: retry after 1"
    assert sent[-1][1]["parameters"] == {"retry_after": 1}
    assert call(telegram, "sendMessage", chat_id=2, text="others are not held up")[0] == 200


def test_flood_limits_per_group_and_over_all() -> None:
    now = [0.0]
    flood = Flood(lambda: now[0])

    def taken(chats: list[int]) -> int:
        count = 0
        for chat in chats:
            with contextlib.suppress(Refusal):
                flood.count(chat)
                count += 1
        return count

    assert taken([-5] * 40) == 24  # twenty a minute and a small burst
    now[0] += 60
    assert taken([-5] * 40) == 20
    now[0] += 60
    assert taken(list(range(1, 101))) == 60
    now[0] += 1
    assert taken(list(range(200, 300))) == 31


def test_files_go_up_and_come_down(telegram: Simulator, anna: Any) -> None:
    boundary = "frontier"
    parts = {"chat_id": "1", "caption": "the *map*", "document": "attach://file0"}
    lines = [f'--{boundary}\r\nContent-Disposition: form-data; name="{k}"\r\n\r\n{v}\r\n' for k, v in parts.items()]
    head = f'--{boundary}\r\nContent-Disposition: form-data; name="file0"; filename="map.txt"\r\n\r\n'
    body = "".join(lines).encode() + head.encode() + b"salt\r\nroads" + f"\r\n--{boundary}--\r\n".encode()
    request = urllib.request.Request(
        f"{telegram.url}/bot{TOKEN}/sendDocument", body, {"Content-Type": f"multipart/form-data; boundary={boundary}"}
    )
    with urllib.request.urlopen(request, timeout=10) as reply:
        document = json.load(reply)["result"]["document"]
    assert document["file_name"] == "map.txt" and document["file_size"] == 11
    found = call(telegram, "getFile", file_id=document["file_id"])[1]["result"]
    with urllib.request.urlopen(f"{telegram.url}/file/bot{TOKEN}/{found['file_path']}", timeout=10) as reply:
        assert reply.read() == b"salt\r\nroads"
    with pytest.raises(urllib.error.HTTPError):
        urllib.request.urlopen(f"{telegram.url}/file/bot1:wrong/{found['file_path']}", timeout=10)
    assert refused(telegram, "getFile", file_id="nothing") == "wrong file_id or the file is temporarily unavailable"


def test_groups_keep_the_bots_privacy(telegram: Simulator, anna: Any) -> None:
    group = telegram.group()
    for text in ("hello all", "/help@other_bot", "@someone hi"):
        anna.says(text, chat=group)
    assert telegram.world.updates == []
    for text in ("/help", "/help@steppe_bot", "hi @steppe_bot"):
        anna.says(text, chat=group)
    assert len(telegram.world.updates) == 3


def test_only_loopback_is_listened_on(telegram: Simulator) -> None:
    assert telegram.server.server_address[0] == "127.0.0.1"


@pytest.mark.parametrize(
    ("text", "description"),
    [
        ("<b>salt", "can't parse entities: Can't find end tag corresponding to start tag \"b\""),
        ("塩<b>x</i>", 'can\'t parse entities: Unmatched end tag at byte offset 7, expected "</b>", found "</i>"'),
        ("x</b>", "can't parse entities: Unexpected end tag at byte offset 1"),
        ("x <table>", 'can\'t parse entities: Unsupported start tag "table" at byte offset 2'),
    ],
)
def test_broken_markup_is_refused(telegram: Simulator, anna: Any, text: str, description: str) -> None:
    assert refused(telegram, "sendMessage", chat_id=1, text=text, parse_mode="HTML") == description


def test_markup_becomes_entities(telegram: Simulator, anna: Any) -> None:
    text = (
        '🧂 <b>a &lt; <i>b</i></b> <a href="https://example.org?a=1&amp;b=2">c</a><blockquote expandable>d</blockquote>'
    )
    sent = call(telegram, "sendMessage", chat_id=1, text=text, parse_mode="HTML")[1]["result"]
    assert sent["text"] == "🧂 a < b cd"
    assert sent["entities"] == [
        {"type": "bold", "offset": 3, "length": 5},
        {"type": "italic", "offset": 7, "length": 1},
        {"type": "text_link", "offset": 9, "length": 1, "url": "https://example.org?a=1&b=2"},
        {"type": "expandable_blockquote", "offset": 10, "length": 1},
    ]
    assert refused(telegram, "sendMessage", chat_id=1, text="*x*", parse_mode="MarkdownV3") == "unsupported parse_mode"


def entity(style: str, offset: int, length: int, **more: Any) -> dict[str, Any]:
    return {"type": style, "offset": offset, "length": length, **more}


@pytest.mark.parametrize(
    ("given", "kept"),
    [
        # bold that crosses a link is split at its edge; inside it stays whole
        ([entity("bold", 0, 6), entity("text_link", 4, 4, url="https://a.org")],
         [entity("bold", 0, 4), entity("bold", 4, 2), entity("text_link", 4, 4, url="https://a.org")]),
        ([entity("bold", 0, 10), entity("italic", 2, 3)], [entity("bold", 0, 10), entity("italic", 2, 3)]),
        ([entity("bold", 0, 4), entity("bold", 4, 3)], [entity("bold", 0, 7)]),
        ([entity("code", 2, 4), entity("bold", 0, 8)], [entity("bold", 0, 2), entity("code", 2, 4), entity("bold", 6, 2)]),
        ([entity("blockquote", 0, 9), entity("expandable_blockquote", 2, 3)], [entity("blockquote", 0, 9)]),
        ([entity("blockquote", 0, 9), entity("text_link", 2, 3, url="https://a.org")],
         [entity("blockquote", 0, 9), entity("text_link", 2, 3, url="https://a.org")]),
    ],
)  # fmt: skip
def test_styles_that_are_in_each_others_way(
    telegram: Simulator, anna: Any, given: list[dict[str, Any]], kept: list[dict[str, Any]]
) -> None:
    sent = call(telegram, "sendMessage", chat_id=1, text="abcdefghij", entities=given)[1]["result"]
    order = lambda one: (one["offset"], -one["length"], one["type"])  # noqa: E731 - one line reads best
    assert sorted(sent["entities"], key=order) == sorted(kept, key=order)


def test_what_telegram_marks_by_itself(telegram: Simulator, anna: Any) -> None:
    text = "/help, mail@x.org, @steppe_bot: https://example.org/a). 塩 #salt a/b"
    sent = call(telegram, "sendMessage", chat_id=1, text=text)[1]["result"]
    found = {text[e["offset"] : e["offset"] + e["length"]]: e["type"] for e in sent["entities"]}
    assert found == {
        "/help": "bot_command", "@steppe_bot": "mention", "https://example.org/a": "url", "#salt": "hashtag",
    }  # fmt: skip


def test_a_date_is_checked(telegram: Simulator, anna: Any) -> None:
    when = {"type": "date_time", "offset": 0, "length": 5, "unix_time": 1_800_000_000, "date_time_format": "wDT"}
    assert call(telegram, "sendMessage", chat_id=1, text="later", entities=[when])[1]["result"]["entities"] == [when]
    odd = {**when, "date_time_format": "YYYY"}
    assert "invalid date-time format" in refused(telegram, "sendMessage", chat_id=1, text="later", entities=[odd])


def test_messages_are_copied_forwarded_and_pinned(telegram: Simulator, anna: Any) -> None:
    said = anna.says("salt")
    here = {"chat_id": 1, "from_chat_id": 1, "message_id": said["message_id"]}
    copy = call(telegram, "copyMessage", **here)[1]["result"]["message_id"]
    assert (
        telegram.world.messages[1, copy]["text"] == "salt" and "forward_origin" not in telegram.world.messages[1, copy]
    )
    passed = call(telegram, "forwardMessage", **here)[1]["result"]
    assert passed["forward_origin"]["sender_user"]["id"] == 1
    assert refused(telegram, "forwardMessage", **{**here, "message_id": 99}) == "message to forward not found"
    assert call(telegram, "pinChatMessage", chat_id=1, message_id=copy)[0] == 200
    assert call(telegram, "getChat", chat_id=1)[1]["result"]["pinned_message"]["message_id"] == copy
    assert call(telegram, "unpinChatMessage", chat_id=1)[0] == 200
    assert refused(telegram, "unpinChatMessage", chat_id=1) == "message to unpin not found"


def test_menus_and_descriptions_by_language(telegram: Simulator) -> None:
    menu = [{"command": "ask", "description": "Ask"}]
    scope = {"type": "chat", "chat_id": 1}
    call(telegram, "setMyCommands", commands=menu, scope=scope, language_code="ja")
    assert call(telegram, "getMyCommands", scope=scope, language_code="ja")[1]["result"] == menu
    assert call(telegram, "getMyCommands", language_code="ja")[1]["result"] == []
    wrong = [{"command": "Ask", "description": "Ask"}]
    assert refused(telegram, "setMyCommands", commands=wrong) == "BOT_COMMAND_INVALID"
    call(telegram, "setMyDescription", description="A desk")
    call(telegram, "setMyDescription", description="デスク", language_code="ja")
    told = [call(telegram, "getMyDescription", language_code=c)[1]["result"]["description"] for c in ("ja", "de")]
    assert told == ["デスク", "A desk"]
    assert refused(telegram, "setMyDescription", description="x" * 513) == "description is too long"


def test_who_is_in_a_chat(telegram: Simulator, anna: Any) -> None:
    group = telegram.group()
    telegram.user(2)
    states = [call(telegram, "getChatMember", chat_id=group, user_id=u)[1]["result"]["status"] for u in (1, 2)]
    assert states == ["creator", "member"]
    assert refused(telegram, "getChatMember", chat_id=group, user_id=77) == "PARTICIPANT_ID_INVALID"
    assert call(telegram, "leaveChat", chat_id=group)[0] == 200
    assert call(telegram, "sendMessage", chat_id=group, text="x")[0] == 403


def test_a_proxy_answers_in_its_own_way_and_a_reset_is_one(telegram: Simulator, anna: Any) -> None:
    telegram.fault("sendMessage", "gateway")
    with pytest.raises(urllib.error.HTTPError) as failed:
        urllib.request.urlopen(f"{telegram.url}/bot{TOKEN}/sendMessage?chat_id=1&text=x", timeout=10)
    assert failed.value.code == 502 and b"<html>" in failed.value.read()
    for kind, arrived in (("reset", 0), ("accept-reset", 1)):
        telegram.fault("sendMessage", kind)  # type: ignore[arg-type]
        with pytest.raises((urllib.error.URLError, ConnectionError)):
            call(telegram, "sendMessage", chat_id=1, text="x")
        assert len(anna.heard()) == arrived


def test_arguments_of_the_wrong_kind_are_refused_and_break_nothing(telegram: Simulator, anna: Any) -> None:
    for wrong in (
        {"entities": 5},
        {"entities": ["x"]},
        {"reply_markup": "x"},
        {"message_thread_id": "x"},
        {"chat_id": ""},
    ):
        refused(telegram, "sendMessage", **{"chat_id": 1, "text": "x", **wrong})
    assert call(telegram, "sendMessage", chat_id=1, text="x")[0] == 200
