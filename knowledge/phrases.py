"""The few sentences that the core itself says, in both languages. The bot's wording is its own."""

from __future__ import annotations

from typing import Final

from knowledge.types import Language

_PHRASES: Final[dict[str, dict[Language, str]]] = {
    "no-sources": {
        "en": "The library is empty, so there is nothing to answer from. Add a document with `steppe ingest`.",
        "ja": "資料がまだないため、お答えできません。`steppe ingest` で資料を追加してください。",
    },
    "not-covered": {
        "en": "The library holds no passage that answers this, so there is no answer. A document on it can be added with `steppe ingest`.",
        "ja": "この質問に答える記述は、手元の資料に見当たりません。関係する資料を `steppe ingest` で追加すれば、お答えできます。",
    },
    "not-mentioned": {
        "en": "The library holds no passage that answers this, so there is no answer: nothing in it mentions {words}. A document on it can be added with `steppe ingest`.",
        "ja": "この質問に答える記述は、手元の資料に見当たりません。{words}に触れた箇所がありません。関係する資料を `steppe ingest` で追加すれば、お答えできます。",
    },
    "not-left": {
        "en": "No passage in the library says that Kazakhstan left {name}; the sentence above is what it says of the two.",
        "ja": "カザフスタンが{name}を離れたと述べる箇所は、手元の資料にありません。両者について述べているのは上の文です。",
    },
    "part-not-covered": {
        "en": "The library holds no passage that answers this: {questions}.",
        "ja": "次の問いに答える記述は、手元の資料に見当たりません:{questions}。",
    },
    "off-topic": {
        "en": "This lies outside what the library is about: Kazakhstan between Russia, China, the United States and others.",
        "ja": "この質問は、資料の主題（ロシア・中国・米国などの間に立つカザフスタン）から外れています。",
    },
    "greeting": {
        "en": "Hello. Ask about Kazakhstan between Russia, China, the United States and others; every sentence of an answer carries its source.",
        "ja": "こんにちは。ロシア・中国・米国などの間に立つカザフスタンについて質問をどうぞ。答えの一文ごとに出典を付けます。",
    },
    "thanks": {
        "en": "You are welcome. Ask on whenever you like.",
        "ja": "どういたしまして。続けてどうぞ。",
    },
    "self": {
        "en": "I am Steppe, a briefing assistant. I answer only with sentences I can quote from the library, and say so when it holds no answer.",
        "ja": "ステッペという解説ボットです。資料から引用できる文だけで答え、資料に答えがなければそう伝えます。",
    },
    "insult": {
        "en": "Noted. If an answer was wrong, name the citation and I will show its passage.",
        "ja": "承知しました。答えに誤りがあれば、出典番号を挙げてください。該当箇所を示します。",
    },
    "model-down": {
        "en": "The chat model gave no usable answer; these are the passages' own sentences.",
        "ja": "チャットモデルから使える回答が得られなかったため、資料の文をそのまま示します。",
    },
    "column-says": {"en": "The column says: “{quote}”", "ja": "コラムの記述:「{quote}」"},
    "others-say": {"en": "Other sources (as of {as_of}): “{quote}”", "ja": "他の資料({as_of}時点):「{quote}」"},
    "no-other": {
        "en": "No consulted source settles this; treat it as unverified.",
        "ja": "確認した資料の中に、これを裏づけるものも否定するものもありません。未検証として扱ってください。",
    },
    "contradicted": {"en": "Sources differ.", "ja": "資料の間で食い違いがあります。"},
    "partly": {"en": "Other sources agree only in part.", "ja": "他の資料と一致するのは一部だけです。"},
    "unverified": {"en": "Unverified.", "ja": "未検証です。"},
}


def phrase(key: str, language: Language, **values: str) -> str:
    """One of the core's sentences, with its blanks filled."""
    text = _PHRASES[key][language]
    return text.format(**values) if values else text
