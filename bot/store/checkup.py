"""What `ainews doctor` asks a database, over all teams: it serves whoever runs the program.

Teams that were stopped are left out: nothing is done for them, so nothing of theirs is late.
"""

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import func
from sqlalchemy.orm import Session
from sqlmodel import col, select

from bot.models.tables import (
    DeliveryPartRow,
    DeliveryRow,
    InboxRow,
    IssueRow,
    OutboxRow,
    ScheduleRow,
    SubscriptionRow,
    TeamRow,
)
from bot.store.deliveries import WITHDRAWN
from bot.store.teams import not_stopped

EVENT = "event_callback"
"""The kind under which events are taken in, as Slack names their envelope."""


@dataclass(frozen=True, slots=True)
class Channel:
    """A channel that gets issues, and whose."""

    team_id: int
    slack_team_id: str | None
    channel_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Stopped:
    """A delivery that goes on only when somebody does something. `error` is Slack's code.

    `team` is the workspace's id and `team_name` its name.
    """

    date: str
    channel_id: str
    error: str
    team: str
    team_name: str


@dataclass(frozen=True, slots=True)
class Slots:
    """The schedules: how many there are, the earliest next slot, and in which time zones.

    `team` is the id of the workspace that is the next to get an issue, `team_name` its name.
    """

    count: int
    next_at: datetime | None
    timezones: tuple[str, ...]
    team: str = ""
    team_name: str = ""


def all_channels(session: Session) -> list[Channel]:
    """Return every channel that gets issues, of the teams that were not stopped."""
    rows = session.execute(
        select(SubscriptionRow, col(TeamRow.slack_id))
        .join(TeamRow, col(TeamRow.id) == col(SubscriptionRow.team_id))
        .where(col(TeamRow.stopped_at).is_(None))
        .order_by(col(SubscriptionRow.id))
    )
    return [Channel(row.team_id, slack_id, row.channel_id, row.channel_name) for row, slack_id in rows]


def all_slots(session: Session) -> Slots:
    """Return what the schedules of the teams that were not stopped have in common."""
    going = not_stopped(col(ScheduleRow.team_id))
    count, next_at = session.execute(select(func.count(), func.min(ScheduleRow.next_at)).where(going)).one()
    zones = session.scalars(
        select(ScheduleRow.timezone).where(going).distinct().order_by(ScheduleRow.timezone)
    )
    first = session.execute(
        select(col(TeamRow.slack_id), col(TeamRow.name))
        .join(ScheduleRow, col(ScheduleRow.team_id) == col(TeamRow.id))
        .where(col(TeamRow.stopped_at).is_(None), col(ScheduleRow.next_at).is_not(None))
        .order_by(col(ScheduleRow.next_at))
        .limit(1)
    ).first()
    team, team_name = first or ("", "")
    return Slots(count, next_at, tuple(zones), team or "", team_name)


def last_request(session: Session, *, kind: str | None = None) -> datetime | None:
    """Return when something last came in from Slack; of one kind, or of any. A day is remembered."""
    statement = select(func.max(InboxRow.received_at))
    return session.scalar(statement.where(InboxRow.kind == kind) if kind else statement)


def stopped_deliveries(session: Session, *, since: datetime) -> list[Stopped]:
    """Return the deliveries that were begun since then and are stopped, the newest first."""
    rows = session.execute(
        select(col(IssueRow.date), DeliveryRow, col(TeamRow.slack_id), col(TeamRow.name))
        .join(IssueRow, col(IssueRow.id) == col(DeliveryRow.issue_id))
        .join(TeamRow, col(TeamRow.id) == col(DeliveryRow.team_id))
        .where(
            DeliveryRow.state == "stopped",
            DeliveryRow.created_at >= since,
            col(TeamRow.stopped_at).is_(None),
        )
        .order_by(col(DeliveryRow.id).desc())
    )
    return [
        Stopped(date.isoformat(), row.channel_id, row.error, team or "", name)
        for date, row, team, name in rows
        if row.error != WITHDRAWN
    ]


def count_doubtful(session: Session) -> int:
    """Return how many messages of deliveries under way nobody can say of whether Slack has them."""
    statement = (
        select(func.count())
        .select_from(DeliveryPartRow)
        .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryPartRow.delivery_id))
        .where(
            DeliveryRow.state == "pending",
            DeliveryPartRow.state == "unknown",
            not_stopped(col(DeliveryRow.team_id)),
        )
    )
    return session.scalar(statement) or 0


def oldest_errand(session: Session) -> datetime | None:
    """Return since when the oldest change that must still reach Slack has been waiting."""
    return session.scalar(
        select(func.min(OutboxRow.created_at)).where(
            col(OutboxRow.done_at).is_(None), not_stopped(col(OutboxRow.team_id))
        )
    )
