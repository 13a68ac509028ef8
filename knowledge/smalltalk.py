"""Greetings, thanks, questions about the bot itself and insults: recognised by rule, answered in one line."""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

SmallTalk = Literal["greeting", "thanks", "self", "insult"]

_RULES: tuple[tuple[SmallTalk, re.Pattern[str]], ...] = (
    (
        "greeting",
        re.compile(
            r"(?:hi|hey|hello|hiya|yo|good (?:morning|afternoon|evening|day)|greetings|how are you(?: doing)?(?: today)?|what'?s up|nice to meet you"
            r"|こんにちは|こんにちわ|こんばんは|おはよう(?:ございます)?|やあ|どうも|はじめまして|初めまして|よろしく(?:お願いします|お願いいたします)?"
            r"|元気(?:です|か|ですか)?|お元気ですか|ご機嫌いかがですか|お疲れ(?:様|さま)(?:です|でした)?)(?: there| steppe|、?ステッペ)?",
            re.IGNORECASE,
        ),
    ),
    (
        "thanks",
        re.compile(
            r"(?:thanks?(?: you)?(?: (?:so|very) much| a lot)?|many thanks|cheers|thx|ty|great|nice|good (?:job|bot|work)|well done|ok(?:ay)?|got it|bye|goodbye|see you(?: later)?|good night"
            r"|(?:どうも)?ありがとう(?:ございます|ございました)?|(?:大変)?助かりました|助かった|感謝(?:します|です)?|了解(?:です|しました)?|わかりました|分かりました|なるほど"
            r"|さようなら|またね|じゃあね|おやすみ(?:なさい)?|すごい(?:ね|です)?)(?: steppe| for (?:that|your help|the help|the answer))?",
            re.IGNORECASE,
        ),
    ),
    (
        "self",
        re.compile(
            r"(?:who|what) are you|what(?: can you do| do you do| is your name|'?s your name)|are you (?:a |an )?(?:bot|human|robot|ai|real)(?: or .+)?|who made you|tell me about yourself|help"
            r"|(?:あなた|君|きみ|お前)(?:は|って)(?:誰|だれ|何者|何|ボット|人間|AI)(?:です|なの)?か?|自己紹介(?:して)?(?:ください)?|何ができ(?:る|ます)(?:の)?か?"
            r"|(?:お)?名前は(?:何)?(?:です)?か?|誰が作(?:った|りました)(?:の)?か?|使い方(?:は|を教えて)?(?:ください)?",
            re.IGNORECASE,
        ),
    ),
    (
        "insult",
        re.compile(
            r"(?:you(?:'re| are)?|this (?:bot )?is|stupid|shut)\b.{0,24}\b(?:stupid|useless|idiot|dumb|suck|sucks|terrible|garbage|bot|up|rubbish|worthless|bad)"
            r"|(?:fuck|shit|damn).{0,20}|(?:バカ|馬鹿|ばか|アホ|あほ|死ね|クソ|くそ|役立たず|使えない(?:な|ね|ボット)?|うざい|黙れ)(?:だな|ね|です|ボット)?",
            re.IGNORECASE,
        ),
    ),
)
_EDGES = re.compile(r"^[\s!！?？.。、,~〜ー…:;)(^o]*|[\s!！?？.。、,~〜…:;)(^]*$")


def small_talk(text: str) -> SmallTalk | None:
    """What kind of small talk a message is; None when it is anything more than that."""
    plain = _EDGES.sub("", unicodedata.normalize("NFKC", text).strip())
    if len(plain) > 60:
        return None
    for kind, pattern in _RULES:
        if pattern.fullmatch(plain):
            return kind
    return None
