"""Changes that must reach Slack, written in the transaction that made them and drained by ticks."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import or_, update
from sqlalchemy.orm import Session
from sqlmodel import col, select

from bot.models.tables import OutboxRow
from bot.operating.trace import current_trace
from bot.store.engine import Tx, add_new
from bot.store.teams import not_stopped

REPEATABLE = ("refresh_item", "correct_item", "refresh_part", "withdraw_part")
"""Kinds that bring Slack to what the database says: carried out twice, they change nothing more."""


@dataclass(frozen=True, slots=True)
class OutboxEntry:
    """A change that the caller alone may carry out until its lease ends."""

    id: int
    team_id: int
    kind: str
    payload: dict[str, Any]
    attempts: int
    token: str
    trace: str = ""


def put(tx: Tx, kind: str, payload: dict[str, Any], *, now: datetime, once_key: str | None = None) -> bool:
    """Note a change to carry out; with a `once_key`, only the first one of that key. True where it is new."""
    return add_new(
        tx.session,
        OutboxRow(
            team_id=tx.team_id,
            kind=kind,
            payload=payload,
            once_key=once_key,
            due_at=now,
            created_at=now,
            trace=current_trace(),
        ),
    )


def put_once_a_minute(tx: Tx, kind: str, subject: int, payload: dict[str, Any], *, now: datetime) -> None:
    """Note a change of something that may change often. It is carried out at most once a minute for each
    `subject`: at once if that is free, otherwise when the next minute begins. `now` is real time.
    """
    due, minute = now, now.replace(second=0, microsecond=0)
    while not put(tx, kind, payload, now=due, once_key=(key := f"{kind}:{subject}:{minute:%Y%m%d%H%M}")):
        # Locked until this transaction ends: who carries it out must not read the state from before.
        known = tx.session.scalars(
            select(OutboxRow)
            .where(OutboxRow.team_id == tx.team_id, OutboxRow.once_key == key)
            .with_for_update()
        ).one()
        if known.done_at is None and known.lease_token is None:
            return  # not carried out yet, so it will carry this change too
        due = minute = minute + timedelta(minutes=1)


def claim(session: Session, *, token: str, now: datetime, lease: timedelta) -> OutboxEntry | None:
    """Claim the next change that is due, of any team, or return None."""
    row = session.scalar(
        select(OutboxRow)
        .where(
            col(OutboxRow.done_at).is_(None),
            col(OutboxRow.due_at) <= now,
            or_(col(OutboxRow.lease_until).is_(None), col(OutboxRow.lease_until) < now),
            not_stopped(col(OutboxRow.team_id)),
        )
        .order_by(col(OutboxRow.due_at), col(OutboxRow.id))
        .limit(1)
        .with_for_update(skip_locked=True)
    )
    if row is None:
        return None
    row.lease_token, row.lease_until = token, now + lease
    row.attempts += 1
    session.flush()
    assert row.id is not None
    return OutboxEntry(row.id, row.team_id, row.kind, row.payload, row.attempts, token, row.trace)


def remember(tx: Tx, entry_id: int, **known: Any) -> None:
    """Note in a change's payload what came of it."""
    row = tx.session.scalars(
        select(OutboxRow).where(OutboxRow.team_id == tx.team_id, OutboxRow.id == entry_id)
    ).one()
    row.payload = {**row.payload, **known}


def recent(tx: Tx, kind: str, *, since: datetime) -> list[tuple[dict[str, Any], datetime, bool]]:
    """Return the payloads of the changes of a kind since a moment, newest first.

    With each, when it was noted, and whether it is done; a change is also done that Slack refused for good.
    """
    rows = tx.session.scalars(
        select(OutboxRow)
        .where(OutboxRow.team_id == tx.team_id, OutboxRow.kind == kind, OutboxRow.created_at >= since)
        .order_by(col(OutboxRow.id).desc())
    )
    return [(row.payload, row.created_at, row.done_at is not None) for row in rows]


def settle(
    session: Session, entry: OutboxEntry, *, now: datetime, error: str = "", retry_at: datetime | None = None
) -> bool:
    """Record what became of a change: done, or due again at `retry_at`. False where the lease was lost."""
    settled = session.scalar(
        update(OutboxRow)
        .where(col(OutboxRow.id) == entry.id, col(OutboxRow.lease_token) == entry.token)
        .values(
            lease_token=None,
            lease_until=None,
            error=error,
            done_at=None if retry_at else now,
            due_at=retry_at or col(OutboxRow.due_at),
        )
        .returning(col(OutboxRow.id))
    )
    return settled is not None
