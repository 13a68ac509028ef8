"""The picture of a briefing, to send: drawn once for all who get the same."""

from __future__ import annotations

import threading
from collections import OrderedDict

from bot.text import bold
from bot.view import Photo, View
from knowledge.briefing import telling
from knowledge.briefing.values import Briefing

_KEPT = 16


class Cards:
    """Draws and keeps the last cards. Calls block for about half a second, or not at all; safe from several threads."""

    def __init__(self) -> None:
        self._drawn: OrderedDict[str, bytes] = OrderedDict()
        self._guard = threading.Lock()

    def photo(self, briefing: Briefing) -> Photo:
        """The picture with its title under it."""
        with self._guard:  # of many who ask at once the first draws
            if briefing.id not in self._drawn:
                from knowledge.briefing.card import draw_card  # matplotlib takes a second to import

                self._drawn[briefing.id] = draw_card(briefing)
                while len(self._drawn) > _KEPT:
                    self._drawn.popitem(last=False)
            png = self._drawn[briefing.id]
        below = (bold(telling.title(briefing)), "\n", telling.dateline(briefing))
        return Photo(png, f"steppe-daily-{briefing.day.isoformat()}.{briefing.language}.png", View(below))


CARDS = Cards()
