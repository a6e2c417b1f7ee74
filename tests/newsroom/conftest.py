"""Handing in without a network; every test is watched: no statement forgets its team."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from bot.models.values import Publication
from bot.newsroom.submit import Submission, submit_link
from bot.store import TeamStore
from tests.conftest import NOW
from tests.newsroom.reading import CONTRIBUTOR, Pages
from tests.support.isolation import watching_teams

HandIn = Callable[..., Submission]


@pytest.fixture(autouse=True, scope="package")
def watch() -> Iterator[None]:
    with watching_teams():
        yield


@pytest.fixture
def pages() -> Pages:
    return Pages()


@pytest.fixture
def hand_in(team: TeamStore, publication: Publication, pages: Pages) -> HandIn:
    """Hand in a link as the contributor, or as whom the test says."""

    def act(link: str, **changed: Any) -> Submission:
        return submit_link(
            team, publication, link, **{"by": CONTRIBUTOR, "read": pages, "now": NOW, **changed}
        )

    return act
