"""One running bot for many conversations: each test speaks as people of its own."""

from __future__ import annotations

import itertools
from collections.abc import Callable, Iterator

import pytest

from bot.simulator.driver import Simulator
from bot.simulator.person import Person
from tests.bot.conftest import running
from tests.bot.fake_knowledge import FakeKnowledge

LIBRARIAN = 9_000
_ids = itertools.count(1_000)


@pytest.fixture(scope="module")
def shelf() -> FakeKnowledge:
    """The library behind the shared bot; tests only read it, or put back what they change."""
    return FakeKnowledge()


@pytest.fixture(scope="module")
def shared(shelf: FakeKnowledge, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Simulator]:
    """The simulated Telegram with a bot in it that the tests of a file share."""
    folder = tmp_path_factory.mktemp("talk")
    with Simulator() as telegram, running(shelf, telegram, data_dir=folder, admin_ids=(LIBRARIAN,)):
        yield telegram


@pytest.fixture
def someone(shared: Simulator) -> Callable[..., Person]:
    """Makes a person nobody has met."""
    return lambda name="Anna", **more: shared.user(next(_ids), name, **more)


@pytest.fixture
def anna(someone: Callable[..., Person]) -> Person:
    """A person whose app speaks English."""
    return someone()
