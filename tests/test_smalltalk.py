"""Small talk is told from questions, in both languages; no question of the question sets is taken for it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.phrases import phrase
from knowledge.smalltalk import SmallTalk, small_talk
from knowledge.types import LANGUAGES

SETS = Path(__file__).parent / "evals"
SAID: dict[SmallTalk, str] = {
    "greeting": """
        hi|Hello!|hey there|Good morning, Steppe|hello bot|how are you?|Hi, how are you doing today?|nice to meet you|howdy
        こんにちは|こんばんは！|おはようございます|はじめまして|初めまして、よろしくお願いします|やあ、ステッペ|お元気ですか？|お久しぶりです|もしもし""",
    "thanks": """
        thanks|Thank you very much!|thank you for your help|ok, thanks|Perfect, thank you|great|got it|good bot|bye|good night 👋|I see|that was helpful|lol|ok|OK!|thanks :)
        ありがとう|ありがとうございました！|助かりました|なるほど|了解です|承知しました|すごいですね|勉強になりました|おやすみなさい|どうもありがとう 🙏|素晴らしいです|ありがとう(^o^)""",
    "self": """
        who are you?|What can you do?|what is this bot|are you ChatGPT?|Are you a human or a bot?|who made you?|how does this bot work?|help|Can you help me?|which model do you use?|tell me about yourself|Hi! What can you do?|Long time no see! Do you remember me?
        あなたは誰ですか？|自己紹介してください|何ができますか？|お名前は？|使い方を教えてください|人間ですか？|君って人間？それともAI？|AIですか|ステッペって何ですか？|誰が作ったの？|どうやって使うの？|英語は話せますか？|お久しぶりです。私のこと覚えてる？""",
    "insult": """
        you are stupid|You idiot!|stupid bot|useless|I hate you|this is garbage|shut up|fuck you|you're wrong
        バカ|馬鹿野郎！|役立たず|この無能|使えないな|ゴミ|うるさい|嘘つき|最悪だね|役に立たないです""",
    "off-topic": """
        tell me a joke|What's the weather like today?|what time is it?|write me a poem about love|2+2|I love you|recommend a movie|sing a song|I'm bored
        今日の天気は？|今何時ですか|面白い話をして|俳句を詠んでください|おすすめの映画を教えて|暇だ|ジョークを言って|愛してる|1+1は？""",
}
QUESTIONS = """
    hello, what share of oil goes through CPC?|Hello. Who is Tokayev?|Thanks! What is CPC?|thanks, and China?|Who made the deal with Rosatom?|What is the CPC?|help from Russia in 2022?|Is the policy stupid?
    What is the weather in Astana's relations with Moscow?|who are the partners?|Are you sure that 81% goes through Russia?|write-offs of Kazakh debt?|Why?|Since when?|What time did the summit begin?
    Is Kazakhstan useless to China?|What can Kazakhstan do?|How does the Middle Corridor work?|What is this pipeline?|How does it work?
    こんにちは、CPCの割合は？|ありがとう。では中国は？|カザフスタンは何ができますか？|誰が建てますか？|AIの利用は進んでいますか？|ロシアとの関係は最悪ですか？|カザフスタンとは？|カザフスタンはロシア寄り？それとも中国寄り？|いつから？|なぜ？
    使い方の分かれるウラン燃料は？|何がありますか？|これはどこからですか？"""


@pytest.mark.parametrize(
    ("kind", "text"),
    [
        (kind, one.strip())
        for kind, said in SAID.items()
        for one in "|".join(said.splitlines()).split("|")
        if one.strip()
    ],
)
def test_small_talk_is_recognised(kind: SmallTalk, text: str) -> None:
    assert small_talk(text) == kind


@pytest.mark.parametrize("text", [one.strip() for one in "|".join(QUESTIONS.splitlines()).split("|") if one.strip()])
def test_questions_are_not_small_talk(text: str) -> None:
    assert small_talk(text) is None


def test_no_question_of_the_sets_is_small_talk() -> None:
    taken = [
        row["question"]
        for path in sorted(SETS.glob("*.jsonl"))
        for row in map(json.loads, path.read_text(encoding="utf-8").splitlines())
        if row.get("kind") != "small-talk" and small_talk(row.get("question", ""))
    ]
    assert taken == []


def test_every_kind_has_its_line_in_both_languages() -> None:
    for kind in SAID:
        assert all(phrase(kind, language) for language in LANGUAGES)


@given(st.text(max_size=200))
def test_no_text_is_too_much(text: str) -> None:
    assert small_talk(text) in (None, *SAID)


def test_long_runs_are_read_at_once() -> None:
    import time

    began = time.perf_counter()
    for text in ("hi " * 20, "ok, " * 15, "！" * 60, "何が" * 30, "you " * 15 + "x", "😀" * 2_000, "w" * 4_000):
        small_talk(text)
    assert time.perf_counter() - began < 1.0
