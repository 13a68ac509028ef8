"""A courier in a process of its own, over the fake library: ``python -m tests.briefing.process DATABASE TELEGRAM``.

Small enough to be started and killed often; what it does with the ledger and with Telegram is the bot's own.
"""

from __future__ import annotations

import asyncio
import sys

from pydantic import SecretStr
from telegram.ext import ExtBot

from bot.briefing.courier import Courier
from bot.bureau import open_bureau
from bot.limiter import Pace
from bot.line import Line
from bot.settings import BotSettings
from bot.simulator.driver import TOKEN
from bot.state.prepare import prepare
from tests.bot.fake_knowledge import FakeKnowledge


async def main(database: str, telegram: str, lease_s: float) -> None:
    """Deliver until killed."""
    settings = BotSettings(database_url=SecretStr(database), delivery_lease_s=lease_s)
    bureau = open_bureau(FakeKnowledge(), settings)
    await prepare(bureau.state)
    line, poll = Line(at_once=32), Line(at_once=1)
    bot = ExtBot(TOKEN, f"{telegram}/bot", request=line, get_updates_request=poll, rate_limiter=Pace())
    await bot.initialize()
    print("the courier is listening", flush=True)
    await Courier(bureau, bot).run()


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], float(sys.argv[3])))
