"""Which earlier items a story follows, as curators decided."""

from datetime import datetime

from sqlmodel import Field, SQLModel

from bot.models.tables.columns import long_text, moment


class EarlierItemRow(SQLModel, table=True):
    """That an item follows an earlier one, or that it only seemed to: then `accepted` is false.

    What nobody decided yet has no row. `permalink` leads to the earlier item's message in Slack, as Slack
    gave it when a curator accepted; empty where no channel has one.
    """

    __tablename__ = "earlier_item"

    team_id: int = Field(foreign_key="team.id", ondelete="CASCADE", primary_key=True)
    item_id: int = Field(foreign_key="item.id", ondelete="CASCADE", primary_key=True)
    earlier_id: int = Field(foreign_key="item.id", ondelete="CASCADE", primary_key=True, index=True)
    accepted: bool
    permalink: str = long_text()
    decided_by: str | None = None
    decided_at: datetime = moment()
