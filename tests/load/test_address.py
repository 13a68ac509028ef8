"""Which addresses are fetched."""

from __future__ import annotations

import ipaddress
import socket
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from knowledge.errors import AddressError, FetchError
from knowledge.load.address import parse_address, public_addresses, refusal

PRIVATE = [
    "0.0.0.0", "0.1.2.3", "10.0.0.1", "100.64.0.1", "127.0.0.1", "127.8.8.8", "169.254.169.254", "172.16.0.1", "192.0.0.1",
    "192.0.2.1", "192.168.1.1", "198.18.0.1", "224.0.0.1", "239.1.1.1", "240.0.0.1", "255.255.255.255",
    "::", "::1", "::10.0.0.1", "::8.8.8.8", "::ffff:10.0.0.1", "::ffff:127.0.0.1", "::ffff:8.8.8.8", "64:ff9b::10.0.0.1",
    "64:ff9b:1::8.8.8.8", "2002:a00:1::", "2002:7f00:1::", "2001::1", "2001:db8::1", "fc00::1", "fd12::1", "fe80::1",
    "fec0::1", "ff02::1",
]  # fmt: skip


@pytest.mark.parametrize("ip", PRIVATE)
def test_private_addresses_are_refused(ip: str) -> None:
    assert refusal(ipaddress.ip_address(ip))
    host = f"[{ip}]" if ":" in ip else ip
    with pytest.raises(AddressError, match=r"give a public http or https address$") as caught:
        public_addresses(parse_address(f"http://{host}/"), 5)
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "ip", ["8.8.8.8", "93.184.216.34", "2606:2800:220:1::1", "64:ff9b::8.8.8.8", "2002:808:808::1"]
)
def test_public_addresses_pass(ip: str) -> None:
    assert refusal(ipaddress.ip_address(ip)) is None


def test_the_message() -> None:
    with pytest.raises(AddressError) as caught:
        public_addresses(parse_address("http://10.0.0.1/"), 5)
    assert str(caught.value) == "http://10.0.0.1/: a private address; give a public http or https address"


@pytest.mark.parametrize("host", ["2130706433", "0x7f.1", "127.1", "localhost", "0177.0.0.1"])
def test_disguised_forms_of_this_machine(host: str) -> None:
    with pytest.raises((AddressError, FetchError)):
        public_addresses(parse_address(f"http://{host}/"), 5)


@pytest.mark.parametrize(
    "url",
    [
        "ftp://example.org/", "file:///etc/passwd", "javascript:alert(1)", "data:text/plain,x", "//example.org/", "example.org",
        "http://", "http:///x", "http://user@example.org/", "http://user:secret@example.org/", "http://example.org:22/",
        "http://example.org:6379/", "http://example.org:99999/", "http://example.org:x/", "http://exa mple.org/", "http://[::1",
        "http://example.org\\@10.0.0.1/", "http://a\r\nHost: b/", "http://[fe80::1%25eth0]/", "http://" + "a" * 5000, "",
    ],
)  # fmt: skip
def test_refused_by_form(url: str) -> None:
    with pytest.raises(AddressError) as caught:
        parse_address(url)
    assert "\n" not in str(caught.value) and "secret" not in str(caught.value)


def test_normalised() -> None:
    address = parse_address("  HTTPS://Example.ORG:443/港 の?q=港#teil".replace(" の", "の"))
    assert address.url == "https://example.org/%E6%B8%AF%E3%81%AE?q=%E6%B8%AF"
    assert (address.host, address.port) == ("example.org", 443)
    assert parse_address("http://example.org:8080").url == "http://example.org:8080/"
    assert parse_address("http://日本語.jp/").host == "xn--wgv71a119e.jp"


def test_one_private_address_among_public_ones_is_enough(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: Any, **__: Any) -> list[Any]:
        return [(socket.AF_INET, socket.SOCK_STREAM, 6, "", (ip, 80)) for ip in ("93.184.216.34", "10.0.0.1")]

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(AddressError, match=r"a private address \(resolves to 10\.0\.0\.1\)"):
        public_addresses(parse_address("http://example.org/"), 5)


def test_a_name_that_does_not_resolve(monkeypatch: pytest.MonkeyPatch) -> None:
    def answer(*_: Any, **__: Any) -> list[Any]:
        raise socket.gaierror(-2, "Name or service not known")

    monkeypatch.setattr(socket, "getaddrinfo", answer)
    with pytest.raises(FetchError, match=r"cannot be resolved; check the address"):
        public_addresses(parse_address("http://nowhere.example/"), 5)


@settings(deadline=None)  # the machine may be busy
@given(st.integers(0, 2**32 - 1))
def test_what_python_calls_private_is_refused_in_every_dress(number: int) -> None:
    plain = ipaddress.IPv4Address(number)
    if not plain.is_global or plain.is_multicast:
        assert refusal(plain)
        for prefix in ("::ffff:", "::", "64:ff9b::"):
            assert refusal(ipaddress.IPv6Address(f"{prefix}{plain}"))
        assert refusal(ipaddress.IPv6Address((0x2002 << 112) | (number << 80)))


@settings(deadline=None)  # the machine may be busy
@given(st.text(max_size=60))
def test_any_text(text: str) -> None:
    try:
        address = parse_address(text)
    except AddressError as error:
        assert "\n" not in str(error)
    else:
        assert address.url.isascii()
        assert parse_address(address.url) == address
