"""Markdown and front matter."""

from __future__ import annotations

import contextlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import FormatError, SteppeError
from knowledge.load import load_bytes
from knowledge.load.markdown import plain_inline
from knowledge.settings import LoadSettings
from knowledge.types import Document

SETTINGS = LoadSettings()

TEXT = """---
title: 港の風力
date: 2024-03-05
lang: ja
kind: report
stance: official
publisher: "港湾: 協会"
author: [山田, 佐藤]
url: https://example.org/wind
colour: blue
---
# 港の風力

町の電力の**約六割**は[風車](https://example.org/a_(b) "題")から
生まれる。![図](x.png)

反対から協力へ
--------------

説明会は`三十二回`開かれた。<b>全員</b>が納得した。

- 北の港
- 南の
  港

* 東の港

### 表 ###

| 港 | 船 |
|:---|---:|
| 北 | 12 |

```
コード *そのまま*

二行目
```

> 引用の一行目
> 二行目である。

[ref]: https://example.org
***
最後の行\\
改行あり。<!-- 見えない -->
"""


def load(text: str, name: str = "a.md") -> Document:
    return load_bytes(text.encode(), name, SETTINGS)


def test_everything_at_once() -> None:
    document = load(TEXT)
    assert document.text.split("\n\n") == [
        "港の風力",
        "町の電力の約六割は風車から生まれる。",
        "反対から協力へ",
        "説明会は三十二回開かれた。全員が納得した。",
        "- 北の港\n- 南の港\n* 東の港",
        "表",
        "港 | 船\n北 | 12",
        "コード *そのまま*",
        "二行目",
        "引用の一行目二行目である。",
        "最後の行\n改行あり。",
    ]
    assert [document.text[s.start : s.end] for s in document.headings] == ["反対から協力へ", "表"]
    assert document.title_span is not None and document.title_span.end == 4
    assert (document.title, document.published, document.language) == ("港の風力", "2024-03-05", "ja")
    assert (document.kind, document.stance, document.publisher) == ("report", "official", "港湾: 協会")
    assert (document.author, document.url, document.origin) == ("山田, 佐藤", "https://example.org/wind", None)


def test_front_matter_title_beside_none_in_the_text() -> None:
    document = load("---\ntitle: Wind\npublished: March 5, 2024\n---\n\nThe harbour is wide. It is old.\n")
    assert (document.title, document.title_span, document.published) == ("Wind", None, "2024-03-05")
    assert document.text == "The harbour is wide. It is old."


def test_front_matter_in_a_text_file() -> None:
    assert load("---\ntitle: 港\n---\n港は広い。船が多い。", "a.txt").title == "港"


def test_carriage_returns_and_byte_order_mark() -> None:
    assert load("\ufeff" + TEXT.replace("\n", "\r\n")).text == load(TEXT).text


def test_a_heading_below_prose_is_no_title() -> None:
    document = load(
        "The harbour is old, and it has been widened two times since it was built.\n\n# Part\n\nIt is wide.", "port.md"
    )
    assert document.title_span is None
    assert document.title == "Part"


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("---\ntitle: a\n\nno end", r"a\.md: line 1: the front matter is not closed; end it with a line of ---"),
        ("---\ntitle: a\nlang: [ja\n---\nx", r"a\.md: line [34]: front matter is not YAML \(.*\); mend the line"),
        ("---\ntitle: a\ndate: soon\n---\nx", r"a\.md: line 3: 'soon' is no date; write YYYY-MM-DD"),
        ("---\ndate: 2024-13-45\n---\nx", r"a\.md: line 2: '2024-13-45' is no date"),
        ("---\nlang: fr\n---\nx", r"a\.md: line 2: 'fr' is no language"),
        ("---\nkind: dossier\n---\nx", r"a\.md: line 2: 'dossier' is no kind; write one of article"),
        ("---\nstance: mine\n---\nx", r"a\.md: line 2: 'mine' is no stance"),
        ("---\nurl: javascript:x\n---\nx", r"a\.md: line 2: .* is no address"),
    ],
)
def test_broken_front_matter(text: str, message: str) -> None:
    with pytest.raises(FormatError, match=message) as caught:
        load(text)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("marked", "plain"),
    [
        ("**a** _b_ *c* __d__ ~~e~~ ***f***", "a b c d e f"),
        ("snake_case_name and 2 * 3 * 4", "snake_case_name and 2 * 3 * 4"),
        ("重要な**港**である", "重要な港である"),
        (r"\*not\* `*code*` \[x\]", "*not* *code* [x]"),
        ("[a [b] c](http://x/(y)) and [t][r] and <https://z.org>", "a [b] c and t and https://z.org"),
        ("a &amp; b &lt;c&gt; ![x](y)", "a & b <c> "),
        ("5 < 6 and 7 > 2", "5 < 6 and 7 > 2"),
        ("[注1] と [2]", "[注1] と [2]"),
    ],
)
def test_inline(marked: str, plain: str) -> None:
    assert plain_inline(marked) == plain


@settings(deadline=None)  # the machine may be busy
@given(
    st.lists(
        st.sampled_from([*TEXT.split("\n"), "````", "~~~", "    code", "1. a", "===", "[", "**", "---", "> > #x"]),
        max_size=40,
    )
)
def test_any_markdown(lines: list[str]) -> None:
    try:
        document = load("\n".join(["港は広い。", *lines]))
    except SteppeError as error:
        assert "\n" not in str(error)
        return
    assert "\n\n\n" not in document.text
    ends = {0}
    for span in sorted([*document.headings, *document.furniture]):
        assert document.text[: span.start].endswith("\n\n") or span.start == 0
        assert document.text[span.end :].startswith("\n\n") or span.end == len(document.text)
        assert span.start not in ends or span.start == 0
        ends.add(span.end)


@settings(deadline=None)  # the machine may be busy
@given(st.text(alphabet="*_`[]()<>!~\\ab港 &;|\n#-", max_size=120))
def test_any_marks(text: str) -> None:
    with contextlib.suppress(SteppeError):
        load("港は広い。\n\n" + text)
