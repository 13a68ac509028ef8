"""The operator's view of deliveries: /deliveries counts the ledger and lists what is uncertain, to be decided on."""

from __future__ import annotations

from datetime import UTC, datetime

from telegram import CallbackQuery, Message

from bot.briefing.presses import Decide, write
from bot.bureau import Bureau
from bot.send import acknowledge, edit, place_of, send
from bot.speech import language_in
from bot.text import Text, bold, join
from bot.view import Button, View
from bot.wording import WORDING
from knowledge.types import Language

_LISTED = 8


async def deliveries(bureau: Bureau, message: Message, _: str) -> None:
    """Answer /deliveries; the table lets only admins come here."""
    view = await ledger_view(bureau, await language_in(bureau, message.chat_id, message.from_user))
    await send(message.get_bot(), place_of(message), view)


async def ledger_view(bureau: Bureau, language: Language) -> View:
    """The ledger in numbers, and the uncertain ones with two buttons each. Raises StateError."""
    words = WORDING[language].delivery
    unsettled = await bureau.deliveries.unsettled(_LISTED)
    counts = await bureau.deliveries.counts()
    running, stopped, skipped = await bureau.subscriptions.counts()
    told = words.day_separator.join(f"{words.state_names[state]} {count}" for state, count in sorted(counts.items()))
    line = words.ledger_line.format(counts=told or "0", running=running, stopped=stopped, skipped=skipped)
    if not unsettled:
        return View(join("\n\n", [words.uncertain_none, line]))
    lines: list[Text] = [
        f"{number}. "
        + words.uncertain_line.format(
            chat=one.place.chat_id, day=one.day.isoformat(), time=f"{one.due_at:%H:%M}", why=words.uncertain_why
        )
        for number, one in enumerate(unsettled, 1)
    ]
    rows = tuple(
        (
            Button(words.send_again.format(number=number), data=write(Decide(language, True, one.id))),
            Button(words.leave_it.format(number=number), data=write(Decide(language, False, one.id))),
        )
        for number, one in enumerate(unsettled, 1)
    )
    return View(join("\n\n", [join("\n", [bold(words.uncertain_title), *lines]), line]), rows)


async def decided(bureau: Bureau, press: CallbackQuery, message: Message, wish: Decide) -> None:
    """A button of the list. Anyone else's press, which only a changed app can send, finds nothing."""
    words = WORDING[wish.language]
    if press.from_user.id not in bureau.settings.admin_ids:
        await acknowledge(press, words.gone)
        return
    done = await bureau.deliveries.decide(wish.delivery_id, datetime.now(UTC), again=wish.again)
    await acknowledge(press, words.delivery.settled if done else words.gone)
    await edit(message, await ledger_view(bureau, wish.language))
