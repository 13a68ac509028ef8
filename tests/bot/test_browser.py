"""A real browser uses the page: asks, opens a quotation and a citation, changes the person, sends files, quotes, edits.

Needs Debian's ``chromium``; where it is absent the tests are skipped.
"""

from __future__ import annotations

import time
from pathlib import Path

import pytest

from bot.simulate import open_simulator
from bot.simulator.driver import Simulator
from tests.bot.browser import CHROMIUM, Tab, browse
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge
from tests.bot.test_simulator import call

pytest.importorskip("websockets.asyncio.client")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not here: apt-get install chromium")
LOG = "document.getElementById('log').textContent"


@pytest.mark.timeout(120)
def test_a_person_asks_opens_a_citation_changes_language_and_sends_a_file(
    knowledge: FakeKnowledge, tmp_path: Path
) -> None:
    upload = tmp_path / "map.pdf"
    upload.write_bytes(b"%PDF-1.7 roads")

    async def work(tab: Tab) -> None:
        await tab.clicks(".empty button")
        await tab.until("document.querySelectorAll('.keys button').length >= 3")
        await tab.says("How much salt?")
        await tab.until("document.querySelectorAll('blockquote.folds:not(.open)').length >= 2")
        folded = await tab.js("[...document.querySelectorAll('blockquote.folds')].at(-1).offsetHeight")
        await tab.clicks("blockquote.folds")
        assert await tab.js("document.querySelector('blockquote.folds.open').offsetHeight") > folded * 1.5
        link = await tab.js("(({href, rel, textContent: t}) => [href, rel, t])(document.querySelector('.text a'))")
        assert link == ["https://example.org/report", "noopener noreferrer", "Annual report"]
        await tab.clicks(".keys button", "2")
        await tab.until("[...document.querySelectorAll('.text b')].some(b => b.textContent.includes('35%'))")
        await tab.clicks(".keys button", "In Japanese")
        await tab.until(f"{LOG}.includes('塩の35%をノルウェーに送る')")

        await tab.goes("ゆき")
        assert await tab.js("document.documentElement.lang") == "ja"
        assert await tab.js("document.querySelectorAll('.item').length") == 0  # another person's chat
        await tab.says("塩はどれだけ？")
        assert "原文で確認" in await tab.js(LOG)
        root = (await tab.call("DOM.getDocument"))["root"]["nodeId"]
        chosen = await tab.call("DOM.querySelector", nodeId=root, selector="#file")
        await tab.call("DOM.setFileInputFiles", nodeId=chosen["nodeId"], files=[str(upload)])
        await tab.until("document.querySelector('.file')?.textContent.includes('map.pdf')")
        await tab.until("[...document.querySelectorAll('.item')].at(-1).matches(':not(.out)')")

        await tab.goes("Anna", "Desk")
        await tab.says("@steppe_bot How much salt?")
        assert await tab.js("document.querySelector('.item:not(.out) .cited b').textContent") == "You"
        await tab.goes("ゆき")
        await tab.says("/figures")
        await tab.clicks(".keys button", "均衡")
        await tab.until(
            "document.querySelector('.shot')?.complete && document.querySelector('.shot').naturalWidth === 1080"
        )
        assert await tab.js("document.documentElement.scrollWidth") <= 390

    with open_simulator(0) as page, running(knowledge, page):
        complaints = browse(f"{page.url}/", tmp_path / "profile", work)
    assert complaints == []


def until(page: Simulator, met: str, what: object) -> None:
    """Wait until the world is as wanted."""
    ends = time.monotonic() + 10
    while not what():  # type: ignore[operator]
        assert time.monotonic() < ends, met
        time.sleep(0.05)


