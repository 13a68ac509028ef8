"""The buttons under a message or in place of the keyboard, checked as Telegram checks them."""

from __future__ import annotations

import re

from bot.simulator.refusal import Json, bad_request, units

BUTTON_DATA_BYTES = 64
COPY_TEXT_UNITS = 256
BUTTONS_IN_A_ROW = 8
BUTTONS = 100
_ACTIONS = ("callback_data", "url", "copy_text", "switch_inline_query", "switch_inline_query_current_chat")
_NO_ACTION = "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard"


def checked_markup(markup: object) -> Json | None:
    """Check the buttons of a message; empty rows are left out.

    Returns:
        The markup; None where there is none, or no button in it.

    Raises:
        Refusal: A button carries nothing, too much, or several things.
    """
    if markup is None or markup == "":
        return None
    if not isinstance(markup, dict):
        raise bad_request("object expected as reply markup")
    if "inline_keyboard" in markup:
        rows = _rows(markup["inline_keyboard"])
        for button in (button for row in rows for button in row):
            _check_button(button)
        return {"inline_keyboard": rows} if rows else None
    if "keyboard" in markup:
        rows = _rows(markup["keyboard"])
        for button in (button for row in rows for button in row):
            if not str(button.get("text", "") if isinstance(button, dict) else button).strip():
                raise bad_request("can't parse keyboard button: Text must be non-empty")
        return {**markup, "keyboard": rows}
    return markup


def _rows(rows: object) -> list[list[Json]]:
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("object expected as reply markup")
    kept = [row for row in rows if row]
    if sum(map(len, kept)) > BUTTONS or any(len(row) > BUTTONS_IN_A_ROW for row in kept):
        raise bad_request("reply markup is too long")
    return kept


def _check_button(button: Json) -> None:
    if not isinstance(button, dict):
        raise bad_request("can't parse inline keyboard button: expected an Object")
    if not str(button.get("text", "")).strip():
        raise bad_request(_NO_ACTION)
    actions = [name for name in _ACTIONS if button.get(name) is not None]
    if len(actions) != 1:
        raise bad_request(_NO_ACTION)
    if actions == ["callback_data"] and not 1 <= len(str(button["callback_data"]).encode()) <= BUTTON_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["url"] and not re.fullmatch(
        r"(tg://|https?://[^/\s]*[.:][^/\s]+)\S*", str(button["url"]), re.IGNORECASE
    ):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if actions == ["copy_text"] and not 1 <= units(str(button["copy_text"].get("text", ""))) <= COPY_TEXT_UNITS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
