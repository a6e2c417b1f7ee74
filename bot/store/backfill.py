"""Adding many items in one go: what an import brings. `bot/store/items.py` adds them one by one."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import SQLModel, col, select

from bot.models.tables import ItemAliasRow, ItemLinkRow, ItemOrganizationRow, ItemRow, ItemTagRow
from bot.models.values import ItemDraft, ItemState
from bot.store.aliases import one_at_a_time
from bot.store.engine import Tx, insert_all
from bot.store.search.together import indexed_together

_AT_ONCE = 500  # rows of a statement: SQLite takes 32,766 values, PostgreSQL 65,535


@dataclass(frozen=True, slots=True)
class Backfill:
    """An item to add. `found_at` is when somebody came upon it, which may be years ago.

    `waits`: it goes into the queue for the next issue. Otherwise it is in the archive and nowhere else.
    """

    draft: ItemDraft
    found_at: datetime
    waits: bool = False


def add_items(
    tx: Tx, publication_id: int, found: Sequence[Backfill], *, now: datetime
) -> list[tuple[int, bool]]:
    """Store those items that are new, by the key of their main link. Return each one's id, and if it is new.

    An item whose key is here already, or that stood earlier in `found`, gets that one's id; nothing of it
    is changed. Nothing is written for Slack: what is filled in afterwards is no news to anybody.
    """
    one_at_a_time(tx)
    known = find_item_ids(tx, [one.draft.links[0].key for one in found])
    fresh: dict[str, Backfill] = {}
    for one in found:
        if one.draft.links[0].key not in known:
            fresh.setdefault(one.draft.links[0].key, one)
    added = _add(tx, publication_id, list(fresh.values()), now)
    result = []
    for one in found:
        key = one.draft.links[0].key
        is_new = fresh.pop(key, None) is not None
        result.append((added[key] if key in added else known[key], is_new))
    return result


def find_item_ids(tx: Tx, keys: Iterable[str]) -> dict[str, int]:
    """Return the items that these keys lead to, as `find_item_id` does for one; other keys are left out."""
    wanted = list(dict.fromkeys(keys))
    found: dict[str, int] = {}
    for at in range(0, len(wanted), _AT_ONCE):
        some = wanted[at : at + _AT_ONCE]
        own = select(col(ItemRow.key), col(ItemRow.id)).where(
            ItemRow.team_id == tx.team_id, col(ItemRow.key).in_(some), col(ItemRow.follows_id).is_(None)
        )
        aliases = select(col(ItemAliasRow.key), col(ItemAliasRow.item_id)).where(
            ItemAliasRow.team_id == tx.team_id, col(ItemAliasRow.key).in_(some)
        )
        for statement in (own, aliases):  # an alias beats an item's own key
            rows = tx.session.execute(statement)
            found |= {key: item_id for key, item_id in rows if item_id is not None}
    return found


def _add(tx: Tx, publication_id: int, fresh: list[Backfill], now: datetime) -> dict[str, int]:
    added: dict[str, int] = {}
    if not fresh:
        return added
    with indexed_together(tx) as indexed:
        for at in range(0, len(fresh), _AT_ONCE):
            some = fresh[at : at + _AT_ONCE]
            rows = [_item_row(tx, publication_id, one, now) for one in some]
            insert_all(tx.session, ItemRow, rows)
            ids = find_item_ids(tx, [one.draft.links[0].key for one in some])
            _add_parts(tx, [(ids[one.draft.links[0].key], one.draft) for one in some])
            indexed += ids.values()
            added |= ids
    return added


def _item_row(tx: Tx, publication_id: int, one: Backfill, now: datetime) -> dict[str, Any]:
    draft, main = one.draft, one.draft.links[0]
    return {
        "team_id": tx.team_id,
        "publication_id": publication_id,
        "key": main.key,
        "key_version": main.key_version,
        "title": draft.title,
        "kind": draft.kind.value,
        "published_on": draft.published_on,
        "summary": draft.summary,
        "note": draft.note,
        "state": ItemState.ACTIVE.value,
        "submitted_by": draft.submitted_by,
        "submitted_at": one.found_at,
        "updated_at": now,
        "unprinted": one.waits,
    }


def _add_parts(tx: Tx, added: Sequence[tuple[int, ItemDraft]]) -> None:
    tables: dict[type[SQLModel], list[dict[str, Any]]] = {
        ItemLinkRow: [
            {
                "position": position,
                "original": link.original or link.url,
                "clean": link.url,
                "key": link.key,
                "key_version": link.key_version,
                "label": link.label,
                "item_id": item_id,
            }
            for item_id, draft in added
            for position, link in enumerate(draft.links)
        ],
        ItemOrganizationRow: [
            {"item_id": item_id, "position": position, "name": name}
            for item_id, draft in added
            for position, name in enumerate(draft.organizations)
        ],
        ItemTagRow: [
            {"item_id": item_id, "tag": tag} for item_id, draft in added for tag in dict.fromkeys(draft.tags)
        ],
    }
    for table, rows in tables.items():
        insert_all(tx.session, table, [{"team_id": tx.team_id, **row} for row in rows])
