"""Installations: whose tokens are dropped, kept and replaced, and who answers for a team."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlmodel import col, select

from bot.models.tables import SlackBotRow
from bot.store import Store
from bot.store.installations import (
    Workspace,
    drop_tokens,
    end_installation,
    find_team,
    forget_stopped,
    install_team,
    stop_teams,
)
from tests.conftest import NOW

OWN = Workspace("T1")
JOINED = Workspace("T1", "E1")
ORGANIZATION = Workspace(None, "E1", is_enterprise_install=True)
GRACE = timedelta(days=30)


def _install(store: Store, workspace: Workspace, *, at: datetime = NOW, by: str = "U1") -> None:
    with store.write() as session:
        session.add(
            SlackBotRow(
                client_id="1.2",
                app_id="A1",
                team_id=workspace.team_id,
                enterprise_id=workspace.enterprise_id,
                is_enterprise_install=workspace.is_enterprise_install,
                bot_token=f"token of {at:%d.%m. %H:%M}",
                installed_at=at.astimezone(UTC).replace(tzinfo=None),
            )
        )
        if workspace.team_id:
            install_team(session, workspace, name="Acme", bot_id="B1", bot_user_id="U9", by=by, now=at)


def _member(store: Store, slack_id: str) -> None:
    """A workspace of the organisation, which uses its token."""
    with store.write() as session:
        inside = Workspace(slack_id, "E1", is_enterprise_install=True)
        install_team(session, inside, name=slack_id, bot_id="B1", bot_user_id="U9", by=None, now=NOW)


def _tokens(store: Store) -> int:
    with store.read() as session:
        return len(
            session.scalars(select(SlackBotRow.id).where(col(SlackBotRow.bot_token).is_not(None))).all()
        )


def _is_stopped(store: Store, slack_id: str = "T1") -> bool:
    with store.read() as session:
        team = find_team(session, slack_id)
    assert team is not None
    return team.stopped_at is not None


@pytest.mark.parametrize(
    ("told_at", "is_ended"),
    [
        (NOW - timedelta(minutes=5), False),
        (NOW, True),
        (NOW + timedelta(minutes=5), True),
        (None, True),
    ],
)
@pytest.mark.parametrize("workspace", [OWN, JOINED, ORGANIZATION])
def test_what_slack_tells_again_of_an_earlier_installation_ends_nothing(
    store: Store, workspace: Workspace, told_at: datetime | None, is_ended: bool
) -> None:
    slack_id = workspace.team_id or "T2"
    _install(store, workspace)
    if workspace.team_id is None:
        _member(store, slack_id)
    with store.write() as session:
        ended = end_installation(session, workspace, why="uninstalled", now=NOW, told_at=told_at)
    assert (bool(ended), _is_stopped(store, slack_id), _tokens(store)) == (
        is_ended,
        is_ended,
        0 if is_ended else 1,
    )


def test_a_workspace_that_joined_an_organisation_keeps_no_token_of_before(store: Store) -> None:
    _install(store, OWN, at=NOW - timedelta(days=1))
    _install(store, JOINED)
    with store.write() as session:
        drop_tokens(session, JOINED, but_newest=True)
    with store.read() as session:
        (left,) = session.scalars(select(SlackBotRow)).all()
    assert left.enterprise_id == "E1"
    with store.write() as session:
        drop_tokens(session, OWN)
    assert _tokens(store) == 0


def test_a_workspaces_tokens_are_not_its_organisations(store: Store) -> None:
    _install(store, ORGANIZATION)
    _install(store, JOINED)
    with store.write() as session:
        drop_tokens(session, JOINED)
    assert _tokens(store) == 1


def test_who_installed_the_app_first_stays_responsible_until_the_team_is_forgotten(store: Store) -> None:
    for by in ("U1", "U2"):
        _install(store, OWN, by=by)
        with store.read() as session:
            team = find_team(session, "T1")
        assert team is not None
        assert team.installed_by == "U1"
    with store.write() as session:
        stop_teams(session, OWN, why="uninstalled", now=NOW - GRACE)
    assert forget_stopped(store, now=NOW, grace=GRACE) == ["T1"]
    _install(store, OWN, by="U2")
    with store.read() as session:
        team = find_team(session, "T1")
    assert team is not None
    assert team.installed_by == "U2"


@pytest.mark.parametrize("workspace", [OWN, ORGANIZATION])
def test_a_refused_token_is_kept_until_the_grace_ends(store: Store, workspace: Workspace) -> None:
    _install(store, workspace)
    if workspace.team_id is None:
        _member(store, "T2")
    with store.write() as session:
        stop_teams(session, workspace, why="invalid_auth", now=NOW)
    assert forget_stopped(store, now=NOW + timedelta(days=29), grace=GRACE) == []
    assert _tokens(store) == 1
    assert len(forget_stopped(store, now=NOW + GRACE, grace=GRACE)) == 1
    assert _tokens(store) == 0
