"""The measured table of the model card: made here, printed by ``evaluate``, kept in ``CARD.md`` between two marks."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

CARD = Path(__file__).with_name("CARD.md")
_BEGIN, _END = "<!-- table: begin -->", "<!-- table: end -->"


def table(header: Sequence[str], rows: Sequence[Sequence[str]]) -> str:
    """Return a Markdown table."""
    lines = [header, ["---"] * len(header), *rows]
    return "\n".join("| " + " | ".join(line) + " |" for line in lines)


def write_into_card(text: str, card: Path = CARD) -> None:
    """Replace what stands between the card's marks.

    Raises:
        ValueError: The card has lost its marks.
    """
    before, begin, rest = card.read_text(encoding="utf-8").partition(_BEGIN)
    _, end, after = rest.partition(_END)
    if not begin or not end:
        raise ValueError(f"{card.name} has lost the marks {_BEGIN} and {_END}")
    card.write_text(f"{before}{begin}\n\n{text}\n\n{end}{after}", encoding="utf-8")
