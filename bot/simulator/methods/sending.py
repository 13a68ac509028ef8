"""Sending: texts, files, copies and forwards, drafts, and what shows that something is on its way."""

from __future__ import annotations

from bot.simulator.acts import carried, origin
from bot.simulator.buttons import checked_markup
from bot.simulator.markup import parsed
from bot.simulator.methods.files import media
from bot.simulator.refusal import Json, bad_request
from bot.simulator.rules import CAPTION_UNITS, TEXT_UNITS, formatted
from bot.simulator.world import World

_ACTIONS = (
    *("typing", "upload_photo", "record_video", "upload_video", "record_voice", "upload_voice", "upload_document"),
    *("choose_sticker", "find_location", "record_video_note", "upload_video_note"),
)


def text_of(given: Json, *, under: bool = False) -> Json:
    """The checked text of a call with its entities, as a message holds them; ``under`` a picture, a caption.

    Raises:
        Refusal: It is empty or too long, or its entities or its markup are wrong.
    """
    key, entities_key = ("caption", "caption_entities") if under else ("text", "entities")
    text, entities = str(given.get(key) or ""), given.get(entities_key) or []
    if mode := given.get("parse_mode"):
        text, entities = parsed(text, str(mode))
    if under and not text:
        return {}
    text, entities = formatted(text, entities, CAPTION_UNITS if under else TEXT_UNITS)
    return {key: text} | ({entities_key: entities} if entities else {})


def send_message(world: World, given: Json) -> Json:
    """Send a text."""
    chat = world.chat(given.get("chat_id"))
    content = text_of(given)
    if options := given.get("link_preview_options"):
        content["link_preview_options"] = options
    return _sent(world, chat, given, content)


def send_document(world: World, given: Json) -> Json:
    """Send a file."""
    chat = world.chat(given.get("chat_id"))
    return _sent(world, chat, given, media(world, given.get("document"), "document") | text_of(given, under=True))


def send_photo(world: World, given: Json) -> Json:
    """Send a picture."""
    chat = world.chat(given.get("chat_id"))
    return _sent(world, chat, given, media(world, given.get("photo"), "photo") | text_of(given, under=True))


def _sent(world: World, chat: Json, given: Json, content: Json) -> Json:
    markup = checked_markup(given.get("reply_markup"))
    if markup:  # of a message Telegram hands out inline buttons alone; what else it asks of the app is for the page
        content["reply_markup" if "inline_keyboard" in markup else "app_markup"] = markup
    topic = given.get("message_thread_id")
    if topic is not None:
        if not chat.get("is_forum") or (chat["id"], int(topic)) not in world.topics:
            raise bad_request("message thread not found")
        content |= {"message_thread_id": int(topic), "is_topic_message": True}
    reply = given.get("reply_parameters") or {}
    if reply.get("message_id") is not None:
        replied = world.messages.get((chat["id"], int(reply["message_id"])))
        if replied is not None:
            content["reply_to_message"] = {k: v for k, v in replied.items() if k != "reply_to_message"}
        elif not reply.get("allow_sending_without_reply"):
            raise bad_request("message to be replied not found")
    return world.new_message(chat, world.me, content)


def copy_message(world: World, given: Json) -> Json:
    """Send a message again, without saying whose it was."""
    content = carried(_original(world, given, "copy"))
    if "caption" in given and ("photo" in content or "document" in content):
        content = {k: v for k, v in content.items() if not k.startswith("caption")} | text_of(given, under=True)
    return {"message_id": _sent(world, world.chat(given.get("chat_id")), given, content)["message_id"]}


def forward_message(world: World, given: Json) -> Json:
    """Pass a message on, with where it came from."""
    message = _original(world, given, "forward")
    return _sent(world, world.chat(given.get("chat_id")), given, {**carried(message), **origin(message)})


def _original(world: World, given: Json, what: str) -> Json:
    chat = world.chat(given.get("from_chat_id"))
    message = world.messages.get((chat["id"], int(given.get("message_id") or 0)))
    if message is None:
        raise bad_request(f"message to {what} not found")
    return message


def send_message_draft(world: World, given: Json) -> bool:
    """Show a text that is still being written, or without one that the bot thinks; private chats only."""
    chat = world.chat(given.get("chat_id"))
    if chat["type"] != "private":
        raise bad_request("drafts can be sent only to private chats")
    if not given.get("draft_id"):
        raise bad_request("draft identifier must be non-zero")
    content = text_of(given) if given.get("text") else {"text": ""}
    world.happen("draft", {"chat": chat, "draft_id": given["draft_id"], "entities": [], **content})
    return True


def send_chat_action(world: World, given: Json) -> bool:
    """Show that the bot is writing."""
    chat = world.chat(given.get("chat_id"))
    if given.get("action") not in _ACTIONS:
        raise bad_request("wrong parameter action in request")
    world.happen("typing", {"chat": chat, "action": given["action"], "topic_id": given.get("message_thread_id")})
    return True
