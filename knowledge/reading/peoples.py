"""Peoples, states and capitals: the adjectives, short forms and one-kanji forms that stand for the same."""

from __future__ import annotations

import re

from knowledge.folding import fold, lower

# Peoples, adjectives and short forms of states: what the English and the one-kanji forms stand for.
_PEOPLES = {
    "russia": ("russian", "russians", "ロシア", "ロ", "露"), "china": ("chinese", "中国", "中", "中共"),
    "united states": ("american", "americans", "us", "u.s", "america", "アメリカ", "米国", "米"),
    "japan": ("japanese", "日本", "日"), "kazakhstan": ("kazakhstani", "カザフスタン"), "kazakh": ("kazakhs", "カザフ"),
    "europe": ("european", "europeans", "ヨーロッパ", "欧州", "欧"), "turkey": ("turkish", "türkiye", "トルコ"),
    "uyghur": ("uyghurs", "uighur", "uighurs", "ウイグル", "ウイグル人"), "soviet": ("soviets", "soviet union", "ussr", "ソ連", "ソビエト", "ソ"),
    "ukraine": ("ukrainian", "ukrainians", "ウクライナ"), "britain": ("british", "united kingdom", "uk", "英国", "イギリス", "英"),
    "germany": ("german", "germans", "ドイツ", "独"), "france": ("french", "フランス", "仏"), "south korea": ("south korean", "韓国", "韓"),
    "asia": ("asian", "アジア"), "eurasia": ("eurasian", "ユーラシア"), "india": ("indian", "インド", "印"),
    "xinjiang": ("新疆",),
    "caspian": ("caspian sea", "カスピ海", "カスピ"), "united nations": ("un", "国連"), "european union": ("eu", "欧州連合"),
    "jew": ("jewish", "ユダヤ"), "islam": ("islamic", "muslim", "muslims", "イスラム"), "white house": ("ホワイトハウス",),
    "dollar": ("usd",), "qing": ("qing dynasty", "清朝", "清"), "tang": ("tang dynasty", "唐", "唐朝"), "western": ("the west", "西側"),
}  # fmt: skip
# A capital stands for its government.
_CAPITALS = {
    "beijing": "china", "北京": "china", "moscow": "russia", "モスクワ": "russia", "kremlin": "russia", "クレムリン": "russia",
    "washington": "united states", "ワシントン": "united states", "astana": "kazakhstan", "アスタナ": "kazakhstan",
    "tokyo": "japan", "brussels": "european union", "ブリュッセル": "european union",
}  # fmt: skip
_PEOPLE_OF = {form: forms for head, rest in _PEOPLES.items() for forms in [(head, *rest)] for form in forms}


def people(name: str) -> str:
    """The head word of the people or state that a name is a form of (``russia`` for ロシア, Russians); empty if none."""
    forms = people_forms(lower(fold(name).text).strip(" .'\""))
    return forms[0] if forms else ""


_PEOPLE_TAIL = re.compile(r"(?:人|語|系|産|側|政府|-speaking|-led|[ -]language|i[sz]ed)$")


def people_forms(word: str) -> tuple[str, ...]:
    """Every form of the people, state or capital that a folded word is one of; empty if none."""
    for form in (word, _singular(word), _PEOPLE_TAIL.sub("", word)):
        form = _CAPITALS.get(form, form)
        if form in _PEOPLE_OF:
            return tuple(_PEOPLE_OF[form])
    return ()


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and len(word) > 3 else word
