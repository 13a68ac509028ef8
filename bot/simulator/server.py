"""The Bot API over HTTP on loopback: decodes a call, lets a fault befall it, answers in Telegram's envelope."""

from __future__ import annotations

import json
import logging
import re
import socket
import struct
import time
from email.parser import BytesParser
from email.policy import HTTP
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl, unquote, urlsplit

from bot.simulator.faults import Fault
from bot.simulator.flood import COUNTED
from bot.simulator.methods.table import METHODS
from bot.simulator.refusal import Json, Refusal
from bot.simulator.world import World

log = logging.getLogger(__name__)
MAX_BODY_BYTES = 60_000_000
_CALL = re.compile(r"/bot([^/]+)/([A-Za-z]+)")
_FILE = re.compile(r"/file/bot([^/]+)/documents/(\w+)")
_TOKEN = re.compile(r"\d+:[\w-]{3,}")
_PLAIN = (  # arguments that are words, even where they look like JSON
    *("text", "caption", "parse_mode", "callback_query_id", "action", "url", "language_code", "file_id", "description"),
    *("short_description", "name", "inline_query_id", "inline_message_id", "guest_query_id", "next_offset"),
)


class Server(ThreadingHTTPServer):
    """Listens on 127.0.0.1 only."""

    daemon_threads = True
    request_queue_size = 256

    def __init__(self, world: World, port: int = 0, handler: type[BaseHTTPRequestHandler] | None = None) -> None:
        self.world = world
        super().__init__(("127.0.0.1", port), handler or ApiHandler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is no error."""
        log.debug("simulator: a connection ended early", exc_info=True)


class ApiHandler(BaseHTTPRequestHandler):
    """One connection of a bot."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1  # buffered: one packet an answer
    server: Server

    def do_GET(self) -> None:
        """Answer a call or hand out a file."""
        self._handle()

    def do_POST(self) -> None:
        """Answer a call."""
        self._handle()

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing: addresses hold the token."""

    def _handle(self) -> None:
        length = int(self.headers.get("Content-Length") or 0)
        if length > MAX_BODY_BYTES:
            self.close_connection = True
            self.answer(413, {"ok": False, "error_code": 413, "description": "Request Entity Too Large"})
            return
        body = self.rfile.read(length)
        address = urlsplit(self.path)
        path = unquote(address.path)
        if found := _FILE.fullmatch(path):
            stored = self.server.world.files.get(found[2]) if found[1] == self.server.world.token else None
            self.respond(200 if stored is not None else 404, stored or b"Not Found", "application/octet-stream")
        elif found := _CALL.fullmatch(path):
            self._call(found[1], found[2], address.query, body)
        else:
            self.other(address.path, address.query, body)

    def other(self, path: str, query: str, body: bytes) -> None:
        """What is no Bot API call; the page answers more here."""
        self.answer(404, {"ok": False, "error_code": 404, "description": "Not Found"})

    def _call(self, token: str, method: str, query: str, body: bytes) -> None:
        world = self.server.world
        fault: Fault | None = None
        try:
            if not _TOKEN.fullmatch(token) or method.lower() not in METHODS:
                raise Refusal(404, "Not Found")
            if token != world.token:
                raise Refusal(401, "Unauthorized")
            with world.changed:
                fault = world.faults.take(method)
            if fault is not None and self._befalls(fault):
                return
            result = self._result(method, self._arguments(query, body))
        except Refusal as no:
            envelope: Json = {"ok": False, "error_code": no.code, "description": no.description}
            if no.parameters:
                envelope["parameters"] = no.parameters
            self.answer(no.code, envelope)
            return
        if fault is not None and fault.kind in ("accept-cut", "accept-reset"):
            self._hang_up(rudely=fault.kind == "accept-reset")
            return
        if fault is not None and fault.kind == "accept-hang":
            time.sleep(fault.delay_s)
        self.answer(200, {"ok": True, "result": result})

    def _result(self, method: str, given: Json) -> Any:
        world, name = self.server.world, method.lower()
        world.calls.append((method, given))
        if name == "getupdates":
            return METHODS[name](world, given)
        time.sleep(world.latency_s)
        with world.changed:
            if name in COUNTED and "inline_message_id" not in given:
                world.flood.count(world.chat(given.get("chat_id"))["id"])
            try:
                return METHODS[name](world, given)
            except (TypeError, ValueError, AttributeError, KeyError):
                log.debug("simulator: %s was called with arguments of the wrong kind", method, exc_info=True)
                raise Refusal(400, "Bad Request: can't parse the arguments of the call") from None

    def _befalls(self, fault: Fault) -> bool:
        """Let a fault befall the call before anything is done; whether that ends it."""
        if fault.refusal is not None:
            raise fault.refusal
        if fault.kind == "delay":
            time.sleep(fault.delay_s)
        elif fault.kind == "gateway":  # what stands before Telegram's servers answers so, and not in JSON
            page = (
                b"<html>\r\n<head><title>502 Bad Gateway</title></head>\r\n<body>502 Bad Gateway</body>\r\n</html>\r\n"
            )
            self.respond(502, page, "text/html")
            return True
        elif fault.kind in ("cut", "reset"):
            self._hang_up(rudely=fault.kind == "reset")
            return True
        return False

    def _hang_up(self, *, rudely: bool = False) -> None:
        self.close_connection = True
        if rudely:  # no farewell: the other side sees a reset
            self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        self.connection.close()

    def _arguments(self, query: str, body: bytes) -> Json:
        kind = self.headers.get("Content-Type", "")
        given: Json = dict(parse_qsl(query, keep_blank_values=True))
        if kind.startswith("application/json"):
            try:
                return given | dict(json.loads(body))
            except (ValueError, TypeError):
                raise Refusal(400, "Bad Request: can't parse JSON object") from None
        if kind.startswith("multipart/form-data"):
            given |= _multipart(kind, body)
        else:
            given |= dict(parse_qsl(body.decode("utf-8", "replace"), keep_blank_values=True))
        return {key: value if key in _PLAIN else _decoded(value) for key, value in given.items()}

    def answer(self, status: int, envelope: Any) -> None:
        """Answer with JSON."""
        self.respond(status, json.dumps(envelope, ensure_ascii=False).encode(), "application/json")

    def respond(self, status: int, body: bytes, kind: str, extra: dict[str, str] | None = None) -> None:
        """Answer; head and body leave together."""
        self.send_response(status)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        for name, value in (extra or {}).items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body)


def _decoded(value: Any) -> Any:
    """Objects and lists arrive as JSON in forms; a plain word stays a word."""
    if not isinstance(value, str):
        return value
    try:
        return json.loads(value)
    except ValueError:
        return value


def _multipart(kind: str, body: bytes) -> Json:
    parsed = BytesParser(policy=HTTP).parsebytes(b"Content-Type: " + kind.encode() + b"\r\n\r\n" + body)
    given: Json = {}
    uploads: dict[str, tuple[str, bytes]] = {}
    for part in parsed.iter_parts():
        name = str(part.get_param("name", header="content-disposition"))
        payload = part.get_payload(decode=True)
        content = payload if isinstance(payload, bytes) else b""
        filename = part.get_filename()
        if filename is not None:
            uploads[name] = (filename, content)
        else:
            given[name] = content.decode("utf-8", "replace")
    for key, value in list(given.items()):
        if isinstance(value, str) and value.startswith("attach://"):
            given[key] = uploads.get(value.removeprefix("attach://"), value)
        elif key == "media":  # a picture to put in place of another is named within
            given[key] = _with_upload(value, uploads)
    return given | {name: upload for name, upload in uploads.items() if name in ("document", "photo")}


def _with_upload(written: str, uploads: dict[str, tuple[str, bytes]]) -> Any:
    media = _decoded(written)
    if isinstance(media, dict) and str(media.get("media", "")).startswith("attach://"):
        media["media"] = uploads.get(media["media"].removeprefix("attach://"), media["media"])
    return media
