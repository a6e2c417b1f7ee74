"""Stories run through the playground: one workspace and one bot for each test."""

from collections.abc import Iterator

import pytest

from tests.support.story import Story, running_story
from tests.support.website import Website, running_website


@pytest.fixture
def story(database_url: str) -> Iterator[Story]:
    """The bot, set up, with an empty archive: on SQLite over a socket, and on PostgreSQL over HTTP."""
    with running_story(database_url, http=_is_postgresql(database_url)) as running:
        yield running


@pytest.fixture
def new_story(database_url: str) -> Iterator[Story]:
    """The bot as it is installed: nothing is set up."""
    with running_story(database_url, set_up=False, http=_is_postgresql(database_url)) as running:
        yield running


@pytest.fixture(scope="session")
def website() -> Iterator[Website]:
    with running_website() as running:
        yield running


def _is_postgresql(database_url: str) -> bool:
    return database_url.startswith("postgresql")
