"""Items: adding, finding, changing. The database's unique key decides who was first."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime

from sqlalchemy import ColumnElement, delete, exists, func, literal_column, update
from sqlmodel import col, select

from bot.errors import ConflictError
from bot.models.tables import (
    EntryRow,
    IssueRow,
    ItemAliasRow,
    ItemLinkRow,
    ItemOrganizationRow,
    ItemRow,
    ItemTagRow,
)
from bot.models.values import CanonicalLink, IssueStatus, Item, ItemDraft, ItemState, Kind, Link
from bot.store.aliases import add_aliases, find_item_id, one_at_a_time
from bot.store.engine import Tx, add_new
from bot.store.item_rows import read_items


@dataclass(frozen=True, slots=True)
class ItemChanges:
    """What an edit sets. All of it is written: take what should stay from the item."""

    title: str | None
    organizations: tuple[str, ...]
    kind: Kind
    published_on: date | None
    summary: str
    tags: tuple[str, ...]


def add_item(tx: Tx, publication_id: int, draft: ItemDraft, *, now: datetime) -> tuple[Item, bool]:
    """Store an item, or return the one that a link of the story leads to already. True where it is new.

    The main link counts, and the draft's `same` ones; all of them lead to the item from then on. A follow-up
    is stored in any case.
    """
    one_at_a_time(tx)
    if draft.follows_id is None and (known := _find_told(tx, draft)) is not None:
        add_aliases(tx, known.id, _ways_to(draft), now=now)
        return known, False
    row = _new_row(tx, publication_id, draft, now)
    while not add_new(tx.session, row):
        if (known := find_by_key(tx, row.key)) is not None:
            return known, False
        # The other item was undone a moment ago, so the link is free again.
    item_id = _id(row)
    _add_links(tx, item_id, draft.links)
    _add_organizations(tx, item_id, draft.organizations)
    _add_tags(tx, item_id, draft.tags)
    tx.session.flush()
    row.state = ItemState.ACTIVE.value
    tx.session.flush()
    if draft.follows_id is None:
        add_aliases(tx, item_id, draft.same, now=now)
    return _must(get_item(tx, item_id)), True


def find_by_key(tx: Tx, key: str) -> Item | None:
    """Return the item that this key leads to, by its main link or by an alias; removed ones too.

    It is never a follow-up, but the item that was followed.
    """
    found = find_item_id(tx, key)
    return get_item(tx, found) if found is not None else None


WAITS: ColumnElement[bool] = literal_column("item.unprinted")
"""No issue holds the item yet. In these words, since SQLite looks for those of the index over few items."""


def get_item(tx: Tx, item_id: int) -> Item | None:
    """Return one item of the team, in any state."""
    found = get_items(tx, [item_id])
    return found[0] if found else None


def get_items(tx: Tx, ids: Sequence[int]) -> list[Item]:
    """Return the team's items with these ids, in their order; unknown ids are left out."""
    return read_items(tx, ids)


def queued_items(tx: Tx, publication_id: int) -> list[Item]:
    """Return the accepted items that no issue holds yet, first submitted first."""
    ids = tx.session.scalars(
        select(ItemRow.id)
        .where(
            ItemRow.team_id == tx.team_id,
            ItemRow.publication_id == publication_id,
            # Inside a function, so that nobody takes the index over states: nearly all items are active.
            func.coalesce(ItemRow.state, "") == ItemState.ACTIVE.value,
            WAITS,
            ~exists().where(
                col(EntryRow.item_id) == col(ItemRow.id),
                col(EntryRow.issue_id) == col(IssueRow.id),
                col(IssueRow.status) != IssueStatus.WITHDRAWN.value,
            ),
        )
        .order_by(col(ItemRow.id))
    ).all()
    return get_items(tx, [item_id for item_id in ids if item_id is not None])


def mark_printed(tx: Tx, item_ids: Iterable[int], *, printed: bool) -> None:
    """Say that an issue holds these items, or that the one that did was withdrawn."""
    tx.session.execute(
        update(ItemRow)
        .where(col(ItemRow.team_id) == tx.team_id, col(ItemRow.id).in_(list(item_ids)))
        .values(unprinted=not printed)
    )


def change_item(tx: Tx, item_id: int, changes: ItemChanges, *, version: int, now: datetime) -> Item:
    """Write an edit of the item as it was at `version`.

    Raises:
        ConflictError: somebody else changed it since.
    """
    changed = tx.session.scalar(
        update(ItemRow)
        .where(
            col(ItemRow.team_id) == tx.team_id,
            col(ItemRow.id) == item_id,
            col(ItemRow.version) == version,
        )
        .values(
            title=changes.title,
            kind=changes.kind.value,
            published_on=changes.published_on,
            summary=changes.summary,
            version=version + 1,
            updated_at=now,
        )
        .returning(col(ItemRow.id))
    )
    if changed is None:
        raise ConflictError("Somebody changed this item while you were editing it.")
    for table in (ItemOrganizationRow, ItemTagRow):
        mine = (col(table.team_id) == tx.team_id, col(table.item_id) == item_id)
        tx.session.execute(delete(table).where(*mine))
    _add_organizations(tx, item_id, changes.organizations)
    _add_tags(tx, item_id, changes.tags)
    tx.session.flush()
    return _must(get_item(tx, item_id))


