"""Whether a message asks for an overview, and of what: "tell me about the CPC", 「中国との関係をまとめて」.

Only how it is asked is read here. A topic that asks for something itself ("explain why the pipeline stopped") is a question
like any other.
"""

from __future__ import annotations

import re

_POLITE = (
    r"(?:(?:please|kindly|hi|hello|can you|could you|would you|will you|i (?:want|need|would like|'d like)(?: you)? to"
    r"|i'd like(?: you)? to|let's)[, ]+)*"
)
_A = r"(?:an? |the )?(?:(?:short|brief|quick|general|concise|one-paragraph) )?"
_SUMMARY = r"(?:overview|summary|briefing|brief|rundown|run-down|outline|introduction|background|picture|primer)"
_ENGLISH = (
    re.compile(
        rf"^{_POLITE}(?:briefly |quickly )?(?:"
        r"summari[sz]e|sum up|outline|describe|explain|introduce|brief (?:me|us) (?:on|about)|(?:walk|run|talk) (?:me|us) through"
        r"|(?:fill (?:me|us) in|catch (?:me|us) up|bring (?:me|us) up to (?:speed|date)) on"
        r"|(?:is there )?(?:anything|something)(?: there)? (?:on|about)|what (?:have you got|do you have) (?:on|about)"
        r"|tell (?:me|us) (?:a bit |a little |more |something |everything |all )?about"
        rf"|(?:(?:give|show|get|write|prepare)(?: me| us)? )?{_A}{_SUMMARY} (?:of|on|about|to|for)"
        r"|what (?:do you know|can you (?:tell|say)(?: me)?|should i know|is known|is there to know) about"
        r"|(?:know|learn|hear|read) (?:more )?about|info(?:rmation)? (?:on|about)|more (?:on|about)"
        r")\s+(?P<topic>\S.*?)(?:,? (?:please|for me|briefly|in brief|in short|in a few words))*\s*[.!?]*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:how (?:is|are|were)|what (?:is|are|were)) (?P<topic>(?:kazakhstan's |the (?:current )?)?(?:relations?|relationships?|ties|links)"
        r" (?:with|between|to|of) .*?)(?: like)?(?: (?:now|today))?\s*[.!?]*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^how (?:are|do) things (?:stand |going |stand now )?(?:between|with) (?P<topic>\S.*?)(?: (?:these days|now|today|at the moment))?\s*[.!?]*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^(?:so,? )?what(?:'s|’s| is) (?:the (?:deal|story|situation|picture|state of play) (?:with|of|on|about|around|in)|up with"
        r"|going on with|happening with|this)\s+(?P<topic>\S.*?)(?: (?:story|business|thing|affair))?(?: in kazakhstan)?(?:,? (?:all )?about)?\s*[.!?]*$",
        re.IGNORECASE,
    ),
    re.compile(
        r"^what(?:'s|’s| is) the (?P<topic>\S+(?: \S+)? (?:situation|picture|landscape)(?: in kazakhstan)?)(?:,? in a nutshell|,? in brief| like)?\s*[.!?]*$",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?P<topic>\S.*?)(?:\s*[:,–—-]\s*|\s+){_A}(?:overview|summary|in brief|in a nutshell|fill me in|explained(?: simply| please)?"
        r"|the (?:big picture|basics|essentials)|what's the (?:picture|story|situation))\s*[.!?]*$",
        re.IGNORECASE,
    ),
)
_SHORTLY = r"(?:、|もっと|もう少し|少し|詳しく|くわしく|簡単に|簡潔に|手短に|短く|ざっと|大まかに|わかりやすく|分かりやすく|全体的に|一通り)*"
_ENDING = r"(?:を|、)?(?:ください|下さい|くれ|ほし|欲し|もらえ|もらい|頂|いただ|お願い|おねがい|ちょうだい|みせ|見せ|おい|よ|ね|な|$|[。.!！?？])"
_JAPANESE = (
    re.compile(
        rf"^(?P<topic>\S.*?)(?:について|に関して|のこと)(?:の|を|は)?{_SHORTLY}"
        rf"(?:(?:教え|聞かせ|説明し|解説し|話し|語っ|まとめ|要約し|整理し|紹介し|概説し)て{_ENDING}"
        r"|(?:説明|解説|まとめ|要約|整理|紹介|概要|ブリーフィング)(?:を|は)?(?:お願い|ください|下さい|頼|ほしい|欲しい|希望|$|[。?？])"
        r"|(?:知り|聞き|学び|読み)たい|何か(?:分か|わか|あ|知)|$|[。?？]).*$"
    ),
    re.compile(rf"^(?P<topic>\S.*?)(?:を|が){_SHORTLY}(?:知り|俯瞰し|把握し|理解し|おさらいし)たい(?!人|国|企業).*$"),
    re.compile(
        r"^(?P<topic>\S.*?)(?:って|とは|は|、|の件)*(?:今|いま|最近)?(?:どんな感じ|(?:どういう|どんな)(?:感じ|関係|状況|話|場所|もの))"
        r"(?:なの|なん|です|か|教え|知り|でしょう|[。?？]|$).*$"
    ),
    re.compile(
        rf"^(?P<topic>\S.*?)(?:を|、|\s)?{_SHORTLY}(?:まとめ|要約し|概説し|解説し|整理し|説明し|紹介し)て{_ENDING}.*$"
    ),
    re.compile(
        r"^(?P<topic>\S.*?(?:関係|情勢|現状|動向|状況))(?:は|って)?(?:今|いま|現在|最近)?(?:は|、)?(?:どう(?:です|なって|なの).*)?[?？。]*$"
    ),
    re.compile(
        r"^(?P<topic>\S.*?)の(?:概要|要点|あらまし|要約|全体像|まとめ)(?:$|を?(?:教え|知り|お願い|まとめ|聞|ください|下さい).*$"
        r"|は?(?:何|なん)?(?:ですか)?[。?？]*$)"
    ),
)
_ALONE = re.compile(r"^(?:what|how) about (?P<topic>\S.*?)\s*[.!?]*$", re.IGNORECASE)  # as a first question
_DEFINED = re.compile(
    r"^(?:so,? )?what(?:'s|’s| is| are| was| were) (?:the |an? )?(?P<topic>[^?,]{2,50}?)(?:,? (?:exactly|anyway|in simple (?:words|terms)))?\s*[?？]*$",
    re.IGNORECASE,
)
_DEFINED_JA = re.compile(
    r"^(?P<topic>\S{2,25}?)(?:って|とは|というのは|は)(?:いったい)?(?:何|なん|なに)(?:の(?:こと|話))?(?:なの|です|でしょう|だ)?か?[?？。]*$"
)
_ASKS = re.compile(
    r"何|誰|だれ|いつ|どこ|いくら|いくつ|なぜ|どうして|どの|どれ|どちら|どう(?!さ)|理由|原因"
    r"|\b(?:who|whom|whose|what|when|where|which|why|how|whether|if|reasons?)\b",
    re.IGNORECASE,
)


def topic_of(text: str, *, alone: bool = False) -> str | None:
    """What a message wants an overview of; None where it asks for something else.

    Args:
        alone: Nothing was said before it, so that "what about X" asks for no more than that.
    """
    for pattern in (*_ENGLISH, *_JAPANESE, *([_ALONE] if alone else [])):
        found = pattern.match(text.strip())
        if found:
            topic = found["topic"].strip(" 　、,。.")
            return topic if topic and not _ASKS.search(topic) else None
    return None


def defined_of(text: str) -> str | None:
    """What a message asks to be told what it is: "what is the CPC?", 「ホルゴスって何ですか」; None where it asks otherwise."""
    found = _DEFINED.match(text.strip()) or _DEFINED_JA.match(text.strip())
    return found["topic"].strip() if found else None
