"""The program's own processes, as they last reported."""

from datetime import datetime

from sqlalchemy import Index
from sqlmodel import Field, SQLModel

from bot.models.tables.columns import long_text, moment


class ProcessRow(SQLModel, table=True):
    """One running process. It serves all teams, so its row belongs to none.

    `ticked_at` is when it last did all the work of a tick, `heard_at` when its socket last heard Slack (None
    in HTTP mode), `error` what the last tick stumbled over. A process that ends in order takes its row along.
    """

    __tablename__ = "process"
    __table_args__ = (Index("ix_process_seen_at", "seen_at"),)

    id: str = Field(primary_key=True)
    host: str
    transport: str
    version: str
    started_at: datetime = moment()
    seen_at: datetime = moment()
    ticked_at: datetime | None = moment(nullable=True)
    heard_at: datetime | None = moment(nullable=True)
    error: str = long_text()
