"""A sheet to draw on: pixels from the top left, one typeface a language, every text kept with its box.

Needs no display and no global state of matplotlib: a figure with an Agg canvas, fonts by file, no mathematics in texts.
"""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from importlib.util import find_spec
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from knowledge.errors import SteppeError
from knowledge.types import Language

if TYPE_CHECKING:
    from matplotlib.backends.backend_agg import RendererAgg
    from matplotlib.font_manager import FontProperties
    from matplotlib.patheffects import AbstractPathEffect

WIDTH, HEIGHT = 1080, 1350  # portrait 4:5, as phones show it largest; in pixels
_DPI = 100
Align = Literal["left", "center", "right"]

INK, GREY, PALE, GROUND, RULE = "#1F2328", "#5B636B", "#E7E9EC", "#FFFFFF", "#C9CED3"
# A pair of lines may not end so in Japanese: no closing mark begins a line, no opening one ends it.
_NOT_FIRST = frozenset("、。，．・：；！？）」』】〉》〕ーっッゃゅょャュョァィゥェォ々%％)…〜")
_NOT_LAST = frozenset("（「『【〈《〔(約")
# Two characters of one word or number: 41万2,000TEU, 2027〜28年, 1,500万トン.
_WHOLE = re.compile(r"[!-~][!-~]|[\d万億兆〜][\d万億兆〜年月日割%A-Za-zト]")


@dataclass(frozen=True, slots=True)
class Placed:
    """A text as drawn, with its box in pixels from the top left."""

    text: str
    left: float
    top: float
    right: float
    bottom: float


@lru_cache(maxsize=4)
def font_file(language: Language, bold: bool) -> Path:
    """The file of the typeface: IPAex Gothic (one weight) for Japanese, DejaVu Sans for English."""
    if language == "ja":
        spec = find_spec("matplotlib_fontja")  # found, not imported: importing it changes matplotlib for everyone
        path = Path(spec.origin).parent / "fonts" / "ipaexg.ttf" if spec and spec.origin else Path("ipaexg.ttf")
    else:
        import matplotlib

        path = Path(matplotlib.get_data_path()) / "fonts" / "ttf" / f"DejaVuSans{'-Bold' if bold else ''}.ttf"
    if not path.is_file():
        raise SteppeError(f"{path.name}: the typeface is missing; install matplotlib and matplotlib-fontja again")
    return path


def missing_glyphs(text: str, language: Language) -> str:
    """The characters of ``text`` that the typeface of ``language`` cannot draw, each once."""
    from matplotlib.font_manager import get_font

    known = get_font(str(font_file(language, False))).get_charmap()
    return "".join(dict.fromkeys(c for c in text if not c.isspace() and ord(c) not in known))


