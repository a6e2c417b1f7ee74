"""Which workspaces installed the app by OAuth, which were stopped, and when they are forgotten.

A team is known by its workspace's id. Whose token it uses is said by Slack: a workspace's own, or that of the
organisation that installed the app for all of its workspaces (`is_enterprise_install`), which has no team id:
https://docs.slack.dev/enterprise/developing-for-enterprise-orgs
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

from sqlalchemy import ColumnElement, delete, func, update
from sqlalchemy.orm import Session
from sqlmodel import col, select

from bot.errors import InvalidInputError, NotFoundError
from bot.models.tables import (
    ItemRow,
    SlackBotRow,
    SlackInstallationRow,
    SlackOAuthStateRow,
    TeamRow,
)
from bot.store.engine import Store
from bot.store.teams import lock_teams

if TYPE_CHECKING:
    from bot.store.encryption import Cipher

_TOKENS = ("bot_token", "bot_refresh_token", "user_token", "user_refresh_token")


@dataclass(frozen=True, slots=True)
class Workspace:
    """What Slack says of where a request comes from, or of where the app was installed.

    `team_id` is None for an organisation that installed the app for all its workspaces.
    """

    team_id: str | None
    enterprise_id: str | None = None
    is_enterprise_install: bool = False


@dataclass(frozen=True, slots=True)
class Team:
    """A team as `ainews team list` shows it. Times are UTC."""

    id: int
    workspace: Workspace
    name: str
    bot_id: str
    bot_user_id: str
    installed_by: str | None
    created_at: datetime
    stopped_at: datetime | None
    stopped_why: str


@dataclass(frozen=True, slots=True)
class Organization:
    """An organisation that installed the app for all its workspaces. `installed_at` is UTC."""

    enterprise_id: str
    name: str
    installed_at: datetime


def list_organizations(session: Session) -> list[Organization]:
    """Return the organisations that have the app, by name."""
    rows = session.scalars(
        select(SlackBotRow)
        .where(SlackBotRow.is_enterprise_install)
        .order_by(col(SlackBotRow.enterprise_name), col(SlackBotRow.installed_at))
    )
    newest = {row.enterprise_id: row for row in rows if row.enterprise_id}
    return [
        Organization(enterprise_id, row.enterprise_name or "", row.installed_at.replace(tzinfo=UTC))
        for enterprise_id, row in newest.items()
    ]


def install_team(
    session: Session,
    workspace: Workspace,
    *,
    name: str,
    bot_id: str,
    bot_user_id: str,
    by: str | None,
    now: datetime,
) -> int:
    """Return the team of a workspace, made where it is new; one that was stopped goes on with all it had.

    The first workspace adopts the local team, as in `bot.store.teams.adopt_team`. Who installed it first
    stays responsible: any member may install an app again, and must not become a curator by it.
    """
    assert workspace.team_id
    lock_teams(session)
    rows = session.scalars(select(TeamRow)).all()
    row = next((row for row in rows if row.slack_id == workspace.team_id), None)
    if row is None and len(rows) == 1 and rows[0].slack_id is None:
        row = rows[0]
    if row is None:
        row = TeamRow(created_at=now)
    row.slack_id, row.enterprise_id = workspace.team_id, workspace.enterprise_id
    row.is_enterprise_install = workspace.is_enterprise_install
    row.name, row.bot_id, row.bot_user_id = name or row.name, bot_id, bot_user_id
    row.installed_by = row.installed_by or by
    row.stopped_at, row.stopped_why = None, ""
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def restart_organization(session: Session, workspace: Workspace, *, bot_id: str, bot_user_id: str) -> None:
    """Let all teams of an organisation go on that installed the app again. New ones are made as they come."""
    session.execute(
        update(TeamRow)
        .where(col(TeamRow.enterprise_id) == workspace.enterprise_id, col(TeamRow.is_enterprise_install))
        .values(stopped_at=None, stopped_why="", bot_id=bot_id, bot_user_id=bot_user_id)
    )


def find_team(session: Session, slack_id: str) -> Team | None:
    """Return the team of a workspace; None where the app is not installed there."""
    row = session.scalar(select(TeamRow).where(TeamRow.slack_id == slack_id))
    return _team(row) if row else None


def get_team(session: Session, team_id: int) -> Team:
    """Return a team by the number of its row.

    Raises:
        NotFoundError: it is gone.
    """
    row = session.get(TeamRow, team_id)
    if row is None:
        raise NotFoundError("That team is not here any more.")
    return _team(row)


def named_team(session: Session, named: str) -> Team:
    """Return the team that a person means by its Slack id or its name.

    Raises:
        NotFoundError: there is none.
        InvalidInputError: several have that name.
    """
    teams = list_teams(session)
    found = [team for team in teams if team.workspace.team_id == named]
    found = found or [team for team in teams if team.name.casefold() == named.casefold()]
    if not found:
        raise NotFoundError(f"There is no team {named}.", hint="`ainews team list` shows them.")
    if len(found) > 1:
        raise InvalidInputError(f"Several teams are called {named}.", hint="Give its id: T012ABCDE.")
    return found[0]


def list_teams(session: Session) -> list[Team]:
    """Return all teams, the oldest first."""
    return [_team(row) for row in session.scalars(select(TeamRow).order_by(col(TeamRow.id)))]


def count_items(session: Session, team_id: int) -> int:
    """Return how many items a team has."""
    counted = select(func.count()).select_from(ItemRow).where(col(ItemRow.team_id) == team_id)
    return session.scalar(counted) or 0


def end_installation(
    session: Session, workspace: Workspace, *, why: str, now: datetime, told_at: datetime | None
) -> list[int]:
    """Drop the tokens that a workspace or an organisation had at `told_at`, and stop what used them.

    Slack tells again what was not acked: what it said before the app was installed anew ends nothing. Its
    clock and ours may differ; within the second of the installation, the app counts as taken away. Returns
    the teams that were stopped.
    """
    lock_teams(session)
    drop_tokens(session, workspace, until=told_at)
    tokens = select(SlackBotRow.id).where(*_belongs_to(SlackBotRow, workspace)).limit(1)
    if session.scalar(tokens) is not None:
        return []
    return stop_teams(session, workspace, why=why, now=now)


def stop_teams(session: Session, workspace: Workspace, *, why: str, now: datetime) -> list[int]:
    """Stop what ticks do for a workspace, or for all of an organisation's.

    Its data and tokens stay until `forget_stopped`. Returns the teams that were stopped.
    """
    condition = (
        (col(TeamRow.enterprise_id) == workspace.enterprise_id) & col(TeamRow.is_enterprise_install)
        if workspace.is_enterprise_install
        else col(TeamRow.slack_id) == workspace.team_id
    )
    return list(
        session.scalars(
            update(TeamRow)
            .where(condition, col(TeamRow.stopped_at).is_(None))
            .values(stopped_at=now, stopped_why=why)
            .returning(col(TeamRow.id))
        )
    )


def drop_tokens(
    session: Session, workspace: Workspace, *, but_newest: bool = False, until: datetime | None = None
) -> None:
    """Delete a workspace's or an organisation's tokens.

    With `but_newest`, those of earlier installations; with `until`, those that were there in that second.
    """
    for table in (SlackBotRow, SlackInstallationRow):
        mine = _belongs_to(table, workspace)
        newest = select(func.max(col(table.id))).where(*mine).scalar_subquery()
        older = [col(table.id) < newest] if but_newest else []
        if until is not None:
            naive = until.astimezone(UTC).replace(tzinfo=None, microsecond=0)
            older.append(col(table.installed_at) < naive + timedelta(seconds=1))
        session.execute(delete(table).where(*mine, *older).execution_options(synchronize_session=False))


def _belongs_to(
    table: type[SlackBotRow] | type[SlackInstallationRow], workspace: Workspace
) -> list[ColumnElement[bool]]:
    """A workspace's id is Slack-wide; it may have joined an organisation since its token was stored."""
    if workspace.is_enterprise_install:
        return [col(table.team_id).is_(None), col(table.enterprise_id) == workspace.enterprise_id]
    return [col(table.team_id) == workspace.team_id]


