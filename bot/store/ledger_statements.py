"""The statements of every message that goes out: see `bot.store.ledger`.

SQLAlchemy takes longer to put one together than a database to carry it out, so they are put together once.
"""

from functools import cache
from typing import Any

from sqlalchemy import bindparam, case, exists, func, update
from sqlalchemy.orm import aliased
from sqlmodel import col, select

from bot.models.tables import DeliveryPartRow, DeliveryRow, IssuePartRow, PaceRow
from bot.store.teams import not_stopped

SETTLED = ("sent", "skipped")

DUE_DELIVERY = (
    select(DeliveryRow)
    .where(
        DeliveryRow.state == "pending",
        col(DeliveryRow.due_at) <= bindparam("now"),
        ~exists().where(
            col(PaceRow.team_id) == col(DeliveryRow.team_id), col(PaceRow.next_at) > bindparam("now")
        ),
        not_stopped(col(DeliveryRow.team_id)),
    )
    .order_by(col(DeliveryRow.due_at), col(DeliveryRow.id))
    .limit(1)
    .with_for_update(skip_locked=True)
)
NEXT_DUE = select(func.min(DeliveryRow.due_at), select(func.min(PaceRow.next_at)).scalar_subquery()).where(
    DeliveryRow.state == "pending", not_stopped(col(DeliveryRow.team_id))
)
TURN_OF_TEAM = select(PaceRow).where(PaceRow.team_id == bindparam("team")).with_for_update()
_ROOT = aliased(DeliveryPartRow)
FIRST_UNSETTLED = (
    select(
        DeliveryPartRow,
        col(IssuePartRow.payload),
        select(_ROOT.ts)
        .where(_ROOT.delivery_id == bindparam("delivery"), _ROOT.position == 0, _ROOT.piece == 0)
        .scalar_subquery(),
    )
    .join(IssuePartRow, col(IssuePartRow.id) == col(DeliveryPartRow.part_id))
    .where(
        DeliveryPartRow.delivery_id == bindparam("delivery"),
        col(DeliveryPartRow.state).not_in(SETTLED),
    )
    .order_by(col(DeliveryPartRow.position), col(DeliveryPartRow.piece))
    .limit(1)
    .execution_options(populate_existing=True)
)
OTHERS_OF_CHANNEL = (
    select(DeliveryRow.id)
    .where(
        DeliveryRow.team_id == bindparam("team"),
        DeliveryRow.channel_id == bindparam("channel"),
        DeliveryRow.state == "pending",
        DeliveryRow.id != bindparam("delivery"),
        col(DeliveryRow.due_at) < bindparam("until"),
    )
    .with_for_update(skip_locked=True)
)
ONE_PART_LESS = (
    update(DeliveryRow)
    .where(col(DeliveryRow.id) == bindparam("delivery"), col(DeliveryRow.state) == "pending")
    .values(
        due_at=bindparam("next_at"),
        error="",
        state=case(
            (
                exists().where(
                    col(DeliveryPartRow.delivery_id) == bindparam("delivery"),
                    col(DeliveryPartRow.state).not_in(SETTLED),
                ),
                DeliveryRow.state,
            ),
            else_="sent",
        ),
    )
)

CLAIM_PART = (
    update(DeliveryPartRow)
    .where(col(DeliveryPartRow.id) == bindparam("part"))
    .values(
        state="sending",
        lease_token=bindparam("token"),
        lease_until=bindparam("until"),
        first_tried_at=bindparam("first"),
        attempts=col(DeliveryPartRow.attempts) + 1,
    )
)
WAIT_UNTIL = (
    update(DeliveryRow).where(col(DeliveryRow.id) == bindparam("delivery")).values(due_at=bindparam("at"))
)


@cache
def settlement(columns: tuple[str, ...]) -> Any:
    """Return what settles a part that is claimed with a token: `state` is set to `new_state`, and so on."""
    return (
        update(DeliveryPartRow)
        .where(
            col(DeliveryPartRow.id) == bindparam("part"),
            col(DeliveryPartRow.lease_token) == bindparam("token"),
            col(DeliveryPartRow.state) == "sending",
        )
        .values(lease_token=None, lease_until=None, **{name: bindparam(f"new_{name}") for name in columns})
        .returning(col(DeliveryPartRow.id))
        .execution_options(synchronize_session=False)
    )
