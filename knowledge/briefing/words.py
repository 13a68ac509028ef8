"""What stands around the quotations of a briefing, in Japanese and English. Neither has a default: both are complete.

The terminal, the page, the card and the chat say it in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.briefing.values import Agreement, Label, Vector
from knowledge.types import Language


@dataclass(frozen=True, slots=True)
class BriefingWords:
    """One language of the catalogue of the briefing."""

    title: str
    title_theme: str
    title_since: str
    cut_off: str
    window_hours: str
    window_days: str
    bluf: str
    new: str
    changed: str
    changed_since: str
    background: str
    watch: str
    gaps: str
    basis_heading: str
    quiet: str
    quiet_since: str
    quiet_ever: str
    nothing_since: str
    empty: str
    above: str
    about: str
    why: str
    sources: str
    agreement: Mapping[Agreement, str]
    differ: str
    label: Mapping[Label, str]
    counted: Mapping[str, str]
    vector: Mapping[Vector, str]
    before: str
    told: str
    as_of: str
    fact_single: str
    days_left: str
    day_left: str
    day_today: str
    gap_watched: str
    gap_asked: str
    doubted_one: str
    doubted: str
    more_new_one: str
    more_new: str
    basis_passages_one: str
    basis_passages: str
    basis_sources_one: str
    basis_sources: str
    basis_newest_today: str
    basis_newest_one: str
    basis_newest: str
    basis_languages: str
    basis_kinds: Mapping[str, str]
    basis_mode: str
    mode_extractive: str
    rejected_one: str
    rejected: str
    date_ymd: str
    date_ym: str
    date_y: str
    months: tuple[str, ...]
    number_mark: tuple[str, str]
    quote_marks: tuple[str, str]
    original: Mapping[Language, str]
    in_language: Mapping[Language, str]
    locator: str
    locator_plain: str
    stance: Mapping[str, str]
    reference_kind: Mapping[str, str]
    languages: Mapping[Language, str]
    comma: str
    colon: str
    sources_heading: str
    semicolon: str
    dash: str
    list_mark: str
    separator: str
    parentheses: tuple[str, str]


ENGLISH = BriefingWords(
    title="Steppe Daily",
    title_theme="Steppe Daily: {themes}",
    title_since="What changed since you last read",
    cut_off="cut-off {time} {zone}",
    window_hours="last {count} hours",
    window_days="last {count} days",
    bluf="BLUF",
    new="NEW",
    changed="CHANGED",
    changed_since="CHANGED since {day}",
    background="BACKGROUND",
    watch="WATCH",
    gaps="GAPS",
    basis_heading="Basis",
    quiet="Nothing new in this window.",
    quiet_since="Nothing new since {day}.",
    quiet_ever="The library holds no news; this is background from the dossier.",
    nothing_since="Nothing new has come in, and no figure has changed.",
    empty="The library is empty, so there is nothing to brief on. Its operator can add documents or turn on feeds.",
    above="As stated above.",
    about="about ",
    why="Why it matters",
    sources="{count} sources",
    agreement={"single": "⚠ single source", "agree": "sources agree", "differ": "⚠ sources differ"},
    differ="⚠ Sources differ:",
    label={
        "opinion": "opinion",
        "state-media": "state media",
        "official": "official",
        "undated": "undated",
        "unreviewed": "handed in by a reader",
    },
    counted={
        "official": "{count} official",
        "news": "{count} news",
        "state_media": "{count} state media",
        "opinion": "{count} opinion",
    },
    vector={"RU": "RU", "CN": "CN", "US": "US", "EU": "EU", "JP": "JP", "TR": "TR", "CA": "C.Asia"},
    before="Before",
    told="{before} → {now}",
    as_of="as of {date}",
    fact_single="single source",
    days_left="in {count} days",
    day_left="tomorrow",
    day_today="today",
    gap_watched="Nothing new on “{text}”.",
    gap_asked="Not in the library: “{text}”",
    doubted_one="1 item was left out because its date cannot be right: {titles}",
    doubted="{count} items were left out because their dates cannot be right: {titles}",
    more_new_one="1 more item",
    more_new="{count} more items",
    basis_passages_one="1 passage",
    basis_passages="{count} passages",
    basis_sources_one="1 source",
    basis_sources="{count} sources",
    basis_newest_today="newest of today",
    basis_newest_one="newest 1 day old",
    basis_newest="newest {count} days old",
    basis_languages="{ja} JA / {en} EN",
    basis_kinds={
        "official": "{count} official",
        "opinion": "{count} opinion",
        "state_media": "{count} state media",
    },
    basis_mode="mode: {mode}",
    mode_extractive="extractive, every line quoted",
    rejected_one="1 sentence of the model could not be verified and was left out",
    rejected="{count} sentences of the model could not be verified and were left out",
    date_ymd="{day} {month} {year}",
    date_ym="{month} {year}",
    date_y="{year}",
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    number_mark=("[", "]"),
    quote_marks=("“", "”"),
    original={"ja": "The Japanese source says:", "en": "The English source says:"},
    in_language={"ja": "in Japanese", "en": "in English"},
    locator="“{section}”, paragraph\u00a0{paragraph}",
    locator_plain="paragraph\u00a0{paragraph}",
    stance={
        "opinion": "opinion", "news": "news", "official": "official", "state-media": "state media",
        "reference": "reference", "think-tank": "think tank", "dossier": "dossier", "article": "article",
        "report": "report", "feed": "news feed", "upload": "handed in by a reader",
    },
    reference_kind={
        "official": "official", "academic": "academic", "thinktank": "think tank", "news": "news",
        "state-media": "state media", "ngo": "non-governmental", "reference": "reference work",
        "mirror": "copy of another page", "partisan": "partisan", "opinion": "opinion",
    },
    languages={"ja": "JA {count}", "en": "EN {count}"},
    comma=", ",
    colon=": ",
    sources_heading="SOURCES",
    semicolon="; ",
    dash=" – ",
    list_mark="• ",
    separator="; ",
    parentheses=(" (", ")"),
)  # fmt: skip

JAPANESE = BriefingWords(
    title="ステッペ日報",
    title_theme="ステッペ日報：{themes}",
    title_since="前回お読みになってからの動き",
    cut_off="{time}締め（{zone}）",
    window_hours="直近{count}時間",
    window_days="直近{count}日間",
    bluf="要点",
    new="新着",
    changed="変わった点",
    changed_since="{day}から変わった点",
    background="背景",
    watch="今後の予定",
    gaps="資料にないこと",
    basis_heading="根拠",
    quiet="この間の新着はありません。",
    quiet_since="{day}以降、新着はありません。",
    quiet_ever="資料にニュースはまだありません。以下は同梱のまとめによる背景です。",
    nothing_since="新着も、数字の変化もありません。",
    empty="資料が空のため、お伝えできることがありません。運用者が文書を加えるか、配信の取得を始められます。",
    above="上記のとおり。",
    about="約",
    why="なぜ重要か",
    sources="情報源{count}件",
    agreement={"single": "⚠ 情報源は1件のみ", "agree": "一致", "differ": "⚠ 食い違いあり"},
    differ="⚠ 情報源の間で食い違いがあります。",
    label={
        "opinion": "論説",
        "state-media": "国営メディア",
        "official": "公式",
        "undated": "日付なし",
        "unreviewed": "読者の投稿",
    },
    counted={
        "official": "公式{count}",
        "news": "報道{count}",
        "state_media": "国営メディア{count}",
        "opinion": "論説{count}",
    },
    vector={
        "RU": "ロシア", "CN": "中国", "US": "米国", "EU": "欧州", "JP": "日本", "TR": "トルコ", "CA": "中央アジア"
    },
    before="以前",
    told="{before} → {now}",
    as_of="{date}現在",
    fact_single="典拠は1件のみ",
    days_left="あと{count}日",
    day_left="明日",
    day_today="本日",
    gap_watched="「{text}」に関する新着はありません。",
    gap_asked="「{text}」に答える資料がありません。",
    doubted_one="日付が正しくないため除いたもの1件：{titles}",
    doubted="日付が正しくないため除いたもの{count}件：{titles}",
    more_new_one="ほか1件",
    more_new="ほか{count}件",
    basis_passages_one="{count}か所",
    basis_passages="{count}か所",
    basis_sources_one="情報源{count}件",
    basis_sources="情報源{count}件",
    basis_newest_today="最新は本日付",
    basis_newest_one="最新は1日前",
    basis_newest="最新は{count}日前",
    basis_languages="日本語{ja}・英語{en}",
    basis_kinds={"official": "公式{count}", "opinion": "論説{count}", "state_media": "国営メディア{count}"},
    basis_mode="作成方法：{mode}",
    mode_extractive="原文の抜粋のみ",
    rejected_one="確認できなかったモデルの1文は省きました",
    rejected="確認できなかったモデルの{count}文は省きました",
    date_ymd="{year}年{number}月{day}日",
    date_ym="{year}年{number}月",
    date_y="{year}年",
    months=("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"),
    number_mark=("[", "]"),
    quote_marks=("「", "」"),
    original={"ja": "日本語の原文:", "en": "英語の原文:"},
    in_language={"ja": "日本語", "en": "英語"},
    locator="「{section}」第{paragraph}段落",
    locator_plain="第{paragraph}段落",
    stance={
        "opinion": "論説", "news": "報道", "official": "公式資料", "state-media": "国営メディア",
        "reference": "参考資料", "think-tank": "シンクタンク", "dossier": "まとめ", "article": "記事",
        "report": "報告書", "feed": "配信記事", "upload": "読者の投稿",
    },
    reference_kind={
        "official": "公式", "academic": "学術", "thinktank": "シンクタンク", "news": "報道",
        "state-media": "国営メディア", "ngo": "非政府組織", "reference": "参考書", "mirror": "転載",
        "partisan": "党派的", "opinion": "論説",
    },
    languages={"ja": "日本語{count}", "en": "英語{count}"},
    comma="・",
    colon="：",
    sources_heading="出典",
    semicolon="／",
    dash=" – ",
    list_mark="・",
    separator="、",
    parentheses=("（", "）"),
)  # fmt: skip

BRIEFING_WORDS: Mapping[Language, BriefingWords] = {"ja": JAPANESE, "en": ENGLISH}
