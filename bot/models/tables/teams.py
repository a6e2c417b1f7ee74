"""A team, its newsletter, and where and when issues go out."""

from datetime import date, datetime, time

from sqlalchemy import Boolean, Column, Index, UniqueConstraint, false
from sqlmodel import Field, SQLModel

from bot.models.tables.columns import child_of, long_text, moment, row_id, team_id_column


class TeamRow(SQLModel, table=True):
    """A Slack workspace. The local team, from before Slack is connected, has no `slack_id`.

    `is_enterprise_install`: its organisation installed the app for all its workspaces, so the token is the
    organisation's. `stopped_at` is when the app was uninstalled or its token revoked: nothing is posted from
    then on, and after a grace the team is deleted with all it holds.
    """

    __tablename__ = "team"
    __table_args__ = (Index("uq_team_slack_id", "slack_id", unique=True),)

    id: int | None = row_id()
    slack_id: str | None = None
    enterprise_id: str | None = None
    name: str = ""
    bot_id: str | None = None
    bot_user_id: str | None = None
    created_at: datetime = moment()
    is_enterprise_install: bool = Field(
        default=False, sa_column=Column(Boolean(), nullable=False, server_default=false())
    )
    installed_by: str | None = None
    stopped_at: datetime | None = moment(nullable=True)
    stopped_why: str = long_text()


class PublicationRow(SQLModel, table=True):
    """A team's newsletter. `restored_at` is when its database was last brought back from a backup: what is
    older may stand in Slack already.
    """

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("team_id", "name"),)

    id: int | None = row_id()
    team_id: int = team_id_column()
    name: str
    timezone: str
    created_by: str | None = None
    created_at: datetime = moment()
    restored_at: datetime | None = moment(nullable=True)


class ScheduleRow(SQLModel, table=True):
    """When a publication's issues go out. `next_at` is the next slot; a tick claims it by advancing it.

    `days` are ISO weekdays less one (Monday is 0), as text: "0" or "0,3". `anchor` lies in a week that has
    issues, for fortnights. `on_empty` says what an empty week brings: see `bot.store.publications.OnEmpty`.
    Curators are reminded `reminder_hours` before a slot, 0 for never; `reminded_for` is the last slot they
    were reminded of.
    """

    __tablename__ = "schedule"
    __table_args__ = (UniqueConstraint("publication_id"), Index("ix_schedule_next_at", "next_at"))

    id: int | None = row_id()
    team_id: int = team_id_column()
    publication_id: int = Field(foreign_key="publication.id", ondelete="CASCADE")
    frequency: str = "weekly"
    days: str = "0"
    at: time
    timezone: str
    next_at: datetime | None = moment(nullable=True)
    created_by: str | None = None
    anchor: date | None = None
    on_empty: str = Field(default="tell", sa_column_kwargs={"server_default": "tell"})
    reminder_hours: int = Field(default=24, sa_column_kwargs={"server_default": "24"})
    reminded_for: datetime | None = moment(nullable=True)


class SubscriptionRow(SQLModel, table=True):
    """A channel that gets each issue; `filter` is a query in the search language, empty for all of it."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("publication_id", "channel_id"),)

    id: int | None = row_id()
    team_id: int = team_id_column()
    publication_id: int = child_of("publication")
    channel_id: str
    channel_name: str = ""
    filter: str = ""
    created_by: str | None = None
