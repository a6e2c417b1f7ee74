"""A newsroom for each test: on SQLite and on PostgreSQL."""

from collections.abc import Iterator

import pytest

from bot.store import Store
from tests.faults.support import Newsroom, running_newsroom


@pytest.fixture
def newsroom(store: Store) -> Iterator[Newsroom]:
    with running_newsroom(store) as running:
        yield running
