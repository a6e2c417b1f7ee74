"""The ledger of deliveries: who posts which part, and what became of it.

A part is claimed with a lease before it is posted, and every later word on it names the lease's token, so
that a sender that slept past its lease cannot overwrite what another one found out. A delivery's parts go
out in order: only the first one that is not settled is ever offered. Transactions lock a delivery before its
parts, so that no two of them wait for each other.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from sqlalchemy import exists, update
from sqlalchemy.orm import Session
from sqlmodel import col, select

from bot.models.tables import DeliveryPartRow, DeliveryRow, IssuePartRow, PaceRow
from bot.store.engine import add_new
from bot.store.ledger_statements import (
    CLAIM_PART,
    DUE_DELIVERY,
    FIRST_UNSETTLED,
    NEXT_DUE,
    ONE_PART_LESS,
    OTHERS_OF_CHANNEL,
    TURN_OF_TEAM,
    WAIT_UNTIL,
    settlement,
)

RATE_LIMITED = "ratelimited"
_AFTER_LEASE = timedelta(seconds=1)
_BURST = timedelta(seconds=1)
"""A team that was idle, or whose sender woke late, may catch up on this much."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How fast messages may go out: the least time between two into one channel, and between two of a team.

    Slack allows about one a second a channel, and several hundred a minute a workspace:
    https://docs.slack.dev/apis/web-api/rate-limits
    """

    channel: timedelta = timedelta(seconds=1)
    team: timedelta = timedelta(seconds=60) / 300


UNPACED = Pace(timedelta(), timedelta())
"""For servers that keep no rates, such as the playground in tests."""


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
    trace: str = ""

    @property
    def is_root(self) -> bool:
        return (self.position, self.piece) == (0, 0)


def claim_part(
    session: Session,
    *,
    token: str,
    now: datetime,
    slack_now: datetime,
    lease: timedelta,
    pace: Pace = UNPACED,
) -> ClaimedPart | None:
    """Claim the next part that may be posted, of any team, or return None.

    Parts whose lease ran out are offered again as ambiguous. `now` is real time, for leases; `slack_now` is
    Slack's, by which its messages are dated: the same, but for the playground with its movable clock.
    """
    delivery = session.scalar(DUE_DELIVERY, {"now": now})
    if delivery is None or not _take_turn(session, delivery.team_id, now, pace):
        return None
    found = _first_unsettled(session, delivery)
    if found is None:
        delivery.state = "sent"
        return None
    row, frozen, thread = found
    ambiguous = row.state != "pending"
    lease_until, first_tried_at = now + lease, row.first_tried_at or slack_now
    claim = {"part": row.id, "token": token, "until": lease_until, "first": first_tried_at}
    session.connection().execute(CLAIM_PART, claim)
    session.connection().execute(WAIT_UNTIL, {"delivery": delivery.id, "at": lease_until + _AFTER_LEASE})
    _hold_channel(session, delivery, until=now + pace.channel)
    assert row.id is not None
    return ClaimedPart(
        id=row.id,
        team_id=row.team_id,
        delivery_id=row.delivery_id,
        channel_id=delivery.channel_id,
        position=row.position,
        piece=row.piece,
        payload=row.payload or frozen,
        root_ts=thread if (row.position, row.piece) != (0, 0) else None,
        token=token,
        lease_until=lease_until,
        attempts=row.attempts + 1,
        first_tried_at=first_tried_at,
        ambiguous=ambiguous,
        trace=delivery.trace,
    )


def next_due(session: Session) -> datetime | None:
    """Return when the next delivery may go on, in real time; None where nothing is on its way."""
    row = session.execute(NEXT_DUE).one()
    due: datetime | None = row[0]
    turn: datetime | None = row[1]
    return max(due, turn) if due is not None and turn is not None else due


def mark_sent(
    session: Session,
    part: ClaimedPart,
    ts: str,
    *,
    now: datetime,
    pace: Pace = UNPACED,
    audit_at: datetime | None = None,
) -> bool:
    """Record that Slack has the part as message `ts`. False where the lease is no longer ours.

    With `audit_at`, the channel is looked through once more at that time, for a second copy.
    """
    if not _settle(session, part, state="sent", ts=ts, error="", audit_at=audit_at):
        return False
    session.connection().execute(ONE_PART_LESS, {"delivery": part.delivery_id, "next_at": now + pace.channel})
    return True


def mark_later(session: Session, part: ClaimedPart, *, not_before: datetime, error: str) -> bool:
    """Offer the part again from `not_before` on: Slack certainly did not take it."""
    if not _settle(session, part, state="pending", error=error):
        return False
    _due_again(session, part, not_before, error)
    return True


def mark_unknown(session: Session, part: ClaimedPart, *, not_before: datetime, error: str) -> bool:
    """Record that nobody knows whether Slack took the part; it is offered as ambiguous from then on."""
    if not _settle(session, part, state="unknown", error=error):
        return False
    _due_again(session, part, not_before, error)
    return True


def mark_rate_limited(session: Session, part: ClaimedPart, *, now: datetime, until: datetime) -> bool:
    """Let the channel wait as long as Slack asked for; the team too where a second channel is limited.

    Slack does not say which of its two limits was met: a channel's, or the workspace's.
    """
    others = exists().where(
        col(DeliveryRow.team_id) == part.team_id,
        col(DeliveryRow.channel_id) != part.channel_id,
        col(DeliveryRow.state) == "pending",
        col(DeliveryRow.error) == RATE_LIMITED,
        col(DeliveryRow.due_at) > now,
    )
    state = "unknown" if part.ambiguous else "pending"
    if not _settle(session, part, state=state, error=RATE_LIMITED):
        return False
    team_is_limited = session.scalar(select(others))
    _due_again(session, part, until, RATE_LIMITED)
    _hold_channel(session, session.get_one(DeliveryRow, part.delivery_id), until=until)
    if team_is_limited:
        session.execute(
            update(PaceRow)
            .where(col(PaceRow.team_id) == part.team_id, col(PaceRow.next_at) < until)
            .values(next_at=until)
        )
    return True


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


def mark_split(
    session: Session, part: ClaimedPart, pieces: Sequence[dict[str, Any]], *, now: datetime
) -> bool:
    """Put several pieces in the place of a part that Slack found too long. They are due at once.

    The first keeps the part's number; later pieces of the same position, none of which is posted yet, move
    on. The change is this delivery's own: other channels may have the part as it was.
    """
    if not _settle(session, part, state="pending", error="", payload=pieces[0]):
        return False
    shift = len(pieces) - 1
    later = session.scalars(
        select(DeliveryPartRow)
        .where(
            DeliveryPartRow.delivery_id == part.delivery_id,
            DeliveryPartRow.position == part.position,
            DeliveryPartRow.piece > part.piece,
        )
        .order_by(col(DeliveryPartRow.piece).desc())
    ).all()
    for row in later:  # from the last one on, so that no two have one number
        row.payload = renumbered(_payload(session, row), row.position, row.piece + shift)
        row.piece += shift
        session.flush()
    original = session.get_one(DeliveryPartRow, part.id)
    for number, payload in enumerate(pieces[1:], start=part.piece + 1):
        session.add(
            DeliveryPartRow(
                team_id=part.team_id,
                delivery_id=part.delivery_id,
                part_id=original.part_id,
                position=part.position,
                piece=number,
                payload=renumbered(payload, part.position, number),
            )
        )
    _due_again(session, part, now, "")
    return True


def renumbered(payload: dict[str, Any], position: int, piece: int) -> dict[str, Any]:
    """Return a message with the metadata of another place in its thread."""
    metadata = payload["metadata"]
    event_payload = {**metadata["event_payload"], "position": position, "piece": piece}
    return {**payload, "metadata": {**metadata, "event_payload": event_payload}}


def _take_turn(session: Session, team_id: int, now: datetime, pace: Pace) -> bool:
    """Take one of the team's posts a minute. False where another sender was quicker."""
    if not pace.team:
        return True
    turn = session.scalar(TURN_OF_TEAM, {"team": team_id})
    if turn is None:
        return add_new(session, PaceRow(team_id=team_id, next_at=now + pace.team))
    if turn.next_at > now:
        return False
    turn.next_at = max(turn.next_at, now - _BURST) + pace.team
    return True


