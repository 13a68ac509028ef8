"""The line to Telegram: what fails before anything left, and what nobody knows the fate of."""

from __future__ import annotations

import socket

import pytest
from telegram.error import NetworkError, TimedOut
from telegram.ext import ExtBot

from bot.fair import Fair
from bot.line import LateError, Line, LostError, PollLine
from bot.simulator.driver import TOKEN, Simulator


def bot_on(url: str, *, read_s: float = 5.0) -> ExtBot[None]:
    """A bot over our line, without a pace."""
    line = Line(at_once=4, read_s=read_s)
    poll = PollLine(room=Fair(4, 4).room)
    return ExtBot(TOKEN, base_url=f"{url}/bot", base_file_url=f"{url}/file/bot", request=line, get_updates_request=poll)


@pytest.mark.parametrize("kind", ["cut", "reset", "accept-cut", "accept-reset"])
async def test_a_connection_that_breaks_leaves_it_open_what_happened(telegram: Simulator, kind: str) -> None:
    telegram.user(1)
    async with bot_on(telegram.url) as bot:
        telegram.fault("sendMessage", kind)  # type: ignore[arg-type]
        with pytest.raises(LostError) as lost:
            await bot.send_message(1, "x")
        assert TOKEN not in f"{lost.value!r} {lost.value.__cause__!r}"
        await bot.send_message(1, "and the line is still good")


async def test_an_answer_that_does_not_come_in_time_leaves_it_open_too(telegram: Simulator) -> None:
    telegram.user(1)
    async with bot_on(telegram.url, read_s=0.2) as bot:
        telegram.fault("sendMessage", "accept-hang", delay_s=0.6)
        with pytest.raises(LateError):
            await bot.send_message(1, "x")
    assert isinstance(LateError("x"), TimedOut)


async def test_where_nobody_listens_nothing_was_sent() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        port = taken.getsockname()[1]
    bot = bot_on(f"http://127.0.0.1:{port}")
    with pytest.raises(NetworkError) as failed:
        await bot.initialize()
    assert not isinstance(failed.value, LostError | LateError) and TOKEN not in repr(failed.value.__cause__)
    await bot.shutdown()


async def test_files_go_both_ways(telegram: Simulator) -> None:
    anna = telegram.user(1)
    content = bytes(range(256)) * 2_000
    async with bot_on(telegram.url) as bot:
        sent = await bot.send_document(1, content, filename="表.bin", caption="ここ")
        assert anna.wait_reply()["document"]["file_name"] == "表.bin" and sent.caption == "ここ"
        file = await bot.get_file(sent.document.file_id)  # type: ignore[union-attr]
        assert bytes(await file.download_as_bytearray()) == content
        anna.uploads("own.txt", content)
        updates = await bot.get_updates(timeout=1)
        mine = await bot.get_file(updates[-1].message.document.file_id)  # type: ignore[union-attr]
        assert bytes(await mine.download_as_bytearray()) == content


async def test_a_line_that_is_not_open_says_so() -> None:
    with pytest.raises(RuntimeError, match="not open"):
        await Line(at_once=1).do_request("http://127.0.0.1:1/", "POST")
