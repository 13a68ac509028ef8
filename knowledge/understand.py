"""Understand a question: its language, the kind of answer it wants, its words and the names in it.

Pure rules over the analysis that retrieval uses as well; nothing here asks a model.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any

from knowledge.broad import is_broad, without_frame
from knowledge.clauses import clauses_of, in_context
from knowledge.column import argument_of, asked_about
from knowledge.encoder.tokens import analyse
from knowledge.errors import QuestionError
from knowledge.general import general_words
from knowledge.glossary import Glossary, Occurrence
from knowledge.language import question_language
from knowledge.lexical import question_words
from knowledge.topics import defined_of, topic_of
from knowledge.types import LANGUAGES, Asked, Language, Question, Turn

# First match wins: "how many" before "how", 「なぜ」 before 「いつ」.
_JAPANESE: tuple[tuple[Asked, str], ...] = (
    ("comparison", r"違い|比べ|比較|どちら|差は|対比|より(?:多|少|大き|高|低)い"),
    ("reason", r"なぜ|何故|どうして|理由|原因|背景に|なんで|狙いは|目的は|ため(?:に|か)[?？]?$"),
    ("date", r"いつ|何年(?!間)|何月|何日(?!間)|時期|日付|何世紀"),
    (
        "number",
        r"いくら|いくつ|幾つ|何(?:割|％|%|パーセント|人|回|度|発|個|件|本|社|カ国|か国|ヶ国|キロ|トン|バレル|ドル|億|万|倍|番目|位)"
        r"|(?:額|残高|トン数|台数|件数|貨物量|消費量|発電量|成長率|税率)(?:は|って|を教|が知|[?？]|$)|どのくらい|どれくらい|どれほど|どの程度|割合|比率|規模|総額|金額|人数|件数|長さ|距離|面積は|人口|シェア|生産量|輸送量|輸出量|埋蔵量|容量|費用",
    ),
    ("person", r"(?:誰|だれ)(?!が(?:持|所有|建て|建設|運営|操業|買|開発|出資))|何者|どなた"),
    ("place", r"どこ|何処|どの(?:都市|国|州|町|場所|地域|港|区間)|開催地|場所は"),
    (
        "manner",
        r"どのように|どうやって|どのような(?:方法|手段|経緯)|いかに|どう(?:対応|反応|説明|評価|位置|変化|みて|見て|やって|いう仕組み)",
    ),
    (
        "list",
        r"列挙|一覧|すべて挙|何がある|挙げて|どのような.*(?:がある|を挙げ)|主な|どんな.*(?:がある|含ま)|何と何|(?:国|路線|企業|品目|団体)は何",
    ),
    ("polar", r"(?:です|ます|でした|ました|だった|なの|ある|いる|した|する|できる|ている)か[?？]?$"),
)
_ENGLISH: tuple[tuple[Asked, str], ...] = (
    ("comparison", r"\bcompar|\bdiffer|\bversus\b|\bvs\b|\bthan\b|\bwhich (?:is|was|of)\b.*\bor\b"),
    ("reason", r"\bwhy\b|\breasons?\b|\bcauses?\b|\bwhat (?:led|made|prompted|explains)\b|\bhow come\b|\bpurpose\b"),
    ("date", r"\bwhen\b|\bwhat (?:year|date|month|day)\b|\b(?:which|in what) (?:year|month|century)\b|\bsince when\b|\bhow long ago\b"),
    (
        "number",
        r"\bhow (?:many|much|large|big|long|far|high|often|fast|great|heavily)\b|\bwhat (?:share|percentage|per cent|percent|proportion|number"
        r"|amount|volume|fraction|size|figure|price|cost|rank)\b|\b(?:length|capacity|output|total|rate) of\b|\bwhat (?:is|was) the (?:size|value|share|cost|length|figure|number|volume|total)",
    ),
    ("person", r"\bwho(?:m|se)?\b(?! (?:(?:is|are|will|has been) )?(?:own|operat|build|built|buy|bought|develop|suppl|fund|financ)\w*)"),
    ("place", r"\bwhere\b|\b(?:which|what) (?:city|country|place|region|port|town|location|province)\b"),
    ("manner", r"\bhow (?:do|does|did|is|are|was|were|has|have|can|will|would|should)\b|\bin what way\b|\bby what means\b"),
    ("list", r"\blist\b|\bname (?:the|all|some|two|three)\b|\bwhich (?:countries|companies|routes|lines|bodies|states|measures|steps)\b|\bwhat (?:are|were)\b"),
    ("polar", r"^(?:is|are|was|were|do|does|did|has|have|had|can|could|will|would|should)\b"),
)  # fmt: skip
_PATTERNS: dict[Language, tuple[tuple[Asked, re.Pattern[str]], ...]] = {
    "ja": tuple((asked, re.compile(pattern)) for asked, pattern in _JAPANESE),
    "en": tuple((asked, re.compile(pattern, re.IGNORECASE)) for asked, pattern in _ENGLISH),
}
# A question that leans on the turn before it: it starts with a link, points back, or is nothing but a question word.
_LEANING = re.compile(
    r"^(?:and|but|what about|how about|then|so|since when|until when|why not)\b"
    r"|^(?:why|when|where|who|which|how (?:much|many|long|far)|what year|by whom|and)(?: (?:exactly|then|so|was that|is that))?\s*[?？]*$"
    r"|\b(?:it|its|they|their|that|this|those|these|he|his|she|her|there)\b"
    r"|^(?:では|じゃあ?|それでは|で、|また、|一方|それ|その|そこ|これ|この|ちなみに|あと、)"
    r"|^(?:いつ(?:から|まで)?|なぜ|どうして|どこ(?:で|から|へ)?|誰(?:が|と)?|何(?:人|回|年|トン|割|キロ)?|いくら|どのくらい|どれくらい|場所は|時期は|理由は|金額は|割合は)(?:です|なの|でした)?か?[?？]*$"
    r"|(?:の場合は|はどう(?:です|でした)?か?|のほうは|の方は)[?？]*$",
    re.IGNORECASE,
)
_SHORT = {"ja": 24, "en": 60}  # characters; a longer question says by itself what it is about
_LINKS = re.compile(
    r"\b(?:and|but|what|how|about|then|so|with|in|for|the|case|of)\b|では|じゃあ?|それでは|一方|場合|ほう|方|どう|ちなみに|また",
    re.IGNORECASE,
)
# 「カザフ」alone is short for the country; before 人, 語 and the like it is the people's name and stays.
_SHORT_FORM = re.compile(r"カザフ(?![ァ-ヺー人語系族民])")
_OPEN: frozenset[Asked] = frozenset({"fact", "manner", "polar", "list", "comparison"})  # what may be put broadly
_SUBJECT = "kazakhstan"  # what every question here is about; "and China?" never replaces it


def understand(
    text: str,
    *,
    glossary: Glossary,
    language: Language | None = None,
    history: Sequence[Turn] = (),
    longest: int = 2_000,
) -> Question:
    """Read a question.

    Args:
        text: As the person wrote it.
        glossary: The names that cross languages.
        language: The language to answer in; None: that of the question.
        history: Earlier turns of the same conversation, oldest first.
        longest: The most characters that are taken.

    Raises:
        QuestionError: Nothing is asked, too much is, or it is in neither Japanese nor English.
    """
    trimmed = " ".join(text.replace("\x00", " ").split())
    if not trimmed:
        raise QuestionError("the question is empty; ask something about Kazakhstan's balancing strategy")
    if len(trimmed) > longest:
        raise QuestionError(f"the question has {len(trimmed):,} characters; shorten it to {longest:,}")
    written = question_language(trimmed, default=None) or language
    if written is None or not any(map(str.isalnum, trimmed)):
        raise QuestionError("ask in Japanese or English / 日本語か英語で質問してください")
    topic = _topic(trimmed, glossary, alone=not history)
    standalone = _standalone(topic or trimmed, history, glossary)
    if topic is None and standalone != trimmed and (inherited := topic_of(standalone)):
        topic = standalone = inherited  # "and Russia?" behind a request for an overview asks for another
    asked: Asked = (
        "overview" if topic or (standalone == trimmed and _is_name(trimmed, glossary)) else asked_for(trimmed)
    )
    parts = clauses_of(trimmed)
    return Question(
        text=trimmed,
        language=language or written,
        written=written,
        parts=_parts(parts, language or written, history, glossary) if parts else (),
        **_searched(standalone, asked, written, glossary),
    )


def _topic(text: str, glossary: Glossary, *, alone: bool = False) -> str | None:
    """What an overview is wanted of: asked for as one, or a name that is to be explained."""
    defined = defined_of(text)
    return (
        argument_of(text)
        or topic_of(text, alone=alone)
        or (defined if defined and _is_name(defined, glossary) else None)
    )


def _searched(standalone: str, asked: Asked, written: Language, glossary: Glossary) -> dict[str, Any]:
    """What kind of answer is wanted, and what it is searched with."""
    about = asked_about(standalone) if asked in _OPEN else None
    bare = about is not None and _only_names(about, glossary)
    if not bare and asked in _OPEN and is_broad(standalone, written):
        asked, standalone = "broad", without_frame(standalone, written)
        bare = _only_names(standalone, glossary)
    full = _SHORT_FORM.sub("カザフスタン", standalone)
    names = tuple(entry.id for entry in glossary.find(full))
    return {"asked": asked, "bare": bare, "standalone": full, "terms": question_words(analyse(full)), "names": names}


def _parts(
    parts: Sequence[str], language: Language, history: Sequence[Turn], glossary: Glossary
) -> tuple[Question, ...]:
    """The questions that a message holds, the first in the light of the conversation, the others of those before them."""
    named = [tuple(part[o.start : o.end] for o in _named(part, glossary)) for part in parts]
    topics = [_topic(part, glossary) for part in parts]
    whole = in_context([topic or part for topic, part in zip(topics, parts, strict=True)], named)
    found = []
    for number, (part, topic, standalone) in enumerate(zip(parts, topics, whole, strict=True)):
        written = question_language(part, default=None) or language
        asked: Asked = "overview" if topic else asked_for(part)
        full = standalone if number else _standalone(standalone, history, glossary)
        found.append(
            Question(text=part, language=language, written=written, **_searched(full, asked, written, glossary))
        )
    return tuple(found)


def _named(text: str, glossary: Glossary) -> list[Occurrence]:
    return [one for one in glossary.occurrences(text) if one.entry.id != _SUBJECT]


def _is_name(text: str, glossary: Glossary) -> bool:
    """Whether a message is nothing but names: it wants to know what there is on them."""
    named = _named(text, glossary)
    rest = text
    for one in reversed(named):
        rest = rest[: one.start] + " " + rest[one.end :]
    return bool(named) and not re.search(r"\w", re.sub(r"\b(?:and|the)\b|と", "", rest))


def _only_names(text: str, glossary: Glossary) -> bool:
    """Whether the telling words of a question are all names: nothing particular is asked of what it names."""
    rest = text
    for one in reversed(glossary.occurrences(text)):
        rest = rest[: one.start] + " " + rest[one.end :]
    return bool(_named(text, glossary)) and not set(question_words(analyse(rest))) - general_words()


def asked_for(text: str) -> Asked:
    """The kind of answer that a question wants, by its question words."""
    for language in LANGUAGES:
        for asked, pattern in _PATTERNS[language]:
            if pattern.search(text):
                return asked
    return "fact"


def _standalone(text: str, history: Sequence[Turn], glossary: Glossary) -> str:
    """Make a follow-up independent of the turns before it, each of which may lean on the one before in its turn."""
    before = ""
    for turn in history:
        before = _resolved(" ".join(turn.question.split()), before, glossary)
    return _resolved(text, before, glossary)


def _resolved(text: str, before: str, glossary: Glossary) -> str:
    """Resolve one fragment: a mere other name takes the place of its like; anything else follows what it leans on."""
    named = glossary.occurrences(text)
    short = len(text) <= (_SHORT["ja"] if any(c > "\u3040" for c in text) else _SHORT["en"])
    if not before or not short:
        return text
    rest = text
    for one in reversed(named):
        rest = rest[: one.start] + " " + rest[one.end :]
    if named and not question_words(analyse(_LINKS.sub(" ", rest))):
        new = named[-1]
        like = [o for o in glossary.occurrences(before) if o.entry.kind == new.entry.kind and o.entry.id != _SUBJECT]
        if like and new.entry.id not in {o.entry.id for o in like}:
            return before[: like[-1].start] + text[new.start : new.end] + before[like[-1].end :]
    return f"{before} {text}" if _LEANING.search(text) else text
