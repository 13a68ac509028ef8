"""Rounds over a real server and a real library: what comes in, what does not, what is written down, what goes on."""

from __future__ import annotations

import gzip
import random
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler
from pathlib import Path

import pytest

from knowledge.errors import LockedError, SettingsError
from knowledge.feeds.journal import Journal
from knowledge.feeds.rounds import JOURNAL, Feeds
from knowledge.feeds.values import FeedHealth, FeedOutcome
from knowledge.opening import Knowledge, open_knowledge
from knowledge.settings import FeedSettings, LoadSettings, Settings
from knowledge.store.lock import WriteLock
from knowledge.types import Source
from tests.feeds.press import GAMES, OIL, OIL_TEXT, RDF_JA, RSS, URANIUM_JA, item, page, rss
from tests.feeds.site import Site, open_site
from tests.test_library import whole

pytestmark = pytest.mark.network
NOW = datetime(2026, 11, 25, 3, 0, tzinfo=UTC)
HOUR = timedelta(hours=1)
DATE = "Tue, 24 Nov 2026 09:00:00 +0000"


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as site:
        yield site


class Desk:
    """A library with feeds, and what it holds of them."""

    def __init__(self, tmp_path: Path, **settings: object) -> None:
        self.list = tmp_path / "feeds.toml"
        self.list.write_text("", encoding="utf-8")
        limits: dict[str, object] = {"pause_s": 0.0, "timeout_s": 1.0, "max_bytes": 200_000} | settings
        self.settings = Settings(
            data_dir=tmp_path / "library",
            corpus=None,
            feeds_file=self.list,
            feeds=FeedSettings(**limits),  # type: ignore[arg-type]
            load=LoadSettings(max_redirects=3),
        )
        self.knowledge: Knowledge = open_knowledge(self.settings)
        self._tables: list[str] = []
        self.feeds = self._open()

    def _open(self) -> Feeds:
        desk = self.knowledge.desk
        return Feeds(self.knowledge.library, desk.glossary, desk.encoder, allow_loopback=True, seed=1)

    def follow(self, id: str, url: str, **more: object) -> None:
        fields: dict[str, object] = {"name": id.title(), "url": url, "kind": "news", "language": "en"} | more
        lines = [
            f"{name} = {str(value).lower() if isinstance(value, bool | int) else repr(value)}"
            for name, value in fields.items()
        ]
        self._tables.append(f"[feeds.{id}]\n" + "\n".join(lines) + "\n")
        self.list.write_text("\n".join(self._tables), encoding="utf-8")
        self.feeds = self._open()

    def round(self, now: datetime = NOW, **more: object) -> dict[str, FeedOutcome]:
        report = self.feeds.fetch_due(now, **more)  # type: ignore[arg-type]
        self.forgotten = report.forgotten
        return {outcome.feed: outcome for outcome in report.outcomes}

    def health(self, id: str) -> FeedHealth:
        return next(one for one in self.feeds.health() if one.source.id == id)

    def held(self) -> list[Source]:
        return [self.knowledge.source(source.id) for source in self.knowledge.sources()]


@pytest.fixture
def desk(tmp_path: Path) -> Iterator[Desk]:
    desk = Desk(tmp_path)
    yield desk
    whole(desk.knowledge)
    desk.knowledge.close()


