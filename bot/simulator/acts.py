"""What people do: write, edit, forward, quote, send files and places, press buttons, ask inline, react, block.

Each act changes the world and tells the bot what Telegram would tell it, and nothing else: in groups a bot hears
commands, mentions and replies to it.
"""

from __future__ import annotations

import mimetypes

from bot.simulator.entities import LOOSE
from bot.simulator.refusal import Json, Refusal, bad_request, units
from bot.simulator.rules import CAPTION_UNITS, TEXT_UNITS, formatted
from bot.simulator.world import World

_INLINE_CHARS = 256  # a longer query is cut by the app


def said(
    world: World, user_id: int, chat_id: int, text: str, *, reply_to: int | None = None, quote: str | None = None,
    topic_id: int | None = None, extra: Json | None = None, times: int = 1,
) -> Json:  # fmt: skip
    """A person writes.

    Args:
        reply_to: The number of the message that is answered.
        quote: A part of that message's text.
        topic_id: The topic, in a forum.
        extra: What the message holds besides or instead of its text.
        times: How often the bot is told, under one number.

    Raises:
        Refusal: The text is empty or too long, or the quotation is not in the message.
    """
    with world.changed:
        chat, person = world.chats[chat_id], world.people[user_id]
        content: Json = dict(extra or {})
        if text:
            content["text"], entities = formatted(text, [], TEXT_UNITS)
            if entities:
                content["entities"] = entities
        content |= _in_topic(world, chat, topic_id)
        replied = world.messages.get((chat_id, reply_to)) if reply_to is not None else None
        if replied is not None:
            content["reply_to_message"] = _flat(replied)
            if quote:
                content["quote"] = _quotation(replied, quote)
        elif topic_id is not None:  # as Telegram does it: whatever is said in a topic replies to its first message
            content["reply_to_message"] = _flat(world.messages[chat_id, topic_id])
        message = world.new_message(chat, person, content)
        world.blocked_by.discard(chat_id)
        _tell(world, message, times=times)
        return message


def edited(world: World, user_id: int, message: Json, text: str) -> Json:
    """A person changes the text or caption of a message of their own.

    Raises:
        Refusal: It is another's, or the new text is empty or too long.
    """
    with world.changed:
        stored = world.messages[message["chat"]["id"], message["message_id"]]
        if stored["from"]["id"] != user_id:
            raise bad_request("message can't be edited")
        key, longest = ("text", TEXT_UNITS) if "text" in stored else ("caption", CAPTION_UNITS)
        cleaned, entities = formatted(text, [], longest)
        kept = {k: v for k, v in stored.items() if k not in (key, "entities", "caption_entities")}
        changed = {**kept, key: cleaned, "edit_date": int(world.clock())}
        if entities:
            changed["entities" if key == "text" else "caption_entities"] = entities
        world.changed_message(changed)
        if _is_heard(world, changed):
            world.tell_bot({"edited_message": changed})
        return changed


def deleted(world: World, message: Json) -> None:
    """A person deletes a message; a bot is not told."""
    with world.changed:
        world.messages.pop((message["chat"]["id"], message["message_id"]), None)
        world.happen("deleted", {"chat": message["chat"], "message_id": message["message_id"]})


def forwarded(world: World, user_id: int, message: Json, chat_id: int, *, topic_id: int | None = None) -> Json:
    """A person passes a message on; it carries where it came from."""
    with world.changed:
        chat = world.chats[chat_id]
        content = {**carried(message), **origin(message), **_in_topic(world, chat, topic_id)}
        passed = world.new_message(chat, world.people[user_id], content)
        _tell(world, passed)
        return passed


def carried(message: Json) -> Json:
    """What of a message goes along when it is forwarded or copied."""
    kinds = ("text", "entities", "document", "photo", "caption", "caption_entities", "location", "link_preview_options")
    return {key: message[key] for key in kinds if key in message}


def origin(message: Json) -> Json:
    """Where a message came from, for one that passes it on."""
    if "forward_origin" in message:
        return {"forward_origin": message["forward_origin"]}
    return {"forward_origin": {"type": "user", "sender_user": message["from"], "date": message["date"]}}


def uploaded(
    world: World, user_id: int, chat_id: int, name: str, content: bytes, caption: str = "", *,
    topic_id: int | None = None, reply_to: int | None = None,
) -> Json:  # fmt: skip
    """A person sends a file; its kind is guessed from its name, as apps do.

    Raises:
        Refusal: The caption is too long.
    """
    with world.changed:
        file_id = f"upload{world.next('file')}"
        world.files[file_id] = content
        document: Json = {"file_id": file_id, "file_unique_id": f"u{file_id}", "file_name": name}
        document |= {
            "mime_type": mimetypes.guess_type(name)[0] or "application/octet-stream",
            "file_size": len(content),
        }
        extra: Json = {"document": document}
        if caption:
            extra["caption"], entities = formatted(caption, [], CAPTION_UNITS)
            if entities:
                extra["caption_entities"] = entities
        return said(world, user_id, chat_id, "", extra=extra, topic_id=topic_id, reply_to=reply_to)


