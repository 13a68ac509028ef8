"""A real browser at phone width, driven by its own debugging protocol. Needs Debian's ``chromium``."""

from __future__ import annotations

import asyncio
import json
import shutil
import subprocess
import urllib.request
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

CHROMIUM = shutil.which("chromium")
PHONE = (390, 844)


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
            if await self.js(f"!!({code})"):
                return
            await asyncio.sleep(0.1)
        raise AssertionError(f"never true in the page: {code}")

    async def says(self, text: str) -> None:
        """Type and send, and wait for the bot's answer."""
        before = await self.js("document.querySelectorAll('.item:not(.out):not(.draft)').length")
        await self.writes(text)
        await self.until(f"document.querySelectorAll('.item:not(.out):not(.draft)').length > {before}")

    async def writes(self, text: str) -> None:
        """Type and send."""
        await self.js("document.getElementById('text').focus()")
        await self.call("Input.insertText", text=text)
        await self.press_key("Enter")

    async def press_key(self, key: str) -> None:
        """Press a key that writes nothing."""
        code = {"Enter": 13, "ArrowDown": 40, "ArrowUp": 38, "Escape": 27}[key]
        for kind in ("keyDown", "keyUp"):
            await self.call("Input.dispatchKeyEvent", type=kind, key=key, code=key, windowsVirtualKeyCode=code)

    async def menu_of(self, selector: str, label: str, *, part: str = "#popup [role=menuitem]") -> None:
        """Open the menu of the last message that fits and choose from it."""
        await self.js(
            f"[...document.querySelectorAll({selector!r})].at(-1).dispatchEvent("
            "new MouseEvent('contextmenu', {bubbles: true, clientX: 120, clientY: 300}))"
        )
        await self.clicks(part, label)

    async def goes(self, person: str, chat: str = "Steppe") -> None:
        """Become this person and open one of their chats, from the list that a phone shows instead of the chat."""
        await self.js("document.getElementById('app').classList.add('listing')")
        await self.clicks("#people button", person)
        rows = "[...document.querySelectorAll('#chats .row')]"
        await self.js(f"{rows}.find(row => row.querySelector('b').textContent.includes({chat!r})).click()")
        await self.until(f"document.getElementById('title').textContent.includes({chat!r})")

    async def clicks(self, selector: str, text: str = "") -> None:
        """Click the last element of a selector that holds the text."""
        found = f"[...document.querySelectorAll({selector!r})].filter(e => e.textContent.includes({text!r})).at(-1)"
        await self.js(f"{found}.click()")

    async def selects(self, text: str) -> None:
        """Select a text in the last message that holds it."""
        await self.js(f"""(() => {{
            const nodes = [], walk = document.createTreeWalker(document.getElementById('log'), NodeFilter.SHOW_TEXT);
            while (walk.nextNode()) nodes.push(walk.currentNode);
            const node = nodes.filter(n => n.data.includes({text!r})).at(-1), at = node.data.indexOf({text!r});
            getSelection().setBaseAndExtent(node, at, node, at + {text!r}.length);
        }})()""")


def browse(
    url: str, folder: Path, work: Callable[[Tab], Awaitable[None]], *, scale: int = 1, size: tuple[int, int] = PHONE
) -> list[str]:
    """Let ``work`` use a browser at phone width; returns what the page complained of.

    Args:
        folder: An empty one for the browser's profile.
        scale: Device pixels in one of the page's.
        size: Width and height of its window.
    """
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
        from websockets.asyncio.client import connect

        async with connect(wanted, max_size=None) as socket:
            tab = Tab(socket)
            for part in ("Page", "Runtime", "Log", "DOM"):
                await tab.call(f"{part}.enable")
            phone = {"width": size[0], "height": size[1], "deviceScaleFactor": scale, "mobile": size == PHONE}
            await tab.call("Emulation.setDeviceMetricsOverride", **phone)
            await tab.call("Page.navigate", url=url)
            await tab.until("!!document.querySelector('#title')?.textContent")
            await work(tab)
            return tab.complaints

    try:
        return asyncio.run(visit())
    finally:
        process.terminate()
        process.wait(20)
