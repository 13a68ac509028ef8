"""What the bot shows: a text with rows of buttons, free of Telegram's types."""

from __future__ import annotations

from dataclasses import dataclass

from bot.text import Text

BUTTON_DATA_BYTES = 64
COPY_CHARS = 256
ROW_BUTTONS = 8  # more in one row are too narrow for a thumb, and Telegram refuses them


@dataclass(frozen=True, slots=True)
class Button:
    """A button under a message: it either calls back with ``data``, opens ``url`` or copies ``copy``."""

    label: str
    data: str | None = None
    url: str | None = None
    copy: str | None = None


@dataclass(frozen=True, slots=True)
class View:
    """A text and the rows of buttons under its last message."""

    text: Text
    rows: tuple[tuple[Button, ...], ...] = ()


@dataclass(frozen=True, slots=True)
class Photo:
    """A picture to send: PNG, the name of its file, and what stands under it."""

    png: bytes
    filename: str
    below: View


def rows_of(buttons: list[Button], width: int = ROW_BUTTONS) -> tuple[tuple[Button, ...], ...]:
    """The buttons in rows of ``width``."""
    return tuple(tuple(buttons[i : i + width]) for i in range(0, len(buttons), width))
