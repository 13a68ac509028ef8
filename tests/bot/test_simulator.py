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
from bot.simulator.rules import Refusal

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
    assert refused(telegram, "getFile", file_id="nothing") == "invalid file_id"


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
