"""Curating: drafts, what an issue leads with, corrections; deliveries keep their pace and are audited.

Revision: 0004, after 0003
"""

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None


def upgrade() -> None:
    _add_draft()
    _add_pace()
    _moment("publication", "restored_at")
    op.add_column("schedule", sa.Column("anchor", sa.Date(), nullable=True))
    op.add_column("schedule", sa.Column("on_empty", sa.String(), server_default="tell", nullable=False))
    op.add_column("schedule", sa.Column("reminder_hours", sa.Integer(), server_default="24", nullable=False))
    _moment("schedule", "reminded_for")
    op.add_column("issue", sa.Column("lead", sa.JSON(), server_default="{}", nullable=False))
    _moment("issue", "withdrawn_at")
    op.add_column("issue", sa.Column("withdrawn_by", sa.String(), nullable=True))
    op.add_column("entry", sa.Column("corrected", sa.Text(), server_default="", nullable=False))
    op.add_column("entry", sa.Column("corrected_on", sa.Date(), nullable=True))
    _change_deliveries()
    _mark_the_queue()


def _mark_the_queue() -> None:
    op.add_column("item", sa.Column("unprinted", sa.Boolean(), server_default=sa.true(), nullable=False))
    op.execute("UPDATE item SET unprinted = false WHERE id IN (SELECT item_id FROM entry)")
    op.create_index(
        "ix_item_unprinted",
        "item",
        ["publication_id"],
        unique=False,
        sqlite_where=sa.text("unprinted"),
        postgresql_where=sa.text("unprinted"),
    )


def _add_draft() -> None:
    op.create_table(
        "draft",
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("publication_id", sa.Integer(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(), nullable=False),
        sa.Column("introduction", sa.Text(), server_default="", nullable=False),
        sa.Column("order", sa.JSON(), nullable=False),
        sa.Column("pinned", sa.JSON(), nullable=False),
        sa.Column("held", sa.JSON(), nullable=False),
        sa.Column("changed_by", sa.String(), nullable=True),
        sa.Column("changed_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_draft_team_id_team"), ondelete="CASCADE"
        ),
        sa.ForeignKeyConstraint(
            ["publication_id"],
            ["publication.id"],
            name=op.f("fk_draft_publication_id_publication"),
            ondelete="CASCADE",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_draft")),
        sa.UniqueConstraint("publication_id", name=op.f("uq_draft_publication_id")),
    )
    op.create_index(op.f("ix_draft_team_id"), "draft", ["team_id"], unique=False)


def _add_pace() -> None:
    op.create_table(
        "pace",
        sa.Column("team_id", sa.Integer(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.ForeignKeyConstraint(
            ["team_id"], ["team.id"], name=op.f("fk_pace_team_id_team"), ondelete="CASCADE"
        ),
        sa.PrimaryKeyConstraint("team_id", name=op.f("pk_pace")),
    )


def _change_deliveries() -> None:
    _moment("delivery", "due_at")
    op.execute("UPDATE delivery SET due_at = created_at")
    op.create_index("ix_delivery_due", "delivery", ["state", "due_at"], unique=False)
    op.create_index("ix_delivery_channel", "delivery", ["team_id", "channel_id", "state"], unique=False)
    _moment("delivery_part", "audit_at")
    op.add_column("delivery_part", sa.Column("payload", sa.JSON(), nullable=True))
    op.create_index("ix_delivery_part_audit_at", "delivery_part", ["audit_at"], unique=False)
    op.drop_index("ix_delivery_part_state", table_name="delivery_part")
    with op.batch_alter_table("delivery_part") as batch:
        batch.drop_column("not_before")


def _moment(table: str, column: str) -> None:
    op.add_column(table, sa.Column(column, sa.DateTime(timezone=True), nullable=True))
