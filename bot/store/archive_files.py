"""Imported archive files, kept whole as segments of text."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from hashlib import sha256

from sqlalchemy import delete, func, update
from sqlmodel import col, select

from bot.models.tables import ArchiveFileRow, ArchiveSegmentRow, EntryRow, IssueRow
from bot.store.engine import Tx, insert_all


@dataclass(frozen=True, slots=True)
class StoredFile:
    """A file as it was imported."""

    id: int
    name: str
    format: str
    sha256: str


@dataclass(frozen=True, slots=True)
class StoredSegment:
    """A stretch of a file's text; `entry_id` where it is an entry's own.

    `stored` has a fingerprint of each value that the database had of the entry when they were compared last.
    """

    text: str
    line: int
    entry_id: int | None = None
    stored: dict[str, str] | None = None


def save_file(
    tx: Tx,
    publication_id: int,
    *,
    name: str,
    format: str,  # noqa: A002  (the column's name)
    sha256: str,
    segments: Sequence[StoredSegment],
    now: datetime,
) -> None:
    """Store a file under its name, in the place of an earlier one of that name."""
    tx.session.execute(
        delete(ArchiveFileRow).where(
            col(ArchiveFileRow.team_id) == tx.team_id,
            col(ArchiveFileRow.publication_id) == publication_id,
            col(ArchiveFileRow.name) == name,
        )
    )
    row = ArchiveFileRow(
        team_id=tx.team_id,
        publication_id=publication_id,
        name=name,
        format=format,
        sha256=sha256,
        imported_at=now,
    )
    tx.session.add(row)
    tx.session.flush()
    assert row.id is not None
    _add_segments(tx, row.id, segments)


def _add_segments(tx: Tx, file_id: int, segments: Sequence[StoredSegment]) -> None:
    rows = [
        {
            "team_id": tx.team_id,
            "file_id": file_id,
            "position": position,
            "line": segment.line,
            "text": segment.text,
            "entry_id": segment.entry_id,
            "stored": segment.stored,
        }
        for position, segment in enumerate(segments)
    ]
    insert_all(tx.session, ArchiveSegmentRow, rows)


def list_files(tx: Tx) -> list[StoredFile]:
    """Return the team's files by name."""
    rows = tx.session.scalars(
        select(ArchiveFileRow).where(ArchiveFileRow.team_id == tx.team_id).order_by(col(ArchiveFileRow.name))
    )
    return [_file(row) for row in rows]


def file_segments(tx: Tx, file_id: int) -> list[StoredSegment]:
    """Return a file's segments in order."""
    rows = tx.session.scalars(
        select(ArchiveSegmentRow)
        .where(ArchiveSegmentRow.team_id == tx.team_id, ArchiveSegmentRow.file_id == file_id)
        .order_by(col(ArchiveSegmentRow.position))
    )
    return [StoredSegment(row.text, row.line, row.entry_id, row.stored) for row in rows]


def replace_segments(tx: Tx, file_id: int, segments: Sequence[StoredSegment]) -> None:
    """Store a file's text anew, or take the file away where nothing of it is left."""
    if not segments:
        tx.session.execute(
            delete(ArchiveFileRow).where(
                col(ArchiveFileRow.team_id) == tx.team_id, col(ArchiveFileRow.id) == file_id
            )
        )
        return
    tx.session.execute(
        delete(ArchiveSegmentRow).where(
            col(ArchiveSegmentRow.team_id) == tx.team_id, col(ArchiveSegmentRow.file_id) == file_id
        )
    )
    _add_segments(tx, file_id, segments)
    text = "".join(segment.text for segment in segments)
    tx.session.execute(
        update(ArchiveFileRow)
        .where(col(ArchiveFileRow.id) == file_id)
        .values(sha256=sha256(text.encode()).hexdigest())
    )


def issue_dates(tx: Tx, file_id: int) -> set[date]:
    """Return the dates of the issues that a file holds."""
    return set(
        tx.session.scalars(
            select(col(IssueRow.date))
            .join(EntryRow, col(EntryRow.issue_id) == col(IssueRow.id))
            .join(ArchiveSegmentRow, col(ArchiveSegmentRow.entry_id) == col(EntryRow.id))
            .where(ArchiveSegmentRow.team_id == tx.team_id, ArchiveSegmentRow.file_id == file_id)
            .distinct()
        )
    )


def printed_twice(tx: Tx) -> set[int]:
    """Return the ids of the items that stand in more than one place of the files."""
    return set(
        tx.session.scalars(
            select(EntryRow.item_id)
            .join(ArchiveSegmentRow, col(ArchiveSegmentRow.entry_id) == col(EntryRow.id))
            .where(ArchiveSegmentRow.team_id == tx.team_id)
            .group_by(col(EntryRow.item_id))
            .having(func.count() > 1)
        )
    )


def _file(row: ArchiveFileRow) -> StoredFile:
    assert row.id is not None
    return StoredFile(row.id, row.name, row.format, row.sha256)
