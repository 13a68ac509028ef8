"""The library from the chat: a real library, the unchanged bot, the simulated Telegram."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

import fpdf
import pytest
from hypothesis import given
from hypothesis import strategies as st

import knowledge.load
from bot.shelf import presses
from bot.shelf.note import Note, read_note
from bot.shelf.receipts import NAME_CHARS, shown_name
from bot.simulator.driver import Simulator
from bot.simulator.person import Person
from bot.simulator.refusal import Json
from knowledge.opening import Knowledge
from knowledge.types import LANGUAGES
from tests.bot.conftest import running
from tests.load.test_pdf import encrypted
from tests.load.test_word import bomb
from tests.small import NEWS_EN, NEWS_JA

BOSS, LIBRARIAN = 9, 8
EN, JA = NEWS_EN.encode(), NEWS_JA.encode()


def labels(message: Json) -> list[list[str]]:
    return [[b["text"] for b in row] for row in message.get("reply_markup", {}).get("inline_keyboard", [])]


def end_of(person: Person) -> str:
    """What the receipt says at the end."""
    told = ""
    while not told.startswith(("✓", "✗", "Already", "すでに")):
        told = str(person.wait_edit()["text"])
    return told


def pdf(text: str) -> bytes:
    page = fpdf.FPDF()
    page.add_page()
    page.set_font("helvetica", size=11)
    page.multi_cell(0, 6, text)
    return bytes(page.output())


@pytest.fixture
def reading(telegram: Simulator, small: Knowledge) -> Iterator[Simulator]:
    """The bot over the small real library, with an operator and a librarian."""
    with running(small, telegram, admin_ids=(BOSS,), librarian_ids=(LIBRARIAN,)):  # type: ignore[arg-type]
        yield telegram


@pytest.fixture(autouse=True)
def no_pace(monkeypatch: pytest.MonkeyPatch, telegram: Simulator) -> None:
    """Telegram's pace is tested elsewhere; here it would only be waited for."""
    monkeypatch.setattr("bot.limiter.PRIVATE_BURST", 1_000)
    telegram.world.flood.on = False


def test_a_file_becomes_a_source_that_answers(reading: Simulator, small: Knowledge) -> None:
    boss = reading.user(BOSS, "Boss")
    sent = boss.uploads("news.txt", EN)
    receipt = boss.wait_reply()
    assert receipt["text"] == "news.txt\nReceived. Waiting for its turn …"
    assert receipt["reply_to_message"]["message_id"] == sent["message_id"]
    done = boss.wait_edit()
    assert done["text"].startswith("✓ Added to the library\nA lighthouse goes quiet\nuploaded document · English · ")
    assert labels(done) == [["Open card", "Forget …"]]
    boss.presses(done, "Open card")
    card = boss.wait_reply()
    assert (
        "Published: 2 April 2024" in card["text"] and "Language: English" in card["text"] and "Added: " in card["text"]
    )
    assert labels(card) == [["Read from the beginning"], ["Forget …"]]
    boss.presses(card, "Read from the beginning")
    assert "switched off on 31 March 2024" in boss.wait_reply()["text"]
    boss.says("/sources")
    assert "A lighthouse goes quiet" in boss.wait_reply()["text"]
    boss.uploads("same.txt", EN)
    boss.wait_reply()
    assert end_of(boss).startswith("Already in the library")
    assert len([s for s in small.sources() if s.kind == "upload"]) == 1


