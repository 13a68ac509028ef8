"""The cross-encoder: its pieces, its network, its file, and what it changes."""

from __future__ import annotations

import math
import re
import shutil
import threading
from dataclasses import replace
from pathlib import Path
from random import Random

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tokenizers import Tokenizer, models, pre_tokenizers

import knowledge.reranker.cross
from knowledge.abstain import calibration
from knowledge.desk import DOUBT, READ_ALL, Doubt
from knowledge.errors import EncoderError, SteppeError
from knowledge.measure.sets import LEARNED, MESSAGES, SETS, ask_all, held_out, read_sets
from knowledge.opening import Knowledge
from knowledge.ranking import ranked
from knowledge.reranker import CrossEncoder
from knowledge.reranker.network import Network
from knowledge.reranker.pieces import UNKNOWN, Pieces, normal
from knowledge.reranker.training.examples import (
    Put,
    for_the_test,
    read_items,
    told_apart,
    with_statements,
    with_strangers,
)
from knowledge.reranker.unseen import FILE, Unseen, save
from knowledge.reranker.weights import DEFAULT_PATH, load
from knowledge.settings import SHIPPED_CORPUS
from knowledge.understand import understand

EVALS = Path(__file__).parent / "evals"
WEIGHTS = load()
PIECES = Pieces(WEIGHTS.pieces, WEIGHTS.scores)
NETWORK = Network(WEIGHTS.tensors, WEIGHTS.layers, WEIGHTS.apart)
LIBRARY = Tokenizer(models.Unigram(list(zip(WEIGHTS.pieces, WEIGHTS.scores, strict=True)), UNKNOWN, False))
LIBRARY.pre_tokenizer = pre_tokenizers.Metaspace()
WORDS = st.text(
    "abcdefghijklmnopqrstuvwxyzABCKRU 0123456789.,'%$-あいうカザフスタン石油輸出大統領年月日、。「」ー🙂ж", max_size=80
)


def test_texts_are_cut_as_the_library_for_it_cuts_them(shipped: Knowledge) -> None:
    for language in ("ja", "en"):
        for source in shipped.library.catalogue.sources():
            for passage in shipped.library.catalogue.passages_of(source.id):
                if passage.language == language:
                    assert PIECES.ids(passage.text) == LIBRARY.encode(normal(passage.text)).ids


@settings(max_examples=300, deadline=None)
@given(WORDS)
def test_any_text_is_cut_as_the_library_for_it_cuts_it(text: str) -> None:
    assert PIECES.ids(text) == LIBRARY.encode(normal(text)).ids


@settings(max_examples=60, deadline=None)
@given(st.text(max_size=3_000), st.text(max_size=3_000))
def test_any_question_and_sentence_can_be_read(question: str, sentence: str) -> None:
    pair = PIECES.question(question), PIECES.sentence(sentence)
    assert max(map(len, pair)) <= NETWORK.longest
    asked, said = NETWORK.apart(pair)
    assert np.isfinite(NETWORK.together(asked, [said])).all()


@pytest.mark.parametrize("language", ["ja", "en"])
def test_sentences_never_trained_on_are_told_apart_by_what_they_answer(language: str) -> None:
    items = read_items(EVALS / "reading.jsonl")
    kept_back = [item for item in items if for_the_test(item["sentence"]["en"])]
    assert 0.03 < len(kept_back) / len(items) < 0.07
    odds: list[tuple[float, bool]] = []
    for item in kept_back[::2]:  # as many as a busy machine reads in time
        questions = [PIECES.question(one[language]) for one in (*item["yes"], *item["no"])]
        said, *asked = NETWORK.apart([PIECES.sentence(item["sentence"][language]), *questions])
        right = [True] * len(item["yes"]) + [False] * len(item["no"])
        odds += zip([float(NETWORK.together(one, [said])[0]) for one in asked], right, strict=True)
    assert told_apart(odds) > 0.85


def test_the_reading_set_says_everything_in_both_languages() -> None:
    items = read_items(EVALS / "reading.jsonl")
    assert len({item["sentence"]["en"] for item in items}) == len(items)
    for item in items:
        assert len(item["yes"]) >= 2
        assert len(item["no"]) >= 3
        for text in (item["sentence"], *item["yes"], *item["no"]):
            assert re.search("[ぁ-んァ-ヶ一-龠]", text["ja"]), text
            assert not re.search("[ぁ-んァ-ヶ一-龠]", text["en"]), text


