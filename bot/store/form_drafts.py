"""What people had typed into forms that they closed."""

from datetime import datetime

from sqlalchemy import delete
from sqlalchemy.orm import Session
from sqlmodel import col

from bot.models.tables import FormDraftRow
from bot.store.engine import Tx


def keep_typed(tx: Tx, person: str, form: str, fields: dict[str, str], *, now: datetime) -> None:
    """Keep what a person typed into a form, in the place of what was kept before."""
    tx.session.merge(FormDraftRow(team_id=tx.team_id, person=person, form=form, fields=fields, kept_at=now))
    tx.session.flush()


def kept_typed(tx: Tx, person: str, form: str, *, since: datetime) -> dict[str, str]:
    """Return what was kept of a form after `since`; nothing where nothing was."""
    row = tx.session.get(FormDraftRow, (tx.team_id, person, form))
    if row is None or row.kept_at <= since:
        return {}
    return {str(name): str(value) for name, value in row.fields.items()}


def forget_typed(tx: Tx, person: str, form: str) -> None:
    """Drop what was kept: the form was submitted."""
    tx.session.execute(
        delete(FormDraftRow).where(
            col(FormDraftRow.team_id) == tx.team_id,
            col(FormDraftRow.person) == person,
            col(FormDraftRow.form) == form,
        )
    )


def forget_old_forms(session: Session, *, before: datetime) -> None:
    """Drop all teams' forms that were closed before then and not opened again."""
    session.execute(delete(FormDraftRow).where(col(FormDraftRow.kept_at) < before))
