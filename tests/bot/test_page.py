"""The chat page's server: what a browser gets, what another site does not, and the command that opens it."""

from __future__ import annotations

import http.client
import json
import os
import re
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest

from bot.simulate import local_settings, open_simulator
from bot.simulator.driver import Simulator
from knowledge.errors import SettingsError
from knowledge.settings import Settings
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge

ROOT = Path(__file__).parent.parent.parent
PAGE = ROOT / "bot" / "simulator" / "page"


@pytest.fixture
def page() -> Iterator[Simulator]:
    """The simulator with its page, two people and a group."""
    with open_simulator(0) as simulator:
        yield simulator


def ask(page: Simulator, method: str, path: str, body: Any = None, **headers: str) -> tuple[int, dict[str, str], bytes]:
    """One request as a browser makes it."""
    connection = http.client.HTTPConnection("127.0.0.1", page.server.server_address[1], timeout=10)
    raw = body if body is None or isinstance(body, bytes) else json.dumps(body)
    kind = "application/octet-stream" if isinstance(body, bytes) else "application/json"
    sent = {"Content-Type": kind} if body is not None else {}
    connection.request(method, path, raw, {**sent, **{k.replace("_", "-"): v for k, v in headers.items()}})
    reply = connection.getresponse()
    answer = reply.status, {k.lower(): v for k, v in reply.getheaders()}, reply.read()
    connection.close()
    return answer


def test_the_page_loads_without_anything_from_elsewhere(page: Simulator) -> None:
    for path, kind in (("/", "text/html"), ("/frame.css", "text/css"), ("/main.js", "text/javascript")):
        status, headers, body = ask(page, "GET", path)
        assert status == 200 and headers["content-type"].startswith(kind) and body
        assert "default-src 'self'" in headers["content-security-policy"]
    together = "".join(path.read_text(encoding="utf-8") for path in PAGE.iterdir()).replace(
        "http://www.w3.org/2000/svg", ""
    )
    assert not re.search(r"https?://(?!\S*\.test)[a-z]", together)  # no address of anyone else
    assert "innerHTML" not in together and "eval(" not in together


def test_every_part_of_the_page_is_served_and_asks_only_for_parts_that_are(page: Simulator) -> None:
    for path in PAGE.iterdir():
        assert ask(page, "GET", f"/{path.name}")[0] == 200
        for wanted in re.findall(r"from \"\./(\S+)\"", path.read_text(encoding="utf-8")):
            assert (PAGE / wanted).exists(), (path.name, wanted)


def test_the_page_speaks_both_languages() -> None:
    catalogue = (PAGE / "words.js").read_text(encoding="utf-8")
    english, japanese = re.search(r"en: \{(.+?)\},\n  ja: \{(.+?)\},\n\};", catalogue, re.DOTALL).groups()  # type: ignore[union-attr]
    keys = [re.findall(r"(\w+): \"", part) for part in (english, japanese)]
    assert keys[0] == keys[1]
    scripts = "".join(path.read_text(encoding="utf-8") for path in PAGE.glob("*.js"))
    assert set(re.findall(r"words\(\)\.(\w+)", scripts)) == set(keys[0])


def test_a_person_asks_presses_and_sends_a_file(page: Simulator, knowledge: FakeKnowledge) -> None:
    with running(knowledge, page):
        anna = page.user(1)
        status, _, body = ask(page, "POST", "/say", {"user": 1, "chat": 1, "text": "How much salt?"})
        assert status == 200 and json.loads(body)["ok"]
        answer = anna.wait_reply()
        data = answer["reply_markup"]["inline_keyboard"][0][0]["callback_data"]
        ask(page, "POST", "/press", {"user": 1, "chat": 1, "message": answer["message_id"], "data": data})
        assert "“Trade”, paragraph\u00a01" in anna.wait_reply()["text"]
        where = urlencode({"user": 1, "chat": 1, "name": "map.pdf"})
        assert ask(page, "POST", f"/upload?{where}", b"%PDF-1.7")[0] == 200
        assert "added by this desk's librarians" in anna.wait_reply()["text"]
        world = json.loads(ask(page, "GET", "/world")[2])
    assert [p["first_name"] for p in world["people"]] == ["Anna", "ゆき"]
    assert [c["type"] for c in world["chats"]] == ["private", "private", *["supergroup"] * 3]
    assert world["commands"]["ja"] and "How much salt?" in [m.get("text") for m in world["messages"]]
    sent = next(m for m in world["messages"] if "document" in m)
    status, headers, body = ask(page, "GET", f"/files/{sent['document']['file_id']}")
    assert body == b"%PDF-1.7" and headers["content-disposition"] == "attachment"


