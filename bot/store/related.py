"""Items beside an item: what follows it, what shares a link with it, and titles to compare with."""

from sqlalchemy import exists
from sqlmodel import col, select

from bot.models.tables import EntryRow, ItemLinkRow, ItemRow
from bot.models.values import Item, ItemState
from bot.store.engine import Tx
from bot.store.items import get_item, get_items


def find_queued_follow_up(tx: Tx, follows_id: int, person: str | None) -> Item | None:
    """Return the follow-up of an item that this person handed in and that no issue holds yet."""
    found = tx.session.scalar(
        select(ItemRow.id)
        .where(
            ItemRow.team_id == tx.team_id,
            ItemRow.follows_id == follows_id,
            ItemRow.submitted_by == person,
            ItemRow.state == ItemState.ACTIVE.value,
            ~exists().where(col(EntryRow.item_id) == col(ItemRow.id)),
        )
        .limit(1)
    )
    return get_item(tx, found) if found is not None else None


def find_sharing(tx: Tx, item: Item, *, limit: int = 3) -> list[Item]:
    """Return other items that readers see and that share a link with this one, newest first."""
    ids = tx.session.scalars(
        select(ItemLinkRow.item_id)
        .join(ItemRow, col(ItemRow.id) == col(ItemLinkRow.item_id))
        .where(
            ItemLinkRow.team_id == tx.team_id,
            col(ItemLinkRow.key).in_([link.key for link in item.links]),
            col(ItemLinkRow.item_id) != item.id,
            ItemRow.state == ItemState.ACTIVE.value,
        )
        .distinct()
        .order_by(col(ItemLinkRow.item_id).desc())
        .limit(limit)
    ).all()
    return get_items(tx, ids)


def newest_titles(tx: Tx, *, limit: int) -> dict[int, str]:
    """Return the titles of the newest items that readers see, by item id."""
    rows = tx.session.execute(
        select(col(ItemRow.id), col(ItemRow.title))
        .where(
            ItemRow.team_id == tx.team_id,
            ItemRow.state == ItemState.ACTIVE.value,
            col(ItemRow.title).is_not(None),
        )
        .order_by(col(ItemRow.id).desc())
        .limit(limit)
    )
    return {item_id: title for item_id, title in rows if item_id is not None and title}
