"""Make the pictures of the chat for the README: ``python -m tests.bot.screenshots deploy/pictures``.

Starts ``steppe simulate`` over the shipped dossier in a library of its own, asks as a person would in a browser at
phone width, and writes ``chat.en.png`` and ``chat.ja.png``: the answer, and the passage opened from it; the same in the
dark as ``chat-dark.en.png`` and ``chat-dark.ja.png``. Needs Debian's ``chromium`` and ``fonts-noto-cjk``.
"""

from __future__ import annotations

import base64
import io
import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Literal

from knowledge.types import Language
from tests.bot.browser import Tab, browse

# The chat (whose owner speaks the language), the question, and the citation that is opened.
TALKS: dict[Language, tuple[int, str, str]] = {
    "en": (1, "What share of the world's uranium does Kazakhstan hold?", "1"),
    "ja": (2, "ウラン埋蔵量の世界シェアは？", "1"),
}
Theme = Literal["light", "dark"]
THEMES: tuple[Theme, ...] = ("light", "dark")
COLOURS = 192  # of the palette: text stays crisp and the file small
# The line at the top of the screen is not to be cut through.
WHOLE_FIRST_LINE = """(() => {
  const log = document.querySelector('.log'), text = [...document.querySelectorAll('.text')].at(-1);
  const above = log.getBoundingClientRect().top + 6 - text.getBoundingClientRect().top;
  if (above > 0) log.scrollTop -= above;
})()"""
GAP = 40  # device pixels between two screens
FONT = '"Noto Sans CJK JP", sans-serif'  # as wide as a phone's own typeface, which is not here


@contextmanager
def simulated(folder: Path) -> Iterator[str]:
    """``steppe simulate`` over the shipped dossier; gives the address of its page."""
    env = {name: value for name, value in os.environ.items() if not name.startswith("STEPPE_")}
    env |= {"STEPPE_DATA_DIR": str(folder / "library")}
    command = [sys.executable, "-m", "bot", "simulate", "--port", "0"]
    process = subprocess.Popen(command, env=env, stderr=subprocess.PIPE, text=True)
    try:
        assert process.stderr is not None
        lines: list[str] = []
        for line in process.stderr:
            lines.append(line)
            if "open http" in line:
                yield line.split("open ")[1].split()[0]
                return
        raise SystemExit("".join(lines))
    finally:
        process.terminate()
        process.wait(20)


async def talk(tab: Tab, language: Language) -> dict[Theme, list[bytes]]:
    """Ask and unfold the evidence note, then open a passage; returns the two screens as PNG, light and dark."""
    _, question, number = TALKS[language]
    await tab.call("Emulation.setScrollbarsHidden", hidden=True)
    await tab.js(f"document.documentElement.style.setProperty('--font', {FONT!r})")
    await tab.says(question)
    await tab.clicks("blockquote.folds:nth-of-type(1)")
    await tab.until("!document.querySelector('.dots')")
    await tab.js("document.querySelector('.log').scrollTop = 0")
    first = await screens(tab)
    await tab.clicks(".keys button", number)
    await tab.until("document.querySelectorAll('.item:not(.out)').length === 2")
    await tab.js("document.querySelector('.log').scrollTop = 1e6")
    await tab.js(WHOLE_FIRST_LINE)
    second = await screens(tab)
    return {theme: [first[theme], second[theme]] for theme in THEMES}


async def screens(tab: Tab) -> dict[Theme, bytes]:
    """What the phone shows, once nothing moves any more, light and dark."""
    await tab.js("document.activeElement.blur()")
    found: dict[Theme, bytes] = {}
    for theme in THEMES:
        await tab.js(f"document.documentElement.dataset.theme = {theme!r}")
        await tab.js("new Promise(done => setTimeout(done, 400))")
        shot = await tab.call("Page.captureScreenshot", format="png")
        found[theme] = base64.b64decode(shot["data"])
    return found


def side_by_side(screens: list[bytes]) -> bytes:
    """The screens in one picture with a palette."""
    from PIL import Image

    shown = [Image.open(io.BytesIO(one)).convert("RGB") for one in screens]
    width = sum(one.width for one in shown) + GAP * (len(shown) - 1)
    whole = Image.new("RGB", (width, shown[0].height), "white")
    at = 0
    for one in shown:
        whole.paste(one, (at, 0))
        at += one.width + GAP
    out = io.BytesIO()
    whole.quantize(COLOURS, dither=Image.Dither.NONE).save(out, "PNG", optimize=True)
    return out.getvalue()


def main(out: Path) -> None:
    """Write the pictures into ``out``."""
    out.mkdir(parents=True, exist_ok=True)
    for language in TALKS:
        # A browser's profile and a library each: whatever is in the picture was said for it.
        with tempfile.TemporaryDirectory() as folder, simulated(Path(folder)) as address:

            async def work(tab: Tab, language: Language = language) -> None:
                for theme, shown in (await talk(tab, language)).items():
                    path = out / f"chat{'' if theme == 'light' else '-dark'}.{language}.png"
                    path.write_bytes(side_by_side(shown))
                    print(path)

            complaints = browse(f"{address}?chat={TALKS[language][0]}", Path(folder) / "profile", work, scale=2)
            assert complaints == [], complaints


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) == 2 else Path("deploy/pictures"))
