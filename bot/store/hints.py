"""Channels in which people are told that a link they pasted was covered."""

from datetime import datetime

from sqlalchemy import delete
from sqlmodel import col

from bot.models.tables import HintChannelRow
from bot.store.engine import Tx, add_new


def gives_hints(tx: Tx, channel_id: str) -> bool:
    """Tell whether hints are on in a channel."""
    return tx.session.get(HintChannelRow, (tx.team_id, channel_id)) is not None


def set_hints(tx: Tx, channel_id: str, *, on: bool, by: str, now: datetime) -> None:
    """Switch a channel's hints on or off."""
    if on:
        add_new(tx.session, HintChannelRow(team_id=tx.team_id, channel_id=channel_id, set_by=by, set_at=now))
        return
    tx.session.execute(
        delete(HintChannelRow).where(
            col(HintChannelRow.team_id) == tx.team_id, col(HintChannelRow.channel_id) == channel_id
        )
    )
