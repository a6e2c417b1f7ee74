"""What the tables' columns are made of."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import JSON, Column, DateTime, Dialect, Text, TypeDecorator
from sqlmodel import Field, SQLModel

NAMING = {
    "ix": "ix_%(column_0_N_label)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
}
SQLModel.metadata.naming_convention = NAMING


class UtcDateTime(TypeDecorator[datetime]):
    """An aware datetime in UTC. SQLite has no time zones, so it is stored there without one."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("a time without a time zone cannot be stored")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        if value is None or value.tzinfo is not None:
            return value
        return value.replace(tzinfo=UTC)


def moment(*, nullable: bool = False) -> Any:
    """A time in UTC."""
    return Field(default=None, sa_column=Column(UtcDateTime(), nullable=nullable))


def long_text() -> Any:
    """Text of any length, empty where nobody wrote any."""
    return Field(default="", sa_column=Column(Text(), nullable=False, server_default=""))


def json_list() -> Any:
    """A list, as JSON."""
    return Field(default_factory=list, sa_column=Column(JSON(), nullable=False))


def json_object() -> Any:
    """An object, as JSON."""
    return Field(default_factory=dict, sa_column=Column(JSON(), nullable=False))


def row_id() -> Any:
    """The row's own number."""
    return Field(default=None, primary_key=True)


def team_id_column() -> Any:
    """The team that the row belongs to; it goes with its team."""
    return Field(foreign_key="team.id", ondelete="CASCADE", index=True)


def child_of(parent: str) -> Any:
    """The row that this one belongs to, and goes with."""
    return Field(foreign_key=f"{parent}.id", ondelete="CASCADE", index=True)


def trace_column() -> Any:
    """The id under which the log follows what was asked for: see `bot.logs.current_trace`."""
    return Field(default="", sa_column_kwargs={"server_default": ""})