def forget_team(session: Session, team: Team) -> None:
    """Delete a team with all it holds, and its tokens. An organisation's token stays for its other teams."""
    if team.workspace.team_id:
        drop_tokens(session, Workspace(team.workspace.team_id))
    session.execute(delete(TeamRow).where(col(TeamRow.id) == team.id))


def _gone(_team_id: int) -> bool | None:
    return False


def forget_stopped(
    store: Store, *, now: datetime, grace: timedelta, is_back: Callable[[int], bool | None] = _gone
) -> list[str]:
    """Delete the teams that were stopped `grace` ago or longer, one at a time, and return their ids.

    `is_back` is asked of each whether it has the app after all: then it stays, and so it does where that
    cannot be told (None). Installations that were begun and never finished go too. `now` is real time.
    """
    with store.write() as session:
        naive = now.astimezone(UTC).replace(tzinfo=None)
        session.execute(delete(SlackOAuthStateRow).where(col(SlackOAuthStateRow.expire_at) < naive))
    with store.read() as session:
        ids = session.scalars(
            select(TeamRow.id).where(col(TeamRow.stopped_at) <= now - grace).order_by(col(TeamRow.id))
        ).all()
    forgotten = []
    for team_id in ids:
        if team_id is None or is_back(team_id) is not False:
            continue
        with store.write() as session:
            lock_teams(session)
            row = session.get(TeamRow, team_id)
            if row is not None and row.stopped_at is not None:  # nobody installed it again in the meantime
                forget_team(session, _team(row))
                _drop_unused(session, row)
                forgotten.append(row.slack_id or row.name)
    return forgotten


