"""Words on which the sense of a sentence turns: negation, direction, certainty, scope and cause, in both languages.

The checks are conservative in one direction: a statement is refused only when it holds a cue that its quotations
contradict or do not hold at all. Where both poles stand in the source, nothing is decided.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import NamedTuple

from knowledge.folding import japanese
from knowledge.reading.overlap import coverage
from knowledge.reading.quantities import quantities, supports

_I = re.IGNORECASE | re.ASCII


class Pair(NamedTuple):
    """Two opposite cues; each pattern covers Japanese and English."""

    name: str
    one: re.Pattern[str]
    other: re.Pattern[str]


def _pair(name: str, one: str, other: str) -> Pair:
    return Pair(name, re.compile(one, _I), re.compile(other, _I))


PAIRS: tuple[Pair, ...] = (
    _pair("trade", r"輸出|\bexport\w*|\bsells?\b|\bsold\b|\bselling\b|売却|販売|売っ|売り", r"輸入|\bimport(?!an)\w*|\bbuy(?:s|ing)?\b|\bbought\b|\bpurchas\w+|購入|買い|買っ"),
    _pair(
        "growth",
        r"増加|増え|増や|増大|拡大|上昇|急増|増額|高ま|伸び|倍増|上回|\bincreas\w+|\bgr[eo]w\w*|\bris(?:e|es|en|ing)\b|\brose\b|\bexpand\w*|\bsoar\w*|\bsurg\w+|"
        r"\bclimb\w*|\bdoubl\w+|\btripl\w+|\bjump\w*",
        r"減少|減っ|減ら|減る|減り|縮小|低下|下落|急減|削減|削り|削る|落ち込|後退|下が|\bdecreas\w+|\bdeclin\w+|\bf[ae]ll(?:s|en|ing)?\b|\bshr[aiu]nk\w*|\breduc\w+|"
        r"\bdrop\w*|\bplung\w+|\bslump\w*|\bhalved\b|\bcut(?:s|ting)?\b|\blower(?:ed|ing|s)\b|\bwan(?:e|ed|ing)\b",
    ),
    _pair("strength", r"強化|強ま|強め|深ま|深め|\bstrengthen\w*|\bdeepen\w*|\btighten\w*", r"弱体|弱ま|弱め|希薄|\bweaken\w*|\berod\w+|\bundermin\w+|\bloosen\w*"),
    _pair("side", r"上回|超え|超過|\bexceed\w*|\bsurpass\w*|\babove\b", r"下回|未満|\bbelow\b|\bfall\w* short\b|満たな|届か"),
    _pair("time", r"(?<!を)前に|以前|に先立|\bbefore\b|\bprior to\b|\bahead of\b", r"後[にのも]|以降|以後|(?<!最)後、|\bafter\b|\bfollowing\b|\bsince\b"),
    _pair(
        "consent",
        r"受け入れ|承認し|承認する|受諾|同意|合意|認め[たるてらま]|賛成|支持|\baccept\w*|\bagree\w*|\bapprov\w+|\brecogni[sz]\w+|\bsupport(?:s|ed|ing)?\b|\bendors\w+|\bback(?:s|ed|ing)\b",
        r"拒[否みむんま]|拒絶|反対|却下|否決|\brefus\w+|\breject\w*|\boppos\w+|\bdeclin(?:ed|es) to\b|\bden(?:y|ies|ied)\b|\bveto\w*",
    ),
    _pair("openness", r"開始|始ま|始め|再開|開設|開通|\bbegan\b|\bbegin\w*|\bstart\w*|\bopen(?:s|ed|ing)\b|\blaunch\w*|\bresum\w+", r"停止|中止|終了|閉鎖|打ち切|中断|\bstopp?\w*|\bend(?:s|ed|ing)\b|\bclos(?:e|es|ed|ing|ure)\b|\bhalt\w*|\bsuspend\w*|\bceas\w+"),
    _pair("permission", r"許可|容認|認可|解禁|\ballow\w*|\bpermit\w*|\bauthori[sz]\w+", r"禁止|禁じ|\bban(?:s|ned|ning)?\b|\bforb[ia]\w+|\bprohibit\w*|\bbarr(?:ed|ing)\b"),
    _pair("size", r"最大|最多|最長|最高|\blargest\b|\bbiggest\b|\blongest\b|\bhighest\b|\bgreatest\b|\bmost (?:populous|important)", r"最小|最少|最短|最低|\bsmallest\b|\bshortest\b|\blowest\b|\bleast\b"),
    _pair("rank", r"(?<![\d一二三四五六七八九])多数派|過半|大半|\bmajorit\w+", r"少数派|少数民族|\bminorit\w+"),
    _pair("north-south", r"北(?!京|欧米)|\bnorth\w*", r"南(?!北)|\bsouth\w*"),
    _pair("east-west", r"(?<![中極])東(?!京|欧西|シナ|西)|\beast\w*", r"西(?!側諸|欧)|\bwest(?!ern (?:states|countries|powers))\w*"),
    _pair("dependence", r"独立|自立|依存せ|依存しな|\bindependen\w+", r"依存(?!せ|しな|を減|を下)|従属|\bdepend(?:s|ed|ent|ence|ing)\b|\breli(?:es|ed|ance|ant)\b"),
    _pair("friend", r"(?<!不)信頼|協力|友好|\btrust\w*|\bcooperat\w+|\bfriend\w*|\bally\b|\ballies\b", r"不信|対立|敵対|\bdistrust\w*|\bmistrust\w*|\brival\w*|\benem\w+|\bhostil\w+|\bconfront\w+"),
    _pair("arrival", r"到着|流入|入っ|進入|\barriv\w+|\benter(?:s|ed|ing)?\b|\binflow\w*", r"離れ|撤退|撤収|引き揚げ|流出|出国|\bwithdr[ae]w\w*|\bleft\b|\bleav(?:e|es|ing)\b|\bpull(?:s|ed|ing)? out\b|\boutflow\w*"),
    _pair("open-secret", r"公然|公開|露骨|\bopen(?:ly)?\b|\bovert\w*|\bblatant\w*|\bblunt\w*", r"秘密|密か|ひそか|\bsecret\w*|\bcovert\w*|\bsubtl\w+"),
    _pair("success", r"成功|成立|\bsucceed\w*|\bsuccess\w*", r"失敗|頓挫|破綻|\bfail\w*|\bcollaps\w+"),
    _pair("speed", r"急速|素早|迅速|速や|\brapid\w*|\bquick\w*|\bswift\w*|\bfast\w*", r"緩やか|緩慢|徐々|\bslow\w*|\bgradual\w*"),
    _pair("term", r"長期|永続|恒久|\blong[- ]term\b|\bpermanent\w*|\blasting\b", r"短期|一時的|暫定|\bshort[- ]term\b|\btemporar\w+|\bprovisional\w*"),
    _pair("state", r"国有|国営|\bstate-owned\b|\bpublic(?:ly owned)\b|\bnationali[sz]\w+", r"民営|民間|\bprivat\w+"),
    _pair("air", r"大気圏内|地上核|\batmospher\w+|\babove[- ]ground\b", r"地下|\bunderground\b"),
)  # fmt: skip

_NOT = re.compile(
    r"(?<!少)な(?:い(?!し)|く(?!は)|かっ|けれ)|(?<=[せさらかしまたえけめれべき])ず(?![つっ])|ぬ(?=[。、」])|ませ[んぬ]|まい[。、]|"
    r"\bnot\b|n['\u2019]t\b|\bnever\b|\bno longer\b|\bno\b(?! (?:less|fewer|more) than|\.)|\bnor\b|\bneither\b|\bnone\b|\bnobody\b|\bnothing\b|\bcannot\b",
    _I,
)
# Not negations of what is said: なければならない (must), だけでなく (not only), いまだ…ない is one.
_NOT_NEGATIVE = re.compile(
    r"な(?:けれ|く)ば?(?:ては)?(?:なら|いけ)な(?:い|かっ)|ざるを得な(?:い|かっ)|(?:だけ|のみ|ばかり)(?:で|では)?な(?:く|い)|に過ぎな(?:い|かっ)|"
    r"(?:に|も)ほかなら(?:な(?:い|かっ)|ぬ)|かもしれな(?:い|かっ)|少なく(?:とも)?|わけではない(?=もの)|欠かせな(?:い|かっ)|"
    r"やむを得な(?:い|かっ)|違いな(?:い|かっ)|(?:ほど|くらい)の?な(?:い|く)|まもなく|まぎれもな(?:い|く)|"
    r"相次|途切れず|まず(?=[、は])|知れず|かねな(?:い|かっ)|なくてはならな(?:い|かっ)|なくな[りっるれ]|問わず|限らず|なくして|\bnot only\b|\bno doubt\b|\bno less\b|\bcannot but\b|\bnot least\b|\bno\.\s?\d|\bno sooner\b|\bif not\b",
    _I,
)
# Words that deny by themselves: a paraphrase may use one where the source has a "not".
_DENYING = re.compile(
    r"欠[いくけ]|避け|拒|否定|無[しくい]|無効|不[可能在十足明安信]|非[常公]?|反対|禁止|禁じ|失[いっう]|未[だ解完達満了確]|途切れ|足りな|すぎ|過ぎ|とどま|行方|振るわ|避けら|限定的|困難|難し|免れ|断っ|断る|"
    r"例外|以外|除[くきい]|唯一|だけ|のみ|しか|回避|脱却|依存度|ゼロ|"
    r"\bwithout\b|\black\w*|\bfail\w*|\brefus\w+|\bden(?:y|ies|ied)\b|\bavoid\w*|\bunable\b|\bun[a-z]{5,}|\bin(?:complete|ability|capable|dependen)\w*|\babsen\w+|\brather than\b|"
    r"\binstead\b|\bprevent\w*|\breject\w*|\bban(?:s|ned)?\b|\bprohibit\w*|\bforbid\w*|\bonly\b|\bsole\w*|\bunlike\b|\bexcept\w*|\bfew(?!er)\b|\blittle\b|"
    r"\bhardly\b|\brarely\b|\bbarely\b|\bstopp?ed\b|\brul\w+ out\b|\bimpossib\w+|\bbypass\w*|\bdistrust\w*|\bcontinuous\w*|\bunbroken\b|\bshortfall\w*|\bshortage\w*|\bflat\b|\bout of\b|\bmissing\b|\ball but\b|\bonce\b|\bdisput\w+|\bbelow\b|\blost\b|\bleans? less\b|\bhard to\b|\bdifficult\w*|\bfree of\b|\bshort of\b|\blimited\b|\bno\b",
    _I,
)


class Demand(NamedTuple):
    """A cue that a statement may hold only if its quotations hold one of the same kind."""

    name: str
    claimed: re.Pattern[str]
    found: re.Pattern[str]


def _demand(name: str, claimed: str, also: str = "") -> Demand:
    return Demand(name, re.compile(claimed, _I), re.compile(claimed + ("|" + also if also else ""), _I))


DEMANDS: tuple[Demand, ...] = (
    _demand("all", r"すべて|全て|全員|あらゆる|ことごとく|全域|例外なく|(?<!\bin )(?<!\bat )(?<!\bof )(?<!-)\ball\b(?! (?:but|directions|the (?:time|more)|told)|-)|\bevery\b(?! other)|\bentire\w*|\bwhole\b|\bwholly\b|\balways\b|\bcompletely\b|\bfully\b",
            r"全|そろ[いっ]|隔年|共通|終え|常に|各|いかなる|いずれ|双方|どの|完全|まったく|\bany\b|\beach\b|\bboth\b|\ball\b|\bconstant\w*|\bno\b|100%|一致|\bfinish\w*|\bcomplet\w+|\btotal\w*|\bworldwide\b"),
    _demand("only", r"唯一|だけ(?!で?(?:は)?な|に|の)|のみ(?!なら)|しか(?=.{0,12}な)|もっぱら|\bonly\b(?! (?:a |after|by|in|when|months|days|recently))|\bsole\w*|\bexclusively\b|\balone\b",
            r"独占|すべて|限[らりっ]|ほかに|以外|\bsingle\b|\bno other\b|\bfew\b|\bexcept\b|\bjust\b|すぎ|過ぎ|とどま|わずか|初めて|域を出|ほとんど|ただ一|\balone\b|\bsmall\b"),
    _demand("most", r"大半|過半|大部分|ほとんど|\bmost of\b|\bmajority\b|\bmost (?!of\b|\w+ly\b|important|serious|recent)[a-z]+s\b|\bmostly\b", r"多数(?:派|を占)|半数|最大|主に|多く|\bmore than half\b|\bmainly\b|[5-9]\d(?:\.\d+)?(?:%| per)|[6-9]割"),
    _demand("extreme", r"最大(?!で?[\d$約])|最小|最多(?!で?[\d$約])|最長(?!で?[\d$約])|最短|最高(?!で?[\d$約])|最低(?!限)|最古|最悪|世界一|首位|史上初|初めて|\blargest\b|\bbiggest\b|\bsmallest\b|\blongest\b|\bshortest\b|\bhighest\b|"
            r"\blowest\b|\boldest\b|\bworst\b|\bgreatest\b|\bunprecedented\b|\bfirst (?:time|ever)\b|\bworld's (?:top|first|no)|\btop(?=[ -](?:trad|export|import|invest|suppl|prod|partner|buyer))",
            r"第?[1一]位|最も|前例の?な|初の|最初|筆頭|トップ|随一|\bmost\b|\bfirst\b|\bleading\b|\btop\b|\bchief\b|\b1st\b|\bmain\b|\bno other\b|\bany other\b|\bgravest\b|\b\w{3,}est\b"),
    _demand("cause", r"(?<![うるむぐ])ため(?!に?は|の|、?専|し|ら|息)|せいで|おかげ|が原因|が理由|理由は|原因は|に起因|を受けて|結果として|その結果|ゆえに|引き起こ|もたらし|招い|\bbecause\b|\bdue to\b|\bowing to\b|"
            r"\bas a (?:result|consequence)\b|\bthanks to\b|\btherefore\b|\bled to\b|\bresult(?:s|ed|ing)? in\b|\bcaused by\b|\bcaus(?:e|es|ing)\b|\bin response to\b|\bin retaliation\b|\bout of (?:fear|anger)\b|"
            r"\bprompt(?:ed|ing)\b|\btrigger\w*|\bdriven by\b",
            r"ため|ので|から(?=、|だ)|により|によって|による|こと(?:で|から|が)|結果|背景|要因|原因|理由|影響|狙い|目的|を受け|対応|に伴|つなが|応じ|追い込|だからこそ|"
            r"こうした|一因|ゆえ|余儀なく|引き起こ|さらし|"
            r"\bsince\b|\bso (?:that|as)\b|\bto avoid\b|\bin order to\b|\breason\w*|\bwhy\b|\bfollowing\b|\bamid\b|\bresult\w*|\bmeans?\b|"
            r"\bmak(?:e|es|ing)\b|\bleaving\b|\bforc(?:e|es|ed|ing)\b|\bbrought\b|\bgave rise\b|\bkilled\b|\blimit\w*|\bcaused\b|\bexposing\b|, for\b|\bafter\b|\bas\b(?! (?:a|an|the|of|much|many|well|part)\b)"),
    _demand("certainty", r"間違いなく|確実に|必ず(?!しも)|疑いなく|明らかに(?!し|な)|断言|\bcertainly\b|\bdefinitely\b|\bundoubtedly\b|\bwithout doubt\b|\bguarantee\w*|\bclearly\b",
            r"必要|必須|確か|確認|はるか|保証|明確|明らか|当然|\bclear\w*|\bmust\b|\bsure\b|\bevident\w*|\bcertain\w*|\bobvious\w*"),
)  # fmt: skip

_OPEN = re.compile(
    r"可能性|かもしれ|恐れがあ|おそれがあ|見込[みま]|見通し|予定(?=だ|で|に|と|の)|とみられ|と見られ|と推測|と考えられ|とされ(?:る|た)|という[。」]|といわれ|と言われ|"
    r"だろう|であろう|うる[。」]|得る[。」]|なり得|計画(?=し|中|だ|で|が|を発表|を立|を明)|目指[すし]|方針(?=だ|で)|検討[し中]|案を検|つもり|疑いがあ|らしい|ようだ|"
    r"\bmay\b|\bmight\b|\bcould\b|\bexpected to\b|\bplan(?:s|ned)? (?:to|for|through)\b|\bis planned\b|\bare planned\b|\bintend\w*|\blikely\b|\bpossibl\w+|\bpotential\w*|"
    r"\breportedly\b|\ballegedly\b|\b(?:is|are|was|were) (?:said|thought|believed|alleged|reported|rumoured) to\b|\bsome say\b|\bscheduled to\b|\bset to\b|\bpropos(?:es|ed) to\b|\bconsider(?:s|ing)\b|"
    r"\bappears? to\b|\bseems? to\b|\bperhaps\b|\bprobably\b|\bdue to (?:open|start|begin|be|go)\b|\b(?:is|are) to (?!be \w+ed)\w+|\bhop(?:es|ed|ing) to\b",
    _I,
)
# What a statement may say instead: wider, for a paraphrase has many words for it.
_OPEN_TOO = re.compile(
    _OPEN.pattern
    + r"|とされ|という|予定|計画|目標|目的|はず|予測|予想|試算|推計|推定|期待|意向|段階|掲げ|見方|構想|狙|報道|うるし?|得る|ば|"
    r"\bwould\b|\bwill\b|\bcan\b|\bexpect\w*|\bplan\w*|\bpossib\w+|\breport\w*|\balleged\b|\bsaid to\b|\bestimat\w+|\bforecast\w*|\bproject(?:s|ed)\b|\baim\w*|\bseek\w*|\bgoal\b|\btarget\w*|"
    r"\bpropos\w+|\bif\b|\bsuspect\w*|\bscheduled\b|\bdue (?:to|for|in|by)\b|\bis to\b|\bare to\b|\bwas to\b|\bwere to\b|\bmeant to\b|\bput at\b|\bputs?\b|\bsuggest\w*|\baccording to\b|\bconclud\w+|\bfile\b",
    _I,
)
_ATTRIBUTED = re.compile(
    r"指摘|述べ|語っ|語る|説明|主張|発表|によれば|によると|見方|とする|と評|としてい|報じ|訴え|強調|呼ぶ|呼ばれ|専門家|コラム|論者|記事|筆者|解説|分析|推計|記す|伝え|とした|という|紹介|"
    r"\bsays?\b|\bsaid\b|\bclaim\w*|\bargu\w+|\bstated\b|\bstates that\b|\breport\w*|\bnot(?:e|es|ed)\b|\bdescrib\w+|\bjudg\w+|\bexperts?\b|\bpoint\w* out\b|\bwarn\w*|\bcolumn\b|\bauthor\b|\bcalled\b|\bdeem\w*",
    _I,
)


def negations(text: str) -> int:
    """How many negations stand in ``text``; fixed phrases such as なければならない and "not only" are none."""
    return len(_NOT.findall(_NOT_NEGATIVE.sub("・", text)))


_NOT_ONLY = re.compile(r"\bnot only\b|だけで(?:は)?な", _I)
# What is planned, possible or expected is not yet so.
_UNSURE = re.compile(
    r"\b(?:is|are|was|were) (?:due |meant |set )?to\b|\bdue\b|\bshould\b|\b(?:may|might|could|would|plan(?:s|ned)?|aim(?:s|ed)?|intend(?:s|ed)?|expect(?:s|ed)?|likely|possibl[ey])\b"
    r"|可能性|予定|計画|見込|見通|目指|とみられ|かもしれ|恐れ|おそれ",
    _I,
)


def altered(claim: str, source: str) -> bool:
    """Whether a near copy of ``source``, in its language, differs from it in negations or in the count of a pole.

    For sentences that share almost all words: there a word more or less on which the sense turns is no paraphrase.
    """
    if negations(claim) != negations(source):
        return True
    for sense in (_NOT_ONLY, _UNSURE):
        if len(sense.findall(claim)) != len(sense.findall(source)):
            return True
    for pair in PAIRS:
        for pole in (pair.one, pair.other):
            if len(pole.findall(claim)) != len(pole.findall(source)):
                return True
    return False


# "second-largest" is no superlative.
_RANKED = re.compile(
    r"\b(?:second|third|fourth|fifth|sixth|seventh|eighth|ninth|tenth|\d+(?:st|nd|rd|th))[- ]\w+est\b", _I
)
_IN_QUOTE = frozenset({"all", "only", "most", "extreme"})


def contradiction(claim: str, quoted: str, around: str) -> str | None:
    """The first cue of ``claim`` that the source contradicts or lacks, by name; None when there is none.

    Args:
        claim: One sentence of the statement.
        quoted: The quotations, each to the end of its clause, one after the other.
        around: The whole sentences that hold the quotations.
    """
    denied, source_denied = negations(claim), negations(around)
    if denied and not source_denied and not _DENYING.search(around):
        return "negation"
    if not denied and not _DENYING.search(claim) and _concerns(claim, quoted, negations, last=False):
        return "negation"
    for pair in PAIRS:
        one, other = bool(pair.one.search(claim)), bool(pair.other.search(claim))
        if one == other:
            continue
        mine, opposite = (pair.one, pair.other) if one else (pair.other, pair.one)
        # A denied opposite says the same: "did not accept" for 拒否した.
        if opposite.search(around) and not mine.search(around) and (denied > 0) == (source_denied > 0):
            return pair.name
    said = _RANKED.sub("", claim)
    for demand in DEMANDS:
        place = quoted if demand.name in _IN_QUOTE else around
        if demand.claimed.search(said) and not demand.found.search(_RANKED.sub("", place)):
            return demand.name
    if (
        not _OPEN_TOO.search(claim)
        and not _ATTRIBUTED.search(claim)
        and _concerns(claim, quoted, _OPEN.search, last=True)
    ):
        return "hedge"
    return None


def _concerns(claim: str, quoted: str, cue: Callable[[str], object], *, last: bool) -> bool:
    """Whether a cue in the quotation concerns what the claim says: it stands in the clause that is nearest to the claim.

    Nearness is shared figures and, in one language, shared words. Where no clause is nearer than another, a cue counts
    when the quotation is one clause, or (``last``) when it stands in the last one, whose verb governs a sentence.
    """
    if not cue(quoted):
        return False
    parts = [
        part
        for part in re.split(r"、|[。.!?;](?=\s|$|[^\s\d])|,\s|\b(?:while|but|and|which|who)\b", quoted)
        if part.strip()
    ]
    if len(parts) <= 1:
        return True
    # A date opens a sentence more often than it belongs to one of its clauses.
    figures = [quantity for quantity in quantities(claim) if quantity.firm and quantity.unit != "date"]
    same = any(map(japanese, claim)) == any(map(japanese, quoted))
    scores = [
        2.0 * sum(supports(quantities(part), one) for one in figures) + (3.0 * coverage(claim, part) if same else 0.0)
        for part in parts
    ]
    best = max(scores)
    if best == 0 or scores.count(best) == len(scores):
        return last and bool(cue(parts[-1]))
    return any(score == best and bool(cue(part)) for part, score in zip(parts, scores, strict=True))
