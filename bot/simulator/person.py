"""One person's hands and eyes in the simulated Telegram."""

from __future__ import annotations

import time
from collections.abc import Callable

from bot.simulator import acts
from bot.simulator.refusal import Json
from bot.simulator.world import Event, World


class Person:
    """What a test or a script lets a person do. Waiting looks at what came after their last own act in the chat.

    Every act takes ``chat``: the chat it happens in, by default the person's own with the bot.
    """

    def __init__(self, world: World, user_id: int) -> None:
        self.world, self.id = world, user_id
        self._seen: dict[int, int] = {}

    def says(
        self, text: str, *, chat: int | None = None, reply_to: int | None = None, quote: str | None = None,
        topic_id: int | None = None, extra: Json | None = None, times: int = 1,
    ) -> Json:  # fmt: skip
        """Write a message; see ``acts.said``."""
        with self._acting(chat) as where:
            return acts.said(
                self.world, self.id, where, text,
                reply_to=reply_to, quote=quote, topic_id=topic_id, extra=extra, times=times,
            )  # fmt: skip

    def replies(self, message: Json, text: str, *, quote: str | None = None) -> Json:
        """Reply to a message, or to a part of its text."""
        topic_id = message["message_thread_id"] if message.get("is_topic_message") else None
        chat = message["chat"]["id"]
        return self.says(text, chat=chat, reply_to=message["message_id"], quote=quote, topic_id=topic_id)

    def edits(self, message: Json, text: str) -> Json:
        """Change an own message."""
        with self._acting(message["chat"]["id"]):
            return acts.edited(self.world, self.id, message, text)

    def deletes(self, message: Json) -> None:
        """Delete a message."""
        acts.deleted(self.world, message)

    def forwards(self, message: Json, *, chat: int | None = None, topic_id: int | None = None) -> Json:
        """Pass a message on."""
        with self._acting(chat) as where:
            return acts.forwarded(self.world, self.id, message, where, topic_id=topic_id)

    def uploads(
        self, name: str, content: bytes, caption: str = "", *, chat: int | None = None, topic_id: int | None = None,
        reply_to: int | None = None,
    ) -> Json:  # fmt: skip
        """Send a file."""
        with self._acting(chat) as where:
            return acts.uploaded(
                self.world, self.id, where, name, content, caption, topic_id=topic_id, reply_to=reply_to
            )

    def shares_location(self, latitude: float, longitude: float, *, chat: int | None = None) -> Json:
        """Share a place."""
        with self._acting(chat) as where:
            return acts.located(self.world, self.id, where, latitude, longitude)

    def reacts(self, message: Json, emoji: str | None) -> None:
        """Put an emoji on a message; None takes it away."""
        with self._acting(message["chat"]["id"]):
            acts.reacted(self.world, self.id, message, emoji)

    def presses(self, message: Json, label: str) -> str:
        """Press the button with this label; returns the id of the press.

        Raises:
            LookupError: There is no such button.
        """
        return self.forges(message, self._button(message, label, "callback_data"))

    def copies(self, message: Json, label: str) -> str:
        """Press a button that copies; returns what is then in the clipboard. Raises as ``presses``."""
        return self._button(message, label, "copy_text")["text"]  # type: ignore[index, no-any-return]

    def forges(self, message: Json, callback_data: object) -> str:
        """Send a press with any data, as a changed app could."""
        with self._acting(message["chat"]["id"]):
            return acts.pressed(self.world, self.id, message, str(callback_data))

    def inline(self, query: str, *, chat: int | None = None, timeout_s: float = 10.0) -> tuple[str, Json]:
        """Write a question behind the bot's name without sending it; returns the query's id and what is offered.

        Raises:
            TimeoutError: The bot does not answer.
        """
        with self._acting(chat) as where:
            query_id = acts.asked_inline(self.world, self.id, where, query)
        return query_id, self._answer(self.world.inline[query_id], "inline query", timeout_s)

    def chooses(self, query_id: str, result_id: str, *, chat: int | None = None, query: str = "") -> Json:
        """Post one of the results offered. Raises LookupError where it is not among them."""
        with self._acting(chat) as where:
            return acts.chose_inline(self.world, self.id, where, query_id, result_id, query=query)

    def blocks(self) -> None:
        """Block the bot."""
        acts.blocked(self.world, self.id)

    def unblocks(self) -> None:
        """Let the bot write again."""
        acts.blocked(self.world, self.id, again=True)

    def removes_bot(self, chat: int) -> None:
        """Remove the bot from a group."""
        acts.removed(self.world, self.id, chat)

    def wait_reply(self, *, chat: int | None = None, timeout_s: float = 10.0) -> Json:
        """The bot's next message in the chat, after the last one that was waited for."""
        return self.wait("message", chat, timeout_s, lambda body: body["from"]["id"] == self.world.bot["id"])

    def wait_edit(self, *, chat: int | None = None, timeout_s: float = 10.0) -> Json:
        """The bot's next edit in the chat."""
        return self.wait("edited", chat, timeout_s, lambda body: body["from"]["id"] != self.id)

    def wait_draft(self, *, timeout_s: float = 10.0) -> Json:
        """What the bot shows next of a text that it is still writing."""
        return self.wait("draft", None, timeout_s, lambda body: True)

    def wait_notice(self, press_id: str, *, timeout_s: float = 10.0) -> Json:
        """What the bot answered to a press: ``text`` and ``show_alert``."""
        return self._answer(self.world.presses[press_id], "press", timeout_s)

    def hears_nothing(self, *, chat: int | None = None, for_s: float = 0.4) -> bool:
        """Whether the bot stays silent for a while."""
        try:
            self.wait_reply(chat=chat, timeout_s=for_s)
        except TimeoutError:
            return True
        return False

    def heard(self, *, chat: int | None = None) -> list[Json]:
        """Everything the bot has said in the chat and not deleted, as it stands now, oldest first."""
        where = self.id if chat is None else chat
        with self.world.changed:
            found = [m for (at, _), m in self.world.messages.items() if at == where]
        return [m for m in found if m["from"]["id"] == self.world.bot["id"]]

    def wait(self, kind: str, chat: int | None, timeout_s: float, wanted: Callable[[Json], bool]) -> Json:
        """The next event of a kind in a chat that is as wanted.

        Raises:
            TimeoutError: None came in time.
        """
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

    def _answer(self, asked: Json, what: str, timeout_s: float) -> Json:
        until = time.monotonic() + timeout_s
        with self.world.changed:
            while asked["answer"] is None:
                if not self.world.changed.wait(max(0.0, until - time.monotonic())) and time.monotonic() >= until:
                    raise TimeoutError(f"the {what} was not answered")
            answer: Json = asked["answer"]
            return answer

    def _button(self, message: Json, label: str, action: str) -> object:
        for row in message.get("reply_markup", {}).get("inline_keyboard", ()):
            for button in row:
                if button["text"] == label and action in button:
                    return button[action]
        raise LookupError(f"no button {label!r} under {message.get('text', '')[:60]!r}")

    def _acting(self, chat: int | None) -> _Act:
        return _Act(self, self.id if chat is None else chat)


class _Act:
    """One act under the world's lock: what comes after it is what is waited for."""

    def __init__(self, person: Person, where: int) -> None:
        self._person, self._where = person, where

    def __enter__(self) -> int:
        self._person.world.changed.acquire()
        self._person._seen[self._where] = len(self._person.world.events)
        return self._where

    def __exit__(self, *_: object) -> None:
        self._person.world.changed.release()
