"""Which teams a database serves."""

from datetime import datetime

from sqlalchemy import ColumnElement, exists, text
from sqlalchemy.orm import Mapped, Session
from sqlmodel import col, select

from bot.errors import StoreError
from bot.models.tables import TeamRow
from bot.store.engine import Tx


def local_or_only_team(session: Session, *, now: datetime) -> int:
    """Return the team that the terminal works for: the only one, or a local one made at the first use.

    Raises:
        StoreError: the database serves several teams, so the terminal cannot know which is meant.
    """
    lock_teams(session)
    rows = session.scalars(select(TeamRow).limit(2)).all()
    if len(rows) > 1:
        raise StoreError(
            "This database serves several teams; the terminal cannot tell which one you mean.",
            hint="Set AINEWS_TEAM to its id or name: `ainews team list` shows them.",
        )
    if rows and rows[0].id is not None:
        return rows[0].id
    return _add(session, TeamRow(name="", created_at=now))


def adopt_team(
    session: Session, *, slack_id: str, name: str, bot_id: str, bot_user_id: str, now: datetime
) -> int:
    """Return the team of a Slack workspace. The first connection adopts the local team and all it holds.

    Raises:
        StoreError: the database belongs to another workspace.
    """
    lock_teams(session)
    rows = session.scalars(select(TeamRow)).all()
    mine = next((row for row in rows if row.slack_id == slack_id), None)
    row = mine or next((row for row in rows if row.slack_id is None), None)
    if row is None and rows:
        raise StoreError(
            f"This database belongs to the Slack workspace {rows[0].name or rows[0].slack_id}, "
            f"and these tokens are for {name or slack_id}.",
            hint="Use the tokens of that workspace, or another DATABASE_URL.",
        )
    if row is None:
        row = TeamRow(created_at=now)
    row.slack_id, row.name, row.bot_id, row.bot_user_id = slack_id, name, bot_id, bot_user_id
    row.stopped_at, row.stopped_why = None, ""  # these tokens are known to work
    return _add(session, row)


def not_stopped(team_id: Mapped[int]) -> ColumnElement[bool]:
    """The condition that a row's team was not stopped: for everything that ticks do on their own."""
    return ~exists().where(col(TeamRow.id) == team_id, col(TeamRow.stopped_at).is_not(None))


def active_team_ids(session: Session) -> list[int]:
    """Return the teams that were not stopped."""
    ids = session.scalars(
        select(TeamRow.id).where(col(TeamRow.stopped_at).is_(None)).order_by(col(TeamRow.id))
    )
    return [team_id for team_id in ids if team_id is not None]


def lock_teams(session: Session) -> None:
    """Let programs that start at the same moment pass one by one, so that they agree on one team.

    On SQLite the write transaction itself is the lock. PostgreSQL's lock stops no reader, and no row that
    refers to a team.
    """
    if session.get_bind().dialect.name == "postgresql":
        session.execute(text("LOCK TABLE team IN SHARE ROW EXCLUSIVE MODE"))


def _add(session: Session, row: TeamRow) -> int:
    session.add(row)
    session.flush()
    assert row.id is not None
    return row.id


def installer_of(tx: Tx) -> str | None:
    """Return who installed the app by OAuth; None for a token set by hand, or where they were deleted."""
    return tx.session.scalar(select(TeamRow.installed_by).where(TeamRow.id == tx.team_id))


def slack_id_of(tx: Tx) -> str | None:
    """Return the id of the team's Slack workspace, None before Slack is connected."""
    return tx.session.scalar(select(TeamRow.slack_id).where(TeamRow.id == tx.team_id))