@pytest.mark.timeout(120)
def test_what_a_person_can_do_besides_writing(tmp_path: Path) -> None:
    """Without a bot: the test says its part itself, so that every kind of message is seen."""

    async def work(tab: Tab) -> None:
        world = page.world
        styled = [
            {"type": "spoiler", "offset": 0, "length": 6},
            {"type": "date_time", "offset": 7, "length": 4, "unix_time": 1_800_000_000, "date_time_format": "wDT"},
            {"type": "code", "offset": 12, "length": 4},
        ]
        keys = {
            "inline_keyboard": [[{"text": "Copy", "copy_text": {"text": "ref"}}, {"text": "1", "callback_data": "x"}]]
        }
        text = "secret when code and /help for salt"
        sent = call(page, "sendMessage", chat_id=1, text=text, entities=styled, reply_markup=keys)[1]["result"]
        await tab.until("document.querySelector('.spoiler') && document.querySelector('time.link')")
        assert "2027" in await tab.js("document.querySelector('time.link').textContent")
        assert await tab.js("getComputedStyle(document.querySelector('.spoiler')).color") == "rgba(0, 0, 0, 0)"
        await tab.clicks(".spoiler")
        assert await tab.js("document.querySelector('.spoiler').classList.contains('shown')")
        await tab.clicks(".text .link", "/help")
        until(page, "/help was said", lambda: (1, sent["message_id"] + 1) in world.messages)

        await tab.clicks(".keys button", "1")
        until(page, "the press came", lambda: world.presses)
        press = next(iter(world.presses))
        call(page, "answerCallbackQuery", callback_query_id=press, text="Look here", show_alert=True)
        await tab.until("document.getElementById('sheet').open")
        await tab.clicks("#sheet .plain")

        await tab.selects("for salt")
        await tab.until("!document.getElementById('quote-this').hidden")
        await tab.clicks("#quote-this")
        assert await tab.js("document.getElementById('above-text').textContent") == "for salt"
        await tab.writes("Why?")
        until(page, "the quotation came", lambda: any("quote" in m for m in world.messages.values()))
        assert next(m["quote"]["text"] for m in world.messages.values() if "quote" in m) == "for salt"

        call(page, "sendMessageDraft", chat_id=1, draft_id=1, text="Salt is")
        await tab.until("document.querySelector('.draft')?.textContent.includes('Salt is')")
        call(page, "sendMessage", chat_id=1, text="Salt is white")
        await tab.until("!document.querySelector('.draft')")
        call(page, "sendChatAction", chat_id=1, action="typing")
        await tab.until(
            "document.querySelector('.dots') && document.getElementById('status').textContent === 'typing…'"
        )

        await tab.menu_of(".item.out .bubble", "Edit")
        await tab.js("document.getElementById('text').value = ''")
        await tab.writes("Why indeed?")
        await tab.until("[...document.querySelectorAll('.item.out')].at(-1).textContent.includes('Why indeed?edited')")
        await tab.js("document.querySelector('.item:not(.out) .bubble').focus()")
        await tab.menu_of(".item:not(.out) .bubble", "👍", part=".emoji button")
        await tab.until("document.querySelector('.chip.own')?.textContent === '👍'")

        await tab.menu_of(".item:not(.out) .bubble", "Forward")
        await tab.clicks("#sheet .list button", "Desk")
        until(page, "it was forwarded", lambda: any("forward_origin" in m for m in world.messages.values()))

        await tab.js("document.getElementById('attach').click()")
        await tab.clicks("#popup [role=menuitem]", "Location")
        await tab.clicks("#sheet .list button", "Tokyo")
        await tab.until("document.querySelector('.place')?.textContent.includes('35.681')")

        await tab.js("document.getElementById('text').focus()")
        await tab.call("Input.insertText", text="@steppe_bot salt")
        until(page, "the inline question came", lambda: world.inline)
        article = {"type": "article", "id": "1", "title": "Salt card", "description": "From the harbour",
                   "input_message_content": {"message_text": "Salt [1]"}}  # fmt: skip
        assert call(page, "answerInlineQuery", inline_query_id=list(world.inline)[-1], results=[article])[0] == 200
        await tab.until("document.querySelector('#offers .card')?.textContent.includes('From the harbour')")
        await tab.press_key("ArrowDown")
        await tab.press_key("Enter")
        await tab.until("[...document.querySelectorAll('.via')].some(v => v.textContent.includes('@steppe_bot'))")

        await tab.js("""(() => {
            const data = new DataTransfer();
            data.items.add(new File(['roads'], 'dropped.txt'));
            for (const kind of ['dragenter', 'dragover', 'drop']) document.getElementById('chat')
                .dispatchEvent(new DragEvent(kind, { dataTransfer: data, bubbles: true, cancelable: true }));
        })()""")
        await tab.until("[...document.querySelectorAll('.file')].some(f => f.textContent.includes('dropped.txt'))")

        await tab.goes("Anna", "Friends")
        assert await tab.js("document.getElementById('status').textContent") == "Steppe is not in this group"
        await tab.goes("Anna", "Oil")
        await tab.writes("/help")
        until(page, "it was said in the topic", lambda: any(m.get("message_thread_id") == 2 and m.get("text") == "/help"
                                                           for m in world.messages.values()))  # fmt: skip

    with open_simulator(0) as page:
        assert browse(f"{page.url}/", tmp_path / "profile", work) == []


@pytest.mark.timeout(120)
def test_what_is_written_never_becomes_markup(knowledge: FakeKnowledge, tmp_path: Path) -> None:
    attack = "<img src=x onerror=alert(1)><script>document.title='owned'</script>"
    knowledge.answers[attack] = lambda: knowledge.answer(attack, "en", [0], followups=(attack,))

    async def work(tab: Tab) -> None:
        await tab.says(attack)
        assert await tab.js("document.querySelectorAll('.log img, .log script').length") == 0
        assert await tab.js("document.title") == "Steppe"
        assert attack in await tab.js("document.querySelector('.item.out .text').textContent")
        assert await tab.js("document.querySelectorAll('.side img').length") == 0

    with open_simulator(0) as page, running(knowledge, page):
        page.group(-1055, attack)
        assert browse(f"{page.url}/", tmp_path / "profile", work) == []


@pytest.mark.timeout(120)
def test_a_wide_window_shows_the_list_beside_the_chat(tmp_path: Path) -> None:
    async def work(tab: Tab) -> None:
        assert await tab.js("document.getElementById('side').offsetWidth") == 330
        assert await tab.js("document.getElementById('log').offsetWidth") > 500
        assert await tab.js("document.getElementById('back').offsetWidth") == 0

    with open_simulator(0) as page:
        assert browse(f"{page.url}/", tmp_path / "profile", work, size=(1100, 800)) == []
