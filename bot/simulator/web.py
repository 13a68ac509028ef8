"""The chat page: the same server, and beside the Bot API a page in which a person uses the simulated Telegram.

Answers only requests that a browser on this machine makes to this address: another site cannot reach it by a name of
its own that leads here, nor by a form.
"""

from __future__ import annotations

import base64
import json
import time
from importlib.resources import files
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from bot.simulator.rules import Json, Refusal
from bot.simulator.server import ApiHandler

PAGE: Final = {
    "/": ("index.html", "text/html; charset=utf-8"),
    "/page.css": ("page.css", "text/css; charset=utf-8"),
    "/page.js": ("page.js", "text/javascript; charset=utf-8"),
}
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STREAM_S = 600.0  # the browser comes back by itself
BEAT_S = 15.0
UPLOAD_BYTES = 20 * 1024 * 1024


class PageHandler(ApiHandler):
    """One connection of a bot or of a browser."""

    def other(self, path: str, query: str, body: bytes) -> None:
        """Answer a browser."""
        if not self._is_ours():
            self.respond(403, b"Forbidden", "text/plain")
        elif self.command == "GET" and path in PAGE:
            name, kind = PAGE[path]
            content = (files("bot.simulator") / "page" / name).read_bytes()
            self.respond(200, content, kind, {"Content-Security-Policy": POLICY, "Cache-Control": "no-store"})
        elif self.command == "GET" and path == "/world":
            self.answer(200, self._world())
        elif self.command == "GET" and path == "/events":
            self._stream(int(parse_qs(query).get("after", ["0"])[0]))
        elif self.command == "GET" and path.startswith("/files/"):
            self._file(path.removeprefix("/files/"))
        elif self.command == "POST" and path in ("/say", "/press", "/upload"):
            self._act(path, body)
        else:
            super().other(path, query, body)

    def _is_ours(self) -> bool:
        port = self.server.server_address[1]
        ours = {f"127.0.0.1:{port}", f"localhost:{port}"}
        origin = self.headers.get("Origin")
        return self.headers.get("Host") in ours and (origin is None or urlsplit(origin).netloc in ours)

    def _world(self) -> Json:
        world = self.server.world
        with world.changed:
            return {
                "bot": world.bot,
                "people": list(world.people.values()),
                "chats": list(world.chats.values()),
                "messages": list(world.messages.values()),
                "commands": world.commands,
                "seq": len(world.events),
            }

    def _stream(self, after: int) -> None:
        """Server-sent events from number ``after`` on."""
        self.close_connection = True
        self.send_response(200)
        self.send_header("Content-Type", "text/event-stream")
        self.send_header("Cache-Control", "no-store")
        self.end_headers()
        after = int(self.headers.get("Last-Event-ID") or after - 1) + 1
        world, until = self.server.world, time.monotonic() + STREAM_S
        while time.monotonic() < until:
            with world.changed:
                if len(world.events) <= after:
                    world.changed.wait(BEAT_S)
                fresh = world.events[after:]
            for event in fresh:
                told = json.dumps({"kind": event.kind, "body": event.body}, ensure_ascii=False)
                self.wfile.write(f"id: {event.seq}\ndata: {told}\n\n".encode())
            if not fresh:
                self.wfile.write(b": still here\n\n")
            self.wfile.flush()
            after += len(fresh)

    def _file(self, file_id: str) -> None:
        stored = self.server.world.files.get(file_id)
        # Never shown as a page of this address, whatever is in it.
        extra = {"Content-Disposition": "attachment", "X-Content-Type-Options": "nosniff"}
        kind = "image/png" if (stored or b"").startswith(b"\x89PNG") else "application/octet-stream"
        self.respond(200 if stored is not None else 404, stored or b"", kind, extra)

    def _act(self, path: str, body: bytes) -> None:
        if not self.headers.get("Content-Type", "").startswith("application/json"):
            self.respond(415, b"JSON is expected", "text/plain")
            return
        try:
            given: dict[str, Any] = json.loads(body)
            self.answer(200, {"ok": True, "result": self._done(path, given)})
        except Refusal as no:
            self.answer(no.code, {"ok": False, "description": no.description})
        except (ValueError, KeyError, TypeError) as error:
            self.answer(400, {"ok": False, "description": f"not understood: {type(error).__name__}"})

    def _done(self, path: str, given: Json) -> Any:
        world = self.server.world
        user, chat = int(given["user"]), int(given["chat"])
        if path == "/press":
            message = world.messages[chat, int(given["message"])]
            return world.pressed(user, message, str(given["data"]))
        reply_to = int(given["reply_to"]) if given.get("reply_to") else None
        if path == "/say":
            return world.said(user, chat, str(given["text"]), reply_to=reply_to, quote=given.get("quote") or None)
        content = base64.b64decode(given["content"])
        if len(content) > UPLOAD_BYTES:
            raise Refusal(413, "the file is over 20 MB")
        return world.uploaded(user, chat, str(given["name"]), content, str(given.get("text") or ""))
