"""Let strangers in: a six-digit code for whoever writes, which an operator redeems.

The code is random and stored as an HMAC under a key made from the bot's token, so that whoever reads the state alone
can try no codes. Only an operator can redeem one; what others write is never compared with anything.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
import time
import unicodedata
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Literal

from bot.state.pairings import Pairings, Request
from bot.state.people import Seen

LASTS = timedelta(hours=1)
NEW_CODE_AFTER = timedelta(minutes=1)
CODES_PER_REQUEST = 3
MOST_WAITING = 30
REQUESTS_PER_PERSON = 3  # their own and those for groups: nobody fills the door alone
WRONG_TRIES, TRIES_WITHIN_S = 10, 600.0
_CODE_TRIES = 5


@dataclass(frozen=True, slots=True)
class Issued:
    """A code that was just given out.

    Attributes:
        minutes: How long it is good for, rounded up.
        first: Whether this is the first one of this request, so that the operators are to be told.
    """

    code: str
    minutes: int
    first: bool


@dataclass(slots=True)
class Doors:
    """Gives out codes and takes them back."""

    pairings: Pairings
    key: bytes
    clock: Callable[[], float] = time.monotonic
    _wrong: dict[int, deque[float]] = field(default_factory=dict)

    async def ask(self, person: Seen, chat_id: int, name: str, now: datetime) -> Issued | Literal["full"] | None:
        """Ask to be let in.

        Args:
            person: Who writes.
            chat_id: The person's own id, or that of the group that is to be let in.
            name: What the operator is shown: the person's name or the group's title.

        Returns:
            A new code, in place of any earlier one; ``full`` where too many wait; None where silence is due: denied (here,
            or the same person elsewhere), asked a moment ago, or given enough codes within the hour.
        """
        old = await self.pairings.find(chat_id, now)
        if old is not None and (old.denied or old.codes >= CODES_PER_REQUEST or now - old.asked_at < NEW_CODE_AFTER):
            return None
        others = await self.pairings.of_person(person.user_id, now)
        others = [one for one in others if one.chat_id != chat_id]
        if any(one.denied for one in others) or len(others) >= REQUESTS_PER_PERSON:
            return None
        until = old.expires_at if old is not None else now + LASTS
        codes = old.codes + 1 if old is not None else 1
        for _ in range(_CODE_TRIES):
            code = f"{secrets.randbelow(1_000_000):06}"
            wanted = Request(
                chat_id, person.user_id, name, person.language, self.hashed(code), codes, False, now, until
            )
            if await self.pairings.put(wanted, now, MOST_WAITING):
                return Issued(code, max(1, -(-(until - now) // timedelta(minutes=1))), old is None)
        return "full"

    async def redeem(self, admin_id: int, written: str, now: datetime) -> Request | Literal["wrong", "wait"]:
        """Let in whoever holds the code that an operator wrote. Ten wrong ones within ten minutes, and it is to wait."""
        wrong = self._wrong.setdefault(admin_id, deque())
        while wrong and self.clock() - wrong[0] > TRIES_WITHIN_S:
            wrong.popleft()
        if len(wrong) >= WRONG_TRIES:
            return "wait"
        code = read_code(written)
        found = await self.pairings.redeem([self.hashed(code)], now) if code is not None else None
        if found is None:
            wrong.append(self.clock())
            return "wrong"
        return found

    def hashed(self, code: str) -> str:
        """A code as it is stored."""
        return hmac.new(self.key, code.encode(), hashlib.sha256).hexdigest()


def key_from(token: str) -> bytes:
    """The key under which codes are stored: another token, other hashes."""
    return hashlib.sha256(b"steppe pairing " + token.encode()).digest()


def read_code(written: str) -> str | None:
    """Six digits, full-width or with spaces and hyphens between; None for anything else."""
    digits = "".join(unicodedata.normalize("NFKC", written).replace("-", " ").split())
    return digits if len(digits) == 6 and digits.isascii() and digits.isdecimal() else None
