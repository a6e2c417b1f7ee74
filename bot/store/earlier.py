"""Which earlier items a story follows, as curators decided."""

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import col, select

from bot.models.stories import EarlierItem
from bot.models.tables import EarlierItemRow, EntryRow, IssueRow, ItemLinkRow, ItemRow
from bot.models.text import first_sentence
from bot.models.values import IssueStatus, Item, ItemState
from bot.store.engine import Tx


def with_earlier(tx: Tx, items: Sequence[Item]) -> list[Item]:
    """Return the items with the earlier ones that they follow, newest first. One statement for all of them.

    What was removed, held or withdrawn since is left out.
    """
    if not items:
        return []
    rows = tx.session.execute(
        _published(EarlierItemRow.item_id, EarlierItemRow.permalink)
        .join(EarlierItemRow, col(EarlierItemRow.earlier_id) == col(ItemRow.id))
        .where(
            EarlierItemRow.team_id == tx.team_id,
            ItemRow.team_id == tx.team_id,
            col(EarlierItemRow.item_id).in_([item.id for item in items]),
            col(EarlierItemRow.accepted),
        )
        .group_by(EarlierItemRow.item_id, EarlierItemRow.permalink)
    ).all()
    found: dict[int, list[EarlierItem]] = defaultdict(list)
    for row in rows:
        found[row.item_id].append(_told(row))
    ordered = {
        key: sorted(told, key=lambda one: (one.issue, one.id), reverse=True) for key, told in found.items()
    }
    return [replace(item, earlier=tuple(ordered[item.id])) if item.id in ordered else item for item in items]


def decided(tx: Tx, item_ids: Iterable[int]) -> dict[int, set[int]]:
    """Return for each item the earlier ones that somebody decided on, either way."""
    rows = tx.session.execute(
        select(EarlierItemRow.item_id, EarlierItemRow.earlier_id).where(
            EarlierItemRow.team_id == tx.team_id, col(EarlierItemRow.item_id).in_(list(item_ids))
        )
    )
    found: dict[int, set[int]] = defaultdict(set)
    for item_id, earlier_id in rows:
        found[item_id].add(earlier_id)
    return found


def decide(
    tx: Tx,
    item_id: int,
    earlier_id: int,
    *,
    accepted: bool,
    permalink: str = "",
    by: str,
    now: datetime,
) -> None:
    """Write down that an item follows another one, or does not. The last word counts."""
    forget_decision(tx, item_id, earlier_id)
    tx.session.add(
        EarlierItemRow(
            team_id=tx.team_id,
            item_id=item_id,
            earlier_id=earlier_id,
            accepted=accepted,
            permalink=permalink,
            decided_by=by,
            decided_at=now,
        )
    )
    tx.session.flush()


def forget_decision(tx: Tx, item_id: int, earlier_id: int) -> None:
    """Take a decision back: the earlier item is suggested again."""
    tx.session.execute(
        delete(EarlierItemRow).where(
            col(EarlierItemRow.team_id) == tx.team_id,
            col(EarlierItemRow.item_id) == item_id,
            col(EarlierItemRow.earlier_id) == earlier_id,
        )
    )


def _published(*more: Any) -> Any:
    columns: list[Any] = [
        ItemRow.id,
        ItemRow.title,
        ItemRow.summary,
        func.max(IssueRow.date).label("issue"),
        func.min(ItemLinkRow.clean).label("url"),
        *more,
    ]
    return (
        select(*columns)
        .join(EntryRow, col(EntryRow.item_id) == col(ItemRow.id))
        .join(IssueRow, col(IssueRow.id) == col(EntryRow.issue_id))
        .join(ItemLinkRow, (col(ItemLinkRow.item_id) == col(ItemRow.id)) & (col(ItemLinkRow.position) == 0))
        .where(IssueRow.status == IssueStatus.PUBLISHED.value, ItemRow.state == ItemState.ACTIVE.value)
        .group_by(col(ItemRow.id))
    )


def _told(row: Any) -> EarlierItem:
    headline = row.title or first_sentence(row.summary) or row.url
    return EarlierItem(row.id, headline, row.url, row.issue, row.permalink)
