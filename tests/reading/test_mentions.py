"""Names: found in both languages, and recognised across them; the glossary behind them."""

from __future__ import annotations

import time
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import CorpusError
from knowledge.glossary import Entry, Glossary, load_glossary
from knowledge.reading.mentions import mentions, named, only_names

GLOSSARY = Glossary(
    [
        Entry(
            "tokayev",
            "person",
            ("Kassym-Jomart Tokayev", "Tokayev"),
            ("カシムジョマルト・トカエフ", "トカエフ"),
            ("Токаев",),
        ),
        Entry("xi-jinping", "person", ("Xi Jinping",), ("習近平",)),
        Entry("kazakhstan", "country", ("Kazakhstan",), ("カザフスタン",), ("Казахстан",)),
        Entry("kazakh", "people", ("Kazakh",), ("カザフ人", "カザフ")),
        Entry("us", "country", ("United States", "US"), ("米国", "アメリカ")),
        Entry("c5", "organisation", ("C5+1",), ("C5+1",)),
        Entry("cpc", "organisation", ("CPC", "Caspian Pipeline Consortium"), ("CPC",)),
        Entry("power-of-siberia", "project", ("Power of Siberia",), ("シベリアの力",)),
        Entry("power-of-siberia-2", "project", ("Power of Siberia-2",), ("シベリアの力2",)),
        Entry("pipeline", "term", ("pipeline",), ("パイプライン",)),
    ]
)


def found(text: str) -> list[str]:
    """The names checked in a text."""
    return [m.text for m in mentions(text, GLOSSARY) if m.kind != "term"]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "トカエフ大統領はロスアトムとカザトムプロムのパイプラインを訪れた。",
            ["トカエフ", "ロスアトム", "カザトムプロム"],
        ),
        ("岸田首相は新疆ウイグル自治区のアクタウ港を見た。", ["岸田", "新疆", "ウイグル", "アクタウ"]),
        ("C5+1首脳会合で米国のウランを。", ["C5+1", "米国"]),
        ("President Tokayev told Rosatom's chief in Aktau.", ["Tokayev", "Rosatom", "Aktau"]),
        ("Rosatom signed the contract.", ["Rosatom"]),
        ("Rosatom's chief left.", ["Rosatom"]),
        ("Oil exports fell in May.", []),
        ("Stoppages of the line were frequent.", []),
        ("More than half of it went by rail.", []),
        ("Foreign Ministry officials said so on Monday.", []),
        ("The Russian-led force left.", ["Russian"]),
        ("It produced 2.4 GW.", []),
        ("令和7年に決まった。", []),
        ("エネルギーとバランスとコリドーが要る。", []),
    ],
)
def test_names_in_a_sentence(text: str, expected: list[str]) -> None:
    assert found(text) == expected


@given(st.text(max_size=120))
def test_mentions_lie_in_the_text_in_order(text: str) -> None:
    last = 0
    for mention in mentions(text, GLOSSARY):
        assert text[mention.start : mention.end] == mention.text
        assert mention.start >= last
        last = mention.end


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("トカエフは語った。", "President Tokayev said"),
        ("met Tokayev", "カシムジョマルト・トカエフ大統領"),
        ("met Rosatom", "ロスアトムは"),
        ("ロスアトムと会う", "It met Rosatom"),
        ("met Russians", "ロシア系住民"),
        ("met Russia", "中ロの溝"),
        ("talks in Washington", "対米関係、米国"),
        ("talks with Astana", "カザフスタン政府"),
        ("met Semipalatinsk", "セミパラチンスクで"),
        ("met Nazarbayev", "ナザルバエフ前大統領"),
        ("ナザルバエフに会う", "Nazarbayev left"),
        ("met Kishida", "岸田首相は"),
        ("met Iraq", "イラクは"),
        ("met Tengiz", "テンギス油田"),
        ("ヴォルガ川", "ボルガ川"),
        ("ﾄｶｴﾌに会う", "トカエフ"),
        ("met Xi", "習近平国家主席"),
        ("the Kazakhs of Xinjiang", "新疆のカザフ人"),
        ("met Chinese officials", "中国の当局者"),
    ],
)
def test_the_same_name_in_the_other_language(sentence: str, source: str) -> None:
    assert all(named(m, source, GLOSSARY) for m in mentions(sentence, GLOSSARY))


