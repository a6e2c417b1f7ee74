"""Searches that people follow, and which items they were told of."""

from datetime import datetime

from sqlalchemy import UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.tables.columns import moment, row_id


class FollowRow(SQLModel, table=True):
    """A query in the search language; its person hears of new items that it finds."""

    __tablename__ = "follow"
    __table_args__ = (UniqueConstraint("team_id", "person", "query"),)

    id: int | None = row_id()
    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
    person: str
    query: str
    followed_at: datetime = moment()


class FollowMatchRow(SQLModel, table=True):
    """A new item that a person's follow found. The primary key is what tells each person of an item once.

    `told_at` is empty while the message that will tell of it waits for others. The row stays when the follow
    is given up, without it: what was not told by then is not told any more.
    """

    __tablename__ = "follow_match"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    person: str = Field(primary_key=True)
    item_id: int = Field(foreign_key="item.id", ondelete="CASCADE", primary_key=True, index=True)
    follow_id: int | None = Field(default=None, foreign_key="follow.id", ondelete="SET NULL", index=True)
    matched_at: datetime = moment()
    told_at: datetime | None = moment(nullable=True)
