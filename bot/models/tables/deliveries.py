"""What is on its way to Slack, and at which pace."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, Index, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.tables.columns import (
    child_of,
    json_object,
    long_text,
    moment,
    row_id,
    team_id_column,
    trace_column,
)


class DeliveryRow(SQLModel, table=True):
    """An issue on its way into one channel.

    `due_at` is when its next part may be tried, in real time: a lease, a wait between attempts and the pace
    of a channel all move it, so that what is due is found by one index.
    """

    __tablename__ = "delivery"
    __table_args__ = (
        UniqueConstraint("issue_id", "channel_id"),
        Index("ix_delivery_due", "state", "due_at"),
        Index("ix_delivery_channel", "team_id", "channel_id", "state"),
        CheckConstraint("state IN ('pending', 'sent', 'stopped')", name="state"),
    )

    id: int | None = row_id()
    team_id: int = team_id_column()
    issue_id: int = child_of("issue")
    channel_id: str
    edition: str = ""
    state: str = "pending"
    error: str = long_text()
    created_at: datetime = moment()
    due_at: datetime | None = moment(nullable=True)
    trace: str = trace_column()


class DeliveryPartRow(SQLModel, table=True):
    """One Slack message of a delivery: the ledger that keeps a part from being posted twice.

    A sender claims a row by a conditional update that sets `lease_token` and `lease_until`, and its later
    updates name that token. `first_tried_at` is from where a channel's history is read when it is unclear
    whether Slack took the message. `audit_at` is when the channel is looked through once more for a second
    copy. `payload` is the part's own where it had to be split, otherwise that of its issue part.
    """

    __tablename__ = "delivery_part"
    __table_args__ = (
        UniqueConstraint("delivery_id", "position", "piece"),
        Index("ix_delivery_part_audit_at", "audit_at"),
        CheckConstraint(
            "state IN ('pending', 'sending', 'sent', 'unknown', 'rejected', 'skipped')", name="state"
        ),
    )

    id: int | None = row_id()
    team_id: int = team_id_column()
    delivery_id: int = child_of("delivery")
    part_id: int = child_of("issue_part")
    position: int
    piece: int = 0
    state: str = "pending"
    ts: str | None = None
    attempts: int = 0
    error: str = long_text()
    lease_token: str | None = None
    lease_until: datetime | None = moment(nullable=True)
    first_tried_at: datetime | None = moment(nullable=True)
    audit_at: datetime | None = moment(nullable=True)
    payload: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(), nullable=True))


class PaceRow(SQLModel, table=True):
    """When a team's next message may be posted, in real time: all replicas keep one pace."""

    __tablename__ = "pace"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    next_at: datetime = moment()


class OutboxRow(SQLModel, table=True):
    """A change that must reach Slack, written in the transaction that made it; ticks drain it."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "done_at", "due_at"), UniqueConstraint("team_id", "once_key"))

    id: int | None = row_id()
    team_id: int = team_id_column()
    kind: str
    once_key: str | None = None
    payload: dict[str, Any] = json_object()
    due_at: datetime = moment()
    created_at: datetime = moment()
    attempts: int = 0
    lease_token: str | None = None
    lease_until: datetime | None = moment(nullable=True)
    done_at: datetime | None = moment(nullable=True)
    error: str = long_text()
    trace: str = trace_column()
