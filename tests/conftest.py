"""What all tests share: databases of both kinds, freshly migrated, and a clock that stands still."""

import os
import shutil
import uuid
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

from bot.models.values import Publication
from bot.store import Store, TeamStore
from bot.store.publications import ensure_publication
from bot.store.schema import migrate
from bot.store.teams import local_or_only_team
from tests.support.logs import log_plainly
from tests.support.postgres import create_database, empty_database, find_binaries, running_postgres

# The same examples every time: what a property test finds, it finds where its code is being changed, not in
# somebody else's run. `--hypothesis-profile explore` looks for new ones. No limits of time: a busy machine is
# slow, not broken.
settings.register_profile(
    "steady", derandomize=True, deadline=None, suppress_health_check=[HealthCheck.too_slow], print_blob=True
)
settings.register_profile("explore", settings.get_profile("steady"), derandomize=False, max_examples=1000)
settings.load_profile("steady")


FORCED = ("FORCE_COLOR", "PY_COLORS", "GITHUB_ACTIONS", "TTY_COMPATIBLE", "TTY_INTERACTIVE", "TERMINAL_WIDTH")
"""Variables by which whoever runs the tests may tell Rich and Typer how to draw, as in colour."""


def pytest_configure() -> None:
    for name in FORCED:
        os.environ.pop(name, None)
    log_plainly()


NOW = datetime(2024, 2, 26, 8, 0, tzinfo=UTC)
"""A Monday morning, when the tests' issues are made."""

POSTGRESQL = pytest.param("postgresql", marks=pytest.mark.postgresql)
BOTH_DATABASES = ("sqlite", POSTGRESQL)


@pytest.fixture(scope="session")
def postgres_binaries() -> Path:
    """PostgreSQL's binaries; what needs them is skipped where they are missing, but never in CI."""
    binaries = find_binaries()
    if binaries is None:
        if os.environ.get("CI") == "true":
            pytest.fail("PostgreSQL's binaries are missing; CI must have them.")
        pytest.skip("PostgreSQL's binaries are not on this machine")
    return binaries


@pytest.fixture(scope="session")
def postgres(postgres_binaries: Path) -> Iterator[str]:
    """The URL of the suite's own PostgreSQL cluster."""
    with running_postgres(postgres_binaries) as cluster:
        yield cluster.url


@pytest.fixture(scope="session")
def migrated_sqlite(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A migrated, empty SQLite file to copy: migrating once a test would be slow."""
    path = tmp_path_factory.mktemp("template") / "empty.db"
    store = Store(f"sqlite:///{path}")
    migrate(store)
    store.close()
    return path


@pytest.fixture(scope="session")
def migrated_postgres(postgres: str) -> str:
    """The name of a migrated, empty database to copy, after the cluster's URL."""
    store = Store(create_database(postgres, "empty"))
    migrate(store)
    store.close()
    return f"{postgres}/empty"


@pytest.fixture(scope="session")
def emptied_databases() -> list[str]:
    """PostgreSQL databases that earlier tests gave back: emptying one is far quicker than copying one."""
    return []


@pytest.fixture(params=BOTH_DATABASES)
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """The URL of a migrated, empty database, once on SQLite and once on PostgreSQL."""
    if request.param == "sqlite":
        path = tmp_path / "ainews.db"
        shutil.copy(request.getfixturevalue("migrated_sqlite"), path)
        yield f"sqlite:///{path}"
        return
    cluster, template = request.getfixturevalue("migrated_postgres").rsplit("/", 1)
    emptied = request.getfixturevalue("emptied_databases")
    url = emptied.pop() if emptied else create_database(cluster, f"t{uuid.uuid4().hex}", template=template)
    yield url
    empty_database(url)
    emptied.append(url)


@pytest.fixture
def store(database_url: str) -> Iterator[Store]:
    store = Store(database_url)
    yield store
    store.close()


@pytest.fixture
def team(store: Store) -> TeamStore:
    """The store as its local team sees it."""
    with store.write() as session:
        return store.team(local_or_only_team(session, now=NOW))


@pytest.fixture
def publication(team: TeamStore) -> Publication:
    """The team's newsletter."""
    with team.write() as tx:
        return ensure_publication(tx, timezone="Europe/Vienna", now=NOW)
