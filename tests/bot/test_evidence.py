"""/evidence: the ledger by verdict, a claim with its sources, and the passages behind it."""

from __future__ import annotations

import pytest

from bot.evidence import VERDICTS, claim_view, ledger_view
from bot.labels import VERDICT_MARKS
from bot.simulator.driver import Simulator
from bot.split import MESSAGE_UNITS
from bot.text import render
from bot.wording import WORDING
from knowledge.opening import Knowledge
from knowledge.types import LANGUAGES, Language
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge, make_claim
from tests.bot.test_conversation import labels


@pytest.fixture
def ledger(knowledge: FakeKnowledge) -> FakeKnowledge:
    """Ten contradicted claims, one unverified and one corroborated, in another order than they are shown."""
    knowledge.ledger = [
        make_claim(99, "corroborated", ("harbour", "radio")),
        *(make_claim(number, "contradicted") for number in range(10, 20)),
        make_claim(1, "unverified", ("radio",), "2021/2024-05-02"),
    ]
    return knowledge


def test_the_weightiest_verdict_comes_first_and_pages_turn(desk: Simulator, ledger: FakeKnowledge) -> None:
    anna = desk.user(1)
    anna.says("/evidence")
    first = anna.wait_reply()
    text = first["text"]
    assert text.startswith("The column's claims, checked: 12\n") and "⚠ Contradicted: 10" in text
    assert "1. The column says 10 tonnes." in text and "8. The column says 17 tonnes." in text
    assert "18 tonnes" not in text and "Page 1 of 2" in text
    verdicts = [["⚠ Contradicted 10", "❓ Unverified 1"], ["✓ Corroborated 1"]]
    assert labels(first) == [[str(n) for n in range(1, 9)], ["▶"], *verdicts]
    anna.presses(first, "▶")
    second = anna.wait_edit()
    assert second["message_id"] == first["message_id"] and labels(second) == [["9", "10"], ["◀"], *verdicts]
    anna.presses(second, "✓ Corroborated 1")
    third = anna.wait_edit()
    assert "✓ Corroborated: 1" in third["text"] and "99 tonnes" in third["text"] and "Page" not in third["text"]
    anna.wait_notice(anna.presses(third, "✓ Corroborated 1"))  # shown already: quiet
    anna.presses(third, "⚠ Contradicted 10")
    assert "⚠ Contradicted: 10" in anna.wait_edit()["text"]


def test_a_claim_opens_to_its_finding_sources_and_passages(desk: Simulator, ledger: FakeKnowledge) -> None:
    anna = desk.user(1)
    anna.says("/evidence")
    listed = anna.wait_reply()
    anna.presses(listed, "2")
    claim = anna.wait_reply()
    assert claim["reply_to_message"]["message_id"] == listed["message_id"]
    assert claim["text"] == (
        "⚠ Contradicted: other sources differ\n\nThe column says 11 tonnes.\n\n"
        "Other sources, as of March 2024\nThe harbour counted otherwise (11).\n\n"
        "Published source behind it:\n• Harbour office: Annual report – official · March 2024 · single source"
    )
    assert claim["link_preview_options"] == {"is_disabled": True}
    assert [e["url"] for e in claim["entities"] if e["type"] == "text_link"] == ["https://example.org/report"]
    assert labels(claim) == [["The harbour of Talwick: Trade"], ["The harbour of Talwick: Trade (2)"]]
    anna.presses(claim, "The harbour of Talwick: Trade (2)")
    opened = anna.wait_reply()
    assert opened["reply_to_message"]["message_id"] == claim["message_id"]
    sentence = ledger.rows["harbour-en"][1].text
    assert sentence in opened["text"]
    assert any(e["type"] == "bold" and e["length"] == len(sentence) for e in opened["entities"])

    anna.presses(listed, "✓ Corroborated 1")
    anna.presses(anna.wait_edit(), "1")
    text = anna.wait_reply()["text"]
    assert "Published sources behind it:" in text and "single source" not in text
    assert "• Talwick Radio: Salt on the air – state media · 2024" in text


