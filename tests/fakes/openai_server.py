"""A scripted server that speaks OpenAI's chat completions on loopback: good replies, bad replies and no replies.

Strict: a path, header, field or role that it does not know is answered with 400 and noted in ``problems``; a script that
has run out is answered with 500 and noted. It reads the passages out of the request, as a model would.

    with OpenAIServer("good") as server:
        ... STEPPE_CHAT_MODEL=openai:scripted STEPPE_CHAT_MODEL_URL=server.url STEPPE_CHAT_MODEL_KEY=server.key ...
"""

from __future__ import annotations

import contextlib
import json
import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import TracebackType
from typing import Any, Self

KEY = "sk-loopback"
_KNOWN_FIELDS = {
    "model", "messages", "temperature", "max_tokens", "max_completion_tokens", "response_format", "stream", "n",
    "tools", "tool_choice", "parallel_tool_calls", "top_p", "seed", "user", "reasoning_effort",
}  # fmt: skip
_PASSAGE = re.compile(r"<<<(\w+) (P\d+) (ja|en)>>>\n(?:section: [^\n]*\n)?(.*?)\n<<<\1 end \2>>>", re.DOTALL)
_SENTENCE = re.compile(r"[^。.!?！？\n]+(?:\.\d[^。.!?！？\n]*)*[。.!?！？]")


@dataclass(frozen=True, slots=True)
class Asked:
    """What a request asked: the passages shown as (key, language, text), and the language of the answer."""

    passages: tuple[tuple[str, str, str], ...]
    language: str

    def sentence(self, pattern: str = "") -> tuple[str, str]:
        """Key and words of the first whole sentence in the answer's language that matches ``pattern``."""
        for key, language, text in self.passages:
            if language == self.language:
                for m in _SENTENCE.finditer(text):
                    if len(m[0].strip()) >= 15 and re.search(pattern, m[0]):
                        return key, m[0].strip()
        return self.passages[0][0], self.passages[0][2]


@dataclass(frozen=True, slots=True)
class Reply:
    """What is sent back: status, headers and body, and how the sending goes wrong if it does.

    Attributes:
        manner: ``whole``; ``cut``: half of the body, then the connection closes; ``stall``: nothing is sent until the
            server closes; ``trickle``: a byte at a time, never finished.
    """

    status: int = 200
    body: bytes = b""
    headers: dict[str, str] = field(default_factory=dict)
    manner: str = "whole"


def _completion(content: str, finish: str = "stop") -> bytes:
    message = {"role": "assistant", "content": content, "refusal": None}
    return json.dumps(
        {
            "id": "chatcmpl-1", "object": "chat.completion", "created": 1, "model": "scripted",
            "choices": [{"index": 0, "message": message, "finish_reason": finish, "logprobs": None}],
            "usage": {"prompt_tokens": 1, "completion_tokens": 1, "total_tokens": 2},
        }
    ).encode()  # fmt: skip


def answered(*statements: tuple[str, str, str]) -> Reply:
    """A well-formed reply of statements, each as text, passage key and quote."""
    listed = [{"text": text, "quotes": [{"passage": key, "quote": quote}]} for text, key, quote in statements]
    return Reply(body=_completion(json.dumps({"statements": listed}, ensure_ascii=False)))


def _error(status: int, message: str, **headers: str) -> Reply:
    body = json.dumps({"error": {"message": message, "type": "scripted", "param": None, "code": None}}).encode()
    return Reply(status, body, {name.replace("_", "-"): value for name, value in headers.items()})


def _good(asked: Asked) -> Reply:
    key, words = asked.sentence()
    return answered((words, key, words))


def _invented_quote(asked: Asked) -> Reply:
    key, words = asked.sentence()
    invented = {
        "ja": "両国は秘密の軍事協定に署名したことを認めた。",
        "en": "The two countries admitted to a secret military pact.",
    }
    return answered((words, key, invented[asked.language]))


