"""Words for the library in the chat: documents sent in, cards of sources, forgetting."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class ShelfWords:
    """One language of them."""

    # documents sent in
    received: str
    stages: Mapping[str, str]
    outcomes: Mapping[str, str]
    passages_one: str
    passages: str
    failed_title: str
    reasons: Mapping[str, str]
    waiting_too_long: str
    stopping: str
    not_librarian: str
    add_usage: str
    # cards
    card_button: str
    card_publisher: str
    card_author: str
    card_published: str
    card_language: str
    card_passages: str
    card_added: str
    languages: Mapping[str, str]
    twin_exists: str
    read_button: str
    address_button: str
    # forgetting
    forget_button: str
    forget_usage: str
    forget_ask: str
    forget_dossier: str
    forget_go: str
    keep: str
    forgotten: str


ENGLISH = ShelfWords(
    received="Received. Waiting for its turn …",
    stages={"fetching": "Fetching …", "reading": "Reading …", "indexing": "Indexing …"},
    outcomes={
        "added": "✓ Added to the library",
        "replaced": "✓ Replaced the older version",
        "unchanged": "Already in the library, nothing changed",
    },
    passages_one="1 passage",
    passages="{count} passages",
    failed_title="✗ Not added: ",
    reasons={
        "format": "This is not a text, Markdown, HTML, PDF or Word document, or not what its name says.",
        "empty": "There is no text in it. A scan has to be made readable first (text recognition).",
        "encrypted": "It asks for a password. Please send a copy without one.",
        "too-large": "It is too large. Please send a smaller file or a part of it.",
        "telegram-large": "Bots can fetch files of up to 20 MB. Please send a smaller one.",
        "language": "The text is neither Japanese nor English.",
        "address": "This is not a public web address.",
        "fetch": "The page did not answer, or not well. Save it and send the file, or try again later.",
        "download": "The file could not be fetched from Telegram. Please send it again.",
        "locked": "Another process is writing to the library just now. Please try again in a moment.",
        "disk": "The library cannot be written: the disk is full or closed. Its operator has to see to that.",
        "other": "This document cannot be taken.",
    },
    waiting_too_long="Many documents are waiting already. Please send this one again in a few minutes.",
    stopping="I am being restarted. Please send this one again in a minute.",
    not_librarian="Thank you. Documents are added by this desk's librarians; I can answer questions you write.",
    add_usage="Write the address behind the command: /add https://example.org/article",
    card_button="Open card",
    card_publisher="Publisher: {name}",
    card_author="Author: {name}",
    card_published="Published: {date}",
    card_language="Language: {language}",
    card_passages="Passages: {count}",
    card_added="Added: {date}",
    languages={"ja": "Japanese", "en": "English"},
    twin_exists="{language} (also in {other})",
    read_button="Read from the beginning",
    address_button="Open original",
    forget_button="Forget …",
    forget_usage="Write a source's number behind the command: /forget ID. The ids stand in the cards of /sources.",
    forget_ask="Forget this source? Its passages are removed, and answers will not use it any more.",
    forget_dossier="It belongs to the dossier and comes back when the dossier is next updated.",
    forget_go="Yes, forget it",
    keep="Keep it",
    forgotten="Forgotten:",
)

JAPANESE = ShelfWords(
    received="受け取りました。順番を待っています…",
    stages={"fetching": "取得しています…", "reading": "読み取っています…", "indexing": "索引に加えています…"},
    outcomes={
        "added": "✓ 資料に加えました",
        "replaced": "✓ 以前の版と入れ替えました",
        "unchanged": "すでに資料にあり、変更はありません",
    },
    passages_one="1箇所",
    passages="{count}箇所",
    failed_title="✗ 加えられませんでした：",
    reasons={
        "format": "テキスト、Markdown、HTML、PDF、Word のどれでもないか、中身が名前と違います。",
        "empty": "文字がありません。スキャンした文書は、先に文字認識が必要です。",
        "encrypted": "パスワードがかかっています。外したものをお送りください。",
        "too-large": "大きすぎます。小さくするか、一部をお送りください。",
        "telegram-large": "ボットが受け取れるファイルは20MBまでです。小さくしてお送りください。",
        "language": "本文が日本語でも英語でもありません。",
        "address": "公開されたウェブアドレスではありません。",
        "fetch": "ページから正しい応答がありません。保存したファイルを送るか、後でお試しください。",
        "download": "Telegram からファイルを取得できませんでした。もう一度お送りください。",
        "locked": "今は別の処理が資料に書き込んでいます。少し後でお試しください。",
        "disk": "資料を書き込めません。ディスクの空きか権限を、運用者が確かめる必要があります。",
        "other": "この文書は受け付けられません。",
    },
    waiting_too_long="順番待ちの文書が多くなっています。数分後にもう一度お送りください。",
    stopping="再起動するところです。1分ほどしてから、もう一度お送りください。",
    not_librarian="ありがとうございます。資料を加えるのは担当者に限られています。ご質問は文字でどうぞ。",
    add_usage="コマンドの後にアドレスを書いてください： /add https://example.org/article",
    card_button="カードを開く",
    card_publisher="発行：{name}",
    card_author="著者：{name}",
    card_published="発行日：{date}",
    card_language="言語：{language}",
    card_passages="収録箇所：{count}",
    card_added="追加日：{date}",
    languages={"ja": "日本語", "en": "英語"},
    twin_exists="{language}（{other}版もあります）",
    read_button="初めから読む",
    address_button="元のページを開く",
    forget_button="取り除く…",
    forget_usage="コマンドの後に資料の番号を書いてください： /forget 番号。番号は /sources のカードにあります。",
    forget_ask="この資料を取り除きますか。以後の回答には使われません。",
    forget_dossier="同梱のまとめの一部なので、まとめが次に更新されると戻ります。",
    forget_go="取り除く",
    keep="残す",
    forgotten="取り除きました：",
)
