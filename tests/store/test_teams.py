"""Whose database it is: the local team's, then the first Slack workspace's, and nobody else's."""

import pytest

from bot.errors import StoreError
from bot.models.tables import TeamRow
from bot.models.values import Publication
from bot.store import Store, TeamStore
from bot.store.publications import ensure_publication
from bot.store.teams import adopt_team, local_or_only_team
from tests.conftest import NOW
from tests.support.examples import add, at_once

ACME = {"slack_id": "T1", "name": "Acme", "bot_id": "B1", "bot_user_id": "U1"}
OTHER = {"slack_id": "T2", "name": "Other", "bot_id": "B2", "bot_user_id": "U2"}


def _adopt(store: Store, identity: dict[str, str]) -> int:
    with store.write() as session:
        return adopt_team(session, now=NOW, **identity)


def _local(store: Store) -> int:
    with store.write() as session:
        return local_or_only_team(session, now=NOW)


def test_the_first_workspace_adopts_the_local_team_and_all_it_holds(
    team: TeamStore, publication: Publication
) -> None:
    item = add(team, publication)
    adopted = _adopt(team.store, ACME)
    assert adopted == team.team_id == _local(team.store)
    with team.store.team(adopted).read() as tx:
        row = tx.session.get_one(TeamRow, adopted)
        found = ensure_publication(tx, timezone="UTC", now=NOW)
    assert (row.slack_id, row.name, row.bot_id, row.bot_user_id) == ("T1", "Acme", "B1", "U1")
    assert found == publication
    assert item.id


def test_an_empty_database_becomes_the_first_workspaces(store: Store) -> None:
    assert _adopt(store, ACME) == _adopt(store, ACME | {"name": "Acme Ltd"}) == _local(store)


def test_another_workspaces_tokens_are_refused_with_a_sentence(store: Store) -> None:
    _adopt(store, ACME)
    with pytest.raises(StoreError) as error:
        _adopt(store, OTHER)
    assert error.value.message == (
        "This database belongs to the Slack workspace Acme, and these tokens are for Other."
    )
    assert "DATABASE_URL" in (error.value.hint or "")
    assert _local(store) == _adopt(store, ACME)


def test_the_terminal_does_not_choose_between_workspaces(store: Store) -> None:
    with store.write() as session:
        session.add_all(TeamRow(slack_id=slack_id, created_at=NOW) for slack_id in ("T1", "T2"))
    with pytest.raises(StoreError, match="several teams"):
        _local(store)


def test_programs_that_start_at_the_same_moment_agree_on_one_team(store: Store) -> None:
    assert len(set(at_once(lambda _: _local(store), range(6)))) == 1


def test_replicas_that_connect_at_the_same_moment_agree_on_one_team(store: Store) -> None:
    assert len(set(at_once(lambda _: _adopt(store, ACME), range(6)))) == 1


def test_programs_that_start_at_the_same_moment_agree_on_one_publication(team: TeamStore) -> None:
    def start(_: int) -> Publication:
        with team.write() as tx:
            return ensure_publication(tx, timezone="UTC", now=NOW)

    assert len(set(at_once(start, range(6)))) == 1