def test_what_is_on_the_topic_comes_in_as_a_source_of_its_own(site: Site, desk: Desk) -> None:
    desk.follow("herald", site.put("/rss", RSS), kind="state-media")
    desk.follow("tsushin", site.put("/rdf", RDF_JA.replace("ENCODING", "Shift_JIS").encode("shift_jis")), language="ja")
    found = desk.round()
    assert (found["herald"].items, found["herald"].taken, found["herald"].off_topic) == (2, 1, 1)
    assert found["tsushin"].taken == 1
    by_language = {source.language: source for source in desk.held()}
    oil = by_language["en"]
    assert (oil.title, oil.kind, oil.publisher, oil.stance) == (OIL, "feed", "Herald", "state-media")
    assert (oil.published, oil.url, oil.author) == ("2026-11-23", "https://herald.example/oil", "Aigerim S.")
    assert oil.text == f"{OIL}\n\n{OIL_TEXT}"
    assert by_language["ja"].title == URANIUM_JA
    assert GAMES not in " ".join(source.text for source in desk.held())
    hit = desk.knowledge.search("CPC pipeline in October", top=1)[0]
    assert hit.passage.source_id == oil.id
    answer = desk.knowledge.ask("How much crude oil went through the CPC pipeline in October?")
    assert answer.citations and answer.citations[0].source.url == "https://herald.example/oil"
    window = desk.knowledge.sources_between(NOW - 9 * HOUR, NOW, ("feed",), by="published")
    assert {source.id for source in window} == {by_language["ja"].id}
    feed, moment = desk.feeds.moments([oil.id])[oil.id]
    assert feed is not None and feed.id == "herald" and moment == datetime(2026, 11, 23, 18, 40, tzinfo=UTC)
    health = desk.health("herald")
    assert (health.seen, health.taken, health.off_topic, health.problem, health.succeeded) == (2, 1, 1, None, NOW)


def test_a_second_round_asks_only_for_what_is_new(site: Site, desk: Desk) -> None:
    url = site.put("/rss", RSS, ETag='"v1"', Last_Modified="Tue, 24 Nov 2026 00:00:00 GMT")
    desk.follow("herald", url)
    desk.round()
    assert desk.round(NOW + timedelta(minutes=5)) == {}  # not due yet
    assert desk.round(NOW + 2 * HOUR)["herald"].status == "unchanged"
    asked = site.asked[-1][1]
    assert (asked["if-none-match"], asked["if-modified-since"]) == ('"v1"', "Tue, 24 Nov 2026 00:00:00 GMT")
    assert asked["user-agent"].startswith("steppe/") and "rss" in asked["accept"]
    site.put("/rss", RSS)  # a server that knows no conditions, and sends the same again
    assert desk.round(NOW + 4 * HOUR)["herald"].status == "unchanged"
    fresh = item(
        "Tokayev and Xi open rail crossing", "Trains run between Kazakhstan and China.", "https://herald.example/9"
    )
    site.put("/rss", RSS.replace("<item>", fresh + "<item>", 1))
    again = desk.round(NOW + 6 * HOUR)["herald"]
    assert (again.items, again.new, again.taken, again.replaced) == (3, 1, 1, 0)
    assert len(desk.held()) == 2


def test_a_newer_version_replaces_the_older_one(site: Site, desk: Desk) -> None:
    desk.follow("herald", site.put("/rss", rss(item(link="https://h.example/1", guid="g1", date=DATE))))
    desk.round()
    (old,) = desk.held()
    site.put("/rss", rss(item(text=OIL_TEXT.replace("5.4", "5.6"), link="https://h.example/one", guid="g1", date=DATE)))
    outcome = desk.round(NOW + 2 * HOUR)["herald"]
    assert (outcome.new, outcome.replaced) == (0, 1)
    (new,) = desk.held()
    assert "5.6 million" in new.text and new.id != old.id  # the same item by its id, whatever its address is now
    assert desk.health("herald").taken == 1


def test_a_version_that_is_cited_stays_beside_the_newer_one(site: Site, desk: Desk) -> None:
    desk.follow("herald", site.put("/rss", rss(item(link="https://h.example/1", guid="g1"))))
    desk.round()
    (old,) = desk.held()
    for number, hours in (("5.6", 2), ("5.7", 4)):
        site.put("/rss", rss(item(text=OIL_TEXT.replace("5.4", number), link="https://h.example/1", guid="g1")))
        desk.round(NOW + hours * HOUR, protected=lambda source_id: source_id == old.id)
    texts = [source.text for source in desk.held()]
    assert len(texts) == 2 and any("5.4" in text for text in texts) and any("5.7" in text for text in texts)


