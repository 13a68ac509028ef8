"""Plain text: the layout of news in both languages."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import SourceError
from knowledge.load import load_bytes
from knowledge.settings import LoadSettings
from knowledge.types import Document, Span

SETTINGS = LoadSettings()

JAPANESE = """港町が選んだ風力 漁師たちの十年

2024/03/05 更新: 2024/03/07

北の小さな港町では、十年前から風車が回り続けている。町の電力の「約六割」がそこから生まれる。

漁業協同組合は当初、強く反対した。網の置き場が失われると考えたためである。

港と沖合の風車 (Wikimedia Commons  CC BY-SA 4.0

反対から協力へ

町長は説明会を三十二回開いた。「急がない。全員が納得するまで待つ。」と繰り返したという。

その後、漁師たちは風車の点検船を自ら運航するようになった。

写真: 町役場

残された課題

送電線の容量は足りない。町は来年度に増設を国へ求める方針だ。

関連特集: オピニオン
"""

ENGLISH = """A Harbour Town and Its Wind

By Anna Lindqvist

Updated: March 7, 2024

For ten years the turbines have been turning above the harbour. They make some 60 percent of the town's power.

Photo: Town hall

From protest to partnership

The mayor held 32 meetings. “We will not hurry. We will wait,” she said each time.

Later the fishermen ran the service boats themselves.

What remains

The power line is too small. The town will ask the state for a new one.

Related: Opinion
"""


def load(text: str, name: str = "港.txt") -> Document:
    return load_bytes(text.encode(), name, SETTINGS)


def shown(document: Document, spans: tuple[Span, ...]) -> list[str]:
    return [document.text[span.start : span.end] for span in spans]


def test_japanese_news() -> None:
    document = load(JAPANESE)
    assert document.title == "港町が選んだ風力 漁師たちの十年"
    assert document.title_span == Span(0, len(document.title))
    assert (document.language, document.published, document.stance) == ("ja", "2024-03-05", "opinion")
    assert shown(document, document.headings) == ["反対から協力へ", "残された課題"]
    assert shown(document, document.furniture) == [
        "2024/03/05 更新: 2024/03/07",
        "港と沖合の風車 (Wikimedia Commons  CC BY-SA 4.0",
        "写真: 町役場",
        "関連特集: オピニオン",
    ]
    assert document.text == JAPANESE.strip()
    assert (document.kind, document.origin, document.url) == ("article", None, None)


def test_english_news() -> None:
    document = load(ENGLISH, "harbour.txt")
    assert document.title == "A Harbour Town and Its Wind"
    assert (document.language, document.published, document.author) == ("en", "2024-03-07", "Anna Lindqvist")
    assert document.stance == "opinion"
    assert shown(document, document.headings) == ["From protest to partnership", "What remains"]
    assert shown(document, document.furniture) == [
        "By Anna Lindqvist",
        "Updated: March 7, 2024",
        "Photo: Town hall",
        "Related: Opinion",
    ]


@pytest.mark.parametrize(("text", "name"), [(JAPANESE, "ja.txt"), (ENGLISH, "en.txt")])
def test_one_paragraph_a_line_reads_the_same(text: str, name: str) -> None:
    spaced, tight = load(text, name), load(text.replace("\n\n", "\n"), name)
    assert tight.text == spaced.text
    assert (tight.headings, tight.furniture, tight.title_span) == (spaced.headings, spaced.furniture, spaced.title_span)


def test_fixed_width_lines_are_joined() -> None:
    english = (
        "The old harbour was built a hundred years ago by people who had come from\n"
        "the islands in the north, and it has been widened twice since then without\n"
        "ever being closed.\n\nIt is open today."
    )
    assert load(english, "a.txt").text == english.replace("the islands", "the islands").replace(
        "from\n", "from "
    ).replace("then without\n", "then without ")
    japanese = "この古い港は百年前に北の島々から来た人々の手によって築かれ、その後二度にわたり広\nげられたが、一度も閉じられたことがなく、いまも町の暮らしと商いとを支え続けている\n大切な場所である。\n\n今日も開いている。"
    assert load(japanese).text == japanese.replace("広\nげ", "広げ").replace("いる\n大", "いる大")


def test_indented_paragraphs_without_empty_lines() -> None:
    document = load("　港は広い。船が多い。\n　町は静かだ。人は少ない。\n")
    assert document.text == "港は広い。船が多い。\n\n町は静かだ。人は少ない。"


def test_lists_keep_their_lines() -> None:
    document = load("港の一覧\n\n- 北の港\n- 南の港\n- 東の港\n\n町には港が三つある。どれも古い。")
    assert "- 北の港\n- 南の港\n- 東の港" in document.text
    assert document.headings == ()


def test_a_list_of_names_is_no_row_of_headings() -> None:
    document = load("港の人々\n\n山田\n\n佐藤\n\n鈴木\n\n高橋\n\n四人は同じ船に乗っている。")
    assert len(document.headings) <= 2


def test_prose_first_has_no_title_line() -> None:
    document = load("港は百年前に築かれた。\n\nいまも使われている。", "古い港.txt")
    assert document.title_span is None
    assert document.title == "港は百年前に築かれた。"
    long = "港は百年前に築かれ、" * 20 + "いまもある。"
    assert load(long, "folder/古い港.txt").title == "古い港"


def test_agency_at_the_end_of_prose_is_no_caption() -> None:
    document = load("港の話\n\n町は港を広げる方針を決めた。工事は来月に始まる。（共同）\n\n費用は国が負担する。")
    assert document.furniture == ()


def test_label_before_the_title() -> None:
    document = load("社説\n\n港をどう守るか\n\n2024年3月5日\n\n港は町の命である。守る責任は国にもある。")
    assert (document.title, document.stance, document.published) == ("港をどう守るか", "opinion", "2024-03-05")


def test_control_characters_never_reach_the_title() -> None:
    document = load("港\u202eの\x00話\x1b[31m\n\n港は百年前に築かれた。いまも使われている。")
    assert document.title == "港の話[31m"
    assert "\x00" not in document.text


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(
        st.sampled_from([*JAPANESE.split("\n"), *ENGLISH.split("\n"), "", "　", "# x", "---", "| a |"]), max_size=25
    )
)
def test_spans_are_blocks(lines: list[str]) -> None:
    try:
        document = load("\n".join(lines), "x.txt")
    except SourceError:
        return
    blocks = document.text.split("\n\n")
    at, starts = 0, {}
    for block in blocks:
        assert block and block == block.strip()
        starts[at] = at + len(block)
        at += len(block) + 2
    marked = [*document.headings, *document.furniture, *([document.title_span] if document.title_span else [])]
    assert all(starts.get(span.start) == span.end for span in marked)
    assert len({span.start for span in marked}) == len(marked)
    # The stored text, loaded again, is the same text.
    assert document.title and "\n" not in document.title