def test_questions_on_the_dossier_are_put_to_statements_that_stand_in_it() -> None:
    items = with_statements(read_items(EVALS / "statements.jsonl"), SHIPPED_CORPUS / "dossiers")
    assert len({item["statement"] for item in items}) == len(items) > 400
    for item in items:
        assert item["yes"]
        assert len(item["no"]) > len(item["yes"])
        for text in (item["sentence"], *item["yes"], *item["no"]):
            assert re.search("[ぁ-んァ-ヶ一-龠]", text["ja"]), text
            assert not re.search("[ぁ-んァ-ヶ一-龠]", text["en"]), text


def test_nothing_that_is_learned_from_is_asked_again_when_measured() -> None:
    def plain(text: str) -> str:
        return "".join(filter(str.isalnum, text.lower()))

    rows = read_sets(EVALS, (*SETS, *LEARNED, *MESSAGES))
    kept_back = {plain(row["question"]) for row in rows if held_out(row["id"])}
    learned = {plain(row["question"]) for row in rows if row["id"].startswith(LEARNED)}
    for item in read_items(EVALS / "statements.jsonl"):
        learned |= {plain(asked[one]) for asked in (*item["yes"], *item["no"]) for one in ("ja", "en")}
    assert len(learned) > 10_000
    assert not learned & kept_back


def test_a_sentence_also_stands_beside_questions_on_something_else() -> None:
    puts = [
        Put("Lurania exports barley.", (("What does Lurania export?", True), ("Who buys it?", False)), "grain"),
        Put("ルラニアは大麦を輸出する。", (("ルラニアの輸出品は？", True),), "grain"),
        Put("The port of Vesk freezes in January.", (("When does Vesk freeze?", True),), "port"),
    ]
    added = [
        whole.questions[len(put.questions) :] for put, whole in zip(puts, with_strangers(puts, Random(1)), strict=True)
    ]
    assert added[0] == added[1] == (("When does Vesk freeze?", False),)
    assert set(added[2]) == {("What does Lurania export?", False), ("ルラニアの輸出品は？", False)}


def test_on_questions_kept_back_it_tells_what_answers_from_what_lies_beside(shipped: Knowledge) -> None:
    rows = [row for row in read_sets(EVALS, ["energy", "powers", "society", "unanswerable"]) if held_out(row["id"])]
    for language in ("ja", "en"):
        read = [
            (odds, asked.right[place])
            for asked in ask_all(
                replace(shipped.desk, reader=CrossEncoder(), doubt=replace(READ_ALL, most=1)),
                [row for row in rows if row["language"] == language],
            )
            for place, odds in asked.read.items()
        ]
        right = np.array([odds for odds, is_right in read if is_right])
        wrong = np.array([odds for odds, is_right in read if not is_right])
        assert len(right) > 30
        assert (right[:, None] > wrong).mean() > 0.8, language


