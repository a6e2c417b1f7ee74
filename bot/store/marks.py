"""What readers mark: votes and saved items."""

from collections.abc import Collection
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func
from sqlmodel import col, select

from bot.models.tables import ItemRow, SaveRow, VoteRow
from bot.models.values import Item, ItemState
from bot.store.engine import Tx, add_new
from bot.store.items import get_items


def toggle_vote(tx: Tx, item_id: int, person: str, *, now: datetime) -> tuple[bool, int]:
    """Cast a person's vote for an item, or take it back. Return whether it stands, and the new count."""
    vote = VoteRow(team_id=tx.team_id, item_id=item_id, person=person, voted_at=now)
    while not (taken_back := _take_away(tx, vote)):
        if add_new(tx.session, vote):  # else somebody's other press came in between: go round again
            break
    votes = select(func.count()).where(VoteRow.team_id == tx.team_id, VoteRow.item_id == item_id)
    count = tx.session.scalar(votes)
    return not taken_back, count or 0


def set_save(tx: Tx, item_id: int, person: str, *, stands: bool, now: datetime) -> bool:
    """Put an item on a person's list, or take it off. True where that changed something."""
    return _set(tx, SaveRow(team_id=tx.team_id, item_id=item_id, person=person, saved_at=now), stands=stands)


def save_all(tx: Tx, item_ids: list[int], person: str, *, now: datetime) -> int:
    """Save several items and return how many were new to the person's list."""
    return sum(
        add_new(tx.session, SaveRow(team_id=tx.team_id, item_id=item_id, person=person, saved_at=now))
        for item_id in sorted(set(item_ids))  # in one order, so that two presses never wait for each other
    )


def saved_items(tx: Tx, person: str, *, limit: int = 50) -> list[Item]:
    """Return what a person saved, newest first, without removed items."""
    ids = tx.session.scalars(
        select(SaveRow.item_id)
        .join(ItemRow, col(ItemRow.id) == col(SaveRow.item_id))
        .where(
            SaveRow.team_id == tx.team_id, SaveRow.person == person, ItemRow.state == ItemState.ACTIVE.value
        )
        .order_by(col(SaveRow.saved_at).desc(), col(SaveRow.item_id).desc())
        .limit(limit)
    )
    return get_items(tx, list(ids))


def saved_among(tx: Tx, item_ids: Collection[int], person: str) -> set[int]:
    """Return which of these items stand on a person's list."""
    saved = select(SaveRow.item_id).where(
        SaveRow.team_id == tx.team_id, SaveRow.person == person, col(SaveRow.item_id).in_(item_ids)
    )
    return set(tx.session.scalars(saved))


def count_saves(tx: Tx, person: str) -> int:
    """Return how many items a person's list has, without removed ones."""
    count = tx.session.scalar(
        select(func.count())
        .select_from(SaveRow)
        .join(ItemRow, col(ItemRow.id) == col(SaveRow.item_id))
        .where(
            SaveRow.team_id == tx.team_id, SaveRow.person == person, ItemRow.state == ItemState.ACTIVE.value
        )
    )
    return count or 0


def move_votes(tx: Tx, *, from_item: int, to_item: int) -> None:
    """Let the votes for one item count for another; nobody's counts twice."""
    votes = tx.session.scalars(
        select(VoteRow).where(VoteRow.team_id == tx.team_id, VoteRow.item_id == from_item)
    ).all()
    for vote in votes:
        add_new(
            tx.session,
            VoteRow(team_id=tx.team_id, item_id=to_item, person=vote.person, voted_at=vote.voted_at),
        )


def set_vote(tx: Tx, item_id: int, person: str, *, stands: bool, now: datetime) -> bool:
    """Let a person's vote for an item stand, or take it away. True where that changed something."""
    return _set(tx, VoteRow(team_id=tx.team_id, item_id=item_id, person=person, voted_at=now), stands=stands)


def _set(tx: Tx, row: VoteRow | SaveRow, *, stands: bool) -> bool:
    return add_new(tx.session, row) if stands else _take_away(tx, row)


def _take_away(tx: Tx, row: VoteRow | SaveRow) -> bool:
    table: Any = type(row)
    found = tx.session.scalar(
        delete(table)
        .where(table.team_id == tx.team_id, table.item_id == row.item_id, table.person == row.person)
        .returning(table.item_id)
    )
    return found is not None
