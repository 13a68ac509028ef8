"""A real browser uses the page: asks, opens a quotation and a citation, changes chats, sends a file.

Needs Debian's ``chromium``; where it is absent the test is skipped.
"""

from __future__ import annotations

from pathlib import Path

import pytest

from bot.simulate import open_simulator
from tests.bot.browser import CHROMIUM, Tab, browse
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge

pytest.importorskip("websockets.asyncio.client")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not here: apt-get install chromium")


@pytest.mark.timeout(120)
def test_a_person_uses_the_page(knowledge: FakeKnowledge, tmp_path: Path) -> None:
    upload = tmp_path / "map.pdf"
    upload.write_bytes(b"%PDF-1.7 roads")

    async def work(tab: Tab) -> None:
        await tab.clicks(".empty button")
        await tab.until("document.querySelectorAll('.keys button').length === 3")
        await tab.says("How much salt?")
        assert await tab.js("document.querySelectorAll('blockquote.folds:not(.open)').length") == 2
        folded = await tab.js("[...document.querySelectorAll('blockquote.folds')].at(-1).offsetHeight")
        await tab.clicks("blockquote.folds")
        assert await tab.js("document.querySelector('blockquote.folds.open').offsetHeight") > folded * 1.5
        link = await tab.js("(({href, rel, textContent: t}) => [href, rel, t])(document.querySelector('.text a'))")
        assert link == ["https://example.org/report", "noopener noreferrer", "Annual report"]
        await tab.clicks(".keys button", "2")
        await tab.until("[...document.querySelectorAll('.text b')].some(b => b.textContent.includes('35%'))")
        await tab.clicks(".keys button", "In Japanese")
        await tab.until("document.querySelector('.log').textContent.includes('塩の35%をノルウェーに送る')")

        await tab.clicks("#chats button", "ゆき")
        assert await tab.js("document.documentElement.lang") == "ja"
        assert await tab.js("document.querySelectorAll('.item').length") == 0  # another person's chat
        await tab.says("塩はどれだけ？")
        assert "原文で確認" in await tab.js("document.querySelector('.log').textContent")
        root = (await tab.call("DOM.getDocument"))["root"]["nodeId"]
        chosen = await tab.call("DOM.querySelector", nodeId=root, selector="#file")
        await tab.call("DOM.setFileInputFiles", nodeId=chosen["nodeId"], files=[str(upload)])
        await tab.until("document.querySelector('.file')?.textContent.includes('map.pdf')")
        await tab.until("document.querySelector('.log').textContent.includes('文字しか読めません')")

        await tab.clicks("#chats button", "Desk")
        await tab.says("@steppe_bot How much salt?")
        assert await tab.js("document.querySelector('.item:not(.out) .cited b').textContent") == "You"
        await tab.clicks("#chats button", "ゆき")
        await tab.says("/figures")
        await tab.clicks(".keys button", "均衡")
        await tab.until(
            "document.querySelector('.shot')?.complete && document.querySelector('.shot').naturalWidth === 1080"
        )
        assert await tab.js("document.documentElement.scrollWidth") <= 390

    with open_simulator(0) as page, running(knowledge, page):
        complaints = browse(f"{page.url}/", tmp_path / "profile", work)
    assert complaints == []


@pytest.mark.timeout(120)
def test_what_is_written_never_becomes_markup(knowledge: FakeKnowledge, tmp_path: Path) -> None:
    attack = "<img src=x onerror=alert(1)><script>document.title='owned'</script>"
    knowledge.answers[attack] = lambda: knowledge.answer(attack, "en", [0], followups=(attack,))

    async def work(tab: Tab) -> None:
        await tab.says(attack)
        assert await tab.js("document.querySelectorAll('.log img, .log script').length") == 0
        assert await tab.js("document.title") == "Steppe"
        assert attack in await tab.js("document.querySelector('.item.out .text').textContent")

    with open_simulator(0) as page, running(knowledge, page):
        assert browse(f"{page.url}/", tmp_path / "profile", work) == []
