"""The Bot API methods that the simulator knows, checked as strictly as Telegram checks them.

Each takes the world and the call's arguments, already decoded from JSON, and returns the result or raises a Refusal.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any, Final

from bot.simulator.rules import (
    CAPTION_UNITS,
    TEXT_UNITS,
    Json,
    Refusal,
    bad_request,
    checked_markup,
    formatted,
)
from bot.simulator.world import PRESS_EXPIRES_S, World

POLL_LONGEST_S = 50.0
MENU_COMMANDS = 100
_PNG, _JPEG = b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff"
_IMAGES = (_PNG, _JPEG)
_ACTIONS = ("typing", "upload_photo", "upload_document", "upload_video", "upload_voice", "choose_sticker")
_OWN_KEYS = ("text", "entities", "caption", "caption_entities", "reply_markup")


def get_me(world: World, _: Json) -> Json:
    """Who the bot is."""
    return world.bot


def get_updates(world: World, given: Json) -> list[Json]:
    """Hand out updates from ``offset`` on; those before it are done with. Waits up to ``timeout`` seconds."""
    with world.changed:
        if world.webhook:
            raise Refusal(
                409,
                "Conflict: can't use getUpdates method while webhook is active; use deleteWebhook to delete the "
                "webhook first",
            )
        world.poller += 1
        mine = world.poller
        world.changed.notify_all()
        offset, limit = int(given.get("offset", 0)), int(given.get("limit", 100))
        allowed = given.get("allowed_updates") or None
        if offset < 0:
            world.updates = world.updates[offset:]
        else:
            world.updates = [u for u in world.updates if u["update_id"] >= offset]
        if allowed:
            world.updates = [u for u in world.updates if set(u) & {*allowed, "-"}]
        until = time.monotonic() + min(POLL_LONGEST_S, float(given.get("timeout", 0)))
        while not world.updates:
            left = until - time.monotonic()
            if left <= 0:
                return []
            world.changed.wait(left)
            if world.poller != mine:
                raise Refusal(
                    409,
                    "Conflict: terminated by other getUpdates request; make sure that only one bot instance is running",
                )
            if allowed:
                world.updates = [u for u in world.updates if set(u) & {*allowed, "-"}]
        return world.updates[: max(1, min(limit, 100))]


def send_message(world: World, given: Json) -> Json:
    """Send a text."""
    chat = world.chat(given.get("chat_id"))
    if given.get("parse_mode"):
        raise bad_request("can't parse entities: the simulator takes entities, not markup")
    text, entities = formatted(str(given.get("text", "")), given.get("entities") or [], TEXT_UNITS)
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    if options := given.get("link_preview_options"):
        content["link_preview_options"] = options
    return _sent(world, chat, given, content)


def send_document(world: World, given: Json) -> Json:
    """Send a file."""
    return _sent_file(world, given, "document")


def send_photo(world: World, given: Json) -> Json:
    """Send a picture."""
    return _sent_file(world, given, "photo")


def _sent_file(world: World, given: Json, kind: str) -> Json:
    chat = world.chat(given.get("chat_id"))
    upload = given.get(kind)
    if isinstance(upload, str) and upload in world.files:
        name, body, file_id = upload, world.files[upload], upload
    elif isinstance(upload, tuple):
        name, body = upload
        file_id = f"file{world.next('file')}"
        world.files[file_id] = body
    else:
        raise bad_request("wrong file identifier/HTTP URL specified")
    if not body:
        raise bad_request("file must be non-empty")
    about: Json = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": len(body)}
    content: Json
    if kind == "document":
        content = {"document": {**about, "file_name": name}}
    else:
        width, height = _png_size(body)
        if not body.startswith(_IMAGES) or width + height > 10_000:
            raise bad_request("PHOTO_INVALID_DIMENSIONS" if body.startswith(_IMAGES) else "IMAGE_PROCESS_FAILED")
        content = {"photo": [{**about, "width": width, "height": height}]}
    if given.get("caption"):
        caption, entities = formatted(str(given["caption"]), given.get("caption_entities") or [], CAPTION_UNITS)
        content["caption"] = caption
        if entities:
            content["caption_entities"] = entities
    return _sent(world, chat, given, content)


def _png_size(body: bytes) -> tuple[int, int]:
    """Width and height as the head of a PNG says; of other pictures a size is made up."""
    if not body.startswith(_PNG):
        return 1280, 720
    return int.from_bytes(body[16:20], "big"), int.from_bytes(body[20:24], "big")


def _sent(world: World, chat: Json, given: Json, content: Json) -> Json:
    markup = checked_markup(given.get("reply_markup"))
    if markup:
        content["reply_markup"] = markup
    topic = given.get("message_thread_id")
    if topic is not None:
        if not chat.get("is_forum"):
            raise bad_request("message thread not found")
        content |= {"message_thread_id": int(topic), "is_topic_message": True}
    reply = given.get("reply_parameters") or {}
    if reply.get("message_id") is not None:
        replied = world.messages.get((chat["id"], int(reply["message_id"])))
        if replied is not None:
            content["reply_to_message"] = {k: v for k, v in replied.items() if k != "reply_to_message"}
        elif not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
    return world.new_message(chat, world.bot, content)


def send_message_draft(world: World, given: Json) -> bool:
    """Show a text that is still being written; private chats only."""
    chat = world.chat(given.get("chat_id"))
    if chat["type"] != "private":
        raise bad_request("drafts can be sent only to private chats")
    if not given.get("draft_id"):
        raise bad_request("draft identifier must be non-zero")
    text, entities = formatted(str(given.get("text", "")), given.get("entities") or [], TEXT_UNITS)
    world.happen("draft", {"chat": chat, "draft_id": given["draft_id"], "text": text, "entities": entities})
    return True


def edit_message_text(world: World, given: Json) -> Json:
    """Change the text of one of the bot's messages."""
    message = _own(world, given)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    text, entities = formatted(str(given.get("text", "")), given.get("entities") or [], TEXT_UNITS)
    content: Json = {"text": text} | ({"entities": entities} if entities else {})
    return _edited(world, message, content, checked_markup(given.get("reply_markup")))


