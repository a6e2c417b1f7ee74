"""Every store test is watched: no statement of a team's transaction forgets its team."""

from collections.abc import Iterator

import pytest

from tests.support.isolation import watching_teams


@pytest.fixture(autouse=True, scope="package")
def watch() -> Iterator[None]:
    with watching_teams():
        yield
