"""Feeds as publishers write them, made up for the tests: RSS 2.0, RSS 0.91, RDF, Atom, JSON Feed; English, Japanese."""

from __future__ import annotations

import json

OIL = "Caspian pipeline carries more Kazakh oil to the Black Sea"
OIL_TEXT = (
    "Kazakhstan sent 5.4 million tonnes of crude oil through the CPC pipeline in October, the energy ministry said on "
    "Monday. It was four percent more than a year before. Russia controls the land that the pipeline crosses."
)
GAMES = "Kairat Almaty win the cup after extra time"
GAMES_TEXT = "The football club from Almaty beat its rival by two goals to one. The coach praised the young keeper."

RSS = f"""<?xml version="1.0" encoding="UTF-8"?>
<rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/" xmlns:dc="http://purl.org/dc/elements/1.1/">
<channel>
  <title>Steppe Herald</title><link>https://herald.example/</link><description>News</description>
  <item>
    <title>{OIL}</title>
    <link>https://herald.example/oil?utm_source=rss&amp;utm_medium=feed</link>
    <guid isPermaLink="false">herald-1</guid>
    <pubDate>Mon, 23 Nov 2026 23:40:00 +0500</pubDate>
    <dc:creator>Aigerim S.</dc:creator>
    <description><![CDATA[<p>{OIL_TEXT}</p><p>The post <a href="#">{OIL}</a> appeared first on <a href="#">Steppe Herald</a>.</p>]]></description>
  </item>
  <item>
    <title>{GAMES}</title>
    <link>https://herald.example/cup</link>
    <guid isPermaLink="false">herald-2</guid>
    <pubDate>Mon, 23 Nov 2026 21:00:00 +0500</pubDate>
    <description>{GAMES_TEXT}</description>
  </item>
</channel></rss>
"""

URANIUM_JA = "カザトムプロム、日本向けウラン輸出で合意"
URANIUM_JA_TEXT = (
    "カザフスタンの国営企業カザトムプロムは24日、日本の電力会社とウランの長期供給で合意した。"
    "輸送はロシアを通らない中部回廊を使う。年間の数量は600トンとなる。"
)
RDF_JA = f"""<?xml version="1.0" encoding="ENCODING"?>
<rdf:RDF xmlns="http://purl.org/rss/1.0/" xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#" xmlns:dc="http://purl.org/dc/elements/1.1/" xml:lang="ja">
<channel rdf:about="https://tsushin.example/rss.rdf">
  <title>大陸通信</title><link>https://tsushin.example/</link><description>中央アジアの報せ</description>
  <items><rdf:Seq><rdf:li rdf:resource="https://tsushin.example/a/1"/></rdf:Seq></items>
</channel>
<item rdf:about="https://tsushin.example/a/1">
  <title>{URANIUM_JA}</title>
  <link>https://tsushin.example/a/1</link>
  <description>{URANIUM_JA_TEXT}</description>
  <dc:date>2026-11-24T08:30:00+09:00</dc:date>
</item>
</rdf:RDF>
"""

ATOM = """<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="en">
  <title type="html">Office of &lt;b&gt;Transit&lt;/b&gt;</title>
  <id>tag:transit.example,2026:feed</id><updated>2026-11-24T09:00:00Z</updated>
  <link rel="self" href="https://transit.example/atom.xml"/>
  <entry>
    <title type="html">Kazakhstan &amp;amp; China open third rail crossing</title>
    <id>tag:transit.example,2026:3</id>
    <link rel="alternate" href="/notes/3"/>
    <published>2026-11-24T08:00:00Z</published><updated>2026-11-24T08:30:00Z</updated>
    <author><name>Transit desk</name></author>
    <summary type="html">&lt;p&gt;Trains between Ayagoz and Bakhty began to run. Freight to China may double by 2030.&lt;/p&gt;</summary>
  </entry>
</feed>
"""

RSS_091 = f"""<?xml version="1.0"?>
<!DOCTYPE rss PUBLIC "-//Netscape Communications//DTD RSS 0.91//EN" "http://my.netscape.com/publish/formats/rss-0.91.dtd">
<rss version="0.91"><channel><title>Old wire</title><link>https://wire.example/</link><description>x</description>
<language>en</language>
<item><title>{OIL}</title><link>https://wire.example/1</link><description>{OIL_TEXT}</description></item>
</channel></rss>
"""

JSON_FEED = json.dumps(
    {
        "version": "https://jsonfeed.org/version/1.1",
        "title": "Corridor notes",
        "items": [
            {
                "id": 7,
                "url": "https://notes.example/7",
                "title": OIL,
                "content_html": f"<p>{OIL_TEXT}</p>",
                "date_published": "2026-11-24T10:00:00+06:00",
                "authors": [{"name": "A. Reader"}],
            },
            "no object",
        ],
    }
)


def rss(*items: str, title: str = "Wire") -> str:
    """An RSS feed of items given as XML."""
    return f'<?xml version="1.0"?><rss version="2.0"><channel><title>{title}</title>{"".join(items)}</channel></rss>'


def item(title: str = OIL, text: str = OIL_TEXT, link: str = "", guid: str = "", date: str = "", more: str = "") -> str:
    """An item of an RSS feed; texts are put in as they are."""
    parts = {"title": title, "description": text, "link": link, "guid": guid, "pubDate": date}
    return "<item>" + "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value) + more + "</item>"


def page(title: str, *paragraphs: str) -> str:
    """An article on a web page."""
    text = "".join(f"<p>{paragraph}</p>" for paragraph in paragraphs)
    return (
        f"<html><head><title>{title}</title></head><body><nav>Home | World | Sport</nav>"
        f"<article><h1>{title}</h1>{text}</article><footer>All rights reserved</footer></body></html>"
    )
