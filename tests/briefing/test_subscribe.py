"""Subscribing in the chat, through the whole bot: buttons, commands, replies, a shared location, groups."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

import pytest

from bot.place import Place
from bot.simulator.driver import Simulator
from bot.simulator.person import Person
from bot.simulator.world import GROUP_ID
from bot.state.database import State, address
from bot.state.subscriptions import Subscription, Subscriptions
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge
from tests.bot.test_conversation import labels


@pytest.fixture(scope="module")
def shared(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[Simulator, str]]:
    """One running bot for all of these: each test is another person."""
    url = f"sqlite:///{tmp_path_factory.mktemp('state') / 'state.db'}"
    with Simulator() as simulator:
        simulator.user(1, "Owner")  # of the groups
        with running(FakeKnowledge(), simulator, database_url=url, admin_ids=(1,)):
            yield simulator, url


@pytest.fixture
def desk(shared: tuple[Simulator, str]) -> Simulator:
    return shared[0]


@pytest.fixture
def stored(shared: tuple[Simulator, str]):  # type: ignore[no-untyped-def]
    """Looks a subscription up."""

    def look(chat_id: int, topic_id: int | None = None) -> Subscription | None:
        async def work() -> Subscription | None:
            state = State(address(shared[1]))
            try:
                return await Subscriptions(state).of(Place(chat_id, topic_id))
            finally:
                await state.close()

        return asyncio.run(work())

    return look


def newcomer(desk: Simulator, language: str = "en") -> Person:
    return desk.user(max(desk.world.people) + 1, "Reader", language_code=language)


def pressed(person: Person, message: dict, label: str, chat: int | None = None) -> dict:
    person.presses(message, label)
    return person.wait_edit(chat=chat)


def test_by_buttons_alone(desk: Simulator, stored) -> None:  # type: ignore[no-untyped-def]
    anna = newcomer(desk)
    anna.says("/subscribe")
    asked = anna.wait_reply()
    assert asked["text"] == "At what hour should the briefing come?"
    assert labels(asked)[1] == ["06", "07", "08", "09", "10", "11"]
    minutes = pressed(anna, asked, "07")
    assert labels(minutes)[-1] == ["◀ Back"] and labels(minutes)[1] == ["07:20", "07:25", "07:30", "07:35"]
    zones = pressed(anna, minutes, "07:30")
    assert zones["text"] == "07:30 – in which time zone?" and labels(zones)[0][0] == "Almaty · UTC+5"
    done = pressed(anna, zones, "Almaty · UTC+5")
    text = done["text"]
    assert text.startswith("Done: the briefing comes daily.\nTime: 07:30, Almaty (UTC+5)\nDays: every day\n")
    coming = text.split("\nNext\n")[1].splitlines()
    assert len(coming) == 3 and all(line.endswith(", 07:30") for line in coming)
    one = stored(anna.id)
    assert one is not None and one.schedule.zone == "Asia/Almaty" and one.next is not None
    local = one.next.at.astimezone(ZoneInfo("Asia/Almaty"))
    assert (local.hour, local.minute) == (7, 30) and one.next.at > datetime.now(UTC)


def test_every_part_can_be_changed(desk: Simulator, stored) -> None:  # type: ignore[no-untyped-def]
    yuki = newcomer(desk, "ja")
    yuki.says("/subscribe 午前7時半 東京")
    shown = yuki.wait_reply()
    assert shown["text"].startswith(
        "設定しました。日報を毎日お届けします。\n時刻：07:30、東京（UTC+9）\n曜日：毎日\n言語：日本語\n"
    )
    days = pressed(yuki, shown, "📅 曜日")
    assert labels(days)[0] == ["✓ 月", "✓ 火", "✓ 水", "✓ 木"]
    days = pressed(yuki, days, "月曜から金曜")
    days = pressed(yuki, days, "✓ 水")
    assert "曜日：月・火・木・金" in days["text"]
    shown = pressed(yuki, days, "◀ 戻る")
    themes = pressed(yuki, shown, "テーマ")
    themes = pressed(yuki, themes, "中国")
    themes = pressed(yuki, themes, "石油")
    assert ["中央アジア", "✓ 石油"] in labels(themes)
    shown = pressed(yuki, themes, "◀ 戻る")
    assert "テーマ：中国・石油" in shown["text"]
    shown = pressed(yuki, shown, "In English")
    assert "言語：English" in shown["text"]
    hours = pressed(yuki, shown, "🕖 時刻")
    shown = pressed(yuki, pressed(yuki, hours, "21"), "21:15")
    assert "時刻：21:15、東京（UTC+9）" in shown["text"]
    shown = pressed(yuki, pressed(yuki, shown, "🌐 地域"), "ロンドン · UTC" + ("+1" if _summer() else "+0"))
    one = stored(yuki.id)
    assert one.schedule.zone == "Europe/London" and one.schedule.weekdays == {0, 1, 3, 4}
    assert one.language == "en" and one.themes == ("china", "oil")
    again = pressed(yuki, pressed(yuki, shown, "配信をやめる"), "続ける")
    assert again["text"].startswith("日報の配信\n")
    gone = pressed(yuki, pressed(yuki, again, "配信をやめる"), "はい、やめます")
    assert gone["text"].startswith("配信をやめました。") and stored(yuki.id) is None


def _summer() -> bool:
    return bool(datetime.now(ZoneInfo("Europe/London")).dst())


def test_the_last_day_stays_on(desk: Simulator) -> None:
    anna = newcomer(desk)
    anna.says("/subscribe 7 London")
    days = pressed(anna, anna.wait_reply(), "📅 Days")
    for name in ("Mon", "Tue", "Wed", "Thu", "Fri", "Sat"):
        days = pressed(anna, days, f"✓ {name}")
    press = anna.presses(days, "✓ Sun")
    assert anna.wait_notice(press)["text"] == "One day at least must stay on."


def test_watch_words_and_another_city_come_by_reply(desk: Simulator, stored) -> None:  # type: ignore[no-untyped-def]
    anna = newcomer(desk)
    anna.says("/subscribe 07:30")
    zones = anna.wait_reply()
    anna.presses(zones, "Another city…")
    asked = anna.wait_reply()
    assert asked["text"].startswith("🌐 07:30 · Which city or time zone?") and asked["app_markup"]["force_reply"]
    anna.replies(asked, "Mars")
    asked = anna.wait_reply()
    assert "I know no city or time zone called “Mars”" in asked["text"] and asked["text"].startswith("🌐 07:30")
    anna.replies(asked, "アスタナ")
    shown = anna.wait_reply()
    assert "Time: 07:30, Almaty (UTC+5)" in shown["text"]
    anna.presses(shown, "🔎 Watch-words")
    asked = anna.wait_reply()
    anna.replies(asked, "uranium, Кашаган、港")
    shown = anna.wait_reply()
    assert "Watch-words: uranium, Кашаган, 港" in shown["text"]
    assert stored(anna.id).watch_words == ("uranium", "Кашаган", "港")
    shown = pressed(anna, pressed(anna, shown, "🔎 Watch-words"), "Clear them")
    assert "Watch-words: none" in shown["text"]


@pytest.mark.parametrize("written", ["25:99", "火曜の朝", "noonish", "25:99 Tokyo", "<b>7</b>"])
def test_an_impossible_time_is_asked_back(desk: Simulator, stored, written: str) -> None:  # type: ignore[no-untyped-def]
    anna = newcomer(desk)
    anna.says(f"/subscribe {written}")
    asked = anna.wait_reply()
    assert asked["text"].startswith(f"“{written}” is not a time I understand.") and "07" in labels(asked)[1]
    assert stored(anna.id) is None


def test_what_is_ambiguous_is_asked_back(desk: Simulator, stored) -> None:  # type: ignore[no-untyped-def]
    anna = newcomer(desk)
    anna.says("/subscribe 7:30 +9")
    asked = anna.wait_reply()
    assert asked["text"] == "“+9” can mean several time zones. Which one?"
    assert labels(asked)[:2] == [["Tokyo · UTC+9", "Seoul · UTC+9"], ["UTC+9"]]
    pressed(anna, asked, "UTC+9")
    assert stored(anna.id).schedule.zone == "Etc/GMT-9"
    anna.says("/subscribe 7:30 Mars")
    assert "I know no city or time zone called “Mars”" in anna.wait_reply()["text"]


def test_a_shared_location_sets_the_zone(desk: Simulator, stored) -> None:  # type: ignore[no-untyped-def]
    anna = newcomer(desk)
    anna.shares_location(43.3, 77.0)
    asked = anna.wait_reply()
    assert asked["text"].startswith("Nearest city I know: Almaty, about ") and "at what hour" in asked["text"]
    pressed(anna, pressed(anna, asked, "08"), "08:00")
    assert stored(anna.id).schedule.zone == "Asia/Almaty"
    anna.shares_location(-50.0, -120.0)
    assert anna.wait_reply()["text"].startswith("No city I know is near that place.")
    anna.shares_location(35.6, 139.7)
    assert "Time: 08:00, Tokyo (UTC+9)" in anna.wait_reply()["text"]


def test_a_pause_and_its_end(desk: Simulator, stored) -> None:  # type: ignore[no-untyped-def]
    anna = newcomer(desk)
    anna.says("/mute 3d")
    assert anna.wait_reply()["text"].startswith("There is no subscription here yet.")
    anna.says("/subscribe 7 Tokyo")
    anna.wait_reply()
    before = stored(anna.id).next
    anna.says("/mute 3d")
    shown = anna.wait_reply()
    assert shown["text"].startswith("Paused. The next briefing comes on ") and "Paused until" in shown["text"]
    assert (stored(anna.id).next.day - before.day).days in (2, 3)
    anna.says("/mute forever")
    assert "“forever” is not a span of time" in anna.wait_reply()["text"]
    shown = pressed(anna, shown, "▶ Resume")
    assert shown["text"].startswith("The pause is over.") and stored(anna.id).next == before


def test_in_a_group_only_its_administrators(desk: Simulator, stored) -> None:  # type: ignore[no-untyped-def]
    group = desk.group(GROUP_ID, "Desk", forum=True)
    desk.world.add_topic(group, 7, "Briefings")
    owner, guest = desk.user(1), newcomer(desk)
    guest.says("/subscribe 7 Tokyo", chat=group, topic_id=7)
    assert guest.wait_reply(chat=group)["text"].startswith("In a group, only its administrators")
    assert stored(group, 7) is None
    owner.says("/subscribe 7 Tokyo", chat=group, topic_id=7)
    shown = owner.wait_reply(chat=group)
    assert shown["message_thread_id"] == 7 and stored(group, 7) is not None and stored(group) is None
    press = guest.presses(shown, "Unsubscribe")
    assert guest.wait_notice(press)["text"].startswith("In a group, only its administrators")
    guest.says("/subscription", chat=group, topic_id=7)
    assert "Time: 07:00, Tokyo" in guest.wait_reply(chat=group)["text"]
    owner.says("/unsubscribe", chat=group, topic_id=7)
    assert owner.wait_reply(chat=group)["text"].startswith("Unsubscribed.") and stored(group, 7) is None


def test_old_and_forged_buttons(desk: Simulator, stored) -> None:  # type: ignore[no-untyped-def]
    anna = newcomer(desk)
    anna.says("/subscribe 7 Tokyo")
    shown = anna.wait_reply()
    for forged in ("j:e:y:Mars/Olympus", "j:e:t:2599", "j:e:zz", "y:e:a:1", "i:e:0123456789ab:i0"):
        press = anna.forges(shown, forged)
        assert anna.wait_notice(press)["text"]
    anna.says("/unsubscribe")
    anna.wait_reply()
    press = anna.presses(shown, "📅 Days")
    assert anna.wait_notice(press)["text"].startswith("There is no subscription here yet.")
    anna.says("/unsubscribe")
    assert anna.wait_reply()["text"] == "There is no subscription here."
    anna.says("/deliveries")
    assert "command" in anna.wait_reply()["text"]


def test_the_operator_sees_the_ledger(desk: Simulator) -> None:
    owner = desk.user(1)
    owner.says("/deliveries")
    assert owner.wait_reply()["text"].startswith("No delivery is uncertain.\n\nIn the ledger:")
