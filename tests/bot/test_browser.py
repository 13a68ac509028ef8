"""A real browser uses the page: asks, opens a quotation and a citation, changes chats, sends a file.

Needs Debian's ``chromium``; where it is absent the test is skipped. It is driven by its own debugging protocol.
"""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import pytest

from bot.simulate import open_simulator
from bot.simulator.driver import Simulator
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge

CHROMIUM = shutil.which("chromium")
websockets = pytest.importorskip("websockets.asyncio.client")
pytestmark = pytest.mark.skipif(CHROMIUM is None, reason="chromium is not here: apt-get install chromium")


class Tab:
    """One tab at phone width."""

    def __init__(self, socket: Any) -> None:
        self._socket, self._number = socket, 0
        self.complaints: list[str] = []

    async def call(self, method: str, **given: Any) -> Any:
        """Call the debugging protocol."""
        self._number += 1
        await self._socket.send(json.dumps({"id": self._number, "method": method, "params": given}))
        while True:
            message = json.loads(await self._socket.recv())
            if message.get("method") in ("Runtime.exceptionThrown", "Log.entryAdded"):
                self.complaints.append(json.dumps(message["params"])[:300])
            if message.get("id") == self._number:
                assert "error" not in message, message
                return message["result"]

    async def js(self, code: str) -> Any:
        """Evaluate code in the page."""
        told = await self.call("Runtime.evaluate", expression=code, awaitPromise=True, returnByValue=True)
        assert "exceptionDetails" not in told, told
        return told["result"].get("value")

    async def until(self, code: str) -> None:
        """Wait until code is true in the page."""
        for _ in range(150):
            if await self.js(code):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"never true in the page: {code}")

    async def says(self, text: str) -> None:
        """Type and send, and wait for the bot's answer."""
        before = await self.js("document.querySelectorAll('.item:not(.out)').length")
        await self.js("document.getElementById('text').focus()")
        await self.call("Input.insertText", text=text)
        for kind in ("keyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key="Enter", code="Enter", windowsVirtualKeyCode=13)
        await self.until(f"document.querySelectorAll('.item:not(.out)').length > {before}")

    async def clicks(self, selector: str, text: str = "") -> None:
        """Click the last element of a selector that holds the text."""
        found = f"[...document.querySelectorAll({selector!r})].filter(e => e.textContent.includes({text!r})).at(-1)"
        await self.js(f"{found}.click()")


def browse(page: Simulator, folder: Path, work: Callable[[Tab], Awaitable[None]]) -> list[str]:
    """Let ``work`` use a browser; returns what the page complained of."""
    command = [str(CHROMIUM), "--headless=new", "--no-sandbox", "--disable-gpu", "--no-first-run", "--disable-sync"]
    command += ["--remote-debugging-port=0", f"--user-data-dir={folder}", "about:blank"]
    process = subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)

    async def visit() -> list[str]:
        port = folder / "DevToolsActivePort"
        for _ in range(300):
            if port.exists() and port.read_text():
                break
            await asyncio.sleep(0.1)
        address = f"http://127.0.0.1:{port.read_text().splitlines()[0]}/json"
        tabs = json.load(await asyncio.to_thread(urllib.request.urlopen, address))
        wanted = next(tab for tab in tabs if tab["type"] == "page")["webSocketDebuggerUrl"]
        async with websockets.connect(wanted, max_size=None) as socket:
            tab = Tab(socket)
            for part in ("Page", "Runtime", "Log", "DOM"):
                await tab.call(f"{part}.enable")
            phone = {"width": 390, "height": 844, "deviceScaleFactor": 1, "mobile": True}
            await tab.call("Emulation.setDeviceMetricsOverride", **phone)
            await tab.call("Page.navigate", url=f"{page.url}/")
            await tab.until("!!document.querySelector('#title')?.textContent")
            await work(tab)
            return tab.complaints

    try:
        return asyncio.run(visit())
    finally:
        process.terminate()
        process.wait(20)


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
        assert await tab.js("document.documentElement.scrollWidth") <= 390

    with open_simulator(0) as page, running(knowledge, page):
        complaints = browse(page, tmp_path / "profile", work)
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
        assert browse(page, tmp_path / "profile", work) == []