def test_one_article_in_two_feeds_is_one_source(site: Site, desk: Desk) -> None:
    story = item(link="https://h.example/1?utm_source=a", date=DATE)
    desk.follow("one", site.put("/one", rss(story)))
    desk.follow("two", site.put("/two", rss(story.replace("utm_source=a", "utm_source=b"), title="Two")))
    found = desk.round()
    assert (found["one"].taken, found["two"].taken) == (1, 0)
    assert len(desk.held()) == 1


def test_old_items_go_and_cited_ones_stay(site: Site, desk: Desk) -> None:
    stories = [
        item(f"Kazakhstan and China sign contract {n}", f"Oil pipeline contract number {n} was signed.", guid=f"g{n}")
        for n in range(3)
    ]
    desk.follow("herald", site.put("/rss", rss(*stories, item(date="Mon, 01 Jun 2026 00:00:00 GMT", guid="archive"))))
    found = desk.round()["herald"]
    assert (found.taken, found.passed, found.undated) == (3, 1, 3)  # what the archive lists is too old to come in
    kept = desk.held()[0].id
    later = datetime.now(UTC) + timedelta(days=61)
    desk.round(later, protected=lambda source_id: source_id == kept)
    assert desk.forgotten == 2 and [source.id for source in desk.held()] == [kept]
    assert desk.round(later + 3 * HOUR)["herald"].status == "unchanged"  # still listed, yet not taken again
    desk.round(later + 6 * HOUR)
    assert desk.held() == []


def test_impossible_dates_are_unknown_and_counted(site: Site, desk: Desk) -> None:
    stories = [
        item("Kazakhstan oil by CPC pipeline stopped", "Loading of Kazakh oil stopped at the sea.", guid="a", date="Thu, 01 Jan 1970 00:00:00 GMT"),
        item("Tokayev to meet Putin on gas", "Kazakhstan wants more gas from Russia.", guid="b", date="Sat, 25 Dec 2027 00:00:00 GMT"),
    ]  # fmt: skip
    desk.follow("herald", site.put("/rss", rss(*stories)))
    outcome = desk.round()["herald"]
    assert (outcome.taken, outcome.undated) == (2, 2)
    assert {source.published for source in desk.held()} == {None}
    assert desk.health("herald").undated == 2


def test_other_languages_are_passed_over(site: Site, desk: Desk) -> None:
    russian = item("Казахстан увеличил экспорт нефти в Китай", "Сообщило министерство энергетики Казахстана.")
    desk.follow("wire", site.put("/rss", rss(russian, item())))
    outcome = desk.round()["wire"]
    assert (outcome.taken, outcome.passed) == (1, 1)


def test_a_headline_alone_can_be_quoted(site: Site, desk: Desk) -> None:
    desk.follow("wire", site.put("/rss", rss(item(text=""))))
    desk.round()
    (source,) = desk.held()
    assert source.text == OIL
    assert [p.text for p in desk.knowledge.library.catalogue.passages_of(source.id)] == [OIL]


# servers that do not behave


def endless(handler: BaseHTTPRequestHandler) -> None:
    while True:
        handler.wfile.write(b"<item>" * 10_000)


def slow(handler: BaseHTTPRequestHandler) -> None:
    for _ in range(100):
        handler.wfile.write(b"<")
        time.sleep(0.05)


