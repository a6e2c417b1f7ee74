"""Issues, their entries, and the messages that were frozen when they were published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func
from sqlmodel import col, select

from bot.errors import ConflictError
from bot.models.tables import EntryRow, IssuePartRow, IssueRow, PublicationRow
from bot.models.values import Entry, Issue, IssueStatus, IssueSummary, Part
from bot.store.engine import Tx, add_new
from bot.store.items import ItemChanges, change_item, get_items


def add_issue(tx: Tx, publication_id: int, issue: Issue, *, by: str | None, now: datetime) -> Issue:
    """Store an issue with its entries and return it with their ids.

    Raises:
        ConflictError: the publication has an issue of that date already.
    """
    row = IssueRow(
        team_id=tx.team_id,
        publication_id=publication_id,
        date=issue.date,
        title=issue.title,
        introduction=issue.introduction,
        status=issue.status.value,
        published_at=now if issue.status is IssueStatus.PUBLISHED else None,
        published_by=by,
    )
    if not add_new(tx.session, row):
        raise ConflictError(f"There is an issue of {issue.date.isoformat()} already.")
    assert row.id is not None
    entries = add_entries(tx, row.id, issue.entries)
    return replace(issue, id=row.id, entries=entries)


def add_entries(tx: Tx, issue_id: int, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Append entries to an issue and return them with their ids."""
    rows = [
        EntryRow(
            team_id=tx.team_id,
            issue_id=issue_id,
            item_id=entry.item.id,
            position=entry.position,
            section=entry.section,
            older=entry.older,
            organizations=list(entry.organizations),
            summary=entry.summary,
        )
        for entry in entries
    ]
    tx.session.add_all(rows)
    tx.session.flush()
    return tuple(replace(entry, id=row.id) for entry, row in zip(entries, rows, strict=True))


def list_issues(tx: Tx) -> list[IssueSummary]:
    """Return all issues, newest first, with the number of their entries."""
    rows = tx.session.execute(
        select(col(IssueRow.date), col(IssueRow.title), col(IssueRow.status), func.count(col(EntryRow.id)))
        .outerjoin(EntryRow, col(EntryRow.issue_id) == col(IssueRow.id))
        .where(IssueRow.team_id == tx.team_id)
        .group_by(col(IssueRow.id))
        .order_by(col(IssueRow.date).desc())
    )
    return [IssueSummary(on, title, items, IssueStatus(status)) for on, title, status, items in rows]


def find_issue(tx: Tx, on: date) -> Issue | None:
    """Return the issue of that date, whatever its status."""
    return _load(tx, tx.session.scalar(_issues(tx).where(IssueRow.date == on)))


def get_issue(tx: Tx, issue_id: int) -> Issue | None:
    """Return an issue by its id."""
    return _load(tx, tx.session.scalar(_issues(tx).where(IssueRow.id == issue_id)))


def latest_issue(tx: Tx) -> Issue | None:
    """Return the newest published issue."""
    return _load(
        tx,
        tx.session.scalar(
            _issues(tx)
            .where(IssueRow.status == IssueStatus.PUBLISHED.value)
            .order_by(col(IssueRow.date).desc())
            .limit(1)
        ),
    )


def freeze_parts(tx: Tx, issue_id: int, parts: Sequence[Part], *, edition: str = "") -> None:
    """Store the messages of an issue as they will be posted, once and for all."""
    tx.session.add_all(
        IssuePartRow(
            team_id=tx.team_id,
            issue_id=issue_id,
            edition=edition,
            position=part.position,
            piece=part.piece,
            entry_id=part.entry_id,
            payload={"text": part.text, "blocks": part.blocks, "metadata": part.metadata},
        )
        for part in parts
    )
    tx.session.flush()


def frozen_parts(tx: Tx, issue_id: int, *, edition: str = "") -> list[Part]:
    """Return the messages of a published issue in the order of posting; none for an imported one."""
    rows = tx.session.scalars(
        select(IssuePartRow)
        .where(
            IssuePartRow.team_id == tx.team_id,
            IssuePartRow.issue_id == issue_id,
            IssuePartRow.edition == edition,
        )
        .order_by(col(IssuePartRow.position), col(IssuePartRow.piece))
    )
    return [_part(row.position, row.piece, row.payload, row.entry_id) for row in rows]


def _part(position: int, piece: int, payload: dict[str, Any], entry_id: int | None) -> Part:
    return Part(position, piece, payload["text"], payload["blocks"], payload["metadata"], entry_id)


def _issues(tx: Tx) -> Any:
    return select(IssueRow).where(IssueRow.team_id == tx.team_id)


def _load(tx: Tx, row: IssueRow | None) -> Issue | None:
    if row is None:
        return None
    name = tx.session.scalar(
        select(PublicationRow.name).where(
            PublicationRow.team_id == tx.team_id, PublicationRow.id == row.publication_id
        )
    )
    rows = tx.session.scalars(
        select(EntryRow).where(EntryRow.issue_id == row.id).order_by(col(EntryRow.position))
    ).all()
    items = {item.id: item for item in get_items(tx, list({entry.item_id for entry in rows}))}
    entries = tuple(
        Entry(
            position=entry.position,
            section=entry.section,
            item=items[entry.item_id],
            organizations=tuple(entry.organizations),
            summary=entry.summary,
            older=entry.older,
            id=entry.id,
        )
        for entry in rows
    )
    return Issue(
        publication=name or "",
        date=row.date,
        title=row.title,
        introduction=row.introduction,
        entries=entries,
        status=IssueStatus(row.status),
        id=row.id,
    )


def change_entry(tx: Tx, entry_id: int, values: dict[str, Any], *, now: datetime) -> None:
    """Write what an import changed: the entry's own words, and what belongs to its item.

    `values` has title, organizations, kind, published_on and summary. The item's summary and organisations
    follow the entry's where they were the same before.
    """
    entry = tx.session.scalar(select(EntryRow).where(EntryRow.team_id == tx.team_id, EntryRow.id == entry_id))
    assert entry is not None
    item = get_items(tx, [entry.item_id])[0]
    organizations = tuple(values["organizations"])
    changes = ItemChanges(
        title=values["title"],
        organizations=organizations
        if item.organizations == tuple(entry.organizations)
        else item.organizations,
        kind=values["kind"],
        published_on=values["published_on"],
        summary=values["summary"] if item.summary == entry.summary else item.summary,
        tags=item.tags,
    )
    entry.organizations, entry.summary = list(organizations), values["summary"]
    change_item(tx, item.id, changes, version=item.version, now=now)
