"""Which partners of the multi-vector policy a text touches, by the names that stand for each."""

from __future__ import annotations

from collections.abc import Collection
from typing import Final

from knowledge.briefing.values import VECTORS, Vector

PARTNERS: Final[dict[Vector, frozenset[str]]] = {
    "RU": frozenset(
        """russia moscow st-petersburg kremlin duma siberia putin lavrov mishustin peskov medvedev novak likhachev nikonov
        rosneft gazprom transneft inter-rao rosatom uranium-one csto eaeu novorossiysk druzhba atyrau-samara
        power-of-siberia-2 food-watchdog-ru russian-language china-russia us-russia""".split()
    ),
    "CN": frozenset(
        """china beijing xian urumqi shanghai xinjiang xi-jinping li-qiang wang-yi zhang-hanhui cnnc cgn cnpc cosco
        east-hope belt-and-road alashankou dostyk-alashankou khorgos ccp lop-nur central-asia-china-gas cku-railway
        china-central-asia-summit ayagoz-bakhty atasu-alashankou china-russia hualong-one""".split()
    ),
    "US": frozenset(
        """united-states washington new-york trump biden vance rubio blinken lutnick gor daines coleman c5-plus-1 dfc
        state-department commerce-department white-house chevron exxonmobil boeing wabtec john-deere cove-capital
        cerberus leidos nvidia constellation duke-energy southern-company tripp abraham-accords us-russia""".split()
    ),
    "EU": frozenset(
        """eu european-commission europe germany france hungary brussels ebrd eib costa kallas von-der-leyen osullivan merz
        macron global-gateway epca eu-central-asia-summit""".split()
    ),
    "JP": frozenset(
        "japan tokyo takaichi ishiba kishida abe motegi inpex japan-central-asia-summit tokyo-declaration".split()
    ),
    "TR": frozenset("turkey ankara istanbul erdogan ots ots-plus turkish-aerospace anka ceyhan btc".split()),
    "CA": frozenset(
        """central-asia uzbekistan kyrgyzstan tajikistan turkmenistan tashkent samarkand bishkek dushanbe ashgabat
        mirziyoyev japarov rahmon berdimuhamedow turkmenbashi cku-railway""".split()
    ),
}
"""Glossary entries by partner; a railway or a term may stand for two."""


def partners_of(entries: Collection[str]) -> tuple[Vector, ...]:
    """The partners that the glossary entries of a text stand for, in the order of ``VECTORS``."""
    return tuple(vector for vector in VECTORS if not PARTNERS[vector].isdisjoint(entries))
