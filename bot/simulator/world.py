"""The simulated Telegram: people, chats, messages, the updates a bot has not fetched yet, and all that happened.

Everything is guarded by one lock; ``changed`` wakes whoever waits for an update or an event. Messages are kept in the
JSON form that the Bot API uses, so what the page shows is what the bot was told.
"""

from __future__ import annotations

import itertools
import re
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from bot.simulator.flood import Flood
from bot.simulator.rules import Json, Refusal, bad_request, formatted, units

BOT_ID = 900_000_001
GROUP_ID = -1_001_000_000_001
PRESS_EXPIRES_S = 15.0
_COMMAND = re.compile(r"(?<!\S)/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]+)?")
_MENTION = re.compile(r"(?<![\w@])@[A-Za-z0-9_]{4,32}")
_URL = re.compile(r"https?://\S+")
USER_TEXT_UNITS = 4_096


@dataclass(slots=True)
class Event:
    """Something that happened, for the page and for tests: ``kind`` and the JSON it concerns."""

    seq: int
    kind: str  # message | edited | typing | answered | draft | deleted
    body: Json


@dataclass(slots=True)
class Fault:
    """A fault to inject into the next calls of a method.

    Attributes:
        method: The Bot API method, or ``*``.
        kind: ``refuse`` (answer ``refusal``, nothing done), ``cut`` (close the connection, nothing done),
            ``accept-cut`` (do it, then close without an answer), ``accept-hang`` (do it, answer after ``delay_s``),
            ``delay`` (wait ``delay_s``, then do it and answer).
        times: How many calls it befalls.
    """

    method: str
    kind: str
    times: int = 1
    refusal: Refusal | None = None
    delay_s: float = 0.0


