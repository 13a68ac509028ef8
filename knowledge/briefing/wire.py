"""A briefing as JSON and back, without loss: for storing it as sent, and for ``steppe brief --json``.

Keys are the fields of the values, kept as they are. The reverse reads by the declared types, so that a stored briefing
whose form is not today's is refused and not half read.
"""

from __future__ import annotations

import types
import typing
from dataclasses import fields, is_dataclass
from datetime import date, datetime
from functools import lru_cache
from typing import Any, Literal, Union, cast

from knowledge.briefing.values import Briefing
from knowledge.errors import BriefingError

FORM = 1
"""Raised when a stored briefing of the old form can no longer be read."""


def briefing_to_json(briefing: Briefing) -> dict[str, Any]:
    """The briefing as JSON values: dates and times as ISO 8601 strings, tuples as lists."""
    return {"form": FORM, **cast("dict[str, Any]", _written(briefing))}


def briefing_from_json(stored: dict[str, Any]) -> Briefing:
    """The briefing that ``briefing_to_json`` wrote.

    Raises:
        BriefingError: It is of another form, or not a briefing.
    """
    if not isinstance(stored, dict) or stored.get("form") != FORM:
        raise BriefingError("this briefing was stored in another form and cannot be shown; compose it again")
    try:
        return cast(Briefing, _read(Briefing, {key: value for key, value in stored.items() if key != "form"}))
    except (KeyError, TypeError, ValueError) as error:
        raise BriefingError("this is not a stored briefing; compose it again") from error


def _written(value: object) -> Any:
    if is_dataclass(value) and not isinstance(value, type):
        return {one.name: _written(getattr(value, one.name)) for one in fields(value)}
    if isinstance(value, tuple):
        return [_written(one) for one in value]
    if isinstance(value, (date, datetime)):
        return value.isoformat()
    return value


def _read(kind: Any, value: Any) -> Any:
    origin = typing.get_origin(kind)
    if origin in (Union, types.UnionType):
        (inner,) = [one for one in typing.get_args(kind) if one is not type(None)]
        return None if value is None else _read(inner, value)
    if origin is tuple:
        if not isinstance(value, list):
            raise TypeError(f"a list is expected, not {type(value).__name__}")
        inner = typing.get_args(kind)
        kinds = [inner[0]] * len(value) if inner[-1] is Ellipsis else inner
        return tuple(_read(one, part) for one, part in zip(kinds, value, strict=True))
    if origin is Literal:
        if value not in typing.get_args(kind):
            raise ValueError(f"{value!r} is none of {typing.get_args(kind)}")
        return value
    if kind in (date, datetime):
        return kind.fromisoformat(value)
    if is_dataclass(kind):
        hints = _hints(cast(type, kind))
        if not isinstance(value, dict) or value.keys() != hints.keys():
            raise TypeError(f"not the fields of {kind}")
        return cast(Any, kind)(**{name: _read(hints[name], value[name]) for name in hints})
    if not isinstance(value, kind) or (kind is int and isinstance(value, bool)):
        raise TypeError(f"{kind} is expected, not {type(value).__name__}")
    return value


@lru_cache(maxsize=32)
def _hints(kind: type) -> dict[str, Any]:
    hints = typing.get_type_hints(kind)
    return {one.name: hints[one.name] for one in fields(kind)}
