"""Issues, their entries, and the messages that were frozen when they were published."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime
from typing import Any

from sqlalchemy import func, update
from sqlmodel import col, select

from bot.errors import ConflictError
from bot.models.tables import EntryRow, IssuePartRow, IssueRow, PublicationRow, SaveRow
from bot.models.values import Entry, Favourite, Issue, IssueStatus, IssueSummary, Item, Part
from bot.store.earlier import with_earlier
from bot.store.engine import Tx, add_new, insert_all
from bot.store.items import ItemChanges, change_item, get_items, mark_printed

_AT_ONCE = 500  # rows of a statement: SQLite takes 32,766 values, PostgreSQL 65,535


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
        lead={"picks": list(issue.picks), "opening": [one.as_json() for one in issue.opening]},
    )
    if not add_new(tx.session, row):
        raise ConflictError(f"There is an issue of {issue.date.isoformat()} already.")
    assert row.id is not None
    entries = add_entries(tx, row.id, issue.entries)
    return replace(issue, id=row.id, entries=entries)


def add_entries(tx: Tx, issue_id: int, entries: Sequence[Entry]) -> tuple[Entry, ...]:
    """Append entries to an issue and return them with their ids."""
    return tuple(add_all_entries(tx, [(issue_id, entry) for entry in entries]))


def add_all_entries(tx: Tx, placed: Sequence[tuple[int, Entry]]) -> list[Entry]:
    """Append entries to issues, each with its issue's id, many at a time. Return them with their own ids."""
    added: list[Entry] = []
    for at in range(0, len(placed), _AT_ONCE):
        added += _add_entries(tx, placed[at : at + _AT_ONCE])
    return added


def _add_entries(tx: Tx, placed: Sequence[tuple[int, Entry]]) -> list[Entry]:
    rows = [
        {
            "team_id": tx.team_id,
            "issue_id": issue_id,
            "item_id": entry.item.id,
            "position": entry.position,
            "section": entry.section,
            "older": entry.older,
            "organizations": list(entry.organizations),
            "summary": entry.summary,
        }
        for issue_id, entry in placed
    ]
    insert_all(tx.session, EntryRow, rows)
    mark_printed(tx, [entry.item.id for _, entry in placed], printed=True)
    found = tx.session.execute(
        select(col(EntryRow.issue_id), col(EntryRow.position), col(EntryRow.id)).where(
            EntryRow.team_id == tx.team_id,
            col(EntryRow.issue_id).in_({issue_id for issue_id, _ in placed}),
            col(EntryRow.position) >= min(entry.position for _, entry in placed),
        )
    )
    ids = {(issue_id, position): entry_id for issue_id, position, entry_id in found}
    return [replace(entry, id=ids[issue_id, entry.position]) for issue_id, entry in placed]


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
        select(EntryRow)
        .where(EntryRow.team_id == tx.team_id, EntryRow.issue_id == row.id)
        .order_by(col(EntryRow.position))
    ).all()
    known = with_earlier(tx, get_items(tx, list({entry.item_id for entry in rows})))
    items = {item.id: item for item in known}
    entries = tuple(
        Entry(
            position=entry.position,
            section=entry.section,
            item=items[entry.item_id],
            organizations=tuple(entry.organizations),
            summary=entry.summary,
            older=entry.older,
            id=entry.id,
            corrected=entry.corrected,
            corrected_on=entry.corrected_on,
        )
        for entry in rows
    )
    lead = row.lead or {}
    return Issue(
        publication=name or "",
        date=row.date,
        title=row.title,
        introduction=row.introduction,
        entries=entries,
        status=IssueStatus(row.status),
        id=row.id,
        picks=tuple(lead.get("picks", ())),
        opening=tuple(Favourite(**one) for one in lead.get("opening", ())),
    )


