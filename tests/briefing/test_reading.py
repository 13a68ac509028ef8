"""/briefing and the buttons under one, through the whole bot; nothing of one chat is shown in another."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from bot.briefing.composing import Wanted, composed
from bot.bureau import open_bureau
from bot.place import Place
from bot.settings import BotSettings
from bot.simulator.driver import Simulator
from bot.simulator.person import Person
from knowledge.types import Language
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge
from tests.bot.test_conversation import labels

TOKYO = ZoneInfo("Asia/Tokyo")


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Simulator, FakeKnowledge, str]]:
    """One running bot for all of these: each test is another person."""
    url = f"sqlite:///{tmp_path_factory.mktemp('state') / 'state.db'}"
    knowledge = FakeKnowledge()
    with Simulator() as simulator:
        simulator.user(1, "Owner")
        with running(knowledge, simulator, database_url=url):
            yield simulator, knowledge, url


@pytest.fixture
def desk(shared: tuple[Simulator, FakeKnowledge, str]) -> Simulator:
    return shared[0]


@pytest.fixture
def library(shared: tuple[Simulator, FakeKnowledge, str]) -> FakeKnowledge:
    return shared[1]


def newcomer(desk: Simulator, language: str = "en") -> Person:
    return desk.user(max(desk.world.people) + 1, "Reader", language_code=language)


def today() -> date:
    return datetime.now(TOKYO).date()


def test_today_with_its_buttons(desk: Simulator, library: FakeKnowledge) -> None:
    anna = newcomer(desk)
    anna.says("/briefing")
    shown = anna.wait_reply()
    assert shown["text"].startswith("Steppe Daily\n") and "[1]" in shown["text"]
    assert labels(shown) == [["🆕 1"], ["Sources", "日本語で"], ["New since I last read", "As a picture"]]
    assert library.briefed[-1][:5] == (today(), "en", (), "Asia/Tokyo", None)
    anna.presses(shown, "🆕 1")
    assert anna.wait_reply()["text"].startswith("Item 1\n")
    anna.presses(shown, "Sources")
    sources = anna.wait_reply()
    assert sources["text"].startswith("Sources of this briefing\n") and labels(sources) == [["1"]]
    anna.presses(sources, "1")
    assert "The harbour of Talwick" in anna.wait_reply()["text"]


def test_the_other_language_is_of_the_same_day(desk: Simulator, library: FakeKnowledge) -> None:
    yuki = newcomer(desk, "ja")
    yuki.says("/briefing")
    shown = yuki.wait_reply()
    assert shown["text"].startswith("ステッペ日報\n")
    yuki.presses(shown, "In English")
    other = yuki.wait_reply()
    assert other["text"].startswith("Steppe Daily\n")
    yuki.presses(other, "日本語で")
    assert yuki.wait_reply()["text"].startswith("ステッペ日報\n")
    assert {call[0] for call in library.briefed[-3:]} == {today()}


@pytest.mark.parametrize(("written", "language", "theme"), [("russia", "en", "russia"), ("中国", "ja", "中国")])
def test_on_a_theme(desk: Simulator, library: FakeKnowledge, written: str, language: str, theme: str) -> None:
    reader = newcomer(desk, language)
    reader.says(f"/briefing {written}")
    assert theme in reader.wait_reply()["text"].splitlines()[0]
    assert library.briefed[-1][2] == (theme,)


def test_a_day_never_sent_is_composed_and_said_so_and_then_kept(desk: Simulator, library: FakeKnowledge) -> None:
    anna = newcomer(desk)
    anna.says("/briefing 2026-11-20")
    shown = anna.wait_reply()
    assert shown["text"].startswith(
        "No briefing was sent here that day. This one was composed just now, for 20 November 2026."
    )
    count = len(library.briefed)
    anna.says("/briefing 2026-11-20")
    again = anna.wait_reply()
    assert again["text"].startswith("As it was sent here on 20 November 2026.\n\nSteppe Daily")
    assert len(library.briefed) == count  # not composed again


@pytest.mark.parametrize(
    ("written", "said"),
    [
        ("2026-13-45", "“2026-13-45” is not a day. Write it as in /briefing"),
        ("2999-01-01", "1 January 2999 has not come yet. Today is"),
    ],
)
def test_impossible_days(desk: Simulator, written: str, said: str) -> None:
    anna = newcomer(desk)
    anna.says(f"/briefing {written}")
    assert anna.wait_reply()["text"].startswith(said)


def test_what_changed_since_the_last_one(desk: Simulator, library: FakeKnowledge) -> None:
    anna = newcomer(desk)
    anna.says("/briefing 2026-11-20")
    old = anna.wait_reply()
    anna.presses(old, "New since I last read")
    since = anna.wait_reply()
    assert since["text"].startswith("What changed since you last read\n")
    assert library.since[-1].astimezone(TOKYO).date() == date(2026, 11, 21)  # where the old one ended
    anna.presses(since, "New since I last read")
    anna.wait_reply()
    assert datetime.now(UTC) - library.since[-1] < timedelta(minutes=1)


def test_a_briefing_of_one_chat_is_not_shown_in_another(desk: Simulator) -> None:
    anna, boris = newcomer(desk), newcomer(desk)
    anna.says("/briefing")
    shown = anna.wait_reply()
    boris.says("/briefing oil")
    own = boris.wait_reply()
    data = shown["reply_markup"]["inline_keyboard"][1][0]["callback_data"]
    press = boris.forges(own, data)
    assert boris.wait_notice(press)["text"].startswith("This briefing is no longer kept here.")


def test_an_empty_library_is_one_clear_line(desk: Simulator, library: FakeKnowledge) -> None:
    library.empty = True
    try:
        anna = newcomer(desk)
        anna.says("/briefing 2026-11-19")
        assert "The library is empty" in anna.wait_reply()["text"]
    finally:
        library.empty = False


def test_questions_of_a_chat_stand_in_its_own_briefing_alone(tmp_path, monkeypatch) -> None:  # type: ignore[no-untyped-def]
    """Composed once for all; what nobody else may read is added to a copy."""

    async def work() -> None:
        library = FakeKnowledge()
        bureau = open_bureau(library, BotSettings(database_url=f"sqlite:///{tmp_path / 'state.db'}"))  # type: ignore[arg-type]
        from bot.state.prepare import prepare

        await prepare(bureau.state)
        now, language = datetime(2026, 11, 25, 4, tzinfo=UTC), cast_language("en")
        wanted = Wanted(date(2026, 11, 25), language, "Asia/Tokyo")
        own = Wanted(date(2026, 11, 25), language, "Asia/Tokyo", gaps=("Who owns the port?",))
        one, other = await composed(bureau, wanted, now), await composed(bureau, own, now)
        assert one.gaps == () and [gap.text for gap in other.gaps] == ["Who owns the port?"]
        assert one.id != other.id and len(library.briefed) == 1
        await bureau.briefings.read(Place(5), other, now)
        assert await bureau.briefings.shown_in(Place(5), other.id) == other
        assert await bureau.briefings.shown_in(Place(6), other.id) is None
        await bureau.state.close()

    asyncio.run(work())


def cast_language(language: Language) -> Language:
    return language


def test_the_picture_and_the_partners(desk: Simulator) -> None:
    anna = newcomer(desk)
    anna.says("/briefing")
    shown = anna.wait_reply()
    anna.presses(shown, "As a picture")
    picture = anna.wait_reply(timeout_s=30)
    assert picture["photo"] and picture["caption"].startswith("Steppe Daily\n")
    anna.says("/vectors")
    assert anna.wait_reply()["text"].startswith("The vectors, partner by partner\n")
