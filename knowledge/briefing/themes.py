"""Words that narrow a briefing: ``russia``, 中国, ``oil``, 回廊, any name of the glossary, or any other word."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final

from knowledge.briefing.partners import PARTNERS
from knowledge.folding import fold, lower
from knowledge.glossary import Glossary
from knowledge.types import Language


@dataclass(frozen=True, slots=True)
class Theme:
    """One theme.

    Attributes:
        words: As asked; what an item without a known name is searched for.
        title: Its name in each language.
        entries: Glossary entries, one of which an item names.
        dossiers: The dossiers it draws its background from, without their language.
    """

    words: str
    title: dict[Language, str]
    entries: frozenset[str] = frozenset()
    dossiers: frozenset[str] = frozenset()

    def meets(self, text: str, entries: Iterable[str]) -> bool:
        """Whether a text with these glossary entries is on the theme."""
        if self.entries:
            return not self.entries.isdisjoint(entries)
        return _folded(self.words) in _folded(text)


_OIL = """cpc tengiz kashagan karachaganak kazmunaygas kaztransoil tengizchevroil chevron exxonmobil rosneft transneft btc
    druzhba atyrau-samara atasu-alashankou opec opec-plus crude-oil oil-reserves refinery quota inpex socar"""
_KNOWN: Final = (
    # words of both languages, title, glossary entries, dossiers
    ("russia ロシア ru 露 ロ", ("ロシア", "Russia"), PARTNERS["RU"], "russia"),
    ("china 中国 cn 中", ("中国", "China"), PARTNERS["CN"], "china"),
    ("us usa america united-states 米国 アメリカ 米", ("米国", "United States"), PARTNERS["US"], "united-states"),
    ("eu europe 欧州 ヨーロッパ 欧", ("欧州", "Europe"), PARTNERS["EU"], "europe"),
    ("japan 日本 jp 日", ("日本", "Japan"), PARTNERS["JP"], "japan"),
    ("turkey türkiye turkiye トルコ tr turkic テュルク", ("トルコ", "Türkiye"), PARTNERS["TR"], "turkic"),
    ("central-asia 中央アジア c.asia ca", ("中央アジア", "Central Asia"), PARTNERS["CA"], "turkic corridors"),
    ("oil 石油 原油 crude petroleum", ("石油", "oil"), frozenset(_OIL.split()), "oil-routes"),
    ("gas ガス 天然ガス", ("ガス", "gas"), frozenset("gazprom qazaqgaz natural-gas central-asia-china-gas central-asia-center".split()), "gas-power"),
    ("power electricity 電力 heat 暖房", ("電力", "power"), frozenset("kegoc electricity inter-rao district-heating coal ekibastuz".split()), "gas-power"),
    ("uranium ウラン nuclear 原発 原子力 核", ("ウランと原子力", "uranium and nuclear power"), frozenset("uranium kazatomprom rosatom cnnc cgn nuclear-power-plant reactor first-npp ulken budenovskoye inkai enriched-uranium".split()), "uranium"),
    ("minerals 鉱物 重要鉱物 レアアース rare-earths", ("重要鉱物", "critical minerals"), frozenset("critical-minerals rare-earths tungsten tau-ken-samruk upper-kairakty cove-capital zhana-kazakhstan aluminium".split()), "minerals"),
    ("corridors corridor 回廊 輸送 輸送回廊 transit rail 鉄道", ("輸送回廊", "corridors"), frozenset("middle-corridor northern-corridor southern-corridor instc belt-and-road tripp zangezur btk khorgos dostyk aktau kuryk ktz railway transit ayagoz-bakhty cku-railway mointy-kyzylzhar block-train dry-port alat".split()), "corridors"),
    ("security 安全保障 defence defense 防衛 csto", ("安全保障", "security"), frozenset("csto nato drone naval-drone peacekeeping january-events anka npt budapest-memorandum".split()), "security"),
    ("trade 貿易 sanctions 制裁", ("貿易と制裁", "trade and sanctions"), frozenset("trading-partner sanctions secondary-sanctions re-export eaeu wto grain foreign-investment national-currencies".split()), "trade-sanctions"),
    ("people language 人々 言語 住民", ("人と言語", "people and language"), frozenset("kazakh-language russian-language latin-script kandas north-kazakhstan petropavl kostanay".split()), "people-north"),
    ("history 歴史", ("歴史", "history"), frozenset("soviet-union semipalatinsk-site famine virgin-lands deportation tang lop-nur".split()), "history"),
    ("doctrine multi-vector 多方面外交 全方位外交 均衡外交", ("多方面外交", "multi-vector policy"), frozenset("multi-vector balancing foreign-policy-concept permanent-balance".split()), "doctrine"),
)  # fmt: skip


def theme_of(words: str, glossary: Glossary, *, narrow: bool = False) -> Theme:
    """The theme that a word asks for: a known one, a name of the glossary, or the word itself.

    Args:
        narrow: For a word that a reader watches: ``uranium`` is then the metal, and not all that is nuclear.
    """
    wanted = _folded(words)
    for forms, (ja, en), entries, dossiers in () if narrow else _KNOWN:
        if wanted in forms.split() or wanted.replace(" ", "-") in forms.split() or wanted in (ja, en.lower()):
            return Theme(words, {"ja": ja, "en": en}, entries, frozenset(dossiers.split()))
    found = glossary.find(words)
    if found:
        named = {language: next(iter(names), words) for language, names in (("ja", found[0].ja), ("en", found[0].en))}
        return Theme(words, {"ja": named["ja"], "en": named["en"]}, frozenset(entry.id for entry in found))
    return Theme(words, {"ja": words, "en": words})


def _folded(text: str) -> str:
    return lower(fold(text).text).strip()