LOGIN = '<html><body><form><input name="user"><input type="password" name="p"></form></body></html>'
BAD: dict[str, tuple[str, Callable[[Site], str]]] = {
    "html": ("html", lambda s: s.put("/html", "<!doctype html><html><body>Welcome</body></html>")),
    "login": ("login", lambda s: s.put("/login", LOGIN)),
    "empty": ("empty", lambda s: s.put("/empty", "")),
    "garbage": ("not-a-feed", lambda s: s.put("/garbage", bytes(range(256)) * 100)),
    "missing": ("not-found", lambda s: s.url + "/missing"),
    "gone": ("gone", lambda s: s.put("/gone", "", 410)),
    "forbidden": ("refused", lambda s: s.put("/forbidden", "", 403)),
    "failing": ("server-error", lambda s: s.put("/failing", "oops", 500)),
    "teapot": ("status", lambda s: s.put("/teapot", "", 418)),
    "endless": ("too-large", lambda s: s.put("/endless", endless)),
    "declared": ("too-large", lambda s: s.put("/declared", "<rss>", Content_Length="100000000")),
    "bomb": ("too-large", lambda s: s.put("/bomb", gzip.compress(b" " * 50_000_000), Content_Encoding="gzip")),
    "slow": ("late", lambda s: s.put("/slow", slow)),
    "loop": ("unreachable", lambda s: s.put("/loop", "", 302, Location="/loop")),
    "private": ("address", lambda s: s.put("/private", "", 302, Location="http://10.0.0.1/feed")),
    "metadata": ("address", lambda s: s.put("/metadata", "", 301, Location="http://169.254.169.254/latest/")),
    "file": ("address", lambda s: s.put("/file", "", 302, Location="file:///etc/passwd")),
    "garbled": ("unreachable", lambda s: s.put("/garbled", b"\x1f\x8bnonsense", Content_Encoding="gzip")),
    "refused": ("unreachable", lambda s: "http://127.0.0.1:9/rss"),
}


def test_what_goes_wrong_is_one_line_and_the_next_feed_goes_on(site: Site, desk: Desk) -> None:
    for id, (_, build) in BAD.items():
        desk.follow(id, build(site))
    desk.follow("good", site.put("/good", RSS))
    found = desk.round()
    assert {id: outcome.problem for id, outcome in found.items() if id != "good"} == {
        id: word for id, (word, _) in BAD.items()
    }
    assert found["good"].taken == 1
    for id, (word, _) in BAD.items():
        health = desk.health(id)
        assert (health.problem, health.failures, health.tried, health.succeeded) == (word, 1, NOW, None)
        assert health.line and "\n" not in health.line and ": " in health.line, health.line
        assert health.due is not None and health.due > NOW + HOUR * 0.89
    assert desk.health("gone").due > NOW + timedelta(days=6)  # type: ignore[operator]


def test_this_machine_and_private_networks_are_refused_by_default(site: Site, desk: Desk) -> None:
    desk.list.write_text(
        f'[feeds.here]\nname = "x"\nurl = "{site.put("/rss", RSS)}"\nkind = "news"\nlanguage = "en"\n', encoding="utf-8"
    )
    with pytest.raises(SettingsError, match=r"feeds\.here"):  # another port than those of the web
        desk.knowledge.feed_health()
    desk.list.write_text(desk.list.read_text().replace(site.url, "http://127.0.0.1"), encoding="utf-8")
    (outcome,) = desk.knowledge.fetch_feeds(NOW).outcomes
    assert outcome.problem == "address" and not site.asked


def test_a_server_that_asks_for_peace_gets_it(site: Site, desk: Desk) -> None:
    site.put("/busy", "", 429, Retry_After="18000")
    site.put("/down", "", 503, Retry_After="Wed, 25 Nov 2026 09:00:00 GMT")
    site.put("/odd", "", 429, Retry_After="soon")
    site.put("/never", "", 429, Retry_After="9" * 30)
    for id in ("busy", "down", "odd", "never"):
        desk.follow(id, f"{site.url}/{id}")
    desk.round()
    due = {id: desk.health(id).due for id in ("busy", "down", "odd", "never")}
    assert all(due.values())
    assert NOW + 5 * HOUR < due["busy"] < NOW + 5.1 * HOUR  # type: ignore[operator]
    assert NOW + 6 * HOUR < due["down"] < NOW + 6.1 * HOUR  # type: ignore[operator]
    assert due["odd"] < NOW + 1.2 * HOUR  # type: ignore[operator]
    assert NOW + timedelta(days=6) < due["never"] < NOW + timedelta(days=8)  # type: ignore[operator]
    assert desk.health("busy").problem == "busy"


