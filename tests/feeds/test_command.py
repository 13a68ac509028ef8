"""``steppe feeds`` and ``steppe feeds fetch`` as they are run."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from click.testing import CliRunner, Result

from bot.settings import BotSettings
from knowledge.cli import build_app
from knowledge.feeds import rounds
from knowledge.store.lock import WriteLock
from tests.feeds.press import RSS
from tests.feeds.site import Site, open_site

pytestmark = pytest.mark.network
Run = Callable[..., Result]


@pytest.fixture
def site() -> Iterator[Site]:
    with open_site() as site:
        yield site


@pytest.fixture
def run(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> Run:
    monkeypatch.setenv("STEPPE_CORPUS", "")
    monkeypatch.setenv("STEPPE_FEEDS__PAUSE_S", "0")
    monkeypatch.chdir(tmp_path)
    build = rounds.Feeds.__init__

    def opened(self: rounds.Feeds, *parts: object, **named: object) -> None:
        build(self, *parts, **named | {"allow_loopback": True})  # type: ignore[arg-type]

    monkeypatch.setattr(rounds.Feeds, "__init__", opened)

    def run(*arguments: str) -> Result:
        return CliRunner().invoke(build_app(BotSettings), ["feeds", *arguments])

    return run


@pytest.fixture
def listed(monkeypatch: pytest.MonkeyPatch, tmp_path: Path, site: Site) -> None:
    site.put("/rss", RSS)
    entry = 'name = "Wire"\nkind = "news"\nlanguage = "en"\n'
    tables = [f'[feeds.{id}]\nurl = "{site.url}/{path}"\n{entry}' for id, path in (("wire", "rss"), ("lost", "none"))]
    (tmp_path / "feeds.toml").write_text("\n".join(tables), encoding="utf-8")
    monkeypatch.setenv("STEPPE_FEEDS_FILE", str(tmp_path / "feeds.toml"))


def test_without_a_list_the_command_says_how_to_begin(run: Run) -> None:
    done = run()
    assert (done.exit_code, "STEPPE_FEEDS_FILE" in done.stdout) == (0, True)
    done = run("fetch")
    assert done.exit_code == 2 and "STEPPE_FEEDS_FILE" in done.stderr


@pytest.mark.usefixtures("listed")
def test_fetching_and_listing(run: Run) -> None:
    assert "not asked yet" in run().stdout
    done = run("fetch")
    assert done.exit_code == 0  # one of the two came
    assert done.stdout.splitlines() == ["wire: 2 new of 2 (1 taken, 1 off the topic)", "lost: not-found"]
    assert "steppe: lost: http" in done.stderr and "404" in done.stderr
    table = run().stdout
    assert "not-found: http" in table and " ok" in table
    assert run("fetch").stdout == "no feed is due; --all asks them anyway\n"
    again = json.loads(run("fetch", "--all", "--json").stdout)
    assert [outcome["status"] for outcome in again["outcomes"]] == ["unchanged", "failed"]
    wire, lost = json.loads(run("--json").stdout)
    assert (wire["id"], wire["seen"], wire["taken"], wire["problem"]) == ("wire", 2, 1, None)
    assert (lost["failures"], lost["problem"]) == (2, "not-found")
    assert wire["succeeded"].endswith("+00:00") and lost["succeeded"] is None


@pytest.mark.usefixtures("listed")
def test_nothing_is_fetched_while_the_bot_writes(run: Run, tmp_path: Path, site: Site) -> None:
    run()
    other = WriteLock(tmp_path / "library")
    other.acquire()
    done = run("fetch")
    assert done.exit_code == 1 and "writ" in done.stderr and site.asked == []
    assert run().exit_code == 0  # looking is no writing
    other.release()


@pytest.mark.usefixtures("listed")
def test_all_failing_is_a_failure(run: Run, site: Site) -> None:
    site.pages.clear()
    assert run("fetch").exit_code == 1


def test_a_wrong_list_is_wrong_use(run: Run, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "feeds.toml").write_text("[feeds.x]\n", encoding="utf-8")
    monkeypatch.setenv("STEPPE_FEEDS_FILE", str(tmp_path / "feeds.toml"))
    for arguments in ((), ("fetch",)):
        done = run(*arguments)
        assert done.exit_code == 2 and "feeds.x" in done.stderr and len(done.stderr.splitlines()) == 1
