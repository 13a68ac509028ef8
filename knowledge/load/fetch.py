"""Fetch one page or file: to the checked address and no other, within a time and a size.

Built on httpcore, the transport under httpx, because its network backend is the one public place where the address
that is connected to can be given while name, Host header and certificate check stay those of the address. Proxies of
the environment are not used: they would resolve the name again.
"""

from __future__ import annotations

import time
import zlib
from collections.abc import Callable, Collection, Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import lru_cache
from importlib.metadata import PackageNotFoundError, version
from typing import TYPE_CHECKING, Any
from urllib.parse import urljoin

from knowledge.errors import AddressError, FetchError, FormatError, LateError, SteppeError, TooLargeError
from knowledge.load.address import Address, IPAddress, parse_address, public_addresses
from knowledge.load.normalise import one_line
from knowledge.load.sniff import CONTENT_TYPES, READ_HERE
from knowledge.settings import LoadSettings

if TYPE_CHECKING:
    import ssl

    import httpcore

_REDIRECTS = (301, 302, 303, 307, 308)
_ACCEPTED = "text/html,application/xhtml+xml,text/plain,text/markdown,application/pdf,*/*;q=0.5"
_ANSWERS = {
    401: "asks for a login; save the page and give the file",
    402: "asks for payment; save the page and give the file",
    403: "refuses programs; save the page and give the file",
    404: "no such page; check the address",
    410: "the page is gone; look for it elsewhere",
    429: "too many requests; try again later",
}


@dataclass(frozen=True, slots=True)
class Page:
    """What an address answered.

    Attributes:
        url: The final address, after redirects.
        data: The body, unpacked.
        content_type: The header as sent; None when there was none.
    """

    url: str
    data: bytes
    content_type: str | None


@dataclass(frozen=True, slots=True)
class Reply:
    """What an address answered, whatever its status.

    Attributes:
        url: The final address, after redirects.
        headers: By lower-case name; of a header that comes twice, the first.
        data: The body, unpacked; empty unless the status is 200.
        moved: Where the address has moved for good (301, 308), when every redirect on the way said so.
    """

    url: str
    status: int
    headers: Mapping[str, str]
    data: bytes = field(repr=False)
    moved: str | None = None


def fetch(url: str, settings: LoadSettings, *, allow_loopback: bool = False) -> Page:
    """Fetch an address.

    Args:
        url: http or https.
        settings: Caps on time (all redirects together), size and redirects.
        allow_loopback: For tests against a server on this machine; never to be set from outside.

    Raises:
        AddressError: Not public, before or after a redirect.
        FetchError: No answer, not in time, an error status, too many redirects.
        TooLargeError: Over the cap on files, packed or unpacked.
        FormatError: A media type that is not read here.
    """
    reply = request(url, settings, media=CONTENT_TYPES, allow_loopback=allow_loopback)
    if reply.status != 200:
        advice = _ANSWERS.get(reply.status, "try again later" if reply.status >= 500 else "check the address")
        raise FetchError(f"{reply.url}: the server answered {reply.status}: {advice}")
    return Page(reply.url, reply.data, reply.headers.get("content-type"))


def request(
    url: str,
    settings: LoadSettings,
    *,
    conditions: Mapping[str, str] | None = None,
    accepted: str = _ACCEPTED,
    media: Collection[str] | None = None,
    before: Callable[[str], None] | None = None,
    allow_loopback: bool = False,
) -> Reply:
    """Ask an address, and hand on whatever the server says.

    Args:
        url: http or https.
        settings: Caps on time (all redirects together), size and redirects.
        conditions: Further headers: ``If-None-Match``, ``If-Modified-Since``.
        accepted: The header ``Accept``.
        media: The media types whose bodies are read; None: all.
        before: Called with each address before it is asked, redirects included; what it raises ends the request.
            The time it takes does not count.
        allow_loopback: For tests against a server on this machine; never to be set from outside.

    Raises:
        AddressError: Not public, before or after a redirect.
        FetchError: No answer, too many redirects.
        LateError: Not in time.
        TooLargeError: Over the cap on files, packed or unpacked.
        FormatError: A media type that is not read here.
    """
    left = settings.fetch_timeout_s
    asked, moved = url.strip(), True
    for hop in range(settings.max_redirects + 1):
        address = parse_address(asked, allow_loopback=allow_loopback)
        if before is not None:
            before(address.url)
        began = time.monotonic()
        checked = public_addresses(address, max(0.01, left), allow_loopback=allow_loopback)
        reply = _get(address, checked, began + left, settings, conditions or {}, accepted, media)
        if not (reply.status in _REDIRECTS and "location" in reply.headers):
            return replace(reply, moved=address.url if hop and moved else None)
        moved = moved and reply.status in (301, 308)
        # Headers are bytes: addresses in them are UTF-8 in practice, where they are not ASCII as they ought to be.
        target = reply.headers["location"].encode("latin-1").decode("utf-8", "replace").strip()
        try:
            asked = urljoin(address.url, target)
        except ValueError as error:
            raise AddressError(f"{address.url}: redirects to no valid address; check the address") from error
        left -= time.monotonic() - began
    raise FetchError(f"{one_line(url)[:200]}: more than {settings.max_redirects} redirects; give the final address")