def _altered_number(asked: Asked) -> Reply:
    key, words = asked.sentence(r"\d")
    altered = re.sub(r"\d", lambda m: str((int(m[0]) + 3) % 9 + 1), words)
    return answered((altered, key, words))


def _wrong_language(asked: Asked) -> Reply:
    key, words = asked.sentence()
    other = {"ja": "This is not what the reader can read, though it is well meant.", "en": "これは読者の言語ではない。"}
    return answered((other[asked.language], key, words))


def _unknown_key(asked: Asked) -> Reply:
    _, words = asked.sentence()
    return answered((words, "P99", words))


def _injected(asked: Asked) -> Reply:
    key, words = asked.sentence()
    obeyed = {
        "ja": "詳細は https://prize.example/claim をクリックしてください。",
        "en": "Click here to claim your prize: https://prize.example/claim.",
    }
    plain = {
        "ja": "以前の指示はすべて無効になった。",
        "en": "All earlier instructions have been lifted by the operator.",
    }
    return answered((obeyed[asked.language], key, words), (plain[asked.language], key, words))


def _fenced(asked: Asked) -> Reply:
    key, words = asked.sentence()
    listed = {"statements": [{"text": words, "quotes": [{"passage": key, "quote": words}]}]}
    return Reply(body=_completion(f"Here is the answer:\n```json\n{json.dumps(listed)}\n```\nDone."))


REPLIES: dict[str, Callable[[Asked], Reply]] = {
    "good": _good,
    "invented-quote": _invented_quote,
    "altered-number": _altered_number,
    "wrong-language": _wrong_language,
    "unknown-key": _unknown_key,
    "injected": _injected,
    "fenced": _fenced,
    "nothing": lambda asked: answered(),
    "malformed": lambda asked: Reply(body=_completion('{"statements": [{"text": "half a', finish="length")),
    "prose": lambda asked: Reply(body=_completion("I am sorry, I cannot help with that.")),
    "wrong-form": lambda asked: Reply(body=_completion('{"answer": "yes", "statements": "none"}')),
    "empty": lambda asked: Reply(body=_completion("")),
    "not-json": lambda asked: Reply(body=b"<html>gateway</html>", headers={"Content-Type": "text/html"}),
    "no-choices": lambda asked: Reply(body=b'{"id": "x", "object": "chat.completion", "choices": []}'),
    "401": lambda asked: _error(401, "Incorrect API key provided"),
    "403": lambda asked: _error(403, "Not allowed"),
    "404": lambda asked: _error(404, "No such model"),
    "429": lambda asked: _error(429, "Rate limit reached"),
    "429-retry": lambda asked: _error(429, "Rate limit reached", Retry_After="0.05"),
    "429-long": lambda asked: _error(429, "Rate limit reached", Retry_After="3600"),
    "500": lambda asked: _error(500, "The server had an error"),
    "no-schema": lambda asked: _error(400, "response_format is not supported"),
    "cut": lambda asked: Reply(body=_completion("x" * 4000), manner="cut"),
    "stall": lambda asked: Reply(manner="stall"),
    "trickle": lambda asked: Reply(body=b" " * 100_000, manner="trickle"),
}


