"""What all tests share: no network but loopback, settings of their own, a small library in both languages."""

from __future__ import annotations

import ipaddress
import os
import socket
import uuid
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from bot.state.database import State, address
from bot.state.prepare import prepare
from knowledge.opening import Knowledge, open_knowledge
from knowledge.settings import Settings
from tests import postgresql
from tests.small import write_corpus

os.environ.setdefault("PTB_TIMEDELTA", "1")  # python-telegram-bot is to hand out time spans, as it will for everybody

SOURCES = Path(__file__).parent.parent.parent / "shared" / "sources"
COLUMN = SOURCES / "kazakhstan-sino-russian-rift.ja.txt"


@pytest.fixture(autouse=True)
def closed_network(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let no test reach beyond loopback, spend money or hang on a name server."""
    connect = socket.socket.connect

    def guarded(self: socket.socket, address: Any) -> None:
        host = address[0] if isinstance(address, tuple) else "127.0.0.1"
        if not _is_loopback(str(host)):
            raise RuntimeError(f"a test tried to reach {host}; only loopback is open to tests")
        connect(self, address)

    monkeypatch.setattr(socket.socket, "connect", guarded)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


@pytest.fixture(autouse=True)
def own_environment(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """Keep the settings of whoever runs the tests out of them."""
    for name in list(os.environ):
        if name.startswith("STEPPE_") and name != "STEPPE_ENCODER_DATA":
            monkeypatch.delenv(name)
    monkeypatch.setenv("STEPPE_DATA_DIR", str(tmp_path / "library"))
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "share"))


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    """Settings over an empty library."""
    return Settings(data_dir=tmp_path / "library", corpus=None)


@pytest.fixture(scope="session")
def small_corpus(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A corpus folder with two short dossiers, a bibliography and a ledger of two claims."""
    folder = tmp_path_factory.mktemp("corpus")
    write_corpus(folder)
    return folder


@pytest.fixture
def small(tmp_path: Path, small_corpus: Path) -> Iterator[Knowledge]:
    """An open library over the small corpus."""
    knowledge = open_knowledge(Settings(data_dir=tmp_path / "library", corpus=small_corpus))
    yield knowledge
    knowledge.close()


@pytest.fixture(scope="session")
def shipped(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    """An open library over the shipped dossier; tests only read it."""
    knowledge = open_knowledge(Settings(data_dir=tmp_path_factory.mktemp("shipped")))
    yield knowledge
    knowledge.close()


@pytest.fixture(scope="session")
def column(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Knowledge]:
    """A library with nothing but the owner's column."""
    if not COLUMN.exists():
        pytest.skip("the owner's column is not here: it is not part of the repository")
    knowledge = open_knowledge(Settings(data_dir=tmp_path_factory.mktemp("column"), corpus=None))
    report = knowledge.ingest([COLUMN])
    assert report.count("added") == 1, report
    yield knowledge
    knowledge.close()


@pytest.fixture(scope="session")
def postgresql_server() -> Iterator[str]:
    """The address of a real PostgreSQL server, without a database in it."""
    if postgresql.programs() is None:
        pytest.skip(postgresql.MISSING)
    with postgresql.server() as address:
        yield address


@pytest.fixture
async def postgresql_address(postgresql_server: str) -> str:
    """The address of a new, empty database on it."""
    import asyncpg

    name = f"steppe_{uuid.uuid4().hex[:12]}"
    connection = await asyncpg.connect(postgresql_server.replace("/?", "/postgres?"))
    await connection.execute(f"CREATE DATABASE {name}")
    await connection.close()
    return postgresql_server.replace("/?", f"/{name}?")


@pytest.fixture(params=["sqlite", "postgresql"])
def state_address(request: pytest.FixtureRequest, tmp_path: Path) -> str:
    """The address of an empty state on each of the two databases: the same tests hold for both."""
    if request.param == "sqlite":
        return f"sqlite:///{tmp_path / 'state.db'}"
    found: str = request.getfixturevalue("postgresql_address")
    return found


@pytest.fixture
async def state(state_address: str) -> AsyncIterator[State]:
    """An empty state, ready to use, on each of the two databases."""
    opened = State(address(state_address))
    await prepare(opened)
    yield opened
    await opened.close()