def located(world: World, user_id: int, chat_id: int, latitude: float, longitude: float) -> Json:
    """A person shares a place."""
    place = {"latitude": latitude, "longitude": longitude}
    return said(world, user_id, chat_id, "", extra={"location": place})


def pressed(world: World, user_id: int, message: Json, callback_data: str) -> str:
    """A person presses a button; returns the id of the press."""
    with world.changed:
        press_id = str(4_000_000_000 + world.next("press"))
        world.presses[press_id] = {"at": world.clock(), "answer": None, "user_id": user_id}
        shown = world.messages.get((message["chat"]["id"], message["message_id"]), message)
        query: Json = {"id": press_id, "from": world.people[user_id], "data": callback_data}
        query["chat_instance"] = str(abs(message["chat"]["id"]))
        inline_id = _inline_id(world, shown)
        query |= {"inline_message_id": inline_id} if inline_id else {"message": shown}
        world.tell_bot({"callback_query": query})
        return press_id


def _inline_id(world: World, message: Json) -> str | None:
    """The id under which the bot knows a message that is its own and yet was not sent by it."""
    place = (message["chat"]["id"], message["message_id"])
    return next((one for one, where in world.inline_messages.items() if where == place), None)


def reacted(world: World, user_id: int, message: Json, emoji: str | None) -> None:
    """A person puts an emoji on a message, or takes it away."""
    with world.changed:
        place = (message["chat"]["id"], message["message_id"])
        marks = world.reactions.setdefault(place, {})
        before = marks.get(user_id)
        if emoji:
            marks[user_id] = emoji
        else:
            marks.pop(user_id, None)
        world.happen("reaction", {"chat": message["chat"], "message_id": place[1], "marks": tallied(world, place)})
        if message["chat"]["type"] == "private":  # in groups only an administrator is told
            kinds = [[{"type": "emoji", "emoji": one}] if one else [] for one in (before, emoji)]
            reaction: Json = {"chat": message["chat"], "message_id": place[1], "user": world.people[user_id]}
            reaction |= {"date": int(world.clock()), "old_reaction": kinds[0], "new_reaction": kinds[1]}
            world.tell_bot({"message_reaction": reaction})


def tallied(world: World, place: tuple[int, int]) -> list[Json]:
    """The reactions to a message, each emoji once with who put it."""
    by_emoji: dict[str, list[int]] = {}
    for who, emoji in world.reactions.get(place, {}).items():
        by_emoji.setdefault(emoji, []).append(who)
    return [{"emoji": emoji, "by": who} for emoji, who in by_emoji.items()]


def asked_inline(world: World, user_id: int, chat_id: int, query: str, *, offset: str = "") -> str:
    """A person writes ``@bot query`` without sending it; returns the id of the query."""
    with world.changed:
        query_id = str(5_000_000_000 + world.next("inline"))
        world.inline[query_id] = {"at": world.clock(), "user_id": user_id, "answer": None}
        kind = world.chats[chat_id]["type"]
        asked: Json = {"id": query_id, "from": world.people[user_id], "query": query[:_INLINE_CHARS], "offset": offset}
        asked["chat_type"] = "sender" if kind == "private" else kind
        world.tell_bot({"inline_query": asked})
        return query_id


def chose_inline(world: World, user_id: int, chat_id: int, query_id: str, result_id: str, *, query: str = "") -> Json:
    """A person posts one of the results of an inline query.

    Raises:
        LookupError: There is no such result.
    """
    with world.changed:
        answer: Json = world.inline[query_id]["answer"] or {}
        result = next((one for one in answer.get("results", ()) if one["id"] == result_id), None)
        if result is None:
            raise LookupError(f"no result {result_id!r} of inline query {query_id}")
        message = world.new_message(
            world.chats[chat_id], world.people[user_id], {**result["message"], "via_bot": world.me}
        )
        chosen: Json = {"result_id": result_id, "from": world.people[user_id], "query": query}
        if "reply_markup" in message:  # only then has the bot a handle on it
            chosen["inline_message_id"] = register_inline(world, message)
        world.tell_bot({"chosen_inline_result": chosen})
        if _is_heard(world, message):
            world.tell_bot({"message": message})
        return message


def register_inline(world: World, message: Json) -> str:
    """Give a message an id under which the bot may change it; returns the id."""
    inline_id = f"inline{world.next('inline message')}"
    world.inline_messages[inline_id] = (message["chat"]["id"], message["message_id"])
    return inline_id


