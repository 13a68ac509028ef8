"""Changing what was sent: texts, captions, pictures, buttons; deleting, pinning, reacting."""

from __future__ import annotations

from bot.simulator.acts import tallied
from bot.simulator.buttons import checked_markup
from bot.simulator.methods.files import media
from bot.simulator.methods.sending import text_of
from bot.simulator.refusal import Json, bad_request
from bot.simulator.world import World

_SHOWN = (
    "text",
    "entities",
    "caption",
    "caption_entities",
    "photo",
    "document",
    "reply_markup",
    "link_preview_options",
)
_REACTIONS = frozenset(
    "❤ 👍 👎 🔥 🥰 👏 😁 🤔 🤯 😱 🤬 😢 🎉 🤩 🤮 💩 🙏 👌 🕊 🤡 🥱 🥴 😍 🐳 ❤‍🔥 🌚 🌭 💯 🤣 ⚡ 🍌 🏆 💔 🤨 😐 🍓 🍾 💋 🖕 😈 😴 😭 🤓 👻 👨‍💻 👀 "
    "🎃 🙈 😇 😨 🤝 ✍ 🤗 🫡 🎅 🎄 ☃ 💅 🤪 🗿 🆒 💘 🙉 🦄 😘 💊 🙊 😎 👾 🤷‍♂ 🤷 🤷‍♀ 😡".split()
)


def edit_message_text(world: World, given: Json) -> Json | bool:
    """Change the text of one of the bot's messages."""
    message = _own(world, given)
    if "text" not in message:
        raise bad_request("there is no text in the message to edit")
    content = text_of(given)
    if options := given.get("link_preview_options"):
        content["link_preview_options"] = options
    return _edited(world, given, message, content)


def edit_message_caption(world: World, given: Json) -> Json | bool:
    """Change what stands under a picture or a file."""
    message = _own(world, given)
    if "photo" not in message and "document" not in message:
        raise bad_request("there is no caption in the message to edit")
    kept = {key: message[key] for key in ("photo", "document") if key in message}
    return _edited(world, given, message, kept | text_of(given, under=True))


def edit_message_media(world: World, given: Json) -> Json | bool:
    """Put another picture or file in place of the one shown."""
    message, wanted = _own(world, given), given.get("media")
    if not isinstance(wanted, dict) or wanted.get("type") not in ("photo", "document"):
        raise bad_request("can't parse InputMedia: expected an Object with a known type")
    content = media(world, wanted.get("media"), wanted["type"])
    return _edited(world, given, message, content | text_of(wanted, under=True))


def edit_message_reply_markup(world: World, given: Json) -> Json | bool:
    """Change the buttons under one of the bot's messages."""
    message = _own(world, given)
    content = {key: message[key] for key in _SHOWN if key in message and key != "reply_markup"}
    return _edited(world, given, message, content)


def _own(world: World, given: Json) -> Json:
    """The message a call names: by chat and number, or by the id of one that was sent inline."""
    inline_id = given.get("inline_message_id")
    if inline_id is not None:
        found = world.messages.get(world.inline_messages.get(str(inline_id), (0, 0)))
        if found is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return found
    message = _named(world, given, "edit")
    if message["from"]["id"] != world.bot["id"]:
        raise bad_request("message can't be edited")
    return message


def _named(world: World, given: Json, verb: str) -> Json:
    chat = world.chat(given.get("chat_id"))
    message = world.messages.get((chat["id"], int(given.get("message_id") or 0)))
    if message is None:
        raise bad_request(f"message to {verb} not found")
    return message


def _edited(world: World, given: Json, message: Json, content: Json) -> Json | bool:
    markup = checked_markup(given.get("reply_markup"))
    if markup:
        content["reply_markup"] = markup
    if _compared(content) == _compared(message):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are exactly the same as a current "
            "content and reply markup of the message"
        )
    kept = {key: value for key, value in message.items() if key not in _SHOWN}
    changed = world.changed_message({**kept, "edit_date": int(world.clock()), **content})
    return True if given.get("inline_message_id") is not None else changed


def _compared(message: Json) -> Json:
    return {key: message[key] for key in _SHOWN if key in message and key != "link_preview_options"}


def delete_message(world: World, given: Json) -> bool:
    """Delete one of the messages of a chat."""
    message = _named(world, given, "delete")
    if message["from"]["id"] != world.bot["id"] and message["chat"]["type"] != "private":
        raise bad_request("message can't be deleted")
    del world.messages[message["chat"]["id"], message["message_id"]]
    world.happen("deleted", {"chat": message["chat"], "message_id": message["message_id"]})
    return True


def pin_chat_message(world: World, given: Json) -> bool:
    """Pin a message to the top of its chat."""
    message = _named(world, given, "pin")
    world.pinned[message["chat"]["id"]] = message["message_id"]
    world.happen("pinned", {"chat": message["chat"], "message_id": message["message_id"]})
    return True


def unpin_chat_message(world: World, given: Json) -> bool:
    """Take a pinned message from the top of its chat."""
    chat = world.chat(given.get("chat_id"))
    if world.pinned.pop(chat["id"], None) is None:
        raise bad_request("message to unpin not found")
    world.happen("pinned", {"chat": chat, "message_id": None})
    return True


def set_message_reaction(world: World, given: Json) -> bool:
    """Put an emoji on a message, or take it away."""
    message = _named(world, given, "react")
    wanted = given.get("reaction") or []
    if len(wanted) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    place = (message["chat"]["id"], message["message_id"])
    marks = world.reactions.setdefault(place, {})
    marks.pop(world.bot["id"], None)
    for one in wanted:
        if one.get("type") != "emoji" or one.get("emoji") not in _REACTIONS:
            raise bad_request("REACTION_INVALID")
        marks[world.bot["id"]] = one["emoji"]
    world.happen("reaction", {"chat": message["chat"], "message_id": place[1], "marks": tallied(world, place)})
    return True
