"""Drive the simulated Telegram from a test or a script, as a person would.

with Simulator() as telegram:
    anna = telegram.user(1, "Anna", language_code="ja")
    anna.says("カザフスタンのウランは？")
    answer = anna.wait_reply()
    anna.presses(answer, "1")
"""

from __future__ import annotations

import threading
from http.server import BaseHTTPRequestHandler
from typing import Any

from bot.simulator import acts
from bot.simulator.faults import UPDATES, Fault, FaultKind
from bot.simulator.person import Person
from bot.simulator.refusal import Json, Refusal
from bot.simulator.server import Server
from bot.simulator.world import BOT_ID, GROUP_ID, World, new_world

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

    def group(self, chat_id: int = GROUP_ID, title: str = "Desk", *, forum: bool = False, member: bool = True) -> int:
        """A supergroup, made on first use; returns its id. ``member``: the bot is in it."""
        if chat_id not in self.world.chats:
            self.world.add_group(chat_id, title, forum=forum, member=member)
        return chat_id

    def topic(self, chat_id: int, topic_id: int, name: str) -> int:
        """A topic of a forum; returns its number."""
        self.world.add_topic(chat_id, topic_id, name)
        return topic_id

    def upgrades(self, chat_id: int, new_id: int) -> int:
        """Let a group become a supergroup with a new id."""
        return int(acts.upgraded(self.world, chat_id, new_id)["id"])

    def tells(self, update: Json) -> None:
        """Hand the bot an update of any form, as broken as it may be."""
        self.world.tell_bot(update)

    def fault(
        self, method: str, kind: FaultKind = "refuse", *, times: int = 1, code: int = 500, description: str = "",
        delay_s: float = 0.0, **parameters: Any,
    ) -> None:  # fmt: skip
        """Let the next ``times`` calls of ``method`` fail; see ``Fault``."""
        refusal = Refusal(code, description, dict(parameters)) if kind == "refuse" else None
        with self.world.changed:
            self.world.faults.add(Fault(method, kind, times, refusal, delay_s))

    def disorder(self, kind: FaultKind, *, times: int = 1) -> None:
        """Let the next updates come twice (``duplicate``) or the last one first (``reorder``)."""
        self.fault(UPDATES, kind, times=times)

    def calls(self, method: str) -> list[Json]:
        """What the bot called a method with, in order."""
        return [given for name, given in list(self.world.calls) if name.lower() == method.lower()]
