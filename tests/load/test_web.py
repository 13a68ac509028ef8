"""HTML pages."""

from __future__ import annotations

import pytest

from knowledge.errors import EmptyError
from knowledge.load import load_bytes
from knowledge.settings import LoadSettings
from knowledge.types import Document

SETTINGS = LoadSettings()
PROSE = "町の電力の約六割は風車から生まれる。漁業協同組合は当初、強く反対したが、いまでは点検船を自ら運航している。"
PAGE = f"""<!DOCTYPE html><html lang="en"><head><meta charset="CHARSET"><title>港の風力 - 港新聞</title>
<meta property="og:title" content="港の風力"><meta property="og:site_name" content="港新聞">
<meta name="author" content="山田太郎"><meta property="article:published_time" content="2024-03-05T09:00:00+09:00">
<meta property="article:section" content="オピニオン">
<script>alert("消える")</script></head>
<body><nav><a href="/">ホーム</a><a href="/x">天気</a></nav><article><h1>港の風力</h1><p>2024年3月5日</p><p>{PROSE}</p>
<h2>反対から協力へ</h2><p>説明会は<b>三十二回</b>開かれた。<a href="/m">町長</a>は急がなかった。{PROSE}</p>
<ul><li>北の港</li><li>南の港</li></ul><table><tr><th>港</th><th>船</th></tr><tr><td>北</td><td>12</td></tr></table>
<p>関連記事: 天気</p></article><footer>&copy; 港新聞</footer></body></html>"""


def load(page: str, encoding: str = "utf-8", content_type: str | None = None) -> Document:
    return load_bytes(page.replace("CHARSET", encoding).encode(encoding), "a.html", SETTINGS, content_type=content_type)


@pytest.mark.parametrize("encoding", ["utf-8", "shift_jis", "euc-jp"])
def test_article(encoding: str) -> None:
    document = load(PAGE, encoding)
    shown = [document.text[s.start : s.end] for s in (*document.headings, *document.furniture)]
    assert document.title == "港の風力"
    assert document.title_span is not None and document.title_span.start == 0
    assert (document.language, document.published, document.stance) == ("ja", "2024-03-05", "opinion")
    assert (document.publisher, document.author) == ("港新聞", "山田太郎")
    assert shown == ["反対から協力へ", "2024年3月5日", "関連記事: 天気"]
    assert "説明会は三十二回開かれた。町長は急がなかった。" in document.text
    assert "- 北の港\n- 南の港" in document.text
    assert "港 | 船\n北 | 12" in document.text
    assert "ホーム" not in document.text and "消える" not in document.text


def test_charset_of_the_server() -> None:
    page = PAGE.replace('<meta charset="CHARSET">', "")
    data = page.encode("euc_jp")
    assert load_bytes(data, "a", SETTINGS, content_type="text/html; charset=EUC-JP").title == "港の風力"


def test_a_small_page() -> None:
    document = load(
        "<html><head><title>Port</title></head><body><p>The harbour is old and it is wide.</p></body></html>"
    )
    assert (document.title, document.text) == ("Port", "The harbour is old and it is wide.")


@pytest.mark.parametrize("page", ["<html></html>", "<html><body><script>write('x')</script></body></html>"])
def test_a_page_without_text(page: str) -> None:
    with pytest.raises(EmptyError, match=r"a\.html: no text"):
        load(page)
