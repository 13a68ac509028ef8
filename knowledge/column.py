"""Questions after what the column says: whether one names it, and whether it asks for its argument or for its words on something."""

from __future__ import annotations

import re

_NAMED = re.compile(
    r"コラム|論説|記事|筆者|著者|オピニオン|\b(?:column|columnist|article(?! \d)|author|op-ed|opinion piece)\b",
    re.IGNORECASE,
)
_CALLED = re.compile(
    r"(?:\b(?:the|that|this|your|its|a|an|some) )?(?:\b(?:japanese|opinion|newspaper|recent|whole|owner's) )*"
    r"\b(?:column(?:ist)?|article|op-ed|opinion piece|author)(?:['’]?s)?\b(?: (?:itself|about|on|as a whole))?"
    r"|(?:その|この|あの|日本(?:語|人)?の|新聞の|オピニオン|全体|の)*(?:コラム(?:ニスト)?|論説|オピニオン|記事|筆者|著者|作者)(?:の(?:筆者|著者|作者))?(?:全体|の中身|の内容)?",
    re.IGNORECASE,
)
_SAYS = re.compile(
    r"\b(?:what|do|does|did|is|are|say(?:s|ing)?|said|argu(?:e|es|ing)|claim(?:s|ing)?|think(?:s|ing)?|writes?|written|views?|opinion|stance|position|points?|main|the|actually|really|about|on|of)\b"
    r"|(?:何|なに|なん)(?:を|と|が|か)?|どう|言って|いって|言う|主張して|述べて|書いて|論じて|語って|触れて|(?:い|し)(?:る|ます)か?|について|に関して|は",
    re.IGNORECASE,
)
_OF_SOMETHING = re.compile(r"\b(?:about|on|of|regarding)\b|について|に関して", re.IGNORECASE)
# What it says as a whole; of Kazakhstan is what every text here says it.
_THE = r"(?:the|that|this|your|its?) (?:[a-z'’-]+ ){0,3}?"
_WRITER = r"(?:column(?:ist)?|op-ed|opinion piece|article|author)"
_JA_WRITER = (
    r"^[^、。?？]{0,8}?(?P<topic>(?:コラム(?:ニスト)?|論説|オピニオン|記事|筆者|著者)(?:の(?:筆者|著者|作者))?)"
)
_POINT = r"(?:(?:main|central|core|key|basic|overall|general|whole) )?(?:arguments?|points?|thesis|message|claims?|conclusions?|gist|takeaways?|idea|view)"
_OF_IT = r"(?: (?:about|on|regarding) kazakhstan(?:['’]s (?:balancing|foreign policy|diplomacy))?)?(?:,? (?:in the end|overall|in short|exactly|anyway))?\s*[.!?]*$"
_WHOLE = (
    re.compile(
        rf"^(?:so,? )?what (?:do(?:es)?|did|is|was) {_THE}(?P<topic>{_WRITER}) (?:actually |really |basically |mainly |ultimately |trying to )*"
        rf"(?:say(?:ing)?|argu(?:e|ing)|claim(?:ing)?|think|conclude|mean|about|getting at|want to say){_OF_IT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:so,? )?what(?:['’]?s| is| are| was) (?:the )?{_POINT} (?:of|in|made (?:by|in)|behind) {_THE}(?P<topic>{_WRITER}){_OF_IT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"^(?:so,? )?what(?:['’]?s| is| are| was) {_THE}(?P<topic>{_WRITER})(?:['’]?s)? {_POINT}{_OF_IT}",
        re.IGNORECASE,
    ),
    re.compile(
        rf"{_JA_WRITER}(?:は|が|って|では|、)+"
        r"(?:カザフ(?:スタン)?(?:の(?:バランス外交|外交))?(?:について|に関して|を)?、?)?(?:結局|要するに|いったい|一体|主に|、)*(?:の?ところ)?"
        r"(?:何|なに|なん)(?:を|が|と|について)?(?:言|いい|いう|主張|述べ|訴え|論じ|伝え|書|語).*$"
    ),
    re.compile(
        rf"{_JA_WRITER}の"
        r"(?:主な|一番の|全体の|中心的な)?(?:主張|論旨|要旨|結論|趣旨|主旨|内容|要点|論点|メッセージ|言いたいこと|骨子)(?:は|って|を|とは|について|、)*"
        r"(?:結局|要するに|いったい|簡単に|簡潔に|一言で|、)*(?:言うと|いうと|、)*(?:何|なに|なん|教え|まとめ|説明|要約|どう|どんな|知り|$|[?？。]).*$"
    ),
)


def names_column(question: str) -> bool:
    """Whether a question asks for the column's words, and not for what is known."""
    return bool(_NAMED.search(question))


def argument_of(message: str) -> str | None:
    """How a message calls the column whose argument it asks for: "what is the columnist's point?"; None where it asks otherwise."""
    found = next(filter(None, (pattern.match(message.strip()) for pattern in _WHOLE)), None)
    return found["topic"] if found else None


def besides_column(message: str) -> str:
    """A message without the words that only call a text: "the column", 「コラムの筆者」."""
    return _CALLED.sub(" ", message)


def asked_about(message: str) -> str | None:
    """What a message asks the column's words on: "what does the column say about X"; None where it asks something else."""
    if not names_column(message) or not _OF_SOMETHING.search(message):
        return None
    return _SAYS.sub(" ", besides_column(message)).strip(" 　?？。.!") or None