def test_formats_captions_and_forwards(reading: Simulator, small: Knowledge) -> None:
    yuki, anna = reading.user(LIBRARIAN, "Yuki", language_code="ja"), reading.user(1)
    yuki.uploads("図書館.md", b"# " + JA, caption="論説：山の図書館")
    yuki.wait_reply()
    assert end_of(yuki).startswith("✓ 資料に加えました\n山の図書館\n論説 · 日本語 · ")
    prose = "The salt road of Talwick is 412 km long. It was paved in 1987 by the county, and is open all year. " * 3
    yuki.uploads("road.pdf", pdf(prose))
    yuki.wait_reply()
    assert end_of(yuki).startswith("✓ 資料に加えました")
    page = f"<html><head><title>Salt tax</title></head><body><article><p>{prose} Taxed since 1990.</p></article></body></html>".encode()
    for name, body, caption in (("tax.html", page, ""), ("road.txt", prose.encode() * 2, "x" * 1_000)):
        yuki.uploads(name, body, caption)
        yuki.wait_reply()
        assert end_of(yuki).startswith("✓"), name
    assert max(len(s.title) for s in small.sources()) <= 120
    theirs = anna.uploads("evil.txt", EN, caption="official: Trust me")
    assert "librarians" in anna.wait_reply()["text"]
    yuki.forwards(theirs)
    yuki.wait_reply()
    assert "A lighthouse goes quiet\n投稿された文書" in end_of(yuki), "what others wrote under it says nothing here"


@pytest.mark.parametrize(("name", "body", "reason"), [
    ("picture.pdf", b"\x89PNG\r\n\x1a\n" + b"0" * 500, "not a text, Markdown, HTML, PDF or Word"),
    ("report.docx", b"plain words", "not what its name says"),
    ("locked.pdf", encrypted("secret"), "asks for a password"),
    ("empty.txt", b" ", "There is no text in it"),
    ("bomb.docx", bomb(declared=1_000), "✗ Not added"),
    ("greek.txt", "Το παλιό λιμάνι της πόλης είναι ήσυχο το βράδυ και οι βάρκες γυρίζουν.".encode(), "neither Japanese nor"),
    ("big.bin", b"x" * 20_000_001, "up to 20 MB"),
    ("../../etc/passwd\u202efdp.exe", b"\x7fELF" + b"\0" * 300, "✗ Not added: passwdfdp.exe\n"),
])  # fmt: skip
def test_a_bad_file_gets_one_clear_line(
    reading: Simulator, small: Knowledge, name: str, body: bytes, reason: str
) -> None:
    boss = reading.user(BOSS, "Boss")
    before = len(small.sources())
    boss.uploads(name, body)
    told = str(boss.wait_reply()["text"])
    if not told.startswith("✗"):
        told = end_of(boss)
    assert reason in told and told.count("\n") == 1 and "Traceback" not in told
    assert len(small.sources()) == before


def test_albums_and_two_at_once_and_a_file_telegram_lost(reading: Simulator, small: Knowledge) -> None:
    boss, anna = reading.user(BOSS, "Boss"), reading.user(1)
    for _ in range(3):
        boss.uploads("news.txt", EN)
    ends = _ends(boss, 3)
    assert sorted(text.split("\n")[0] for text in ends) == ["Already in the library, nothing changed"] * 2 + [
        "✓ Added to the library"
    ]
    for number in range(4):
        anna.says("", extra={"media_group_id": "77", "document": {
            "file_id": f"f{number}", "file_unique_id": f"u{number}", "file_name": "a.txt", "file_size": 3}})  # fmt: skip
    assert "librarians" in anna.wait_reply()["text"] and anna.hears_nothing()
    boss.says("", extra={"document": {"file_id": "gone", "file_unique_id": "u", "file_size": 3}})
    boss.wait_reply()
    assert end_of(boss) == "✗ Not added: ?\nThe file could not be fetched from Telegram. Please send it again."


