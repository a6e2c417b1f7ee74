"""Who handed something in."""

from sqlalchemy import exists, func
from sqlmodel import col, select

from bot.models.tables import ItemRow
from bot.store.engine import Tx


def contributors(tx: Tx) -> list[str]:
    """Return the Slack ids of everybody who handed in an item of the team's, in order.

    Goes from one id to the next in the index over all teams' items, so that a million items cost no more
    than a thousand.
    """
    walk = select(func.min(ItemRow.submitted_by).label("id")).cte("walk", recursive=True)
    following = (
        select(func.min(ItemRow.submitted_by)).where(col(ItemRow.submitted_by) > walk.c.id).scalar_subquery()
    )
    walk = walk.union_all(select(following).where(walk.c.id.is_not(None)))
    mine = exists().where(col(ItemRow.submitted_by) == walk.c.id, col(ItemRow.team_id) == tx.team_id)
    return list(tx.session.scalars(select(walk.c.id).where(walk.c.id.is_not(None), mine).order_by(walk.c.id)))