def test_waiting_grows_with_failures_and_ends_with_success(site: Site, desk: Desk) -> None:
    desk.follow("wire", site.put("/rss", "oops", 500), every_min=30)
    now, waits = NOW, []
    for _ in range(9):
        desk.round(now)
        due = desk.health("wire").due
        assert due is not None
        waits.append((due - now).total_seconds() / 60)
        now = due
    for wait, wanted in zip(waits, (30, 60, 120, 240, 480, 960, 1440, 1440, 1440), strict=True):
        assert abs(wait - wanted) <= 0.11 * wanted, waits
    assert len({round(wait / wanted, 3) for wait, wanted in zip(waits, (30, 60, 120), strict=False)}) > 1  # jitter
    site.put("/rss", RSS)
    desk.round(now)
    health = desk.health("wire")
    assert (health.failures, health.problem, health.line) == (0, None, None)
    assert health.due is not None and health.due - now < timedelta(minutes=34)


def test_redirects_are_followed_and_a_move_is_told(site: Site, desk: Desk) -> None:
    site.put("/new", RSS)
    desk.follow("moved", site.put("/old", "", 301, Location="/new"))
    desk.follow("lent", site.put("/tmp", "", 302, Location="/new"))
    found = desk.round()
    assert found["moved"].taken == 1
    assert f"has moved to {site.url}/new" in str(desk.health("moved").line)
    assert desk.health("lent").line is None and desk.health("lent").problem is None


def test_a_new_address_begins_anew(site: Site, desk: Desk) -> None:
    desk.follow("herald", site.put("/a", RSS, ETag='"x"'))
    desk.round()
    desk._tables.clear()
    desk.follow("herald", site.put("/b", RSS, ETag='"x"'))
    assert desk.health("herald").tried is None
    assert desk.round(NOW)["herald"].status == "fetched"  # asked at once, and without the other address's mark
    assert len(desk.held()) == 1


# pages of items

STORY = [
    "Kazakhstan and China opened the Ayagoz crossing on Tuesday. " * 3,
    "Freight will double by 2030, both sides said. " * 4,
]
STORY_TITLE = "Kazakhstan and China open Ayagoz crossing"


def story(site: Site, **more: str) -> str:
    return item(STORY_TITLE, "Kazakhstan and China opened a rail crossing.", f"{site.url}/story", **more)


def test_the_full_text_comes_from_the_page(site: Site, desk: Desk) -> None:
    site.put("/story", page(STORY_TITLE, *STORY), Content_Type="text/html; charset=utf-8")
    desk.follow("herald", site.put("/rss", rss(story(site, date=DATE))), full_text=True)
    assert desk.round()["herald"].pages == 1
    (source,) = desk.held()
    assert "Freight will double by 2030" in source.text and "All rights reserved" not in source.text
    assert (source.title, source.published, source.publisher) == (STORY_TITLE, "2026-11-24", "Herald")
    assert site.paths() == ["/rss", "/robots.txt", "/story"]
    desk.round(NOW + 2 * HOUR)
    assert site.paths().count("/story") == 1


def test_without_the_choice_no_page_is_asked_for(site: Site, desk: Desk) -> None:
    desk.follow("herald", site.put("/rss", rss(story(site))))
    desk.round()
    assert site.paths() == ["/rss"]


@pytest.mark.parametrize(
    "robots",
    ["User-agent: *\nDisallow: /story", "User-agent: steppe\nDisallow: /", "User-agent: *\nCrawl-delay: 3600"],
)
def test_robots_txt_is_respected(site: Site, desk: Desk, robots: str) -> None:
    site.put("/robots.txt", robots, Content_Type="text/plain")
    site.put("/story", page(STORY_TITLE, *STORY), Content_Type="text/html")
    desk.follow("herald", site.put("/rss", rss(story(site))), full_text=True)
    assert desk.round()["herald"].taken == 1  # what the feed itself says comes in
    assert "/story" not in site.paths()
    assert "Freight" not in desk.held()[0].text


def test_robots_txt_that_fails_keeps_us_away(site: Site, desk: Desk) -> None:
    site.put("/robots.txt", "", 503)
    site.put("/story", page(STORY_TITLE, *STORY), Content_Type="text/html")
    desk.follow("herald", site.put("/rss", rss(story(site))), full_text=True)
    desk.round()
    assert "/story" not in site.paths()


