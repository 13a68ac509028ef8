"""Drive the simulated Telegram from a test or a script, as a person would.

with Simulator() as telegram:
    anna = telegram.user(1, "Anna", language_code="ja")
    anna.says("カザフスタンのウランは？")
    answer = anna.wait_reply()
    anna.presses(answer, "1")
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable
from http.server import BaseHTTPRequestHandler
from typing import Any

from bot.simulator.rules import Json, Refusal
from bot.simulator.server import Server
from bot.simulator.world import BOT_ID, GROUP_ID, Event, Fault, World, new_world

TOKEN = f"{BOT_ID}:AAE-simulated_token_of_no_value_0123"  # only ever taken by this server


class Simulator:
    """A running server and the world behind it; a context manager."""

    def __init__(
        self, *, token: str = TOKEN, port: int = 0, handler: type[BaseHTTPRequestHandler] | None = None
    ) -> None:
        self.world: World = new_world(token)
        self.server = Server(self.world, port, handler)
        self._thread = threading.Thread(target=self.server.serve_forever, args=(0.05,), daemon=True, name="simulator")

    @property
    def url(self) -> str:
        """The address to give to the bot as ``STEPPE_TELEGRAM_API_URL``."""
        return f"http://127.0.0.1:{self.server.server_address[1]}"

    def start(self) -> Simulator:
        """Begin to listen."""
        self._thread.start()
        return self

    def stop(self) -> None:
        """Stop listening."""
        self.server.shutdown()
        self.server.server_close()

    def __enter__(self) -> Simulator:
        """Start."""
        return self.start()

    def __exit__(self, *_: object) -> None:
        """Stop."""
        self.stop()

    def user(self, user_id: int, name: str = "Anna", *, language_code: str | None = "en") -> Person:
        """A person, made on first use."""
        if user_id not in self.world.people:
            self.world.add_person(user_id, name, language_code, username=f"{name.lower()}_{user_id}")
        return Person(self.world, user_id)

    def group(self, chat_id: int = GROUP_ID, title: str = "Desk", *, forum: bool = False) -> int:
        """A supergroup, made on first use; returns its id."""
        if chat_id not in self.world.chats:
            self.world.add_group(chat_id, title, forum=forum)
        return chat_id

    def fault(
        self, method: str, kind: str = "refuse", *, times: int = 1, code: int = 500, description: str = "",
        delay_s: float = 0.0, **parameters: Any,
    ) -> None:  # fmt: skip
        """Let the next ``times`` calls of ``method`` fail; see ``Fault``."""
        refusal = Refusal(code, description, dict(parameters)) if kind == "refuse" else None
        with self.world.changed:
            self.world.faults.append(Fault(method, kind, times, refusal, delay_s))

    def calls(self, method: str) -> list[Json]:
        """What the bot called a method with, in order."""
        return [given for name, given in list(self.world.calls) if name.lower() == method.lower()]


class Person:
    """One person's hands and eyes. Waiting looks at what came after their last own action."""

    def __init__(self, world: World, user_id: int) -> None:
        self.world, self.id = world, user_id
        self._seen: dict[int, int] = {}

    def says(self, text: str, *, chat: int | None = None, **more: Any) -> Json:
        """Write a message, privately or in a group; see ``World.said`` for ``reply_to``, ``quote`` and ``topic_id``."""
        where = self.id if chat is None else chat
        with self.world.changed:
            self._seen[where] = len(self.world.events)
            return self.world.said(self.id, where, text, **more)

    def presses(self, message: Json, label: str) -> str:
        """Press the button with this label; returns the id of the press.

        Raises:
            LookupError: There is no such button.
        """
        for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
            for button in row:
                if button["text"] == label and "callback_data" in button:
                    return self.forges(message, button["callback_data"])
        raise LookupError(f"no button {label!r} under {message.get('text', '')[:60]!r}")

    def forges(self, message: Json, callback_data: str) -> str:
        """Send a press with any data, as a changed app could."""
        with self.world.changed:
            self._seen[message["chat"]["id"]] = len(self.world.events)
            return self.world.pressed(self.id, message, callback_data)

    def blocks(self) -> None:
        """Block the bot."""
        with self.world.changed:
            self.world.blocked_by.add(self.id)

    def wait_reply(self, *, chat: int | None = None, timeout_s: float = 10.0) -> Json:
        """The bot's next message in the chat, after the last one that was waited for."""
        return self._wait("message", chat, timeout_s, lambda body: body["from"]["id"] == self.world.bot["id"])

    def wait_edit(self, *, chat: int | None = None, timeout_s: float = 10.0) -> Json:
        """The bot's next edit in the chat."""
        return self._wait("edited", chat, timeout_s, lambda body: True)

    def wait_notice(self, press_id: str, *, timeout_s: float = 10.0) -> Json:
        """What the bot answered to a press: ``text`` and ``show_alert``."""
        until = time.monotonic() + timeout_s
        with self.world.changed:
            while self.world.presses[press_id]["answer"] is None:
                if not self.world.changed.wait(max(0.0, until - time.monotonic())) and time.monotonic() >= until:
                    raise TimeoutError("the press was not answered")
            answer: Json = self.world.presses[press_id]["answer"]
            return answer

    def hears_nothing(self, *, chat: int | None = None, for_s: float = 0.4) -> bool:
        """Whether the bot stays silent for a while."""
        try:
            self.wait_reply(chat=chat, timeout_s=for_s)
        except TimeoutError:
            return True
        return False

    def _wait(self, kind: str, chat: int | None, timeout_s: float, wanted: Callable[[Json], bool]) -> Json:
        where = self.id if chat is None else chat
        until = time.monotonic() + timeout_s
        with self.world.changed:
            while True:
                found = self._next(kind, where, wanted)
                if found is not None:
                    self._seen[where] = found.seq + 1
                    return found.body
                left = until - time.monotonic()
                if left <= 0:
                    raise TimeoutError(f"no {kind} in chat {where} within {timeout_s} s")
                self.world.changed.wait(left)

    def _next(self, kind: str, where: int, wanted: Callable[[Json], bool]) -> Event | None:
        for event in self.world.events[self._seen.get(where, 0) :]:
            if event.kind == kind and event.body["chat"]["id"] == where and wanted(event.body):
                return event
        return None