def _drop_unused(session: Session, row: TeamRow) -> None:
    """Delete a stopped organisation's token with the first of its teams that is forgotten."""
    if not row.is_enterprise_install:
        return
    active = select(TeamRow.id).where(
        col(TeamRow.enterprise_id) == row.enterprise_id,
        col(TeamRow.is_enterprise_install),
        col(TeamRow.stopped_at).is_(None),
    )
    if session.scalar(active.limit(1)) is None:
        drop_tokens(session, Workspace(None, row.enterprise_id, is_enterprise_install=True))


def rotate_tokens(session: Session, cipher: "Cipher") -> int:
    """Encrypt every stored token anew with the cipher's first key, and return how many there are.

    Raises:
        StoreError: a token was written with a key that the cipher does not have. Nothing is changed then.
    """
    count = 0
    for row in _rows_with_tokens(session):
        for name in _TOKENS:
            if stored := getattr(row, name, None):
                setattr(row, name, cipher.rotate(stored))
                count += 1
    return count


def check_tokens(store: Store, cipher: "Cipher") -> None:
    """See that the stored tokens can be read.

    Raises:
        StoreError: they were written with another key.
    """
    with store.read() as session:
        for row in _rows_with_tokens(session):
            if row.bot_token:
                cipher.decrypt(row.bot_token)


def _rows_with_tokens(session: Session) -> Iterator[SlackBotRow | SlackInstallationRow]:
    yield from session.scalars(select(SlackBotRow).with_for_update())
    yield from session.scalars(select(SlackInstallationRow).with_for_update())


def _team(row: TeamRow) -> Team:
    assert row.id is not None
    return Team(
        id=row.id,
        workspace=Workspace(row.slack_id, row.enterprise_id, row.is_enterprise_install),
        name=row.name,
        bot_id=row.bot_id or "",
        bot_user_id=row.bot_user_id or "",
        installed_by=row.installed_by,
        created_at=row.created_at,
        stopped_at=row.stopped_at,
        stopped_why=row.stopped_why,
    )
