"""Answers to what people ask otherwise than by a message: presses, inline queries, questions to a guest."""

from __future__ import annotations

from bot.simulator.acts import register_inline
from bot.simulator.buttons import checked_markup
from bot.simulator.methods.sending import text_of
from bot.simulator.refusal import Json, Refusal, bad_request
from bot.simulator.world import QUERY_EXPIRES_S, World

RESULTS = 50
_TOO_OLD = "query is too old and response timeout expired or query ID is invalid"


def answer_callback_query(world: World, given: Json) -> bool:
    """Stop a button's spinner, with a line or without."""
    press = world.presses.get(str(given.get("callback_query_id")))
    if press is None or press["answer"] is not None or world.clock() - press["at"] > QUERY_EXPIRES_S:
        raise bad_request(_TOO_OLD)
    if len(str(given.get("text") or "")) > 200:
        raise bad_request("MESSAGE_TOO_LONG")
    answer: Json = {"text": given.get("text"), "show_alert": bool(given.get("show_alert"))}
    if given.get("url"):
        answer["url"] = str(given["url"])
    press["answer"] = answer
    world.happen("answered", {"id": str(given["callback_query_id"]), "user_id": press["user_id"], **answer})
    return True


def answer_inline_query(world: World, given: Json) -> bool:
    """Offer results for what someone writes behind the bot's name."""
    asked = world.inline.get(str(given.get("inline_query_id")))
    if asked is None or asked["answer"] is not None or world.clock() - asked["at"] > QUERY_EXPIRES_S:
        raise bad_request(_TOO_OLD)
    results = given.get("results")
    if not isinstance(results, list):
        raise bad_request("can't parse inline query results: expected an Array")
    if len(results) > RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    if len(str(given.get("next_offset") or "").encode()) > 64:
        raise bad_request("NEXT_OFFSET_INVALID")
    ids = [str(one.get("id", "")) for one in results]
    if len(set(ids)) < len(ids):
        raise bad_request("RESULT_ID_DUPLICATE")
    answer: Json = {"results": [_result(one) for one in results], "button": given.get("button")}
    answer |= {"next_offset": str(given.get("next_offset") or ""), "is_personal": bool(given.get("is_personal"))}
    asked["answer"] = answer
    world.happen("inline", {"id": str(given["inline_query_id"]), "user_id": asked["user_id"], **answer})
    return True


def answer_guest_query(world: World, given: Json) -> Json:
    """Answer in a chat where the bot is no member, to whoever mentioned it there; once."""
    asked = world.guests.get(str(given.get("guest_query_id")))
    if asked is None or asked["answered"]:
        raise bad_request(_TOO_OLD)
    result = given.get("result")
    if not isinstance(result, dict):
        raise bad_request("can't parse inline query result: expected an Object")
    content: Json = _result(result)["message"]
    question: Json = asked["message"]
    content |= {"reply_to_message": {k: v for k, v in question.items() if k != "reply_to_message"}}
    content["guest_bot_caller_user"] = question["from"]
    asked["answered"] = True
    message = world.new_message(question["chat"], world.me, content)
    return {"inline_message_id": register_inline(world, message)}


def _result(result: Json) -> Json:
    """One result, checked: what the list shows of it, and the message it becomes."""
    if not isinstance(result, dict) or result.get("type") != "article":
        raise bad_request("can't parse inline query result: the simulator takes articles alone")
    if not 1 <= len(str(result.get("id", "")).encode()) <= 64:
        raise bad_request("RESULT_ID_INVALID")
    if not str(result.get("title") or "").strip():
        raise bad_request("can't parse inline query result: Can't find field \"title\"")
    content = result.get("input_message_content")
    if not isinstance(content, dict) or "message_text" not in content:
        raise bad_request("can't parse inline query result: Text of the message must be specified")
    try:
        message = text_of({**content, "text": content["message_text"]})
    except Refusal as no:
        raise bad_request("MESSAGE_EMPTY" if "empty" in no.description else no.description[13:]) from None
    if options := content.get("link_preview_options"):
        message["link_preview_options"] = options
    if markup := checked_markup(result.get("reply_markup")):
        message["reply_markup"] = markup
    shown = {key: str(result.get(key) or "") for key in ("id", "title", "description")}
    return {**shown, "message": message}