def test_a_redirect_does_not_lead_around_robots_txt(site: Site, desk: Desk) -> None:
    site.put("/robots.txt", "User-agent: *\nDisallow: /closed", Content_Type="text/plain")
    site.put("/story", "", 302, Location="/closed")
    site.put("/closed", page(STORY_TITLE, *STORY), Content_Type="text/html")
    desk.follow("herald", site.put("/rss", rss(story(site))), full_text=True)
    assert desk.round()["herald"].taken == 1
    assert "/closed" not in site.paths()


@pytest.mark.parametrize(
    ("body", "status"),
    [
        (page("Please log in", "You must have an account to read on. " * 20), 200),
        (page(STORY_TITLE, "Subscribe to go on reading this story and support our newsroom. " * 9), 200),
        (page("Cookies", "We and our 812 partners value your privacy. " * 20), 200),
        ("", 500),
        ("", 200),
        ("<html>", 200),
    ],
)
def test_a_page_about_something_else_is_not_the_article(site: Site, desk: Desk, body: str, status: int) -> None:
    site.put("/story", body, status, Content_Type="text/html")
    desk.follow("herald", site.put("/rss", rss(story(site))), full_text=True)
    assert desk.round()["herald"].taken == 1
    assert desk.held()[0].text == f"{STORY_TITLE}\n\nKazakhstan and China opened a rail crossing."


def test_what_does_not_fit_into_a_round_comes_with_the_next(site: Site, tmp_path: Path) -> None:
    desk = Desk(tmp_path, max_pages=2)
    stories = []
    for n in range(5):
        title = f"Kazakhstan and China sign oil contract {n}"
        link = f"{site.url}/story/{n}"
        site.put(f"/story/{n}", page(title, f"{title} on Tuesday, both sides said. " * 9), Content_Type="text/html")
        stories.append(item(title, f"Contract {n} for Kazakh oil was signed.", link))
    desk.follow("herald", site.put("/rss", rss(*stories), ETag='"1"'), full_text=True)
    taken = [desk.round(NOW + hours * HOUR)["herald"].taken for hours in (0, 2, 4, 6)]
    assert taken == [2, 2, 1, 0]
    assert all("both sides said" in source.text for source in desk.held())
    desk.knowledge.close()


def test_one_host_is_asked_slowly(site: Site, tmp_path: Path) -> None:
    desk = Desk(tmp_path, pause_s=0.3)
    for n in range(3):
        desk.follow(f"feed{n}", site.put(f"/{n}", rss(item(title=f"Item {n}", text="Nothing."))))
    began = time.monotonic()
    desk.round()
    assert time.monotonic() - began >= 0.6
    desk.knowledge.close()


# the program around it


def test_closing_ends_a_round_at_once_and_loses_nothing(site: Site, tmp_path: Path) -> None:
    desk = Desk(tmp_path, pause_s=60)
    desk.follow("first", site.put("/first", RSS))
    desk.follow("second", site.put("/second", RSS))
    done: list[dict[str, FeedOutcome]] = []
    thread = threading.Thread(target=lambda: done.append(desk.round()))
    thread.start()
    while "/first" not in site.paths():
        time.sleep(0.01)
    began = time.monotonic()
    desk.feeds.close()
    thread.join(5)
    assert time.monotonic() - began < 5
    assert done[0]["first"].taken == 1 and done[0].get("second", FeedOutcome("", "stopped")).status == "stopped"
    assert desk.round() == {}  # closed
    whole(desk.knowledge)
    desk.feeds = desk._open()
    assert desk.health("second").tried is None  # not counted as a failure
    desk.knowledge.close()


def test_nothing_is_asked_while_another_process_writes(site: Site, desk: Desk) -> None:
    desk.follow("herald", site.put("/rss", RSS))
    other = WriteLock(desk.settings.data_dir)
    other.acquire()
    with pytest.raises(LockedError):
        desk.round()
    assert not site.asked
    other.release()
    assert desk.round()["herald"].taken == 1


