"""Fetching, from a real server on this machine."""

from __future__ import annotations

import gzip
import socket
import threading
import time
import tracemalloc
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, ClassVar

import pytest

from knowledge.errors import AddressError, EmptyError, FetchError, FormatError, TooLargeError
from knowledge.load import load_url
from knowledge.load.fetch import fetch
from knowledge.settings import LoadSettings

pytestmark = pytest.mark.network

SETTINGS = LoadSettings(max_file_bytes=200_000, fetch_timeout_s=1.0, max_redirects=3)
PROSE = "The harbour is old and it is wide. It was built by people who came from the islands. "
HTML = f"<html><head><title>Port</title></head><body><article><h1>Port</h1><p>{PROSE * 5}</p></article></body></html>".encode()
BOMB = gzip.compress(b"0" * 40_000_000)


class Handler(BaseHTTPRequestHandler):
    """Answers by path; what it was asked stands in ``asked``."""

    asked: ClassVar[list[dict[str, str]]] = []

    def do_GET(self) -> None:
        Handler.asked.append({name.lower(): value for name, value in self.headers.items()} | {"path": self.path})
        getattr(self, "answer_" + self.path.strip("/").split("?")[0].replace("/", "_"))()

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing."""

    def reply(self, body: bytes, status: int = 200, **headers: str) -> None:
        self.send_response(status)
        for name, value in {"Content_Type": "text/html; charset=utf-8", **headers}.items():
            if value:
                self.send_header(name.replace("_", "-"), value)
        self.end_headers()
        self.wfile.write(body)

    def answer_page(self) -> None:
        self.reply(HTML)

    def answer_plain(self) -> None:
        self.reply(b"Harbour\n\n" + PROSE.encode(), Content_Type="text/plain")

    def answer_untyped(self) -> None:
        self.reply(HTML, Content_Type="")

    def answer_zipped(self) -> None:
        self.reply(gzip.compress(HTML[:200]) + gzip.compress(HTML[200:]), Content_Encoding="gzip")

    def answer_deflated(self) -> None:
        self.reply(zlib.compress(HTML), Content_Encoding="deflate")

    def answer_raw(self) -> None:
        packer = zlib.compressobj(wbits=-15)
        self.reply(packer.compress(HTML) + packer.flush(), Content_Encoding="deflate")

    def answer_broken(self) -> None:
        self.reply(gzip.compress(HTML)[:-40], Content_Encoding="gzip")

    def answer_garbled(self) -> None:
        self.reply(b"\x1f\x8bnonsense" * 9, Content_Encoding="gzip")

    def answer_brotli(self) -> None:
        self.reply(HTML, Content_Encoding="br")

    def answer_bomb(self) -> None:
        self.reply(BOMB, Content_Encoding="gzip")

    def answer_picture(self) -> None:
        self.reply(b"\x89PNG", Content_Type="image/png")

    def answer_unknown(self) -> None:
        self.reply(b"\x89PNG" + b"\0" * 99, Content_Type="application/octet-stream")

    def answer_empty(self) -> None:
        self.reply(b"")

    def answer_missing(self) -> None:
        self.reply(b"no", 404)

    def answer_failing(self) -> None:
        self.reply(b"no", 500)

    def answer_limited(self) -> None:
        self.reply(b"no", 429)

    def answer_moved(self) -> None:
        self.reply(b"", 302, Location="/page?x=1#part")

    def answer_private(self) -> None:
        self.reply(b"", 302, Location="http://10.0.0.1/secret")

    def answer_metadata(self) -> None:
        self.reply(b"", 301, Location="http://169.254.169.254/latest/")

    def answer_file(self) -> None:
        self.reply(b"", 302, Location="file:///etc/passwd")

    def answer_loop(self) -> None:
        self.reply(b"", 302, Location="/loop")

    def answer_declared(self) -> None:
        self.reply(b"x", Content_Length="999999999")

    def answer_endless(self) -> None:
        self.reply(b"")
        try:
            while True:
                self.wfile.write(b"x" * 65_536)
        except OSError:
            pass

    def answer_slow(self) -> None:
        self.reply(b"")
        self.drip(b"x")

    def answer_slow_head(self) -> None:
        self.drip(b"H")

    def drip(self, piece: bytes) -> None:
        try:
            for _ in range(100):
                self.wfile.write(piece)
                time.sleep(0.05)
        except OSError:
            pass

    def answer_cut(self) -> None:
        self.reply(HTML, Content_Length=str(len(HTML) + 50))

    def answer_hang(self) -> None:
        time.sleep(1.6)


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    listening = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    listening.daemon_threads = True
    thread = threading.Thread(target=listening.serve_forever, args=(0.05,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{listening.server_address[1]}"
    listening.shutdown()
    listening.server_close()


def get(server: str, path: str, settings: LoadSettings = SETTINGS) -> bytes:
    return fetch(f"{server}/{path}", settings, allow_loopback=True).data


@pytest.mark.parametrize("path", ["page", "untyped", "zipped", "deflated", "raw"])
def test_pages(server: str, path: str) -> None:
    assert get(server, path) == HTML


def test_loaded(server: str) -> None:
    document = load_url(f"{server}/moved", SETTINGS, allow_loopback=True)
    assert document.title == "Port" and document.language == "en"
    assert document.url == document.origin == f"{server}/page?x=1"
    assert load_url(f"{server}/plain", SETTINGS, allow_loopback=True).title == "Harbour"


def test_how_we_ask(server: str) -> None:
    Handler.asked.clear()
    get(server, "page?q=港")
    asked = Handler.asked[-1]
    assert asked["path"] == "/page?q=%E6%B8%AF"
    assert asked["user-agent"].startswith("steppe/") and asked["user-agent"].endswith(" (+briefing assistant)")
    assert asked["host"] == server.removeprefix("http://")


def test_this_machine_is_refused_without_the_switch(server: str) -> None:
    Handler.asked.clear()
    for url in (server, "http://127.0.0.1:8080/", "http://localhost/", "http://[::1]/"):
        with pytest.raises(AddressError):
            fetch(url, SETTINGS)
    assert not Handler.asked


@pytest.mark.parametrize(
    ("path", "error", "message"),
    [
        ("private", AddressError, r"^http://10\.0\.0\.1/secret: a private address; give a public"),
        ("metadata", AddressError, r"^http://169\.254\.169\.254/latest/: a link-local address; give a public"),
        ("file", AddressError, r"^file:///etc/passwd: not http or https; give a public"),
        ("loop", FetchError, r"/loop: more than 3 redirects; give the final address$"),
        ("missing", FetchError, r"/missing: the server answered 404: no such page; check the address$"),
        ("failing", FetchError, r"/failing: the server answered 500: try again later$"),
        ("limited", FetchError, r"/limited: the server answered 429: too many requests; try again later$"),
        ("picture", FormatError, r"/picture: image/png is not read here; give a page with"),
        ("declared", TooLargeError, r"/declared: more than 200,000 bytes, the cap"),
        ("endless", TooLargeError, r"/endless: more than 200,000 bytes, the cap"),
        ("bomb", TooLargeError, r"/bomb: more than 200,000 bytes, the cap"),
        ("slow", FetchError, r"/slow: not finished within 1 s; try again later$"),
        ("slow_head", FetchError, r"/slow_head: not finished within 1 s; try again later$"),
        ("hang", FetchError, r"/hang: not finished within 1 s; try again later$"),
        ("broken", FetchError, r"/broken: the answer broke off; try again later$"),
        ("garbled", FetchError, r"/garbled: a damaged answer; try again later$"),
        ("brotli", FetchError, r"/brotli: packed as br, which was not asked for"),
        ("cut", FetchError, r"/cut: no answer \(.*\); check the address, or try again later$"),
    ],
)
def test_bad_answers(server: str, path: str, error: type[Exception], message: str) -> None:
    begun = time.monotonic()
    with pytest.raises(error, match=message) as caught:
        get(server, path)
    assert "\n" not in str(caught.value)
    assert time.monotonic() - begun < 3


def test_a_bomb_is_not_unpacked_in_memory(server: str) -> None:
    get(server, "page")  # what is imported for the first time does not count
    tracemalloc.start()
    try:
        with pytest.raises(TooLargeError):
            get(server, "bomb")
        assert tracemalloc.get_traced_memory()[1] < 5_000_000
    finally:
        tracemalloc.stop()


@pytest.mark.parametrize(("path", "error"), [("empty", EmptyError), ("unknown", FormatError)])
def test_bad_contents(server: str, path: str, error: type[Exception]) -> None:
    with pytest.raises(error):
        load_url(f"{server}/{path}", SETTINGS, allow_loopback=True)


def test_nobody_answers() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        with pytest.raises(FetchError, match="no answer"):
            get(f"http://127.0.0.1:{taken.getsockname()[1]}", "page")


def test_the_connection_goes_to_the_checked_address(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """A name that resolves to something else the second time is connected to as it was checked: no second look-up."""
    asked: list[str] = []
    resolve = socket.getaddrinfo

    def once(host: Any, *rest: Any, **named: Any) -> Any:
        if host == "harbour.example":
            asked.append(host)
            address = "127.0.0.1" if len(asked) == 1 else "10.0.0.1"
            return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (address, 0))]
        return resolve(host, *rest, **named)

    monkeypatch.setattr(socket, "getaddrinfo", once)
    Handler.asked.clear()
    port = server.rsplit(":", 1)[1]
    assert get(f"http://harbour.example:{port}", "page") == HTML
    assert asked == ["harbour.example"]
    assert Handler.asked[-1]["host"] == f"harbour.example:{port}"


def test_proxies_of_the_environment_are_not_used(server: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("http_proxy", "HTTP_PROXY", "all_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://10.0.0.1:3128")
    assert get(server, "page") == HTML
