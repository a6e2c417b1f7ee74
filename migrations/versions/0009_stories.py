"""Stories: which earlier items an item follows.

Revision: 0009, after 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "earlier_item",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("earlier_id", sa.Integer(), nullable=False),
        sa.Column("accepted", sa.Boolean(), nullable=False),
        sa.Column("permalink", sa.Text(), server_default="", nullable=False),
        sa.Column("decided_by", sa.String(), nullable=True),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_earlier_item_team_id_team"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_earlier_item_item_id_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["earlier_id"], ["item.id"], name=op.f("fk_earlier_item_earlier_id_item"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", "item_id", "earlier_id", name=op.f("pk_earlier_item")),
    )
    op.create_index(op.f("ix_earlier_item_earlier_id"), "earlier_item", ["earlier_id"], unique=False)