def blocked(world: World, user_id: int, *, again: bool = False) -> None:
    """A person blocks the bot; ``again``: lets it write again."""
    with world.changed:
        if again:
            world.blocked_by.discard(user_id)
        else:
            world.blocked_by.add(user_id)
        _membership(world, user_id, world.chats[user_id], "member" if again else "kicked")


def removed(world: World, user_id: int, chat_id: int) -> None:
    """A person removes the bot from a group."""
    with world.changed:
        world.absent.add(chat_id)
        _membership(world, user_id, world.chats[chat_id], "kicked")


def joined(world: World, user_id: int, chat_id: int) -> None:
    """A person takes the bot into a group."""
    with world.changed:
        world.absent.discard(chat_id)
        _membership(world, user_id, world.chats[chat_id], "member")


def upgraded(world: World, chat_id: int, new_id: int) -> Json:
    """A group becomes a supergroup with another id; returns the new one."""
    with world.changed:
        old = world.chats[chat_id]
        new = world.add_group(new_id, old["title"])
        owner = next(iter(world.people.values()), world.me)
        for chat, what in ((old, {"migrate_to_chat_id": new_id}), (new, {"migrate_from_chat_id": chat_id})):
            world.tell_bot({"message": world.new_message(chat, owner, what)})
        world.migrated[chat_id] = new_id
        world.happen("chat", new)
        return new


def _membership(world: World, user_id: int, chat: Json, status: str) -> None:
    bot = world.me
    was: Json = {"status": "kicked" if status == "member" else "member", "user": bot}
    now: Json = {"status": status, "user": bot}
    for one in (was, now):
        if one["status"] == "kicked":
            one["until_date"] = 0
    world.tell_bot(
        {
            "my_chat_member": {
                "chat": chat,
                "from": world.people[user_id],
                "date": int(world.clock()),
                "old_chat_member": was,
                "new_chat_member": now,
            }
        }
    )


def _in_topic(world: World, chat: Json, topic_id: int | None) -> Json:
    if topic_id is None:
        return {}
    if (chat["id"], topic_id) not in world.topics:
        world.add_topic(chat["id"], topic_id, f"#{topic_id}")
    return {"message_thread_id": topic_id, "is_topic_message": True}


def _quotation(replied: Json, quote: str) -> Json:
    text = replied.get("text") or replied.get("caption") or ""
    at = text.find(quote)
    if at < 0 or not quote.strip():
        raise Refusal(400, "Bad Request: QUOTE_TEXT_INVALID")
    first, length = units(text[:at]), units(quote)
    kept = []
    for entity in replied.get("entities") or replied.get("caption_entities") or ():
        begin, end = max(entity["offset"], first), min(entity["offset"] + entity["length"], first + length)
        if entity["type"] in (*LOOSE, "custom_emoji") and begin < end:  # a quotation keeps no other styles
            kept.append({**entity, "offset": begin - first, "length": end - begin})
    return {"text": quote, "position": first, "is_manual": True, **({"entities": kept} if kept else {})}


def _flat(message: Json) -> Json:
    """A message as it stands in a reply to it: without the one that it replies to itself."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def _tell(world: World, message: Json, *, times: int = 1) -> None:
    if message["chat"]["id"] in world.absent:
        if _mentions(world, message):
            query_id = str(6_000_000_000 + world.next("guest"))
            world.guests[query_id] = {"at": world.clock(), "message": message, "answered": False}
            world.tell_bot({"guest_message": {**message, "guest_query_id": query_id}}, times=times)
    elif _is_heard(world, message):
        world.tell_bot({"message": message}, times=times)


def _is_heard(world: World, message: Json) -> bool:
    """Whether the bot is told: everything in private, in groups what speaks to it."""
    chat = message["chat"]
    if chat["id"] in world.absent:
        return False
    if chat["type"] == "private" or world.bot["can_read_all_group_messages"]:
        return True
    if message.get("via_bot", {}).get("id") == world.bot["id"] or _mentions(world, message):
        return True
    name = f"@{world.bot['username']}".lower()
    for entity, word in _marked(message):
        if entity["type"] == "bot_command" and ("@" not in word or word.endswith(name)):
            return True
    replied: Json = message.get("reply_to_message", {})
    return bool(replied.get("from", {}).get("id") == world.bot["id"])


def _mentions(world: World, message: Json) -> bool:
    name = f"@{world.bot['username']}".lower()
    return any(entity["type"] == "mention" and word == name for entity, word in _marked(message))


def _marked(message: Json) -> list[tuple[Json, str]]:
    """The entities of a message with what they cover, in lower case."""
    raw = (message.get("text") or message.get("caption") or "").encode("utf-16-le")
    entities = message.get("entities") or message.get("caption_entities") or ()
    return [(e, raw[2 * e["offset"] : 2 * (e["offset"] + e["length"])].decode("utf-16-le").lower()) for e in entities]
