"""The simulated Telegram: people, chats, messages, the updates a bot has not fetched yet, and all that happened.

Everything is guarded by one lock; ``changed`` wakes whoever waits for an update or an event. Messages are kept in the
JSON form that the Bot API uses, so what the page shows is what the bot was told. What people do is in ``acts``, what
the bot may call in ``methods``.
"""

from __future__ import annotations

import itertools
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

from bot.simulator.faults import UPDATES, Faults
from bot.simulator.flood import Flood
from bot.simulator.refusal import Json, Refusal, bad_request

BOT_ID = 900_000_001
GROUP_ID = -1_001_000_000_001
QUERY_EXPIRES_S = 15.0  # a press or an inline query that is answered later is not answered
_NOT_BY_DEFAULT = ("chat_member", "message_reaction", "message_reaction_count")


@dataclass(slots=True)
class Event:
    """Something that happened, for the page and for tests: ``kind``, the JSON it concerns, and when (monotonic seconds)."""

    seq: int
    kind: str  # message | edited | deleted | typing | draft | answered | inline | reaction | pinned | chat | about
    body: Json
    at: float = field(default_factory=time.monotonic)


@dataclass(slots=True)
class World:
    """The state of the simulated Telegram.

    Attributes:
        messages: By chat and number.
        absent: Groups in which the bot is not a member.
        topics: Names of the topics of forums, by chat and number.
        reactions: By chat and message, the emoji of each person or bot.
        presses: Presses of buttons by id, with what the bot answered.
        inline: Inline queries by id, with the results the bot gave.
        guests: Guest queries by id: the message that mentioned the bot where it is no member.
        commands: Menus of commands by language; those of a narrower scope under ``scope:language``.
        profile: Names and descriptions by ``what:language``.
        allowed: The kinds of update that the bot last asked for; empty: the usual ones.
        latency_s: How long each call takes on its way, in seconds; polling is not slowed.
        calls: What the bot called, in order.
    """

    token: str
    bot: Json
    people: dict[int, Json] = field(default_factory=dict)
    chats: dict[int, Json] = field(default_factory=dict)
    messages: dict[tuple[int, int], Json] = field(default_factory=dict)
    events: list[Event] = field(default_factory=list)
    faults: Faults = field(default_factory=Faults)
    blocked_by: set[int] = field(default_factory=set)
    absent: set[int] = field(default_factory=set)
    migrated: dict[int, int] = field(default_factory=dict)
    topics: dict[tuple[int, int], str] = field(default_factory=dict)
    reactions: dict[tuple[int, int], dict[int, str]] = field(default_factory=dict)
    pinned: dict[int, int] = field(default_factory=dict)
    commands: dict[str, list[Json]] = field(default_factory=dict)
    profile: dict[str, str] = field(default_factory=dict)
    files: dict[str, bytes] = field(default_factory=dict)
    presses: dict[str, Json] = field(default_factory=dict)
    inline: dict[str, Json] = field(default_factory=dict)
    inline_messages: dict[str, tuple[int, int]] = field(default_factory=dict)
    guests: dict[str, Json] = field(default_factory=dict)
    webhook: str = ""
    updates: list[Json] = field(default_factory=list)
    allowed: tuple[str, ...] = ()
    poller: int = 0
    calls: list[tuple[str, Json]] = field(default_factory=list)
    clock: Callable[[], float] = time.time
    flood: Flood = field(default_factory=lambda: Flood(time.monotonic))
    latency_s: float = 0.0
    changed: threading.Condition = field(default_factory=lambda: threading.Condition(threading.RLock()))
    _numbers: dict[object, itertools.count[int]] = field(default_factory=dict)

    @property
    def me(self) -> Json:
        """The bot as it stands in messages: without what only ``getMe`` tells."""
        return {key: self.bot[key] for key in ("id", "is_bot", "first_name", "username")}

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

    def add_group(self, chat_id: int, title: str, *, forum: bool = False, member: bool = True) -> Json:
        """A supergroup with all people in it, and the bot as well unless ``member`` is false."""
        with self.changed:
            group: Json = {"id": chat_id, "type": "supergroup", "title": title}
            self.chats[chat_id] = {**group, "is_forum": True} if forum else group
            if not member:
                self.absent.add(chat_id)
            return self.chats[chat_id]

    def add_topic(self, chat_id: int, topic_id: int, name: str) -> None:
        """A topic of a forum; its first message says that it was made, as in Telegram."""
        with self.changed:
            self.topics[chat_id, topic_id] = name
            maker = next(iter(self.people.values()), self.me)
            self.messages[chat_id, topic_id] = {
                "message_id": topic_id,
                "message_thread_id": topic_id,
                "is_topic_message": True,
                "date": int(self.clock()),
                "chat": self.chats[chat_id],
                "from": maker,
                "forum_topic_created": {"name": name, "icon_color": 0x6FB9F0},
            }

    def chat(self, chat_id: object) -> Json:
        """A chat the bot may write to.

        Raises:
            Refusal: Unknown, blocked, left or migrated.
        """
        try:
            found = self.chats.get(int(str(chat_id)))
        except ValueError:
            found = None
        if chat_id is None or chat_id == "":
            raise bad_request("chat_id is empty")
        if found is None:
            raise bad_request("chat not found")
        if found["id"] in self.migrated:
            new = self.migrated[found["id"]]
            raise Refusal(400, "Bad Request: group chat was upgraded to a supergroup chat", {"migrate_to_chat_id": new})
        if found["id"] in self.blocked_by:
            raise Refusal(403, "Forbidden: bot was blocked by the user")
        if found["id"] in self.absent:
            raise Refusal(403, f"Forbidden: bot is not a member of the {found['type']} chat")
        return found

    def new_message(self, chat: Json, sender: Json, content: Json) -> Json:
        """Store a message; the caller checked it."""
        with self.changed:
            number = self.next(("message", chat["id"]))
            while (chat["id"], number) in self.messages:  # topics have numbers of their own
                number = self.next(("message", chat["id"]))
            message = {"message_id": number, "date": int(self.clock()), "chat": chat, "from": sender, **content}
            self.messages[chat["id"], number] = message
            self.happen("message", message)
            return message

    def changed_message(self, message: Json) -> Json:
        """Store a message in place of the one with its number, and say so."""
        with self.changed:
            self.messages[message["chat"]["id"], message["message_id"]] = message
            self.happen("edited", message)
            return message

    def tell_bot(self, update: Json, *, times: int = 1) -> None:
        """Queue an update for the bot; ``times`` above 1 repeats it under the same id, as Telegram sometimes does."""
        with self.changed:
            kinds = set(update)
            if self.allowed and not kinds & set(self.allowed) and kinds & set(_KINDS):
                return
            if not self.allowed and kinds & set(_NOT_BY_DEFAULT):
                return
            numbered = {"update_id": 700_000_000 + self.next("update"), **update}
            self.updates.extend([numbered] * times)
            self.changed.notify_all()

    def handed_out(self, most: int) -> list[Json]:
        """The next updates, as they befall the bot: usually each once and in order."""
        batch = self.updates[:most]
        fault = self.faults.take(UPDATES) if batch else None
        if fault is not None and fault.kind == "duplicate":
            return [one for one in batch for _ in range(2)]
        if fault is not None and fault.kind == "reorder":
            return batch[::-1]
        return batch


_KINDS = (
    *("message", "edited_message", "channel_post", "edited_channel_post", "callback_query", "inline_query"),
    *("chosen_inline_result", "guest_message", "my_chat_member", *_NOT_BY_DEFAULT),
)


def new_world(token: str, *, username: str = "steppe_bot") -> World:
    """A world with a bot and nobody else in it yet."""
    bot = {
        "id": int(token.split(":")[0]),
        "is_bot": True,
        "first_name": "Steppe",
        "username": username,
        "can_join_groups": True,
        "can_read_all_group_messages": False,
        "supports_inline_queries": True,
        "supports_guest_queries": True,
        "can_connect_to_business": False,
        "has_main_web_app": False,
    }
    return World(token, bot)
