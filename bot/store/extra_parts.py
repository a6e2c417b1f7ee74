"""Further messages of what was posted already: a corrected text can need more of them than stand in Slack."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlmodel import col, select

from bot.models.tables import DeliveryPartRow, DeliveryRow, IssueRow
from bot.models.values import IssueStatus
from bot.store.deliveries import PostedPart, doubted_since
from bot.store.engine import Tx
from bot.store.ledger import renumbered


@dataclass(frozen=True, slots=True)
class Layout:
    """How many messages one position of a delivery has. `was_split`: Slack found one of them too long.

    A position whose text only grew by a correction was not split: its first messages are as they were frozen.
    """

    count: int
    was_split: bool


def layout_of(tx: Tx, copy: PostedPart) -> Layout:
    """Return how the position is laid out that a posted message belongs to."""
    rows = _rows(tx, copy)
    frozen = {row.part_id for row in rows if row.payload is None}
    return Layout(len(rows), any(row.payload is not None and row.part_id not in frozen for row in rows))


def add_parts(
    tx: Tx, copy: PostedPart, payloads: Sequence[dict[str, Any]], *, split: bool = False, now: datetime
) -> int:
    """Put what a position lacks on its way, and return how many messages that are.

    `payloads` are all messages of the position; those that it has already are left to `chat.update`. The
    others go through the ledger as any part does, so each of them is posted once. With `split`, it is noted
    that Slack found the position's messages too long. Nothing happens once the issue is withdrawn. `now` is
    real time.
    """
    delivery = tx.session.scalars(
        select(DeliveryRow)
        .where(DeliveryRow.team_id == tx.team_id, DeliveryRow.id == copy.delivery_id)
        .with_for_update()
    ).one()
    if not _is_published(tx, copy.issue_id):
        return 0
    rows = _rows(tx, copy)
    if split:
        for row, payload in zip(rows, payloads, strict=False):
            row.payload = renumbered(payload, copy.position, row.piece)
    since = doubted_since(tx, copy.issue_id)
    extra = [
        DeliveryPartRow(
            team_id=tx.team_id,
            delivery_id=copy.delivery_id,
            part_id=rows[-1].part_id,
            position=copy.position,
            piece=piece,
            payload=renumbered(payload, copy.position, piece),
            state="unknown" if since else "pending",
            first_tried_at=since,
        )
        for piece, payload in enumerate(payloads[len(rows) :], start=len(rows))
    ]
    tx.session.add_all(extra)
    if extra and delivery.state == "sent":
        delivery.state, delivery.due_at = "pending", now
    tx.session.flush()
    return len(extra)


def posted_beside(tx: Tx, copy: PostedPart) -> list[int]:
    """Return the parts of a message's position that are posted, itself among them."""
    return [row.id for row in _rows(tx, copy) if row.id is not None and row.state == "sent"]


def _rows(tx: Tx, copy: PostedPart) -> Sequence[DeliveryPartRow]:
    return tx.session.scalars(
        select(DeliveryPartRow)
        .where(
            DeliveryPartRow.team_id == tx.team_id,
            DeliveryPartRow.delivery_id == copy.delivery_id,
            DeliveryPartRow.position == copy.position,
        )
        .order_by(col(DeliveryPartRow.piece))
    ).all()


def _is_published(tx: Tx, issue_id: int) -> bool:
    status = tx.session.scalar(
        select(IssueRow.status).where(IssueRow.team_id == tx.team_id, IssueRow.id == issue_id)
    )
    return status == IssueStatus.PUBLISHED.value