def test_in_japanese(desk: Simulator, ledger: FakeKnowledge) -> None:
    yuki = desk.user(2, "ゆき", language_code="ja")
    yuki.says("/evidence")
    listed = yuki.wait_reply()
    assert "コラムの記述の検証：12件" in listed["text"] and "⚠ 食い違い：10件" in listed["text"]
    yuki.presses(listed, "❓ 未検証 1")
    yuki.presses(yuki.wait_edit(), "1")
    claim = yuki.wait_reply()
    assert "他の資料（2021年〜2024年5月2日時点）\n港の数字は異なる（1）。" in claim["text"]
    assert "国営メディア · 2024年 · 典拠は1件のみ" in claim["text"]
    assert labels(claim)[0] == ["タルウィックの港：貿易"]


def test_what_is_gone_is_said_and_an_empty_ledger_too(desk: Simulator, ledger: FakeKnowledge) -> None:
    anna = desk.user(1)
    anna.says("/evidence")
    listed = anna.wait_reply()
    ledger.ledger = []
    notice = anna.wait_notice(anna.presses(listed, "1"))
    assert notice["show_alert"] and "no longer in the library" in notice["text"]
    anna.presses(listed, "▶")
    assert "holds no evidence ledger" in anna.wait_edit()["text"]
    anna.says("/evidence")
    assert "holds no evidence ledger" in anna.wait_reply()["text"]


def test_over_the_real_core(telegram: Simulator, small: Knowledge) -> None:
    with running(small, telegram):
        anna = telegram.user(1)
        anna.says("/evidence")
        listed = anna.wait_reply()
        anna.presses(listed, "1")
        claim = anna.wait_reply()
        assert "4.2 million tonnes for 2023" in claim["text"] and "single source" in claim["text"]
        assert labels(claim) == [["The column on Talwick: Claims"], ["The harbour of Talwick: Trade"]]
        anna.presses(claim, "The column on Talwick: Claims")
        assert "9 million tonnes" in anna.wait_reply()["text"]


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_claim_of_the_shipped_ledger_opens(shipped: Knowledge, language: Language) -> None:
    from bot.bureau import open_bureau
    from bot.settings import BotSettings

    bureau, words = open_bureau(shipped, BotSettings()), WORDING[language]
    claims = shipped.claims()
    assert len(claims) == 66 and {claim.verdict for claim in claims} == set(VERDICTS)
    listed = ""
    for verdict in VERDICTS:
        for page in range(9):
            shown = render(ledger_view(bureau, language, verdict, page).text)
            assert shown.units <= MESSAGE_UNITS
            listed += shown.text
    for claim in claims:
        assert claim.claim[language] in listed
        view = claim_view(bureau, language, claim.id)
        told = render(view.text)
        assert told.units <= MESSAGE_UNITS and claim.finding[language] in told.text
        assert told.text.startswith(VERDICT_MARKS[claim.verdict])
        assert (words.single_source in told.text) == (len(claim.keys) == 1)
        assert len(view.rows) >= 2  # the digest of the claim, and what answers it
        assert len({row[0].label for row in view.rows}) == len(view.rows)


def test_the_columns_own_paragraph_is_offered_where_it_is_in_the_library(
    ledger: FakeKnowledge,
) -> None:
    from dataclasses import replace

    from bot.bureau import open_bureau
    from bot.settings import BotSettings
    from knowledge.evidence import COLUMN_TITLE

    column = replace(ledger.english, id="column", kind="article", title=COLUMN_TITLE, stance="opinion")
    ledger.extra = [column]
    ledger.rows["column"] = [
        replace(p, id=f"{n}" * 16, source_id="column") for n, p in enumerate(ledger.rows["harbour-en"])
    ]
    ledger.ledger = [make_claim(2, "partly")]  # section 1, paragraph 2
    rows = claim_view(open_bureau(ledger, BotSettings()), "en", "KZ-C02").rows
    assert rows[0][0].label.startswith(COLUMN_TITLE) and "1" * 16 in (rows[0][0].data or "")
