"""The risk–coverage curve as a picture: what share of the answers is wrong, for each share of questions that is answered."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
from typing import Any

_COLOURS = {"ja": "#b5483a", "en": "#2f6690"}
_NAMES = {"ja": "Japanese questions", "en": "English questions"}


def draw_curve(result: Mapping[str, Any], path: Path) -> None:
    """Draw both languages' curves as a PNG, with the point that the shipped threshold stands at."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(7.2, 4.2), dpi=110, layout="constrained")
    axes = figure.subplots()
    for language, points in result["risk_coverage"].items():
        answered = result["answered_share"][language]
        axes.plot(
            [x for x, _ in points],
            [y for _, y in points],
            color=_COLOURS[language],
            label=_NAMES[language],
            linewidth=1.8,
        )
        at = min(points, key=lambda point: abs(point[0] - answered))
        axes.plot(*at, "o", color=_COLOURS[language], markersize=7)
    axes.set(
        xlim=(0, 1), ylim=(0, None), xlabel="coverage: share of all questions that get an answer",
        ylabel="risk: share of those answers that is wrong", title="Risk and coverage on questions that nothing was fitted on",
    )  # fmt: skip
    axes.grid(alpha=0.25)
    axes.spines[["top", "right"]].set_visible(False)
    axes.legend(frameon=False, loc="upper left", title="dots: the threshold as shipped")
    FigureCanvasAgg(figure)
    figure.savefig(path, format="png", metadata={"Software": None})