def add_links(tx: Tx, item: Item, links: Iterable[Link]) -> Item:
    """Append further links to an item, leaving out those that it has, and return it as it is then."""
    known = {link.key for link in item.links}
    fresh = tuple(link for link in links if link.key not in known)
    _add_links(tx, item.id, fresh, first=len(item.links))
    tx.session.flush()
    return replace(item, links=(*item.links, *fresh))


def delete_item(tx: Tx, item_id: int) -> None:
    """Take an item back as if it had never been submitted, with its votes and all that led to it.

    What followed it stays: the oldest follow-up takes its place, and the others follow that one.
    """
    followers = tx.session.scalars(
        select(ItemRow.id)
        .where(ItemRow.team_id == tx.team_id, ItemRow.follows_id == item_id)
        .order_by(col(ItemRow.id))
    ).all()
    if followers:
        heir = followers[0]
        others = (col(ItemRow.team_id) == tx.team_id, col(ItemRow.id).in_(followers[1:]))
        tx.session.execute(update(ItemRow).where(*others).values(follows_id=heir))
        ways = (col(ItemAliasRow.team_id) == tx.team_id, col(ItemAliasRow.item_id) == item_id)
        tx.session.execute(update(ItemAliasRow).where(*ways).values(item_id=heir))
    tx.session.execute(delete(ItemRow).where(col(ItemRow.team_id) == tx.team_id, col(ItemRow.id) == item_id))


def set_item_state(tx: Tx, item_id: int, state: ItemState, *, now: datetime) -> None:
    """Hold an item back, or let it go on; `remove_item` removes."""
    tx.session.execute(
        update(ItemRow)
        .where(col(ItemRow.team_id) == tx.team_id, col(ItemRow.id) == item_id)
        .values(state=state.value, updated_at=now, version=ItemRow.version + 1)
    )


def remove_item(tx: Tx, item_id: int, *, by: str, reason: str, now: datetime) -> None:
    """Leave a tombstone: readers no longer see the item, and its link stays taken."""
    tx.session.execute(
        update(ItemRow)
        .where(col(ItemRow.team_id) == tx.team_id, col(ItemRow.id) == item_id)
        .values(
            state=ItemState.REMOVED.value,
            removed_by=by,
            removed_reason=reason,
            updated_at=now,
            version=ItemRow.version + 1,
        )
    )


def was_printed(tx: Tx, item_id: int) -> bool:
    """Tell whether an issue holds the item."""
    entries = select(EntryRow.id).where(EntryRow.team_id == tx.team_id, EntryRow.item_id == item_id)
    return tx.session.scalar(entries.limit(1)) is not None


def _new_row(tx: Tx, publication_id: int, draft: ItemDraft, now: datetime) -> ItemRow:
    main = draft.links[0]
    return ItemRow(
        team_id=tx.team_id,
        publication_id=publication_id,
        key=main.key,
        key_version=main.key_version,
        title=draft.title,
        kind=draft.kind.value,
        published_on=draft.published_on,
        summary=draft.summary,
        note=draft.note,
        submitted_by=draft.submitted_by,
        added_by=draft.added_by,
        submitted_at=now,
        updated_at=now,
        follows_id=draft.follows_id,
        state=ItemState.HELD.value,  # until all of it is written, so that the search index is written once
    )


def _find_told(tx: Tx, draft: ItemDraft) -> Item | None:
    for way in _ways_to(draft):
        if (known := find_by_key(tx, way.key)) is not None:
            return known
    return None


def _ways_to(draft: ItemDraft) -> tuple[CanonicalLink, ...]:
    main = draft.links[0]
    own = CanonicalLink(main.original or main.url, main.url, main.key, main.key_version)
    return (own, *draft.same)


def _add_links(tx: Tx, item_id: int, links: Iterable[Link], *, first: int = 0) -> None:
    tx.session.add_all(
        ItemLinkRow(
            team_id=tx.team_id,
            item_id=item_id,
            position=position,
            original=link.original or link.url,
            clean=link.url,
            key=link.key,
            key_version=link.key_version,
            label=link.label,
        )
        for position, link in enumerate(links, start=first)
    )


def _add_organizations(tx: Tx, item_id: int, names: Iterable[str]) -> None:
    tx.session.add_all(
        ItemOrganizationRow(team_id=tx.team_id, item_id=item_id, position=position, name=name)
        for position, name in enumerate(names)
    )


def _add_tags(tx: Tx, item_id: int, tags: Iterable[str]) -> None:
    tx.session.add_all(
        ItemTagRow(team_id=tx.team_id, item_id=item_id, tag=tag) for tag in dict.fromkeys(tags)
    )


def _id(row: ItemRow) -> int:
    assert row.id is not None
    return row.id


def _must(item: Item | None) -> Item:
    assert item is not None
    return item
