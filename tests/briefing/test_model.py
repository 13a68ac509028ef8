"""The chat model's part in a briefing: the same events in its words, and never a word that was not verified."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from knowledge.briefing.values import Briefing
from knowledge.opening import open_knowledge
from knowledge.settings import ModelSettings, Settings
from tests.briefing.press import Piece, take_in
from tests.briefing.test_compose import DAY, LOAN_EN, LOAN_JA, NOW, READ, SUMMIT, sound
from tests.fakes.openai_server import REPLIES, OpenAIServer, Reply, answered

QUOTE = (
    "CNNC has offered to finance Kazakhstan's second nuclear power plant with a loan of $9 billion, the atomic energy "
    "agency said in Astana."
)
TRUE = "CNNC offered a loan of $9 billion for Kazakhstan's second nuclear power plant, the atomic energy agency said in Astana."
FAITHFUL = {"good", "fenced"}


def composed(folder: Path, reply: str | Reply, *pieces: Piece) -> Briefing:
    with OpenAIServer(reply) as server:
        settings = Settings(
            data_dir=folder / "library", corpus=None, chat_model="openai:scripted", chat_model_key=server.key,
            chat_model_url=server.url, model=ModelSettings(timeout_s=3, max_retries=0),
        )  # fmt: skip
        knowledge = open_knowledge(settings)
        try:
            take_in(knowledge, pieces)
            briefing = knowledge.brief(DAY, language="en", now=NOW)
            sound(knowledge, briefing)
            return briefing
        finally:
            knowledge.close()


def test_a_faithful_sentence_is_said_first_and_the_quotation_stays_in_its_item(tmp_path: Path) -> None:
    briefing = composed(tmp_path, answered((TRUE, "P1", QUOTE)), LOAN_EN)
    assert briefing.mode == "openai:scripted" and briefing.notice is None
    assert [(s.text, s.kind) for s in briefing.bluf] == [(TRUE, "composed")]
    assert briefing.prompt and briefing.prompt.startswith("briefing@1+")
    assert briefing.new[0].statement.kind == "quoted"


@pytest.mark.parametrize(
    "text",
    [
        TRUE.replace("9", "19"),
        TRUE.replace("billion", "million"),
        TRUE.replace("CNNC", "Rosatom"),
        TRUE.replace("offered", "refused to offer"),
        "CNNC will likely lend $9 billion for Kazakhstan's second nuclear power plant, the atomic energy agency said in Astana.",
        TRUE + " Visit example.com now.",
        "CNNCはカザフスタンの2カ所目の原発に90億ドルを融資する。",
    ],
)
def test_an_unfaithful_sentence_never_reaches_the_reader(tmp_path: Path, text: str) -> None:
    briefing = composed(tmp_path, answered((text, "P1", QUOTE)), LOAN_EN)
    assert briefing.mode == "extractive" and briefing.notice and briefing.rejected == 1
    assert [s.text for s in briefing.bluf] == [QUOTE]
    assert all(s.kind == "quoted" for s in briefing.statements())


def test_a_sentence_that_mixes_two_events_is_dropped(tmp_path: Path) -> None:
    """Its quotations are both true; together they would tell a third thing."""
    from knowledge.briefing.model import _coins_likelihood
    from knowledge.types import QuotedSpan, VerifiedStatement

    briefing = composed(tmp_path, answered((TRUE, "P9", QUOTE)), LOAN_EN, LOAN_JA, SUMMIT)
    assert len(briefing.new) == 2
    passage = briefing.citations[0].passage
    span = QuotedSpan(passage, passage.start, passage.end)
    assert _coins_likelihood(VerifiedStatement("It is likely.", (span,)))
    assert not _coins_likelihood(VerifiedStatement("It is so.", (span,)))
    said = replace(passage, text="It is likely to rain.", start=0, end=21)
    assert not _coins_likelihood(VerifiedStatement("Rain is likely.", (QuotedSpan(said, 0, 21),)))


@pytest.mark.parametrize("reply", sorted(REPLIES))
def test_whatever_the_provider_does_there_is_a_sound_briefing(reply: str, tmp_path: Path) -> None:
    briefing = composed(tmp_path, reply, LOAN_EN)
    assert briefing.new
    assert (briefing.mode == "openai:scripted") == (reply in FAITHFUL)
    assert bool(briefing.notice) != (reply in FAITHFUL)


def test_a_quiet_day_calls_no_model(tmp_path: Path) -> None:
    old = replace(LOAN_EN, published="2026-10-01", added=READ.replace(month=10))
    with OpenAIServer("error-500" if "error-500" in REPLIES else "good") as server:
        settings = Settings(
            data_dir=tmp_path / "library", corpus=None, chat_model="openai:scripted", chat_model_key=server.key,
            chat_model_url=server.url,
        )  # fmt: skip
        knowledge = open_knowledge(settings)
        take_in(knowledge, [old])
        briefing = knowledge.brief(DAY, language="en", now=NOW)
        knowledge.close()
    assert briefing.quiet and briefing.notice is None and briefing.mode == "extractive"
