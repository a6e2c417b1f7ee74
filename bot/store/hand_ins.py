"""How many links each person handed in lately."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from bot.models.tables import HandInRow
from bot.store.aliases import one_at_a_time
from bot.store.engine import Tx


def recent_hand_ins(tx: Tx, person: str, *, since: datetime) -> list[datetime]:
    """Return when the person handed in links after `since`, first one first."""
    return list(
        tx.session.scalars(
            select(HandInRow.at)
            .where(HandInRow.team_id == tx.team_id, HandInRow.person == person, col(HandInRow.at) > since)
            .order_by(col(HandInRow.at))
        )
    )


def count_hand_in(tx: Tx, person: str, *, now: datetime, since: datetime, limit: int) -> bool:
    """Count a link that a person hands in now. False where they have handed in `limit` of them after `since`.

    Two that come at the same moment are counted one after the other.
    """
    one_at_a_time(tx)
    if len(recent_hand_ins(tx, person, since=since)) >= limit:
        return False
    tx.session.execute(
        delete(HandInRow).where(col(HandInRow.team_id) == tx.team_id, col(HandInRow.at) <= since)
    )
    tx.session.add(HandInRow(team_id=tx.team_id, person=person, at=now))
    tx.session.flush()
    return True