def _first_unsettled(
    session: Session, delivery: DeliveryRow
) -> tuple[DeliveryPartRow, dict[str, Any], str | None] | None:
    """Return the next part of a delivery, its frozen message, and the root's `ts` once that is posted."""
    found = session.execute(FIRST_UNSETTLED, {"delivery": delivery.id}).first()
    return (found[0], found[1], found[2]) if found else None


def _hold_channel(session: Session, delivery: DeliveryRow, *, until: datetime) -> None:
    """Let other issues that are on their way into the same channel wait too."""
    mine = {"team": delivery.team_id, "channel": delivery.channel_id, "delivery": delivery.id, "until": until}
    ids = session.scalars(OTHERS_OF_CHANNEL, mine).all()
    if ids:
        session.execute(update(DeliveryRow).where(col(DeliveryRow.id).in_(ids)).values(due_at=until))


def _due_again(session: Session, part: ClaimedPart, at: datetime, error: str) -> None:
    session.execute(
        update(DeliveryRow).where(col(DeliveryRow.id) == part.delivery_id).values(due_at=at, error=error)
    )


def _payload(session: Session, row: DeliveryPartRow) -> dict[str, Any]:
    return row.payload or session.get_one(IssuePartRow, row.part_id).payload


def root_ts(session: Session, delivery_id: int, *, team_id: int) -> str | None:
    """Return the `ts` of a delivery's root message, once it is posted."""
    return session.scalar(
        select(DeliveryPartRow.ts).where(
            DeliveryPartRow.team_id == team_id,
            DeliveryPartRow.delivery_id == delivery_id,
            DeliveryPartRow.position == 0,
            DeliveryPartRow.piece == 0,
        )
    )


def _settle(session: Session, part: ClaimedPart, **values: Any) -> bool:
    if session.get_bind().dialect.name != "sqlite":  # there the transaction itself is the lock
        session.execute(select(DeliveryRow.id).where(DeliveryRow.id == part.delivery_id).with_for_update())
    new = {f"new_{name}": value for name, value in values.items()}
    settled = session.scalar(settlement(tuple(values)), {"part": part.id, "token": part.token, **new})
    return settled is not None
