"""Issues, the curators' draft of the next one, and what was frozen for posting."""

from datetime import date, datetime
from typing import Any

from sqlalchemy import JSON, CheckConstraint, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.tables.columns import (
    child_of,
    json_list,
    json_object,
    long_text,
    moment,
    row_id,
    team_id_column,
)


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

    id: int | None = row_id()
    team_id: int = team_id_column()
    publication_id: int = child_of("publication")
    date: date
    title: str = ""
    introduction: str = long_text()
    status: str = "draft"
    published_at: datetime | None = moment(nullable=True)
    published_by: str | None = None
    lead: dict[str, Any] = Field(
        default_factory=dict, sa_column=Column(JSON(), nullable=False, server_default="{}")
    )
    withdrawn_at: datetime | None = moment(nullable=True)
    withdrawn_by: str | None = None


class DraftRow(SQLModel, table=True):
    """What curators decided about a publication's next issue. Its items are the queue.

    `order`, `pinned` and `held` hold item ids; what is held goes into the issue after. `version` rises with
    each change, so that a change of a stale view can be told.
    """

    __tablename__ = "draft"
    __table_args__ = (UniqueConstraint("publication_id"),)

    id: int | None = row_id()
    team_id: int = team_id_column()
    publication_id: int = Field(foreign_key="publication.id", ondelete="CASCADE")
    version: int = 1
    title: str = ""
    introduction: str = long_text()
    order: list[int] = json_list()
    pinned: list[int] = json_list()
    held: list[int] = json_list()
    changed_by: str | None = None
    changed_at: datetime = moment()


class EntryRow(SQLModel, table=True):
    """An item's place in an issue, with the organisations and the summary as that issue printed them.

    `corrected` names what was changed after publication, `corrected_on` the last day that it was.
    """

    __tablename__ = "entry"
    __table_args__ = (UniqueConstraint("issue_id", "position"),)

    id: int | None = row_id()
    team_id: int = team_id_column()
    issue_id: int = child_of("issue")
    item_id: int = child_of("item")
    position: int
    section: str = ""
    older: bool = False
    organizations: list[str] = json_list()
    summary: str = long_text()
    corrected: str = long_text()
    corrected_on: date | None = None


class IssuePartRow(SQLModel, table=True):
    """A frozen Slack message of an issue: what every channel with the same filter gets.

    Publishing writes these in the transaction that fixes the entries. `edition` is the filter of the
    edition, empty for the whole issue. `payload` holds text, blocks and metadata.
    """

    __tablename__ = "issue_part"
    __table_args__ = (UniqueConstraint("issue_id", "edition", "position", "piece"),)

    id: int | None = row_id()
    team_id: int = team_id_column()
    issue_id: int = child_of("issue")
    edition: str = ""
    position: int
    piece: int = 0
    entry_id: int | None = Field(default=None, foreign_key="entry.id", ondelete="SET NULL", index=True)
    payload: dict[str, Any] = json_object()
