"""Where the app was installed by OAuth: the tables of slack_sdk's SQLAlchemy stores.

The SDK reads and writes these rows itself (`bot/slack/oauth.py`); they are named here so that our migrations
make them and our own queries know them. Columns are the SDK's, but tokens are text of any length: they are
stored encrypted, which makes them longer. Times are UTC without a time zone, as the SDK stores them.
"""

from datetime import datetime

from sqlalchemy import Column, DateTime, Index, String, Text
from sqlmodel import Field, SQLModel

from bot.models.tables.columns import row_id


class SlackBotRow(SQLModel, table=True):
    """A bot token. A workspace has `team_id`, an organisation that installed the app for all of its
    workspaces `enterprise_id` alone. Of several, the newest counts.
    """

    __tablename__ = "slack_bots"
    __table_args__ = (Index("ix_slack_bots_key", "client_id", "enterprise_id", "team_id", "installed_at"),)

    id: int | None = row_id()
    client_id: str
    app_id: str
    enterprise_id: str | None = None
    enterprise_name: str | None = None
    team_id: str | None = None
    team_name: str | None = None
    bot_token: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
    bot_id: str | None = None
    bot_user_id: str | None = None
    bot_scopes: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
    bot_refresh_token: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
    bot_token_expires_at: datetime | None = Field(default=None, sa_column=Column(DateTime(), nullable=True))
    is_enterprise_install: bool = False
    installed_at: datetime = Field(default=None, sa_column=Column(DateTime(), nullable=False))


class SlackInstallationRow(SQLModel, table=True):
    """One act of installing: who did it, and the tokens that Slack gave for it."""

    __tablename__ = "slack_installations"
    __table_args__ = (
        Index(
            "ix_slack_installations_key", "client_id", "enterprise_id", "team_id", "user_id", "installed_at"
        ),
    )

    id: int | None = row_id()
    client_id: str
    app_id: str
    enterprise_id: str | None = None
    enterprise_name: str | None = None
    enterprise_url: str | None = None
    team_id: str | None = None
    team_name: str | None = None
    bot_token: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
    bot_id: str | None = None
    bot_user_id: str | None = None
    bot_scopes: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
    bot_refresh_token: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
    bot_token_expires_at: datetime | None = Field(default=None, sa_column=Column(DateTime(), nullable=True))
    user_id: str
    user_token: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
    user_scopes: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
    user_refresh_token: str | None = Field(default=None, sa_column=Column(Text(), nullable=True))
    user_token_expires_at: datetime | None = Field(default=None, sa_column=Column(DateTime(), nullable=True))
    incoming_webhook_url: str | None = None
    incoming_webhook_channel: str | None = None
    incoming_webhook_channel_id: str | None = None
    incoming_webhook_configuration_url: str | None = None
    is_enterprise_install: bool = False
    token_type: str | None = None
    installed_at: datetime = Field(default=None, sa_column=Column(DateTime(), nullable=False))


class SlackOAuthStateRow(SQLModel, table=True):
    """An installation that somebody has begun: proof that the answer comes from the browser that asked."""

    __tablename__ = "slack_oauth_states"
    __table_args__ = (Index("ix_slack_oauth_states_state", "state"),)

    id: int | None = row_id()
    state: str = Field(sa_column=Column(String(), nullable=False))
    expire_at: datetime = Field(default=None, sa_column=Column(DateTime(), nullable=False))