def test_events_are_streamed_and_taken_up_again(page: Simulator) -> None:
    anna = page.user(1)
    anna.says("one")
    connection = http.client.HTTPConnection("127.0.0.1", page.server.server_address[1], timeout=10)
    connection.request("GET", "/events?after=0")
    stream = connection.getresponse()

    def event() -> tuple[int, dict[str, Any]]:
        number, told = stream.readline(), stream.readline()
        stream.readline()
        return int(number.removeprefix(b"id: ")), json.loads(told.removeprefix(b"data: "))

    assert event()[1]["body"]["text"] == "one"
    anna.says("two")
    number, told = event()
    assert told["kind"] == "message" and told["body"]["text"] == "two"
    connection.close()
    anna.says("three")
    connection.request("GET", "/events?after=0", headers={"Last-Event-ID": str(number)})
    stream = connection.getresponse()
    assert event()[1]["body"]["text"] == "three"
    connection.close()


@pytest.mark.parametrize(
    "headers", [{"Host": "evil.example"}, {"Origin": "https://evil.example"}, {"Origin": "null"}, {"Host": "127.0.0.1"}]
)
@pytest.mark.parametrize(("method", "path"), [("GET", "/world"), ("GET", "/"), ("POST", "/say")])
def test_another_site_is_turned_away(page: Simulator, headers: dict[str, str], method: str, path: str) -> None:
    body = {"user": 1, "chat": 1, "text": "hello"} if method == "POST" else None
    assert ask(page, method, path, body, **headers)[0] == 403
    assert not [m for m in page.world.messages.values() if "text" in m]


def test_a_form_and_nonsense_are_refused(page: Simulator) -> None:
    connection = http.client.HTTPConnection("127.0.0.1", page.server.server_address[1], timeout=10)
    connection.request("POST", "/say", '{"user":1,"chat":1,"text":"x"}', {"Content-Type": "text/plain"})
    assert connection.getresponse().status == 415
    connection.close()
    for wrong in ({}, {"user": 1, "chat": 77, "text": "x"}, {"user": "me", "chat": 1, "text": "x"}):
        assert ask(page, "POST", "/say", wrong)[0] == 400
    status, _, body = ask(page, "POST", "/say", {"user": 1, "chat": 1, "text": " \n "})
    assert status == 400 and json.loads(body)["description"] == "Bad Request: message text is empty"
    assert ask(page, "GET", "/etc/passwd")[0] == 404


def test_a_port_that_is_taken_is_said() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(SettingsError, match="give another with --port"):
            open_simulator(taken.getsockname()[1])


def test_the_simulator_keeps_all_other_settings(page: Simulator, tmp_path: Path) -> None:
    local = local_settings(Settings(data_dir=tmp_path, corpus=None, chat_model="openai:x"), page)
    assert local.data_dir == tmp_path and local.corpus is None and local.chat_model == "openai:x"
    assert local.access == "open" and local.telegram_api_url == page.url


def test_the_command_opens_the_page_and_stops(tmp_path: Path, small_corpus: Path) -> None:
    env = {k: v for k, v in os.environ.items() if not k.startswith("STEPPE_")} | {
        "STEPPE_DATA_DIR": str(tmp_path / "library"),
        "STEPPE_CORPUS": str(small_corpus),
        "PYTHONPATH": str(ROOT),
    }
    command = [sys.executable, "-m", "bot", "start"]  # as `make run` does; without a token it is `simulate`
    process = subprocess.Popen(command, env=env, cwd=tmp_path, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        told = ""
        while "is listening" not in told:
            line = process.stderr.readline()
            assert line, told
            told += line
        port = int(re.search(r"http://127\.0\.0\.1:(\d+)/", told)[1])  # type: ignore[index]
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
        said = json.dumps({"user": 2, "chat": 2, "text": "タルウィック港は2023年に塩をどれだけ積み出した？"})
        connection.request("POST", "/say", said, {"Content-Type": "application/json"})
        assert connection.getresponse().read()
        connection.request("GET", "/events?after=1")
        stream = connection.getresponse()
        while "塩420万トン" not in (line := stream.readline().decode()):
            assert line is not None
        connection.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(20) == 0
    finally:
        process.kill()
