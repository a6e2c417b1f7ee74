"""The tables. Every row belongs to a team; what belongs to a newsletter names its publication too.

Rows stay inside `bot/store`, which hands out the plain values of `bot/models/values.py`. Times are stored in
UTC. A SQLModel table class checks nothing when it is built: input is checked at the edges, and the
database's own constraints decide whenever two people act at once.
"""

from datetime import UTC, date, datetime, time
from typing import Any

from sqlalchemy import (
    JSON,
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    Dialect,
    ForeignKey,
    Index,
    Integer,
    Text,
    TypeDecorator,
    UniqueConstraint,
    text,
    true,
)
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


def _moment(*, nullable: bool = False) -> Any:
    return Field(default=None, sa_column=Column(UtcDateTime(), nullable=nullable))


def _text() -> Any:
    return Field(default="", sa_column=Column(Text(), nullable=False, server_default=""))


def _json_list() -> Any:
    return Field(default_factory=list, sa_column=Column(JSON(), nullable=False))


def _json_object() -> Any:
    return Field(default_factory=dict, sa_column=Column(JSON(), nullable=False))


def _id() -> Any:
    return Field(default=None, primary_key=True)


def _team() -> Any:
    return Field(foreign_key="team.id", ondelete="CASCADE", index=True)


def _child_of(parent: str) -> Any:
    return Field(foreign_key=f"{parent}.id", ondelete="CASCADE", index=True)


class TeamRow(SQLModel, table=True):
    """A Slack workspace. The local team, from before Slack is connected, has no `slack_id`."""

    __tablename__ = "team"
    __table_args__ = (Index("uq_team_slack_id", "slack_id", unique=True),)

    id: int | None = _id()
    slack_id: str | None = None
    enterprise_id: str | None = None
    name: str = ""
    bot_id: str | None = None
    bot_user_id: str | None = None
    created_at: datetime = _moment()


class PublicationRow(SQLModel, table=True):
    """A team's newsletter. `restored_at` is when its database was last brought back from a backup: what is
    older may stand in Slack already.
    """

    __tablename__ = "publication"
    __table_args__ = (UniqueConstraint("team_id", "name"),)

    id: int | None = _id()
    team_id: int = _team()
    name: str
    timezone: str
    created_by: str | None = None
    created_at: datetime = _moment()
    restored_at: datetime | None = _moment(nullable=True)


class ScheduleRow(SQLModel, table=True):
    """When a publication's issues go out. `next_at` is the next slot; a tick claims it by advancing it.

    `days` are ISO weekdays less one (Monday is 0), as text: "0" or "0,3". `anchor` lies in a week that has
    issues, for fortnights. `on_empty` says what an empty week brings: see `bot.store.publications.OnEmpty`.
    Curators are reminded `reminder_hours` before a slot, 0 for never; `reminded_for` is the last slot they
    were reminded of.
    """

    __tablename__ = "schedule"
    __table_args__ = (UniqueConstraint("publication_id"), Index("ix_schedule_next_at", "next_at"))

    id: int | None = _id()
    team_id: int = _team()
    publication_id: int = Field(foreign_key="publication.id", ondelete="CASCADE")
    frequency: str = "weekly"
    days: str = "0"
    at: time
    timezone: str
    next_at: datetime | None = _moment(nullable=True)
    created_by: str | None = None
    anchor: date | None = None
    on_empty: str = Field(default="tell", sa_column_kwargs={"server_default": "tell"})
    reminder_hours: int = Field(default=24, sa_column_kwargs={"server_default": "24"})
    reminded_for: datetime | None = _moment(nullable=True)


class SubscriptionRow(SQLModel, table=True):
    """A channel that gets each issue; `filter` is a query in the search language, empty for all of it."""

    __tablename__ = "subscription"
    __table_args__ = (UniqueConstraint("publication_id", "channel_id"),)

    id: int | None = _id()
    team_id: int = _team()
    publication_id: int = _child_of("publication")
    channel_id: str
    channel_name: str = ""
    filter: str = ""
    created_by: str | None = None


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

    id: int | None = _id()
    team_id: int = _team()
    publication_id: int = _child_of("publication")
    key: str
    key_version: int
    title: str | None = None
    kind: str
    published_on: date | None = None
    summary: str = _text()
    note: str = _text()
    state: str = "active"
    submitted_by: str | None = Field(default=None, index=True)
    added_by: str | None = None
    submitted_at: datetime = _moment()
    follows_id: int | None = Field(
        default=None,
        sa_column=Column(Integer, ForeignKey("item.id", ondelete="SET NULL"), nullable=True),
    )
    version: int = 1
    updated_at: datetime = _moment()
    removed_by: str | None = None
    removed_reason: str = _text()
    unprinted: bool = Field(default=True, sa_column=Column(Boolean(), nullable=False, server_default=true()))