@dataclass(slots=True)
class World:
    """The state of the simulated Telegram.

    Attributes:
        latency_s: How long each call takes on its way, in seconds; polling is not slowed.
    """

    token: str
    bot: Json
    people: dict[int, Json] = field(default_factory=dict)
    chats: dict[int, Json] = field(default_factory=dict)
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    faults: list[Fault] = field(default_factory=list)
    blocked_by: set[int] = field(default_factory=set)
    migrated: dict[int, int] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    presses: dict[str, Json] = field(default_factory=dict)
    webhook: str = ""
    updates: list[Json] = field(default_factory=list)
    poller: int = 0
    calls: list[tuple[str, Json]] = field(default_factory=list)
    clock: Callable[[], float] = time.time
    flood: Flood = field(default_factory=lambda: Flood(time.monotonic))
    latency_s: float = 0.0
    changed: threading.Condition = field(default_factory=lambda: threading.Condition(threading.RLock()))
    _numbers: dict[object, itertools.count[int]] = field(default_factory=dict)

    def next(self, of: object) -> int:
        """The next number of a series, from 1."""
        return next(self._numbers.setdefault(of, itertools.count(1)))

    def happen(self, kind: str, body: Json) -> None:
        """Record an event and wake everyone."""
        with self.changed:
            self.events.append(Event(len(self.events), kind, body))
            self.changed.notify_all()

    def add_person(self, user_id: int, name: str, language_code: str | None, username: str | None = None) -> Json:
        """A person with a private chat with the bot."""
        with self.changed:
            person: Json = {"id": user_id, "is_bot": False, "first_name": name}
            if username:
                person["username"] = username
            if language_code:
                person["language_code"] = language_code
            self.people[user_id] = person
            self.chats[user_id] = {"id": user_id, "type": "private", "first_name": name}
            return person

    def add_group(self, chat_id: int, title: str, *, forum: bool = False) -> Json:
        """A supergroup in which the bot and all people are."""
        with self.changed:
            group: Json = {"id": chat_id, "type": "supergroup", "title": title}
            self.chats[chat_id] = {**group, "is_forum": True} if forum else group
            return self.chats[chat_id]

    def chat(self, chat_id: object) -> Json:
        """A chat the bot may write to.

        Raises:
            Refusal: Unknown, blocked or migrated.
        """
        try:
            found = self.chats.get(int(str(chat_id)))
        except ValueError:
            found = None
        if found is None:
            raise bad_request("chat not found")
        if found["id"] in self.migrated:
            new = self.migrated[found["id"]]
            raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": new})
        if found["id"] in self.blocked_by:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        return found

    def new_message(self, chat: Json, sender: Json, content: Json) -> Json:
        """Store a message; the caller checked it."""
        with self.changed:
            message = {
                "message_id": self.next(("message", chat["id"])),
                "date": int(self.clock()),
                "chat": chat,
                "from": sender,
                **content,
            }
            self.messages[chat["id"], message["message_id"]] = message
            self.happen("message", message)
            return message

    def tell_bot(self, update: Json, *, times: int = 1) -> None:
        """Queue an update for the bot; ``times`` above 1 repeats it under the same id, as Telegram sometimes does."""
        with self.changed:
            numbered = {"update_id": 700_000_000 + self.next("update"), **update}
            self.updates.extend([numbered] * times)
            self.changed.notify_all()

    def said(
        self, user_id: int, chat_id: int, text: str, *, reply_to: int | None = None, quote: str | None = None,
        topic_id: int | None = None, extra: Json | None = None, times: int = 1,
    ) -> Json:  # fmt: skip
        """A person writes. In groups the bot sees commands, mentions and replies to it, and nothing else."""
        with self.changed:
            chat, person = self.chats[chat_id], self.people[user_id]
            content: Json = dict(extra or {})
            if text:
                cleaned, entities = formatted(text, found_entities(text), USER_TEXT_UNITS)
                content["text"] = cleaned
                if entities:
                    content["entities"] = entities
            if topic_id is not None:
                content |= {"message_thread_id": topic_id, "is_topic_message": True}
            replied = self.messages.get((chat_id, reply_to)) if reply_to is not None else None
            if replied is not None:
                content["reply_to_message"] = {k: v for k, v in replied.items() if k != "reply_to_message"}
                if quote:
                    at = replied.get("text", "").find(quote)
                    content["quote"] = {"text": quote, "position": units(replied.get("text", "")[: max(at, 0)])}
            message = self.new_message(chat, person, content)
            self.blocked_by.discard(chat_id)
            if chat["type"] == "private" or self._speaks_to_bot(message):
                self.tell_bot({"message": message}, times=times)
            return message

    def uploaded(self, user_id: int, chat_id: int, name: str, content: bytes, caption: str) -> Json:
        """A person sends a file."""
        with self.changed:
            file_id = f"upload{self.next('file')}"
            self.files[file_id] = content
            about = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": name, "file_size": len(content)}
            extra: Json = {"document": about} | ({"caption": caption} if caption else {})
            return self.said(user_id, chat_id, "", extra=extra)

    def _speaks_to_bot(self, message: Json) -> bool:
        name = f"@{self.bot['username']}".lower()
        text = message.get("text", "")
        for entity in message.get("entities", ()):
            raw = text.encode("utf-16-le")[2 * entity["offset"] : 2 * (entity["offset"] + entity["length"])]
            said = raw.decode("utf-16-le").lower()
            if entity["type"] == "mention" and said == name:
                return True
            if entity["type"] == "bot_command" and ("@" not in said or said.endswith(name)):
                return True
        replied: Json = message.get("reply_to_message", {})
        return bool(replied.get("from", {}).get("id") == self.bot["id"])

    def pressed(self, user_id: int, message: Json, callback_data: str) -> str:
        """A person presses a button; returns the id of the press."""
        with self.changed:
            press_id = str(4_000_000_000 + self.next("press"))
            self.presses[press_id] = {"at": self.clock(), "answer": None, "user_id": user_id}
            shown = self.messages.get((message["chat"]["id"], message["message_id"]), message)
            self.tell_bot(
                {
                    "callback_query": {
                        "id": press_id,
                        "from": self.people[user_id],
                        "message": shown,
                        "chat_instance": str(abs(message["chat"]["id"])),
                        "data": callback_data,
                    }
                }
            )
            return press_id

    def fault_for(self, method: str) -> Fault | None:
        """The fault that befalls this call, used up by it."""
        with self.changed:
            for fault in self.faults:
                if fault.times > 0 and fault.method.lower() in ("*", method.lower()):
                    fault.times -= 1
                    return fault
            return None


def new_world(token: str, *, username: str = "steppe_bot") -> World:
    """A world with a bot and nobody else in it yet."""
    bot = {
        "id": int(token.split(":")[0]),
        "is_bot": True,
        "first_name": "Steppe",
        "username": username,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": False,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return World(token, bot)


def found_entities(text: str) -> list[Json]:
    """The commands, mentions and addresses that Telegram marks in what people write."""
    out: list[Json] = []
    for style, pattern in (("bot_command", _COMMAND), ("mention", _MENTION), ("url", _URL)):
        for match in pattern.finditer(text):
            length = units(match.group())
            out.append({"type": style, "offset": units(text[: match.start()]), "length": length})
    return sorted(out, key=lambda e: e["offset"])


Arguments = dict[str, Any]
