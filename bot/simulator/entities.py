"""Entities: checked as Telegram checks them, brought into order as it does, and found in what people write.

``code`` and ``pre`` hold nothing and stand in quotations alone, quotations are not nested, links and names do not overlap; bold and its
like may be anywhere else and are split where they would cross another entity. None of this is refused: a style that
is in the way is silently gone, so a bot that breaks these rules shows it by what is missing.
"""

from __future__ import annotations

import re
from itertools import pairwise

from bot.simulator.refusal import Json, bad_request, units

ENTITIES_KEPT = 100  # further ones are silently dropped
QUOTES = ("blockquote", "expandable_blockquote")
LOOSE = ("bold", "italic", "underline", "strikethrough", "spoiler")
_VERBATIM = ("code", "pre")
_NAMES = ("mention", "hashtag", "cashtag", "bot_command", "url", "email", "phone_number", "text_mention", "text_link")
_STYLES = (*_NAMES, *LOOSE, *QUOTES, *_VERBATIM, "custom_emoji", "date_time")
_DATE_TIME = re.compile(r"r|w?[dD]?[tT]?")
_FOUND = {
    "bot_command": re.compile(r"(?<![\w/])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/])"),
    "mention": re.compile(r"(?<![\w@])@[A-Za-z0-9_]{4,32}\b"),
    "url": re.compile(r"https?://[^\s<>\"「」（）]+[^\s<>\"「」（）.,;:!?)\]。、]"),
    "hashtag": re.compile(r"(?<![\w#&])#\w*[^\W\d]\w*"),
}

Range = tuple[int, int]


def check_entities(text: str, entities: list[Json]) -> None:
    """Check that every entity is of a known kind and lies on whole characters of ``text``.

    Raises:
        Refusal: One does not.
    """
    if not entities:
        return
    starts = _character_starts(text)
    end = max(starts)
    for entity in entities:
        if not isinstance(entity, dict):
            raise bad_request("can't parse entities: expected an Array of MessageEntity")
        _check_kind(entity)
        _check_place(entity, starts, end)


def _character_starts(text: str) -> dict[int, int]:
    """UTF-16 offset of every character and of the end, to its byte offset in UTF-8."""
    starts, unit, byte = {}, 0, 0
    for ch in text:
        starts[unit] = byte
        unit += 2 if ch > "\uffff" else 1
        byte += len(ch.encode())
    starts[unit] = byte
    return starts


def _check_kind(entity: Json) -> None:
    style = entity.get("type")
    if not isinstance(entity.get("offset"), int) or not isinstance(entity.get("length"), int):
        raise bad_request('can\'t parse entities: field "offset" or "length" must be a Number')
    if style not in _STYLES:
        raise bad_request("can't parse entities: unsupported entity type specified")
    if style == "text_link" and not str(entity.get("url", "")).startswith(("http://", "https://", "tg://", "ton://")):
        raise bad_request('can\'t parse entities: field "url" of a text_link is not an address')
    if style == "date_time":
        if not isinstance(entity.get("unix_time"), int):
            raise bad_request('can\'t parse entities: field "unix_time" must be a Number')
        if not _DATE_TIME.fullmatch(str(entity.get("date_time_format") or "")):
            raise bad_request("can't parse entities: invalid date-time format specified")


def _check_place(entity: Json, starts: dict[int, int], end: int) -> None:
    offset, length = entity["offset"], entity["length"]
    if offset < 0:
        raise bad_request(f"receive an entity with incorrect offset {offset}")
    if length < 0:
        raise bad_request(f"receive an entity with incorrect length {length}")
    if length == 0:
        return
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


def settled(entities: list[Json]) -> list[Json]:
    """The entities as Telegram stores them: sorted, none crossing another, none where its kind may not be."""
    if len(entities) < 2:
        return entities
    fixed: list[Json] = []
    for entity in sorted((e for e in entities if e["type"] not in LOOSE), key=_order):
        if all(_may_share(one, entity) for one in fixed):
            fixed.append(entity)
    loose: list[Json] = []
    for style in LOOSE:
        merged = _merged([_range(e) for e in entities if e["type"] == style])
        for first, last in merged:
            for piece in _pieces((first, last), [*fixed, *loose]):
                loose.append({"type": style, "offset": piece[0], "length": piece[1] - piece[0]})
    return sorted([*fixed, *loose], key=_order)


def _order(entity: Json) -> tuple[int, int, int]:
    return entity["offset"], -entity["length"], 0 if entity["type"] in QUOTES else 1


def _range(entity: Json) -> Range:
    return entity["offset"], entity["offset"] + entity["length"]


def _may_share(one: Json, other: Json) -> bool:
    """Whether two entities that are not loose may both stand; ``other`` begins no earlier than ``one``."""
    first, second = _range(one), _range(other)
    if second[0] >= first[1]:
        return True
    return one["type"] in QUOTES and other["type"] not in QUOTES and second[1] <= first[1]


def _merged(ranges: list[Range]) -> list[Range]:
    out: list[Range] = []
    for first, last in sorted(ranges):
        if out and first <= out[-1][1]:
            out[-1] = (out[-1][0], max(out[-1][1], last))
        else:
            out.append((first, last))
    return out


def _pieces(whole: Range, others: list[Json]) -> list[Range]:
    """``whole`` cut where it crosses the edge of another entity, without what lies in verbatim text."""
    cuts = {*whole}
    for one in others:
        first, last = _range(one)
        if _crosses(whole, (first, last)) or one["type"] in _VERBATIM:
            cuts |= {place for place in (first, last) if whole[0] < place < whole[1]}
    kept = []
    for first, last in pairwise(sorted(cuts)):
        if not any(one["type"] in _VERBATIM and _range(one)[0] <= first < _range(one)[1] for one in others):
            kept.append((first, last))
    return kept


def _crosses(one: Range, other: Range) -> bool:
    """Whether two stretches overlap and neither lies within the other."""
    return one[0] < other[0] < one[1] < other[1] or other[0] < one[0] < other[1] < one[1]


def found_entities(text: str, given: list[Json] | None = None) -> list[Json]:
    """The commands, names, addresses and tags that Telegram marks by itself, where no given entity is in the way."""
    out: list[Json] = []
    taken = [_range(e) for e in given or () if e["type"] not in (*LOOSE, *QUOTES)]
    quotes = [_range(e) for e in given or () if e["type"] in QUOTES]
    for style, pattern in _FOUND.items():
        for match in pattern.finditer(text):
            first = units(text[: match.start()])
            last = first + units(match.group())
            apart = all(last <= one[0] or first >= one[1] for one in taken)
            if apart and all(last <= one[0] or first >= one[1] or one[0] <= first <= last <= one[1] for one in quotes):
                taken.append((first, last))
                out.append({"type": style, "offset": first, "length": last - first})
    return sorted(out, key=_order)