def edit_message_reply_markup(world: World, given: Json) -> Json:
    """Change the buttons under one of the bot's messages."""
    message = _own(world, given)
    content = {key: message[key] for key in _OWN_KEYS if key in message and key != "reply_markup"}
    return _edited(world, message, content, checked_markup(given.get("reply_markup")))


def _own(world: World, given: Json) -> Json:
    chat = world.chat(given.get("chat_id"))
    message = world.messages.get((chat["id"], int(given.get("message_id", 0))))
    if message is None:
        raise bad_request("message to edit not found")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return message


def _edited(world: World, message: Json, content: Json, markup: Json | None) -> Json:
    if markup:
        content["reply_markup"] = markup
    if content == {key: message[key] for key in _OWN_KEYS if key in message}:
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a current "
            "content and reply markup of the message"
        )
    kept = {key: value for key, value in message.items() if key not in _OWN_KEYS}
    changed = {**kept, "edit_date": int(world.clock()), **content}
    world.messages[message["chat"]["id"], message["message_id"]] = changed
    world.happen("edited", changed)
    return changed


def delete_message(world: World, given: Json) -> bool:
    """Delete one of the messages of a chat."""
    chat = world.chat(given.get("chat_id"))
    if world.messages.pop((chat["id"], int(given.get("message_id", 0))), None) is None:
        raise bad_request("message to delete not found")
    world.happen("deleted", {"chat": chat, "message_id": int(given["message_id"])})
    return True


def answer_callback_query(world: World, given: Json) -> bool:
    """Stop a button's spinner, with a line or without."""
    press = world.presses.get(str(given.get("callback_query_id")))
    if press is None or press["answer"] is not None or world.clock() - press["at"] > PRESS_EXPIRES_S:
        raise bad_request("query is too old and response timeout expired or query ID is invalid")
    if len(str(given.get("text") or "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: Json = {"text": given.get("text"), "show_alert": bool(given.get("show_alert"))}
    press["answer"] = answer
    world.happen("answered", {"id": given["callback_query_id"], "user_id": press["user_id"], **answer})
    return True


def send_chat_action(world: World, given: Json) -> bool:
    """Show that the bot is writing."""
    chat = world.chat(given.get("chat_id"))
    if given.get("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.happen("typing", {"chat": chat, "action": given["action"], "topic_id": given.get("message_thread_id")})
    return True


def set_my_commands(world: World, given: Json) -> bool:
    """Set the menu of commands for a language."""
    commands = given.get("commands") or []
    if len(commands) > MENU_COMMANDS or any(
        not 1 <= len(c.get("command", "")) <= 32 or not 1 <= len(c.get("description", "")) <= 256 for c in commands
    ):
        raise bad_request("BOT_COMMAND_INVALID")
    world.commands[str(given.get("language_code") or "")] = commands
    return True


def get_my_commands(world: World, given: Json) -> list[Json]:
    """The menu of commands of a language."""
    return world.commands.get(str(given.get("language_code") or ""), [])


def delete_webhook(world: World, _: Json) -> bool:
    """Stop pushing updates."""
    world.webhook = ""
    return True


def set_webhook(world: World, given: Json) -> bool:
    """Note that updates are to be pushed; the simulator only refuses polling then."""
    world.webhook = str(given.get("url", ""))
    return True


def get_chat(world: World, given: Json) -> Json:
    """About a chat."""
    chat: Json = world.chat(given.get("chat_id"))
    return {**chat, "accent_color_id": 0, "max_reaction_count": 11}


def get_file(world: World, given: Json) -> Json:
    """Where to fetch a file."""
    file_id = str(given.get("file_id"))
    if file_id not in world.files:
        raise bad_request("invalid file_id")
    if len(world.files[file_id]) > 20 * 1024 * 1024:
        raise bad_request("file is too big")
    size = len(world.files[file_id])
    return {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_size": size, "file_path": f"documents/{file_id}"}


def _accepted(_: World, __: Json) -> bool:
    return True


METHODS: Final[dict[str, Callable[[World, Json], Any]]] = {
    "getme": get_me,
    "getupdates": get_updates,
    "sendmessage": send_message,
    "senddocument": send_document,
    "sendphoto": send_photo,
    "sendmessagedraft": send_message_draft,
    "editmessagetext": edit_message_text,
    "editmessagereplymarkup": edit_message_reply_markup,
    "deletemessage": delete_message,
    "answercallbackquery": answer_callback_query,
    "sendchataction": send_chat_action,
    "setmycommands": set_my_commands,
    "getmycommands": get_my_commands,
    "setmydescription": _accepted,
    "setmyshortdescription": _accepted,
    "deletewebhook": delete_webhook,
    "setwebhook": set_webhook,
    "getchat": get_chat,
    "getfile": get_file,
}
