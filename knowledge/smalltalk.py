"""Greetings, thanks, questions about the bot itself, insults and errands for somebody else: recognised by rule, answered
in one line. Whatever else a message holds makes it a question.
"""

from __future__ import annotations

import re
import unicodedata
from typing import Literal

SmallTalk = Literal["greeting", "thanks", "self", "insult", "off-topic"]

_DESU = r"(?:です|でした|だ|だね|だな|ですね|ね|な|よ|です(?:か|よ))?"
_KUDASAI = r"(?:ください|下さい|くれ|ほしい|欲しい|もらえますか|くれますか|お願いします)?"
_THING = r"(?:thing|bot|robot|answer|assistant|program|app)"

_RULES: tuple[tuple[SmallTalk, re.Pattern[str]], ...] = (
    (
        "greeting",
        re.compile(
            r"(?:(?:hi|hey|hello|hiya|yo|howdy|good (?:morning|afternoon|evening|day)|greetings|welcome|long time no see)"
            r"(?:[ ,]+(?:there|steppe|bot|everyone|all|again|friend))*|(?:(?:hi|hello|hey)[ ,!.]+)?(?:how are you|how's it going|how do you do|how is it going|are you (?:ok|okay|there|awake))"
            r"(?: doing)?(?: today)?|what'?s up|(?:it's )?(?:nice|good|pleased) to (?:meet|see) you"
            r"|(?:こんにち[はわ]|こんばん[はわ]|おはよう(?:ございます)?|やあ|どうも|もしもし|ハロー|ハーイ|おっす|ちわ|(?:お)?久しぶり(?:です)?|はじめまして|初めまして"
            r"|よろしく(?:お願い(?:します|いたします|致します))?|元気(?:です|か|ですか)?|お元気ですか|調子はどう(?:です)?か?|ご機嫌いかがですか|お疲れ(?:様|さま)(?:です|でした)?|いますか)"
            r"(?:[、,。!！ ]*(?:ステッペ(?:さん)?|steppe|みなさん|皆さん|よろしく(?:お願いします|お願いいたします)?|元気(?:です|か|ですか)?|お元気ですか))*)",
            re.IGNORECASE,
        ),
    ),
    (
        "thanks",
        re.compile(
            r"(?:(?:ok(?:ay)?|great|perfect|good|nice|cool|wow)[ ,!.]+)?"
            r"(?:thanks?(?: you)?(?: (?:so|very) much| a lot| again)?|many thanks|cheers|thx|ty|great|nice|cool|perfect|awesome|excellent|brilliant|wonderful|interesting|wow|lol|haha"
            r"|good (?:job|bot|work|answer|one|to know)|well done|i see|understood|ok(?:ay)?|got it|(?:good)?bye(?: ?bye)?|see you(?: later| soon| tomorrow)?|good night|that(?:'s| is) all|never ?mind"
            r"|that (?:was|is) (?:helpful|useful|great))"
            r"(?:[ ,]+(?:steppe|bot|for (?:that|this|your help|the help|the answer|everything)))*"
            r"|(?:(?:どうも|本当に|誠に)?ありがと(?:う)?(?:ございます|ございました|ね)?|(?:大変|とても)?助かりました|助かった|感謝(?:します|です|しています)?|サンキュー|了解(?:です|しました)?"
            r"|承知(?:しました|です)?|わかりました|分かりました|わかった|分かった|なるほど(?:です|ね)?|OK(?:です)?|オーケー|オッケー|面白い(?:です|ね)?|勉強になりました"
            r"|さようなら|またね|また明日|じゃあね|バイバイ|おやすみ(?:なさい)?|失礼します|すごい(?:ね|です|ですね)?|すばらしい(?:です)?|素晴らしい(?:です|ですね)?|完璧(?:です)?|いいね|さすが(?:です|ですね)?|以上です)"
            r"(?:[、,。!！ ]*(?:ステッペ(?:さん)?|ありがとう(?:ございます|ございました)?|助かりました|助かった))*",
            re.IGNORECASE,
        ),
    ),
    (
        "self",
        re.compile(
            r"(?:(?:who|what) (?:are|r) (?:you|u)|what(?: can you do| do you do| is your name|'?s your name| is this(?: bot)?| can i ask(?: you)?| do you know| languages do you speak| model are you)"
            r"|what'?s this(?: bot)?|which (?:ai |language )?model (?:are you|do you use)|are you (?:a |an )?(?:bot|human|person|robot|ai|chatgpt|gpt|claude|gemini|real|machine|chatbot)(?: or .+)?"
            r"|who (?:made|built|created|wrote|runs|owns) (?:you|this(?: bot)?)|tell me (?:about|more about) yourself|introduce yourself|how (?:do|does) (?:you|this bot) work|how (?:do|can|should) i use (?:you|this|this bot)"
            r"|(?:do |don't )?you remember me|have we (?:met|talked|spoken)(?: before)?|can you help(?: me)?|i need help|help(?: me)?(?: please)?|do you speak (?:english|japanese)|can i trust you|where do you get your (?:information|answers|data)(?: from)?"
            r"|(?:あなた|君|きみ|お前|これ|このボット)(?:は|って)?(?:誰|だれ|何者|何|なに|ボット|人間|AI|ロボット|チャットボット)(?:です|なの|なん(?:です)?)?か?(?:[?、 ]*(?:それとも|または).{1,12})?|自己紹介(?:して|を(?:して)?|お願いします)?" + _KUDASAI +
            r"|(?:(?:あなた|君|きみ)(?:は|に(?:は)?))?何(?:が|を)(?:でき|して(?:くれ)?)(?:る|ます)(?:の)?(?:です)?か?|(?:お|あなたの)?名前は(?:何)?(?:です)?か?|(?:誰|だれ)が(?:作|つく)(?:った|りました)(?:の)?(?:です)?か?"
            r"|使い方(?:は|を教えて|が(?:分から|わから)ない)?" + _KUDASAI + r"|どう(?:やって)?使(?:う|えばいい)(?:の|ん)?(?:です)?か?|(?:人間|ボット|AI|ロボット|ChatGPT|チャットGPT)(?:です|なの|なんです)か?|どのモデル(?:です|を使っています)か?"
            r"|ステッペ(?:とは|って(?:何|なに|誰))(?:です)?か?|ヘルプ|助けて" + _KUDASAI + r"|(?:日本語|英語)(?:は|が)?(?:話せ|分かり|わかり|でき)ますか|何語(?:が|を)(?:話せ|使え)ますか|(?:私|わたし|僕|ぼく|俺)の?(?:こと)?(?:は|を|、)?(?:覚えて|おぼえて)(?:い)?(?:る|ます)(?:の|か)?|信用(?:していい|できます)か)",
            re.IGNORECASE,
        ),
    ),
    (
        "insult",
        re.compile(
            r"(?:you(?:'re| are)?|this (?:bot )?is|stupid|shut)\b.{0,24}\b(?:stupid|useless|idiot|dumb|suck|sucks|terrible|garbage|bot|up|rubbish|worthless|bad)"
            r"|(?:i hate (?:you|this)|you (?:idiot|moron|liar|fool)|(?:stupid|dumb|useless|silly|bad|terrible|worst) " + _THING + r"|useless|idiot|moron|garbage|rubbish|nonsense|bullshit|go away|you(?:'re| are) (?:wrong|lying)|wtf)"
            r"|(?:fuck|shit|damn).{0,20}"
            r"|(?:ほんと(?:う)?に?|本当に|ま[じー]で|マジで|全然|まったく|全く|超)?(?:この|お前は|おまえは|あんたは)?(?:バカ(?:野郎|者)?|馬鹿(?:野郎|者)?|ばか|アホ|あほ|死ね|クソ|くそ|役立たず|役に立たない|無能|ゴミ|ごみ|最悪|最低|ポンコツ|嘘つき|うそつき|使えない(?:な|ね|ボット)?|うざい|うるさい|黙れ|消えろ|つまらない|嫌い)(?:ボット|やつ|奴)?" + _DESU,
            re.IGNORECASE,
        ),
    ),
    (
        "off-topic",
        re.compile(
            r"(?:(?:please )?(?:can you |could you )?(?:tell|sing|give|make|show|send)(?: me)? (?:a |an |another )?(?:joke|story|song|riddle|fairy tale|picture|cat|selfie|recipe)(?: please)?"
            r"|(?:please )?(?:can you |could you )?write(?: me)? (?:a |an |some )?(?:poem|song|story|essay|code|haiku|python|script|email|letter|joke)\b.{0,30}"
            r"|(?:what(?:'s| is) |how(?:'s| is) )?(?:the )?weather(?: (?:like|today|tomorrow|now|forecast))*(?: in \w+)?(?: today| tomorrow)?|will it rain(?: today| tomorrow)?"
            r"|what (?:time|day|date) is it(?: now| today)?|what(?:'s| is) the time|(?:what(?:'s| is) )?\d+ ?[-+*/x×] ?\d+|play (?:a game|music|chess)(?: with me)?|do you (?:love|like) me|i love you|marry me|i(?:'m| am) (?:bored|hungry|tired|sad)"
            r"|recommend(?: me)? (?:a |an |some )?(?:movie|film|book|song|restaurant|anime)s?|who will win .{0,30}|flip a coin|roll a dice|tell my fortune"
            r"|(?:今日|明日|東京|大阪)?の?(?:天気|気温)(?:は|を教えて|予報)?(?:どう|何度)?(?:です)?か?" + _KUDASAI + r"|今何時(?:です)?か?|今日は?何(?:日|曜日)(?:です)?か?|(?:面白い話|冗談|ジョーク|なぞなぞ|怖い話|昔話)(?:を)?(?:して|言って|教えて)?" + _KUDASAI +
            r"|(?:歌|詩|俳句|短歌|小説|物語|コード|プログラム|作文|メール)(?:を)?(?:歌って|書いて|作って|詠んで)" + _KUDASAI + r"|(?:好き|愛してる|愛しています|結婚して)" + _DESU + r"|(?:暇|ひま|退屈|お腹(?:が)?(?:すいた|空いた)|眠い|疲れた)" + _DESU +
            r"|(?:おすすめの)?(?:映画|本|曲|アニメ|レストラン)(?:を)?(?:教えて|紹介して)" + _KUDASAI + r"|\d+ ?[-+*/×÷] ?\d+(?:は|=)?|占って" + _KUDASAI + r")",
            re.IGNORECASE,
        ),
    ),
)  # fmt: skip
_EDGES = re.compile(
    r"^[\s!！?？.。、,~〜ー…:;)(^\U0001f300-\U0001faff❤️🏻-🏿]*|[\s!！?？.。、,~〜…:;)(^wWｗ笑\U0001f300-\U0001faff❤️🏻-🏿]*$"
)
_FACES = re.compile(r"\(?\^[_oO.]?\^;*\)?|[:;]-?[)(DP]")
_SENTENCE = re.compile(r"(?<=[.!?。])\s*")
_LONGEST = 60  # characters; more is never small talk alone


def small_talk(text: str) -> SmallTalk | None:
    """What kind of small talk a message is; None when it is anything more than that."""
    plain = _EDGES.sub("", _FACES.sub(" ", unicodedata.normalize("NFKC", text).replace("’", "'").strip()))
    if len(plain) > _LONGEST:
        return None
    whole = _kind(plain)
    if whole is not None:
        return whole
    kinds = [_kind(_EDGES.sub("", one)) for one in _SENTENCE.split(plain)]
    return max(kinds, key=_says_more) if len(kinds) > 1 and None not in kinds else None


def _kind(plain: str) -> SmallTalk | None:
    return next((kind for kind, pattern in _RULES if pattern.fullmatch(plain)), None)


def _says_more(kind: SmallTalk | None) -> int:
    """What is answered of several: a question about the bot rather than the greeting before it."""
    return ("thanks", "greeting", "off-topic", "insult", "self").index(kind or "thanks")