class ItemLinkRow(SQLModel, table=True):
    """A link of an item, three times: as given, clean and as a key. Position 0 is the main one."""

    __tablename__ = "item_link"
    __table_args__ = (UniqueConstraint("item_id", "position"), Index("ix_item_link_key", "team_id", "key"))

    id: int | None = _id()
    team_id: int = _team()
    item_id: int = _child_of("item")
    position: int
    original: str = _text()
    clean: str = _text()
    key: str
    key_version: int
    label: str = _text()


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
    clean: str = _text()
    item_id: int = _child_of("item")
    reason: str
    created_at: datetime = _moment()


class ItemChangeRow(SQLModel, table=True):
    """Who changed what of an item: one row for each field that an edit, a hold or a removal set."""

    __tablename__ = "item_change"

    id: int | None = _id()
    team_id: int = _team()
    item_id: int = _child_of("item")
    person: str | None = None
    changed_at: datetime = _moment()
    field: str
    before: str = _text()
    after: str = _text()


class HandInRow(SQLModel, table=True):
    """A link that somebody handed in and that had to be read: what the limit for an hour counts."""

    __tablename__ = "hand_in"
    __table_args__ = (Index("ix_hand_in_team_id_person_at", "team_id", "person", "at"),)

    id: int | None = _id()
    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE")
    person: str
    at: datetime = _moment()


class OrganizationAliasRow(SQLModel, table=True):
    """How a team writes an organisation, learned from a curator's edit: `alias` becomes `name`."""

    __tablename__ = "organization_alias"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    alias: str = Field(primary_key=True)
    name: str
    learned_from: str | None = None
    learned_at: datetime = _moment()


class HintChannelRow(SQLModel, table=True):
    """A channel in which people are told, privately, that a link they pasted was covered."""

    __tablename__ = "hint_channel"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    channel_id: str = Field(primary_key=True)
    set_by: str | None = None
    set_at: datetime = _moment()


class FormDraftRow(SQLModel, table=True):
    """What somebody had typed into a form when they closed it: it is there again when they open it."""

    __tablename__ = "form_draft"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    person: str = Field(primary_key=True)
    form: str = Field(primary_key=True)
    fields: dict[str, Any] = _json_object()
    kept_at: datetime = _moment()


class ItemOrganizationRow(SQLModel, table=True):
    """An organisation behind an item, spelled as readers see it."""

    __tablename__ = "item_organization"
    __table_args__ = (UniqueConstraint("item_id", "position"),)

    id: int | None = _id()
    team_id: int = _team()
    item_id: int = _child_of("item")
    position: int
    name: str


class ItemTagRow(SQLModel, table=True):
    """A tag of an item, without its `#`, in lower case."""

    __tablename__ = "item_tag"
    __table_args__ = (UniqueConstraint("item_id", "tag"), Index("ix_item_tag_tag", "team_id", "tag"))

    id: int | None = _id()
    team_id: int = _team()
    item_id: int = _child_of("item")
    tag: str


class IssueRow(SQLModel, table=True):
    """One number of a newsletter; one for each publication and day.

    `lead` is what the root shows besides the entries: its top picks and what last week's readers liked,
    fixed when it is published, and the corrections made since.
    """

    __tablename__ = "issue"
    __table_args__ = (
        UniqueConstraint("team_id", "publication_id", "date"),
        CheckConstraint("status IN ('draft', 'published', 'withdrawn')", name="status"),
    )

    id: int | None = _id()
    team_id: int = _team()
    publication_id: int = _child_of("publication")
    date: date
    title: str = ""
    introduction: str = _text()
    status: str = "draft"
    published_at: datetime | None = _moment(nullable=True)
    published_by: str | None = None
    lead: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON(), nullable=False, server_default="{}")
    )
    withdrawn_at: datetime | None = _moment(nullable=True)
    withdrawn_by: str | None = None


