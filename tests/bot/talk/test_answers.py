"""What can be done with an answer: its citations, its other language, what to ask next, votes; and for how long."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from bot.simulator.driver import Simulator
from bot.simulator.person import Person
from bot.simulator.refusal import Json
from knowledge.types import Citation, Statement
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge, make_passage, make_source
from tests.bot.test_conversation import labels


def ask(person: Person, question: str = "How much salt?") -> Json:
    person.says(question)
    return person.wait_reply()


def test_a_citation_opens_with_its_twin_below_and_both_sentences_marked(anna: Person, shelf: FakeKnowledge) -> None:
    answer = ask(anna)
    anna.presses(answer, "2")
    opened = anna.wait_reply()
    english, japanese = (shelf.rows[one][1].text for one in ("harbour-en", "harbour-ja"))
    assert english in opened["text"] and f"The same in Japanese\n{japanese}" in opened["text"]
    bold = [e["length"] for e in opened["entities"] if e["type"] == "bold"]
    assert len(english) in bold and len(japanese) in bold
    assert labels(opened) == [["◀ Before", "After ▶"], ["In Japanese", "Copy reference"]]
    assert 0 < len(anna.copies(opened, "Copy reference")) <= 256


def test_the_other_language_quotes_the_twins_of_the_same_passages(anna: Person, shelf: FakeKnowledge) -> None:
    answer = ask(anna)
    anna.presses(answer, "日本語で")
    twin = anna.wait_reply()
    assert twin["reply_to_message"]["message_id"] == answer["message_id"]
    for n, passage in enumerate(shelf.rows["harbour-ja"][:2], 1):
        assert f"{passage.text}[{n}]" in twin["text"]
    assert "✓ 2文・引用2件を原文で確認" in twin["text"] and "タルウィックの港" in twin["text"]
    assert labels(twin) == [["1", "2"], ["In English", "👍", "👎"]]
    anna.presses(twin, "1")
    assert "「貿易」第1段落" in anna.wait_reply()["text"]
    notice = anna.wait_notice(anna.presses(answer, "日本語で"))
    assert "日本語版は、すでに" in notice["text"]
    assert "already stands" in anna.wait_notice(anna.presses(twin, "In English"))["text"]
    assert anna.hears_nothing(for_s=0.2)


def test_what_has_no_twin_is_quoted_in_the_original_and_labelled(desk: Simulator, knowledge: FakeKnowledge) -> None:
    source = make_source("news-en", "en", "Norway buys the salt.")
    passage = make_passage(source, 0, len(source.text), 1)
    knowledge.extra.append(source)
    knowledge.passages[passage.id] = passage
    knowledge.rows[source.id] = [passage]
    base = knowledge.answer("How much salt?", "en", [0])
    cited = Citation(2, source, passage, source.text, 0, len(source.text))
    both = replace(
        base, citations=(*base.citations, cited), statements=(Statement("Salt goes north.", (1, 2), "composed"),)
    )
    knowledge.answers["How much salt?"] = lambda: both
    anna = desk.user(1)
    anna.presses(ask(anna), "日本語で")
    told = anna.wait_reply()["text"]
    first = knowledge.rows["harbour-ja"][0].text
    assert told.startswith(f"{first}英語の原文: “Norway buys the salt.”[1][2]")


def test_a_long_suggestion_is_cut_on_its_button_and_asked_whole(desk: Simulator, knowledge: FakeKnowledge) -> None:
    long = "And how much of the salt that the harbour of Talwick ships every year goes to Norway by sea?"
    knowledge.answers["How much salt?"] = lambda: knowledge.answer(
        "How much salt?", "en", [0], followups=(long, "And Norway?", "b", "c", "d")
    )
    knowledge.answers[long] = lambda: knowledge.answer(long, "en", [1], followups=())
    anna = desk.user(1)
    answer = ask(anna)
    shown = [row[0] for row in labels(answer)[2:]]
    assert len(shown) == 3 and shown[0].endswith("…") and len(shown[0]) <= 60 and long.startswith(shown[0][:-1])
    anna.presses(answer, shown[0])
    next_answer = anna.wait_reply()
    assert next_answer["text"].startswith(f"▸ {long}\n\n")
    assert labels(next_answer) == [["1"], ["日本語で", "👍", "👎"]]
    assert [turn.question for turn in knowledge.asked[-1][2]] == ["How much salt?"]


def test_buttons_work_after_a_restart_and_when_the_library_has_moved_on(
    telegram: Simulator, knowledge: FakeKnowledge, tmp_path: Path
) -> None:
    anna = telegram.user(1)
    with running(knowledge, telegram):
        answer = ask(anna)
    first, second = knowledge.rows["harbour-en"][:2]
    # The second source stays and is split otherwise: its passages have new ids.
    knowledge.passages.pop(second.id)
    moved = replace(second, id="f" * 16)
    knowledge.rows["harbour-en"][1] = moved
    knowledge.passages[moved.id] = moved
    with running(knowledge, telegram):
        anna.presses(answer, "2")
        assert second.text in anna.wait_reply()["text"]
        # Its text changes: the quotation is in it no more.
        knowledge.gone |= {first.id, moved.id}
        knowledge.rows["harbour-en"] = knowledge.rows["harbour-en"][2:]
        anna.presses(answer, "1")
        changed = anna.wait_reply()
        assert first.text in changed["text"] and "The source has changed since" in changed["text"]
        assert "Harbour office: Annual report" in changed["text"] and labels(changed) == [["Copy reference"]]
        # It leaves the library.
        knowledge.gone.add("harbour-en")
        knowledge.sources = lambda: [knowledge.japanese]  # type: ignore[method-assign]
        anna.presses(answer, "1")
        gone = anna.wait_reply()
        assert first.text in gone["text"] and "The source has left the library" in gone["text"]
        assert any(e["type"] == "bold" and e["length"] == len(first.text) for e in gone["entities"])
        # Nothing can be said in the other language any more, and so the original is quoted.
        anna.presses(answer, "日本語で")
        assert f"英語の原文: “{first.text}”[1]" in anna.wait_reply()["text"]


def test_buttons_over_the_real_core_work_after_a_rebuild_and_a_removal(
    telegram: Simulator, small_corpus: Path, tmp_path: Path
) -> None:
    from knowledge.opening import open_knowledge
    from knowledge.settings import Settings

    settings = Settings(data_dir=tmp_path / "library", corpus=small_corpus)
    anna = telegram.user(1)
    core = open_knowledge(settings)
    with running(core, telegram):
        answer = ask(anna, "How much salt did the harbour of Talwick ship in 2023?")
        anna.presses(answer, "日本語で")
        assert "塩420万トンを積み出した。[1]" in anna.wait_reply()["text"]
    core.rebuild()
    core.close()
    core = open_knowledge(settings)
    with running(core, telegram):
        anna.presses(answer, "1")
        assert "The harbour of Talwick – dossier" in anna.wait_reply()["text"]
        for source in core.sources():
            core.forget(source.id)
        anna.presses(answer, "1")
        gone = anna.wait_reply()["text"]
        assert "4.2 million tonnes of salt in 2023." in gone and "has left the library" in gone
    core.close()


def test_votes_are_counted_once_a_person_and_may_be_changed(
    desk: Simulator, knowledge: FakeKnowledge, tmp_path: Path
) -> None:
    anna, boris, group = desk.user(1), desk.user(2, "Boris"), desk.group()
    anna.says("@steppe_bot How much salt?", chat=group)
    answer = anna.wait_reply(chat=group)
    notice = anna.wait_notice(anna.presses(answer, "👍"))
    assert notice == {"text": "Thank you, noted.", "show_alert": False}
    assert boris.wait_notice(boris.presses(answer, "👎"))["text"] == "Noted. What is wrong with it?"
    reasons = boris.wait_edit(chat=group)
    assert labels(reasons) == [["Wrong citation"], ["Incomplete"], ["Out of date"], ["◀ Back"]]
    assert reasons["text"] == answer["text"] and reasons["entities"] == answer["entities"]
    boris.presses(reasons, "Wrong citation")
    which = boris.wait_edit(chat=group)
    assert labels(which) == [["[1]", "[2]"], ["◀ Back"]]
    boris.presses(which, "[2]")
    assert labels(boris.wait_edit(chat=group)) == labels(answer)
    assert votes(tmp_path) == [(1, "good", None), (2, "wrong-citation", 2)]
    anna.wait_notice(anna.presses(answer, "👎"))
    assert votes(tmp_path) == [(1, "bad", None), (2, "wrong-citation", 2)]
    anna.presses(anna.wait_edit(chat=group), "◀ Back")
    assert labels(anna.wait_edit(chat=group)) == labels(answer)


def votes(folder: Path) -> list[tuple[int, str, int | None]]:
    import sqlite3

    with sqlite3.connect(folder / "library" / "state.db") as connection:
        return connection.execute("SELECT user_id, vote, citation FROM feedback ORDER BY user_id").fetchall()


@pytest.mark.parametrize("kind", ["q:{}:c1", "o:{}", "n:f:{}:0", "g:{}:u", "g:{}:w1", "g:{}:b"])
def test_an_answer_of_another_chat_is_closed_to_forged_buttons(
    someone: Callable[..., Person], shelf: FakeKnowledge, kind: str
) -> None:
    anna, eve = someone(), someone("Eve")
    answer_id = ask(anna)["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[1]
    own = ask(eve)
    asked = len(shelf.asked)
    notice = eve.wait_notice(eve.forges(own, kind.format(answer_id)))
    assert "no longer kept here" in notice["text"] and eve.hears_nothing(for_s=0.1)
    assert len(shelf.asked) == asked


@pytest.mark.parametrize("data", ["q:{}:c9", "q:{}:n0", "n:f:{}:9", "g:{}:w9"])
def test_forged_numbers_are_refused(anna: Person, data: str) -> None:
    answer = ask(anna)
    answer_id = answer["reply_markup"]["inline_keyboard"][0][0]["callback_data"].split(":")[1]
    assert anna.wait_notice(anna.forges(answer, data.format(answer_id)))["show_alert"]


def test_old_answers_are_removed_and_their_buttons_say_so(desk: Simulator, tmp_path: Path) -> None:
    import asyncio
    from datetime import UTC, datetime, timedelta

    from bot.bureau import open_bureau
    from bot.settings import BotSettings
    from bot.talk.retention import prune

    anna = desk.user(1)
    answer = ask(anna)

    async def much_later() -> list[int]:
        bureau = open_bureau(FakeKnowledge(), BotSettings(data_dir=tmp_path / "library", keep_answers_days=30))
        gone = [await prune(bureau, datetime.now(UTC) + timedelta(days=days)) for days in (29, 31)]
        await bureau.state.close()
        return gone

    assert asyncio.run(much_later()) == [0, 1]
    assert "no longer kept here" in anna.wait_notice(anna.presses(answer, "1"))["text"]
