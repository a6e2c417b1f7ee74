"""What only an import changes of issues that are here already: the places of entries, and their links."""

from collections.abc import Collection, Sequence
from datetime import datetime

from sqlalchemy import delete, exists, update
from sqlmodel import col, select

from bot.models.tables import EntryRow, IssuePartRow, IssueRow, ItemLinkRow, ItemRow
from bot.models.values import CanonicalLink, Item, Link
from bot.store.aliases import add_aliases, find_item_id
from bot.store.engine import Tx


def is_posted(tx: Tx, issue_id: int) -> bool:
    """Say whether an issue was frozen for Slack, so that its entries and their order stay as they are."""
    part = select(IssuePartRow.id).where(
        IssuePartRow.team_id == tx.team_id, IssuePartRow.issue_id == issue_id
    )
    return tx.session.scalar(part.limit(1)) is not None


def arrange_entries(
    tx: Tx, issue_id: int, entry_ids: Sequence[int] = (), *, older: Collection[int] = ()
) -> None:
    """Give the entries of an issue their places: those named in this order, the others where they were.

    Named entries of other issues move into this one. `older` are those of the named that are older finds.
    """
    rows = tx.session.scalars(
        select(EntryRow)
        .where(
            EntryRow.team_id == tx.team_id,
            (col(EntryRow.issue_id) == issue_id) | col(EntryRow.id).in_(entry_ids),
        )
        .order_by(col(EntryRow.position))
    ).all()
    ordered = _in_order(
        [row for row in rows if row.issue_id == issue_id], {row.id: row for row in rows}, entry_ids
    )
    for row in ordered:
        if row.id in entry_ids:
            row.older = row.id in older
    if [(row.issue_id, row.position) for row in ordered] != [
        (issue_id, at) for at in range(1, len(rows) + 1)
    ]:
        for at, row in enumerate(ordered, start=1):  # a place is one entry's at a time: all step aside first
            row.position, row.issue_id = -at, issue_id
        tx.session.flush()
        for at, row in enumerate(ordered, start=1):
            row.position = at
    tx.session.flush()


def _in_order(
    here: Sequence[EntryRow], by_id: dict[int | None, EntryRow], entry_ids: Sequence[int]
) -> list[EntryRow]:
    ordered = [by_id[entry_id] for entry_id in entry_ids]
    for at, row in enumerate(here):
        if row.id not in entry_ids:
            ordered.insert(ordered.index(here[at - 1]) + 1 if at else 0, row)
    return ordered


def delete_empty_issue(tx: Tx, issue_id: int) -> bool:
    """Take an issue away that holds no entry any more. False where it holds one, or was posted."""
    deleted = tx.session.scalar(
        delete(IssueRow)
        .where(
            col(IssueRow.team_id) == tx.team_id,
            col(IssueRow.id) == issue_id,
            ~exists().where(col(EntryRow.issue_id) == issue_id),
            ~exists().where(col(IssuePartRow.issue_id) == issue_id),
        )
        .returning(col(IssueRow.id))
    )
    return deleted is not None


def change_main_link(tx: Tx, item: Item, link: Link, *, now: datetime) -> bool:
    """Give an item another main link; the one before leads to it from then on.

    False, and nothing changed, where the new link is another item's.
    """
    owner = find_item_id(tx, link.key)
    if owner is not None and owner != item.id:
        return False
    links = (col(ItemLinkRow.team_id) == tx.team_id, col(ItemLinkRow.item_id) == item.id)
    tx.session.execute(
        delete(ItemLinkRow).where(*links, col(ItemLinkRow.position) > 0, col(ItemLinkRow.key) == link.key)
    )
    key = {"key": link.key, "key_version": link.key_version}
    written = {"original": link.original or link.url, "clean": link.url, "label": link.label}
    tx.session.execute(
        update(ItemLinkRow).where(*links, col(ItemLinkRow.position) == 0).values(**key, **written)
    )
    tx.session.execute(
        update(ItemRow)
        .where(col(ItemRow.team_id) == tx.team_id, col(ItemRow.id) == item.id)
        .values(**key, updated_at=now, version=ItemRow.version + 1)
    )
    before = item.links[0]
    way = CanonicalLink(before.original or before.url, before.url, before.key, before.key_version)
    add_aliases(tx, item.id, [way], now=now)
    return True
