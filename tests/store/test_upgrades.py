"""Upgrades: a database of every earlier version, with data in it, comes through whole on both databases."""

import uuid
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from sqlalchemy import text

from bot.models.values import ItemState, Publication
from bot.newsroom.search import search_archive
from bot.store import Store, TeamStore
from bot.store.deliveries import delivery_states
from bot.store.issues import find_issue
from bot.store.items import find_by_key, get_item, queued_items
from bot.store.marks import saved_items
from bot.store.publications import find_publication, find_schedule, subscriptions
from bot.store.revisions import known_revisions, newest_revision
from bot.store.schema import migrate
from bot.store.teams import local_or_only_team
from tests.conftest import BOTH_DATABASES, NOW
from tests.support import schemas
from tests.support.examples import add
from tests.support.postgres import create_database


@pytest.fixture(params=BOTH_DATABASES)
def empty_store(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Store]:
    """A database with nothing in it, not even a schema."""
    if request.param == "sqlite":
        store = Store(f"sqlite:///{tmp_path / 'old.db'}")
    else:
        store = Store(create_database(request.getfixturevalue("postgres"), f"old{uuid.uuid4().hex}"))
    yield store
    store.close()


def test_there_is_a_file_for_every_schema() -> None:
    assert schemas.revisions() == sorted(known_revisions()), (
        "python -m tests.support.schemas writes the next one: see tests/support/schemas.py"
    )


@pytest.mark.parametrize("revision", schemas.revisions())
def test_a_database_of_an_earlier_version_is_upgraded_with_all_it_holds(
    empty_store: Store, revision: str
) -> None:
    schemas.fill(empty_store, revision)
    before = schemas.count_rows(empty_store)
    assert migrate(empty_store) == (revision, newest_revision())
    after = schemas.count_rows(empty_store)
    assert {table: after[table] for table in before} == before
    with empty_store.write() as session:
        team = empty_store.team(local_or_only_team(session, now=NOW))
    _check_newsletter(team)
    _check_items(team)
    _check_search(team)
    _check_deliveries(team)
    publication = _publication(team)
    assert add(team, publication, "new").id > 5, "numbers go on after those that were given"


def _publication(team: TeamStore) -> Publication:
    with team.read() as tx:
        publication = find_publication(tx)
    assert publication is not None
    return publication


def _check_newsletter(team: TeamStore) -> None:
    publication = _publication(team)
    assert (publication.name, publication.timezone) == ("Acme's AI News", "Europe/Vienna")
    with team.read() as tx:
        schedule = find_schedule(tx, publication.id)
        channels = subscriptions(tx, publication.id)
        issue = find_issue(tx, date(2024, 1, 29))
        texts = tx.session.execute(text("SELECT text FROM archive_segment ORDER BY position")).scalars().all()
    assert schedule is not None
    assert schedule.next_at == datetime(2024, 2, 5, 8, 0, tzinfo=UTC)
    assert [channel.channel_id for channel in channels] == ["C0AINEWS01"]
    assert issue is not None
    assert issue.introduction == "A quiet week."
    assert [(entry.item.id, entry.older) for entry in issue.entries] == [(1, False), (2, True)]
    assert issue.entries[0].organizations == ("Google", "Universität Wien")
    assert texts == ["**29 Jan**, “quoted” & <b>whole</b>", "1. Google published a paper"]


def _check_items(team: TeamStore) -> None:
    publication = _publication(team)
    with team.read() as tx:
        item, removed = get_item(tx, 1), get_item(tx, 4)
        queue = {one.id for one in queued_items(tx, publication.id)}
        saved = [one.id for one in saved_items(tx, "U0READER01")]
        covered = find_by_key(tx, "arxiv:2401.00001")
    assert item is not None
    assert (item.title, item.votes, item.tags) == ("Überraschend große Modelle", 2, ("scaling",))
    assert [link.label for link in item.links] == ["paper", "code"]
    assert item.submitted_by == "U0CONTRIB1"
    assert removed is not None
    assert (removed.state, removed.removed_reason) == (ItemState.REMOVED, "an advertisement")
    assert queue == {3, 5}
    assert saved == [2]
    assert covered is not None


def _check_search(team: TeamStore) -> None:
    for words, wanted in (("große modelle", {1, 5}), ("tag:scaling", {1}), ("title:queue", {3})):
        found = search_archive(team, words, now=NOW)
        assert {hit.item.id for hit in found.hits} == wanted, words


def _check_deliveries(team: TeamStore) -> None:
    """What was on its way is still on its way, and in doubt as it was."""
    with team.read() as tx:
        (state,) = delivery_states(tx, limit=10)
        parts = tx.session.execute(text("SELECT state, ts FROM delivery_part ORDER BY position")).all()
        due = tx.session.execute(text("SELECT due_at FROM delivery")).scalar_one()
    assert state.state == "pending"
    assert [tuple(part) for part in parts] == [("sent", "1706515200.000100"), ("unknown", None)]
    assert due is not None
