"""Which addresses may be fetched: public ones, over http and https, checked after their names are resolved.

A name that resolves to a private address is a way into the network of whoever runs the program; so every address of
a name must be public, and the connection goes to exactly the address that was checked (see ``fetch``).
"""

from __future__ import annotations

import ipaddress
import re
import socket
import threading
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from knowledge.errors import AddressError, FetchError, LateError
from knowledge.load.normalise import one_line

IPAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

PORTS = (80, 443, 8080, 8443)
_ADVICE = "give a public http or https address"
_LONGEST = 4_000  # characters of an address
_TRANSLATED = tuple(  # IPv6 addresses that carry an IPv4 one, with the bits behind it
    (ipaddress.IPv6Network(network), shift)
    for network, shift in (
        ("::ffff:0:0/96", 0),  # IPv4-mapped
        ("::/96", 0),  # IPv4-compatible, given up long ago
        ("64:ff9b::/96", 0),  # NAT64, RFC 6052
        ("2002::/16", 80),  # 6to4, RFC 3056
    )
)
_REFUSED = tuple(
    ipaddress.ip_network(network)
    for network in (
        "0.0.0.0/8", "100.64.0.0/10", "192.0.0.0/24", "192.88.99.0/24", "198.18.0.0/15", "240.0.0.0/4",
        "64:ff9b:1::/48", "100::/64", "2001::/32", "2001:db8::/32", "fec0::/10", "5f00::/16",
    )
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Address:
    """An address that has the form of one that may be fetched; its host is not resolved yet.

    Attributes:
        url: Normalised: ASCII only, no fragment.
        target: Path and query, as sent.
    """

    url: str
    scheme: str
    host: str
    port: int
    target: str


def parse_address(url: str, *, allow_loopback: bool = False) -> Address:
    """Take an address apart.

    Args:
        url: As given by the user or in a redirect.
        allow_loopback: For tests: any port of this machine may be meant.

    Raises:
        AddressError: No http or https address, user information in it, another port than 80, 443, 8080 and 8443.
    """
    shown = one_line(url)[:200] or "''"
    if len(url) > _LONGEST or re.search(r"[\x00-\x20\x7f\\]", url.strip()):
        raise AddressError(f"{shown}: no valid address (spaces, control characters or too long); {_ADVICE}")
    try:
        parts = urlsplit(url.strip())
        port = parts.port
        host = (parts.hostname or "").rstrip(".")
        if parts.scheme in ("http", "https") and not host.isascii():
            host = host.encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise AddressError(f"{shown}: no valid address; {_ADVICE}") from error
    if parts.scheme not in ("http", "https"):
        raise AddressError(f"{shown}: not http or https; {_ADVICE}")
    if not host or not re.fullmatch(r"[A-Za-z0-9_.:%-]{1,253}", host):
        raise AddressError(f"{shown}: no valid host name; {_ADVICE}")
    if parts.username is not None or parts.password is not None:
        raise AddressError(f"{_without_user(parts.scheme, host)}: user name or password in the address; {_ADVICE}")
    if "%" in host:
        raise AddressError(f"{shown}: an address of one network interface; {_ADVICE}")
    port = port or (443 if parts.scheme == "https" else 80)
    if port not in PORTS and not allow_loopback:
        raise AddressError(f"{shown}: port {port} is not fetched; give an address on port 80, 443, 8080 or 8443")
    path = quote(parts.path or "/", safe="/%:@!$&'()*+,;=~-._")
    target = path + (f"?{quote(parts.query, safe='/%:@!$&()*+,;=~-._?')}" if parts.query else "")
    named = f"[{host}]" if ":" in host else host.lower()
    usual = port == (443 if parts.scheme == "https" else 80)
    clean = f"{parts.scheme}://{named}{'' if usual else f':{port}'}{target}"
    return Address(clean, parts.scheme, host.lower(), port, target)


def public_addresses(address: Address, timeout_s: float, *, allow_loopback: bool = False) -> tuple[IPAddress, ...]:
    """Resolve the host and check every address it has.

    Args:
        address: From ``parse_address``.
        timeout_s: Longest time for resolving, in seconds.
        allow_loopback: For tests: addresses of this machine pass.

    Returns:
        At least one address, in the order in which the system would try them.

    Raises:
        AddressError: One of them is not public.
        FetchError: The name does not resolve.
        LateError: Not in time.
    """
    found = _resolved(address, timeout_s)
    for ip in found:
        reason = None if allow_loopback and ip.is_loopback else refusal(ip)
        if reason:
            resolved = "" if str(ip) == address.host else f" (resolves to {ip})"
            raise AddressError(f"{address.url}: {reason}{resolved}; {_ADVICE}")
    return found


def refusal(ip: IPAddress) -> str | None:
    """Why an address is not public, in words; None when it is."""
    if isinstance(ip, ipaddress.IPv6Address):
        for network, shift in _TRANSLATED:
            if ip in network and not (ip.is_loopback or ip.is_unspecified):
                inner = refusal(ipaddress.IPv4Address((int(ip) >> shift) & 0xFFFFFFFF))
                # Mapped and compatible forms have no place in public addresses, whatever they carry.
                return inner or ("an IPv4 address in disguise" if str(network).startswith("::") else None)
    if ip.is_loopback:
        return "an address of this machine itself"
    if ip.is_link_local:
        return "a link-local address"
    if ip.is_multicast:
        return "a multicast address"
    if ip.is_unspecified or any(ip in network for network in _REFUSED if network.version == ip.version):
        return "a reserved address"
    if not ip.is_global:
        return "a private address"
    return None


def _resolved(address: Address, timeout_s: float) -> tuple[IPAddress, ...]:
    """Ask the system's resolver, in a thread because it knows no time limit."""
    try:
        return (ipaddress.ip_address(address.host),)
    except ValueError:
        pass
    answers: list[tuple[IPAddress, ...] | OSError | ValueError] = []

    def ask() -> None:
        try:
            rows = socket.getaddrinfo(address.host, address.port, type=socket.SOCK_STREAM)
            answers.append(tuple(dict.fromkeys(ipaddress.ip_address(str(row[4][0])) for row in rows)))
        except (OSError, ValueError) as error:  # ValueError: names the codec refuses
            answers.append(error)

    asking = threading.Thread(target=ask, daemon=True)
    asking.start()
    asking.join(timeout_s)
    if not answers:
        raise LateError(f"{address.url}: the name {address.host} was not resolved in time; try again later")
    answer = answers[0]
    if isinstance(answer, tuple) and answer:
        return answer
    problem = FetchError(f"{address.url}: the name {address.host} cannot be resolved; check the address")
    raise problem from (answer if isinstance(answer, Exception) else None)


def _without_user(scheme: str, host: str) -> str:
    return f"{scheme}://{host}"