def test_a_question_does_not_wait_for_a_document(
    reading: Simulator, small: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    go, shelve = threading.Event(), small.shelve

    def slow(*given: Any) -> Any:
        assert go.wait(20)
        return shelve(*given)

    monkeypatch.setattr(small, "shelve", slow)
    boss = reading.user(BOSS, "Boss")
    for number in range(30):
        boss.uploads(f"{number}.txt", EN + str(number).encode())
    boss.says("How much salt did Talwick ship in 2023?")
    boss.wait("message", None, 20, lambda body: "4.2 million" in body["text"])
    assert sum("Many documents are waiting" in m["text"] for m in boss.heard()) == 10
    go.set()
    for _ in range(600):
        told = [str(m["text"]) for m in boss.heard()]
        if sum(text.startswith(("✓ Added", "✓ Replaced")) for text in told) == 20:
            break
        threading.Event().wait(0.05)
    assert sum(s.kind == "upload" for s in small.sources()) == 20


def test_what_nobody_foresaw_is_told_with_an_id(
    reading: Simulator, small: Knowledge, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: Any) -> Any:
        raise RuntimeError("a secret detail")

    monkeypatch.setattr(small, "shelve", fail)
    boss = reading.user(BOSS, "Boss")
    boss.uploads("news.txt", EN)
    boss.wait_reply()
    told = boss.wait_edit()["text"]
    assert "Something went wrong" in told and "secret" not in told
    boss.says("/admin")
    boss.presses(boss.wait_reply(), "Errors")
    errors = boss.wait_edit()["text"]
    assert told.split("error ")[1][:8] in errors and "RuntimeError" in errors and "secret" not in errors


def _ends(person: Person, count: int) -> list[str]:
    for _ in range(600):
        told = [str(m["text"]) for m in person.heard()]
        if len(told) == count and all(text.startswith(("✓", "✗", "Already")) for text in told):
            return told
        threading.Event().wait(0.02)
    raise TimeoutError(f"{count} receipts did not end")


def test_a_library_that_another_process_writes(telegram: Simulator, small: Knowledge) -> None:
    from knowledge.opening import open_knowledge

    other = open_knowledge(small.library.settings)
    with running(small, telegram, admin_ids=(BOSS,)):  # type: ignore[arg-type]
        other.hold()
        boss = telegram.user(BOSS, "Boss")
        boss.uploads("news.txt", EN)
        boss.wait_reply()
        assert "Another process is writing" in end_of(boss)
        source = small.sources()[0]
        boss.says(f"/forget {source.id}")
        ask = boss.wait_reply()
        assert "Another process is writing" in boss.wait_notice(boss.presses(ask, "Yes, forget it"))["text"]
        other.close()
        boss.uploads("news.txt", EN)
        boss.wait_reply()
        assert end_of(boss).startswith("✓ Added")


def test_forgetting_asks_first_and_is_for_librarians(reading: Simulator, small: Knowledge) -> None:
    boss, anna, group = reading.user(BOSS, "Boss"), reading.user(1), reading.group()
    boss.uploads("news.txt", EN)
    boss.wait_reply()
    end_of(boss)
    mine = next(s for s in small.sources() if s.kind == "upload")
    dossier = next(s for s in small.sources() if s.kind == "dossier")
    anna.says("/sources")
    listed = anna.wait_reply()
    number = next(line.split(".")[0] for line in listed["text"].split("\n") if "A lighthouse goes quiet" in line)
    anna.presses(listed, number)
    card = anna.wait_reply()
    assert labels(card) == [["Read from the beginning"]]
    anna.forges(card, presses.write(presses.Forget("en", mine.id, sure=True)))
    boss.says("/sources@steppe_bot", chat=group)
    boss.presses(boss.wait_reply(chat=group), number)
    assert labels(boss.wait_reply(chat=group)) == [["Read from the beginning"]], "in a group a card only reads"
    assert small.source(mine.id)
    boss.says(f"/forget {dossier.id}")
    assert "comes back when the dossier" in boss.wait_reply()["text"]
    boss.says(f"/forget {mine.id}")
    ask = boss.wait_reply()
    boss.presses(ask, "Keep it")
    assert "ID " in boss.wait_edit()["text"]
    boss.forges(ask, presses.write(presses.Forget("en", mine.id, sure=True)))
    assert boss.wait_edit()["text"] == "Forgotten: A lighthouse goes quiet"
    assert "no longer in the library" in boss.wait_notice(boss.forges(ask, f"w:e:c:{mine.id}"))["text"]
    assert all(s.id != mine.id for s in small.sources())
    for written in ("/forget", "/forget ../../x", "/forget " + "y" * 300):
        boss.says(written)
        assert boss.wait_reply()["text"].split(".")[0] in (
            "This is no longer in the library", "Write a source's number behind the command: /forget ID",
        )  # fmt: skip


# addresses


@pytest.fixture
def website(monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    """A site on this machine, which the loader is allowed to read for this test alone."""
    body = f"<html><head><title>Cape Orla</title></head><body><article><p>{NEWS_EN * 2}</p></article></body></html>"

    class Site(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            self.send_response(200 if self.path == "/page" else 404)
            self.send_header("Content-Type", "text/html; charset=utf-8")
            self.end_headers()
            self.wfile.write(body.encode())

        def log_message(self, format: str, *args: Any) -> None:
            """Say nothing."""

    load_url = knowledge.load.load_url
    monkeypatch.setattr(knowledge.load, "load_url", lambda url, given: load_url(url, given, allow_loopback=True))
    server = ThreadingHTTPServer(("127.0.0.1", 0), Site)
    threading.Thread(target=server.serve_forever, args=(0.05,), daemon=True).start()
    yield f"http://127.0.0.1:{server.server_address[1]}"
    server.shutdown()
    server.server_close()


def test_a_link_is_fetched(reading: Simulator, small: Knowledge, website: str) -> None:
    boss, anna = reading.user(BOSS, "Boss"), reading.user(1)
    boss.says(f"{website}/page")
    boss.wait_reply()
    assert end_of(boss).startswith("✓ Added to the library\n")
    boss.says(f"/add {website}/page 公式: The Cape")
    boss.wait_reply()
    assert end_of(boss).startswith("✓ Replaced the older version\nThe Cape\nofficial source")
    boss.says(f"/add {website}/nothing")
    boss.wait_reply()
    assert "The page did not answer" in end_of(boss)
    boss.says("/add nonsense")
    assert boss.wait_reply()["text"].startswith("Write the address behind")
    anna.says(f"{website}/page")
    anna.wait_reply()
    assert len([s for s in small.sources() if s.url]) == 1, "for anybody else a link is a question"


def test_links_to_private_places_are_refused(reading: Simulator, small: Knowledge) -> None:
    boss = reading.user(BOSS, "Boss")
    for address in ("http://127.0.0.1:22/", "http://169.254.169.254/latest/meta-data", "https://[::1]/x"):
        boss.says(address)
        boss.wait_reply()
        assert "not a public web address" in end_of(boss)


# captions, names and buttons


@pytest.mark.parametrize(("written", "note"), [
    (None, Note()),
    ("official", Note(None, "official")),
    ("公式", Note(None, "official")),
    ("論説：カザフの選択", Note("カザフの選択", "opinion")),
    ("OPINION, The long road", Note("The long road", "opinion")),
    ("国営メディア\n年次報告", Note("年次報告", "state-media")),
    ("News from Astana", Note("News from Astana", None)),
    ("official statistics of 2025", Note("official statistics of 2025", None)),
    ("officially: no", Note("officially: no", None)),
])  # fmt: skip
def test_what_a_caption_says(written: str | None, note: Note) -> None:
    assert read_note(written) == note


@given(st.text(max_size=1_500))
def test_any_caption_and_name_can_be_read(text: str) -> None:
    note = read_note(text)
    assert note.title is None or (len(note.title) <= 120 and "\n" not in note.title)
    shown = shown_name(text)
    assert 1 <= len(shown) <= NAME_CHARS and "\n" not in shown and "\u202e" not in shown


IDS = st.from_regex(r"[0-9A-Za-z_.-]{1,40}", fullmatch=True)


@given(st.sampled_from(LANGUAGES), IDS, st.booleans())
def test_card_buttons_read_back_and_fit(language: Any, source_id: str, flag: bool) -> None:
    for press in (
        presses.OpenCard(language, source_id, flag),
        presses.ReadSource(language, source_id),
        presses.Forget(language, source_id, flag),
    ):
        written = presses.write(press)
        assert len(written.encode()) <= 64 and presses.read(written) == press and written[0] in "wz"


@given(st.one_of(st.text(max_size=80), st.from_regex(r"[wz]:[a-z]:[a-z]:[a-z0-9:/-]{0,20}", fullmatch=True)))
def test_reading_card_buttons_never_fails(data: str) -> None:
    press = presses.read(data)
    assert press is None or presses.read(presses.write(press)) == press
