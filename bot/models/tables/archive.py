"""Imported files, kept whole."""

from datetime import datetime
from typing import Any

from sqlalchemy import JSON, Column, UniqueConstraint
from sqlmodel import Field, SQLModel

from bot.models.tables.columns import child_of, long_text, moment, row_id, team_id_column


class ArchiveFileRow(SQLModel, table=True):
    """A file that was imported. Its segments, put end to end, are its text."""

    __tablename__ = "archive_file"
    __table_args__ = (UniqueConstraint("team_id", "publication_id", "name"),)

    id: int | None = row_id()
    team_id: int = team_id_column()
    publication_id: int = child_of("publication")
    name: str
    format: str
    sha256: str
    imported_at: datetime = moment()


class ArchiveSegmentRow(SQLModel, table=True):
    """A stretch of an archive file's text, byte for byte; an entry's own stretch names the entry.

    `line` is the 1-based line on which it starts. `stored` is what the database had of the entry when the
    file was last compared with it: what differs now was edited since, and goes out with the next export.
    """

    __tablename__ = "archive_segment"
    __table_args__ = (UniqueConstraint("file_id", "position"),)

    id: int | None = row_id()
    team_id: int = team_id_column()
    file_id: int = child_of("archive_file")
    position: int
    line: int
    text: str = long_text()
    entry_id: int | None = Field(default=None, foreign_key="entry.id", ondelete="SET NULL", index=True)
    stored: dict[str, Any] | None = Field(
        default=None, sa_column=Column(JSON(none_as_null=True), nullable=True)
    )
