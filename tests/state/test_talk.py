"""Stored answers, votes, gaps and the language of a chat, on both databases."""

from __future__ import annotations

import asyncio
from datetime import UTC, datetime, timedelta

from sqlalchemy import func, select

from bot.place import Place
from bot.state.answers import ANSWER_MESSAGES, Answers, Kept, new_id
from bot.state.chats import Chats
from bot.state.database import State
from bot.state.feedback import Feedback
from bot.state.gaps import Gaps, normalised
from knowledge.types import Abstention, Answer

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)


HERE = Place(5)


def kept(question: str = "How much?", place: Place = HERE, *, at: datetime = NOON, **more: object) -> Kept:
    """An answer of the least kind."""
    answer = Answer("a", question, "en", "extractive", abstention=Abstention("not-covered", "No."))
    values: dict[str, object] = {"user_id": 5, "asked_id": None, **more}
    return Kept(new_id(), place, answer=answer, at=at, **values)  # type: ignore[arg-type]


async def test_an_answer_is_found_by_id_by_its_messages_and_by_its_question(state: State) -> None:
    answers, one = Answers(state), kept(asked_id=10, place=Place(5, 7))
    await answers.keep(one)
    answers.shown(one.id, 5, [11, 12])
    answers.shown(one.id, 5, [20], citation=2)
    assert await answers.of(one.id, 5) == one
    assert await answers.under(5, 12) == (one, None)
    assert await answers.under(5, 20) == (one, 2)
    assert await answers.to(5, 10) == one
    assert await answers.in_chat(5) == [one]


async def test_what_is_not_written_down_yet_is_known(state: State) -> None:
    answers, one = Answers(state), kept()
    await answers.keep(one)
    answers.shown(one.id, 5, [11], citation=1)
    assert await answers.under(5, 11) == (one, 1)
    answers.shown(one.id, 5, [11], citation=2)
    assert await Answers(state).under(5, 11) == (one, 2)


async def test_another_chat_finds_nothing(state: State) -> None:
    answers, one = Answers(state), kept(asked_id=10)
    await answers.keep(one)
    answers.shown(one.id, 5, [11])
    assert await answers.of(one.id, 6) is None and await answers.of("0" * 16, 5) is None
    assert await answers.under(6, 11) is None and await answers.under(5, 99) is None
    assert await answers.to(6, 10) is None and await answers.in_chat(6) == []


async def test_an_answer_in_the_other_language_is_known_and_not_listed_twice(state: State) -> None:
    answers, one = Answers(state), kept()
    two = kept(twin_of=one.id)
    for each in (one, two):
        await answers.keep(each)
    assert await answers.twin(one.id) == two.id and await answers.twin(two.id) is None
    assert await answers.in_chat(5) == [one]


async def test_old_answers_go_with_their_messages(state: State) -> None:
    answers, old, new = Answers(state), kept(at=NOON - timedelta(days=2)), kept()
    for n, each in enumerate((old, new)):
        await answers.keep(each)
        answers.shown(each.id, 5, [n])
    assert await answers.prune(NOON - timedelta(days=1)) == 1
    assert await answers.in_chat(5) == [new]
    async with state.reading() as connection:
        assert await connection.scalar(select(func.count()).select_from(ANSWER_MESSAGES)) == 1
    answers.shown(old.id, 5, [9])  # what is gone is not brought back by a late button
    assert await answers.under(5, 9) is None


async def test_a_person_has_one_vote_and_may_change_it(state: State) -> None:
    answers, feedback, one = Answers(state), Feedback(state), kept()
    await answers.keep(one)
    await feedback.vote(one.id, 5, 5, "good", NOON)
    await feedback.vote(one.id, 5, 5, "wrong-citation", NOON, citation=2)
    await feedback.vote(one.id, 5, 6, "good", NOON - timedelta(hours=1))
    assert await feedback.counts() == {"good": 1, "bad": 0, "wrong-citation": 1, "incomplete": 0, "dated": 0}
    assert (await feedback.counts(NOON))["good"] == 0
    newest, older = await feedback.latest(10)
    assert (newest.vote, newest.citation, newest.question, newest.user_id) == ("wrong-citation", 2, "How much?", 5)
    assert older.vote == "good" and [v.vote for v in await feedback.latest(10, only_bad=True)] == ["wrong-citation"]
    await answers.prune(NOON + timedelta(days=1))
    assert (await feedback.latest(1))[0].question is None
    assert await feedback.prune(NOON) == 1 and len(await feedback.latest(9)) == 1


async def test_many_votes_at_once_are_one_each(state: State) -> None:
    feedback = Feedback(state)
    await asyncio.gather(*(feedback.vote("a", 1, n % 4, "good", NOON) for n in range(24)))
    assert (await feedback.counts())["good"] == 4


async def test_gaps_are_counted_by_what_is_asked(state: State) -> None:
    gaps = Gaps(state)
    for number, question in enumerate(["Who owns it?", "who owns IT", "Ｗｈｏ　owns it！", "And gold?"]):
        gaps.note(question, "en", 5 + number % 2, 5 + number % 2, NOON + timedelta(minutes=number))
    gaps.note("???", "en", 5, 5, NOON)
    found, total = await gaps.listed(10)
    assert total == 2 and [(one.count, normalised(one.question)) for one in found] == [
        (3, "who owns it"),
        (1, "and gold"),
    ]
    assert found[0].last_at == NOON + timedelta(minutes=2)
    mine, total = await gaps.listed(10, user_id=6)
    assert total == 2 and [one.count for one in mine] == [1, 1]
    assert (await gaps.listed(1, offset=1))[0] == [found[1]]
    assert await gaps.of(found[1].id, user_id=5) is None and await gaps.of(found[1].id, chat_id=6) is not None
    await gaps.close(found[0].id)
    assert [one.id for one in (await gaps.listed(10))[0]] == [found[1].id]


async def test_many_who_ask_at_once_are_all_counted(state: State) -> None:
    gaps = Gaps(state)
    for n in range(20):
        gaps.note("Why?", "en", 5, 5 + n % 2, NOON)
        if n % 7 == 0:
            await state.settle()
    assert [one.count for one in (await gaps.listed(10))[0]] == [20]


async def test_one_question_in_two_languages_is_two_gaps(state: State) -> None:
    gaps = Gaps(state)
    gaps.note("GDP?", "en", 5, 5, NOON)
    gaps.note("GDP?", "ja", 5, 5, NOON)
    assert (await gaps.listed(10))[1] == 2


async def test_gaps_nobody_asks_any_more_go(state: State) -> None:
    gaps = Gaps(state)
    gaps.note("old", "en", 5, 5, NOON - timedelta(days=100))
    gaps.note("new", "en", 5, 5, NOON)
    assert await gaps.prune(NOON - timedelta(days=90)) == 1
    assert [one.question for one in (await gaps.listed(10))[0]] == ["new"]


async def test_a_chat_speaks_as_it_set(state: State) -> None:
    chats = Chats(state)
    assert await chats.language(5) is None
    await chats.speak(5, "ja")
    await chats.speak(5, "en")
    assert await chats.language(5) == "en" and await chats.language(6) is None
    await chats.speak(5, None)
    assert await chats.language(5) is None
