"""YAML front matter of Markdown and text files: what the author says about the document."""

from __future__ import annotations

import re
from typing import get_args

from knowledge.errors import FormatError
from knowledge.load.draft import Draft
from knowledge.load.published import iso_date
from knowledge.types import Language, SourceKind, Stance

_FENCED = re.compile(r"\A\s*---[ \t]*\n(?P<yaml>.*?)(?:^|\n)(?:---|\.\.\.)[ \t]*(?:\n|\Z)", re.DOTALL)
_OPENED = re.compile(r"\A\s*---[ \t]*\n[ \t]*[\w-]+[ \t]*:(?:\s|\Z)")
_LONGEST = 65_536  # characters
_LANGUAGES: dict[str, Language] = {
    "ja": "ja",
    "japanese": "ja",
    "日本語": "ja",
    "en": "en",
    "english": "en",
    "英語": "en",
}
_STANCES: tuple[Stance, ...] = get_args(Stance)
# "dossier" is not for files from outside: sources of this kind belong to the shipped corpus and are replaced with it.
_KINDS: tuple[SourceKind, ...] = ("article", "report", "feed", "upload")
_NAMES = {
    "title": "title", "lang": "language", "language": "language", "date": "published", "published": "published",
    "kind": "kind", "stance": "stance", "publisher": "publisher", "author": "author", "url": "url",
}  # fmt: skip


def has_front_matter(text: str) -> bool:
    """Whether a text begins with ``---`` and a key, closed or not."""
    return bool(_OPENED.match(text[:2_000]))


def split_front_matter(text: str, name: str) -> tuple[Draft, str]:
    """Read the front matter, if there is any.

    Args:
        text: Decoded, with ``\\n`` line ends.
        name: For messages.

    Returns:
        An empty draft with the fields that were given, and the text behind the front matter. Unknown keys are
        ignored.

    Raises:
        FormatError: Not closed, no YAML, or a known key with a value it cannot have; names the line.
    """
    if not has_front_matter(text):
        return Draft(()), text
    found = _FENCED.match(text[:_LONGEST])
    first = text[: len(text) - len(text.lstrip())].count("\n") + 2  # the line after the opening dashes
    if not found:
        raise FormatError(f"{name}: line {first - 1}: the front matter is not closed; end it with a line of ---")
    fields: dict[str, str] = {}
    for key, value, line in _pairs(found["yaml"], name, first):
        field = _NAMES.get(key.lower())
        if field is None or value == "":
            continue
        if field in fields and key.lower() != field:
            continue  # the longer names win: published over date, language over lang
        fields[field] = _checked(field, value, f"{name}: line {line}: ")
    return Draft((), **fields), text[found.end() :]  # type: ignore[arg-type]  # literals are checked just above


def _pairs(text: str, name: str, first: int) -> list[tuple[str, str, int]]:
    """The pairs of the mapping with their lines; values that are lists of words are joined with commas."""
    import yaml

    try:
        node = yaml.compose(text, Loader=yaml.SafeLoader)
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line = first + (mark.line if mark else 0)
        problem = (error.problem or "not YAML").replace("\n", " ")
        raise FormatError(f"{name}: line {line}: front matter is not YAML ({problem}); mend the line") from error
    except (yaml.YAMLError, RecursionError) as error:
        raise FormatError(f"{name}: line {first}: front matter is not YAML; mend it or take it away") from error
    if node is None:
        return []
    if not isinstance(node, yaml.MappingNode):
        raise FormatError(f"{name}: line {first}: front matter is no list of 'key: value' lines; mend it")
    pairs: list[tuple[str, str, int]] = []
    for key, value in node.value:
        if not isinstance(key, yaml.ScalarNode):
            continue
        if isinstance(value, yaml.SequenceNode):
            said = ", ".join(str(item.value) for item in value.value if isinstance(item, yaml.ScalarNode))
        else:
            said = str(value.value) if isinstance(value, yaml.ScalarNode) else ""
        pairs.append((str(key.value), "" if said in ("~", "null") else said.strip(), first + key.start_mark.line))
    return pairs


def _checked(field: str, value: str, place: str) -> str:
    """The value in its stored form."""
    if field == "published":
        date = iso_date(value)
        if date is None:
            raise FormatError(f"{place}{value[:40]!r} is no date; write YYYY-MM-DD, YYYY-MM or YYYY")
        return date
    if field == "language":
        language = _LANGUAGES.get(value.lower()) or _LANGUAGES.get(re.split("[-_]", value.lower())[0])
        if language is None:
            raise FormatError(f"{place}{value[:40]!r} is no language that is read here; write ja or en")
        return language
    if field in ("kind", "stance"):
        allowed: tuple[str, ...] = _KINDS if field == "kind" else _STANCES
        if value.lower() not in allowed:
            raise FormatError(f"{place}{value[:40]!r} is no {field}; write one of {', '.join(allowed)}")
        return value.lower()
    if field == "url" and not re.match(r"https?://[^\s/]", value):
        raise FormatError(f"{place}{value[:80]!r} is no address; write one that begins with https:// or http://")
    return value
