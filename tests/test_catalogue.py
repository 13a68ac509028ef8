from __future__ import annotations

import sqlite3
import threading
from collections.abc import Iterator
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
from hypothesis import HealthCheck, given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st

from knowledge.encoder import analyse
from knowledge.errors import DamagedError, NotFoundError
from knowledge.lexical import match_expression, question_words
from knowledge.prepare import text_hash
from knowledge.store.catalogue import SqliteCatalogue
from knowledge.store.protocol import Entry, SentenceNote, SourceTime
from knowledge.types import Claim, Passage, Reference, Source, SourceKind, Span


def entry(source_id: str, text: str = "塩の輸出は増えた。船は二隻ある。", language: str = "ja") -> Entry:
    source = Source(source_id, "題", language, "article", text, text_hash(text + source_id), origin=f"/{source_id}")  # type: ignore[arg-type]
    half = text.index("。") + 1 if "。" in text else len(text)
    spans = [Span(0, half)] + ([Span(half, len(text))] if half < len(text) else [])
    passages = tuple(
        Passage(f"{source_id}-{i}", source_id, language, "節", 1, s.start, s.end, text[s.start : s.end], (s,))  # type: ignore[arg-type]
        for i, s in enumerate(spans)
    )
    words = tuple((" ".join(question_words(analyse(p.text))), "題") for p in passages)
    notes = (SentenceNote(0, half, ("a", "b"), ("KZ-C01",), ()),)
    return Entry(source, "{}", passages, words, notes)


@pytest.fixture
def catalogue(tmp_path: Path) -> Iterator[SqliteCatalogue]:
    catalogue = SqliteCatalogue(tmp_path / "library.sqlite3")
    yield catalogue
    catalogue.close()


def test_what_is_added_is_found_again(catalogue: SqliteCatalogue) -> None:
    first = entry("s1")
    catalogue.add([first])
    assert catalogue.source("s1") == first.source
    assert catalogue.passages_of("s1") == first.passages
    assert catalogue.passage("s1-1").text == "船は二隻ある。"
    assert catalogue.find(sha256=first.source.sha256) is not None
    assert catalogue.find(origin="/s1") is not None
    assert catalogue.find(origin="/s2") is None
    assert catalogue.sources()[0].text == ""
    assert [p for p, _ in catalogue.search("ja", '"塩"', 5)] == ["s1-0"]
    assert catalogue.frequencies("ja", ["塩", "船", "無"]) == {"塩": 1, "船": 1}
    assert catalogue.notes("s1", 0, 3) == first.notes
    assert catalogue.notes_for("KZ-C01") == (("s1", first.notes[0]),)
    assert catalogue.notes_for("KZ-C0") == ()


def test_replacing_is_one_step_and_leaves_nothing_of_the_old(catalogue: SqliteCatalogue) -> None:
    catalogue.add([entry("s1")])
    catalogue.add([entry("s2", "砂糖だけ。")], replacing=["s1"])
    with pytest.raises(NotFoundError, match="s1"):
        catalogue.source("s1")
    assert catalogue.search("ja", '"塩"', 5) == []
    assert catalogue.count("ja") == 1
    assert catalogue.notes("s1", 0, 99) == ()


def test_sources_of_a_window_by_either_time(catalogue: SqliteCatalogue) -> None:
    noon = datetime(2026, 11, 24, 12, 0, tzinfo=UTC)
    for source_id, kind, hours, published in (
        ("old", "feed", -1, "2026-11-20"),
        ("first", "feed", 0, "2026-11-24"),
        ("other", "article", 1, "2026-11-24"),
        ("later", "feed", 2, "2026-11"),
        ("last", "feed", 24, None),
    ):
        added = int((noon + timedelta(hours=hours)).timestamp())
        one = entry(source_id)
        catalogue.add([replace(one, source=replace(one.source, kind=kind, added=added, published=published))])  # type: ignore[arg-type]

    def found(start: datetime, end: datetime, kinds: tuple[SourceKind, ...], by: SourceTime) -> list[str]:
        return [source.id for source in catalogue.sources_between(start, end, kinds, by=by)]

    day = timedelta(hours=24)
    assert found(noon, noon + day, ("feed",), "added") == ["later", "first"]
    assert found(noon, noon + day, (), "added") == ["later", "other", "first"]
    assert found(noon - day, noon, ("feed", "article"), "published") == ["other", "first"]
    assert found(noon - 30 * day, noon, ("feed",), "published") == ["first", "old"]
    tokyo = noon.astimezone(ZoneInfo("Asia/Tokyo")) + timedelta(hours=12)  # the 25th there
    assert found(tokyo, tokyo, ("feed",), "published") == []
    assert catalogue.source("first").added == int(noon.timestamp())
    plan = " ".join(
        str(row[3])
        for row in catalogue._rows(
            "EXPLAIN QUERY PLAN SELECT id FROM sources WHERE kind IN (SELECT value FROM json_each('[]'))"
            " AND added_at >= 0 AND added_at < 9"
        )
    )
    assert "sources_added" in plan


