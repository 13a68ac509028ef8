"""The command ``steppe brief``: a day's briefing as text, JSON or a page."""

from __future__ import annotations

import json
import locale
from datetime import date, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from knowledge.errors import BriefingError, DiskError, SettingsError, SteppeError
from knowledge.types import Language

if TYPE_CHECKING:
    from knowledge.briefing.values import Briefing
    from knowledge.opening import Knowledge


@click.command()
@click.option("--date", "written", metavar="YYYY-MM-DD", help="The day; today where not given.")
@click.option("--lang", type=click.Choice(["ja", "en"]), help="The language; that of this terminal where not given.")
@click.option("--theme", "themes", multiple=True, help="Narrow it: russia, 中国, oil, 回廊, a name; may be repeated.")
@click.option("--zone", default="Asia/Tokyo", show_default=True, help="The time zone in which days are counted.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, one object.")
@click.option("--html", "as_html", is_flag=True, help="Print a page that prints well.")
@click.option("--card", type=click.Path(dir_okay=False, path_type=Path), help="Draw it as a picture (PNG) into a file.")
@click.pass_obj
def brief(
    terminal: Any,
    written: str | None,
    lang: Language | None,
    themes: tuple[str, ...],
    zone: str,
    as_json: bool,
    as_html: bool,
    card: Path | None,
) -> None:
    """Print a day's briefing: what is new, what changed, the background, what is ahead.

    \b
    steppe brief
    steppe brief --date 2026-11-24 --lang ja --theme 中国
    steppe brief --html > briefing.html
    """
    if as_json and as_html:
        raise click.UsageError("give --json or --html, not both")
    try:
        day = _read(written)
        with terminal.knowledge() as knowledge:
            briefing = _composed(knowledge, day, lang or _terminal_language(), themes, zone)
        if card is not None:
            _draw(briefing, card)
    except SteppeError as error:
        click.echo(f"steppe: {' '.join(str(error).split())}", err=True)
        raise SystemExit(2 if isinstance(error, BriefingError | SettingsError) else 1) from None
    # Surrogates can stand in what a feed brought; they must not end the command.
    click.echo(_told(briefing, as_json, as_html).encode("utf-8", "backslashreplace").decode("utf-8"), nl=as_json)


def _read(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise BriefingError(f"{written!r} is not a day; write it as YYYY-MM-DD") from None


def _composed(
    knowledge: Knowledge, day: date | None, language: Language, themes: tuple[str, ...], zone: str
) -> Briefing:
    from knowledge.briefing.window import zone_of

    return knowledge.brief(day or datetime.now(zone_of(zone)).date(), language=language, themes=themes, zone=zone)


def _told(briefing: Briefing, as_json: bool, as_html: bool) -> str:
    from knowledge.briefing.page import as_page
    from knowledge.briefing.text import as_text
    from knowledge.briefing.wire import briefing_to_json

    if as_json:
        return json.dumps(briefing_to_json(briefing), ensure_ascii=False)
    return as_page(briefing) if as_html else as_text(briefing)


def _draw(briefing: Briefing, place: Path) -> None:
    from knowledge.briefing.card import draw_card

    picture = draw_card(briefing)
    try:
        place.write_bytes(picture)
    except OSError as error:
        raise DiskError(f"{place}: cannot be written ({error.strerror}); name another file with --card") from error


def _terminal_language() -> Language:
    return "ja" if (locale.getlocale()[0] or "").lower().startswith("ja") else "en"
