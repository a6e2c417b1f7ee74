"""Requests from Slack that were taken in: each one once, and answered even where a process dies over it."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, delete, tuple_, update
from sqlalchemy.orm import Session
from sqlmodel import col, select

from bot.models.tables import InboxRow
from bot.store.engine import Tx, insert_new
from bot.store.teams import not_stopped

INTRODUCTION = "introduction"
"""The kind under which it is noted that the bot has greeted somebody."""

_TIMES = "ainews_times"
_AT_ONCE = 20

_FINISH = (
    update(InboxRow)
    .where(col(InboxRow.team_id) == bindparam("team"), col(InboxRow.request_id) == bindparam("request"))
    .values(body=None, due_at=None)
)
"""Every command ends with it: to write it anew took as long as to run it."""


@dataclass(frozen=True, slots=True)
class UnansweredRequest:
    """A request that a process died over; `times` is how often it has been taken on, this time included."""

    id: str
    body: dict[str, Any]
    times: int


def take_in(
    tx: Tx,
    request_id: str,
    *,
    kind: str,
    now: datetime,
    body: dict[str, Any] | None = None,
    due_at: datetime | None = None,
) -> bool:
    """Record a request; False where it was recorded before, so that it is not handled twice.

    With a `body` it is kept until `finish`, and another process takes it on at `due_at` (real time).
    """
    return insert_new(
        tx.session,
        InboxRow,
        team_id=tx.team_id,
        request_id=request_id,
        kind=kind,
        received_at=now,
        body=body,
        due_at=due_at,
    )


def finish(session: Session, team_id: int, request_id: str) -> None:
    """Record that a request is answered, and drop what it said."""
    session.connection().execute(_FINISH, {"team": team_id, "request": request_id})


def still_at(session: Session, requests: Iterable[tuple[int, str]], *, until: datetime) -> None:
    """Record that a process works on requests (team and id), and will say so again before `until`."""
    session.execute(
        update(InboxRow)
        .where(
            tuple_(col(InboxRow.team_id), col(InboxRow.request_id)).in_(list(requests)),
            col(InboxRow.due_at).is_not(None),
        )
        .values(due_at=until)
        .execution_options(synchronize_session=False)
    )


def claim_unanswered(
    session: Session, *, now: datetime, until: datetime, most_times: int
) -> list[UnansweredRequest]:
    """Claim requests of all teams that no process is at any more. Those taken on too often are given up."""
    rows = session.scalars(
        select(InboxRow)
        .where(col(InboxRow.due_at) <= now, not_stopped(col(InboxRow.team_id)))
        .order_by(col(InboxRow.due_at))
        .limit(_AT_ONCE)
        .with_for_update(skip_locked=True)
    ).all()
    claimed = []
    for row in rows:
        body = row.body or {}
        times = int(body.get(_TIMES, 0)) + 1
        if times > most_times or not body:
            row.body, row.due_at = None, None
            continue
        row.body, row.due_at = {**body, _TIMES: times}, until
        said = {name: value for name, value in body.items() if name != _TIMES}
        claimed.append(UnansweredRequest(row.request_id, said, times))
    session.flush()
    return claimed


def forget_requests(session: Session, *, before: datetime) -> None:
    """Drop all teams' records that are too old for Slack to send the request again.

    Introductions stay: nobody is greeted twice.
    """
    session.execute(
        delete(InboxRow).where(col(InboxRow.received_at) < before, col(InboxRow.kind) != INTRODUCTION)
    )
