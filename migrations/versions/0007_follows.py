"""Follows: searches that people are told about, and what they were told.

Revision: 0007, after 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "follow",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("query", sa.String(), nullable=False),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_follow_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_follow")),
        sa.UniqueConstraint("team_id", "person", "query", name=op.f("uq_follow_team_id_person_query")),
    )
    op.create_table(
        "follow_match",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("person", sa.String(), nullable=False),
        sa.Column("item_id", sa.Integer(), nullable=False),
        sa.Column("follow_id", sa.Integer(), nullable=True),
        sa.Column("matched_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("told_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_follow_match_team_id_team"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["item_id"], ["item.id"], name=op.f("fk_follow_match_item_id_item"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["follow_id"], ["follow.id"], name=op.f("fk_follow_match_follow_id_follow"), ondelete="SET NULL"
        ),
        sa.PrimaryKeyConstraint("team_id", "person", "item_id", name=op.f("pk_follow_match")),
    )
    op.create_index(op.f("ix_follow_match_item_id"), "follow_match", ["item_id"], unique=False)
    op.create_index(op.f("ix_follow_match_follow_id"), "follow_match", ["follow_id"], unique=False)
