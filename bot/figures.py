"""The verb /figures: two pictures as buttons, a picture with its caption, and every number of it with its source."""

from __future__ import annotations

from bot.bureau import Bureau
from bot.labels import references_told
from bot.presses import FigureNumbers, ShowFigure, write
from bot.text import bold, join, quote
from bot.view import Button, Photo, View
from bot.wording import WORDING
from knowledge.figures.match import NAMES, Name
from knowledge.types import Language


def figures_view(language: Language) -> View:
    """Offer the pictures."""
    words = WORDING[language]
    rows = tuple((Button(words.figures[name], data=write(ShowFigure(language, name))),) for name in NAMES)
    return View((bold(words.figures_title), "\n\n", words.figures_intro), rows)


def figure_photo(bureau: Bureau, language: Language, name: Name) -> Photo:
    """Draw a picture, or take the drawn one. Blocks; call it from a thread.

    Raises:
        CorpusError: There is nothing to draw.
    """
    png, caption = bureau.pictures.drawn(name, language), bureau.pictures.caption(name, language)
    below = (bold(caption.title), caption.brief.removeprefix(caption.title))
    numbers = Button(WORDING[language].figure_numbers, data=write(FigureNumbers(language, name)))
    return Photo(png, f"steppe-{name}.{language}.png", View(below, ((numbers,),)))


def numbers_view(bureau: Bureau, language: Language, name: Name) -> View:
    """Every number of a picture with its sources. Blocks; call it from a thread. Raises as ``figure_photo``."""
    caption = bureau.pictures.caption(name, language)
    numbers = (f"• {line.text} {''.join(f'[{n}]' for n in line.sources)}" for line in caption.lines)
    sources = [(f"[{n}] ", line) for n, line in enumerate(references_told(caption.sources, language)[1], 1)]
    listed = quote(join("\n", [bold(WORDING[language].figure_sources), *sources]), folded=True)
    return View(join("\n\n", [bold(caption.title), caption.note, join("\n", numbers), listed]))
