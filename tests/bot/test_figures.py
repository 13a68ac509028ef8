"""/figures: the pictures as photos in the reader's language, drawn once, every number with its source."""

from __future__ import annotations

import shutil
import threading
from pathlib import Path

import pytest

from bot import pictures
from bot.figures import numbers_view
from bot.pictures import Pictures
from bot.simulator.driver import Simulator
from bot.text import render, units
from knowledge.figures.caption import captions
from knowledge.figures.match import NAMES
from knowledge.figures.picture import draw
from knowledge.settings import SHIPPED_CORPUS
from knowledge.types import LANGUAGES, Language
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge
from tests.bot.test_conversation import labels


def test_a_picture_is_sent_with_its_caption_and_opens_to_every_number(desk: Simulator) -> None:
    anna = desk.user(1)
    anna.says("/figures")
    offered = anna.wait_reply()
    assert [len(row) for row in labels(offered)] == [1, 1]
    anna.presses(offered, labels(offered)[0][0])
    shown = anna.wait_reply(timeout_s=20)
    caption = captions("balance", "en")
    assert shown["caption"] == caption.brief and len(shown["caption"]) <= 1024
    assert shown["caption_entities"] == [{"type": "bold", "offset": 0, "length": units(caption.title)}]
    photo = shown["photo"][0]
    assert (photo["width"], photo["height"]) == (1080, 1350)
    assert desk.world.files[photo["file_id"]] == draw("balance", "en")
    actions = [event.body["action"] for event in desk.world.events if event.kind == "typing"]
    assert set(actions) == {"upload_photo"}
    anna.presses(shown, labels(shown)[0][0])
    told = anna.wait_reply()
    assert told["reply_to_message"]["message_id"] == shown["message_id"]
    assert "64.8" in told["text"] and told["link_preview_options"] == {"is_disabled": True}
    assert all(line.text in told["text"] for line in caption.lines)


def test_in_japanese(desk: Simulator) -> None:
    yuki = desk.user(2, "ゆき", language_code="ja")
    yuki.says("/figures")
    offered = yuki.wait_reply()
    assert offered["text"].startswith("図で見る")
    yuki.presses(offered, "輸送回廊：経路の略図")
    shown = yuki.wait_reply(timeout_s=20)
    assert shown["caption"] == captions("corridors", "ja").brief and labels(shown) == [["すべての数字と出典"]]
    assert desk.world.files[shown["photo"][0]["file_id"]] == draw("corridors", "ja")


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", NAMES)
def test_every_number_and_every_source_is_told(name: str, language: Language) -> None:
    from bot.bureau import open_bureau
    from bot.settings import BotSettings

    caption = captions(name, language)  # type: ignore[arg-type]
    told = render(numbers_view(open_bureau(FakeKnowledge(), BotSettings()), language, name).text)  # type: ignore[arg-type]
    linked = {entity.url for entity in told.entities if entity.style == "text_link"}
    assert linked == {source.url for source in caption.sources if source.url}
    for line in caption.lines:
        assert f"{line.text} {''.join(f'[{n}]' for n in line.sources)}" in told.text
    assert all(f"[{n}] {source.publisher}" in told.text for n, source in enumerate(caption.sources, 1))


def test_without_a_dossier_it_is_said(telegram: Simulator, knowledge: FakeKnowledge, small_corpus: Path) -> None:
    for corpus in (None, small_corpus):  # no dossier; a dossier without pictures
        with running(knowledge, telegram, corpus=corpus):
            anna = telegram.user(1)
            anna.says("/figures")
            offered = anna.wait_reply()
            notice = anna.wait_notice(anna.presses(offered, labels(offered)[1][0]))
            assert notice["show_alert"] and "nothing to draw" in notice["text"]
            assert anna.hears_nothing(for_s=0.2)


def test_a_picture_is_drawn_once_until_the_dossier_changes(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    corpus = tmp_path / "corpus"
    shutil.copytree(SHIPPED_CORPUS, corpus)
    drawn: list[tuple[str, str]] = []

    def counting(name: str, language: str, folder: Path) -> bytes:
        drawn.append((name, language))
        return f"{name} {language} {len(drawn)}".encode()

    monkeypatch.setattr(pictures, "draw", counting)
    kept = Pictures(corpus)
    threads = [threading.Thread(target=kept.drawn, args=("balance", "ja")) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert drawn == [("balance", "ja")]
    assert kept.drawn("corridors", "en") == b"corridors en 2" and kept.drawn("corridors", "en") == b"corridors en 2"
    figures = corpus / "figures.yaml"
    figures.write_text(figures.read_text(encoding="utf-8") + "\n# looked over again\n", encoding="utf-8")
    assert kept.drawn("balance", "ja") == b"balance ja 3"
    assert len(kept._drawn) == 1  # what belongs to the older dossier is let go


def test_a_picture_that_telegram_refuses_at_first_is_sent_again(desk: Simulator) -> None:
    anna = desk.user(1)
    anna.says("/figures")
    desk.fault("sendPhoto", code=502, description="Bad Gateway")
    offered = anna.wait_reply()
    anna.presses(offered, labels(offered)[0][0])
    assert anna.wait_reply(timeout_s=20)["photo"]
    assert len(desk.calls("sendPhoto")) == 1


def test_a_long_caption_goes_on_below_the_picture(desk: Simulator, monkeypatch: pytest.MonkeyPatch) -> None:
    from dataclasses import replace

    caption = replace(captions("balance", "en"), note="A remark. " * 150)
    monkeypatch.setattr(Pictures, "caption", lambda self, name, language: caption)
    anna = desk.user(1)
    anna.says("/figures")
    offered = anna.wait_reply()
    anna.presses(offered, labels(offered)[0][0])
    shown = anna.wait_reply(timeout_s=20)
    rest = anna.wait_reply()
    assert labels(shown) == [] and labels(rest) == [["Every number with its source"]]
    assert (shown["caption"] + " " + rest["text"]).split() == caption.brief.split()
