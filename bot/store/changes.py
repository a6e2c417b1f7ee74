"""Who changed what of an item."""

from dataclasses import dataclass
from datetime import datetime

from sqlmodel import col, select

from bot.models.tables import ItemChangeRow
from bot.models.values import Item
from bot.store.engine import Tx
from bot.store.items import get_item


@dataclass(frozen=True, slots=True)
class Change:
    """One field that somebody set. `person` is None for the terminal; values are as text."""

    person: str | None
    at: datetime
    field: str
    before: str
    after: str


def record_changes(tx: Tx, before: Item, after: Item, *, by: str | None, now: datetime) -> None:
    """Note each field in which an item differs from what it was."""
    old, new = _fields(before), _fields(after)
    tx.session.add_all(
        ItemChangeRow(
            team_id=tx.team_id,
            item_id=after.id,
            person=by or None,
            changed_at=now,
            field=field,
            before=old[field],
            after=new[field],
        )
        for field in new
        if old[field] != new[field]
    )
    tx.session.flush()


def record_since(tx: Tx, before: Item, *, by: str | None, now: datetime) -> Item:
    """Note in which fields an item differs now from what it was, and return it as it is."""
    after = get_item(tx, before.id)
    assert after is not None
    record_changes(tx, before, after, by=by, now=now)
    return after


def changes_of(tx: Tx, item_id: int) -> list[Change]:
    """Return what was changed of an item, first change first."""
    rows = tx.session.scalars(
        select(ItemChangeRow)
        .where(ItemChangeRow.team_id == tx.team_id, ItemChangeRow.item_id == item_id)
        .order_by(col(ItemChangeRow.id))
    )
    return [Change(row.person, row.changed_at, row.field, row.before, row.after) for row in rows]


def _fields(item: Item) -> dict[str, str]:
    return {
        "title": item.title or "",
        "organizations": ", ".join(item.organizations),
        "kind": item.kind.value,
        "published_on": item.published_on.isoformat() if item.published_on else "",
        "summary": item.summary,
        "tags": " ".join(f"#{tag}" for tag in item.tags),
        "note": item.note,
        "links": " ".join(link.url for link in item.links),
        "state": f"{item.state.value}: {item.removed_reason}" if item.removed_reason else item.state.value,
    }
