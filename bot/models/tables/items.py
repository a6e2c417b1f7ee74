"""Items and everything that describes them."""

from datetime import date, datetime

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    ForeignKey,
    Index,
    Integer,
    UniqueConstraint,
    text,
    true,
)
from sqlmodel import Field, SQLModel

from bot.models.tables.columns import child_of, long_text, moment, row_id, team_id_column


class ItemRow(SQLModel, table=True):
    """One story. `key` is the main link's key, copied from `item_link` so that a constraint can hold it.

    The unique index is what makes two people who add one link at the same moment get one item. Follow-ups
    stand outside it. A removed item stays and still blocks its link; an undone submission is deleted.
    `added_by` is who handed it in for `submitted_by`, as a shortcut on somebody's message does.
    `version` rises with each edit, so that an edit of a stale view can be told. `unprinted` is true until an
    issue holds the item: a small index of those finds the queue among a million items.
    """

    __tablename__ = "item"
    __table_args__ = (
        Index(
            "uq_item_team_id_key",
            "team_id",
            "key",
            unique=True,
            sqlite_where=text("follows_id IS NULL"),
            postgresql_where=text("follows_id IS NULL"),
        ),
        Index("ix_item_team_id_state", "team_id", "state"),
        Index(
            "ix_item_unprinted",
            "publication_id",
            sqlite_where=text("unprinted"),
            postgresql_where=text("unprinted"),
        ),
        CheckConstraint("state IN ('active', 'held', 'removed')", name="state"),
    )

    id: int | None = row_id()
    team_id: int = team_id_column()
    publication_id: int = child_of("publication")
    key: str
    key_version: int
    title: str | None = None
    kind: str
    published_on: date | None = None
    summary: str = long_text()
    note: str = long_text()
    state: str = "active"
    submitted_by: str | None = Field(default=None, index=True)
    added_by: str | None = None
    submitted_at: datetime = moment()
    follows_id: int | None = Field(
        default=None,
        sa_column=Column(Integer, ForeignKey("item.id", ondelete="SET NULL"), nullable=True),
    )
    version: int = 1
    updated_at: datetime = moment()
    removed_by: str | None = None
    removed_reason: str = long_text()
    unprinted: bool = Field(default=True, sa_column=Column(Boolean(), nullable=False, server_default=true()))


class ItemLinkRow(SQLModel, table=True):
    """A link of an item, three times: as given, clean and as a key. Position 0 is the main one."""

    __tablename__ = "item_link"
    __table_args__ = (UniqueConstraint("item_id", "position"), Index("ix_item_link_key", "team_id", "key"))

    id: int | None = row_id()
    team_id: int = team_id_column()
    item_id: int = child_of("item")
    position: int
    original: str = long_text()
    clean: str = long_text()
    key: str
    key_version: int
    label: str = long_text()


class ItemAliasRow(SQLModel, table=True):
    """A further key that leads to an item: where a redirect ended, what a page calls itself, a merged item's.

    `clean` is the link that has the key, so that it can be made anew when the rules change. `reason` is
    `redirect` (what a page's links were found to be) or `merge`.
    """

    __tablename__ = "item_alias"
    __table_args__ = (CheckConstraint("reason IN ('redirect', 'merge')", name="reason"),)

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    key: str = Field(primary_key=True)
    key_version: int
    clean: str = long_text()
    item_id: int = child_of("item")
    reason: str
    created_at: datetime = moment()


class ItemOrganizationRow(SQLModel, table=True):
    """An organisation behind an item, spelled as readers see it."""

    __tablename__ = "item_organization"
    __table_args__ = (UniqueConstraint("item_id", "position"),)

    id: int | None = row_id()
    team_id: int = team_id_column()
    item_id: int = child_of("item")
    position: int
    name: str


class ItemTagRow(SQLModel, table=True):
    """A tag of an item, without its `#`, in lower case."""

    __tablename__ = "item_tag"
    __table_args__ = (UniqueConstraint("item_id", "tag"), Index("ix_item_tag_tag", "team_id", "tag"))

    id: int | None = row_id()
    team_id: int = team_id_column()
    item_id: int = child_of("item")
    tag: str


class ItemChangeRow(SQLModel, table=True):
    """Who changed what of an item: one row for each field that an edit, a hold or a removal set."""

    __tablename__ = "item_change"

    id: int | None = row_id()
    team_id: int = team_id_column()
    item_id: int = child_of("item")
    person: str | None = None
    changed_at: datetime = moment()
    field: str
    before: str = long_text()
    after: str = long_text()


class OrganizationAliasRow(SQLModel, table=True):
    """How a team writes an organisation, learned from a curator's edit: `alias` becomes `name`."""

    __tablename__ = "organization_alias"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    alias: str = Field(primary_key=True)
    name: str
    learned_from: str | None = None
    learned_at: datetime = moment()
