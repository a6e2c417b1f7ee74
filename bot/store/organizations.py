"""How a team writes organisations, as it was learned from its curators' edits."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col, select

from bot.models.tables import OrganizationAliasRow
from bot.store.engine import Tx


def learned_names(tx: Tx) -> dict[str, str]:
    """Return what each name that a curator corrected is to be written as."""
    rows = tx.session.execute(
        select(OrganizationAliasRow.alias, OrganizationAliasRow.name).where(
            OrganizationAliasRow.team_id == tx.team_id
        )
    )
    return {alias: name for alias, name in rows}  # noqa: C416  dict() does not take rows


def learn_name(tx: Tx, alias: str, name: str, *, by: str | None, now: datetime) -> None:
    """Remember that `alias` is written `name`. What was learned the other way round is forgotten."""
    for known in (alias, name):
        tx.session.execute(
            delete(OrganizationAliasRow).where(
                col(OrganizationAliasRow.team_id) == tx.team_id, col(OrganizationAliasRow.alias) == known
            )
        )
    tx.session.add(
        OrganizationAliasRow(team_id=tx.team_id, alias=alias, name=name, learned_from=by, learned_at=now)
    )
    tx.session.flush()
