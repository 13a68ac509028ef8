"""About the bot and its chats: who it is, what its menus and descriptions say, who is where."""

from __future__ import annotations

from collections.abc import Callable

from bot.simulator.refusal import Json, bad_request
from bot.simulator.world import World

MENU_COMMANDS = 100
DESCRIPTION_CHARS = {"name": 64, "description": 512, "short_description": 120}


def get_me(world: World, _: Json) -> Json:
    """Who the bot is."""
    return world.bot


def set_my_commands(world: World, given: Json) -> bool:
    """Set the menu of commands for a language, of a scope."""
    commands = given.get("commands") or []
    if len(commands) > MENU_COMMANDS:
        raise bad_request("BOT_COMMANDS_TOO_MUCH")
    for one in commands:
        name, told = str(one.get("command", "")), str(one.get("description", ""))
        if not 1 <= len(name) <= 32 or not all(ch in "abcdefghijklmnopqrstuvwxyz0123456789_" for ch in name):
            raise bad_request("BOT_COMMAND_INVALID")
        if not 1 <= len(told) <= 256:
            raise bad_request("BOT_COMMAND_DESCRIPTION_INVALID")
    world.commands[_scope(given)] = commands
    world.happen("about", {})
    return True


def get_my_commands(world: World, given: Json) -> list[Json]:
    """The menu of commands of a language and scope."""
    return world.commands.get(_scope(given), [])


def delete_my_commands(world: World, given: Json) -> bool:
    """Take a menu of commands away."""
    world.commands.pop(_scope(given), None)
    return True


def _scope(given: Json) -> str:
    """The default scope is named by its language alone."""
    scope, language = given.get("scope") or {"type": "default"}, str(given.get("language_code") or "")
    if scope["type"] == "default":
        return language
    return ":".join(
        str(part) for part in (scope["type"], *([scope["chat_id"]] if "chat_id" in scope else ()), language)
    )


def setting(what: str) -> Callable[[World, Json], bool]:
    """The method that sets the bot's name or one of its descriptions, by language."""

    def change(world: World, given: Json) -> bool:
        told = str(given.get(what) or "")
        if len(told) > DESCRIPTION_CHARS[what]:
            raise bad_request(f"{what.replace('_', ' ')} is too long")
        world.profile[f"{what}:{given.get('language_code') or ''}"] = told
        world.happen("about", {})
        return True

    return change


def getting(what: str) -> Callable[[World, Json], Json]:
    """The method that tells the bot's name or one of its descriptions; without one in the language, the general one."""

    def tell(world: World, given: Json) -> Json:
        general = world.profile.get(f"{what}:", world.bot["first_name"] if what == "name" else "")
        return {what: world.profile.get(f"{what}:{given.get('language_code') or ''}") or general}

    return tell


def accepted(_: World, __: Json) -> bool:
    """A method that is taken and changes nothing here."""
    return True


def get_chat(world: World, given: Json) -> Json:
    """About a chat."""
    chat = world.chat(given.get("chat_id"))
    whole = {**chat, "accent_color_id": 0, "max_reaction_count": 11}
    pinned = world.messages.get((chat["id"], world.pinned.get(chat["id"], 0)))
    return whole | ({"pinned_message": pinned} if pinned else {})


def get_chat_member(world: World, given: Json) -> Json:
    """What someone is in a chat."""
    chat = world.chat(given.get("chat_id"))
    try:
        user_id = int(given.get("user_id") or 0)
    except ValueError:
        user_id = 0
    if user_id == world.bot["id"]:
        return {"status": "member", "user": world.bot}
    if user_id not in world.people or (chat["type"] == "private" and user_id != chat["id"]):
        raise bad_request("PARTICIPANT_ID_INVALID" if user_id not in world.people else "member not found")
    if chat["type"] != "private" and user_id == next(iter(world.people)):
        return {"status": "creator", "user": world.people[user_id], "is_anonymous": False}
    return {"status": "member", "user": world.people[user_id]}


def get_chat_administrators(world: World, given: Json) -> list[Json]:
    """Who runs a group."""
    chat = world.chat(given.get("chat_id"))
    if chat["type"] == "private":
        raise bad_request("there are no administrators in the private chat")
    return [get_chat_member(world, {"chat_id": chat["id"], "user_id": user_id}) for user_id in list(world.people)[:1]]


def get_chat_member_count(world: World, given: Json) -> int:
    """How many are in a chat."""
    return 2 if world.chat(given.get("chat_id"))["type"] == "private" else len(world.people) + 1


def leave_chat(world: World, given: Json) -> bool:
    """Leave a group."""
    chat = world.chat(given.get("chat_id"))
    if chat["type"] == "private":
        raise bad_request("chat member status can't be changed in private chats")
    world.absent.add(chat["id"])
    world.happen("chat", chat)
    return True
