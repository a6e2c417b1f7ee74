"""Deliveries: issues on their way into channels, how far they have come, and which messages show what.

Who posts which part, and what became of it, is `bot/store/ledger.py`.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from typing import Any

from sqlalchemy import bindparam, exists, or_, update
from sqlmodel import col, select

from bot.models.tables import (
    DeliveryPartRow,
    DeliveryRow,
    EntryRow,
    IssuePartRow,
    IssueRow,
    PublicationRow,
    ScheduleRow,
    SubscriptionRow,
)
from bot.operating.trace import current_trace
from bot.store.engine import Tx, add_new
from bot.store.ledger import root_ts

WITHDRAWN = "withdrawn"
_A_DAY = timedelta(days=1)
_LATE_CHANGE = (  # asked after every message that was posted, so put together once
    select(
        col(IssueRow.withdrawn_by),
        exists().where(
            col(IssuePartRow.id) == DeliveryPartRow.part_id,
            col(EntryRow.issue_id) == DeliveryRow.issue_id,
            or_(col(EntryRow.id) == IssuePartRow.entry_id, col(IssuePartRow.entry_id).is_(None)),
            col(EntryRow.corrected_on).is_not(None),
        ),
    )
    .join(DeliveryRow, col(DeliveryRow.issue_id) == col(IssueRow.id))
    .join(DeliveryPartRow, col(DeliveryPartRow.delivery_id) == col(DeliveryRow.id))
    .where(
        DeliveryRow.team_id == bindparam("team"),
        DeliveryRow.id == bindparam("delivery"),
        DeliveryPartRow.id == bindparam("part"),
    )
)


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """How far an issue has come on its way into one channel. `parts` counts its parts by state.

    `doubtful` holds the ids of parts of which only a person can say whether Slack has them.
    """

    id: int
    issue_date: date
    channel_id: str
    state: str
    error: str
    parts: dict[str, int]
    root_ts: str | None
    doubtful: tuple[int, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "date": self.issue_date.isoformat(),
            "channel": self.channel_id,
            "state": self.state,
            "error": self.error,
            "parts": self.parts,
            "root_ts": self.root_ts,
        }


@dataclass(frozen=True, slots=True)
class PostedPart:
    """A message of an issue that stands in a channel. `entry_id` is None for the root."""

    id: int
    delivery_id: int
    issue_id: int
    entry_id: int | None
    edition: str
    channel_id: str
    ts: str
    position: int
    piece: int


def open_delivery(tx: Tx, issue_id: int, channel_id: str, *, edition: str = "", now: datetime) -> bool:
    """Put an issue on its way into a channel. False where it is on its way already. `now` is real time.

    An issue that a restored database may have forgotten to have posted is doubted from the start.
    """
    delivery = DeliveryRow(
        team_id=tx.team_id,
        issue_id=issue_id,
        channel_id=channel_id,
        edition=edition,
        created_at=now,
        due_at=now,
        trace=current_trace(),
    )
    if not add_new(tx.session, delivery):
        return False
    assert delivery.id is not None
    since = doubted_since(tx, issue_id)
    parts = tx.session.scalars(
        select(IssuePartRow).where(
            IssuePartRow.team_id == tx.team_id,
            IssuePartRow.issue_id == issue_id,
            IssuePartRow.edition == edition,
        )
    )
    tx.session.add_all(
        DeliveryPartRow(
            team_id=tx.team_id,
            delivery_id=delivery.id,
            part_id=part.id,
            position=part.position,
            piece=part.piece,
            state="unknown" if since else "pending",
            first_tried_at=since,
        )
        for part in parts
        if part.id is not None
    )
    tx.session.flush()
    return True


def doubted_since(tx: Tx, issue_id: int) -> datetime | None:
    """Return from when a channel has to be read, for an issue from before a restore."""
    on, restored_at = tx.session.execute(
        select(col(IssueRow.date), col(PublicationRow.restored_at))
        .join(PublicationRow, col(PublicationRow.id) == col(IssueRow.publication_id))
        .where(IssueRow.team_id == tx.team_id, IssueRow.id == issue_id)
    ).one()
    start = datetime.combine(on, time(), UTC) - _A_DAY  # local dates begin up to 14 hours before UTC's
    return start if restored_at is not None and start <= restored_at else None


def delivery_states(tx: Tx, *, limit: int = 20) -> list[DeliveryState]:
    """Return the team's deliveries, those of the newest issues first."""
    rows = tx.session.execute(
        select(DeliveryRow, col(IssueRow.date))
        .join(IssueRow, col(IssueRow.id) == col(DeliveryRow.issue_id))
        .where(DeliveryRow.team_id == tx.team_id)
        .order_by(col(IssueRow.date).desc(), col(DeliveryRow.id))
        .limit(limit)
    ).all()
    return [_state(tx, delivery, on) for delivery, on in rows]


