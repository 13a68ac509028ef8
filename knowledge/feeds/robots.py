"""robots.txt: which pages of a host a program may fetch (RFC 9309), and how slowly it is asked to go.

Feeds themselves are made for programs and are not looked up here; the pages of their items are.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import quote, unquote, urlsplit

from knowledge.errors import SourceError
from knowledge.load.fetch import Reply

AGENT = "steppe"
_LONGEST = 500_000  # bytes that are read of a robots.txt; the standard asks for this many at least
_KEPT_S = 24 * 3_600.0
_TRIED_AGAIN_S = 3_600.0  # after a server that could not say


@dataclass(frozen=True, slots=True)
class Rules:
    """What one robots.txt says to us.

    Attributes:
        lines: Pairs of whether it allows, and the pattern; the longest pattern that matches decides.
        delay_s: The pause it asks for between two requests; 0 where it asks for none.
    """

    lines: tuple[tuple[bool, str], ...] = ()
    delay_s: float = 0.0

    def allow(self, target: str) -> bool:
        """Whether a path (with its query) may be fetched."""
        if target == "/robots.txt":
            return True
        target = _folded(target)
        best = (-1, True)
        for allowed, pattern in self.lines:
            # Of two rules of one length the one that allows wins; so True is the greater of the pair.
            if _matches(pattern, target):
                best = max(best, (len(pattern), allowed))
        return best[1]


EVERYTHING = Rules()
NOTHING = Rules(((False, "/"),))


class Robots:
    """Rules by host, kept for a day. Used by one thread at a time.

    Args:
        get: Fetches an address; raises SourceError.
        clock: Seconds, never going back.
    """

    def __init__(self, get: Callable[[str], Reply], clock: Callable[[], float]) -> None:
        self._get, self._clock = get, clock
        self._kept: dict[str, tuple[float, Rules]] = {}

    def rules(self, url: str) -> Rules:
        """The rules of the host of ``url``: none where it has no robots.txt, nothing allowed where it cannot say."""
        parts = urlsplit(url)
        host = f"{parts.scheme}://{parts.netloc}"
        until, rules = self._kept.get(host, (0.0, EVERYTHING))
        if self._clock() < until:
            return rules
        try:
            reply = self._get(f"{host}/robots.txt")
        except SourceError:
            rules, kept = NOTHING, _TRIED_AGAIN_S
        else:
            if reply.status == 200:
                rules, kept = parse_robots(reply.data), _KEPT_S
            elif 400 <= reply.status < 500 and reply.status != 429:
                rules, kept = EVERYTHING, _KEPT_S
            else:
                rules, kept = NOTHING, _TRIED_AGAIN_S
        self._kept[host] = (self._clock() + kept, rules)
        return rules


def target_of(url: str) -> str:
    """Path and query of an address, as rules are written for them."""
    parts = urlsplit(url)
    return (parts.path or "/") + (f"?{parts.query}" if parts.query else "")


def parse_robots(data: bytes, agent: str = AGENT) -> Rules:
    """The rules for us: of the groups that name us, else of those for everybody. Lines that say nothing are skipped."""
    groups: dict[str, list[tuple[str, str]]] = {}
    named: list[str] = []
    naming = False
    for line in data[:_LONGEST].decode("utf-8-sig", "replace").splitlines():
        name, colon, value = line.split("#", 1)[0].partition(":")
        name, value = name.strip().lower(), value.strip()
        if not colon:
            continue
        if name in ("user-agent", "useragent"):
            named = [*named, _token(value)] if naming else [_token(value)]
            naming = True
            groups.setdefault(named[-1], [])
        elif name in ("allow", "disallow", "crawl-delay"):
            naming = False
            for one in named:
                groups[one].append((name, value))
    mine = groups.get(agent, groups.get("*", []))
    lines = tuple((name == "allow", _folded(value)) for name, value in mine if name != "crawl-delay" and value)
    return Rules(lines, _delay([value for name, value in mine if name == "crawl-delay"]))


def _token(value: str) -> str:
    found = re.match(r"\*|[A-Za-z_-]+", value)
    return found[0].lower() if found else ""


def _delay(values: Sequence[str]) -> float:
    try:
        delay = float(values[0]) if values else 0.0
    except ValueError:
        return 0.0
    return delay if 0 <= delay < float("inf") else 0.0


def _folded(path: str) -> str:
    """One spelling of a path: letters that need no escape are written plainly, everything else is escaped."""
    return quote(unquote(path, errors="surrogateescape"), safe="/?*$&=:@!'()+,;~-._%[]", errors="surrogateescape")


def _matches(pattern: str, target: str) -> bool:
    """Whether a pattern (``*`` for anything, ``$`` at its end for the end) matches from the start. Never backtracks."""
    ends = pattern.endswith("$")
    first, *rest = (pattern[:-1] if ends else pattern).split("*")
    if not target.startswith(first):
        return False
    at = len(first)
    for number, piece in enumerate(rest, 1):
        if ends and number == len(rest):
            return len(target) - len(piece) >= at and target.endswith(piece)
        found = target.find(piece, at)
        if found < 0:
            return False
        at = found + len(piece)
    return not ends or at == len(target)