def test_several_threads_read_alike() -> None:
    reader, found = CrossEncoder(), []
    sentences = ["The road opened in 2020.", "Nobody knows when the road opened."]

    def read() -> None:
        found.append(reader.odds("When did the road open?", sentences))

    threads = [threading.Thread(target=read) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(found) == 8
    assert all(one == pytest.approx(found[0], abs=1e-4) for one in found)
    assert reader.odds("When?", []) == []


@settings(max_examples=20, deadline=None)
@given(WORDS, st.lists(WORDS, min_size=2, max_size=4))
def test_sentences_read_together_get_the_odds_they_get_alone(question: str, sentences: list[str]) -> None:
    alone = [CrossEncoder().odds(question, [one])[0] for one in sentences]
    assert CrossEncoder().odds(question, sentences) == pytest.approx(alone, abs=0.01)


@pytest.mark.parametrize("harm", ["missing", "cut short", "changed", "something else"])
def test_a_damaged_file_is_one_line(tmp_path: Path, harm: str) -> None:
    path = tmp_path / "weights.safetensors"
    if harm != "missing":
        shutil.copy(DEFAULT_PATH, path)
        data = bytearray(path.read_bytes())
        if harm == "changed":
            data[-1_000_000] ^= 1
        path.write_bytes(
            b"\x00" * 64 if harm == "something else" else data[: len(data) // 2 if harm == "cut short" else None]
        )
    with pytest.raises(EncoderError, match=r"git checkout") as caught:
        load(path)
    assert "\n" not in str(caught.value)


def test_training_questions_have_odds_of_a_reranker_that_had_not_seen_them(tmp_path: Path) -> None:
    save(tmp_path / FILE, {("a?", "one"): 1.5, ("b?", "two"): -2.0})
    unseen = Unseen(tmp_path / FILE)
    assert unseen.odds("a?", ["two", "one"]) == pytest.approx([math.nan, 1.5], nan_ok=True)
    with pytest.raises(SteppeError, match="make reranker"):
        Unseen(tmp_path / "nowhere.npz")


class Told:
    """Says what it was told of each sentence, in order; keeps what it was asked."""

    def __init__(self, *odds: float) -> None:
        self._told = odds
        self.asked: list[str] = []

    def odds(self, question: str, sentences: list[str]) -> list[float]:
        self.asked = sentences
        return list(self._told[: len(sentences)])


def test_what_is_read_decides_with_what_was_judged(shipped: Knowledge) -> None:
    question = understand("When did the first Russian units arrive?", glossary=shipped.desk.glossary)
    desks = [replace(shipped.desk, reader=Told(*[odds] * 3)) for odds in (4.0, -1.0, -6.0)]
    chances = [ranked(desk, question).decision.chance for desk in desks]
    assert chances[0] > chances[1] + 0.1 > chances[2] + 0.2


def test_of_the_sentences_read_the_one_that_answers_comes_first(shipped: Knowledge) -> None:
    question = understand("ロシア語話者の割合は？", glossary=shipped.desk.glossary)
    desk = replace(shipped.desk, doubt=replace(READ_ALL, most=3))
    judged = ranked(replace(desk, reader=None), question).found
    reader = Told(-6.0, -5.0, 8.0)
    found = ranked(replace(desk, reader=reader), question)
    assert reader.asked == [one.text for one in judged[:3]]
    assert [one.text for one in found.found[:3]] == [judged[2].text, judged[1].text, judged[0].text]
    assert found.chosen[0].text == judged[2].text
    assert [one.text for one in found.found[3:6]] == [one.text for one in judged[3:6]]
    scores = [one.score for one in found.found]
    assert scores == sorted(scores, reverse=True)


def test_sentences_of_which_nothing_can_be_said_are_as_if_they_had_not_been_read(shipped: Knowledge) -> None:
    question = understand("ロシア語話者の割合は？", glossary=shipped.desk.glossary)
    desk = replace(shipped.desk, doubt=replace(READ_ALL, most=2))
    judged = ranked(replace(desk, reader=None), question)
    assert ranked(replace(desk, reader=Told(math.nan, math.nan)), question).decision == judged.decision
    found = ranked(replace(desk, reader=Told(math.nan, 4.0)), question)
    assert len(found.read) == 1 and found.found[0].text == judged.found[1].text


def test_only_those_near_the_likeliest_are_read() -> None:
    doubt = Doubt(low=0.1, high=0.9, behind=1.5, most=3)
    assert doubt.read([-3.0, 1.0, 0.9, -0.4, -0.5, -0.6]) == [1, 2, 3]
    assert doubt.read([1.0, -0.5, -0.6]) == [0, 1]
    assert doubt.read([2.0]) == [0]
    assert doubt.holds(0.1) and doubt.holds(0.9) and not doubt.holds(0.05) and not doubt.holds(0.95)


@pytest.mark.parametrize(("low", "high", "read"), [(0.0, 1.0, True), (0.0, 0.01, False), (0.999, 1.0, False)])
def test_only_what_is_in_doubt_is_read(shipped: Knowledge, low: float, high: float, read: bool) -> None:
    question = understand("原発の国民投票で賛成は何%？", glossary=shipped.desk.glossary)
    found = ranked(replace(shipped.desk, reader=CrossEncoder(), doubt=replace(DOUBT, low=low, high=high)), question)
    assert bool(found.read) == read
    assert read or found.decision == ranked(replace(shipped.desk, reader=None), question).decision


def test_the_reader_is_opened_at_the_first_question(monkeypatch: pytest.MonkeyPatch) -> None:
    opened: list[int] = []
    monkeypatch.setattr(knowledge.reranker.cross, "load", lambda: opened.append(1) or WEIGHTS)
    reader = CrossEncoder()
    assert not opened
    reader.odds("What?", ["This."])
    reader.odds("What?", ["That."])
    assert opened == [1]


def test_what_is_decided_without_reading_is_clear() -> None:
    """Below the range of doubt everything is refused, above it answered, in whichever library."""
    for steps in calibration().values():
        for language in ("ja", "en"):
            assert DOUBT.low <= steps["answer"][f"threshold-{language}"] <= DOUBT.high