def _get(
    address: Address,
    checked: tuple[IPAddress, ...],
    deadline: float,
    settings: LoadSettings,
    conditions: Mapping[str, str],
    accepted: str,
    media: Collection[str] | None,
) -> Reply:
    """One request."""
    import httpcore

    from knowledge.load.pinned import PinnedBackend

    left = max(0.01, deadline - time.monotonic())
    limits = dict.fromkeys(("connect", "read", "write", "pool"), left)
    usual = address.port == (443 if address.scheme == "https" else 80)
    host = f"[{address.host}]" if ":" in address.host else address.host
    headers: dict[bytes | str, bytes | str] = {
        "Host": host if usual else f"{host}:{address.port}",
        "User-Agent": user_agent(),
        "Accept": accepted,
        "Accept-Language": "ja,en;q=0.9",
        "Accept-Encoding": "gzip, deflate",
        "Connection": "close",
    }
    headers.update((name, value) for name, value in conditions.items())
    secure = _tls() if address.scheme == "https" else None
    try:
        with (
            httpcore.ConnectionPool(ssl_context=secure, network_backend=PinnedBackend(checked, deadline)) as pool,
            pool.stream("GET", address.url, headers=headers, extensions={"timeout": limits}) as response,
        ):
            return _read(address, response, deadline, settings, media)
    except SteppeError:
        raise
    except httpcore.TimeoutException as error:
        raise _late(address, settings) from error
    except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
        if time.monotonic() > deadline:
            raise _late(address, settings) from error
        said = str(error).strip().splitlines()
        why = said[0][:120] if said else type(error).__name__
        raise FetchError(f"{address.url}: no answer ({why}); check the address, or try again later") from error


def _read(
    address: Address,
    response: httpcore.Response,
    deadline: float,
    settings: LoadSettings,
    media: Collection[str] | None,
) -> Reply:
    headers = {
        name.decode("latin-1").lower(): value.decode("latin-1") for name, value in reversed(response.headers)
    }  # the first one wins
    if response.status != 200:
        return Reply(address.url, response.status, headers, b"")
    said = headers.get("content-type", "").split(";")[0].strip().lower()
    if said and media is not None and said not in media:
        raise FormatError(f"{address.url}: {one_line(said)[:80]} is not read here; give a page with {READ_HERE}")
    cap = settings.max_file_bytes
    declared = headers.get("content-length", "")
    if declared.isdecimal() and int(declared[:20]) > cap:
        raise _too_large(address, cap)
    body = bytearray()
    packed = _within(response.iter_stream(), address, deadline, settings)
    for piece in _unpacked(packed, headers.get("content-encoding", ""), address, cap):
        body += piece
        if len(body) > cap:
            raise _too_large(address, cap)
    return Reply(address.url, response.status, headers, bytes(body))


def _within(pieces: Iterable[bytes], address: Address, deadline: float, settings: LoadSettings) -> Iterator[bytes]:
    """Pass pieces on until the time or the size is used up."""
    size = 0
    for piece in pieces:
        size += len(piece)
        if size > settings.max_file_bytes:
            raise _too_large(address, settings.max_file_bytes)
        if time.monotonic() > deadline:
            raise _late(address, settings)
        yield piece


def _unpacked(pieces: Iterable[bytes], encoding: str, address: Address, cap: int) -> Iterator[bytes]:
    """Unpack gzip and deflate in steps that never hold more than the cap: a small body may unpack to gigabytes."""
    encoding = encoding.strip().lower()
    if encoding in ("", "identity"):
        yield from pieces
        return
    if encoding not in ("gzip", "x-gzip", "deflate"):
        raise FetchError(f"{address.url}: packed as {encoding[:40]}, which was not asked for; try again later")
    opener: Any = None
    for piece in pieces:
        waiting = piece
        while waiting:
            if opener is None:
                # zlib's "deflate" comes with and without its header; the first byte tells.
                bits = 47 if encoding != "deflate" or waiting[0] & 0x0F == 8 else -15
                opener = zlib.decompressobj(bits)
            try:
                yield opener.decompress(waiting, cap + 1)
            except zlib.error as error:
                raise FetchError(f"{address.url}: a damaged answer; try again later") from error
            if opener.eof:
                waiting, opener = opener.unused_data, None  # gzip may have several members
                if not waiting.strip(b"\0"):
                    break
            else:
                waiting = opener.unconsumed_tail
    if opener is not None and not opener.eof:
        raise FetchError(f"{address.url}: the answer broke off; try again later")


@lru_cache(maxsize=1)
def _tls() -> ssl.SSLContext:
    import httpx

    return httpx.create_ssl_context(trust_env=False)


@lru_cache(maxsize=1)
def user_agent() -> str:
    """How we name ourselves to servers."""
    try:
        return f"steppe/{version('steppe')} (+briefing assistant)"
    except PackageNotFoundError:  # run from a checkout that was not installed
        return "steppe/0 (+briefing assistant)"


def _late(address: Address, settings: LoadSettings) -> LateError:
    return LateError(f"{address.url}: not finished within {settings.fetch_timeout_s:g} s; try again later")


def _too_large(address: Address, cap: int) -> TooLargeError:
    return TooLargeError(f"{address.url}: more than {cap:,} bytes, the cap; give a smaller page or file")
