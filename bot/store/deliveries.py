"""The ledger of deliveries: who posts which part, and what became of it.

A part is claimed with a lease before it is posted, and every later word on it names the lease's token, so
that a sender that slept past its lease cannot overwrite what another one found out. A delivery's parts go
out in order: the next one is offered only when all before it are settled.
"""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import and_, exists, or_, tuple_, update
from sqlalchemy.orm import Session, aliased
from sqlmodel import col, select

from bot.models.tables import DeliveryPartRow, DeliveryRow, EntryRow, IssuePartRow, IssueRow, ScheduleRow
from bot.store.engine import Tx, add_new

_SETTLED = ("sent", "skipped")


@dataclass(frozen=True, slots=True)
class ClaimedPart:
    """A part that the caller alone may post until `lease_until` (UTC, real time).

    `ambiguous`: an earlier attempt may have reached Slack, so its history has to be read from
    `first_tried_at` (Slack's time) on before anything is posted. `root_ts` is the thread to post into,
    None for the root.
    """

    id: int
    team_id: int
    delivery_id: int
    channel_id: str
    position: int
    piece: int
    payload: dict[str, Any]
    root_ts: str | None
    token: str
    lease_until: datetime
    attempts: int
    first_tried_at: datetime
    ambiguous: bool


@dataclass(frozen=True, slots=True)
class DeliveryState:
    """How far an issue has come on its way into one channel. `parts` counts its parts by state."""

    issue_date: date
    channel_id: str
    state: str
    error: str
    parts: dict[str, int]
    root_ts: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "date": self.issue_date.isoformat(),
            "channel": self.channel_id,
            "state": self.state,
            "error": self.error,
            "parts": self.parts,
            "root_ts": self.root_ts,
        }


def open_delivery(tx: Tx, issue_id: int, channel_id: str, *, edition: str = "", now: datetime) -> bool:
    """Put an issue on its way into a channel. False where it is on its way already."""
    delivery = DeliveryRow(
        team_id=tx.team_id, issue_id=issue_id, channel_id=channel_id, edition=edition, created_at=now
    )
    if not add_new(tx.session, delivery):
        return False
    assert delivery.id is not None
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
        )
        for part in parts
        if part.id is not None
    )
    tx.session.flush()
    return True


def claim_part(
    session: Session, *, token: str, now: datetime, slack_now: datetime, lease: timedelta
) -> ClaimedPart | None:
    """Claim the next part that may be posted, of any team, or return None.

    Parts whose lease ran out are offered again as ambiguous. `now` is real time, for leases; `slack_now` is
    Slack's, by which its messages are dated: the same, but for the playground with its movable clock.
    """
    row = session.scalar(
        select(DeliveryPartRow)
        .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryPartRow.delivery_id))
        .where(DeliveryRow.state == "pending", _is_due(now), ~_waits_for_an_earlier_one())
        .order_by(col(DeliveryPartRow.delivery_id), col(DeliveryPartRow.position), col(DeliveryPartRow.piece))
        .limit(1)
        .with_for_update(skip_locked=True, of=DeliveryPartRow)
    )
    if row is None:
        return None
    ambiguous = row.state != "pending"
    row.state, row.lease_token, row.lease_until = "sending", token, now + lease
    row.attempts += 1
    row.first_tried_at = row.first_tried_at or slack_now
    session.flush()
    return _claimed(session, row, token, ambiguous=ambiguous)


def mark_sent(session: Session, part: ClaimedPart, ts: str) -> bool:
    """Record that Slack has the part as message `ts`. False where the lease is no longer ours."""
    if not _settle(session, part, state="sent", ts=ts, error=""):
        return False
    waiting = exists().where(
        col(DeliveryPartRow.delivery_id) == part.delivery_id,
        col(DeliveryPartRow.state).not_in(_SETTLED),
    )
    session.execute(
        update(DeliveryRow).where(col(DeliveryRow.id) == part.delivery_id, ~waiting).values(state="sent")
    )
    return True


def mark_later(session: Session, part: ClaimedPart, *, not_before: datetime, error: str) -> bool:
    """Offer the part again from `not_before` on: Slack certainly did not take it."""
    return _settle(session, part, state="pending", not_before=not_before, error=error)


def mark_unknown(session: Session, part: ClaimedPart, *, not_before: datetime, error: str) -> bool:
    """Record that nobody knows whether Slack took the part; it is offered as ambiguous from then on."""
    return _settle(session, part, state="unknown", not_before=not_before, error=error)