KILLED = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from knowledge.feeds.rounds import Feeds
from knowledge.opening import open_knowledge
from knowledge.settings import FeedSettings, Settings
folder, feeds = map(Path, sys.argv[1:])
settings = Settings(data_dir=folder, corpus=None, feeds_file=feeds, feeds=FeedSettings(pause_s=0))
knowledge = open_knowledge(settings)
desk = knowledge.desk
print("ready", flush=True)
Feeds(knowledge.library, desk.glossary, desk.encoder, allow_loopback=True).fetch_due(datetime.now(UTC), everything=True)
"""


def test_a_kill_in_the_middle_of_a_round_loses_nothing_and_doubles_nothing(site: Site, desk: Desk) -> None:
    stories = [
        item(f"Kazakhstan sends oil cargo {n} by the CPC pipeline", f"Cargo {n} of Kazakh crude oil left for Europe.", guid=f"g{n}")
        for n in range(60)
    ]  # fmt: skip
    desk.follow("herald", site.put("/rss", rss(*stories)))
    chance = random.Random(5)
    for _ in range(2):
        command = [sys.executable, "-c", KILLED, str(desk.settings.data_dir), str(desk.list)]
        with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
            assert process.stdout is not None and process.stdout.readline() == "ready\n"
            time.sleep(chance.uniform(0.1, 1.5))
            process.kill()
    desk.knowledge.close()
    desk.knowledge = open_knowledge(desk.settings)  # sweeps out what the kill left behind
    desk.feeds = desk._open()
    desk.round(everything=True)
    titles = sorted(source.title for source in desk.held())
    assert titles == sorted(f"Kazakhstan sends oil cargo {n} by the CPC pipeline" for n in range(60))


def test_a_lost_or_damaged_journal_costs_nothing(site: Site, desk: Desk) -> None:
    desk.follow("herald", site.put("/rss", RSS, ETag='"1"'))
    desk.round()
    path = desk.settings.data_dir / JOURNAL
    for suffix in ("", "-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    again = desk.round()["herald"]
    assert (again.taken, again.replaced, len(desk.held())) == (0, 0, 1)
    path.write_bytes(b"no database " * 1_000)
    for suffix in ("-wal", "-shm"):
        path.with_name(path.name + suffix).unlink(missing_ok=True)
    assert desk.round()["herald"].status == "fetched"
    assert len(desk.held()) == 1
    assert Journal(path).health(desk.feeds.sources)[0].seen == 2


def test_a_fault_with_one_feed_does_not_end_the_round(site: Site, desk: Desk, monkeypatch: pytest.MonkeyPatch) -> None:
    from knowledge.feeds import rounds

    parse = rounds.parse_feed

    def failing(data: bytes, content_type: str | None, url: str, *rest: object, **named: object) -> object:
        if url.endswith("/bad"):
            raise RuntimeError("unforeseen")
        return parse(data, content_type, url, *rest, **named)  # type: ignore[arg-type]

    monkeypatch.setattr(rounds, "parse_feed", failing)
    desk.follow("bad", site.put("/bad", RSS))
    desk.follow("good", site.put("/good", RSS))
    found = desk.round()
    assert (found["bad"].problem, found["good"].taken) == ("fault", 1)


def test_an_article_ingested_by_hand_outlives_the_feed(site: Site, desk: Desk, tmp_path: Path) -> None:
    (tmp_path / "oil.md").write_text(f"# {OIL}\n\n{OIL_TEXT} And more, noted by hand.\n", encoding="utf-8")
    desk.knowledge.ingest([tmp_path / "oil.md"])
    desk.follow("herald", site.put("/rss", RSS))
    desk.round()
    assert len(desk.held()) == 2
    desk.round(datetime.now(UTC) + timedelta(days=70))
    assert [source.kind for source in desk.held()] == ["article"]


def test_no_feeds_is_no_work(desk: Desk) -> None:
    assert desk.round() == {} and desk.feeds.health() == ()
    assert not (desk.settings.data_dir / JOURNAL).exists()