def change_heading(tx: Tx, issue_id: int, *, title: str, introduction: str) -> None:
    """Set an issue's title and introduction."""
    tx.session.execute(
        update(IssueRow)
        .where(col(IssueRow.team_id) == tx.team_id, col(IssueRow.id) == issue_id)
        .values(title=title, introduction=introduction)
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


def correct_entries(tx: Tx, before: Item, after: Item, *, on: date) -> bool:
    """Let what issues printed of an item follow its correction, where it said the same as the item before.

    `on` is the day of the correction. False where no published issue printed anything that changed.
    """
    changed = _named_changes(before, after)
    rows = tx.session.scalars(
        select(EntryRow)
        .join(IssueRow, col(IssueRow.id) == col(EntryRow.issue_id))
        .where(
            EntryRow.team_id == tx.team_id,
            EntryRow.item_id == after.id,
            IssueRow.status == IssueStatus.PUBLISHED.value,
        )
    ).all()
    if not changed or not rows:
        return False
    for row in rows:
        if tuple(row.organizations) == before.organizations:
            row.organizations = list(after.organizations)
        if row.summary == before.summary:
            row.summary = after.summary
        known = [name for name in row.corrected.split(",") if name]
        row.corrected = ",".join(dict.fromkeys([*known, *changed]))
        row.corrected_on = on
    tx.session.flush()
    return True


def _named_changes(before: Item, after: Item) -> list[str]:
    names = ("title", "summary", "organizations", "kind", "published_on", "links", "state")
    return [name for name in names if getattr(before, name) != getattr(after, name)]


def withdraw_issue(tx: Tx, issue_id: int, *, by: str, now: datetime) -> bool:
    """Mark a published issue as withdrawn. False where it is not published any more."""
    changed = tx.session.scalar(
        update(IssueRow)
        .where(
            col(IssueRow.team_id) == tx.team_id,
            col(IssueRow.id) == issue_id,
            col(IssueRow.status) == IssueStatus.PUBLISHED.value,
        )
        .values(status=IssueStatus.WITHDRAWN.value, withdrawn_at=now, withdrawn_by=by)
        .returning(col(IssueRow.id))
    )
    if changed is None:
        return False
    entries = select(EntryRow.item_id).where(EntryRow.team_id == tx.team_id, EntryRow.issue_id == issue_id)
    mark_printed(tx, tx.session.scalars(entries).all(), printed=False)
    return True


def favourites(tx: Tx, before: date) -> tuple[Favourite, ...]:
    """Return what readers of the newest issue earlier than `before` liked most: upvoted most, saved most.

    Nothing where nobody voted or saved. Slack knows no threads inside threads, so which item a thread's
    replies are about cannot be told; saves say the most about what people came back to.
    """
    newest = tx.session.scalar(
        _issues(tx)
        .where(IssueRow.status == IssueStatus.PUBLISHED.value, IssueRow.date < before)
        .order_by(col(IssueRow.date).desc())
        .limit(1)
    )
    issue = _load(tx, newest)
    entries = [entry for entry in issue.entries if not entry.is_removed] if issue else []
    if not entries:
        return ()
    saves = _saves(tx, [entry.item.id for entry in entries])
    upvoted = max(entries, key=lambda entry: (entry.item.votes, -entry.position))
    saved = max(entries, key=lambda entry: (saves.get(entry.item.id, 0), -entry.position))
    found = [_favourite(upvoted, "upvoted", upvoted.item.votes)]
    if saved.item.id != upvoted.item.id or not upvoted.item.votes:
        found.append(_favourite(saved, "saved", saves.get(saved.item.id, 0)))
    return tuple(one for one in found if one.count)


def _favourite(entry: Entry, reason: str, count: int) -> Favourite:
    return Favourite(entry.headline, entry.item.url, reason, count)


def _saves(tx: Tx, item_ids: list[int]) -> dict[int, int]:
    rows = tx.session.execute(
        select(SaveRow.item_id, func.count())
        .where(SaveRow.team_id == tx.team_id, col(SaveRow.item_id).in_(item_ids))
        .group_by(col(SaveRow.item_id))
    )
    return {row[0]: row[1] for row in rows}
