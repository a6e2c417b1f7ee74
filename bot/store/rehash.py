"""Stored keys that were made by older rules, and writing them anew."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, func, update
from sqlalchemy.orm import Session
from sqlmodel import col, select

from bot.models.tables import ItemAliasRow, ItemLinkRow, ItemRow
from bot.store.aliases import find_item_id
from bot.store.engine import Tx


@dataclass(frozen=True, slots=True)
class StoredKey:
    """A stored key with the link that it was made from. `link_id` is None for an alias.

    `blocks`: the key is that of a main item, of which the team may have only one.
    """

    item_id: int
    link: str
    key: str
    link_id: int | None = None
    blocks: bool = False


def count_outdated_keys(session: Session, version: int) -> int:
    """Return how many links of all teams have a key that another version of the rules made."""
    statement = select(func.count()).select_from(ItemLinkRow).where(ItemLinkRow.key_version != version)
    return session.scalar(statement) or 0


def outdated_keys(tx: Tx, version: int) -> list[StoredKey]:
    """Return the keys that another version of the rules made, those of items first, oldest first."""
    links = tx.session.execute(
        select(ItemLinkRow, col(ItemRow.follows_id))
        .join(ItemRow, col(ItemRow.id) == col(ItemLinkRow.item_id))
        .where(ItemLinkRow.team_id == tx.team_id, ItemLinkRow.key_version != version)
        .order_by(col(ItemLinkRow.item_id), col(ItemLinkRow.position))
    )
    aliases = tx.session.scalars(
        select(ItemAliasRow)
        .where(ItemAliasRow.team_id == tx.team_id, ItemAliasRow.key_version != version)
        .order_by(col(ItemAliasRow.item_id), col(ItemAliasRow.key))
    )
    of_items = [
        StoredKey(row.item_id, row.original or row.clean, row.key, row.id, row.position == 0 and not follows)
        for row, follows in links
    ]
    return of_items + [StoredKey(row.item_id, row.clean, row.key) for row in aliases]


def renew_key(tx: Tx, stored: StoredKey, key: str, version: int) -> int | None:
    """Write a key anew, or return the id of the item that it belongs to already."""
    if stored.link_id is None or stored.blocks:
        owner = find_item_id(tx, key)
        if owner is not None and owner != stored.item_id:
            return owner
    if stored.link_id is None:
        _renew_alias(tx, stored, key, version)
        return None
    values = {"key": key, "key_version": version}
    link = (col(ItemLinkRow.team_id) == tx.team_id, col(ItemLinkRow.id) == stored.link_id)
    tx.session.execute(update(ItemLinkRow).where(*link).values(values))
    item = (col(ItemRow.team_id) == tx.team_id, col(ItemRow.id) == stored.item_id)
    tx.session.execute(update(ItemRow).where(*item, _is_main_link(stored.link_id)).values(values))
    return None


def _is_main_link(link_id: int) -> ColumnElement[bool]:
    position = select(ItemLinkRow.position).where(ItemLinkRow.id == link_id).scalar_subquery()
    return position == 0


def _renew_alias(tx: Tx, stored: StoredKey, key: str, version: int) -> None:
    row = tx.session.get_one(ItemAliasRow, (tx.team_id, stored.key))
    if key == stored.key:
        row.key_version = version
    elif tx.session.get(ItemAliasRow, (tx.team_id, key)) is not None:
        tx.session.delete(row)  # two aliases of one item have become one
    else:
        values = row.model_dump() | {"key": key, "key_version": version}
        tx.session.delete(row)
        tx.session.flush()
        tx.session.add(ItemAliasRow(**values))
    tx.session.flush()
