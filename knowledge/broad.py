"""Broad questions, which no single fact answers: "how do people there see China?", 「日本に何を期待している？」.

They are recognised by how they are put. The words they are put with ("want", "role", "happened") are seldom those of a text
that answers, so they are left out of what is looked for.
"""

from __future__ import annotations

import re
from functools import lru_cache

from knowledge.types import Language

_KIND = (
    r"roles?|impact|effects?|influence|consequences?|implications?|risks?|dangers?|threats?|challenges?|problems?|weakness(?:es)?|strengths?"
    r"|advantages?|drawbacks?|downsides?|benefits?|interests?|aims?|goals?|ambitions?|strategy|approach|stance|position|attitudes?|views?"
    r"|opinion|reaction|response|significance|importance|meaning|motives?|prospects?|outlook|future|relationship|relations"
)
_PUT: dict[Language, str] = {
    "en": (
        rf"\bwhat (?:{_KIND})\b|\bwhat(?:'s|’s| is| are| was| were) (?!the name)[^?]{{0,40}}?\b(?:{_KIND})\b"
        r"|\bwhat (?:do|does|did|is|are) [^?]*?\b(?:want|hope|seek|expect|gain|get out|think|doing|up to|after|trying|look like|mean)\b"
        r"|\bwhat (?:has |have )?(?:happen(?:s|ed)?|changed|came (?:out )?of|went on|was (?:decided|agreed|discussed|achieved))\b|\bwhat (?:is|was) happening\b"
        r"|\bhow (?:do|does|did|has|have|is|are|can|could|will|would) [^?]*?\b(?:see|view|feel|think|regard|perceive|balanc\w+|manag\w+|deal\w*|handl\w+|cop(?:e|ing)|respond\w*"
        r"|react\w*|chang\w+|affect\w*|influenc\w+|shap\w+|benefit\w*|navigat\w+|get(?:ting)? along|fit|matter|work|look|play\w*|us(?:e|ing)|view(?:ed)|seen)\b"
        r"|\bhow (?:important|close|good|bad|strong|serious|dependent|reliant|independent|vulnerable|real|risky|safe|friendly|popular)\b"
        r"|\bwhy (?:do|does|did|is|are|would|should) [^?]*\b(?:matter|important|care|interested)\b"
        r"|\b(?:is it|it's|it is) true\b|\brivals?\b|\bcloser to\b|\b(?:can|could|might|would) [^?]*\b(?:become|replace|really|rely|survive|afford|end up)\b"
    ),
    "ja": (
        r"どう(?:変わ|変化|なった|なって|なる|なり|思|見[てらる]|みて|みら|捉|とらえ|感じ|対応|関わ|影響|動|付き合|つき合|向き合|考え|評価|バランス|使い分|やって)"
        r"|どういう(?:関係|意味|影響|立場|位置)|どんな(?:影響|意味|役割|関係|立場)|影響は|役割|狙い|狙って|思惑|立ち位置|姿勢|リスク|課題|問題点|弱み|強み"
        r"|メリット|利点|意味(?:は|って|ある)|意義|可能性(?:は|って|ある|が)|何を(?:求め|狙|期待|望|目指|得|考え|し(?:て|よう))|何(?:が|か)(?:あった|起き|起こ|決ま|変わ)"
        r"|って(?:本当|ほんと)|(?:どっち|どちら)(?:寄り|より)|何(?:を)?(?:してる|やって)|展望|見通し|本音|評判|反応|世論|感情|ライバル|代わりに(?:なる|なれ)|どこまで|頼み(?:な|です)"
    ),
}
_FRAME: dict[Language, str] = {
    "en": (
        r"\b(?:roles?|wants?|wanted|hop(?:e|es|ed|ing)|expects?|seeks?|happen(?:s|ed|ing)?|chang(?:e|es|ed|ing)|play(?:s|ed|ing)?|matters?|mean(?:s|t|ing)?|true"
        r"|really|actually|ordinary|people|important|importance|significance|thing|things|like|look(?:s|ing)?|big|biggest|main|think(?:s|ing)?|doing|exactly|today|now"
        r"|trying|right|get(?:s|ting)?|getting|deal|kind|sort|basically|generally|going|positions?|stances?|affect(?:s|ed)?|impact|effects?|influence|way)\b"
    ),
    "ja": (
        r"にとって(?:の)?|役割|影響|変わ(?:り|る|った|って)|変化|意味|意義|本当|実際|具体的|一般|普通|感じ|結局|一番|最大|期待|求めて|狙って|可能性|今後|現状|存在感|立ち位置|立場"
    ),
}

# Whoever is asked about as a whole: "how do Kazakhs see China" is not after Kazakhs in China.
_ASKED_OF: dict[Language, str] = {
    "en": (
        r"\b(do|does|did|have|are|were) (?:(?:most|many|ordinary|normal|the) )?(?:kazakh people|kazakhs)\b(?! (?:in|from|of)\b)"
    ),
    "ja": (
        r"()(?:一般の|普通の|多くの)?(?:カザフ人|カザフスタン人|カザフの人々?|カザフスタンの人々?|(?:カザフ(?:スタン)?の?)?国民)(?=は|って|から|も)"
    ),
}

# How somebody sees something is told by surveys, where it is told.
_OPINION: dict[Language, tuple[str, str]] = {
    "en": (
        r"\b(?:see|view|feel (?:about|towards?)|think (?:of|about)|regard|perceive)\b",
        "survey",
    ),
    "ja": (r"どう(?:思|見|みて|みら|感じ|捉|とらえ)\w*", "世論調査"),
}


def is_broad(text: str, language: Language) -> bool:
    """Whether a question is put so that no single fact would answer it."""
    return bool(_compiled(_PUT[language]).search(text))


def without_frame(text: str, language: Language) -> str:
    """The question without the words it is put with."""
    seen, told = _OPINION[language]
    text = _compiled(seen).sub(told, text)
    text = _compiled(_ASKED_OF[language]).sub(r"\1 ", text)
    return _compiled(_FRAME[language]).sub(" ", text)


@lru_cache(maxsize=8)
def _compiled(pattern: str) -> re.Pattern[str]:
    """A pattern, made when its language is first spoken: making all of them would slow every start."""
    return re.compile(pattern, re.IGNORECASE)
