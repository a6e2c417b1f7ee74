"""What curators decided about the next issue. Its items are the queue; these are their order and words."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import update
from sqlmodel import col, delete, select

from bot.errors import ConflictError
from bot.models.tables import DraftRow
from bot.store.engine import Tx, add_new


@dataclass(frozen=True, slots=True)
class Choices:
    """A publication's draft. `order`, `pinned` and `held` hold item ids; version 0 is one that nobody touched
    yet.
    """

    title: str = ""
    introduction: str = ""
    order: tuple[int, ...] = ()
    pinned: tuple[int, ...] = ()
    held: tuple[int, ...] = ()
    version: int = 0
    changed_by: str | None = None


def find_choices(tx: Tx, publication_id: int) -> Choices:
    """Return what was decided so far."""
    row = tx.session.scalar(
        select(DraftRow).where(DraftRow.team_id == tx.team_id, DraftRow.publication_id == publication_id)
    )
    if row is None:
        return Choices()
    return Choices(
        row.title,
        row.introduction,
        tuple(row.order),
        tuple(row.pinned),
        tuple(row.held),
        row.version,
        row.changed_by,
    )


def save_choices(tx: Tx, publication_id: int, choices: Choices, *, by: str | None, now: datetime) -> Choices:
    """Write down what was decided on the draft as it was at `choices.version`.

    Raises:
        ConflictError: somebody else changed the draft since.
    """
    values: dict[str, Any] = {
        "title": choices.title,
        "introduction": choices.introduction,
        "order": list(choices.order),
        "pinned": list(choices.pinned),
        "held": list(choices.held),
        "version": choices.version + 1,
        "changed_by": by,
        "changed_at": now,
    }
    if choices.version == 0:
        saved = add_new(tx.session, DraftRow(team_id=tx.team_id, publication_id=publication_id, **values))
    else:
        changed = (
            update(DraftRow)
            .where(
                col(DraftRow.team_id) == tx.team_id,
                col(DraftRow.publication_id) == publication_id,
                col(DraftRow.version) == choices.version,
            )
            .values({getattr(DraftRow, name): value for name, value in values.items()})
            .returning(col(DraftRow.id))
        )
        saved = tx.session.scalar(changed) is not None
    if not saved:
        raise ConflictError("Somebody else changed the draft in the meantime.")
    return find_choices(tx, publication_id)


def forget_choices(tx: Tx, publication_id: int) -> None:
    """Begin the next draft anew, once an issue is published."""
    tx.session.execute(
        delete(DraftRow).where(
            col(DraftRow.team_id) == tx.team_id, col(DraftRow.publication_id) == publication_id
        )
    )
