"""Which name calls which method. Each takes the world and the call's arguments, and returns or raises a Refusal."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, Final

from bot.simulator.methods import about, changing, files, queries, sending, updates
from bot.simulator.refusal import Json
from bot.simulator.world import World

METHODS: Final[dict[str, Callable[[World, Json], Any]]] = {
    "getme": about.get_me,
    "getupdates": updates.get_updates,
    "setwebhook": updates.set_webhook,
    "deletewebhook": updates.delete_webhook,
    "getwebhookinfo": updates.get_webhook_info,
    "sendmessage": sending.send_message,
    "sendphoto": sending.send_photo,
    "senddocument": sending.send_document,
    "sendmessagedraft": sending.send_message_draft,
    "sendchataction": sending.send_chat_action,
    "copymessage": sending.copy_message,
    "forwardmessage": sending.forward_message,
    "editmessagetext": changing.edit_message_text,
    "editmessagecaption": changing.edit_message_caption,
    "editmessagemedia": changing.edit_message_media,
    "editmessagereplymarkup": changing.edit_message_reply_markup,
    "deletemessage": changing.delete_message,
    "pinchatmessage": changing.pin_chat_message,
    "unpinchatmessage": changing.unpin_chat_message,
    "setmessagereaction": changing.set_message_reaction,
    "answercallbackquery": queries.answer_callback_query,
    "answerinlinequery": queries.answer_inline_query,
    "answerguestquery": queries.answer_guest_query,
    "getfile": files.get_file,
    "setmycommands": about.set_my_commands,
    "getmycommands": about.get_my_commands,
    "deletemycommands": about.delete_my_commands,
    "setmyname": about.setting("name"),
    "getmyname": about.getting("name"),
    "setmydescription": about.setting("description"),
    "getmydescription": about.getting("description"),
    "setmyshortdescription": about.setting("short_description"),
    "getmyshortdescription": about.getting("short_description"),
    "setchatmenubutton": about.accepted,
    "setmydefaultadministratorrights": about.accepted,
    "getchat": about.get_chat,
    "getchatmember": about.get_chat_member,
    "getchatadministrators": about.get_chat_administrators,
    "getchatmembercount": about.get_chat_member_count,
    "leavechat": about.leave_chat,
}
