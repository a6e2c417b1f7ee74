"""What people do: votes, saved items, hand-ins; and requests that were taken in."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, Index
from sqlmodel import Field, SQLModel

from bot.models.tables.columns import json_object, moment, row_id


class VoteRow(SQLModel, table=True):
    """One person's vote for one item."""

    __tablename__ = "vote"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    item_id: int = Field(foreign_key="item.id", ondelete="CASCADE", primary_key=True)
    person: str = Field(primary_key=True)
    voted_at: datetime = moment()


class SaveRow(SQLModel, table=True):
    """An item that one person saved for later."""

    __tablename__ = "save"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    person: str = Field(primary_key=True)
    item_id: int = Field(foreign_key="item.id", ondelete="CASCADE", primary_key=True, index=True)
    saved_at: datetime = moment()


class HandInRow(SQLModel, table=True):
    """A link that somebody handed in and that had to be read: what the limit for an hour counts."""

    __tablename__ = "hand_in"
    __table_args__ = (Index("ix_hand_in_team_id_person_at", "team_id", "person", "at"),)

    id: int | None = row_id()
    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
    person: str
    at: datetime = moment()


class FormDraftRow(SQLModel, table=True):
    """What somebody had typed into a form when they closed it: it is there again when they open it."""

    __tablename__ = "form_draft"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    person: str = Field(primary_key=True)
    form: str = Field(primary_key=True)
    fields: dict[str, Any] = json_object()
    kept_at: datetime = moment()


class HintChannelRow(SQLModel, table=True):
    """A channel in which people are told, privately, that a link they pasted was covered."""

    __tablename__ = "hint_channel"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    channel_id: str = Field(primary_key=True)
    set_by: str | None = None
    set_at: datetime = moment()


class InboxRow(SQLModel, table=True):
    """A request from Slack that was taken in: an event's id or a command's trigger id.

    Slack delivers some twice; the primary key makes the second arrival a no-op. `body` is what a command
    said, kept until it is answered: where the process that took it in dies, another one takes it on at
    `due_at` (real time).
    """

    __tablename__ = "inbox"
    __table_args__ = (Index("ix_inbox_due_at", "due_at"),)

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    request_id: str = Field(primary_key=True)
    kind: str
    received_at: datetime = moment()
    body: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
    due_at: datetime | None = moment(nullable=True)
