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


def browse(url: str, folder: Path, work: Callable[[Tab], Awaitable[None]], *, scale: int = 1) -> list[str]:
    """Let ``work`` use a browser at phone width; returns what the page complained of.

    Args:
        folder: An empty one for the browser's profile.
        scale: Device pixels in one of the page's.
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
            phone = {"width": 390, "height": 844, "deviceScaleFactor": scale, "mobile": True}
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
