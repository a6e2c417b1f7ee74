"""Whom the bot tells of what comes or fails, where nobody made the schedule in Slack."""

from datetime import time, timedelta

import pytest
from sqlmodel import col, select
from structlog.testing import capture_logs

from bot.issues.due import Due
from bot.issues.notify import or_installer
from bot.models.schedule import Schedule
from bot.models.tables import OutboxRow, TeamRow
from bot.models.values import Publication
from bot.paths import data_folder
from bot.store import TeamStore
from bot.store.publications import set_schedule
from bot.templating import Templates
from tests.conftest import NOW

IN_AN_HOUR = NOW + timedelta(hours=1)
BY_THE_CLOCK = Schedule(frozenset({0}), time(9), "UTC")


def _told(
    team: TeamStore, publication: Publication, *, by: str | None, curators: tuple[str, ...]
) -> list[str]:
    """Remind of a slot in an hour, and return who is told."""
    with team.write() as tx:
        set_schedule(tx, publication.id, BY_THE_CLOCK, next_at=IN_AN_HOUR, by=by)
    Due(team.store, Templates(data_folder("templates")), lambda: NOW, lambda: NOW, curators).remind_due()
    with team.read() as tx:
        mine = select(OutboxRow).where(OutboxRow.team_id == tx.team_id).order_by(col(OutboxRow.id))
        rows = tx.session.scalars(mine).all()
    return [row.payload["person"] for row in rows]


def _installed_by(team: TeamStore, person: str) -> None:
    with team.write() as tx:
        tx.session.get_one(TeamRow, tx.team_id).installed_by = person


@pytest.mark.parametrize(
    ("by", "curators", "told"),
    [
        ("U1", ("U2",), ["U1", "U2"]),
        (None, ("U2",), ["U2"]),
        ("U1", (), ["U1"]),
        (None, (), ["U9"]),
    ],
)
def test_who_installed_the_app_is_reminded_where_nobody_else_is_named(
    team: TeamStore, publication: Publication, by: str | None, curators: tuple[str, ...], told: list[str]
) -> None:
    _installed_by(team, "U9")
    assert _told(team, publication, by=by, curators=curators) == told


def test_where_nobody_is_known_the_log_names_the_setting(team: TeamStore, publication: Publication) -> None:
    with capture_logs() as logs:
        assert _told(team, publication, by=None, curators=()) == []
    assert [entry["log_level"] for entry in logs if "AINEWS_CURATORS" in entry["event"]] == ["warning"]


def test_who_installed_the_app_hears_of_a_delivery_that_nobody_answers_for(team: TeamStore) -> None:
    _installed_by(team, "U9")
    with team.read() as tx:
        assert or_installer(tx, ()) == ("U9",)
        assert or_installer(tx, ("U2", "U3")) == ("U2", "U3")
