"""What readers may see: published issues with the items that are neither held nor removed, many at once."""

from collections import defaultdict
from collections.abc import Iterable

from sqlmodel import col, select

from bot.models.tables import EntryRow, IssueRow
from bot.models.values import Entry, Issue, IssueStatus, Item, ItemState, Publication
from bot.store.earlier import with_earlier
from bot.store.engine import Tx
from bot.store.items import get_items

_AT_ONCE = 1000
"""Items that one statement asks for: databases limit how many values a statement may name."""


def published_issues(
    tx: Tx, publication: Publication, *, newest: int | None = None, month: str | None = None
) -> list[Issue]:
    """Return published issues, newest first: the `newest` ones, or those of a month (YYYY-MM).

    Entries whose item was held or removed since are left out; positions stay as printed.
    """
    rows = tx.session.scalars(
        select(IssueRow)
        .where(
            IssueRow.team_id == tx.team_id,
            IssueRow.publication_id == publication.id,
            IssueRow.status == IssueStatus.PUBLISHED.value,
        )
        .order_by(col(IssueRow.date).desc())
        .limit(newest)
    ).all()
    wanted = [row for row in rows if month is None or f"{row.date:%Y-%m}" == month]
    entries = _entries(tx, [row.id for row in wanted if row.id is not None])
    return [_issue(row, publication, entries[row.id or 0]) for row in wanted]


def _issue(row: IssueRow, publication: Publication, entries: list[Entry]) -> Issue:
    return Issue(
        publication=publication.name,
        date=row.date,
        title=row.title,
        introduction=row.introduction,
        entries=tuple(entries),
        status=IssueStatus.PUBLISHED,
        id=row.id,
        picks=tuple((row.lead or {}).get("picks", ())),
    )


def _entries(tx: Tx, issue_ids: list[int]) -> dict[int, list[Entry]]:
    rows = [
        row
        for ids in _batches(issue_ids)
        for row in tx.session.scalars(
            select(EntryRow)
            .where(EntryRow.team_id == tx.team_id, col(EntryRow.issue_id).in_(ids))
            .order_by(col(EntryRow.issue_id), col(EntryRow.position))
        )
    ]
    items = _items(tx, dict.fromkeys(row.item_id for row in rows))
    entries: dict[int, list[Entry]] = defaultdict(list)
    for row in rows:
        if (item := items.get(row.item_id)) is not None:
            entries[row.issue_id].append(_entry(row, item))
    return entries


def _items(tx: Tx, ids: Iterable[int]) -> dict[int, Item]:
    found = (item for some in _batches(ids) for item in with_earlier(tx, get_items(tx, list(some))))
    return {item.id: item for item in found if item.state is ItemState.ACTIVE}


def _entry(row: EntryRow, item: Item) -> Entry:
    return Entry(
        position=row.position,
        section=row.section,
        item=item,
        organizations=tuple(row.organizations),
        summary=row.summary,
        older=row.older,
        id=row.id,
        corrected=row.corrected,
        corrected_on=row.corrected_on,
    )


def _batches(ids: Iterable[int]) -> Iterable[list[int]]:
    known = list(ids)
    return [known[start : start + _AT_ONCE] for start in range(0, len(known), _AT_ONCE)]
