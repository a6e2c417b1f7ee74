"""A newsroom for each test: on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from bot.store import Store
from tests.faults.support import JumpingClock, Newsroom, running_newsroom


@pytest.fixture
def newsroom(store: Store) -> Iterator[Newsroom]:
    with running_newsroom(store) as running:
        yield running


@pytest.fixture
def newsroom_in_real_time(store: Store) -> Iterator[Newsroom]:
    """One for tests with processes, whose clocks run."""
    with running_newsroom(store, clock=JumpingClock(runs=True)) as running:
        yield running
