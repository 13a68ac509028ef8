"""What /deleteme removes: every table that names a person, and every byte they wrote."""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import String, Table, Text, insert, select

from bot.place import Place
from bot.state.answers import Answers, Kept
from bot.state.chats import Chats
from bot.state.database import State, address
from bot.state.erasure import ERASERS, PERSONAL, erase_person
from bot.state.feedback import Feedback
from bot.state.gaps import Gaps
from bot.state.metadata import Moment
from bot.state.prepare import prepare
from bot.state.tables import METADATA
from bot.state.turns import Turns
from knowledge.types import Abstention, Answer, Turn

NOON = datetime(2026, 11, 24, 12, tzinfo=UTC)
CANARY = "canary-9b1d77"
ANNA, BORIS, GROUP = 5, 6, -100


def test_every_table_that_names_a_person_says_how_it_is_erased() -> None:
    personal = {t.name for t in METADATA.tables.values() if any(column in t.c for column in PERSONAL)}
    assert personal - {table.name for table in ERASERS} == set()


def test_a_column_that_names_a_person_is_called_so() -> None:
    """Another name would slip through the test above."""
    numbers = {
        f"{table.name}.{column.name}"
        for table in METADATA.tables.values()
        for column in table.c
        if column.name.endswith(("user", "person", "chat", "sender", "owner"))
    }
    assert numbers == set()


async def fill(state: State, person_id: int, word: str) -> None:
    """All that a person leaves behind, in their own chat and in a group."""
    turns, answers, gaps = Turns(state, 6), Answers(state), Gaps(state)
    for number, chat_id in enumerate((person_id, GROUP)):
        place, question = Place(chat_id), f"{word} {number}?"
        turns.add(place, Turn(question, "answer"), NOON, user_id=person_id)
        answer = Answer("a", question, "en", "extractive", abstention=Abstention("not-covered", "No."))
        answer_id = f"{word[:8]}{person_id}{number}"
        await answers.keep(Kept(answer_id, place, person_id, 1, answer, NOON))
        answers.shown(answer_id, chat_id, [100 * person_id + number])
        await Feedback(state).vote(answer_id, chat_id, person_id, "good", NOON)
        gaps.note(question, "en", chat_id, person_id, NOON)
    await Chats(state).speak(person_id, "ja")


async def everything(state: State) -> dict[str, list[str]]:
    """All text in the database, by table, and the rows that name Anna."""
    found: dict[str, list[str]] = {}
    async with state.reading() as connection:
        for table in METADATA.tables.values():
            rows = (await connection.execute(select(table))).mappings().all()
            found[table.name] = [str(dict(row)) for row in rows]
    return found


async def test_nothing_of_a_person_is_left_and_nothing_of_another_is_touched(state: State) -> None:
    await fill(state, ANNA, CANARY)
    await fill(state, BORIS, "question of Boris")
    Gaps(state).note("Shared?", "en", ANNA, ANNA, NOON)
    Gaps(state).note("shared", "en", BORIS, BORIS, NOON)
    before = await everything(state)
    await erase_person(state, ANNA)
    after = await everything(state)
    assert CANARY in str(before) and CANARY not in str(after)
    for name, rows in after.items():
        assert not [row for row in rows if f"'user_id': {ANNA}," in row or f"'chat_id': {ANNA}," in row], name
        assert [row for row in rows if "Boris" in row] == [row for row in before[name] if "Boris" in row], name
    found, _ = await Gaps(state).listed(10)
    assert [(one.question, one.count) for one in found if "shared" in one.question.lower()] == [("shared", 1)]


async def test_every_table_is_emptied_of_every_row_that_names_a_person(state: State) -> None:
    """Also of tables that the test above does not know how to fill: a row is put into each."""
    async with state.writing() as connection:
        for table in METADATA.sorted_tables:  # what a table refers to comes before it
            await connection.execute(insert(table).values(row_of(table)))
    await erase_person(state, ANNA)
    async with state.reading() as connection:
        for table in METADATA.sorted_tables:
            if any(column in table.c for column in PERSONAL):
                assert (await connection.execute(select(table))).all() == [], table.name


def row_of(table: Table) -> dict[str, object]:
    """A row about Anna with something in every column."""
    row: dict[str, object] = {}
    for column in table.c:
        if column.name in PERSONAL:
            row[column.name] = ANNA
        elif isinstance(column.type, String | Text):
            row[column.name] = "x"
        else:
            row[column.name] = NOON if isinstance(column.type, Moment) else 1
    return row


async def test_no_byte_is_left_in_the_files(tmp_path: Path) -> None:
    state = State(address(f"sqlite:///{tmp_path / 'state.db'}"))
    await prepare(state)
    await fill(state, ANNA, CANARY)
    held = [file.name for file in tmp_path.iterdir() if CANARY.encode() in file.read_bytes()]
    assert held, "the canary never reached the files: this test would prove nothing"
    await erase_person(state, ANNA)
    assert not [file.name for file in tmp_path.iterdir() if CANARY.encode() in file.read_bytes()]  # bot still running
    await state.close()
    assert not [file.name for file in tmp_path.iterdir() if CANARY.encode() in file.read_bytes()]