def test_a_library_of_the_first_version_gets_what_it_lacks(tmp_path: Path) -> None:
    path = tmp_path / "library.sqlite3"
    catalogue = SqliteCatalogue(path)
    catalogue.add([entry("s1")])
    catalogue.close()
    with closing(sqlite3.connect(path)) as old:
        old.executescript("DROP INDEX sources_added; DROP INDEX sources_published; PRAGMA user_version = 1;")
    catalogue = SqliteCatalogue(path)
    names = {str(row[0]) for row in catalogue._rows("SELECT name FROM sqlite_master WHERE type = 'index'")}
    assert {"sources_added", "sources_published"} <= names
    assert catalogue.source("s1").text
    catalogue.close()


def test_a_batch_that_fails_leaves_the_library_as_it_was(catalogue: SqliteCatalogue) -> None:
    catalogue.add([entry("s1")])
    with pytest.raises(DamagedError):
        catalogue.add([entry("s2"), entry("s1")], replacing=[])
    assert [s.id for s in catalogue.sources()] == ["s1"]
    catalogue.add([entry("s3")])
    assert catalogue.count("ja") == 4


def test_bibliography_and_ledger_come_back_in_order(catalogue: SqliteCatalogue) -> None:
    references = [
        Reference("b", "B", "P", None, None, "news"),
        Reference("a", "A", "P", "https://x.org", "2024", "ngo"),
    ]
    claim = Claim("KZ-C02", "partly", (1, 2), {"ja": "あ", "en": "a"}, {"ja": "い", "en": "b"}, "2024", ("a",))
    catalogue.set_corpus(references, [claim])
    assert [r.key for r in catalogue.references(["a", "nope", "b"])] == ["a", "b"]
    assert catalogue.claims() == (claim,)


def test_threads_read_while_one_writes(catalogue: SqliteCatalogue) -> None:
    catalogue.add([entry("s0")])
    failures: list[BaseException] = []

    def read() -> None:
        try:
            for _ in range(50):
                assert catalogue.source("s0").id == "s0"
                catalogue.search("ja", '"塩"', 3)
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=read) for _ in range(4)]
    for thread in threads:
        thread.start()
    for number in range(1, 20):
        catalogue.add([entry(f"s{number}")])
    for thread in threads:
        thread.join()
    assert failures == []
    assert catalogue.count("ja") == 40


@hypothesis_settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=150)
@given(
    st.text(max_size=80)
    | st.sampled_from(['" OR * NEAR(', "a AND b", "col:x", "'; DROP TABLE sources; --", "*", "^a", "-x"])
)
def test_no_question_is_an_fts_expression(catalogue: SqliteCatalogue, text: str) -> None:
    expression = match_expression(question_words(analyse(text)))
    if expression:
        assert catalogue.search("ja", expression, 3) == []


def test_a_file_of_something_else_and_of_a_newer_version_are_said(tmp_path: Path) -> None:
    bad = tmp_path / "bad.sqlite3"
    bad.write_bytes(b"not a database at all" * 100)
    with pytest.raises(DamagedError, match=r"bad\.sqlite3"):
        SqliteCatalogue(bad)
    newer = tmp_path / "newer.sqlite3"
    with sqlite3.connect(newer) as connection:
        connection.execute("PRAGMA user_version = 99")
    with pytest.raises(DamagedError, match="update steppe"):
        SqliteCatalogue(newer)
