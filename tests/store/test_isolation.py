"""The watch over teams' transactions: it catches what forgets its team, and what gets another's rows."""

import pytest
from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.models.tables import ItemRow, ItemTagRow, TeamRow
from bot.models.values import Publication
from bot.store import TeamStore
from tests.conftest import NOW
from tests.support.examples import add
from tests.support.isolation import ForeignTeamError

pytestmark = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)


@pytest.fixture
def other(team: TeamStore, publication: Publication) -> TeamStore:
    """Another team on the same database; the first one has an item."""
    add(team, publication)
    with team.store.write() as session:
        row = TeamRow(slack_id="T2", name="Other", created_at=NOW)
        session.add(row)
        session.flush()
        assert row.id is not None
        return team.store.team(row.id)


@pytest.mark.parametrize(
    "statement",
    [
        select(ItemRow),
        select(ItemRow.id).where(ItemRow.id == 1),
        select(ItemRow).where(ItemRow.team_id == 1),
        update(ItemRow).where(col(ItemRow.id) == 1).values(note="mine now"),
        delete(ItemTagRow).where(col(ItemTagRow.item_id) == 1),
    ],
    ids=["all", "by id", "of another team", "an update", "a deletion"],
)
def test_a_statement_without_its_team_is_caught(other: TeamStore, statement: object) -> None:
    with pytest.raises(ForeignTeamError), other.write() as tx:
        tx.session.execute(statement)  # type: ignore[call-overload]  # one of several kinds


def test_a_row_of_another_team_is_caught(other: TeamStore) -> None:
    with pytest.raises(ForeignTeamError), other.read() as tx:
        tx.session.get(ItemRow, 1)
    with other.write() as tx:
        tx.session.add(ItemTagRow(team_id=1, item_id=1, tag="theirs"))
        with pytest.raises(ForeignTeamError):
            tx.session.flush()
        tx.session.expunge_all()


def test_ticks_work_for_all_teams(other: TeamStore) -> None:
    with other.store.read() as session:
        assert len(session.scalars(select(ItemRow)).all()) == 1
