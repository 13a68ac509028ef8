"""The chat page: the same server, and beside the Bot API a page in which people use the simulated Telegram.

Answers only requests that a browser on this machine makes to this address: another site cannot reach it by a name of
its own that leads here, nor by a form.
"""

from __future__ import annotations

import json
import time
from collections.abc import Callable
from importlib.resources import files
from typing import Any, Final
from urllib.parse import parse_qs, urlsplit

from bot.simulator import acts
from bot.simulator.refusal import Json, Refusal
from bot.simulator.server import ApiHandler
from bot.simulator.world import World

_KINDS: Final = {"html": "text/html", "css": "text/css", "js": "text/javascript", "svg": "image/svg+xml"}
_PICTURES: Final = {b"\x89PNG": "image/png", b"\xff\xd8\xff": "image/jpeg"}
POLICY = "default-src 'self'; img-src 'self' data:; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
STREAM_S = 600.0  # the browser comes back by itself
BEAT_S = 15.0
UPLOAD_BYTES = 48 * 1024 * 1024  # more than a bot can fetch, so that its answer to that can be seen


def _page() -> dict[str, tuple[str, str]]:
    """The files of the page by address, with their kinds."""
    found = {}
    for part in (files("bot.simulator") / "page").iterdir():
        kind = _KINDS.get(part.name.rpartition(".")[2])
        if kind is not None:
            found[f"/{part.name}"] = (part.name, f"{kind}; charset=utf-8")
    return found | {"/": found["/index.html"]}


PAGE: Final = _page()


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
            self.answer(200, _told(self.server.world))
        elif self.command == "GET" and path == "/events":
            self._stream(int(parse_qs(query).get("after", ["0"])[0]))
        elif self.command == "GET" and path.startswith("/files/"):
            self._file(path.removeprefix("/files/"))
        elif self.command == "POST" and path == "/upload":
            self._try("application/octet-stream", lambda: self._upload(query, body))
        elif self.command == "POST" and path in ACTS:
            self._try("application/json", lambda: ACTS[path](self.server.world, _Given(json.loads(body))))
        else:
            super().other(path, query, body)

    def _is_ours(self) -> bool:
        port = self.server.server_address[1]
        ours = {f"127.0.0.1:{port}", f"localhost:{port}"}
        origin = self.headers.get("Origin")
        return self.headers.get("Host") in ours and (origin is None or urlsplit(origin).netloc in ours)

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
        kind = next((kind for head, kind in _PICTURES.items() if (stored or b"").startswith(head)), None)
        self.respond(200 if stored is not None else 404, stored or b"", kind or "application/octet-stream", extra)

    def _upload(self, query: str, body: bytes) -> Any:
        given = _Given({key: values[0] for key, values in parse_qs(query).items()})
        if len(body) > UPLOAD_BYTES:
            raise Refusal(413, "the file is too big for this page")
        return acts.uploaded(
            self.server.world, given.user, given.chat, str(given["name"]), body, given.text("caption"),
            topic_id=given.number("topic"), reply_to=given.number("reply_to"),
        )  # fmt: skip

    def _try(self, kind: str, act: Callable[[], Any]) -> None:
        if not self.headers.get("Content-Type", "").startswith(kind):
            self.respond(415, f"{kind} is expected".encode(), "text/plain")
            return
        try:
            self.answer(200, {"ok": True, "result": act()})
        except Refusal as no:
            self.answer(no.code, {"ok": False, "description": no.description})
        except (ValueError, LookupError, TypeError) as error:
            self.answer(400, {"ok": False, "description": f"not understood: {type(error).__name__}"})


class _Given(dict[str, Any]):
    """What the page sent with an act."""

    @property
    def user(self) -> int:
        return int(self["user"])

    @property
    def chat(self) -> int:
        return int(self["chat"])

    def number(self, key: str) -> int | None:
        return int(self[key]) if self.get(key) else None

    def text(self, key: str) -> str:
        return str(self.get(key) or "")

    def message(self, world: World) -> Json:
        return world.messages[self.chat, int(self["message"])]


def _say(world: World, given: _Given) -> Json:
    return acts.said(
        world, given.user, given.chat, str(given["text"]),
        reply_to=given.number("reply_to"), quote=given.text("quote") or None, topic_id=given.number("topic"),
    )  # fmt: skip


def _choose(world: World, given: _Given) -> Json:
    return acts.chose_inline(
        world, given.user, given.chat, str(given["query_id"]), str(given["result"]), query=given.text("query")
    )


ACTS: Final[dict[str, Callable[[World, _Given], Any]]] = {
    "/say": _say,
    "/edit": lambda world, given: acts.edited(world, given.user, given.message(world), str(given["text"])),
    "/delete": lambda world, given: acts.deleted(world, given.message(world)),
    "/forward": lambda world, given: acts.forwarded(
        world, given.user, given.message(world), int(given["to"]), topic_id=given.number("topic")
    ),
    "/locate": lambda world, given: acts.located(
        world, given.user, given.chat, float(given["latitude"]), float(given["longitude"])
    ),
    "/press": lambda world, given: acts.pressed(world, given.user, given.message(world), str(given["data"])),
    "/react": lambda world, given: acts.reacted(world, given.user, given.message(world), given.get("emoji")),
    "/inline": lambda world, given: acts.asked_inline(world, given.user, given.chat, str(given["query"])),
    "/choose": _choose,
    "/block": lambda world, given: acts.blocked(world, given.user, again=bool(given.get("again"))),
}


def _told(world: World) -> Json:
    """All that the page shows."""
    with world.changed:
        return {
            "bot": world.bot,
            "people": list(world.people.values()),
            "chats": [chat for number, chat in world.chats.items() if number not in world.migrated],
            "absent": sorted(world.absent),
            "topics": [{"chat": chat, "id": topic, "name": name} for (chat, topic), name in world.topics.items()],
            "messages": list(world.messages.values()),
            "reactions": [
                {"chat": place[0], "message": place[1], "marks": acts.tallied(world, place)}
                for place in world.reactions
            ],
            "pinned": [{"chat": chat, "message": number} for chat, number in world.pinned.items()],
            "blocked": sorted(world.blocked_by),
            "commands": world.commands,
            "profile": world.profile,
            "seq": len(world.events),
        }
