"""What operators watch, counted over all teams."""

from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, text
from sqlalchemy.orm import Session
from sqlmodel import col, select

from bot.models.tables import (
    DeliveryPartRow,
    DeliveryRow,
    ItemRow,
    OutboxRow,
    ProcessRow,
    ScheduleRow,
    TeamRow,
)
from bot.store.items import WAITS
from bot.store.teams import not_stopped

HELP = {
    "ainews_teams": "Slack workspaces that this database serves.",
    "ainews_queue_items": "Items that wait for an issue.",
    "ainews_items": "Items that can be found.",
    "ainews_search_documents": "Items in the search index; as many as ainews_items where all is well.",
    "ainews_deliveries": "Issues on their way into channels, by state: pending, sent, stopped.",
    "ainews_delivery_oldest_seconds": "How long the oldest delivery has been on its way, 0 for none.",
    "ainews_outbox_depth": "Changes that must still reach Slack.",
    "ainews_outbox_oldest_seconds": "How long the oldest of them has been due, 0 for none.",
    "ainews_last_issue_timestamp_seconds": "When an issue was last posted into a channel, by Slack's clock.",
    "ainews_slot_overdue_seconds": "How long the earliest slot is past without having been used, 0 for none.",
    "ainews_processes": "Processes that reported within the last minute and a half.",
}
"""Every number's name, and what it is."""

Numbers = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def count_everything(session: Session, *, now: datetime, real_now: datetime, seen_since: datetime) -> Numbers:
    """Return the numbers by name and labels. `now` decides slots and can be moved; `real_now` cannot.

    Each is answered from an index or a small table; the two counts of items take some milliseconds for
    100,000. What waits for a team that was stopped is not late: nothing is done for it.
    """
    oldest_errand, errands = session.execute(
        select(func.min(OutboxRow.due_at), func.count()).where(
            col(OutboxRow.done_at).is_(None), not_stopped(col(OutboxRow.team_id))
        )
    ).one()
    delivered = last_delivered(session)
    numbers = {
        "ainews_teams": _count(session, col(TeamRow.slack_id).is_not(None)),
        "ainews_queue_items": _count(session, WAITS, ItemRow.state == "active"),
        "ainews_items": _count(session, ItemRow.state == "active"),
        "ainews_search_documents": float(session.scalar(text("SELECT count(*) FROM search_document")) or 0),
        "ainews_delivery_oldest_seconds": _age(_oldest_delivery(session), real_now),
        "ainews_outbox_depth": float(errands),
        "ainews_outbox_oldest_seconds": _age(oldest_errand, real_now),
        "ainews_last_issue_timestamp_seconds": delivered.timestamp() if delivered else 0.0,
        "ainews_slot_overdue_seconds": _age(_next_slot(session), now),
        "ainews_processes": _count(session, col(ProcessRow.seen_at) >= seen_since),
    }
    return {(name, ()): value for name, value in numbers.items()} | _deliveries(session)


def last_delivered(session: Session) -> datetime | None:
    """Return when the issue that was delivered last began to appear in its channel, by Slack's clock."""
    ts = session.scalar(
        select(col(DeliveryPartRow.ts))
        .join(DeliveryRow, col(DeliveryRow.id) == col(DeliveryPartRow.delivery_id))
        .where(
            DeliveryRow.state == "sent",
            DeliveryPartRow.state == "sent",
            DeliveryPartRow.position == 0,
            DeliveryPartRow.piece == 0,
        )
        .order_by(col(DeliveryRow.id).desc())
        .limit(1)
    )
    return datetime.fromtimestamp(float(ts), UTC) if ts else None


def _deliveries(session: Session) -> Numbers:
    """All states are there, also those with nothing in them: an alert cannot watch what is missing."""
    found = dict.fromkeys(("pending", "sent", "stopped"), 0)
    rows = session.execute(select(col(DeliveryRow.state), func.count()).group_by(col(DeliveryRow.state)))
    found |= {str(state): int(count) for state, count in rows}
    return {("ainews_deliveries", (("state", state),)): float(count) for state, count in found.items()}


def _oldest_delivery(session: Session) -> datetime | None:
    return session.scalar(
        select(func.min(DeliveryRow.created_at)).where(
            DeliveryRow.state == "pending", not_stopped(col(DeliveryRow.team_id))
        )
    )


def _next_slot(session: Session) -> datetime | None:
    return session.scalar(select(func.min(ScheduleRow.next_at)).where(not_stopped(col(ScheduleRow.team_id))))


def _count(session: Session, *conditions: Any) -> float:
    return float(session.scalar(select(func.count()).where(*conditions)) or 0)


def _age(moment: datetime | None, now: datetime) -> float:
    return max((now - moment).total_seconds(), 0.0) if moment else 0.0