def responsible_for(tx: Tx, delivery_id: int) -> tuple[date, str | None]:
    """Return a delivery's issue date, and who published the issue or else made the schedule."""
    on, publisher, scheduler, subscriber = tx.session.execute(
        select(
            col(IssueRow.date),
            col(IssueRow.published_by),
            col(ScheduleRow.created_by),
            col(SubscriptionRow.created_by),
        )
        .join(DeliveryRow, col(DeliveryRow.issue_id) == col(IssueRow.id))
        .outerjoin(ScheduleRow, col(ScheduleRow.publication_id) == col(IssueRow.publication_id))
        .outerjoin(
            SubscriptionRow,
            (col(SubscriptionRow.publication_id) == col(IssueRow.publication_id))
            & (col(SubscriptionRow.channel_id) == col(DeliveryRow.channel_id)),
        )
        .where(col(DeliveryRow.team_id) == tx.team_id, col(DeliveryRow.id) == delivery_id)
    ).one()
    return on, publisher or scheduler or subscriber


def root_message(tx: Tx, on: date) -> tuple[str, str] | None:
    """Return (channel id, ts) of the first root message of the issue of that date, if it was posted."""
    found = tx.session.execute(
        select(DeliveryRow.channel_id, DeliveryPartRow.ts)
        .join(DeliveryPartRow, col(DeliveryPartRow.delivery_id) == col(DeliveryRow.id))
        .join(IssueRow, col(IssueRow.id) == col(DeliveryRow.issue_id))
        .where(
            DeliveryRow.team_id == tx.team_id,
            IssueRow.date == on,
            DeliveryPartRow.position == 0,
            DeliveryPartRow.piece == 0,
            DeliveryPartRow.state == "sent",
        )
        .order_by(col(DeliveryRow.id))
    ).first()
    return (found[0], found[1]) if found and found[1] else None


def posted_parts(tx: Tx, *, item_id: int | None = None, issue_id: int | None = None) -> list[PostedPart]:
    """Return the messages that show an item (in all channels and issues), or those of a whole issue."""
    query = (
        select(DeliveryPartRow, DeliveryRow, IssuePartRow.entry_id)
        .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryPartRow.delivery_id))
        .join(IssuePartRow, col(IssuePartRow.id) == col(DeliveryPartRow.part_id))
        .where(
            col(DeliveryPartRow.team_id) == tx.team_id,
            col(DeliveryPartRow.state) == "sent",
            col(DeliveryPartRow.ts).is_not(None),
        )
        .order_by(col(DeliveryPartRow.id))
    )
    if item_id is not None:
        query = query.join(EntryRow, col(EntryRow.id) == col(IssuePartRow.entry_id)).where(
            col(EntryRow.item_id) == item_id
        )
    if issue_id is not None:
        query = query.where(col(DeliveryRow.issue_id) == issue_id)
    return [_posted(*row) for row in tx.session.execute(query)]


def posted_entries(tx: Tx, item_id: int) -> list[PostedPart]:
    """Return every message that shows an item, in all channels and issues."""
    return posted_parts(tx, item_id=item_id)


def get_posted_part(tx: Tx, part_id: int) -> PostedPart | None:
    """Return a message of an issue by its part's id, where it was posted."""
    found = tx.session.execute(
        select(DeliveryPartRow, DeliveryRow, IssuePartRow.entry_id)
        .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryPartRow.delivery_id))
        .join(IssuePartRow, col(IssuePartRow.id) == col(DeliveryPartRow.part_id))
        .where(
            col(DeliveryPartRow.team_id) == tx.team_id,
            col(DeliveryPartRow.id) == part_id,
            col(DeliveryPartRow.state) == "sent",
            col(DeliveryPartRow.ts).is_not(None),
        )
    ).first()
    return _posted(*found) if found else None