@pytest.mark.parametrize(
    ("sentence", "source"),
    [
        ("met Rosatom", "カザトムプロムは"),
        ("met Iran", "イラクは"),
        ("met Nazarbayev", "トカエフ大統領"),
        ("アクタウに着く", "It reached Aktobe"),
        ("met Tokayev", "徳川家康は"),
        ("met Japan", "中ロの溝"),
        ("met Uzbekistan", "カザフスタンは"),
        ("the CPC line", "the CPA line"),
        ("through Siberia-6 and on", "シベリアの力2"),
    ],
)
def test_another_name_is_another_name(sentence: str, source: str) -> None:
    assert not all(named(m, source, GLOSSARY) for m in mentions(sentence, GLOSSARY))


@pytest.mark.parametrize(
    ("text", "thin"),
    [("Donetsk", True), ("トカエフ", True), ("2024年", True), ("Tokayev said so", False), ("石油を輸出した", False)],
)
def test_only_names(text: str, thin: bool) -> None:
    assert only_names(text, GLOSSARY) is thin


@pytest.mark.parametrize(
    ("text", "ids"),
    [
        ("トカエフ大統領は米国とC5+1で会談", ["tokayev", "us", "c5"]),
        ("kassym-jomart tokayev", ["tokayev"]),
        ("Kassym\u2013Jomart Tokayev\u2019s Kazakhstan", ["tokayev", "kazakhstan"]),
        ("カシムジョマルトトカエフ", ["tokayev"]),
        ("let us go", []),
        ("cpc and CPCの石油", ["cpc"]),
        ("ﾄｶｴﾌとＣＰＣ", ["tokayev", "cpc"]),
        ("カザフスタンのカザフ人", ["kazakhstan", "kazakh"]),
        ("カザフスタンルート", ["kazakhstan"]),
        ("トカエフスキー", []),
        ("Tokayevs", []),
        ("Токаев в Казахстан", ["tokayev", "kazakhstan"]),
        ("Power of Siberia-2", ["power-of-siberia-2"]),
        ("", []),
    ],
)
def test_the_glossary_finds(text: str, ids: list[str]) -> None:
    assert [entry.id for entry in GLOSSARY.find(text)] == ids


@given(st.text(max_size=120))
def test_occurrences_lie_in_the_text(text: str) -> None:
    for one in GLOSSARY.occurrences("トカエフ" + text + "CPC"):
        assert 0 <= one.start < one.end <= len(text) + 7


def test_variants_and_missing_ids() -> None:
    assert GLOSSARY.variants("tokayev", "ja") == ("カシムジョマルト・トカエフ", "トカエフ")
    assert GLOSSARY.variants("nobody") == ()
    assert GLOSSARY.get("nobody") is None


def test_a_question_is_searched_in_microseconds() -> None:
    large = Glossary(
        [*GLOSSARY.entries, *(Entry(f"e{i}", "place", (f"Name{i} Foo",), (f"名前{i}",)) for i in range(1000))]
    )
    question = "What does President Kassym-Jomart Tokayev of Kazakhstan say about the CPC pipeline?"
    best = min(_time(large, question) for _ in range(20))
    assert best < 500e-6  # 30 microseconds alone; the machine may be busy


def _time(glossary: Glossary, question: str) -> float:
    began = time.perf_counter()
    glossary.find(question)
    return time.perf_counter() - began


def test_a_missing_file_is_an_empty_glossary(tmp_path: Path) -> None:
    assert len(load_glossary(tmp_path / "none.yaml")) == 0


def test_a_file_is_read_and_read_again_when_it_changes(tmp_path: Path) -> None:
    place = tmp_path / "glossary.yaml"
    place.write_text("- {id: a, kind: place, en: [Aktau], ja: [アクタウ]}\n", encoding="utf-8")
    assert load_glossary(place) is load_glossary(place)
    assert [entry.id for entry in load_glossary(place).find("アクタウ港")] == ["a"]


@pytest.mark.parametrize(
    "content",
    [
        "a: b",
        "- {kind: place}",
        "- {id: a, en: [1]}",
        "- {id: a, en: {x: y}}",
        "- [",
        "- {id: a}\n- {id: a}",
        b"\xff\xfe\x00",
    ],
)
def test_a_wrong_file_is_one_clear_line(content: str | bytes, tmp_path: Path) -> None:
    place = tmp_path / "glossary.yaml"
    place.write_bytes(content if isinstance(content, bytes) else content.encode())
    with pytest.raises(CorpusError, match="glossary") as caught:
        load_glossary(place)
    assert "\n" not in str(caught.value)


def test_the_shipped_glossary_reads() -> None:
    load_glossary()
