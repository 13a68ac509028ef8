"""A network backend that connects to addresses checked before, and keeps one deadline in all it does."""

from __future__ import annotations

import ssl
import time
from collections.abc import Iterable
from typing import Any

import httpcore

from knowledge.load.address import IPAddress


class PinnedBackend(httpcore.NetworkBackend):
    """Connects to the checked addresses, whatever the name resolves to by then.

    Args:
        checked: Addresses in the order in which they are tried.
        deadline: On the clock of ``time.monotonic``, in seconds.
    """

    def __init__(self, checked: tuple[IPAddress, ...], deadline: float) -> None:
        self._checked = checked
        self._deadline = deadline

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Iterable[Any] | None = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers; each gets its share of the time."""
        del host, timeout  # resolved and checked before; the deadline is what counts
        failed: Exception | None = None
        for number, ip in enumerate(self._checked):
            share = _left(self._deadline) / (len(self._checked) - number)
            try:
                stream = httpcore.SyncBackend().connect_tcp(str(ip), port, share, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                failed = error
            else:
                return _DeadlineStream(stream, self._deadline)
        raise failed or httpcore.ConnectError("no address")

    def connect_unix_socket(
        self, path: str, timeout: float | None = None, socket_options: Iterable[Any] | None = None
    ) -> httpcore.NetworkStream:
        """Never: sockets of this machine are not public addresses."""
        raise httpcore.ConnectError("no sockets of this machine")


class _DeadlineStream(httpcore.NetworkStream):
    """A server that sends one byte a second never trips a time limit per read; it trips this one."""

    def __init__(self, inner: httpcore.NetworkStream, deadline: float) -> None:
        self._inner = inner
        self._deadline = deadline

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        return self._inner.read(max_bytes, _left(self._deadline))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        self._inner.write(buffer, _left(self._deadline))

    def close(self) -> None:
        self._inner.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        return _DeadlineStream(
            self._inner.start_tls(ssl_context, server_hostname, _left(self._deadline)), self._deadline
        )

    def get_extra_info(self, info: str) -> Any:
        return self._inner.get_extra_info(info)


def _left(deadline: float) -> float:
    left = deadline - time.monotonic()
    if left <= 0:
        raise httpcore.ReadTimeout("out of time")
    return left
