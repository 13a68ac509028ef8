"""Words of the conversation: buttons under answers, votes, gaps, languages, and what is kept of a person."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from bot.state.feedback import Vote
from knowledge.types import Language


@dataclass(frozen=True, slots=True)
class Talk:
    """One language of them."""

    # commands, and what Telegram shows of the bot before the first word
    commands: Mapping[str, str]
    description: str
    short_description: str
    # under an answer
    in_this_language: str
    other_language_there: str
    answer_gone: str
    votes: Mapping[Vote, str]
    what_is_wrong: str
    which_citation: str
    vote_noted: str
    back: str
    in_original: Mapping[Language, str]
    what_to_add: str
    answered_instead: str
    # what stands behind a citation
    source_changed: str
    source_gone: str
    same_in: Mapping[Language, str]
    rests_on: str
    comes_from: str
    nowhere: str
    # progress
    reading: str
    checking: str
    # the course of a conversation
    reset_done: str
    language_title: str
    language_set: Mapping[str, str]
    language_choice: Mapping[str, str]
    only_private: str
    # gaps
    gaps_title: str
    gaps_mine: str
    gaps_here: str
    gaps_none: str
    gap_line: str
    gaps_hint: str
    gap_open: str
    gap_closed: str
    gap_gone: str
    # what is kept
    privacy_title: str
    privacy: str
    privacy_model: str
    privacy_rights: str
    delete_title: str
    delete_ask: str
    delete_yes: str
    delete_no: str
    deleted: str
    not_deleted: str
    export_title: str
    export_made: str
    export_asked: str
    export_none: str
    export_caption: str
    # beyond the chats the bot is in
    inline_none: str
    guest_rest: str


ENGLISH = Talk(
    commands={
        "lang": "Japanese, English or automatic",
        "reset": "Begin a new conversation",
        "gaps": "Questions without an answer",
        "export": "My conversation as a document",
        "privacy": "What is stored, how long",
        "deleteme": "Delete all about me",
    },
    description=(
        "Ask about Kazakhstan between Russia, China, the West and its neighbours, in English or Japanese.\n\n"
        "Every sentence of an answer carries a numbered quotation that you can open and check: source, paragraph, "
        "exact words. Where sources disagree you are told so, and where the library holds no answer as well.\n\n"
        "/privacy says what is stored; /deleteme removes it."
    ),
    short_description="Cited answers on Kazakhstan's balancing strategy, in English and Japanese.",
    in_this_language="In English",
    other_language_there="That answer already stands in this chat in English.",
    answer_gone="This answer is no longer kept here. Please ask again.",
    votes={
        "good": "Thank you, noted.",
        "bad": "What is wrong with it?",
        "wrong-citation": "Wrong citation",
        "incomplete": "Incomplete",
        "dated": "Out of date",
    },
    what_is_wrong="Noted. What is wrong with it?",
    which_citation="Which citation is wrong?",
    vote_noted="Thank you, noted for the librarian.",
    back="◀ Back",
    in_original={"ja": "Japanese original", "en": "English original"},
    what_to_add="A document that states it would close this gap: a PDF, Word or text file, or a link.",
    answered_instead="Questions near it that have an answer stand below.",
    source_changed="The source has changed since this answer. This is the passage as it was quoted.",
    source_gone="The source has left the library since this answer. This is the passage as it was quoted.",
    same_in={"ja": "The same in Japanese", "en": "The same in English"},
    rests_on="This answer rests on:",
    comes_from="This sentence comes from:",
    nowhere="No passage in the library says this word for word.",
    reading="Reading {count} passages…",
    checking="Checking every quotation…",
    reset_done="Done. I have forgotten what was said before; the next question stands on its own.",
    language_title="Which language shall I use in this chat?",
    language_set={
        "ja": "I will speak Japanese in this chat, whatever language you write in.",
        "en": "I will speak English in this chat, whatever language you write in.",
        "auto": "I will answer each message in its own language.",
    },
    language_choice={"ja": "Japanese", "en": "English", "auto": "Automatic"},
    only_private="This works only in a private chat with me.",
    gaps_title="What the library could not answer: {count}",
    gaps_mine="What the library could not answer you: {count}",
    gaps_here="What the library could not answer in this chat: {count}",
    gaps_none="Nothing: every question so far found an answer.",
    gap_line="{number}. {question} ({count}×, last {date})",
    gaps_hint="Press a number to ask it again: an answered question leaves the list.",
    gap_open="Still no answer in the library.",
    gap_closed="The library answers it now; it has left the list.",
    gap_gone="This question is no longer on the list.",
    privacy_title="What I store",
    privacy=(
        "• The last {turns} exchanges of each conversation, so that follow-ups are understood.\n"
        "• Every answer with its quotations, so that its buttons keep working.\n"
        "• Your 👍 and 👎, and questions that had no answer, for the librarian.\n"
        "• Your numeric Telegram id and the name you show, and how much you ask.\n"
        "• The language, briefing times and other settings of a chat.\n\n"
        "Conversations, answers, votes and unanswered questions older than {days} days are deleted. Phone numbers, "
        "pictures and places are not stored, and what you write is not logged. Nothing said in private is used in a "
        "group."
    ),
    privacy_model="Questions are also sent to a chat model ({model}), together with the passages found.",
    privacy_rights="/export gives you your conversation, /deleteme removes everything at once.",
    delete_title="Delete everything about you?",
    delete_ask=(
        "Your conversation, answers, votes, unanswered questions and settings will be removed here and in every group, "
        "for good. Messages already in Telegram stay there until you delete them."
    ),
    delete_yes="Delete everything",
    delete_no="Keep it",
    deleted="Everything I had stored about you is gone.",
    not_deleted="Nothing was deleted.",
    export_title="Conversation with Steppe",
    export_made="Written on {date}",
    export_asked="asked on {date}",
    export_none="There is no conversation to write down yet.",
    export_caption="Your conversation with all its sources.",
    inline_none="Nothing on that in the library",
    guest_rest="{count} more in a private chat with me.",
)

JAPANESE = Talk(
    commands={
        "lang": "言語：日本語・英語・自動",
        "reset": "新しい会話を始める",
        "gaps": "答えられなかった質問",
        "export": "会話を文書で受け取る",
        "privacy": "保存する内容と期間",
        "deleteme": "自分の記録をすべて削除",
    },
    description=(
        "ロシア、中国、欧米、周辺国の間に立つカザフスタンについて、日本語か英語で質問できます。\n\n"
        "答えの一文ごとに番号付きの引用が付き、出典、段落、原文の言葉をその場で確かめられます。"
        "資料が食い違うときも、答えが資料にないときも、そのままお伝えします。\n\n"
        "保存する内容は /privacy に、削除は /deleteme にあります。"
    ),
    short_description="カザフスタンの均衡戦略について、出典付きで答えます（日本語・英語）。",
    in_this_language="日本語で",
    other_language_there="この答えの日本語版は、すでにこのチャットにあります。",
    answer_gone="この答えはもう保存されていません。もう一度質問してください。",
    votes={
        "good": "ありがとうございます。記録しました。",
        "bad": "どこに問題がありますか？",
        "wrong-citation": "引用が違う",
        "incomplete": "不十分",
        "dated": "情報が古い",
    },
    what_is_wrong="記録しました。どこに問題がありますか？",
    which_citation="どの引用が違いますか？",
    vote_noted="ありがとうございます。資料の担当者に伝えます。",
    back="◀ 戻る",
    in_original={"ja": "日本語の原文", "en": "英語の原文"},
    what_to_add="これについて書かれた文書（PDF、Word、テキスト、リンク）が加われば、お答えできるようになります。",
    answered_instead="近い質問で、お答えできるものを下に挙げます。",
    source_changed="この答えの後に資料が改められました。引用した当時の内容を示します。",
    source_gone="この答えの後に資料が取り除かれました。引用した当時の内容を示します。",
    same_in={"ja": "同じ箇所の日本語", "en": "同じ箇所の英語"},
    rests_on="この答えの出典：",
    comes_from="この文の出典：",
    nowhere="この言葉どおりの箇所は、資料の中にありません。",
    reading="{count}か所を読んでいます…",
    checking="引用を一つずつ確かめています…",
    reset_done="これまでの会話は忘れました。次の質問から新しく始めます。",
    language_title="このチャットではどの言語を使いますか？",
    language_set={
        "ja": "このチャットでは、何語で書かれても日本語でお答えします。",
        "en": "このチャットでは、何語で書かれても英語でお答えします。",
        "auto": "質問が書かれた言語でお答えします。",
    },
    language_choice={"ja": "日本語", "en": "英語", "auto": "自動"},
    only_private="これは私との個別チャットでのみ使えます。",
    gaps_title="資料では答えられなかった質問：{count}件",
    gaps_mine="あなたの質問で、資料では答えられなかったもの：{count}件",
    gaps_here="このチャットの質問で、資料では答えられなかったもの：{count}件",
    gaps_none="ありません。これまでの質問にはすべて答えがありました。",
    gap_line="{number}. {question}（{count}回、最後は{date}）",
    gaps_hint="番号を押すと、もう一度調べます。答えられるようになった質問は一覧から消えます。",
    gap_open="資料の中に、まだ答えはありません。",
    gap_closed="今の資料で答えられるため、一覧から外しました。",
    gap_gone="この質問はもう一覧にありません。",
    privacy_title="保存する内容",
    privacy=(
        "• 続きの質問を理解するための、会話ごとの直近{turns}回のやりとり\n"
        "• ボタンを使い続けられるようにするための、すべての答えとその引用\n"
        "• 資料の担当者に伝える、👍 と 👎、答えられなかった質問\n"
        "• Telegram の数字の ID と表示名、質問の回数\n"
        "• チャットの言語、配信の時刻などの設定\n\n"
        "会話、答え、評価、答えられなかった質問は、{days}日を過ぎると削除します。電話番号、写真、位置情報は保存せず、"
        "書かれた内容をログに残しません。個別チャットの内容がグループで使われることはありません。"
    ),
    privacy_model="質問は、見つかった箇所とともにチャットモデル（{model}）にも送られます。",
    privacy_rights="/export で会話を受け取り、/deleteme ですべてをすぐに削除できます。",
    delete_title="あなたの記録をすべて削除しますか？",
    delete_ask=(
        "会話、答え、評価、答えられなかった質問、設定が、ここでもすべてのグループでも完全に削除されます。"
        "Telegram に残るメッセージは、ご自身で削除してください。"
    ),
    delete_yes="すべて削除する",
    delete_no="残しておく",
    deleted="あなたについて保存していたものは、すべて削除しました。",
    not_deleted="何も削除していません。",
    export_title="ステッペとの会話",
    export_made="作成：{date}",
    export_asked="質問：{date}",
    export_none="書き出せる会話はまだありません。",
    export_caption="会話の全文と出典です。",
    inline_none="資料にはありません",
    guest_rest="残り{count}文は、私との個別チャットでご覧ください。",
)
