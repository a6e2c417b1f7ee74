"""Searches that people follow, and the items that they are told of because of them."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from sqlalchemy import delete, func, update
from sqlmodel import col, select

from bot.models.follows import Follow, Tiding
from bot.models.tables import FollowMatchRow, FollowRow
from bot.models.values import ItemState
from bot.store.aliases import one_at_a_time
from bot.store.engine import Tx, add_new
from bot.store.items import get_items


def add_follow(tx: Tx, person: str, query: str, *, most: int, now: datetime) -> Follow | None:
    """Store a query that a person follows, or return it where they do already. None if they have `most`."""
    one_at_a_time(tx)  # or two presses at once could pass the limit
    wanted = FollowRow.team_id == tx.team_id, FollowRow.person == person
    known = tx.session.scalar(select(FollowRow).where(*wanted, FollowRow.query == query))
    if known is not None:
        return _follow(known)
    count = tx.session.scalar(select(func.count()).select_from(FollowRow).where(*wanted))
    if (count or 0) >= most:
        return None
    row = FollowRow(team_id=tx.team_id, person=person, query=query, followed_at=now)
    tx.session.add(row)
    tx.session.flush()
    return _follow(row)


def remove_follow(tx: Tx, follow_id: int, person: str) -> str | None:
    """Give up one of a person's own follows. Return its query; None where they have no such follow."""
    return tx.session.scalar(
        delete(FollowRow)
        .where(
            col(FollowRow.team_id) == tx.team_id,
            col(FollowRow.id) == follow_id,
            col(FollowRow.person) == person,
        )
        .returning(col(FollowRow.query))
    )


def follows_of(tx: Tx, person: str) -> list[Follow]:
    """Return what a person follows, first followed first."""
    rows = tx.session.scalars(
        select(FollowRow)
        .where(FollowRow.team_id == tx.team_id, FollowRow.person == person)
        .order_by(col(FollowRow.id))
    )
    return [_follow(row) for row in rows]


def all_follows(tx: Tx, *, but_of: tuple[str, ...]) -> list[Follow]:
    """Return what everybody in the team follows, apart from some people."""
    rows = tx.session.scalars(
        select(FollowRow)
        .where(FollowRow.team_id == tx.team_id, col(FollowRow.person).not_in(but_of))
        .order_by(col(FollowRow.id))
    )
    return [_follow(row) for row in rows]


def add_match(tx: Tx, follow: Follow, item_id: int, *, now: datetime) -> bool:
    """Note that a follow found a new item. False where its person was, or will be, told of the item."""
    return add_new(
        tx.session,
        FollowMatchRow(
            team_id=tx.team_id, person=follow.person, item_id=item_id, follow_id=follow.id, matched_at=now
        ),
    )


def take_tidings(tx: Tx, person: str, *, now: datetime) -> list[Tiding]:
    """Take what a person is to be told of, first matched first. Whoever asks next gets nothing of it.

    What follows found that were given up is left out. Items that were held back or removed in the meantime
    are left out too, and forgotten: they can be found anew if they come back.
    """
    taken = tx.session.execute(
        update(FollowMatchRow)
        .where(*_matches_of(tx, person), col(FollowMatchRow.told_at).is_(None))
        .values(told_at=now)
        .returning(col(FollowMatchRow.matched_at), col(FollowMatchRow.item_id), col(FollowMatchRow.follow_id))
    ).all()
    found = {item_id: follow_id for _, item_id, follow_id in sorted(taken, key=lambda row: row[:2])}
    shown = [item for item in get_items(tx, list(found)) if item.state is ItemState.ACTIVE]
    _forget(tx, person, found.keys() - {item.id for item in shown})
    follows = {follow.id: follow for follow in follows_of(tx, person)}
    return [Tiding(item, follow) for item in shown if (follow := follows.get(found[item.id] or 0))]


def put_back(tx: Tx, person: str, item_ids: Iterable[int]) -> None:
    """Let a person be told later of items that they could not be told of now."""
    tx.session.execute(
        update(FollowMatchRow)
        .where(*_matches_of(tx, person), col(FollowMatchRow.item_id).in_(list(item_ids)))
        .values(told_at=None)
    )


def _forget(tx: Tx, person: str, item_ids: Iterable[int]) -> None:
    tx.session.execute(
        delete(FollowMatchRow).where(
            *_matches_of(tx, person), col(FollowMatchRow.item_id).in_(list(item_ids))
        )
    )


def _matches_of(tx: Tx, person: str) -> tuple[Any, Any]:
    return col(FollowMatchRow.team_id) == tx.team_id, col(FollowMatchRow.person) == person


def _follow(row: FollowRow) -> Follow:
    assert row.id is not None
    return Follow(row.id, row.person, row.query, row.followed_at)