class DraftRow(SQLModel, table=True):
    """What curators decided about a publication's next issue. Its items are the queue.

    `order`, `pinned` and `held` hold item ids; what is held goes into the issue after. `version` rises with
    each change, so that a change of a stale view can be told.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("publication_id"),)

    id: int | None = _id()
    team_id: int = _team()
    publication_id: int = Field(foreign_key="publication.id", ondelete="CASCADE")
    version: int = 1
    title: str = ""
    introduction: str = _text()
    order: list[int] = _json_list()
    pinned: list[int] = _json_list()
    held: list[int] = _json_list()
    changed_by: str | None = None
    changed_at: datetime = _moment()


class EntryRow(SQLModel, table=True):
    """An item's place in an issue, with the organisations and the summary as that issue printed them.

    `corrected` names what was changed after publication, `corrected_on` the last day that it was.
    """

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("issue_id", "position"),)

    id: int | None = _id()
    team_id: int = _team()
    issue_id: int = _child_of("issue")
    item_id: int = _child_of("item")
    position: int
    section: str = ""
    older: bool = False
    organizations: list[str] = _json_list()
    summary: str = _text()
    corrected: str = _text()
    corrected_on: date | None = None


class ArchiveFileRow(SQLModel, table=True):
    """A file that was imported. Its segments, put end to end, are its text."""

    __tablename__ = "archive_file"
    __table_args__ = (UniqueConstraint("team_id", "publication_id", "name"),)

    id: int | None = _id()
    team_id: int = _team()
    publication_id: int = _child_of("publication")
    name: str
    format: str
    sha256: str
    imported_at: datetime = _moment()


class ArchiveSegmentRow(SQLModel, table=True):
    """A stretch of an archive file's text, byte for byte; an entry's own stretch names the entry.

    `line` is the 1-based line on which it starts.
    """

    __tablename__ = "archive_segment"
    __table_args__ = (UniqueConstraint("file_id", "position"),)

    id: int | None = _id()
    team_id: int = _team()
    file_id: int = _child_of("archive_file")
    position: int
    line: int
    text: str = _text()
    entry_id: int | None = Field(default=None, foreign_key="entry.id", ondelete="SET NULL", index=True)


class IssuePartRow(SQLModel, table=True):
    """A frozen Slack message of an issue: what every channel with the same filter gets.

    Publishing writes these in the transaction that fixes the entries. `edition` is the filter of the
    edition, empty for the whole issue. `payload` holds text, blocks and metadata.
    """

    __tablename__ = "issue_part"
    __table_args__ = (UniqueConstraint("issue_id", "edition", "position", "piece"),)

    id: int | None = _id()
    team_id: int = _team()
    issue_id: int = _child_of("issue")
    edition: str = ""
    position: int
    piece: int = 0
    entry_id: int | None = Field(default=None, foreign_key="entry.id", ondelete="SET NULL", index=True)
    payload: dict[str, Any] = _json_object()


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

    id: int | None = _id()
    team_id: int = _team()
    issue_id: int = _child_of("issue")
    channel_id: str
    edition: str = ""
    state: str = "pending"
    error: str = _text()
    created_at: datetime = _moment()
    due_at: datetime | None = _moment(nullable=True)


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

    id: int | None = _id()
    team_id: int = _team()
    delivery_id: int = _child_of("delivery")
    part_id: int = _child_of("issue_part")
    position: int
    piece: int = 0
    state: str = "pending"
    ts: str | None = None
    attempts: int = 0
    error: str = _text()
    lease_token: str | None = None
    lease_until: datetime | None = _moment(nullable=True)
    first_tried_at: datetime | None = _moment(nullable=True)
    audit_at: datetime | None = _moment(nullable=True)
    payload: dict[str, Any] | None = Field(default=None, sa_column=Column(JSON(), nullable=True))


class PaceRow(SQLModel, table=True):
    """When a team's next message may be posted, in real time: all replicas keep one pace."""

    __tablename__ = "pace"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    next_at: datetime = _moment()


class OutboxRow(SQLModel, table=True):
    """A change that must reach Slack, written in the transaction that made it; ticks drain it."""

    __tablename__ = "outbox"
    __table_args__ = (Index("ix_outbox_due", "done_at", "due_at"), UniqueConstraint("team_id", "once_key"))

    id: int | None = _id()
    team_id: int = _team()
    kind: str
    once_key: str | None = None
    payload: dict[str, Any] = _json_object()
    due_at: datetime = _moment()
    created_at: datetime = _moment()
    attempts: int = 0
    lease_token: str | None = None
    lease_until: datetime | None = _moment(nullable=True)
    done_at: datetime | None = _moment(nullable=True)
    error: str = _text()


class VoteRow(SQLModel, table=True):
    """One person's vote for one item."""

    __tablename__ = "vote"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    item_id: int = Field(foreign_key="item.id", ondelete="CASCADE", primary_key=True)
    person: str = Field(primary_key=True)
    voted_at: datetime = _moment()


class SaveRow(SQLModel, table=True):
    """An item that one person saved for later."""

    __tablename__ = "save"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    person: str = Field(primary_key=True)
    item_id: int = Field(foreign_key="item.id", ondelete="CASCADE", primary_key=True, index=True)
    saved_at: datetime = _moment()


class InboxRow(SQLModel, table=True):
    """A request from Slack that was taken in: an event's id or a command's trigger id.

    Slack delivers some twice; the primary key makes the second arrival a no-op.
    """

    __tablename__ = "inbox"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    request_id: str = Field(primary_key=True)
    kind: str
    received_at: datetime = _moment()


__all__ = [name for name in list(globals()) if name.endswith("Row")] + ["NAMING", "UtcDateTime"]