def mark_rejected(session: Session, part: ClaimedPart, *, error: str) -> bool:
    """Record that Slack will never take the part, and stop the delivery."""
    if not _settle(session, part, state="rejected", error=error):
        return False
    session.execute(
        update(DeliveryRow)
        .where(col(DeliveryRow.id) == part.delivery_id)
        .values(state="stopped", error=error)
    )
    return True


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
    on, publisher, scheduler = tx.session.execute(
        select(col(IssueRow.date), col(IssueRow.published_by), col(ScheduleRow.created_by))
        .join(DeliveryRow, col(DeliveryRow.issue_id) == col(IssueRow.id))
        .outerjoin(ScheduleRow, col(ScheduleRow.publication_id) == col(IssueRow.publication_id))
        .where(col(DeliveryRow.team_id) == tx.team_id, col(DeliveryRow.id) == delivery_id)
    ).one()
    return on, publisher or scheduler


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


def _is_due(now: datetime) -> Any:
    part = DeliveryPartRow
    return or_(
        and_(
            col(part.state).in_(("pending", "unknown")),
            or_(col(part.not_before).is_(None), col(part.not_before) <= now),
        ),
        and_(col(part.state) == "sending", col(part.lease_until) < now),
    )


def _waits_for_an_earlier_one() -> Any:
    earlier = aliased(DeliveryPartRow)
    return exists().where(
        col(earlier.delivery_id) == col(DeliveryPartRow.delivery_id),
        tuple_(earlier.position, earlier.piece) < tuple_(DeliveryPartRow.position, DeliveryPartRow.piece),
        col(earlier.state).not_in(_SETTLED),
    )


def _claimed(session: Session, row: DeliveryPartRow, token: str, *, ambiguous: bool) -> ClaimedPart:
    delivery = session.get_one(DeliveryRow, row.delivery_id)
    payload = session.get_one(IssuePartRow, row.part_id).payload
    assert row.id is not None
    assert row.first_tried_at is not None
    assert row.lease_until is not None
    return ClaimedPart(
        id=row.id,
        team_id=row.team_id,
        delivery_id=row.delivery_id,
        channel_id=delivery.channel_id,
        position=row.position,
        piece=row.piece,
        payload=payload,
        root_ts=_root_ts(session, row.delivery_id) if (row.position, row.piece) != (0, 0) else None,
        token=token,
        lease_until=row.lease_until,
        attempts=row.attempts,
        first_tried_at=row.first_tried_at,
        ambiguous=ambiguous,
    )


def _root_ts(session: Session, delivery_id: int) -> str | None:
    return session.scalar(
        select(DeliveryPartRow.ts).where(
            DeliveryPartRow.delivery_id == delivery_id,
            DeliveryPartRow.position == 0,
            DeliveryPartRow.piece == 0,
        )
    )


def _settle(session: Session, part: ClaimedPart, **values: Any) -> bool:
    settled = session.scalar(
        update(DeliveryPartRow)
        .where(col(DeliveryPartRow.id) == part.id, col(DeliveryPartRow.lease_token) == part.token)
        .values(lease_token=None, lease_until=None, **values)
        .returning(col(DeliveryPartRow.id))
    )
    return settled is not None


def _state(tx: Tx, delivery: DeliveryRow, on: date) -> DeliveryState:
    assert delivery.id is not None
    states = tx.session.scalars(
        select(DeliveryPartRow.state).where(DeliveryPartRow.delivery_id == delivery.id)
    ).all()
    return DeliveryState(
        issue_date=on,
        channel_id=delivery.channel_id,
        state=delivery.state,
        error=delivery.error,
        parts={state: states.count(state) for state in sorted(set(states))},
        root_ts=_root_ts(tx.session, delivery.id),
    )


@dataclass(frozen=True, slots=True)
class PostedEntry:
    """A message in a channel that shows an entry."""

    issue_id: int
    entry_id: int
    channel_id: str
    ts: str
    piece: int


def posted_entries(tx: Tx, item_id: int) -> list[PostedEntry]:
    """Return every message that shows an item, in all channels and issues."""
    rows = tx.session.execute(
        select(
            DeliveryRow.issue_id,
            col(IssuePartRow.entry_id),
            DeliveryRow.channel_id,
            col(DeliveryPartRow.ts),
        )
        .add_columns(col(DeliveryPartRow.piece))
        .join(DeliveryPartRow, col(DeliveryPartRow.delivery_id) == col(DeliveryRow.id))
        .join(IssuePartRow, col(IssuePartRow.id) == col(DeliveryPartRow.part_id))
        .join(EntryRow, col(EntryRow.id) == col(IssuePartRow.entry_id))
        .where(
            col(DeliveryRow.team_id) == tx.team_id,
            col(EntryRow.item_id) == item_id,
            col(DeliveryPartRow.state) == "sent",
        )
        .order_by(col(DeliveryPartRow.id))
    )
    return [
        PostedEntry(issue_id, entry_id, channel_id, ts, piece)
        for issue_id, entry_id, channel_id, ts, piece in rows
    ]