def item_of_message(tx: Tx, channel_id: str, ts: str) -> int | None:
    """Return the item that a message in a channel shows, if it is one of an issue's thread."""
    return tx.session.scalar(
        select(EntryRow.item_id)
        .join(IssuePartRow, col(IssuePartRow.entry_id) == col(EntryRow.id))
        .join(DeliveryPartRow, col(DeliveryPartRow.part_id) == col(IssuePartRow.id))
        .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryPartRow.delivery_id))
        .where(
            DeliveryRow.team_id == tx.team_id,
            DeliveryRow.channel_id == channel_id,
            DeliveryPartRow.ts == ts,
        )
        .limit(1)
    )


def is_posting(tx: Tx, channel_id: str) -> bool:
    """Tell whether a message may stand in a channel of which the ledger does not know yet."""
    under_way = (
        select(DeliveryPartRow.id)
        .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryPartRow.delivery_id))
        .where(
            DeliveryRow.team_id == tx.team_id,
            DeliveryRow.channel_id == channel_id,
            DeliveryRow.state != "sent",
            col(DeliveryPartRow.state).in_(("sending", "unknown")),
        )
    )
    return tx.session.scalar(under_way.limit(1)) is not None


def stop_deliveries(tx: Tx, issue_id: int) -> None:
    """Post no more of an issue: what has not been tried is skipped."""
    deliveries = select(DeliveryRow.id).where(
        DeliveryRow.team_id == tx.team_id, DeliveryRow.issue_id == issue_id
    )
    ids = tx.session.scalars(deliveries.with_for_update()).all()
    tx.session.execute(
        update(DeliveryPartRow)
        .where(
            col(DeliveryPartRow.team_id) == tx.team_id,
            col(DeliveryPartRow.delivery_id).in_(ids),
            col(DeliveryPartRow.state).in_(("pending", "rejected")),
        )
        .values(state="skipped")
    )
    mine = (col(DeliveryRow.team_id) == tx.team_id, col(DeliveryRow.id).in_(ids))
    tx.session.execute(update(DeliveryRow).where(*mine).values(error=WITHDRAWN))
    done = ~col(DeliveryRow.id).in_(
        select(DeliveryPartRow.delivery_id).where(col(DeliveryPartRow.state).in_(("sending", "unknown")))
    )
    tx.session.execute(update(DeliveryRow).where(*mine, done).values(state="stopped"))


@dataclass(frozen=True, slots=True)
class LateChange:
    """What became of an issue while one of its messages was under way.

    `withdrawn_by` is who withdrew it, `is_corrected` says that the message tells what was corrected since.
    """

    withdrawn_by: str | None
    is_corrected: bool


def late_change(tx: Tx, part_id: int, delivery_id: int) -> LateChange:
    """Return what became of an issue since its messages were frozen, as far as it concerns one of them."""
    mine = {"team": tx.team_id, "delivery": delivery_id, "part": part_id}
    person, is_corrected = tx.session.execute(_LATE_CHANGE, mine).one()
    return LateChange(person, bool(is_corrected))


def _posted(part: DeliveryPartRow, delivery: DeliveryRow, entry_id: int | None) -> PostedPart:
    assert part.id is not None
    return PostedPart(
        part.id,
        part.delivery_id,
        delivery.issue_id,
        entry_id,
        delivery.edition,
        delivery.channel_id,
        part.ts or "",
        part.position,
        part.piece,
    )


def _state(tx: Tx, delivery: DeliveryRow, on: date) -> DeliveryState:
    assert delivery.id is not None
    parts = tx.session.scalars(
        select(DeliveryPartRow)
        .where(DeliveryPartRow.team_id == delivery.team_id, DeliveryPartRow.delivery_id == delivery.id)
        .order_by(col(DeliveryPartRow.position), col(DeliveryPartRow.piece))
    ).all()
    states = [part.state for part in parts]
    return DeliveryState(
        id=delivery.id,
        issue_date=on,
        channel_id=delivery.channel_id,
        state=delivery.state,
        error=delivery.error or next((part.error for part in parts if part.error), ""),
        parts={state: states.count(state) for state in sorted(set(states))},
        root_ts=root_ts(tx.session, delivery.id, team_id=tx.team_id),
        doubtful=tuple(part.id for part in parts if part.state == "unknown" and part.id is not None)[:1],
    )