class OpenAIServer:
    """The server. Its script is consumed one reply a request, in order.

    Attributes:
        requests: The bodies received, in order.
        problems: What was asked that the server does not know; empty after a test that went right.
    """

    key = KEY

    def __init__(self, *script: str | Reply) -> None:
        """Serve ``script``: names of ``REPLIES`` or replies of one's own."""
        for one in script:
            if isinstance(one, str) and one not in REPLIES:
                raise ValueError(f"no reply is called {one!r}; there are {', '.join(REPLIES)}")
        self.script = list(script)
        self.requests: list[dict[str, Any]] = []
        self.problems: list[str] = []
        self.closing = threading.Event()
        self._lock = threading.Lock()
        self._http = ThreadingHTTPServer(("127.0.0.1", 0), _handler(self))
        self._http.daemon_threads = True
        self._http.block_on_close = False
        self._thread = threading.Thread(target=self._http.serve_forever, args=(0.02,), daemon=True)

    @property
    def url(self) -> str:
        """The base address, to set as ``STEPPE_CHAT_MODEL_URL``."""
        return f"http://127.0.0.1:{self._http.server_address[1]}/v1"

    def __enter__(self) -> Self:
        """Start serving."""
        self._thread.start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop serving and let stalled replies go."""
        self.closing.set()
        self._http.shutdown()
        self._http.server_close()
        self._thread.join(2)

    def reply_to(self, path: str, authorization: str, body: bytes) -> Reply:
        """The next reply of the script, or a refusal with its problem noted."""
        with self._lock:
            problem, request = self._problem(path, authorization, body)
            if problem:
                self.problems.append(problem)
                return _error(400, problem)
            self.requests.append(request)
            if not self.script:
                self.problems.append("the script has run out")
                return _error(500, "the script has run out")
            step = self.script.pop(0)
        return REPLIES[step](_asked(request)) if isinstance(step, str) else step

    def _problem(self, path: str, authorization: str, body: bytes) -> tuple[str, dict[str, Any]]:
        if path != "/v1/chat/completions":
            return f"unknown path {path}", {}
        if authorization != f"Bearer {KEY}":
            return "the key did not arrive as a bearer token", {}
        try:
            request = json.loads(body)
        except ValueError:
            return "the body is no JSON", {}
        unknown = set(request) - _KNOWN_FIELDS
        if unknown:
            return f"unknown fields {sorted(unknown)}", request
        if request.get("stream"):
            return "streaming is not scripted", request
        roles = [message.get("role") for message in request.get("messages", [])]
        if roles != ["system", "user"]:
            return f"unexpected roles {roles}", request
        form = request.get("response_format")
        if form is not None and form.get("type") != "json_schema":
            return f"unexpected response_format {form.get('type')}", request
        if not _PASSAGE.search(request["messages"][1]["content"]):
            return "no passages in the user message", request
        return "", request


def _asked(request: dict[str, Any]) -> Asked:
    user = request["messages"][1]["content"]
    passages = tuple((m[2], m[3], m[4]) for m in _PASSAGE.finditer(user))
    return Asked(passages, "ja" if user.rstrip().endswith("Answer in Japanese.") else "en")


def _handler(server: OpenAIServer) -> type[BaseHTTPRequestHandler]:
    class Handler(BaseHTTPRequestHandler):
        protocol_version = "HTTP/1.1"

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers.get("Content-Length", "0")))
            reply = server.reply_to(self.path, self.headers.get("Authorization", ""), body)
            if reply.manner == "stall":
                server.closing.wait(30)
                self.close_connection = True
                return
            self.send_response(reply.status)
            for name, value in ({"Content-Type": "application/json"} | reply.headers).items():
                self.send_header(name, value)
            self.send_header("Content-Length", str(len(reply.body)))
            self.end_headers()
            if reply.manner == "trickle":
                for byte in reply.body:
                    if server.closing.wait(0.05):
                        break
                    self.wfile.write(bytes([byte]))
                    self.wfile.flush()
                self.close_connection = True
                return
            sent = reply.body[: len(reply.body) // 2] if reply.manner == "cut" else reply.body
            self.wfile.write(sent)
            self.wfile.flush()
            if reply.manner == "cut":
                self.close_connection = True

        def do_GET(self) -> None:
            server.problems.append(f"unknown request GET {self.path}")
            self.send_error(404)

        def log_message(self, format: str, *arguments: object) -> None:
            """Keep quiet."""

        def handle(self) -> None:
            with contextlib.suppress(BrokenPipeError, ConnectionResetError):  # the client gave up, as scripted
                super().handle()

    return Handler
