"""The two lines to Telegram: one that asks for updates and waits, and one for everything else.

python-telegram-bot's own line costs a millisecond of processor time a call and more when many connections are open,
which at thirty answers a second is a third of what the answers themselves cost; aiohttp's costs a fifth of that.
"""

from __future__ import annotations

import asyncio
import json
import logging
import re
from collections.abc import Awaitable, Callable
from functools import lru_cache
from http import HTTPStatus
from typing import Any
from urllib.parse import urlsplit
from urllib.request import getproxies, proxy_bypass

import aiohttp
import httpx
from telegram import Update
from telegram.error import NetworkError, TimedOut
from telegram.request import BaseRequest, RequestData

log = logging.getLogger(__name__)

CALLS_AT_ONCE = 256
CONNECT_S, READ_S, POOL_S = 10.0, 20.0, 30.0
_NUMBER = re.compile(rb'"update_id":\s*(\d+)')  # within a text the marks would stand behind a backslash
MEDIA_S = 120.0  # a whole call that carries a file


class LostError(NetworkError):
    """The connection broke after the request had left: nobody knows whether it arrived."""


class LateError(TimedOut):
    """The request had left and no answer came in time: nobody knows whether it arrived."""


class Line(BaseRequest):
    """A line over aiohttp: connections are kept, proxies and certificates are taken from the environment.

    Fails with TimedOut or NetworkError where nothing was sent, with LateError or LostError where it may have been.
    """

    def __init__(self, *, at_once: int, read_s: float = READ_S) -> None:
        self._at_once, self._read_s = at_once, read_s
        self._session: aiohttp.ClientSession | None = None

    @property
    def read_timeout(self) -> float | None:
        """How long an answer may take, in seconds."""
        return self._read_s

    async def initialize(self) -> None:
        """Open the line; doing so again changes nothing."""
        if self._session is None:
            connector = aiohttp.TCPConnector(limit=self._at_once, ssl=httpx.create_ssl_context())
            self._session = aiohttp.ClientSession(connector=connector, headers={"User-Agent": self.USER_AGENT})

    async def shutdown(self) -> None:
        """Close the line."""
        if self._session is not None:
            await self._session.close()
            self._session = None

    async def do_request(
        self, url: str, method: str, request_data: RequestData | None = None,
        read_timeout: Any = BaseRequest.DEFAULT_NONE, *_: Any, **__: Any,
    ) -> tuple[int, bytes]:  # fmt: skip
        """See ``telegram.request.BaseRequest``."""
        if self._session is None:
            raise RuntimeError("the line is not open")
        read_s = self._read_s if read_timeout is BaseRequest.DEFAULT_NONE or read_timeout is None else read_timeout
        media = request_data is not None and request_data.contains_files
        limits = aiohttp.ClientTimeout(
            total=MEDIA_S if media else None, connect=POOL_S, sock_connect=CONNECT_S, sock_read=read_s
        )
        target = urlsplit(url)
        body = _form(request_data) if media else _json(request_data)
        headers = {} if media else {"Content-Type": "application/json"}
        proxy = _proxy(target.scheme, target.hostname or "")
        call = self._session.request(
            method, url, data=body, headers=headers, timeout=limits, allow_redirects=False, proxy=proxy
        )
        try:
            async with call as reply:
                return reply.status, await reply.read()
        except aiohttp.ConnectionTimeoutError as error:
            raise TimedOut(_told(error)) from error
        except TimeoutError as error:
            raise LateError(_told(error)) from error
        except (aiohttp.ClientConnectorError, aiohttp.InvalidURL) as error:
            raise NetworkError(_told(error)) from error
        except (aiohttp.ClientError, OSError) as error:
            raise LostError(_told(error)) from error


@lru_cache(maxsize=8)  # aiohttp would ask the environment, and a file of passwords, at every call
def _proxy(scheme: str, host: str) -> str | None:
    return None if proxy_bypass(host) else getproxies().get(scheme)


def _told(error: Exception) -> str:
    """The kind of failure alone: what it says of itself may hold the address, and with it the token."""
    return type(error).__name__


def _json(data: RequestData | None) -> bytes | None:
    """What a call carries, in the form that costs least: a form would be written letter by letter."""
    return json.dumps(data.parameters, ensure_ascii=False).encode() if data is not None else None


def _form(data: RequestData | None) -> aiohttp.FormData:
    form = aiohttp.FormData(quote_fields=False)  # names of files in all scripts, as Telegram takes them
    if data is not None:
        for name, value in data.json_parameters.items():
            form.add_field(name, value)
        for name, (filename, content, kind) in (data.multipart_data or {}).items():
            form.add_field(name, content, filename=filename, content_type=kind)
    return form


class PollLine(Line):
    """The line that asks for updates. It asks only when there is room for them: what Telegram still has is safe there for a
    day, while what was fetched has to be answered before the bot may stop.

    It stands two things that python-telegram-bot does not.
    When Telegram takes the token back, polling stops and only the log says so: the process would stay and hear
    nothing; ``refused`` is set then. And one update that cannot be read keeps all that come with it from being
    confirmed, so they come again, for ever; when they do, it is dropped here and the others go on.
    """

    def __init__(self, room: Callable[[], Awaitable[None]]) -> None:
        super().__init__(at_once=1, read_s=10.0)
        self._room = room
        self.refused = asyncio.Event()
        self._handed_out = -1  # the highest number of an update so far

    async def do_request(self, *args: Any, **kwargs: Any) -> tuple[int, bytes]:
        """See ``telegram.request.BaseRequest``."""
        await self._room()
        code, payload = await super().do_request(*args, **kwargs)
        if code in (HTTPStatus.UNAUTHORIZED, HTTPStatus.NOT_FOUND):
            self.refused.set()
        if code != HTTPStatus.OK:
            return code, payload
        numbers = [int(number) for number in _NUMBER.findall(payload)]
        again = min(numbers, default=self._handed_out + 1) <= self._handed_out
        self._handed_out = max(numbers, default=self._handed_out)
        return code, readable(payload) if again else payload


def readable(payload: bytes) -> bytes:
    """The payload with each update that cannot be read emptied down to its number, so that it is confirmed."""
    try:
        told = json.loads(payload)
    except ValueError:
        return payload
    updates = told.get("result") if isinstance(told, dict) else None
    if not isinstance(updates, list):
        return payload
    kept = [one if _is_readable(one) else _emptied(one) for one in updates]
    if kept == updates:
        return payload
    return json.dumps({**told, "result": [one for one in kept if one is not None]}).encode()


def _is_readable(update: object) -> bool:
    if not isinstance(update, dict):
        return False
    try:
        Update.de_json(dict(update), None)
    except Exception:  # whatever is wrong with it; nobody knows what may come
        return False
    return True


def _emptied(update: object) -> dict[str, int] | None:
    number = update.get("update_id") if isinstance(update, dict) else None
    if not isinstance(number, int):
        log.warning("something that is no update came from Telegram and was dropped")
        return None
    log.warning("update %s cannot be read and was dropped", number)
    return {"update_id": number}
