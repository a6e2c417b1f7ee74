"""Requests from Slack that were taken in: each one once."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from bot.models.tables import InboxRow
from bot.store.engine import Tx, add_new

INTRODUCTION = "introduction"
"""The kind under which it is noted that the bot has greeted somebody."""


def take_in(tx: Tx, request_id: str, *, kind: str, now: datetime) -> bool:
    """Record a request; False where it was recorded before, so that it is not handled twice."""
    return add_new(
        tx.session, InboxRow(team_id=tx.team_id, request_id=request_id, kind=kind, received_at=now)
    )


def forget_requests(session: Session, *, before: datetime) -> None:
    """Drop all teams' records that are too old for Slack to send the request again.

    Introductions stay: nobody is greeted twice.
    """
    session.execute(
        delete(InboxRow).where(col(InboxRow.received_at) < before, col(InboxRow.kind) != INTRODUCTION)
    )
