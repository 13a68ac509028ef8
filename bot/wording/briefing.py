"""What the bot says about briefings beside what stands in them: buttons, and the scoreboard by partner."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.briefing.values import Vector


@dataclass(frozen=True, slots=True)
class Briefings:
    """One language of the catalogue."""

    item_title: str
    sources_button: str
    since_button: str
    card_button: str
    sources_title: str
    item_gone: str
    further: str
    partner: Mapping[Vector, str]
    vectors_title: str
    vectors_intro: str
    vectors_line_one: str
    vectors_line: str
    vectors_recent: str
    vectors_none: str


ENGLISH = Briefings(
    item_title="Item {number}",
    sources_button="Sources",
    since_button="New since I last read",
    card_button="As a picture",
    sources_title="Sources of this briefing",
    item_gone="That part of the briefing is not there any more.",
    further="Further sentences of its sources",
    partner={
        "RU": "Russia",
        "CN": "China",
        "US": "United States",
        "EU": "Europe",
        "JP": "Japan",
        "TR": "Türkiye",
        "CA": "Central Asia",
    },
    vectors_title="The vectors, partner by partner",
    vectors_intro="How many passages of the library name each partner, and the newest dated line on it.",
    vectors_line_one="1 passage",
    vectors_line="{count} passages",
    vectors_recent="{count} of the last 30 days",
    vectors_none="The library holds no passage on it.",
)

JAPANESE = Briefings(
    item_title="新着 {number}",
    sources_button="出典",
    since_button="前回からの動き",
    card_button="画像で見る",
    sources_title="この日報の出典",
    item_gone="日報のこの部分は、もうありません。",
    further="情報源のほかの文",
    partner={
        "RU": "ロシア",
        "CN": "中国",
        "US": "米国",
        "EU": "欧州",
        "JP": "日本",
        "TR": "トルコ",
        "CA": "中央アジア",
    },
    vectors_title="相手ごとに見る多方面外交",
    vectors_intro="資料の中でそれぞれの相手に触れた箇所の数と、日付の最も新しい一文です。",
    vectors_line_one="1か所",
    vectors_line="{count}か所",
    vectors_recent="うち直近30日は{count}か所",
    vectors_none="触れた箇所はまだありません。",
)
