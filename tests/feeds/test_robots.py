"""robots.txt as the standard reads it, and kept for as long as it may be."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from knowledge.errors import FetchError
from knowledge.feeds.robots import Robots, parse_robots, target_of
from knowledge.load.fetch import Reply

ROBOTS = """\
# everybody
User-agent: *
Disallow: /private
Allow: /private/open
Disallow: /*.pdf$
Disallow: /search?*q=
Crawl-delay: 5

User-agent: OtherBot
Disallow: /

User-Agent: steppe
User-agent: another
Disallow: /for-steppe
"""


@pytest.mark.parametrize(
    ("path", "allowed"),
    [
        ("/", True),
        ("/private", False),
        ("/private/x", False),
        ("/private/open/x", True),
        ("/a/b.pdf", False),
        ("/a/b.pdf?x=1", True),
        ("/search?a=1&q=x", False),
        ("/search", True),
        ("/%70rivate", False),
        ("/for-steppe", True),
        ("/robots.txt", True),
    ],
)
def test_the_longest_rule_decides(path: str, allowed: bool) -> None:
    assert parse_robots(ROBOTS.encode(), "nobody").allow(path) is allowed


def test_our_own_group_goes_before_the_general_one() -> None:
    rules = parse_robots(ROBOTS.encode())
    assert not rules.allow("/for-steppe/x") and rules.allow("/private") and rules.delay_s == 0
    assert parse_robots(ROBOTS.encode(), "nobody").delay_s == 5


def test_allowing_wins_over_forbidding_of_one_length() -> None:
    assert parse_robots(b"User-agent: *\nDisallow: /a\nAllow: /a").allow("/a")


def test_an_empty_rule_forbids_nothing_and_letters_have_one_spelling() -> None:
    assert parse_robots(b"User-agent: *\nDisallow:").allow("/x")
    assert parse_robots("User-agent: *\nDisallow: /港".encode()).allow("/%E6%B8%AF") is False


@given(st.binary(max_size=300), st.text(max_size=30))
def test_any_file_and_any_path(data: bytes, path: str) -> None:
    rules = parse_robots(b"User-agent: *\nDisallow: " + data)
    assert rules.allow("/" + path) in (True, False)
    assert 0 <= rules.delay_s < float("inf")


def test_patterns_never_take_long() -> None:
    rules = parse_robots(b"User-agent: *\nDisallow: /" + b"*a" * 10_000 + b"$")
    assert rules.allow("/" + "a" * 5_000)


@pytest.mark.parametrize(
    ("status", "allowed", "kept_s"),
    [(200, False, 86_400), (404, True, 86_400), (500, False, 3_600), (429, False, 3_600), (None, False, 3_600)],
)
def test_answers_are_kept_for_a_day_and_failures_for_an_hour(status: int | None, allowed: bool, kept_s: float) -> None:
    now, asked = [0.0], []

    def get(url: str) -> Reply:
        asked.append(url)
        if status is None:
            raise FetchError("down")
        return Reply(url, status, {}, b"User-agent: *\nDisallow: /a" if status == 200 else b"")

    robots = Robots(get, lambda: now[0])
    assert robots.rules("https://e.example/a?b").allow("/a") is allowed
    now[0] = kept_s - 1
    robots.rules("https://e.example/c")
    assert asked == ["https://e.example/robots.txt"]
    now[0] = kept_s + 1
    robots.rules("https://e.example/d")
    assert len(asked) == 2
    robots.rules("http://e.example/")  # another scheme is another host
    assert asked[-1] == "http://e.example/robots.txt"


def test_targets() -> None:
    assert target_of("https://e.example?x=1") == "/?x=1"
    assert target_of("https://e.example/a/b?c#d") == "/a/b?c"
