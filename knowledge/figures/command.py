"""``steppe figures``: the pictures as PNG files, with their captions."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click

from knowledge.errors import SettingsError, SteppeError
from knowledge.types import LANGUAGES, Language


@click.command()
@click.option(
    "--out",
    type=click.Path(path_type=Path),
    default=Path(),
    show_default=True,
    help="Folder for the pictures; made when it is not there.",
)
@click.option("--lang", type=click.Choice(["ja", "en", "both"]), default="both", show_default=True, help="Language.")
@click.pass_obj
def figures(terminal: Any, out: Path, lang: str) -> None:
    """Draw the balance and the map of the corridors; print each file and its caption.

    \b
    steppe figures
    steppe figures --out pictures --lang ja
    """
    try:
        for path, text in write_figures(_corpus(terminal), out, LANGUAGES if lang == "both" else (lang,)):  # type: ignore[arg-type]  # click has checked the choice
            click.echo(f"{path}\n\n{text}\n")
    except SteppeError as error:
        click.echo(f"steppe: {' '.join(str(error).split())}", err=True)
        raise SystemExit(2 if isinstance(error, SettingsError) else 1) from None


def write_figures(corpus: Path, out: Path, languages: tuple[Language, ...]) -> list[tuple[Path, str]]:
    """Write ``steppe-NAME.LANGUAGE.png`` for every picture; nothing is written unless all could be drawn.

    Returns:
        Each file with its full caption.

    Raises:
        CorpusError: ``figures.yaml`` is absent or wrong.
        DiskError: The folder cannot be written.
    """
    from knowledge.errors import DiskError
    from knowledge.figures.caption import captions
    from knowledge.figures.match import NAMES
    from knowledge.figures.picture import draw

    try:
        out.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise DiskError(_unwritable(out, error)) from error
    drawn = [
        (out / f"steppe-{name}.{language}.png", draw(name, language, corpus), captions(name, language, corpus).text)
        for name in NAMES
        for language in languages
    ]
    try:
        for path, picture, _ in drawn:
            path.write_bytes(picture)
    except OSError as error:
        raise DiskError(_unwritable(out, error)) from error
    return [(path, text) for path, _, text in drawn]


def _unwritable(out: Path, error: OSError) -> str:
    return f"{error.filename or out}: cannot be written ({error.strerror}); name another folder with --out"


def _corpus(terminal: Any) -> Path:
    """The corpus folder of the settings; run without the app (``terminal`` is None), the settings are read here."""
    from knowledge.settings import Settings, read_settings

    settings: Settings = terminal.settings if terminal is not None else read_settings(Settings)
    if settings.corpus is None:
        raise SettingsError("STEPPE_CORPUS is empty, so there is nothing to draw; unset it to draw the shipped dossier")
    return settings.corpus
