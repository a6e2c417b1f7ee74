"""What of issues is not posted yet, and why: for who settles it in the terminal.

Who posts which part is `bot/store/ledger.py`; what people decide about it `bot/store/doubts.py`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from sqlmodel import col, select

from bot.errors import NotFoundError
from bot.models.tables import DeliveryPartRow, DeliveryRow, IssuePartRow, IssueRow, SubscriptionRow
from bot.store.deliveries import WITHDRAWN
from bot.store.engine import Tx


@dataclass(frozen=True, slots=True)
class MessageState:
    """One message of a delivery. `text` is its fallback text, `error` what Slack last said of it."""

    id: int
    position: int
    piece: int
    state: str
    attempts: int
    error: str
    ts: str | None
    text: str

    @property
    def is_root(self) -> bool:
        return (self.position, self.piece) == (0, 0)

    def as_json(self) -> dict[str, Any]:
        return {
            "position": self.position,
            "piece": self.piece,
            "state": self.state,
            "attempts": self.attempts,
            "error": self.error,
            "ts": self.ts,
            "text": self.text,
        }


@dataclass(frozen=True, slots=True)
class Delivery:
    """An issue on its way into one channel, message by message. `due_at` is when it goes on, real time."""

    id: int
    issue_date: date
    channel_id: str
    channel_name: str
    state: str
    error: str
    due_at: datetime | None
    messages: tuple[MessageState, ...]

    @property
    def channel(self) -> str:
        return f"#{self.channel_name}" if self.channel_name else self.channel_id

    @property
    def is_whole(self) -> bool:
        """Whether it is posted, or was withdrawn and is not to be posted."""
        return self.state == "sent" or (self.state == "stopped" and self.error == WITHDRAWN)

    @property
    def posted(self) -> int:
        return sum(message.state == "sent" for message in self.messages)

    @property
    def next_message(self) -> MessageState | None:
        """The first message that is not settled: all others wait for it."""
        return next((one for one in self.messages if one.state not in {"sent", "skipped"}), None)


def deliveries_not_posted(tx: Tx) -> list[Delivery]:
    """Return what is on its way or stopped, the oldest issues first."""
    rows = tx.session.execute(
        _deliveries(tx)
        .where(col(DeliveryRow.state) != "sent")
        .order_by(col(IssueRow.date), col(DeliveryRow.id))
    ).all()
    found = [_delivery(tx, *row) for row in rows]
    return [one for one in found if not one.is_whole]


def get_delivery(tx: Tx, delivery_id: int) -> Delivery:
    """Return a delivery, whatever became of it.

    Raises:
        NotFoundError: there is none of that number.
    """
    row = tx.session.execute(_deliveries(tx).where(DeliveryRow.id == delivery_id)).first()
    if row is None:
        raise NotFoundError(
            f"There is no delivery {delivery_id}.", hint="`ainews issue deliveries` shows their numbers."
        )
    return _delivery(tx, *row)


def _deliveries(tx: Tx) -> Any:
    return (
        select(DeliveryRow, col(IssueRow.date), col(SubscriptionRow.channel_name))
        .join(IssueRow, col(IssueRow.id) == col(DeliveryRow.issue_id))
        .outerjoin(
            SubscriptionRow,
            (col(SubscriptionRow.publication_id) == col(IssueRow.publication_id))
            & (col(SubscriptionRow.channel_id) == col(DeliveryRow.channel_id)),
        )
        .where(DeliveryRow.team_id == tx.team_id)
    )


def _delivery(tx: Tx, row: DeliveryRow, on: date, channel_name: str | None) -> Delivery:
    assert row.id is not None
    return Delivery(
        row.id,
        on,
        row.channel_id,
        channel_name or "",
        row.state,
        row.error,
        row.due_at,
        tuple(_messages(tx, row.id)),
    )


def _messages(tx: Tx, delivery_id: int) -> Sequence[MessageState]:
    rows = tx.session.execute(
        select(DeliveryPartRow, col(IssuePartRow.payload))
        .join(IssuePartRow, col(IssuePartRow.id) == col(DeliveryPartRow.part_id))
        .where(DeliveryPartRow.team_id == tx.team_id, DeliveryPartRow.delivery_id == delivery_id)
        .order_by(col(DeliveryPartRow.position), col(DeliveryPartRow.piece))
    )
    return [
        MessageState(
            part.id or 0,
            part.position,
            part.piece,
            part.state,
            part.attempts,
            part.error,
            part.ts,
            str((part.payload or payload)["text"]),
        )
        for part, payload in rows
    ]
