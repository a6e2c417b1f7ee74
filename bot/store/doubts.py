"""What the ledger is not sure of: parts that nobody can vouch for, second copies, and restored databases."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from sqlalchemy import update
from sqlalchemy.orm import Session
from sqlmodel import col, select

from bot.errors import ConflictError, InvalidInputError, NotFoundError
from bot.models.tables import (
    DeliveryPartRow,
    DeliveryRow,
    FollowMatchRow,
    IssuePartRow,
    IssueRow,
    OutboxRow,
    PublicationRow,
)
from bot.store.engine import Tx
from bot.store.ledger import root_ts
from bot.store.ledger_statements import SETTLED
from bot.store.outbox import REPEATABLE
from bot.store.teams import not_stopped


@dataclass(frozen=True, slots=True)
class DoubtfulPart:
    """A part of which nobody knows whether Slack took it. `text` is its fallback text."""

    id: int
    issue_date: date
    channel_id: str
    position: int
    piece: int
    text: str

    @property
    def is_root(self) -> bool:
        return (self.position, self.piece) == (0, 0)


@dataclass(frozen=True, slots=True)
class AuditedPart:
    """A part that was sent after doubts: its channel is looked through once more, for a second copy."""

    id: int
    team_id: int
    channel_id: str
    metadata: dict[str, Any]
    root_ts: str | None
    ts: str
    first_tried_at: datetime


def get_doubtful_part(tx: Tx, part_id: int) -> DoubtfulPart:
    """Return a part that a curator has to decide about.

    Raises:
        NotFoundError: there is no such part.
        ConflictError: it was settled in the meantime, or is being looked at this moment.
    """
    found = tx.session.execute(
        select(DeliveryPartRow, DeliveryRow, col(IssueRow.date), col(IssuePartRow.payload))
        .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryPartRow.delivery_id))
        .join(IssueRow, col(IssueRow.id) == col(DeliveryRow.issue_id))
        .join(IssuePartRow, col(IssuePartRow.id) == col(DeliveryPartRow.part_id))
        .where(col(DeliveryPartRow.team_id) == tx.team_id, col(DeliveryPartRow.id) == part_id)
        .with_for_update(of=DeliveryRow)
    ).first()
    if found is None:
        raise NotFoundError("That message is not here any more.")
    part, delivery, on, payload = found
    if part.state == "sending":
        raise ConflictError("I am looking at that message this moment.", hint="Try again in a minute.")
    if part.state != "unknown":
        raise ConflictError("That message has been settled in the meantime.")
    text = (part.payload or payload)["text"]
    return DoubtfulPart(part_id, on, delivery.channel_id, part.position, part.piece, text)


def is_doubtful(tx: Tx, part_id: int) -> bool:
    """Tell whether nobody knows yet if a part was posted."""
    state = tx.session.scalar(
        select(DeliveryPartRow.state).where(
            DeliveryPartRow.team_id == tx.team_id, DeliveryPartRow.id == part_id
        )
    )
    return state in ("unknown", "sending")


def say_sent(tx: Tx, part_id: int, *, ts: str | None, now: datetime) -> None:
    """Write down a person's word that the part is in its channel, as message `ts` where they know it.

    Raises:
        InvalidInputError: it is the root, whose thread cannot go on without its `ts`.
        NotFoundError, ConflictError: see `get_doubtful_part`.
    """
    part = get_doubtful_part(tx, part_id)
    if part.is_root and not ts:
        raise InvalidInputError("The thread cannot go on without the link to this message.", field="link")
    _decide(tx, part_id, state="sent", ts=ts, now=now)


def say_absent(tx: Tx, part_id: int, *, now: datetime) -> None:
    """Write down a person's word that the part is not in its channel: it is posted again.

    Raises:
        NotFoundError, ConflictError: see `get_doubtful_part`.
    """
    get_doubtful_part(tx, part_id)
    _decide(tx, part_id, state="pending", ts=None, now=now)


def retry_delivery(tx: Tx, delivery_id: int, *, now: datetime) -> None:
    """Let a delivery that Slack stopped go on, when somebody has removed the cause.

    Raises:
        ConflictError: it is not stopped, or its issue was withdrawn.
    """
    going = tx.session.scalar(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.team_id) == tx.team_id,
            col(DeliveryRow.id) == delivery_id,
            col(DeliveryRow.state) == "stopped",
            col(DeliveryRow.error) != "withdrawn",
        )
        .values(state="pending", error="", due_at=now)
        .returning(col(DeliveryRow.id))
    )
    if going is None:
        raise ConflictError("That delivery is not stopped any more.")
    tx.session.execute(
        update(DeliveryPartRow)
        .where(
            col(DeliveryPartRow.team_id) == tx.team_id,
            col(DeliveryPartRow.delivery_id) == delivery_id,
            col(DeliveryPartRow.state) == "rejected",
        )
        .values(state="pending", error="")
    )


def ask_for_audit(session: Session, part_id: int, *, at: datetime) -> None:
    """Have a part's channel looked through for a second copy, once the part is settled."""
    session.execute(update(DeliveryPartRow).where(col(DeliveryPartRow.id) == part_id).values(audit_at=at))


