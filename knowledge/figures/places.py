"""The map's geography, by hand: places, seas and courses at roughly true longitudes and latitudes.

No border data: the shape of Kazakhstan and the shores are drawn freehand with a few dozen points, to find one's way.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from knowledge.types import Language

Point = tuple[float, float]  # longitude and latitude in degrees
WEST, EAST, SOUTH, NORTH = 19.0, 93.5, 33.8, 57.4


@dataclass(frozen=True, slots=True)
class Place:
    """A place with its name and where the name stands beside it, in pixels."""

    at: Point
    ja: str
    en: str
    dx: float = 10
    dy: float = -8
    align: Literal["left", "center", "right"] = "left"
    dot: bool = True

    def name(self, language: Language) -> str:
        """The name in a language."""
        return self.ja if language == "ja" else self.en


@dataclass(frozen=True, slots=True)
class Spot:
    """Where a circle stands, and its words from its centre, in pixels."""

    at: Point
    dx: float
    dy: float
    align: Literal["left", "center", "right"]


@dataclass(frozen=True, slots=True)
class Course:
    """The way of a route on the map: its points, colour, and where its number stands."""

    points: tuple[Point, ...]
    color: str
    badge: Point
    arrow: bool = False


KAZAKHSTAN: tuple[Point, ...] = (
    (49.1, 46.4), (48.2, 47.6), (47.0, 48.1), (46.5, 48.5), (46.8, 49.4), (47.4, 50.3), (48.7, 49.9), (48.8, 50.6),
    (50.8, 51.7), (53.4, 51.5), (54.6, 50.9), (55.7, 50.6), (56.5, 51.0), (58.6, 51.0), (59.6, 50.6), (61.5, 51.3),
    (60.2, 52.4), (62.1, 53.0), (61.2, 53.9), (65.2, 54.4), (68.2, 54.9), (69.0, 55.4), (70.8, 55.3), (71.2, 54.2),
    (73.6, 54.0), (73.5, 53.5), (76.6, 54.3), (77.9, 53.3), (80.0, 50.8), (80.7, 51.3), (83.4, 51.0), (85.5, 49.6),
    (87.3, 49.1), (85.7, 48.3), (85.5, 47.1), (83.2, 47.2), (82.3, 45.5), (82.5, 45.1), (79.9, 44.9), (80.3, 43.9),
    (80.2, 42.2), (78.6, 42.9), (75.7, 42.9), (74.3, 43.2), (73.5, 43.0), (73.4, 42.5), (71.0, 42.4), (69.1, 41.4),
    (68.1, 41.0), (66.7, 41.2), (66.0, 42.0), (66.1, 43.0), (64.9, 43.7), (62.0, 43.5), (61.1, 44.4), (58.5, 45.6),
    (56.0, 45.0), (56.0, 41.3), (54.9, 41.9), (53.6, 42.2), (52.5, 41.8), (52.5, 42.8), (51.3, 43.2), (50.4, 44.4),
    (51.3, 45.2), (53.1, 45.3), (53.1, 46.6), (51.2, 47.0),
)  # fmt: skip
SEAS: tuple[tuple[Point, ...], ...] = (
    (  # Caspian
        (49.1, 46.4), (51.2, 47.0), (53.1, 46.6), (53.1, 45.3), (51.3, 45.2), (50.4, 44.4), (51.3, 43.2), (52.5, 42.8),
        (52.5, 41.8), (53.0, 40.9), (52.9, 40.0), (53.7, 39.1), (53.9, 37.2), (52.0, 36.6), (50.2, 37.3), (49.0, 37.7),
        (48.9, 38.5), (49.4, 40.1), (50.3, 40.4), (49.2, 41.3), (48.3, 42.1), (47.5, 43.1), (47.3, 44.6), (47.2, 45.4),
    ),
    (  # Black Sea and Azov
        (28.0, 41.5), (31.3, 41.2), (33.3, 42.0), (35.1, 42.1), (36.6, 41.3), (39.2, 41.0), (41.4, 41.4), (41.6, 42.5),
        (39.8, 43.5), (38.2, 44.4), (37.2, 45.0), (38.0, 46.2), (39.0, 47.2), (36.6, 46.7), (35.0, 46.2), (35.3, 45.2),
        (33.7, 44.4), (32.5, 45.4), (33.4, 46.1), (31.5, 46.6), (30.4, 46.1), (29.6, 45.0), (28.6, 43.8), (27.7, 42.5),
    ),
    (  # eastern Mediterranean
        (26.4, 39.6), (27.4, 37.0), (30.4, 36.6), (32.4, 36.0), (34.4, 36.6), (36.0, 36.8), (35.8, 35.0), (35.2, 33.0),
        (19.0, 33.0), (19.0, 39.8), (20.6, 38.6), (21.6, 36.8), (22.8, 36.6), (24.0, 38.0), (23.0, 40.2), (25.8, 40.8),
    ),
)  # fmt: skip

RAIL, OIL = "rail", "oil"
_CHINA_EDGE = (93.5, 42.6)
COURSES: dict[str, Course] = {
    "north": Course(
        (_CHINA_EDGE, (87.6, 43.9), (82.6, 45.4), (76.0, 47.6), (71.4, 51.2), (63.6, 53.3), (56.0, 54.6), (49.2, 55.6),
         (37.6, 55.75), (27.6, 53.9), (19.0, 52.2)), "#B23A2B", (59.8, 53.95), True),
    "middle": Course(
        (_CHINA_EDGE, (87.6, 43.9), (80.4, 44.1), (76.9, 43.3), (69.6, 42.5), (65.5, 44.8), (61.7, 46.3), (55.2, 45.4),
         (51.2, 43.6), (49.9, 40.4), (44.8, 41.7), (41.6, 41.9), (35.0, 42.1), (28.2, 42.0), (19.0, 45.4)),
        "#0F7F6B", (63.4, 45.6), True),
    "south": Course(
        ((93.5, 42.0), (87.6, 43.3), (80.4, 43.5), (76.9, 42.7), (69.4, 41.9), (65.4, 44.1), (61.7, 45.6), (55.6, 44.8),
         (55.4, 42.4), (55.6, 39.3), (54.3, 37.1), (51.2, 35.6), (44.4, 38.6), (38.0, 39.3), (32.9, 39.9),
         (28.0, 41.2), (19.0, 43.0)), "#7B4FA3", (55.45, 41.9), True),
    "cku": Course(((93.5, 40.4), (83.0, 40.6), (76.0, 39.5), (74.6, 40.9), (72.3, 40.8), (69.3, 41.3)), "#B97A00", (90.2, 40.5)),
    "bakhty": Course(((80.4, 48.0), (82.8, 46.7), (85.6, 46.4)), "#B97A00", (81.7, 47.35)),
    "cpc": Course(((53.4, 46.4), (51.9, 47.1), (47.0, 46.6), (41.0, 45.5), (37.8, 44.9)), "#2B2F33", (44.6, 46.15)),
    "samara": Course(((51.9, 47.1), (51.4, 51.2), (50.1, 53.2)), "#2B2F33", (51.6, 49.4)),
    "btc": Course(((49.9, 40.4), (45.0, 41.1), (41.4, 39.9), (35.8, 36.9)), "#2B2F33", (38.9, 38.5)),
    "atasu": Course(((51.9, 47.1), (57.2, 48.4), (65.7, 46.6), (71.6, 48.6), (82.3, 45.0), (85.0, 44.2)), "#2B2F33", (69.0, 47.7)),
}  # fmt: skip
# Where the circle of a number stands and its words beside it; the area of a circle is the tonnage.
CIRCLES: dict[str, Spot] = {
    "oil-cpc": Spot((37.5, 45.7), 0, -58, "center"),
    "oil-baku": Spot((35.8, 36.9), -16, 30, "right"),
    "oil-china": Spot((85.0, 44.2), 10, 52, "center"),
    "rail-middle": Spot((58.4, 45.85), 0, -20, "center"),
    "rail-cku": Spot((84.8, 40.55), 0, 48, "center"),
    "rail-border-now": Spot((88.6, 50.4), -46, 18, "right"),
    "rail-border-later": Spot((88.6, 50.4), -46, -10, "right"),
}
PLACES: tuple[Place, ...] = (
    Place((37.6, 55.75), "モスクワ", "Moscow", 0, -12, "center"),
    Place((27.6, 53.9), "ミンスク", "Minsk", 0, 28, "center"),
    Place((50.1, 53.2), "サマラ", "Samara", -10, 8, "right"),
    Place((71.4, 51.2), "アスタナ", "Astana", -12, 2, "right"),
    Place((51.9, 47.1), "アティラウ", "Atyrau", -8, -12, "right"),
    Place((51.2, 43.6), "アクタウ", "Aktau", 12, 16),
    Place((49.9, 40.4), "バクー", "Baku", 12, 16),
    Place((44.8, 41.7), "トビリシ", "Tbilisi", 24, -14, "center"),
    Place((37.8, 44.9), "ノヴォロシースク", "Novorossiysk", -26, 63, "center", False),
    Place((35.8, 36.9), "ジェイハン", "Ceyhan", 14, 14),
    Place((51.2, 35.6), "アプリン", "Aprin", 12, 12),
    Place((76.9, 43.3), "アルマトイ", "Almaty", 0, 44, "center"),
    Place((80.4, 44.1), "ホルゴス", "Khorgos", 8, -10, "right"),
    Place((82.6, 45.4), "ドスティク", "Dostyk", 10, -8),
    Place((80.4, 48.0), "アヤゴズ", "Ayagoz", -6, -12, "center"),
    Place((82.8, 46.7), "バフティ", "Bakhty", 12, -12),
    Place((71.6, 48.6), "アタスー", "Atasu", 0, -12, "center"),
    Place((76.0, 39.5), "カシュガル", "Kashgar", 0, 30, "center"),
    Place((69.3, 41.3), "タシケント", "Tashkent", -6, 26, "center"),
)
REGIONS: tuple[tuple[Point, str, str], ...] = (
    ((40.6, 51.2), "ロシア", "RUSSIA"),
    ((63.0, 50.0), "カザフスタン", "KAZAKHSTAN"),
    ((90.0, 36.4), "中国", "CHINA"),
    ((64.0, 35.2), "イラン", "IRAN"),
    ((31.6, 38.2), "トルコ", "TURKEY"),
    ((62.2, 38.3), "トルクメニスタン", "TURKMENISTAN"),
    ((22.6, 49.0), "EU", "EU"),
)
