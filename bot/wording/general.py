"""Words for asking, answers, passages, sources, the ledger and failures."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from knowledge.types import Language, Verdict


@dataclass(frozen=True, slots=True)
class General:
    """One language of them."""

    # commands, as shown in Telegram's menu
    commands: Mapping[str, str]
    # welcome and help
    welcome_title: str
    welcome: str
    examples_title: str
    examples: tuple[str, ...]
    help_title: str
    help: str
    # answers
    verified_one: str
    verified: str
    quotes_one: str
    quotes: str
    and_also: str
    rejected_one: str
    rejected: str
    sources_of_answer: str
    published_in: str
    published_in_one: str
    single_source: str
    verdict_line: Mapping[Verdict, str]
    nearest: str
    passage_button: str
    # passages and sources
    gone: str
    twin: Mapping[Language, str]
    passage_before: str
    passage_after: str
    copy_reference: str
    locator: str
    locator_plain: str
    in_language: Mapping[Language, str]
    sources_title: str
    sources_title_one: str
    sources_none: str
    sources_page: str
    stance: Mapping[str, str]
    reference_kind: Mapping[str, str]
    date_ymd: str
    date_ym: str
    date_y: str
    months: tuple[str, ...]
    undated: str
    # the evidence ledger and the pictures
    evidence_title: str
    evidence_intro: str
    evidence_none: str
    verdict: Mapping[Verdict, str]
    verdict_heading: str
    claim_others: str
    period: str
    figures_title: str
    figures_intro: str
    figures: Mapping[str, str]
    figure_numbers: str
    figure_sources: str
    figures_none: str
    # refusals and failures
    ask_usage: str
    text_only: str
    unknown_command: str
    question_refused: str
    followup_gone: str
    failed: str
    library_failed: str
    # quotation marks around titles and quotes
    title_marks: tuple[str, str]
    quote_marks: tuple[str, str]


ENGLISH = General(
    commands={
        "ask": "Ask a question",
        "evidence": "The column's claims, checked",
        "figures": "The balance and the corridors, drawn",
        "sources": "What is in the library",
        "help": "How it works",
    },
    welcome_title="Steppe",
    welcome=(
        "I answer questions about Kazakhstan's balancing strategy: Russia, China, the West, oil, uranium, corridors, "
        "security. Every sentence comes with a passage you can open and check. Just write; 日本語でもどうぞ。"
    ),
    examples_title="Try one of these:",
    examples=(
        "How much of Kazakhstan's oil goes through CPC?",
        "Who will build Kazakhstan's first nuclear power plant?",
        "Summarise Kazakhstan's relations with China",
    ),
    help_title="How it works",
    help=(
        "Write a question in English or Japanese, several at once, or a topic (“Summarise relations with China”). "
        "Follow-ups such as “and China?” are understood. "
        "What the library does not hold, I say.\n\n"
        "[1] [2] are sources: press the number to read the passage in both languages. Reply to an answer, or quote a "
        "sentence of it, to ask on, or just write “source?”.\n\n"
        "In groups, mention me, reply to me, or use /ask; in any other chat, write my name and a question."
    ),
    verified_one="✓ 1 statement, {quotes} found word for word",
    verified="✓ {statements} statements, {quotes} found word for word",
    quotes_one="1 quote",
    quotes="{count} quotes",
    and_also="{first}; {second}",
    rejected_one="1 sentence could not be verified and was left out",
    rejected="{count} sentences could not be verified and were left out",
    sources_of_answer="Sources",
    published_in="Published sources behind it:",
    published_in_one="Published source behind it:",
    single_source="single source",
    verdict_line={
        "contradicted": "Contradicted: other sources differ",
        "partly": "Partly: other sources agree only in part",
        "unverified": "Unverified: other sources do not settle it",
        "corroborated": "Corroborated: other sources agree",
    },
    nearest="What comes nearest, without answering",
    passage_button="{title}: {section}",
    gone="This is no longer in the library. Ask again for the present sources.",
    twin={"ja": "In Japanese", "en": "In English"},
    passage_before="◀ Before",
    passage_after="After ▶",
    copy_reference="Copy reference",
    locator="“{section}”, paragraph\u00a0{paragraph}",
    locator_plain="paragraph\u00a0{paragraph}",
    in_language={"ja": "in Japanese", "en": "in English"},
    sources_title="The library: {count} sources",
    sources_title_one="The library: {count} source",
    sources_none="The library is empty. Its operator can add documents with “steppe ingest”.",
    sources_page="Page {page} of {pages}",
    stance={
        "opinion": "opinion column",
        "news": "news",
        "official": "official source",
        "state-media": "state media",
        "think-tank": "think tank",
        "reference": "reference",
        "dossier": "dossier",
        "article": "article",
        "report": "report",
        "feed": "news feed",
        "upload": "uploaded document",
    },
    reference_kind={
        "official": "official",
        "academic": "academic",
        "thinktank": "think tank",
        "news": "news",
        "state-media": "state media",
        "ngo": "non-governmental organisation",
        "reference": "reference work",
        "mirror": "copy of another page",
        "partisan": "partisan",
        "opinion": "opinion",
    },
    date_ymd="{day} {month} {year}",
    date_ym="{month} {year}",
    date_y="{year}",
    months=(
        "January", "February", "March", "April", "May", "June",
        "July", "August", "September", "October", "November", "December",
    ),
    undated="undated",
    evidence_title="The column's claims, checked: {count}",
    evidence_intro=(
        "This library begins with an opinion column; each of its claims is held against other published sources. "
        "Press a number to read what they say, and where."
    ),
    evidence_none="This library holds no evidence ledger: it comes with the dossier.",
    verdict={
        "contradicted": "Contradicted",
        "partly": "Partly",
        "unverified": "Unverified",
        "corroborated": "Corroborated",
    },
    verdict_heading="{verdict}: {count}",
    claim_others="Other sources, as of {as_of}",
    period="{first} – {last}",
    figures_title="Pictures of the dossier",
    figures_intro="Every number drawn stands in a sentence of the dossier, with its source and date.",
    figures={
        "balance": "The balance: oil, power, trade, investment",
        "corridors": "The corridors: a map of the routes",
    },
    figure_numbers="Every number with its source",
    figure_sources="Published sources",
    figures_none="There is nothing to draw here: the pictures come with the dossier.",
    ask_usage="Write your question behind the command: /ask {example}",
    text_only="I can only read text for now. Please write your question.",
    unknown_command="I do not know that command. /help lists what I can do.",
    question_refused="Please ask in English or Japanese, with at least one word and at most {limit} characters.",
    followup_gone="That suggestion is no longer there. Please type the question.",
    failed="Something went wrong on my side and has been noted (error {id}). Please try again.",
    library_failed="The library cannot be read just now; this has been noted (error {id}). Please try again later.",
    title_marks=("“", "”"),
    quote_marks=("“", "”"),
)  # fmt: skip

JAPANESE = General(
    commands={
        "ask": "カザフスタンの均衡戦略について質問する",
        "evidence": "コラムの記述を他の資料と照らす",
        "figures": "図を見る：均衡と輸送回廊",
        "sources": "資料の一覧",
        "help": "使い方",
    },
    welcome_title="Steppe（ステッペ）",
    welcome=(
        "カザフスタンの均衡戦略についてお答えします。ロシア、中国、欧米、石油、ウラン、輸送回廊、安全保障など。"
        "どの文にも、開いて確かめられる原文が付きます。そのままお書きください。English is fine, too."
    ),
    examples_title="たとえば：",
    examples=(
        "カザフスタンの原油輸出に占めるCPCの割合は？",
        "最初の原発を建てるのは誰ですか？",
        "中国との関係をまとめて",
    ),
    help_title="使い方",
    help=(
        "日本語か英語で質問を書いてください。いくつかまとめて尋ねても、「中国との関係をまとめて」と頼んでもかまいません。"
        "「では中国は？」のような続きの質問も分かります。"
        "資料にないことは、ないとお伝えします。\n\n"
        "[1] [2] は出典です。番号を押すと、その箇所を日英両方で読めます。答えに返信したり、その一文を引用したりして、"
        "続けて質問できます。「出典は？」とだけ書くと、典拠を示します。\n\n"
        "グループでは、私へのメンションか返信、または /ask を使ってください。ほかのチャットでは、私の名前に続けて質問を書けます。"
    ),
    verified_one="✓ {statements}文・{quotes}を原文で確認",
    verified="✓ {statements}文・{quotes}を原文で確認",
    quotes_one="引用1件",
    quotes="引用{count}件",
    and_also="{first}。{second}",
    rejected_one="確認できなかった1文は省きました",
    rejected="確認できなかった{count}文は省きました",
    sources_of_answer="出典",
    published_in="典拠：",
    published_in_one="典拠：",
    single_source="典拠は1件のみ",
    verdict_line={
        "contradicted": "食い違い：他の資料と一致しません",
        "partly": "一部一致：他の資料と合うのは一部だけです",
        "unverified": "未検証：他の資料では確かめられていません",
        "corroborated": "裏付けあり：他の資料と一致します",
    },
    nearest="答えではないが、最も近い箇所",
    passage_button="{title}：{section}",
    gone="これはもう資料にありません。もう一度質問すると、今の資料からお答えします。",
    twin={"ja": "日本語で", "en": "英語で"},
    passage_before="◀ 前の段落",
    passage_after="次の段落 ▶",
    copy_reference="出典をコピー",
    locator="「{section}」第{paragraph}段落",
    locator_plain="第{paragraph}段落",
    in_language={"ja": "日本語", "en": "英語"},
    sources_title="資料：{count}件",
    sources_title_one="資料：{count}件",
    sources_none="資料がまだありません。運用者が「steppe ingest」で文書を加えられます。",
    sources_page="{page}／{pages}ページ",
    stance={
        "opinion": "論説",
        "news": "報道",
        "official": "公式資料",
        "state-media": "国営メディア",
        "think-tank": "シンクタンク",
        "reference": "参考資料",
        "dossier": "まとめ",
        "article": "記事",
        "report": "報告書",
        "feed": "配信記事",
        "upload": "投稿された文書",
    },
    reference_kind={
        "official": "公式",
        "academic": "学術",
        "thinktank": "シンクタンク",
        "news": "報道",
        "state-media": "国営メディア",
        "ngo": "非政府組織",
        "reference": "参考書",
        "mirror": "転載",
        "partisan": "党派的",
        "opinion": "論説",
    },
    date_ymd="{year}年{number}月{day}日",
    date_ym="{year}年{number}月",
    date_y="{year}年",
    months=("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"),
    undated="日付なし",
    evidence_title="コラムの記述の検証：{count}件",
    evidence_intro=(
        "この資料の出発点は一本の論説コラムです。その記述を、公表された他の資料と一つずつ照らし合わせました。"
        "番号を押すと、内容と出典が開きます。"
    ),
    evidence_none="この資料には検証の一覧がありません。同梱のまとめに付くものです。",
    verdict={
        "contradicted": "食い違い",
        "partly": "一部一致",
        "unverified": "未検証",
        "corroborated": "裏付けあり",
    },
    verdict_heading="{verdict}：{count}件",
    claim_others="他の資料（{as_of}時点）",
    period="{first}〜{last}",
    figures_title="図で見る",
    figures_intro="図の数字はすべて、まとめの文にあるものです。出典と日付も付けています。",
    figures={
        "balance": "均衡：石油・電力・貿易・投資",
        "corridors": "輸送回廊：経路の略図",
    },
    figure_numbers="すべての数字と出典",
    figure_sources="典拠",
    figures_none="ここには描けるものがありません。図は同梱のまとめに付くものです。",
    ask_usage="コマンドの後に質問を書いてください： /ask {example}",
    text_only="今は文字しか読めません。質問を文字でお書きください。",
    unknown_command="そのコマンドはありません。/help に使い方があります。",
    question_refused="質問は日本語か英語で、1語以上、{limit}文字以内でお書きください。",
    followup_gone="この候補はもうありません。質問を文字でお書きください。",
    failed="こちらで問題が起きました。記録しましたので、もう一度お試しください（エラー {id}）。",
    library_failed="今は資料を読めません。記録しましたので、後でもう一度お試しください（エラー {id}）。",
    title_marks=("「", "」"),
    quote_marks=("「", "」"),
)