class Paper:
    """An empty sheet for one language. Coordinates and sizes are pixels, x to the right, y downwards."""

    def __init__(self, language: Language, width: int = WIDTH, height: int = HEIGHT) -> None:
        from matplotlib.backends.backend_agg import FigureCanvasAgg
        from matplotlib.figure import Figure

        self.language, self.width, self.height = language, width, height
        self.placed: list[Placed] = []
        self._figure = Figure(figsize=(width / _DPI, height / _DPI), dpi=_DPI, facecolor=GROUND)
        self._canvas = FigureCanvasAgg(self._figure)
        self._axes = self._figure.add_axes((0, 0, 1, 1))
        self._axes.set(xlim=(0, width), ylim=(height, 0))
        self._axes.set_axis_off()
        self._scale = 1.0 if language == "ja" else 0.9  # DejaVu's letters are large for their size

    def text(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        *,
        bold: bool = False,
        color: str = INK,
        align: Align = "left",
        halo: str | None = None,
    ) -> Placed:
        """Write one line; ``y`` is its baseline, ``size`` the height of its letters' body."""
        from matplotlib.patheffects import withStroke

        effects: list[AbstractPathEffect] = [withStroke(linewidth=size * 0.22, foreground=halo)] if halo else []
        if bold and self.language == "ja":  # one weight only: thicken the strokes
            effects.append(withStroke(linewidth=size * 0.026, foreground=color))
        artist = self._axes.text(
            x, y, text, fontproperties=self._font(size, bold), color=color, ha=align, va="baseline", zorder=9
        )
        artist.set_parse_math(False)
        artist.set_path_effects(effects)
        box = artist.get_window_extent(self._renderer())
        placed = Placed(text, box.x0, self.height - box.y1, box.x1, self.height - box.y0)
        self.placed.append(placed)
        return placed

    def paragraph(
        self,
        x: float,
        y: float,
        text: str,
        size: float,
        width: float,
        *,
        leading: float = 1.35,
        bold: bool = False,
        color: str = INK,
    ) -> float:
        """Write ``text`` in lines of at most ``width``, the first baseline at ``y``; returns the next baseline."""
        for line in self.lines(text, size, width, bold=bold):
            self.text(x, y, line, size, bold=bold, color=color)
            y += size * leading
        return y

    def lines(self, text: str, size: float, width: float, *, bold: bool = False) -> list[str]:
        """``text`` broken into lines of at most ``width``: at spaces, in Japanese between characters that may part."""
        if "\n" in text:
            return [line for part in text.split("\n") for line in self.lines(part, size, width, bold=bold)]
        pieces = _pieces(text) if self.language == "ja" else [word + " " for word in text.split()]
        lines = [""]
        for piece in pieces:
            if lines[-1] and self.measure((lines[-1] + piece).rstrip(), size, bold=bold) > width:
                lines[-1] = lines[-1].rstrip()
                lines.append("")
            lines[-1] += piece
        return [line.rstrip() for line in lines]

    def measure(self, text: str, size: float, *, bold: bool = False) -> float:
        """The width of a line."""
        extent = self._renderer().get_text_width_height_descent(text, self._font(size, bold), False)  # type: ignore[no-untyped-call]  # untyped in matplotlib
        return float(extent[0])

    def bar(self, x: float, y: float, width: float, height: float, color: str, *, outline: bool = False) -> None:
        """A filled rectangle from its top left corner, or a pale one with a coloured edge."""
        from matplotlib.patches import Rectangle

        inset = 1.25 if outline else 0.0
        patch = Rectangle(
            (x + inset, y + inset),
            max(width - 2 * inset, 0.5),
            height - 2 * inset,
            facecolor=_tint(color) if outline else color,
            edgecolor=color if outline else "none",
            linewidth=2.5 * 72 / _DPI if outline else 0,
            zorder=3,
        )
        self._axes.add_patch(patch)

    def line(
        self,
        points: Sequence[tuple[float, float]],
        color: str,
        width: float = 2,
        *,
        dashes: tuple[float, ...] = (),
        zorder: float = 4,
    ) -> None:
        """A line through ``points``; ``dashes`` in multiples of its width."""
        style: Any = (0, dashes) if dashes else "solid"
        xs, ys = zip(*points, strict=True)
        self._axes.plot(
            xs,
            ys,
            color=color,
            linewidth=width * 72 / _DPI,
            linestyle=style,
            solid_capstyle="round",
            solid_joinstyle="round",
            dash_capstyle="butt",
            zorder=zorder,
        )

    def area(self, points: Sequence[tuple[float, float]], color: str, edge: str = "none", zorder: float = 1) -> None:
        """A filled polygon."""
        from matplotlib.patches import Polygon

        self._axes.add_patch(
            Polygon(points, closed=True, facecolor=color, edgecolor=edge, linewidth=1.2, zorder=zorder)
        )

    def circle(
        self,
        x: float,
        y: float,
        radius: float,
        color: str,
        *,
        outline: bool = False,
        alpha: float = 1.0,
        zorder: float = 5,
    ) -> None:
        """A disc, or with ``outline`` a ring."""
        from matplotlib.patches import Circle

        face = "none" if outline else color
        patch = Circle((x, y), radius, facecolor=face, edgecolor=color, linewidth=1.8, zorder=zorder, alpha=alpha)
        self._axes.add_patch(patch)

    def png(self) -> bytes:
        """The sheet as PNG; the same drawing gives the same bytes."""
        out = io.BytesIO()
        self._canvas.print_png(out, metadata={"Software": None})  # type: ignore[no-untyped-call]  # untyped in matplotlib
        return out.getvalue()

    def _renderer(self) -> RendererAgg:
        renderer: RendererAgg = self._canvas.get_renderer()  # type: ignore[no-untyped-call]  # untyped in matplotlib
        return renderer

    def _font(self, size: float, bold: bool) -> FontProperties:
        from matplotlib.font_manager import FontProperties

        return FontProperties(fname=str(font_file(self.language, bold)), size=size * self._scale * 72 / _DPI)


def _pieces(text: str) -> list[str]:
    """Japanese in pieces that must not be broken: words in Latin letters and numbers whole, marks with what they close."""
    pieces: list[str] = []
    for char in text:
        last = pieces[-1][-1:] if pieces else ""
        whole = _WHOLE.search(last + char) is not None or (last == "ト" and char == "ン")
        if pieces and (whole or char in _NOT_FIRST or last in _NOT_LAST):
            pieces[-1] += char
        else:
            pieces.append(char)
    return pieces


def _tint(color: str) -> str:
    """A pale version of a colour ``#RRGGBB``."""
    parts = (int(color[i : i + 2], 16) for i in (1, 3, 5))
    return "#" + "".join(f"{round(255 - (255 - part) * 0.18):02X}" for part in parts)
