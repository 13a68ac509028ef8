"""The gate: stands before all handlers and stops what came before, who may not ask, and what is over the quota."""

from __future__ import annotations

import logging
from dataclasses import replace
from datetime import UTC, datetime

from telegram import Chat, Message, Update, User
from telegram.ext import ApplicationHandlerStop, CallbackContext

from bot.access import Strangers
from bot.addressed import words_to
from bot.bureau import Bureau
from bot.once import Once
from bot.people.doors import Doors, Issued
from bot.people.notices import tell_admins
from bot.quotas import Verdict
from bot.send import acknowledge, place_of, send
from bot.speech import language_of
from bot.start import say
from bot.state.people import NAME_CHARS, Seen
from bot.text import bold, code
from bot.view import View
from bot.wording import WORDING
from knowledge.load.normalise import one_line

log = logging.getLogger(__name__)
INLINE_COST = 0.25  # an app asks again while its user is still typing


class Gate:
    """Decides for every update whether it goes on. Whoever is let through goes on without waiting, in order."""

    def __init__(self, bureau: Bureau, doors: Doors) -> None:
        self._bureau, self._doors = bureau, doors
        self._once, self._strangers = Once(), Strangers()

    async def __call__(self, update: Update, context: CallbackContext) -> None:  # type: ignore[type-arg]
        """Return where the update may go on. Raises ApplicationHandlerStop where not."""
        user, chat = update.effective_user, update.effective_chat
        inline = update.inline_query is not None or update.chosen_inline_result is not None
        if not self._once.is_new(update.update_id):
            raise ApplicationHandlerStop
        if (
            user is None
            or user.is_bot
            or (chat is None and not inline)
            or (chat is not None and chat.type == "channel")
        ):
            raise ApplicationHandlerStop
        if update.message is not None and update.message.is_automatic_forward:  # a channel's post in its group
            raise ApplicationHandlerStop
        await self._follow(update.effective_message)
        visitors = self._bureau.visitors
        if not visitors.access.may_ask(user.id, chat.id if chat is not None else None):
            if not visitors.access.is_blocked(user.id):
                await self._turn_away(update, user, chat, context.bot.bot)
            raise ApplicationHandlerStop
        if chat is not None and chat.type == "private" and update.message is not None:
            visitors.saw(user.id, user.full_name, language_of(user))
        if visitors.access.is_admin(user.id) or not (inline or _speaks_to(update, chat, context.bot.bot)):
            return
        group = chat.id if chat is not None and chat.type != "private" else None
        verdict = visitors.quotas.take(user.id, group, cost=INLINE_COST if inline else 1.0)
        if verdict != "free":
            visitors.tally.add("refused")
            await _refuse(update, user, verdict)
            raise ApplicationHandlerStop

    async def _follow(self, message: Message | None) -> None:
        """A group that became a supergroup is still let in."""
        if message is None or message.migrate_to_chat_id is None:
            return
        access = self._bureau.visitors.access
        if message.chat_id in access.standings.groups:
            known = access.standings  # acted on at once: the next message may be on its way
            access.standings = replace(known, groups=known.groups | {message.migrate_to_chat_id})
            await self._bureau.visitors.people.follow_group(message.chat_id, message.migrate_to_chat_id)

    async def _turn_away(self, update: Update, user: User, chat: Chat | None, bot: User) -> None:
        """Tell a stranger, privately how to be let in, and in a group only where they spoke to the bot by its name."""
        access = self._bureau.visitors.access
        if update.callback_query is not None:
            await acknowledge(update.callback_query)
        if update.message is None or chat is None:
            return
        private = chat.type == "private"
        if not private and not (access.takes_requests() and _named(update.message, bot)):
            return
        if not self._strangers.tell(chat.id):
            return
        words = WORDING[language_of(user)].people
        if not access.takes_requests():
            first = access.settings.access == "pairing"
            await say(update.message, (words.first_admin if first else words.private_desk).format(id=user.id))
            return
        person = Seen(user.id, _shown(user.full_name), language_of(user))
        name = person.name if private else _shown(chat.title or str(chat.id))
        issued = await self._doors.ask(person, chat.id, name, datetime.now(UTC))
        if issued == "full":
            await say(update.message, words.door_full)
        if not isinstance(issued, Issued):
            return
        line = (words.code_private if private else words.code_group).format(minutes=issued.minutes)
        view = View((bold(words.code_title, " ", code(issued.code)), "\n\n", line))
        await send(update.message.get_bot(), place_of(update.message), view)
        if issued.first:
            await tell_admins(self._bureau, update.message.get_bot(), person, chat.id, name)


async def _refuse(update: Update, user: User, verdict: Verdict) -> None:
    """One line the first time, then nothing: whoever sends a thousand messages is not sent a thousand back."""
    if verdict == "silent":
        return
    words = WORDING[language_of(user)].people
    line = words.quota_day if verdict == "tell-day" else words.quota_minute
    if update.callback_query is not None:
        await acknowledge(update.callback_query, line)
    elif isinstance(update.effective_message, Message):
        await say(update.effective_message, line)


def _speaks_to(update: Update, chat: Chat | None, bot: User) -> bool:
    """Whether the update asks something of the bot; in a group that is not any message."""
    if chat is None or chat.type == "private" or update.callback_query is not None:
        return True
    message = update.effective_message
    if message is None:
        return False
    return (message.text or message.caption or "").startswith("/") or words_to(message, bot) is not None


def _named(message: Message, bot: User) -> bool:
    """Whether a message in a group is meant for this bot and no other: by mention, reply or a command with its name."""
    first = (message.text or "").split(maxsplit=1)[:1]
    if first and first[0].startswith("/"):
        return first[0].lower().endswith(f"@{(bot.username or '').lower()}")
    return words_to(message, bot) is not None


def _shown(name: str) -> str:
    """A name that its owner chose, on one line and no longer than names are."""
    return one_line(name)[:NAME_CHARS] or "?"
