"""Telegram's rules for a text, with Telegram's own error texts.

Limits are from https://core.telegram.org/bots/api; the texts of the errors are what the Bot API server answers.
Lengths and offsets count UTF-16 units.
"""

from __future__ import annotations

import re
import unicodedata

from bot.simulator.entities import ENTITIES_KEPT, check_entities, found_entities, settled
from bot.simulator.refusal import Json, bad_request, units

TEXT_UNITS = 4_096
CAPTION_UNITS = 1_024
_DROPPED = re.compile("[\r\u202a-\u202e\u2028\u2029]")
_CONTROL = re.compile("[\x00-\x08\x0b-\x1f]")


def formatted(text: str, entities: list[Json], longest: int) -> tuple[str, list[Json]]:
    """Check and clean a text with its entities, as Telegram stores it.

    Returns:
        The text without control characters and outer white space, and the entities moved accordingly, together with
        the commands, names and addresses that Telegram marks by itself.

    Raises:
        Refusal: The text is empty or too long, or an entity lies outside it or cuts a character in two.
    """
    if any("\ud800" <= ch <= "\udfff" for ch in text):
        raise bad_request("strings must be encoded in UTF-8")
    check_entities(text, entities)
    cleaned, kept = _clean(text, [e for e in entities if e["length"] > 0])
    if not _visible(cleaned):
        raise bad_request("message text is empty")
    if units(cleaned) > longest:
        raise bad_request("message is too long" if longest == TEXT_UNITS else "message caption is too long")
    kept = kept[:ENTITIES_KEPT]
    return cleaned, settled([*kept, *found_entities(cleaned, kept)])


def _clean(text: str, entities: list[Json]) -> tuple[str, list[Json]]:
    """Drop what Telegram drops and trim; ``moved`` maps each old offset to the new one."""
    if not _DROPPED.search(text) and text == text.strip():
        return _CONTROL.sub(" ", text), entities
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
