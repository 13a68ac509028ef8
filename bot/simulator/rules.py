"""Telegram's rules for what a bot sends, with Telegram's own error texts.

Limits are from https://core.telegram.org/bots/api; the texts of the errors are what the Bot API server answers.
Lengths and offsets count UTF-16 units.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass, field
from typing import Any

TEXT_UNITS = 4_096
CAPTION_UNITS = 1_024
BUTTON_DATA_BYTES = 64
COPY_TEXT_CHARS = 256
ENTITIES_KEPT = 100  # further ones are silently dropped
BUTTONS_IN_A_ROW = 8
BUTTONS = 100
_STYLES = (
    *("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "text_mention", "text_link"),
    *("bold", "italic", "underline", "strikethrough", "spoiler", "blockquote", "expandable_blockquote"),
    *("code", "pre", "custom_emoji", "date_time"),
)
_DROPPED = re.compile("[\r\u202a-\u202e\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")

Json = dict[str, Any]


@dataclass(slots=True)
class Refusal(Exception):  # noqa: N818 - it is Telegram's answer, not an error of ours
    """A call that Telegram refuses."""

    code: int
    description: str
    parameters: Json = field(default_factory=dict)


def bad_request(description: str) -> Refusal:
    """400, with Telegram's prefix."""
    return Refusal(400, f"Bad Request: {description}")


def units(text: str) -> int:
    """The length of ``text`` in UTF-16 units."""
    return len(text.encode("utf-16-le", "surrogatepass")) // 2


def formatted(text: str, entities: list[Json], longest: int) -> tuple[str, list[Json]]:
    """Check and clean a text with its entities, as Telegram stores it.

    Returns:
        The text without control characters and outer white space, and the entities moved accordingly.

    Raises:
        Refusal: The text is empty or too long, or an entity lies outside it or cuts a character in two.
    """
    if any("\ud800" <= ch <= "\udfff" for ch in text):
        raise bad_request("strings must be encoded in UTF-8")
    starts = _character_starts(text)
    for entity in entities:
        _check_entity(entity, starts)
    cleaned, kept = _clean(text, [e for e in entities if e["length"] > 0])
    if not _visible(cleaned):
        raise bad_request("message text is empty")
    if units(cleaned) > longest:
        raise bad_request("message is too long" if longest == TEXT_UNITS else "message caption is too long")
    return cleaned, kept[:ENTITIES_KEPT]


def _character_starts(text: str) -> dict[int, int]:
    """UTF-16 offset of every character and of the end, to its byte offset in UTF-8."""
    starts, unit, byte = {}, 0, 0
    for ch in text:
        starts[unit] = byte
        unit += 2 if ch > "\uffff" else 1
        byte += len(ch.encode())
    starts[unit] = byte
    return starts


def _check_entity(entity: Json, starts: dict[int, int]) -> None:
    style, offset, length = entity.get("type"), entity.get("offset"), entity.get("length")
    if not isinstance(offset, int) or not isinstance(length, int):
        raise bad_request('can\'t parse entities: field "offset" or "length" must be a Number')
    if style not in _STYLES:
        raise bad_request("can't parse entities: unsupported entity type specified")
    if style == "text_link" and not str(entity.get("url", "")).startswith(("http://", "https://", "tg://", "ton://")):
        raise bad_request('can\'t parse entities: field "url" of a text_link is not an address')
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if length == 0:
        return
    end = max(starts)
    if offset >= end:
        raise bad_request(f"entity begins after the end of the text at UTF-16 offset {offset}")
    last = offset + length
    if last > end:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends after the end of the text at UTF-16 offset {last}"
        )
    if offset not in starts:
        raise bad_request(f"entity begins in a middle of a UTF-16 symbol at byte offset {starts[offset + 1]}")
    if last not in starts:
        raise bad_request(
            f"entity beginning at UTF-16 offset {offset} ends in a middle of a UTF-16 symbol at byte offset "
            f"{starts[last + 1]}"
        )


def _clean(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Drop what Telegram drops and trim; ``moved`` maps each old offset to the new one."""
    moved, out, unit = {}, [], 0
    old = 0
    for ch in text:
        moved[old] = unit
        old += 2 if ch > "\uffff" else 1
        if _DROPPED.match(ch):
            continue
        out.append(_CONTROL.sub(" ", ch))
        unit += units(out[-1])
    moved[old] = unit
    joined = "".join(out)
    left = len(joined) - len(joined.lstrip())
    shift, trimmed = units(joined[:left]), joined.strip()
    end = units(trimmed)
    kept = []
    for entity in sorted(entities, key=lambda e: (e["offset"], -e["length"])):
        first = min(max(moved[entity["offset"]] - shift, 0), end)
        last = min(max(moved[entity["offset"] + entity["length"]] - shift, 0), end)
        if first < last:
            kept.append({**entity, "offset": first, "length": last - first})
    return trimmed, kept


def _visible(text: str) -> bool:
    return any(unicodedata.category(ch) not in ("Cf", "Cc", "Zs", "Zl", "Zp", "Mn") for ch in text)


def checked_markup(markup: Json | None) -> Json | None:
    """Check the buttons under a message.

    Raises:
        Refusal: A button carries nothing, too much, or several things.
    """
    if markup is None or "inline_keyboard" not in markup:
        return markup
    rows = markup["inline_keyboard"]
    if not isinstance(rows, list) or not all(isinstance(row, list) for row in rows):
        raise bad_request("object expected as reply markup")
    rows = [row for row in rows if row]
    if sum(map(len, rows)) > BUTTONS or any(len(row) > BUTTONS_IN_A_ROW for row in rows):
        raise bad_request("reply markup is too long")
    for button in (button for row in rows for button in row):
        _check_button(button)
    return {"inline_keyboard": rows} if rows else None


def _check_button(button: Json) -> None:
    if not str(button.get("text", "")).strip():
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    actions = [
        name
        for name in ("callback_data", "url", "copy_text", "switch_inline_query", "switch_inline_query_current_chat")
        if button.get(name) is not None
    ]
    if len(actions) != 1:
        raise bad_request("can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard")
    if actions == ["callback_data"] and not 1 <= len(str(button["callback_data"]).encode()) <= BUTTON_DATA_BYTES:
        raise bad_request("BUTTON_DATA_INVALID")
    if actions == ["url"] and not re.fullmatch(r"(https?|tg)://\S+", str(button["url"])):
        raise bad_request(f"inline keyboard button URL '{button['url']}' is invalid: Wrong HTTP URL")
    if actions == ["copy_text"] and not 1 <= len(str(button["copy_text"].get("text", ""))) <= COPY_TEXT_CHARS:
        raise bad_request("BUTTON_COPY_TEXT_INVALID")
