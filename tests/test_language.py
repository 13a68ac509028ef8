"""Language of documents and of short questions."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.language import detect_language, question_language
from knowledge.types import Language

JAPANESE = (
    "港の拡張工事は来年三月に始まる。市は費用の六割を国の補助金でまかなう方針を示した。住民説明会は二回開かれた。"
)
ENGLISH = (
    "The harbour works begin in March of next year. The city says that six tenths of the cost will be paid by the "
    "state. Two meetings were held for the people who live near the quay, and most of them agreed with the plan."
)


@pytest.mark.parametrize(
    ("text", "language"),
    [
        (JAPANESE, "ja"),
        (ENGLISH, "en"),
        (ENGLISH + " 習近平 (Xi Jinping) and 岸田文雄 were there.", "en"),
        (JAPANESE + " Kassym-Jomart Tokayev, CPC, KazMunayGas", "ja"),
        ("Строительство порта начнётся в марте следующего года, сообщили в городской администрации.", None),
        ("يبدأ بناء الميناء في شهر مارس من العام المقبل بحسب البلدية.", None),
        ("항구 공사는 내년 3월에 시작된다고 시가 밝혔다.", None),
        ("港口工程将于明年三月开始，市政府表示费用的六成由国家补贴，居民说明会已经举行了两次。" * 3, None),
        ("港口工程將於明年三月開始，市政府表示費用的六成由國家補貼，居民說明會已經舉行了兩次。" * 3, None),
        ("Die Arbeiten am Hafen beginnen im März, und die Stadt zahlt nach eigenen Angaben nur einen kleinen Teil "
         "der Kosten, während der Staat mit sechs Zehnteln für den Rest aufkommt, wie es am Montag hieß.", None),
        ("外交政策", "ja"),
        ("", None),
        ("😀😀 123 !!", None),
    ],
)  # fmt: skip
def test_documents(text: str, language: Language | None) -> None:
    assert detect_language(text) == language


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("港の工事はいつ始まるのか", "ja"),
        ("核実験 回数", "ja"),
        ("GDP 成長率", "ja"),
        ("IT 投資", "ja"),
        ("The Great Gameとは？", "ja"),
        ("「What is to be done」とは何か", "ja"),
        ("Токаевは誰", "ja"),
        ("Tokayev 大統領", "ja"),
        ("トカエフ", "ja"),
        ("When do the works begin?", "en"),
        ("uranium exports", "en"),
        ("What is 全方位外交?", "en"),
        ("What does 「国を守る」 mean?", "en"),
        ("What does トカエフ say?", "en"),
        ("習近平 and 岸田", "en"),
        ("WHAT IS THE CPC", "en"),
        ("What does Токаев mean?", "en"),
        ("哈萨克斯坦的外交政策是什么", None),
        ("哈薩克的外交政策是什麼", None),
        ("Что такое CPC", None),
        ("Кто Tokayev?", None),
        ("ما هي", None),
        ("카자흐스탄 CPC", None),
        ("Was ist die Politik von Kasachstan?", None),
        ("Quelle est la politique étrangère ?", None),
        ("¿Qué es Kazajistán?", None),
        ("😀😀", None),
        ("？？", None),
        ("  ", None),
    ],
)
def test_questions(text: str, language: Language | None) -> None:
    assert question_language(text, None) == language
    assert question_language(text, "ja") == language


@pytest.mark.parametrize("text", ["CPC", "C5+1", "Tokayev", "CPC 2025"])
def test_names_alone_take_the_chats_language(text: str) -> None:
    assert question_language(text, "ja") == "ja"
    assert question_language(text, "en") == "en"
    assert question_language(text, None) == "en"


def test_digits_alone_take_the_chats_language() -> None:
    assert question_language("2025?", "ja") == "ja"
    assert question_language("2025?", None) is None


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=300), st.sampled_from(["ja", "en", None]))
def test_any_text_has_a_verdict(text: str, default: Language | None) -> None:
    assert detect_language(text) in ("ja", "en", None)
    assert question_language(text, default) in ("ja", "en", None)


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet="のはがをにとでもるたしい", min_size=1, max_size=50))
def test_hiragana_is_japanese(text: str) -> None:
    assert detect_language(text) == "ja"
    assert question_language(text, "en") == "ja"
