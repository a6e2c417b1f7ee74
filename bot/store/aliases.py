"""Further keys that lead to an item: where a redirect ended, what a page calls itself, a merged item's.

An alias beats an item's own key on look-up, so that a merged item leads to the one it was merged into.
"""

from collections.abc import Iterable
from datetime import datetime

from sqlalchemy import delete, update
from sqlmodel import col, select

from bot.models.tables import ItemAliasRow, ItemLinkRow, ItemRow, TeamRow
from bot.models.values import CanonicalLink
from bot.store.engine import Tx, add_new

REDIRECT, MERGE = "redirect", "merge"


def one_at_a_time(tx: Tx) -> None:
    """Let the team's transactions that add items pass one by one.

    A unique key decides between two items of one key, but no constraint spans an item's key and another
    item's alias. On SQLite the write transaction itself is the lock; PostgreSQL's NO KEY UPDATE stops no
    row that refers to the team.
    """
    tx.session.execute(select(TeamRow.id).where(TeamRow.id == tx.team_id).with_for_update(key_share=True))


def find_item_id(tx: Tx, key: str) -> int | None:
    """Return the id of the item that a key leads to: as an alias, or as the key of its main link."""
    alias = select(ItemAliasRow.item_id).where(ItemAliasRow.team_id == tx.team_id, ItemAliasRow.key == key)
    if (item_id := tx.session.scalar(alias)) is not None:
        return item_id
    return tx.session.scalar(
        select(ItemRow.id).where(
            ItemRow.team_id == tx.team_id, ItemRow.key == key, col(ItemRow.follows_id).is_(None)
        )
    )


def add_aliases(
    tx: Tx, item_id: int, links: Iterable[CanonicalLink], *, now: datetime, reason: str = REDIRECT
) -> None:
    """Let further links lead to an item. A link that leads to an item already stays where it leads."""
    for link in links:
        if find_item_id(tx, link.key) is None:
            add_new(tx.session, _row(tx, item_id, link.key, link.key_version, link.clean, reason, now))


def merge_keys(tx: Tx, merged_id: int, into_id: int, *, now: datetime) -> None:
    """Let all that led to one item lead to another one: its own key and its aliases."""
    tx.session.execute(
        update(ItemAliasRow)
        .where(col(ItemAliasRow.team_id) == tx.team_id, col(ItemAliasRow.item_id) == merged_id)
        .values(item_id=into_id)
    )
    main = tx.session.scalars(
        select(ItemLinkRow).where(
            ItemLinkRow.team_id == tx.team_id, ItemLinkRow.item_id == merged_id, ItemLinkRow.position == 0
        )
    ).one()
    add_new(tx.session, _row(tx, into_id, main.key, main.key_version, main.clean, MERGE, now))


def release_merged(tx: Tx, merged_id: int) -> None:
    """Take a merge back: the item's own key leads to it again. Aliases stay where they were moved."""
    key = select(ItemRow.key).where(ItemRow.id == merged_id).scalar_subquery()
    tx.session.execute(
        delete(ItemAliasRow).where(
            col(ItemAliasRow.team_id) == tx.team_id,
            col(ItemAliasRow.key) == key,
            col(ItemAliasRow.reason) == MERGE,
        )
    )


def _row(
    tx: Tx, item_id: int, key: str, key_version: int, clean: str, reason: str, now: datetime
) -> ItemAliasRow:
    return ItemAliasRow(
        team_id=tx.team_id,
        key=key,
        key_version=key_version,
        clean=clean,
        item_id=item_id,
        reason=reason,
        created_at=now,
    )
