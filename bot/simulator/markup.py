"""HTML as a bot may send it instead of entities, parsed with Telegram's complaints.

Our bot never writes markup; this is here so that one that does is treated as Telegram would.
"""

from __future__ import annotations

import html
import re

from bot.simulator.refusal import Json, bad_request, units

_TAGS = {
    "b": "bold",
    "strong": "bold",
    "i": "italic",
    "em": "italic",
    "u": "underline",
    "ins": "underline",
    "s": "strikethrough",
    "strike": "strikethrough",
    "del": "strikethrough",
    "tg-spoiler": "spoiler",
    "code": "code",
    "pre": "pre",
    "blockquote": "blockquote",
    "a": "text_link",
    "span": "spoiler",
}
_PART = re.compile(r"<(/?)([A-Za-z][\w-]*)((?:\s[^<>]*)?)>|&(?:lt|gt|amp|quot|#\d+|#x[0-9A-Fa-f]+);|<")
_HREF = re.compile(r"href\s*=\s*(?:\"([^\"]*)\"|'([^']*)')")


def parsed(text: str, mode: str) -> tuple[str, list[Json]]:
    """The text without its tags, and what they meant.

    Raises:
        Refusal: The markup is broken, or is no HTML.
    """
    if mode.lower() != "html":
        raise bad_request("unsupported parse_mode")
    out: list[str] = []
    entities: list[Json] = []
    open_tags: list[tuple[str, Json]] = []
    at = last = 0
    for part in _PART.finditer(text):
        out.append(text[last : part.start()])
        at += units(out[-1])
        last = part.end()
        byte = len(text[: part.start()].encode())
        closing, tag, attributes = part[1], (part[2] or "").lower(), part[3] or ""
        if part[0].startswith("&"):
            out.append(html.unescape(part[0]))
            at += units(out[-1])
        elif not tag:
            raise bad_request(f'can\'t parse entities: Unexpected character "<" at byte offset {byte}')
        elif tag not in _TAGS or (tag == "span" and not closing and "tg-spoiler" not in attributes):
            kind = "end" if closing else "start"
            raise bad_request(f'can\'t parse entities: Unsupported {kind} tag "{tag}" at byte offset {byte}')
        elif not closing:
            open_tags.append((tag, _entity(tag, attributes, at)))
        elif not open_tags:
            raise bad_request(f"can't parse entities: Unexpected end tag at byte offset {byte}")
        elif open_tags[-1][0] != tag:
            raise bad_request(
                f'can\'t parse entities: Unmatched end tag at byte offset {byte}, expected "</{open_tags[-1][0]}>", '
                f'found "</{tag}>"'
            )
        else:
            entity = open_tags.pop()[1]
            entity["length"] = at - entity["offset"]
            if entity["length"] and (entity["type"] != "text_link" or entity["url"]):
                entities.append(entity)
    if open_tags:
        raise bad_request(f"can't parse entities: Can't find end tag corresponding to start tag \"{open_tags[-1][0]}\"")
    out.append(text[last:])
    return "".join(out), sorted(entities, key=lambda e: (e["offset"], -e["length"]))


def _entity(tag: str, attributes: str, at: int) -> Json:
    style = _TAGS[tag]
    if style == "blockquote" and re.search(r"\bexpandable\b", attributes):
        style = "expandable_blockquote"
    if style != "text_link":
        return {"type": style, "offset": at}
    found = _HREF.search(attributes)
    return {"type": style, "offset": at, "url": html.unescape((found[1] or found[2] or "") if found else "")}