def claim_audit(session: Session, *, now: datetime, again: timedelta) -> AuditedPart | None:
    """Claim a part to look for second copies of, or return None. Unless it is ended, it comes `again`."""
    row = session.scalar(
        select(DeliveryPartRow)
        .where(
            col(DeliveryPartRow.audit_at) <= now,
            DeliveryPartRow.state == "sent",
            not_stopped(col(DeliveryPartRow.team_id)),
        )
        .order_by(col(DeliveryPartRow.audit_at))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None or row.id is None:
        return None
    row.audit_at = now + again
    delivery = session.get_one(DeliveryRow, row.delivery_id)
    payload = row.payload or session.get_one(IssuePartRow, row.part_id).payload
    return AuditedPart(
        id=row.id,
        team_id=row.team_id,
        channel_id=delivery.channel_id,
        metadata=payload["metadata"],
        root_ts=root_ts(session, row.delivery_id, team_id=row.team_id)
        if (row.position, row.piece) != (0, 0)
        else None,
        ts=row.ts or "",
        first_tried_at=row.first_tried_at or delivery.created_at,
    )


def end_audit(session: Session, part_id: int) -> None:
    """Record that a part's channel was looked through."""
    session.execute(update(DeliveryPartRow).where(col(DeliveryPartRow.id) == part_id).values(audit_at=None))


def doubt_everything(session: Session, *, now: datetime) -> int:
    """After a restore: nothing that is on its way is posted before its channel was read. Return how many.

    What went out between the backup and `now` is unknown to this database, so parts opened later for issues
    up to `now` are doubted too (`restored_at`). Messages to people cannot be looked for: those that were on
    their way are taken to have arrived.
    """
    session.execute(update(PublicationRow).values(restored_at=now))
    session.execute(
        update(OutboxRow)
        .where(col(OutboxRow.done_at).is_(None), col(OutboxRow.kind).not_in(REPEATABLE))
        .values(done_at=now, error="restored", lease_token=None, lease_until=None)
    )
    session.execute(update(FollowMatchRow).where(col(FollowMatchRow.told_at).is_(None)).values(told_at=now))
    rows = session.execute(
        select(DeliveryPartRow, IssueRow.published_at, DeliveryRow.created_at)
        .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryPartRow.delivery_id))
        .join(IssueRow, col(IssueRow.id) == col(DeliveryRow.issue_id))
        .where(DeliveryRow.state == "pending", col(DeliveryPartRow.state).not_in(SETTLED))
    ).all()
    for part, published_at, created_at in rows:
        part.state, part.lease_token, part.lease_until = "unknown", None, None
        part.first_tried_at = min(published_at or created_at, part.first_tried_at or created_at)
    session.execute(update(DeliveryRow).where(col(DeliveryRow.state) == "pending").values(due_at=now))
    return len(rows)


def _decide(tx: Tx, part_id: int, *, state: str, ts: str | None, now: datetime) -> None:
    row = tx.session.scalars(
        select(DeliveryPartRow).where(DeliveryPartRow.team_id == tx.team_id, DeliveryPartRow.id == part_id)
    ).one()
    row.state, row.ts, row.error = state, ts, ""
    tx.session.flush()
    waiting = tx.session.scalar(
        select(DeliveryPartRow.id)
        .where(
            DeliveryPartRow.team_id == tx.team_id,
            DeliveryPartRow.delivery_id == row.delivery_id,
            col(DeliveryPartRow.state).not_in(SETTLED),
        )
        .limit(1)
    )
    values: dict[str, Any] = {"due_at": now, "error": ""} if waiting else {"state": "sent", "error": ""}
    tx.session.execute(
        update(DeliveryRow)
        .where(
            col(DeliveryRow.team_id) == tx.team_id,
            col(DeliveryRow.id) == row.delivery_id,
            col(DeliveryRow.state) == "pending",
        )
        .values(**values)
    )
